"""Remembered: what was read in a text, or in a run, is kept for the next one who asks, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from negforge.core.task import Task
from negforge.core.trajectory import Trajectory

Found = TypeVar("Found")

_LONG = 2_000  # characters


def remembered(most: int, characters: int = 2_000_000) -> Callable[[Callable[[str], Found]], Callable[[str], Found]]:
    """Keep the results of a function of one text: the last ``most`` of short texts, and of long ones so many that they
    hold ``characters`` together (the last one always)."""

    def decorate(read: Callable[[str], Found]) -> Callable[[str], Found]:
        short = lru_cache(maxsize=most)(read)
        long: OrderedDict[str, Found] = OrderedDict()
        held = 0

        @wraps(read)
        def recall(text: str) -> Found:
            nonlocal held
            if len(text) < _LONG:
                return short(text)
            if text in long:
                long.move_to_end(text)
                return long[text]
            found = long[text] = read(text)
            held += len(text)
            while held > characters and len(long) > 1:
                held -= len(long.popitem(last=False)[0])
            return found

        return recall

    return decorate


def remembered_of_run(read: Callable[[Task, Trajectory], Found]) -> Callable[[Task, Trajectory], Found]:
    """Keep the results for the last few runs: all checks read the same one, one after the other."""
    last: list[tuple[Task, Trajectory, Found]] = []

    @wraps(read)
    def recall(task: Task, trajectory: Trajectory) -> Found:
        for known_task, known, found in last:
            if known is trajectory and known_task is task:
                return found
        found = read(task, trajectory)
        last[:] = [(task, trajectory, found), *last[:3]]
        return found

    return recall
