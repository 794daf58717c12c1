"""Failures: where in rollouts.jsonl the certified failures of each task stand, so that none is held in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from negforge.adapters.wire import decode_rollout
from negforge.core.trajectory import Rollout

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


def failures_in(file: Path) -> Failures:
    """One pass over the file; of a task without a success nothing is kept."""
    failed: dict[tuple[str, str], list[int]] = {}
    solved: set[tuple[str, str]] = set()
    offset = 0
    with file.open("rb") as lines:
        for line in lines:
            rollout = decode_rollout(line)
            outcome = rollout.outcome.value if rollout.outcome else ""
            if outcome == "success":
                solved.add(_task(rollout))
            elif outcome == "failure" and len(held := failed.setdefault(_task(rollout), [])) < MOST:
                held.append(offset)
            offset += len(line)
    return Failures(file, {task: tuple(places) for task, places in failed.items() if task in solved})


def _task(rollout: Rollout) -> tuple[str, str]:
    """The task as it is shown, and as its source names it: a world with another fault may be asked the same."""
    return rollout.task.id, rollout.task.parent or ""
