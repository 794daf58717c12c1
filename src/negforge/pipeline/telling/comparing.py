"""Two versions of a benchmark against one another: which pairs came, went and changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from negforge.adapters.files import write_lines
from negforge.adapters.wire import encode_pair
from negforge.assemble.splits import place_of
from negforge.pipeline.reading.pair_facts import UNTOLD, Facts, facts_at, facts_of
from negforge.pipeline.reading.pair_files import load_pairs
from negforge.pipeline.reading.publication import published_manifest
from negforge.pipeline.running.remarks import Note
from negforge.pipeline.telling.comparison import Comparison, SplitChange

TOLERANCE = 0.05


def compare(before: Path, after: Path, note: Note, *, tolerance: float = TOLERANCE) -> Comparison:
    """Two published folders, run folders or pair files. Raises NegforgeError where one of them holds no pairs.

    ``tolerance``: so large a share of a split's pairs may be others before its numbers count as not comparable.
    """
    old, new = _by_split(facts_at(before, note)), _by_split(facts_at(after, note))
    splits = sorted({*old, *new}, key=place_of)
    changes = tuple(_change(split, old.get(split, {}), new.get(split, {})) for split in splits)
    texts = frozenset(text for split in old for text in old[split].keys() & new.get(split, {}).keys())
    remade = _remade(published_manifest(before), published_manifest(after))
    return Comparison(changes, tuple(_moved(old, new)), tuple(remade), tolerance, texts)


def write_common(comparison: Comparison, after: Path, out: Path, note: Note) -> int:
    """The pairs that both have, as the new version tells them, a pair a line; how many."""
    written = 0

    def lines() -> Iterator[bytes]:
        nonlocal written
        for pair in load_pairs(after, note):
            if facts_of(pair).text in comparison.texts:
                written += 1
                yield encode_pair(pair)

    write_lines(out, lines())
    return written


_Texts = dict[str, Facts]


def _by_split(facts: Iterable[Facts]) -> dict[str, _Texts]:
    """Of each split its pairs by their text; of two with the same words the first stays."""
    found: dict[str, _Texts] = {}
    for one in facts:
        found.setdefault(one.split, {}).setdefault(one.text, one)
    return found


def _change(split: str, old: _Texts, new: _Texts) -> SplitChange:
    change = SplitChange(split, len(old), len(new))
    for text, one in old.items():
        if text in new:
            change.common.append(new[text].id)
            if UNTOLD not in (one.proof, new[text].proof) and one.proof != new[text].proof:
                change.retold.append(new[text].id)
    gone = [one for text, one in old.items() if text not in new]
    come = [one for text, one in new.items() if text not in old]
    change.changed = _matched(gone, come)
    matched_old, matched_new = {one for one, _ in change.changed}, {one for _, one in change.changed}
    change.dropped = [one.id for one in gone if one.id not in matched_old]
    change.added = [one.id for one in come if one.id not in matched_new]
    return change


def _matched(gone: Sequence[Facts], come: Sequence[Facts]) -> list[tuple[str, str]]:
    """Pairs of the same task with other words, those of the same defect first."""
    left = list(come)
    matched: dict[str, str] = {}
    for same_defect in (True, False):
        waiting: dict[tuple[str, str], list[Facts]] = defaultdict(list)
        for one in left:
            waiting[one.task, one.defect if same_defect else ""].append(one)
        for one in gone:
            fitting = waiting.get((one.task, one.defect if same_defect else ""))
            if one.id not in matched and fitting:
                matched[one.id] = fitting.pop(0).id
        taken = set(matched.values())
        left = [one for one in left if one.id not in taken]
    return [(one.id, matched[one.id]) for one in gone if one.id in matched]


def _moved(old: Mapping[str, _Texts], new: Mapping[str, _Texts]) -> Iterator[tuple[str, str, str]]:
    was = {text: split for split, texts in old.items() for text in texts}
    for split, texts in new.items():
        for text, one in texts.items():
            if was.get(text, split) != split:
                yield one.id, was[text], split


def _remade(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Iterator[str]:
    """What two releases say of their making that differs."""
    if old is None or new is None:
        return
    for name in ("form", "name", "release", "recipe_sha256", "built_by", "seeds"):
        if old.get(name) != new.get(name):
            yield name
