"""Recollection: what a set of logs remembers of its tools, so that a rule can ask what a tool would have said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from negforge.checks.readings.tools import all_steps, call_key, failed, is_write
from negforge.core.json_text import digest
from negforge.core.message import ToolResponse, published, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Rollout

Logged = tuple[str, str, ToolResponse]
_MOST_PER_TASK = 200
_MOST_PER_WORLD = 4000
_LONGEST_RESPONSE = 20_000


@dataclass(frozen=True, slots=True)
class LogMemory:
    """What was answered while its world was still as the task began: up to and with the first write of each run.

    ``answers``: reads whose logged responses all agree. ``by_task``, ``by_world`` (the set of tool names): successful
    calls with one response each. Bounded: the first 4,000 calls of a world, 200 of a task, and
    no response over 20,000 characters; what is over is forgotten, so that memory does not grow with the logs."""

    answers: Mapping[tuple[str, str], ToolResponse | None] = field(default_factory=dict)
    by_task: Mapping[str, tuple[Logged, ...]] = field(default_factory=dict)
    by_world: Mapping[str, tuple[Logged, ...]] = field(default_factory=dict)

    def answer(self, task: Task, name: str, arguments: str) -> ToolResponse | None:
        return self.answers.get((_world(task), call_key(name, arguments)))

    def logged_calls(self, task: Task, *, same_task: bool) -> Sequence[Logged]:
        if same_task:
            return self.by_task.get(task.parent, ()) if task.parent is not None else ()
        return self.by_world.get(_world(task), ())

    @staticmethod
    def collect(rollouts: Iterable[Rollout]) -> LogMemory:
        answers: dict[tuple[str, str], ToolResponse | None] = {}
        by_task: dict[str, dict[str, Logged]] = {}
        by_world: dict[str, dict[str, Logged]] = {}
        for rollout in rollouts:
            _remember(rollout, answers, by_task, by_world)
        return LogMemory(
            answers,
            {name: tuple(calls.values()) for name, calls in by_task.items()},
            {name: tuple(calls.values()) for name, calls in by_world.items()},
        )


EMPTY = LogMemory()


def _remember(
    rollout: Rollout,
    answers: dict[tuple[str, str], ToolResponse | None],
    by_task: dict[str, dict[str, Logged]],
    by_world: dict[str, dict[str, Logged]],
) -> None:
    task, world = rollout.task, _world(rollout.task)
    written = False
    for step in all_steps(rollout.trajectory.messages):
        if written:
            return
        if step.response is None or failed(step.response):
            continue
        written = is_write(task, step.call.name)
        if len(text_of(step.response)) > _LONGEST_RESPONSE:
            continue
        response = published(step.response)
        assert isinstance(response, ToolResponse)
        logged = (step.call.name, step.call.arguments, response)
        same_call = call_key(step.call.name, step.call.arguments)
        if task.parent is not None:
            _keep(by_task.setdefault(task.parent, {}), same_call, logged, _MOST_PER_TASK)
        _keep(by_world.setdefault(world, {}), same_call, logged, _MOST_PER_WORLD)
        if not written:
            _agree(answers, (world, same_call), response)


def _keep(calls: dict[str, Logged], same_call: str, logged: Logged, most: int) -> None:
    if same_call not in calls and len(calls) < most:
        calls[same_call] = logged


def _agree(answers: dict[tuple[str, str], ToolResponse | None], place: tuple[str, str], response: ToolResponse) -> None:
    """Keep a response as long as every logged call got the same; once they differ, none can be relied on."""
    if place not in answers:
        if len(answers) < 10 * _MOST_PER_WORLD:
            answers[place] = response
        return
    held = answers[place]
    if held is not None and text_of(held) != text_of(response):
        answers[place] = None


def _world(task: Task) -> str:
    return digest(sorted(tool.name for tool in task.tools))
