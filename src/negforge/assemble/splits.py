"""Splits: which published file a pair belongs to, and no pair in it twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from negforge.core.defect import FAMILIES
from negforge.core.errors import UsageError
from negforge.core.pair import Drop, Pair
from negforge.core.trajectory import shown, tool_calls, user_turns

SPLITS: tuple[str, ...] = (
    "planning_single_easy",
    "planning_single_hard",
    "planning_multi_easy",
    "planning_multi_hard",
    "robust_recovery",
    "safety_refusal",
    "tool_irrelevance",
)
HARD_CALLS = 4  # tool calls of a chosen with one user turn, from which on it is hard
HARD_TURNS = 4  # user turns from which on several are hard


@dataclass(frozen=True, slots=True)
class Assembled:
    """``splits``: in published order, empty ones left out, the pairs in the order given. ``drops``: exact repeats."""

    splits: dict[str, list[Pair]]
    drops: tuple[Drop, ...]


def assemble(pairs: Iterable[Pair]) -> Assembled:
    """Set each pair's split and sort it in. Of pairs with one id the first given stays."""
    found: dict[str, list[Pair]] = {split: [] for split in SPLITS}
    first: dict[str, Pair] = {}
    drops: list[Drop] = []
    for pair in pairs:
        if pair.id in first:
            drops.append(_repeat(pair, first[pair.id]))
            continue
        first[pair.id] = pair
        split = split_of(pair)
        found[split].append(replace(pair, split=split))
    return Assembled({split: kept for split, kept in found.items() if kept}, tuple(drops))


def split_of(pair: Pair) -> str:
    """The pair's family; for planning also the user turns the chosen shows, and how long it is."""
    if pair.family not in FAMILIES:
        raise UsageError(
            f"pair {pair.id} has the scenario family {pair.family!r}; it must be one of {', '.join(FAMILIES)}"
        )
    if pair.family != "planning":
        return pair.family
    turns = user_turns(shown(pair.task, pair.chosen))
    if turns <= 1:
        return "planning_single_hard" if tool_calls(pair.chosen.messages) >= HARD_CALLS else "planning_single_easy"
    return "planning_multi_hard" if turns >= HARD_TURNS else "planning_multi_easy"


def _repeat(pair: Pair, first: Pair) -> Drop:
    rule = pair.certificate.rule if pair.certificate else None
    kept_by = f" of rule {first.certificate.rule}" if first.certificate else ""
    return Drop(pair.id, "duplicates", f"the same pair as one{kept_by} before it", rule, pair.defect, pair.rollout)
