"""Duplicates: no two pairs ask nearly the same in two splits, and none says twice what another one says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from negforge.assemble.portraits import Portrait, dropped
from negforge.assemble.splits import SPLITS, place_of
from negforge.core.json_text import digest
from negforge.core.pair import Drop
from negforge.similarity import Groups, groups_of, masked_all

CHECK = "duplicates"
TASKS, RUNS = 0.8, 0.8
"""From these shares of three-word shingles in common two tasks (numbers and names masked), or two runs, are near."""


@dataclass(frozen=True, slots=True)
class Family:
    """Tasks that are near one another, by name, and the pairs that were made of them, by split and task."""

    tasks: tuple[str, ...]
    pairs: Mapping[str, Mapping[str, tuple[Portrait, ...]]]


def families_of(pairs: Sequence[Portrait], tasks: float = TASKS, runs: float = RUNS) -> tuple[Family, ...]:
    """All pairs, sorted into families: those of one task, of tasks whose words are near once numbers and names are
    masked, and of tasks in which a chosen reads nearly as one in the other. The same in any order of the pairs."""
    in_order = sorted(pairs, key=lambda one: one.pair_id)
    asked = masked_all(one.asked for one in in_order)
    group = Groups(len(in_order))
    for texts, near in (([asked[one.asked] for one in in_order], tasks), ([one.run for one in in_order], runs)):
        for at, other in enumerate(groups_of(texts, near)):
            group.join(at, other)
    first: dict[str, int] = {}
    for at, one in enumerate(in_order):
        group.join(at, first.setdefault(one.task, at))
    members: dict[int, list[Portrait]] = {}
    for at, one in enumerate(in_order):
        members.setdefault(group.of(at), []).append(one)
    return tuple(sorted(map(_family, members.values()), key=lambda one: digest(one.tasks)))


def duplicates_in(families: Iterable[Family], sizes: Mapping[str, int], *, within: bool = True) -> list[Drop]:
    """What must go so that no family stands in two splits; ``within``: and that a split has one task of a family, and
    no pair of that task tells its sides apart by the same words as another one. ``sizes``: how many tasks each split
    wants, as each is to give one pair; a family goes to the split that is farthest from it, after those that fit one
    split only."""
    filled = dict.fromkeys(SPLITS, 0)
    drops: list[Drop] = []
    for family in sorted(families, key=lambda one: len(one.pairs) > 1):
        split = min(family.pairs, key=lambda one: (filled.get(one, 0) / max(sizes.get(one, 1), 1), place_of(one)))
        tasks = family.pairs[split]
        stay = {min(tasks, key=lambda one: (-len(tasks[one]), one))} if within else set(tasks)
        filled[split] = filled.get(split, 0) + len(stay)
        drops += _leaving(family, split, stay, within=within)
    return drops


def _family(members: Sequence[Portrait]) -> Family:
    pairs: dict[str, dict[str, tuple[Portrait, ...]]] = {}
    for one in members:
        of_split = pairs.setdefault(one.split, {})
        of_split[one.task] = (*of_split.get(one.task, ()), one)
    return Family(tuple(sorted({one.task for one in members})), pairs)


def _leaving(family: Family, split: str, stay: Collection[str], *, within: bool) -> Iterator[Drop]:
    """All but these tasks of the split; ``within``: and what is repeated in them."""
    for at, tasks in family.pairs.items():
        for task, pairs in tasks.items():
            if at == split and task in stay:
                yield from _repeats(pairs) if within else ()
                continue
            reason = "its task stands" if task in stay else f"nearly the same as task {min(stay)}, which stands"
            yield from (dropped(one, CHECK, f"{reason} in {split}") for one in pairs)


def _repeats(pairs: Sequence[Portrait]) -> Iterator[Drop]:
    """All but the first pair of each difference between the sides."""
    kept: dict[str, Portrait] = {}
    for one in pairs:
        first = kept.setdefault(one.apart, one)
        if first != one:
            yield dropped(one, CHECK, f"its sides differ by the same words as those of {first.pair_id}")
