"""Rewording: the same agent tells the same steps in other words of its voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from negforge.agents.counterfactual import WorldRun
from negforge.core.message import Message, said_by, text_of
from negforge.perturb.neutral.reads_same import tells_same

VARIATIONS = 12


def other_words(run: WorldRun, base: Sequence[Message], variation: int) -> Mapping[int, str]:
    """For places of the base, what the agent says there in another variation: the same facts, and no less."""
    other = run.reworded(variation)
    if other is None or len(other.messages) != len(base):
        return {}
    found: dict[int, str] = {}
    for at, (here, there) in enumerate(zip(base, other.messages, strict=True)):
        if said_by(here, "assistant") != said_by(there, "assistant"):
            return {}
        if said_by(here, "assistant") and text_of(here) != text_of(there) and tells_same(text_of(here), text_of(there)):
            found[at] = text_of(there)
    return found
