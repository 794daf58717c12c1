"""Pairs in TRL's preference layout: ``prompt``, ``chosen`` and ``rejected``, as chat messages or as plain texts.

A split is read from ``split``, ``source`` or ``subset``, where a record has one. Records without ``prompt`` share it at
the head of both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from negforge.adapters.layout_messages import read_messages
from negforge.core.errors import UsageError
from negforge.core.json_text import Json, parse
from negforge.core.message import Message, said_by, say
from negforge.core.pair import Pair, pair_id
from negforge.core.task import Task, Tool, new_task
from negforge.core.trajectory import Label, Trajectory
from negforge.ingest.chat import hold
from negforge.ingest.tools import parse_tools

SPLIT_KEYS = ("split", "source", "subset")
_OWN_ROLES = ("tool_call", "tool_response")


def detect_trl(first: Json) -> bool:
    """Whether a record has two sides that are both texts, or both lists of messages."""
    if not isinstance(first, dict):
        return False
    sides = first.get("chosen"), first.get(_rejected_key(first))
    return all(isinstance(one, str) for one in sides) or all(_is_messages(one) for one in sides)


def read_trl(record: Json, file: str, index: int) -> Pair:
    """The pair. Raises UsageError where a side is missing or is neither messages nor a text."""
    if not isinstance(record, dict) or not detect_trl(record):
        raise UsageError("is not of TRL's layout: `chosen` and `rejected` must both be messages, or both texts")
    key = _rejected_key(record)
    prompt = _messages(record.get("prompt") or [], "user", file, index, "prompt")
    chosen = _messages(record["chosen"], "assistant", file, index, "chosen")
    rejected = _messages(record[key], "assistant", file, index, key)
    shared = 0 if prompt else _shared(chosen, rejected)
    opening = prompt or chosen[:shared]
    task = _task(record, opening)
    better, worse = Trajectory(chosen[shared:]), Trajectory(rejected[shared:])
    split = next((record[name] for name in SPLIT_KEYS if isinstance(record.get(name), str) and record[name]), None)
    return Pair(
        pair_id(task, better, worse),
        task,
        better,
        worse,
        defect=None,
        family=None,
        origin="mined",
        label=Label("chosen", by="panel"),
        split=split if isinstance(split, str) else None,
    )


def _messages(value: Json, role: str, file: str, index: int, path: str) -> tuple[Message, ...]:
    if isinstance(value, str):
        return (say("user" if role == "user" else "assistant", value),)
    entries = [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
    if any(entry.get("role") in _OWN_ROLES for entry in entries):
        return read_messages(list(entries), file, index, path)
    return hold(entries, file, index, path).messages


def _task(record: dict[str, Json], opening: Sequence[Message]) -> Task:
    declared = record.get("tools")
    if isinstance(declared, str):
        declared = parse(declared)[1]
    template = record.get("template_id")
    task = new_task(opening, _tools(declared), tools_declared=isinstance(declared, list))
    return replace(task, template_id=template) if isinstance(template, str) and template else task


def _tools(declared: Json) -> tuple[Tool, ...]:
    if not isinstance(declared, list):
        return ()
    try:
        return parse_tools(declared)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _shared(chosen: Sequence[Message], rejected: Sequence[Message]) -> int:
    """How many messages both begin with, up to the first user's message."""
    for at, (one, other) in enumerate(zip(chosen, rejected, strict=False)):
        if replace(one, source=None) != replace(other, source=None):
            return 0
        if said_by(one, "user"):
            return at + 1
    return 0


def _is_messages(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) and "role" in one for one in value) and bool(value)


def _rejected_key(record: dict[str, Json]) -> str:
    return "rejected" if "rejected" in record else "reject"
