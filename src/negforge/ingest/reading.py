"""Reading a record: what every format is given and gives back, and the steps that all of them share."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from negforge.core.json_text import Json, compact
from negforge.core.message import Message, Say, ToolCall
from negforge.core.task import Tool, new_task
from negforge.core.trajectory import Label, LabelSource, Rollout, new_rollout
from negforge.ingest.chat import hold
from negforge.ingest.tools import infer_tools, json_type, parse_tools

__all__ = ["Format", "Reading", "Refusal", "Source", "infer_tools", "parse_tools"]

MAX_DEPTH = 200
"""Levels of nesting in a record; Python's own JSON stops near 1000, and later stages add levels of their own."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record came from. ``beside``: the other top-level keys of its file (tau2's info and tasks);
    ``tools`` and ``policy`` are the user's and overrule what the record says."""

    file: str
    record: int
    beside: Mapping[str, Json]
    tools: tuple[Tool, ...] | None
    policy: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A rollout read. ``messages``: how many the log had; ``unplaced``: paths of fields that core has no word for
    ("assistant.raw_data"), all kept in ``extra``, and what was out of the ordinary ("reused call id")."""

    rollout: Rollout
    messages: int
    unplaced: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that cannot be a rollout: what is wrong with it, and what next."""

    reason: str


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of log. ``under``: the top-level key that holds the records, None where they are the file itself.
    ``detect`` gets the file's top-level keys (empty if it is no object) and the first record."""

    name: str
    says: str
    under: str | None
    detect: Callable[[tuple[str, ...], Json | None], bool]
    read: Callable[[Json, Source], Reading | Refusal]


@dataclass(frozen=True, slots=True)
class Run:
    """A record found fit to be read: its fields, its messages, and the path of these in the record."""

    fields: Mapping[str, Json]
    messages: Sequence[dict[str, Json]]
    path: str


def open_run(record: Json, key: str) -> Run | Refusal:
    """The messages under ``key`` of the record; a bare list is taken as the messages themselves."""
    if _is_too_deep(record):
        return Refusal(f"is nested more than {MAX_DEPTH} levels deep: flatten it, or leave the record out")
    if not isinstance(record, (dict, list)):
        return Refusal(f"is {json_type(record)}, not an object: give one JSON object for each run")
    fields = record if isinstance(record, dict) else {}
    path = key if isinstance(record, dict) else ""
    if isinstance(record, dict) and key not in record:
        return Refusal(f'has no "{key}": name the format with --format, or put the messages there')
    messages = record[key] if isinstance(record, dict) else record
    if not isinstance(messages, list):
        return Refusal(f'"{key}" is {json_type(messages)}, not a list of messages: write one object a message')
    if not messages:
        return Refusal(f'"{key}" has zero messages: nothing happened that could be judged; leave the record out')
    checked: list[dict[str, Json]] = []
    for index, message in enumerate(messages):
        if not isinstance(message, dict):
            where = f"{path}/{index}".lstrip("/")
            return Refusal(f"{where} is {json_type(message)}, not an object with role and content: mend the log")
        checked.append(message)
    return Run(fields, checked, path)


def finish(
    run: Run,
    source: Source,
    *,
    parent: str,
    outcome: Label | None,
    tools: tuple[Tool, ...] | None = None,
    policy: str | None = None,
    family: str | None = None,
    maker: str | None = None,
    settings: Mapping[str, Json] | None = None,
    oddities: Sequence[str] = (),
) -> Reading:
    """The rollout: messages held, opening split off, tools as the user, else the record, else the calls give them."""
    held = hold(run.messages, source.file, source.record, run.path)
    opening, rest = split_opening(held.messages)
    declared = source.tools if source.tools is not None else tools
    if declared is None:
        calls = [(message.name, message.arguments) for message in held.messages if isinstance(message, ToolCall)]
    task = new_task(
        opening,
        declared if declared is not None else infer_tools(calls),
        tools_declared=declared is not None,
        policy=source.policy if source.policy is not None else policy,
        parent=parent,
        family=family,
    )
    settings_text = compact(dict(settings)) if settings else None
    rollout = new_rollout(task, rest, maker=maker, settings=settings_text, outcome=outcome)
    unplaced = (*oddities, *held.unplaced) if rest else (*oddities, *held.unplaced, "nothing after the opening")
    return Reading(rollout, len(run.messages), tuple(dict.fromkeys(unplaced)))


def split_opening(messages: Sequence[Message]) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Opening (up to and with the first user turn; without one, the leading system messages) and the rest."""
    roles = [message.role if isinstance(message, Say) else None for message in messages]
    if "user" in roles:
        end = roles.index("user") + 1
    else:
        end = next((index for index, role in enumerate(roles) if role != "system"), len(roles))
    return tuple(messages[:end]), tuple(messages[end:])


def label(success: bool | None, by: LabelSource) -> Label | None:
    return None if success is None else Label("success" if success else "failure", by)


def reward_is_one(reward: Json) -> bool | None:
    """Whether a reward says that all was done; None where it is no finite number."""
    if isinstance(reward, float) and not math.isfinite(reward):
        return None
    return reward == 1 if isinstance(reward, (int, float)) else None


def leftovers(run: Run, *used: str) -> dict[str, Json]:
    """The record's other fields, for ``settings``: nothing of a record is lost."""
    return {key: value for key, value in run.fields.items() if key not in used and key != run.path}


def text_or_none(value: Json) -> str | None:
    """A name or id as text; numbers are written out, all else is no name."""
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def has_keys(keys: tuple[str, ...], first: Json | None, *wanted: str) -> bool:
    """Whether the one object that the file is, or its first record, has all these keys."""
    return set(wanted) <= set(keys) or (isinstance(first, dict) and set(wanted) <= first.keys())


def _is_too_deep(value: Json) -> bool:
    """Counted level by level, without recursion."""
    level: list[Json] = [value]
    for _ in range(MAX_DEPTH):
        below: list[Json] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(child for child in item.values() if isinstance(child, (dict, list)))
            elif isinstance(item, list):
                below.extend(child for child in item if isinstance(child, (dict, list)))
        if not below:
            return False
        level = below
    return True
