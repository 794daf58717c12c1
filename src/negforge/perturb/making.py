"""What rules are made of: places where a step may stand, ids for inserted steps, and whether the rest depends on it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from negforge.checks.readings.phrases import sentence_at
from negforge.checks.readings.records import records
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.replies import REQUEST_NUMBER
from negforge.checks.readings.tools import Step, all_steps, argument_leaves
from negforge.checks.readings.values import Value, canons, is_small, key, values
from negforge.core.edit import Edit, apply
from negforge.core.json_text import Json, compact
from negforge.core.message import Message, Say, Text, ToolCall, ToolResponse, said_by, text_of, with_text
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory

_OF_THE_MOMENT = re.compile(
    r"(?:checked|retrieved|generated|queried|as)[_ ]?(?:at|on|of)\b|timestamp|server_?time|"
    r"\bretrieved\b|\bnow\b|elapsed|\btook\b|opened by",
    re.IGNORECASE,
)
_STOP_TOKEN = re.compile(r"(?<!#)#{2,}+\w++#{2,}+")  # how a simulated user ends the talk
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|$)", re.DOTALL)
TRIES = 60  # so many options a rule looks at, in the order that the rng gives, before it gives up
_LONG = 20_000  # characters: in longer words it looks at fewer options, for each takes the longer to prove
_COMPARES = re.compile(
    r"\b(?:cheap|expensive|pric|low|high|earl|late|fast|slow|short|long|near|clos|big|larg|small|great|few)i?(?:er|est)\b|"
    r"\b(?:more|less|most|least|best|worst|better|worse|difference|saves?|than|too|limit|past|over|under)\b",
    re.IGNORECASE,
)
_ALPHABETS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def trajectory_steps(trajectory: Trajectory) -> tuple[Step, ...]:
    """The steps, with places that count the trajectory's own messages (as edits do)."""
    return all_steps(trajectory.messages)


def assistant_words(messages: Sequence[Message]) -> list[int]:
    """Places of the assistant's words, last first: the answer is where defects belong."""
    spoken = [at for at, message in enumerate(messages) if said_by(message, "assistant") and text_of(message).strip()]
    return spoken[::-1]


def final_answer(messages: Sequence[Message]) -> int | None:
    """The assistant's last words, if no call follows them (words of the user may: see ``replied_to``)."""
    spoken = assistant_words(messages)
    if not spoken or any(isinstance(message, ToolCall) for message in messages[spoken[0] :]):
        return None
    return spoken[0]


def replied_to(messages: Sequence[Message], at: int) -> bool:
    """Whether the user says something after ``at``: to other words at ``at`` the reply would have been another."""
    return any(
        said_by(message, "user") and _STOP_TOKEN.sub("", text_of(message)).strip() for message in messages[at + 1 :]
    )


def turn_start(messages: Sequence[Message], at: int) -> int:
    """The first place of the turn that ``at`` lies in: after the last words of the user before it."""
    for place in range(at - 1, -1, -1):
        if said_by(messages[place], "user"):
            return place + 1
    return 0


def gaps(messages: Sequence[Message]) -> list[int]:
    """Places where the agent may insert a step: no call waits for its response, no reply is split, and it is the
    agent who goes on."""
    found = []
    waiting = 0
    for at, message in enumerate(messages):
        users = said_by(message, "user") or (isinstance(message, ToolCall) and message.requestor == "user")
        if waiting == 0 and not users and not (isinstance(message, ToolCall) and message.with_previous):
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
    return next(one for one in (f"{head}{number}" for number in range(len(ids), 2 * len(ids) + 1)) if one not in ids)


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
        if (
            message is step.response
            or message is step.call
            or said_by(message, "assistant")
            or isinstance(message, ToolCall)
        ):
            continue
        others.append(text_of(message))
    return canons(text_of(step.response)) - canons(*others)


def answers_to(task: Task, messages: Sequence[Message], step: Step) -> bool:
    """Whether later words of the assistant tell names that only this step's response gave: no agent guesses them."""
    assert step.response is not None and step.response_at is not None
    rest = [*task.opening, *(m for m in messages if m is not step.response and not said_by(m, "assistant"))]
    elsewhere = "\n".join([policy_text(task), *(text_of(m) for m in rest)]).lower()
    spoken = "\n".join(text_of(m) for m in messages[step.response_at + 1 :] if said_by(m, "assistant")).lower()
    names = {text.lower() for record in records(text_of(step.response)) for _, text in record.fields}
    names |= {name for record in records(text_of(step.response)) for name in record.names}
    return any(name in spoken and name not in elsewhere for name in names if len(name) >= 4 and not canons(name))


def compares(text: str, value: Value) -> bool:
    """Whether the sentence of a value compares: an exchange would make its own words give it away."""
    sentence = sentence_at(text, value.start)
    return sentence is not None and _has_comparing_words(sentence.text)


