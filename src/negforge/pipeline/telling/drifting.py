"""Two evaluations against one another: did the judges' numbers move, on the pairs that both judged?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.verdict import Judgement
from negforge.evaluate.drifted import JudgeDrift, drifts
from negforge.pipeline.endpoints.folders import MARK
from negforge.pipeline.judging.baseline import judgements_in
from negforge.pipeline.judging.judged_places import judged_places
from negforge.pipeline.judging.judging_stage import JUDGEMENTS, slim
from negforge.pipeline.reading.manifest import MANIFEST
from negforge.pipeline.reading.pair_files import pairs_at
from negforge.pipeline.running.figures import plain
from negforge.pipeline.running.inputs import what_lies_at
from negforge.pipeline.running.remarks import Note


def has_judged(place: Path) -> bool:
    """Whether an evaluation lies there, or a build that judged."""
    return what_lies_at(place) == "folder" and what_lies_at(place / JUDGEMENTS) == "file"


def has_only_judged(place: Path) -> bool:
    """Whether it is the folder of an evaluation, which holds no pairs of its own."""
    return has_judged(place) and what_lies_at(place / MARK) == "file" and what_lies_at(place / MANIFEST) != "file"


def drifts_between(before: Path, after: Path, places: Sequence[Path], note: Note) -> tuple[JudgeDrift, ...]:
    """Of every judge of both evaluations, on the pairs that both judged; none where they have no pair or no judge in
    common. ``places``: where the pairs lie; none: where the later evaluation says, or where the earlier one does.
    Raises UsageError where neither says, or they are gone."""
    earlier, later = _judgements(before), _judgements(after)
    common = {one.pair_id for one in earlier} & {one.pair_id for one in later}
    if not common:
        return ()
    where = list(places) or _where(after, before)
    facts = [slim(pair) for pair in pairs_at(where, note) if pair.id in common]
    known = {one.pair_id for one in facts}
    if lost := len(common - known):
        told = f"{lost} of the {len(common)} pairs that both judged are not among those in {', '.join(map(str, where))}"
        raise UsageError(f"{told}; name the pairs that were judged by --pairs PATH")
    before_of, after_of = ([one for one in some if one.pair_id in known] for some in (earlier, later))
    return drifts(before_of, after_of, facts)


def drifts_json(found: Sequence[JudgeDrift]) -> list[Json]:
    """Rows for machines; what cannot be told is null."""
    return [
        {**plain(asdict(one)), "scores": [{"scenario": name, **plain(asdict(moved))} for name, moved in one.scores]}
        for one in found
    ]


def _judgements(folder: Path) -> list[Judgement]:
    return [replace(one, raw=None, reasoning=None) for one in judgements_in(folder / JUDGEMENTS)]


def _where(*folders: Path) -> list[Path]:
    """What the first of these evaluations says that says something; if none does, the first one's error."""

    def said() -> Iterator[list[Path] | UsageError]:
        for folder in folders:
            try:
                yield list(judged_places(folder))
            except UsageError as error:
                yield error

    found = list(said())
    places = next((one for one in found if isinstance(one, list)), None)
    if places is None:
        raise next(one for one in found if isinstance(one, UsageError))
    return places
