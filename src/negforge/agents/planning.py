"""Which tasks a collection sets: so many of a split, distinct, and (for recovery) met by the fault they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from negforge.agents.reference import Agent, play
from negforge.worlds.tasks import Pool, WorldTask, tasks


def tasks_for(
    counts: Mapping[str, int], pool: Pool | None = None, rng_seed: int = 0, worlds: tuple[str, ...] = ()
) -> Iterator[WorldTask]:
    """The tasks of a collection, split by split; none is set twice, in whatever split."""
    seen: set[str] = set()
    for split, count in counts.items():
        yield from islice(playable(split, pool, rng_seed, worlds, seen), count)


def playable(
    split: str,
    pool: Pool | None = None,
    rng_seed: int = 0,
    worlds: tuple[str, ...] = (),
    seen: set[str] | None = None,
) -> Iterator[WorldTask]:
    """The tasks of a split whose point can be met: a fault that a careful agent never runs into, or after which even
    its run does not end as it should, makes no task."""
    for task in tasks(split, pool, rng_seed, worlds, seen):
        if not task.faults or reaches_its_fault(task):
            yield task


def reaches_its_fault(task: WorldTask) -> bool:
    """Whether the careful agent meets every planned fault, and ends well."""
    played = play(task, Agent())
    return played.outcome.success and len(played.session.faults_met) == len(task.faults)
