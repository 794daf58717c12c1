"""Padding: true talks about other things in front of the request, the same for both sides."""

from __future__ import annotations

from random import Random

from negforge.core.message import Message, Say
from negforge.core.pair import Pair
from negforge.core.transcript import render, render_messages, tokens_in
from negforge.perturb.twins.twin import Make, Material, in_task, task_like

_NEAR = 0.75  # so much of the length that is asked for must be reached


def padded_to(tokens: int) -> Make:
    """A maker of twins whose chosen side is about so many tokens long (bytes / 4)."""

    def padded(pair: Pair, rng: Random, material: Material) -> Pair | None:
        lacking = tokens - tokens_in(render(pair.task, pair.chosen))
        if lacking <= 0:
            return None
        talks: list[tuple[Message, ...]] = []
        reached = 0
        for talk in material.earlier_talks(pair, rng, lacking):
            if reached >= lacking:
                break
            talks.append(talk)
            reached += tokens_in("\n\n".join(render_messages(talk)))
        return _behind(pair, talks) if reached >= _NEAR * lacking else None

    return padded


def _behind(pair: Pair, talks: list[tuple[Message, ...]]) -> Pair:
    """The talks stand behind the rules and before what the user asks."""
    opening = pair.task.opening
    rules = 0
    while rules < len(opening) and isinstance(one := opening[rules], Say) and one.role == "system":
        rules += 1
    earlier = [message for talk in talks for message in talk]
    new = [*opening[:rules], *earlier, *opening[rules:]]
    return in_task(pair, task_like(pair.task, new, pair.task.tools, pair.task.policy))
