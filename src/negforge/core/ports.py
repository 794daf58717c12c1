"""Ports: what a lower floor needs from whoever stands above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from negforge.core.certificate import Finding
from negforge.core.chat import ChatRequest, NoReply, Reply
from negforge.core.edit import Edit
from negforge.core.message import ToolResponse
from negforge.core.task import Task, Tool
from negforge.core.trajectory import Trajectory
from negforge.core.verdict import Failure, Verdict


class Check(Protocol):
    """Objections to a trajectory, from what a judge is shown and nothing else. Empty: it passes."""

    def __call__(self, task: Task, trajectory: Trajectory) -> Sequence[Finding]: ...


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """A call that some run made and that succeeded. ``then``: what the assistant said right after it, if anything."""

    name: str
    arguments: str
    response: ToolResponse
    then: str = ""


class Recollection(Protocol):
    """What the log remembers of its tools: how else would a rule know what a tool would have said.

    A world is a set of tools. All calls were made while it was still as the task began.
    """

    def answer(self, task: Task, name: str, arguments: str) -> ToolResponse | None:
        """The one response that every logged read with these arguments got, or None."""
        ...

    def calls_in_task(self, task: Task) -> Sequence[LoggedCall]:
        """Calls that runs of this very task made."""
        ...

    def calls_of_tool(self, task: Task, name: str) -> Sequence[LoggedCall]:
        """Calls of one tool in this world."""
        ...

    def explained_writes(self, task: Task) -> Sequence[LoggedCall]:
        """Writes in this world whose response follows from the arguments: it is always the same but for their echo."""
        ...

    def failed_endings(self, task: Task) -> Sequence[tuple[tuple[str, ...], str]]:
        """Of each failed run of this task: its steps (call and response, each in one line of text) and last words."""
        ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """One negative: the edits that break the chosen, and what the rule chose (for the certificate). ``roots``: so many
    of the edits, the first ones, are the rule's own, and the others follow from them; None: all."""

    edits: tuple[Edit, ...]
    parameters: tuple[tuple[str, str], ...] = ()
    roots: int | None = None


class PairJudge(Protocol):
    """Which side is better, seen in the order given: "chosen" stands for the first side, "rejected" for the second."""

    def __call__(self, task: Task, first: Trajectory, second: Trajectory) -> Verdict | Failure: ...


class TrajectoryScorer(Protocol):
    """How good a trajectory is, or the beginning of one, seen alone: a finite number, more is better."""

    def __call__(self, task: Task, trajectory: Trajectory, /) -> float | Failure: ...


class ToolServer(Protocol):
    """Tools that somebody else executes. ``call`` gives what the tool says, and whether it is an error."""

    @property
    def tools(self) -> tuple[Tool, ...]: ...

    @property
    def instructions(self) -> str: ...

    async def call(self, name: str, arguments: str) -> tuple[str, bool]: ...


class ChatModel(Protocol):
    """A model that can be asked. Every end of the asking is a value; a bug is an exception. Whoever waits may be
    cancelled; a reply that was paid for is kept all the same. Like tools that are executed elsewhere, and reward
    models, it is asynchronous; no other port is."""

    @property
    def name(self) -> str: ...

    async def complete(self, request: ChatRequest) -> Reply | NoReply: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """A reward model's number for one trajectory.

    ``tokens``: of the text it read, by its own tokenizer (0: nobody counted); ``left_out``: tokens cut from the middle
    of what was too long for it, the rest being read. ``seconds``: to make the number, when it was first made; of
    several made together, the part that falls to this one by its tokens.
    """

    value: float
    tokens: int = 0
    left_out: int = 0
    seconds: float | None = None


class RewardModel(Protocol):
    """A model that gives every trajectory of a task a number of its own; more is better. Numbers of one model compare
    within a task, and nothing else. A failure is a value; a bug is an exception.

    What is given at once may be worked on together: items that begin alike (two sides of a pair, pairs of one task)
    cost less in one call than in several. Results come in the order of the items, and do not hang on the company.
    """

    @property
    def name(self) -> str: ...

    async def read(self, items: Sequence[tuple[Task, Trajectory]]) -> Sequence[Reading | Failure]: ...
