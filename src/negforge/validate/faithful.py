"""Faithful: the recorded edits rebuild both sides of the pair, message by message."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.core.edit import apply, undone
from negforge.core.errors import StaleEdit
from negforge.core.message import Message
from negforge.core.pair import Pair


def faithful(pair: Pair) -> str | None:
    """Why the edits do not rebuild the pair, or None.

    ``apply(base, neutral.chosen) == chosen`` and ``apply(apply(base, edits), neutral.rejected) == rejected``, with the
    base found by undoing ``neutral.chosen``. A pair that nobody edited (natural, mined) has nothing to rebuild.
    """
    neutral = pair.neutral
    if not (pair.edits or neutral.chosen or neutral.rejected):
        return None if pair.origin in ("natural", "mined") else f"a pair of origin {pair.origin} records no edits"
    side = "chosen (neutral edits)"
    try:
        base = apply(pair.chosen.messages, undone(neutral.chosen))
        chosen = apply(base, neutral.chosen)
        side = "rejected"
        broken = apply(base, pair.edits)
        side = "rejected (neutral edits)"
        rejected = apply(broken, neutral.rejected)
    except StaleEdit as stale:
        return f"{side}: {stale}"
    return _difference("chosen", chosen, pair.chosen.messages) or _difference(
        "rejected", rejected, pair.rejected.messages
    )


def before_neutral(pair: Pair) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """The base and the edited base, as both sides were before their neutral differences."""
    base = apply(pair.chosen.messages, undone(pair.neutral.chosen))
    return base, apply(pair.rejected.messages, undone(pair.neutral.rejected))


def _difference(side: str, rebuilt: Sequence[Message], recorded: Sequence[Message]) -> str | None:
    for at, (one, other) in enumerate(zip(rebuilt, recorded, strict=False)):
        if one != other:
            return f"{side}: the edits give another message {at} than the pair records"
    if len(rebuilt) != len(recorded):
        return f"{side}: the edits give {len(rebuilt)} messages, the pair records {len(recorded)}"
    return None
