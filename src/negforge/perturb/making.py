"""What rules are made of: places where a step may stand, ids for inserted steps, and whether the rest depends on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from negforge.checks.readings.tools import Step, all_steps, argument_leaves
from negforge.checks.readings.values import canons, key, values
from negforge.core.edit import Edit, apply
from negforge.core.message import Message, Say, ToolCall, ToolResponse, text_of, with_text
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory

_ALPHABETS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def trajectory_steps(trajectory: Trajectory) -> tuple[Step, ...]:
    """The steps, with places that count the trajectory's own messages (as edits do)."""
    return all_steps(trajectory.messages)


def assistant_words(messages: Sequence[Message]) -> list[int]:
    """Places of the assistant's words, last first: the answer is where defects belong."""
    spoken = [at for at, message in enumerate(messages) if _is_assistant(message) and text_of(message).strip()]
    return spoken[::-1]


def final_answer(messages: Sequence[Message]) -> int | None:
    """The assistant's last words, if neither a call nor new demands of the user follow (a goodbye may)."""
    spoken = assistant_words(messages)
    if not spoken or any(isinstance(message, ToolCall) for message in messages[spoken[0] :]):
        return None
    return spoken[0]


def turn_start(messages: Sequence[Message], at: int) -> int:
    """The first place of the turn that ``at`` lies in: after the last words of the user before it."""
    for place in range(at - 1, -1, -1):
        message = messages[place]
        if isinstance(message, Say) and message.role == "user":
            return place + 1
    return 0


def gaps(messages: Sequence[Message]) -> list[int]:
    """Places where a step may be inserted: no call waits for its response there, and no reply is split."""
    found = []
    waiting = 0
    for at, message in enumerate(messages):
        if waiting == 0 and not (isinstance(message, ToolCall) and message.with_previous):
            found.append(at)
        waiting += isinstance(message, ToolCall)
        waiting -= isinstance(message, ToolResponse)
    return found


def step_like(
    messages: Sequence[Message], name: str, arguments: str, response: ToolResponse, rng: Random
) -> tuple[ToolCall, ToolResponse]:
    """A call and its response that look like the run's own: the id in the manner of the ids at hand."""
    ids = [message.call_id for message in messages if isinstance(message, ToolCall)] or [response.call_id]
    call_id = fresh_id(ids, rng)
    return ToolCall(call_id, name, arguments), replace(response, call_id=call_id, extra=None, source=None)


def fresh_id(ids: Sequence[str], rng: Random) -> str:
    """An id in the manner of the last of ``ids``, and equal to none: letters for letters, digits for digits."""
    like = ids[-1]
    head = like[: like.index("_") + 1] if "_" in like else ""
    for _ in range(1000):
        tail = "".join(_similar(character, rng) for character in like[len(head) :])
        if head + tail not in ids:
            return head + tail
    return f"{head}{len(ids)}"


def insert_step(at: int, step: tuple[ToolCall, ToolResponse]) -> tuple[Edit, Edit]:
    return Edit(at, None, step[0]), Edit(at, None, step[1])


def delete(messages: Sequence[Message], places: Sequence[int]) -> tuple[Edit, ...]:
    return tuple(Edit(at, messages[at], None) for at in sorted(places))


def reword(messages: Sequence[Message], at: int, text: str) -> Edit:
    """The words at ``at`` replaced by ``text``."""
    message = messages[at]
    assert isinstance(message, Say)
    return Edit(at, message, with_text(message, text))


def edited(trajectory: Trajectory, edits: Sequence[Edit]) -> Trajectory:
    return Trajectory(apply(trajectory.messages, edits))


def said_later(messages: Sequence[Message], at: int, keys: frozenset[str]) -> bool:
    """Whether words after ``at``, of either side, say one of the values again: then they would give the edit away."""
    return any(isinstance(message, Say) and canons(text_of(message)) & keys for message in messages[at + 1 :])


def only_source(task: Task, messages: Sequence[Message], step: Step) -> frozenset[str]:
    """The values that the step's response holds and nothing else does, but for what the assistant makes of them."""
    assert step.response is not None
    others = [task.policy or "", *(text_of(message) for message in task.opening)]
    others += [f"{tool.description}\n{tool.parameters}" for tool in task.tools]
    for message in messages:
        if message is step.response or message is step.call or _is_assistant(message) or isinstance(message, ToolCall):
            continue
        others.append(text_of(message))
    return canons(text_of(step.response)) - canons("\n".join(others))


def feeds_a_call(messages: Sequence[Message], step: Step, sole: frozenset[str]) -> bool:
    """Whether a later call is made with something that only this step's response gave: values, or longer strings."""
    assert step.response is not None and step.response_at is not None
    source = text_of(step.response)
    before = "\n".join(text_of(message) for message in messages[: step.at]).lower()
    for message in messages[step.response_at + 1 :]:
        if not isinstance(message, ToolCall):
            continue
        for _, leaf in argument_leaves(message.arguments):
            text = str(leaf)
            if any(key(value) in sole for value in values(text)):
                return True
            if 3 <= len(text) <= 80 and text in source and text.lower() not in before:
                return True
    return False


def shuffled(items: Sequence[int], rng: Random) -> list[int]:
    copy = list(items)
    rng.shuffle(copy)
    return copy


def stands_alone(messages: Sequence[Message], step: Step) -> bool:
    """Whether the step can be taken out without splitting a parallel reply: nothing hangs on its call."""
    following = messages[step.at + 1] if step.at + 1 < len(messages) else None
    return not (isinstance(following, ToolCall) and following.with_previous and not step.call.with_previous)


def taken_out(messages: Sequence[Message], step: Step) -> list[int]:
    """The places to delete with a step: call, response, and the words that only announced the call."""
    assert step.response_at is not None
    places = [step.at, step.response_at]
    before = messages[step.at - 1] if step.at else None
    if step.call.with_previous and before is not None and _is_assistant(before):
        places.append(step.at - 1)
    return places


def _similar(character: str, rng: Random) -> str:
    for alphabet in _ALPHABETS:
        if character in alphabet:
            return rng.choice(alphabet)
    return character


def _is_assistant(message: Message) -> bool:
    return isinstance(message, Say) and message.role == "assistant"


def each(items: Sequence[Step], rng: Random) -> Iterator[Step]:
    """The steps in an order that the rng gives."""
    for number in shuffled(range(len(items)), rng):
        yield items[number]