@remembered(2048)
def _has_comparing_words(sentence: str) -> bool:
    return _COMPARES.search(sentence) is not None


def written_like(value: Json, like: str) -> str:
    """JSON text with the spacing of another JSON text: a changed call must not stand out by its commas."""
    spaced = re.search(r'":\s', like) is not None or len(like) <= 2
    return json.dumps(value, ensure_ascii=False) if spaced else compact(value)


def with_leaf(given: dict[str, Json], path: tuple[str | int, ...], new: Json) -> dict[str, Json]:
    """Arguments with another value at a path."""

    def put(value: Json, rest: tuple[str | int, ...]) -> Json:
        if not rest:
            return new
        if isinstance(value, dict):
            return {name: put(part, rest[1:]) if name == rest[0] else part for name, part in value.items()}
        assert isinstance(value, list)
        return [put(part, rest[1:]) if number == rest[0] else part for number, part in enumerate(value)]

    changed = put(given, path)
    assert isinstance(changed, dict)
    return changed


def asked_again(response: ToolResponse, rng: Random) -> ToolResponse | None:
    """What the tool says to the same request a moment later: the same under a new request number.

    None where it would tell another moment, which cannot be known.
    """
    text = text_of(response)
    if _OF_THE_MOMENT.search(text):
        return None
    fresh = REQUEST_NUMBER.sub(lambda m: m[1] + _another_number(m[2], rng), text)
    return response if fresh == text else replace(response, parts=(Text(fresh),))


def _another_number(number: str, rng: Random) -> str:
    """Another number of the same form; letters that come first and end at a dash name the service, and stay."""
    if (service := re.match(r"[A-Za-z]{2,}[-_]", number)) is not None:
        return service[0] + _another_number(number[service.end() :], rng)
    if re.fullmatch(r"[0-9a-f-]+", number):
        return "".join(c if c == "-" else rng.choice("0123456789abcdef") for c in number)
    return "".join(_similar(character, rng) for character in number)


def feeds_a_call(task: Task, messages: Sequence[Message], step: Step) -> bool:
    """Whether a later call is made with something that until then only this step's response gave: values, or longer
    strings. What a response repeats afterwards does not tell where the call had it from."""
    assert step.response is not None and step.response_at is not None
    source = text_of(step.response)
    met = (*task.opening, *messages[: step.at])
    before = "\n".join([policy_text(task), *(text_of(message) for message in met)]).lower()
    for at in range(step.response_at + 1, len(messages)):
        message = messages[at]
        if not isinstance(message, ToolCall):
            continue
        sole = only_source(task, messages[:at], step)
        for _, leaf in argument_leaves(message.arguments):
            text = str(leaf)
            if any(key(value) in sole for value in values(text)):
                return True
            if 3 <= len(text) <= 80 and text in source and text.lower() not in before:
                return True
    return False


def tries(text: str) -> int:
    """How many options a rule looks at in these words: TRIES, and fewer the longer they are."""
    return max(6, TRIES * _LONG // max(_LONG, len(text)))


def shuffled(items: Sequence[int], rng: Random) -> list[int]:
    copy = list(items)
    rng.shuffle(copy)
    return copy


def stands_alone(messages: Sequence[Message], step: Step) -> bool:
    """Whether the step can be taken out and nothing but the step is gone: no other call of its reply hangs on its call,
    and the words that go with it tell no value that is not told again."""
    following = messages[step.at + 1] if step.at + 1 < len(messages) else None
    if isinstance(following, ToolCall) and following.with_previous and not step.call.with_previous:
        return False
    words = "\n".join(text_of(messages[at]) for at in taken_out(messages, step) if at < step.at)
    told = {key(value) for value in values(_THOUGHT.sub("", words)) if not is_small(value)}
    rest = (message for message in messages[step.at :] if said_by(message, "assistant"))
    heard = (message for message in messages[: step.at] if said_by(message, "user"))
    return not told or told <= canons(*(text_of(message) for message in (*heard, *rest)))


def taken_out(messages: Sequence[Message], step: Step) -> list[int]:
    """The places to delete with a step: call, response, and the words that announced this call and no other."""
    assert step.response_at is not None
    places = [step.at, step.response_at]
    before = messages[step.at - 1] if step.at else None
    following = messages[step.at + 1]
    announces_more = isinstance(following, ToolCall) and following.with_previous
    if step.call.with_previous and not announces_more and before is not None and said_by(before, "assistant"):
        places.append(step.at - 1)
    return places


def _similar(character: str, rng: Random) -> str:
    for alphabet in _ALPHABETS:
        if character in alphabet:
            return rng.choice(alphabet)
    return character


def each(items: Sequence[Step], rng: Random) -> Iterator[Step]:
    """The steps in an order that the rng gives."""
    for number in shuffled(range(len(items)), rng):
        yield items[number]


def as_word(word: str, text: str) -> bool:
    text = text.lower()
    return word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
