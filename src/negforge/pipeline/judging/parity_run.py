"""Parity of a judged run: its judgements and the pairs they are about, under the published rules and ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from negforge.adapters.files import write_lines
from negforge.adapters.json_records import encode
from negforge.adapters.pair_layouts import write_plan_rewardbench
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.verdict import Failure, Judgement
from negforge.evaluate.facts import Facts
from negforge.evaluate.parity import Parity, parity
from negforge.evaluate.parity_causes import Row
from negforge.evaluate.scores import MACRO, NO_SPLIT, rates
from negforge.pipeline.judging.baseline import judgements_in
from negforge.pipeline.judging.judged_places import judged_places
from negforge.pipeline.judging.judging_stage import JUDGEMENTS, slim
from negforge.pipeline.reading.pair_files import rows_at
from negforge.pipeline.running.inputs import what_lies_at
from negforge.pipeline.running.remarks import Note, PlacedPair


def parity_at(
    run: Path, paths: Sequence[Path], names: Sequence[str], note: Note, *, stopped_after: int | None = None
) -> list[Parity]:
    """One for each evaluator that a model's words or scores come from, or for those in ``names``.

    ``run``: a folder with judgements, or such a file; ``paths``: the pairs that were judged, by default those that the
    run's folder names, or its own.
    Raises UsageError where there are no such judgements, or the pairs are not theirs.
    """
    said = _by_evaluator(run, names)
    rows: list[Row] = []
    pairs: list[Facts] = []
    for placed in rows_at(paths or _own_pairs(run), note):
        rows.append(_row(placed))
        if not placed.again:
            pairs.append(slim(placed.pair))
    known = {one.pair_id for one in pairs}
    found = []
    for evaluator, judgements in said.items():
        strange = sum(one.pair_id not in known for one in judgements)
        if strange:
            raise UsageError(
                f"{run}: {strange} judgements of {evaluator} are about pairs not among the {len(known)} given; "
                "give all files that were judged"
            )
        ours = {row.split: row.rate for row in rates(judgements, pairs)}
        values = {split: rate.value for split, rate in ours.items() if rate.n}
        several = any(one.sample for one in judgements)
        alone = rates([one for one in judgements if one.sample == 0], pairs) if several else ()
        first = {row.split: row.rate.value for row in alone if row.rate.n} if several else None
        found.append(
            parity(
                evaluator,
                rows,
                judgements,
                values,
                our_average=values.get(MACRO),
                our_first=first,
                stopped_after=stopped_after,
            )
        )
    return found


def write_differences(path: Path, found: Sequence[Parity]) -> int:
    """Every judgement that counts otherwise, a JSON object a line; how many."""
    write_lines(path, (encode(line) for one in found for line in _lines(one)))
    return sum(len(one.differences) for one in found)


def parity_json(found: Sequence[Parity]) -> list[Json]:
    """For machines; the published evaluator's figures under its own names, in its own unit."""
    return [
        {
            "evaluator": one.evaluator,
            "published": {"average": one.average},
            "ours": {"average": one.ours},
            "rows_without_judgement": one.unjudged,
            "times": one.times,
            "splits": [
                {
                    "split": split.split,
                    "published": {
                        "accuracy": split.accuracy,
                        "tie_rate": split.tie_rate,
                        "total_samples": split.samples,
                    },
                    "ours": {"accuracy": split.ours},
                    "steps": [
                        {"cause": cause, "judgements": count, "points": points} for cause, count, points in split.steps
                    ],
                    "pooling_points": split.pooling,
                    "vote_points": split.vote,
                }
                for split in one.splits
            ],
            "differences": list(_lines(one)),
        }
        for one in found
    ]


def _lines(one: Parity) -> Iterator[Json]:
    for difference in one.differences:
        yield {"evaluator": one.evaluator, **asdict(difference)}


def _by_evaluator(run: Path, names: Sequence[str]) -> dict[str, list[Judgement]]:
    """The judgements of each evaluator whose words or scores are kept."""
    file = run / JUDGEMENTS if what_lies_at(run) == "folder" else run
    if what_lies_at(file) != "file":
        raise UsageError(f"{run}: holds no {JUDGEMENTS}; `negforge evaluate PATH --judge llm:MODEL` writes one")
    said: dict[str, list[Judgement]] = {}
    for judgement in judgements_in(file):
        said.setdefault(judgement.evaluator, []).append(judgement)
    asked = {name: some for name, some in said.items() if (name in names if names else _has_answers(some))}
    if unknown := [name for name in names if name not in said]:
        raise UsageError(f"{file}: has no judgements of {unknown[0]}; there are: {', '.join(said) or 'none'}")
    if not asked:
        raise UsageError(f"{file}: no model answered there, and parity is about answers; judge by llm:MODEL")
    return asked


def _has_answers(judgements: Sequence[Judgement]) -> bool:
    """Whether a model was asked: its words, its scores, or that it gave none."""
    return any(
        one.raw is not None
        or one.scores is not None
        or (isinstance(one.outcome, Failure) and one.outcome.kind != "crash")
        for one in judgements
    )


def _own_pairs(run: Path) -> list[Path]:
    """Where the pairs lie that the run judged, as its folder says."""
    folder = run if what_lies_at(run) == "folder" else run.parent
    return list(judged_places(folder, f"name the files that were judged: negforge parity {run} FILE..."))


def _row(placed: PlacedPair) -> Row:
    """By its record in the published layout: read from such a file it is that row, else the one we would publish."""
    record = write_plan_rewardbench(placed.pair)
    uuid = record.get("uuid") or record.get("parent_uuid")
    return Row(
        placed.place,
        placed.pair.id,
        placed.pair.split or NO_SPLIT,
        None if not uuid else str(uuid),
        whole="query" in record,
        again=placed.again,
    )
