"""Differs: what a judge reads is not the same on both sides."""

from __future__ import annotations

from negforge.core.message import Message
from negforge.core.pair import Pair
from negforge.core.transcript import render_messages


def differs(pair: Pair) -> str | None:
    """Why there is nothing to tell the sides apart by, or None. Call ids and reasoning are not shown to a judge."""
    return None if _read(pair.chosen.messages) != _read(pair.rejected.messages) else "both sides read the same"


def _read(messages: tuple[Message, ...]) -> str:
    return "\n\n".join(render_messages(messages))
