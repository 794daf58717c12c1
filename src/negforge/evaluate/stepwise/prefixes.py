"""The steps of a trajectory as a step judge sees them, and its score at the end of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from negforge.core.message import Message, ToolCall, ToolResponse, said_by
from negforge.core.ports import TrajectoryScorer
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.core.verdict import Failure
from negforge.evaluate.scorers import score_of


@dataclass(frozen=True, slots=True)
class Step:
    """One reply of the agent, words and parallel calls together, with the responses to it: messages ``start`` to
    ``end`` (exclusive) of the trajectory."""

    start: int
    end: int


def steps_of(trajectory: Trajectory) -> tuple[Step, ...]:
    """The agent's replies in order. The user's turns and calls stand between steps and belong to none."""
    found: list[Step] = []
    open_step = False
    for at, message in enumerate(trajectory.messages):
        goes_on = open_step and (isinstance(message, ToolResponse) or _with_previous(message))
        if goes_on:
            found[-1] = Step(found[-1].start, at + 1)
        elif _is_agents(message):
            found.append(Step(at, at + 1))
        open_step = goes_on or _is_agents(message)
    return tuple(found)


def prefixes_of(trajectory: Trajectory) -> tuple[Trajectory, ...]:
    """What a step judge scores: the trajectory before anything is done, and at the end of each step."""
    return tuple(Trajectory(trajectory.messages[:end]) for end in (0, *(step.end for step in steps_of(trajectory))))


def prefix_scores(scorer: TrajectoryScorer, task: Task, trajectory: Trajectory) -> tuple[float, ...] | Failure:
    """The score of each prefix. Once one has none, no further one is asked for."""
    scores: list[float | Failure] = []
    for prefix in prefixes_of(trajectory):
        scores.append(score_of(scorer, task, prefix))
        if isinstance(scores[-1], Failure):
            break
    return whole_row(scores)


def whole_row(scores: Iterable[float | Failure]) -> tuple[float, ...] | Failure:
    """The scores of all prefixes. The first prefix that has none makes a failure of all: what falls is not seen where a
    number is missing."""
    row: list[float] = []
    for number, score in enumerate(scores):
        if isinstance(score, Failure):
            return Failure(score.kind, f"at step {number}: {score.reason}")
        row.append(score)
    return tuple(row)


def _is_agents(message: Message) -> bool:
    return said_by(message, "assistant") or (isinstance(message, ToolCall) and message.requestor == "assistant")


def _with_previous(message: Message) -> bool:
    return isinstance(message, ToolCall) and message.requestor == "assistant" and message.with_previous
