"""Rollouts by reference agents: for each task a few, in voices, styles and skills drawn for it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.agents.reference import Played, drawn_agent, play
from negforge.worlds.tasks import WorldTask


def reference_rollouts(task: WorldTask, each: int, careful: float, rng_seed: int) -> Iterator[Played]:
    """``each`` rollouts of the task, a share ``careful`` of them by careful agents; the same for the same seed."""
    for number in range(each):
        rng = Random(f"reference:{rng_seed}:{task.name}:{number}")
        yield play(task, drawn_agent(task, rng, careful), rng.randrange(1 << 30))
