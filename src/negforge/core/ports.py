"""Ports: what a lower floor needs from whoever stands above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from negforge.core.certificate import Finding
from negforge.core.edit import Edit
from negforge.core.message import ToolResponse
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.core.verdict import Failure, Verdict


class Check(Protocol):
    """Objections to a trajectory, from what a judge is shown and nothing else. Empty: it passes."""

    def __call__(self, task: Task, trajectory: Trajectory) -> Sequence[Finding]: ...


class Recollection(Protocol):
    """What the log remembers of its tools: how else would a rule know what a tool would have said."""

    def answer(self, task: Task, name: str, arguments: str) -> ToolResponse | None:
        """The one response that every logged call with these arguments got, or None."""
        ...

    def logged_calls(self, task: Task, *, same_task: bool) -> Sequence[tuple[str, str, ToolResponse]]:
        """(name, arguments, response) of calls logged in other runs: of this task, or of any with its tools."""
        ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """One negative: the edits that break the chosen, and what the rule chose (for the certificate)."""

    edits: tuple[Edit, ...]
    parameters: tuple[tuple[str, str], ...] = ()


class PairJudge(Protocol):
    """Which side is better, seen in the order given: "chosen" stands for the first side, "rejected" for the second."""

    def __call__(self, task: Task, first: Trajectory, second: Trajectory) -> Verdict | Failure: ...
