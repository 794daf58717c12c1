"""Examined: what every check says of a trajectory, remembered for the candidates that share it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping

from negforge.core.certificate import Finding
from negforge.core.message import Message
from negforge.core.ports import Check
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory

REMEMBERED = 16  # trajectories: a chosen, and of late candidates both sides as they are, and as they are published
Asked = tuple[int, tuple[Message, ...]]  # the very task, and whatever trajectory has these messages


class Findings(Mapping[str, tuple[Finding, ...]]):
    """What each check finds in a trajectory; a check that finds nothing has an empty tuple. Each is asked once, and not
    before somebody wants to know."""

    def __init__(self, checks: Mapping[str, Check], task: Task, trajectory: Trajectory) -> None:
        self.task, self.trajectory = task, trajectory
        self._checks = checks
        self._known: dict[str, tuple[Finding, ...]] = {}

    def __getitem__(self, name: str) -> tuple[Finding, ...]:
        if name not in self._known:
            self._known[name] = tuple(self._checks[name](self.task, self.trajectory))
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._checks)

    def __len__(self) -> int:
        return len(self._checks)


class Examiner:
    """Asks the checks. What they said of the last few trajectories is remembered: the candidates of a rollout come one
    by one."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self.checks = checks
        self._last: OrderedDict[Asked, Findings] = OrderedDict()

    def examine(self, task: Task, trajectory: Trajectory) -> Findings:
        """What each check finds."""
        return self._said_of(task, trajectory)

    def ask(self, name: str, task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
        """What one check finds."""
        return self._said_of(task, trajectory)[name]

    def _said_of(self, task: Task, trajectory: Trajectory) -> Findings:
        asked = id(task), trajectory.messages
        found = self._last.get(asked)
        if found is None:  # it holds the task, so that no other gets its id
            found = self._last[asked] = Findings(self.checks, task, trajectory)
            if len(self._last) > REMEMBERED:
                self._last.popitem(last=False)
        self._last.move_to_end(asked)
        return found
