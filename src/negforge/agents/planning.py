"""Which tasks a collection sets: so many of a split, distinct, and (for recovery) met by the fault they are about.

Trying names is most of the work, and can be done side by side; choosing among what they gave is done in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from negforge.agents.reference import Agent, play
from negforge.worlds.tasks import BARREN_ROUNDS, Pool, TaskName, WorldTask, drawn_names, set_task, task_named, tasks

CHUNK = 40  # names tried at a time


@dataclass(frozen=True, slots=True)
class Tries:
    """Names of a split to try, each with the number of its turn; ``pool``: which tasks are wanted."""

    split: str
    pool: Pool | None
    names: tuple[tuple[int, TaskName], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A task that a name gave. ``playable``: its faults are met, and a careful run ends well."""

    split: str
    name: str
    key: str
    turn: int
    playable: bool


Trying: TypeAlias = Callable[[Iterable[tuple[str, Tries]]], Iterable[list[Offer]]]


def tried(tries: Tries) -> list[Offer]:
    """What the names gave; those that gave nothing are left out."""
    found = []
    for turn, name in tries.names:
        task = set_task(name, tries.pool)
        if task is not None:
            found.append(Offer(tries.split, str(name), task.key, turn, is_playable(task)))
    return found


def one_by_one(tries: Iterable[tuple[str, Tries]]) -> Iterator[list[Offer]]:
    """Each chunk when it is asked for."""
    return (tried(one) for _, one in tries)


def names_for(
    counts: Mapping[str, int],
    pool: Pool | None = None,
    rng_seed: int = 0,
    worlds: tuple[str, ...] = (),
    trying: Trying = one_by_one,
) -> Iterator[str]:
    """The names of a collection's tasks, split by split; none is set twice, in whatever split. The same whatever
    ``trying`` is, as long as it keeps the order of the chunks (it may work ahead)."""
    choice = _Choice(dict(counts))
    for offers in trying(_chunks(choice, pool, rng_seed, worlds)):
        for offer in offers:
            if choice.takes(offer):
                yield offer.name


def tasks_for(
    counts: Mapping[str, int], pool: Pool | None = None, rng_seed: int = 0, worlds: tuple[str, ...] = ()
) -> Iterator[WorldTask]:
    """The tasks themselves."""
    return (task_named(name) for name in names_for(counts, pool, rng_seed, worlds))


def playable(split: str) -> Iterator[WorldTask]:
    """The tasks of a split whose point can be met, without end."""
    return (task for task in tasks(split) if is_playable(task))


def is_playable(task: WorldTask) -> bool:
    """A fault that a careful agent never runs into, or after which even its run does not end as it should, makes no
    task."""
    if not task.faults:
        return True
    played = play(task, Agent())
    return played.outcome.success and len(played.session.faults_met) == len(task.faults)


@dataclass(slots=True)
class _Choice:
    """``left``: so many tasks of a split are still wanted; ``last``: the turn of it that brought the latest."""

    left: dict[str, int]
    seen: set[str] = field(default_factory=set)
    last: dict[str, int] = field(default_factory=dict)

    def wants(self, split: str, turn: int) -> bool:
        return self.left[split] > 0 and turn - self.last.get(split, 0) <= BARREN_ROUNDS

    def takes(self, offer: Offer) -> bool:
        if not self.wants(offer.split, offer.turn) or offer.key in self.seen:
            return False
        self.seen.add(offer.key)
        self.last[offer.split] = offer.turn
        self.left[offer.split] -= offer.playable
        return offer.playable


def _chunks(choice: _Choice, pool: Pool | None, rng_seed: int, worlds: tuple[str, ...]) -> Iterator[tuple[str, Tries]]:
    """Chunks of names as long as their split wants more; each with a name of its own for messages."""
    for split in choice.left:
        names = drawn_names(split, rng_seed, worlds)
        while (chunk := tuple(islice(names, CHUNK))) and choice.wants(split, chunk[0][0]):
            yield str(chunk[0][1]), Tries(split, pool, chunk)
