"""What is near to what among pairs, and what goes for it: as values, and as the report that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from negforge.assemble.contamination import Hit, held_against
from negforge.assemble.duplicates import Family, duplicates_in, families_of
from negforge.assemble.portraits import Portrait
from negforge.assemble.splits import place_of
from negforge.core.json_text import Json
from negforge.core.pair import Drop
from negforge.pipeline.reading.corpora import records_in
from negforge.pipeline.running.inputs import InputFile
from negforge.pipeline.running.remarks import Note, Remark
from negforge.recipe.collecting import PROPORTIONS
from negforge.recipe.duplicates import Duplicates
from negforge.similarity import keys_of

SHOWN = 12  # tasks of a family that are named
SIZES: Mapping[str, int] = {str(split): size for split, size in PROPORTIONS.items()}


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found among so many pairs. ``records``: of the corpora; ``unread``: what of those could not be read."""

    pairs: tuple[Portrait, ...]
    families: tuple[Family, ...]
    hits: tuple[Hit, ...]
    drops: tuple[Drop, ...]
    corpora: tuple[InputFile, ...]
    records: int
    unread: int


def look(pairs: Sequence[Portrait], knobs: Duplicates, corpora: Sequence[InputFile], note: Note) -> Looked:
    """First what stands in a corpus, then, among the others, duplicates."""
    unread = 0

    def heard(remark: Remark) -> None:
        nonlocal unread
        unread += remark.rows if remark.kind == "left_out" else 0
        note(remark)

    records = records_in(corpora, heard)
    hits, count = held_against(pairs, records, knobs.tasks, knobs.runs) if corpora else ([], 0)
    known = {hit.pair.pair_id for hit in hits}
    families = families_of([one for one in pairs if one.pair_id not in known], knobs.tasks, knobs.runs)
    found = duplicates_in(families, SIZES, within=knobs.drop == "all") if knobs.drop != "nothing" else []
    drops = sorted([*(hit.drop() for hit in hits), *found], key=lambda one: (one.check, one.pair_id))
    return Looked(tuple(pairs), families, tuple(hits), tuple(drops), tuple(corpora), count, unread)


def report_of(looked: Looked, knobs: Duplicates) -> Json:
    """What the report says: numbers by split, the families of several tasks, and every pair near to a corpus."""
    several = [family for family in looked.families if len(family.tasks) > 1]
    return {
        "tasks_near_from": knobs.tasks,
        "runs_near_from": knobs.runs,
        "pairs": len(looked.pairs),
        "families": len(looked.families),
        "families_of_several_tasks": len(several),
        "families_in_several_splits": sum(len(family.pairs) > 1 for family in looked.families),
        "by_split": [*split_rows(looked)],
        "distinct_tasks": _distinct(looked.pairs),
        "against": {
            "files": [{"file": one.label, "sha256": one.sha256} for one in looked.corpora],
            "records": looked.records,
            "unread": looked.unread,
            "near": [_near(hit) for hit in looked.hits],
        },
        "several_tasks": [_several(family) for family in several],
    }


def split_rows(looked: Looked) -> list[dict[str, Any]]:
    """A row a split: its pairs, and how many of them go, by check."""
    split_of = {one.pair_id: one.split for one in looked.pairs}
    pairs = Counter(split_of.values())
    lost = Counter((split_of[drop.pair_id], drop.check) for drop in looked.drops)
    checks = sorted({drop.check for drop in looked.drops})
    return [
        {"split": split, "pairs": pairs[split], **{check: lost[split, check] for check in checks}}
        for split in sorted(pairs, key=place_of)
    ]


def _distinct(pairs: Sequence[Portrait]) -> Json:
    """Of each split: tasks that differ once numbers and names are masked, and their share of the pairs."""
    keys = keys_of([one.asked for one in pairs])
    of_split: dict[str, list[str]] = {}
    for one, key in zip(pairs, keys, strict=True):
        of_split.setdefault(one.split, []).append(key)
    return {
        split: {"tasks": len(set(held)), "share": round(len(set(held)) / len(held), 4)}
        for split, held in sorted(of_split.items())
    }


def _near(hit: Hit) -> Json:
    one = hit.pair
    return {
        "pair": one.pair_id,
        "split": one.split,
        "task": one.task,
        "part": hit.part,
        "share": round(hit.share, 4),
        "near_to": hit.where,
    }


def _several(family: Family) -> Json:
    splits: dict[str, Json] = {split: sum(map(len, tasks.values())) for split, tasks in sorted(family.pairs.items())}
    return {"tasks": list(family.tasks[:SHOWN]), "number": len(family.tasks), "pairs": splits}
