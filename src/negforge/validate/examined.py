"""Examined: what every check says of a trajectory, remembered for the chosen that many candidates share."""

from __future__ import annotations

from collections.abc import Mapping

from negforge.core.certificate import Finding
from negforge.core.ports import Check
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory

_REMEMBERED = 6  # trajectories: of a pair and of the same pair with neutral differences, and as they are published
Findings = Mapping[str, tuple[Finding, ...]]


class Examiner:
    """Asks the checks. What they said of the last few trajectories is remembered: the candidates of a rollout come one
    by one."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self.checks = checks
        self._last: list[tuple[Task, Trajectory, dict[str, tuple[Finding, ...]]]] = []

    def examine(self, task: Task, trajectory: Trajectory) -> Findings:
        """What each check finds; a check that finds nothing has an empty tuple."""
        return {name: self.ask(name, task, trajectory) for name in self.checks}

    def ask(self, name: str, task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
        """What one check finds."""
        findings = self._said_of(task, trajectory)
        if name not in findings:
            findings[name] = tuple(self.checks[name](task, trajectory))
        return findings[name]

    def _said_of(self, task: Task, trajectory: Trajectory) -> dict[str, tuple[Finding, ...]]:
        for at, (known_task, known, findings) in enumerate(self._last):
            if known is trajectory and known_task is task:
                if at:
                    self._last.insert(0, self._last.pop(at))
                return findings
        self._last = [(task, trajectory, {}), *self._last[: _REMEMBERED - 1]]
        return self._last[0][2]
