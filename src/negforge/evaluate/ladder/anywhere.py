"""The third rung: whether what is said and called stands anywhere in what was heard before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from negforge.checks.readings.phrases import claims, deed_group, told_as_done, tool_deeds
from negforge.checks.readings.tools import argument_leaves, is_write, only_computes, steps_of, succeeded
from negforge.checks.readings.values import Value, is_small, key, values
from negforge.core.message import Message, ToolCall
from negforge.core.task import Task, find_tool
from negforge.core.trajectory import Trajectory, shown
from negforge.evaluate.ladder.faults import Fault, Heard, is_answer, is_heard, once, readable, sight, words_in

_NAME = re.compile(r"(?<![.!?:*\n] )(?<!^)\b[A-Z][a-z]+(?: [A-Z][a-z]+)+\b")
_MOST_WORDS = 4  # of an argument that may be a name
_SOURCE = re.compile(r"\b(?:from|via|using|used|per|to|by|with|checked|called|ran)\W+(?:the )?$", re.IGNORECASE)
_SHOWS = re.compile(r"\W+(?:shows?|says|said|returned|returns|gives|gave|lists|confirms?|reports?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unheard:
    """A value that the assistant gives and nothing before it does; ``in_call``: in the arguments of a call."""

    at: int
    value: Value
    in_call: bool


@once
def unheard(task: Task, trajectory: Trajectory) -> tuple[Unheard, ...]:
    """Every value of the assistant's words and arguments that was not heard before it, each once."""
    heard = Heard(task)
    found: dict[tuple[str, bool], Unheard] = {}
    for at, message in enumerate(shown(task, trajectory)):
        if is_heard(message):
            heard.add(message)
            continue
        in_call = isinstance(message, ToolCall)
        for value in values(_told(message)):
            if not is_small(value) and key(value) not in heard.values:
                found.setdefault((key(value), in_call), Unheard(at, value, in_call))
    return tuple(found.values())


@sight
def anywhere(task: Task, trajectory: Trajectory) -> Iterator[Fault]:
    """Values, names and ids that nothing before them says, deeds told as done that no call did, tools named as a source
    that were never called."""
    for one in unheard(task, trajectory):
        yield unheard_fault(one)
    yield from words_of_no_one(task, trajectory)


def unheard_fault(one: Unheard) -> Fault:
    where = "an argument" if one.in_call else "the words"
    return Fault(3 if one.value.kind in ("id", "address") else 2, one.at, f"{one.value.raw} in {where} stands nowhere")


@sight
def words_of_no_one(task: Task, trajectory: Trajectory) -> Iterator[Fault]:
    """The part of it that no reckoning mends: names, deeds, sources."""
    messages = shown(task, trajectory)
    heard = Heard(task)
    for at, message in enumerate(messages):
        if is_heard(message):
            heard.add(message)
        elif isinstance(message, ToolCall):
            yield from _names_in_call(message, at, heard)
        else:
            yield from _names_in_words(readable(message), at, heard)
            done = [s.call for s in steps_of(task, trajectory) if s.at < at and succeeded(s)]
            yield from _deeds(task, messages, at, done)
            yield from _sources(task, readable(message), at, {call.name for call in done})


def _told(message: Message) -> str:
    if not isinstance(message, ToolCall):
        return readable(message) if is_answer(message) else ""
    if only_computes(message.name):
        return ""
    return "\n".join(str(leaf) for _, leaf in argument_leaves(message.arguments) if leaf not in (None, True, False))


def _names_in_call(call: ToolCall, at: int, heard: Heard) -> Iterator[Fault]:
    for _, leaf in argument_leaves(call.arguments):
        may_be_name = isinstance(leaf, str) and leaf[:1].isupper() and len(leaf.split()) <= _MOST_WORDS
        if may_be_name and not words_in(str(leaf)) <= heard.words and not any(sign.isdigit() for sign in str(leaf)):
            yield Fault(2, at, f"{leaf} in an argument was never named")


def _names_in_words(text: str, at: int, heard: Heard) -> Iterator[Fault]:
    for name in dict.fromkeys(_NAME.findall(text)):
        if not words_in(name) & heard.words:
            yield Fault(2, at, f"{name} was never named")


def _deeds(task: Task, messages: Sequence[Message], at: int, done: Sequence[ToolCall]) -> Iterator[Fault]:
    told = claims(readable(messages[at]))
    writes = [call for call in done if is_write(task, call.name)] if told else []
    groups = frozenset().union(*(tool_deeds(call.name) | _described(task, call.name) for call in writes))
    for claim in told:
        if claim.group in groups:
            continue
        if not any(told_as_done(readable(m).lower(), claim.verb) for m in messages[:at] if is_heard(m)):
            yield Fault(3, at, f"something is said to be {claim.verb}; no call did that")


def _described(task: Task, name: str) -> frozenset[int]:
    tool = find_tool(task, name)
    return deed_group(tool.description) if tool is not None else frozenset()


def _sources(task: Task, text: str, at: int, called: set[str]) -> Iterator[Fault]:
    for tool in task.tools:
        if "_" not in tool.name or tool.name in called:
            continue
        start = text.find(tool.name)
        if start < 0:
            continue
        before, after = text[max(0, start - 20) : start], text[start + len(tool.name) :][:20]
        if _SOURCE.search(before) or _SHOWS.match(after):
            yield Fault(2, at, f"{tool.name} is named as a source; it was never called")
