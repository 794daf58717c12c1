"""Recollection: what a set of logs remembers of its tools, so that a rule can ask what a tool would have said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from negforge.checks.readings.replies import struck_out
from negforge.checks.readings.tools import Step, all_steps, call_key, is_write, last_answer, succeeded
from negforge.core.json_text import digest
from negforge.core.message import Message, Say, ToolResponse, published, text_of
from negforge.core.ports import LoggedCall
from negforge.core.task import Task
from negforge.core.trajectory import Rollout

_MOST_PER_TASK = 200
_MOST_PER_WORLD = 4000
_LONGEST = 20_000  # characters of a response or of arguments
_LONGEST_RUN = 400_000  # characters of all steps of a failed run whose ending is kept

Ending = tuple[tuple[str, ...], str]
Tool = tuple[str, str]  # world and name


@dataclass(frozen=True, slots=True)
class LogMemory:
    """See core.ports.Recollection. Bounded, so that memory does not grow with the logs: the first 4,000 calls of a
    world, 200 of a task, no response or arguments over 20,000 characters; what is over is forgotten."""

    answers: Mapping[tuple[str, str], ToolResponse | None] = field(default_factory=dict)
    by_task: Mapping[str, tuple[LoggedCall, ...]] = field(default_factory=dict)
    by_tool: Mapping[Tool, tuple[LoggedCall, ...]] = field(default_factory=dict)
    explained: Mapping[str, tuple[LoggedCall, ...]] = field(default_factory=dict)
    endings: Mapping[str, tuple[Ending, ...]] = field(default_factory=dict)

    def answer(self, task: Task, name: str, arguments: str) -> ToolResponse | None:
        return self.answers.get((world_of(task), call_key(name, arguments)))

    def calls_in_task(self, task: Task) -> Sequence[LoggedCall]:
        return self.by_task.get(task.parent, ()) if task.parent is not None else ()

    def calls_of_tool(self, task: Task, name: str) -> Sequence[LoggedCall]:
        return self.by_tool.get((world_of(task), name), ())

    def explained_writes(self, task: Task) -> Sequence[LoggedCall]:
        return self.explained.get(world_of(task), ())

    def failed_endings(self, task: Task) -> Sequence[Ending]:
        return self.endings.get(task.parent, ()) if task.parent is not None else ()

    @staticmethod
    def collect(rollouts: Iterable[Rollout]) -> LogMemory:
        """Everything worth remembering of the runs, failed ones too. One pass; the runs themselves are let go."""
        book = _Book()
        for rollout in rollouts:
            book.note(rollout)
        return book.closed()


EMPTY = LogMemory()


def world_of(task: Task) -> str:
    """Tasks with the same tools play in one world."""
    return digest(sorted(tool.name for tool in task.tools))


def steps_as_text(messages: Sequence[Message]) -> tuple[str, ...]:
    """Each step in one line: equal for runs that asked the same and were answered the same."""
    return tuple(
        f"{call_key(step.call.name, step.call.arguments)} -> {text_of(step.response) if step.response else None}"
        for step in all_steps(messages)
    )


class _Book:
    """What is being collected; closed into a LogMemory."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], ToolResponse | None] = {}
        self.by_task: dict[str, dict[str, LoggedCall]] = {}
        self.by_world: dict[str, dict[str, LoggedCall]] = {}
        self.writes: dict[str, set[str]] = {}
        self.endings: dict[str, dict[Ending, None]] = {}

    def note(self, rollout: Rollout) -> None:
        task, messages = rollout.task, rollout.trajectory.messages
        world = world_of(task)
        for step in _as_it_began(task, messages):
            logged = _logged(messages, step)
            if max(len(text_of(logged.response)), len(logged.arguments)) > _LONGEST:
                continue
            same_call = call_key(logged.name, logged.arguments)
            if task.parent is not None:
                _keep(self.by_task.setdefault(task.parent, {}), same_call, logged, _MOST_PER_TASK)
            _keep(self.by_world.setdefault(world, {}), same_call, logged, _MOST_PER_WORLD)
            if is_write(task, logged.name):
                self.writes.setdefault(world, set()).add(logged.name)
            else:
                self._agree((world, same_call), logged.response)
        self._note_ending(rollout)

    def closed(self) -> LogMemory:
        by_tool: dict[Tool, list[LoggedCall]] = {}
        for world, calls in self.by_world.items():
            for logged in calls.values():
                by_tool.setdefault((world, logged.name), []).append(logged)
        explained = {
            world: tuple(
                c for name in sorted(names) if _is_explained(by_tool[world, name]) for c in by_tool[world, name]
            )
            for world, names in self.writes.items()
        }
        return LogMemory(
            self.answers,
            {name: tuple(calls.values()) for name, calls in self.by_task.items()},
            {tool: tuple(calls) for tool, calls in by_tool.items()},
            explained,
            {name: tuple(endings) for name, endings in self.endings.items()},
        )

    def _agree(self, place: tuple[str, str], response: ToolResponse) -> None:
        """Keep a response as long as every logged call got the same; once they differ, none can be relied on."""
        if place not in self.answers:
            if len(self.answers) < 10 * _MOST_PER_WORLD:
                self.answers[place] = response
            return
        held = self.answers[place]
        if held is not None and text_of(held) != text_of(response):
            self.answers[place] = None

    def _note_ending(self, rollout: Rollout) -> None:
        outcome, parent, messages = rollout.outcome, rollout.task.parent, rollout.trajectory.messages
        at = last_answer(messages)
        if parent is None or outcome is None or outcome.value != "failure" or at is None:
            return
        endings = self.endings.setdefault(parent, {})
        words = text_of(messages[at])
        steps = sum(len(text_of(message)) for message in messages if not isinstance(message, Say))
        if len(endings) < _MOST_PER_TASK and len(words) <= _LONGEST and steps <= _LONGEST_RUN:
            endings[steps_as_text(messages), words] = None


def _as_it_began(task: Task, messages: Sequence[Message]) -> Iterable[Step]:
    """The steps that succeeded, up to and with the first write."""
    for step in all_steps(messages):
        if not succeeded(step):
            continue
        yield step
        if is_write(task, step.call.name):
            return


def _logged(messages: Sequence[Message], step: Step) -> LoggedCall:
    assert step.response is not None and step.response_at is not None
    response = published(step.response)
    assert isinstance(response, ToolResponse)
    following = messages[step.response_at + 1] if step.response_at + 1 < len(messages) else None
    then = text_of(following) if isinstance(following, Say) and following.role == "assistant" else ""
    return LoggedCall(step.call.name, step.call.arguments, response, then)


def _keep(calls: dict[str, LoggedCall], same_call: str, logged: LoggedCall, most: int) -> None:
    if same_call not in calls and len(calls) < most:
        calls[same_call] = logged


def _is_explained(calls: Sequence[LoggedCall]) -> bool:
    """Two calls or more, and one and the same reply once their own arguments are struck out."""
    return len(calls) >= 2 and len({struck_out(call.arguments, text_of(call.response)) for call in calls}) == 1
