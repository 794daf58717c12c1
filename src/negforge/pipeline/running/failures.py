"""Failures: where in rollouts.jsonl the certified failures of each task stand, so that none is held in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from negforge.adapters.wire import decode_rollout
from negforge.core.trajectory import Rollout, succeeded
from negforge.perturb.recollection import LogMemory

MOST = 8
"""Failures of one task that are looked at for natural pairs: the first ones."""


@dataclass(frozen=True, slots=True)
class Failures:
    """``places``: by task, the byte offsets of the lines."""

    file: Path
    places: Mapping[tuple[str, str], tuple[int, ...]]

    def of(self, rollout: Rollout) -> list[Rollout]:
        """The failures of the rollout's task."""
        offsets = self.places.get(_task(rollout), ())
        if not offsets:
            return []
        found = []
        with self.file.open("rb") as lines:
            for offset in offsets:
                lines.seek(offset)
                found.append(decode_rollout(lines.readline()))
        return found


def memory_and_failures(file: Path) -> tuple[LogMemory, Failures]:
    """What the logs remember of their tools, and where the failures stand (of tasks with a success), of one pass over
    the file."""
    places = _Places()
    memory = LogMemory.collect(places.noting(file))
    return memory, places.closed(file)


@dataclass(slots=True)
class _Places:
    """What is being noted; closed into Failures."""

    failed: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    solved: set[tuple[str, str]] = field(default_factory=set)

    def noting(self, file: Path) -> Iterator[Rollout]:
        """The file's rollouts, each noted as it goes by."""
        offset = 0
        with file.open("rb") as lines:
            for line in lines:
                rollout = decode_rollout(line)
                self._note(rollout, offset)
                yield rollout
                offset += len(line)

    def _note(self, rollout: Rollout, offset: int) -> None:
        if succeeded(rollout):
            self.solved.add(_task(rollout))
        elif rollout.outcome is not None and rollout.outcome.value == "failure":
            held = self.failed.setdefault(_task(rollout), [])
            if len(held) < MOST:
                held.append(offset)

    def closed(self, file: Path) -> Failures:
        return Failures(file, {task: tuple(places) for task, places in self.failed.items() if task in self.solved})


def _task(rollout: Rollout) -> tuple[str, str]:
    """The task as it is shown, and as its source names it: a world with another fault may be asked the same."""
    return rollout.task.id, rollout.task.parent or ""
