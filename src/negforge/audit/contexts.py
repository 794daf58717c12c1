"""What both sides share and a cheap judge may well use: split, template, world, tools called, errors met."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.audit.side import Side, later_turns
from negforge.checks.readings.causes import causes_of
from negforge.core.json_text import digest
from negforge.core.message import text_of
from negforge.core.pair import Pair

NO_SPLIT = "(no split)"


def contexts_of(pair: Pair, sides: tuple[Side, Side]) -> tuple[str, ...]:
    """The contexts of a pair, the same whichever side comes first: nothing here tells which is better."""
    called = sorted({call.name for side in sides for call in side.calls})
    return (
        f"split:{split_of(pair)}",
        f"template:{pair.task.template_id}",
        f"world:{world_of(pair)}",
        f"turns:{min(3, 1 + max(later_turns(side) for side in sides))}",
        *(f"called:{name}" for name in called),
        *(f"error:{kind}" for kind in _error_kinds(sides)),
    )


def numbers_of(pair: Pair, sides: tuple[Side, Side]) -> tuple[float, ...]:
    """The same for judges that cut numbers: tools on offer, turns, calls, errors, error kinds."""
    return (
        float(len(pair.task.tools)),
        float(sum(later_turns(side) for side in sides)),
        float(sum(len(side.calls) for side in sides)),
        float(sum(sum(side.errors) for side in sides)),
        float(sum(side.errors[-1] for side in sides if side.errors)),
        float(len(_error_kinds(sides))),
        float(sum(not side.calls for side in sides)),
    )


def split_of(pair: Pair) -> str:
    return pair.split or NO_SPLIT


def world_of(pair: Pair) -> str:
    """The set of tools on offer: pairs of one set play in one world."""
    return digest(sorted(tool.name for tool in pair.task.tools))


def _error_kinds(sides: Sequence[Side]) -> list[str]:
    kinds: set[str] = set()
    for side in sides:
        for step, error in zip(side.steps, side.errors, strict=True):
            if error and step.response is not None:
                kinds |= causes_of(text_of(step.response)[:2000]) or {"other"}
    return sorted(kinds) or ["none"]
