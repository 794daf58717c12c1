"""Examined: what every check says of a trajectory, remembered for the chosen that many candidates share."""

from __future__ import annotations

from collections.abc import Mapping

from negforge.core.certificate import Finding
from negforge.core.ports import Check
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory

Findings = Mapping[str, tuple[Finding, ...]]


class Examiner:
    """All checks at once. The last few trajectories are remembered: the candidates of a rollout come one by one."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self.checks = checks
        self._last: list[tuple[Task, Trajectory, Findings]] = []

    def examine(self, task: Task, trajectory: Trajectory) -> Findings:
        """What each check finds; a check that finds nothing has an empty tuple."""
        for known_task, known, findings in self._last:
            if known is trajectory and known_task is task:
                return findings
        findings = {name: tuple(check(task, trajectory)) for name, check in self.checks.items()}
        self._last = [(task, trajectory, findings), *self._last[:3]]
        return findings
