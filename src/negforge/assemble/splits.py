"""Splits: which published file a pair belongs to."""

from __future__ import annotations

from negforge.core.defect import FAMILIES
from negforge.core.errors import UsageError
from negforge.core.pair import Pair
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


def place_of(split: str) -> tuple[int, str]:
    """To sort splits by: ours in their order, then others by name."""
    return SPLITS.index(split) if split in SPLITS else len(SPLITS), split


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
