"""Pairs as others publish them: Plan-RewardBench's layout (one object a line) to core and back.

A record that was read is written again equal, keys in their order. What core has no word for travels in ``extra``;
whatever of it core does express is written from core, so that no edit is undone by what was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import NAMESPACE_OID, uuid5

from negforge.adapters.layout_messages import (
    LAYOUT,
    Style,
    read_messages,
    read_tool,
    same,
    verbatim_in,
    write_messages,
    write_tool,
)
from negforge.adapters.layout_notes import notes_on_side, notes_on_tools
from negforge.core.errors import UsageError
from negforge.core.json_text import Json, compact, digest
from negforge.core.message import Message, Say, message_json, text_of
from negforge.core.pair import Pair, pair_id
from negforge.core.task import Task, new_task, policy_text
from negforge.core.trajectory import Label, Trajectory

BUCKET_OF_SPLIT = {"safety_refusal": "refusal", "tool_irrelevance": "irrelevance_unavailable"}
SPLIT_OF_BUCKET = {bucket: split for split, bucket in BUCKET_OF_SPLIT.items()}
FAMILY_OF_SPLIT = {
    "planning_single_easy": "planning",
    "planning_single_hard": "planning",
    "planning_multi_easy": "planning",
    "planning_multi_hard": "planning",
    "robust_recovery": "robust_recovery",
    "safety_refusal": "safety_refusal",
    "tool_irrelevance": "tool_irrelevance",
}


def detect_plan_rewardbench(first: Json) -> bool:
    """Whether a record is of this layout: a query and two sides with messages."""
    if not isinstance(first, dict) or not isinstance(first.get("query"), str):
        return False
    return _side(first, "chosen") is not None and _side(first, _rejected_key(first)) is not None


def read_plan_rewardbench(record: Json, file: str, index: int) -> tuple[Pair, tuple[str, ...]]:
    """The pair, and a sentence for everything odd. Raises UsageError where it is not this layout at all.

    ``index`` counts records from 0. The rejected side is read under ``reject`` and under ``rejected``.
    """
    if not isinstance(record, dict):
        raise _not_this_layout(file, index, "it is no object")
    rejected_key = _rejected_key(record)
    entries = {key: _side(record, key) for key in ("chosen", rejected_key)}
    chosen_entries, rejected_entries = entries["chosen"], entries[rejected_key]
    if chosen_entries is None or rejected_entries is None:
        missing = "chosen" if chosen_entries is None else rejected_key
        raise _not_this_layout(file, index, f"there is no list `{missing}.messages`")
    chosen = read_messages(chosen_entries, file, index, "chosen")
    rejected = read_messages(rejected_entries, file, index, rejected_key)
    opening = _opening(chosen, rejected)
    task = _task(record, opening)
    bucket = record.get("_lcp_bucket")
    split = SPLIT_OF_BUCKET.get(bucket, bucket) if isinstance(bucket, str) else None
    better, worse = Trajectory(chosen[len(opening) :]), Trajectory(rejected[len(opening) :])
    pair = Pair(
        pair_id(task, better, worse),
        task,
        better,
        worse,
        defect=None,
        family=task.family,
        origin="natural",
        label=Label("chosen", by="panel"),
        split=split,
        extra=_beside(record, rejected_key, opening),
    )
    sides = (("chosen", chosen, chosen_entries), (rejected_key, rejected, rejected_entries))
    notes = [*_notes_on_record(record), *notes_on_tools(task)]
    for side, messages, written in sides:
        notes.extend(notes_on_side(task, messages, written, side))
    return pair, tuple(notes)


def write_plan_rewardbench(pair: Pair) -> dict[str, Json]:
    """The record of a pair: as it was read, or made anew, with ``task_id`` and ``template_id`` added.

    A new ``uuid`` is the pair's own (theirs is the task's), so that whoever keys on it loses no sibling.
    """
    fields = _fields_read(pair)
    if fields is None:
        return _new_record(pair)
    record: dict[str, Json] = {}
    for key, *kept in fields:
        before = kept[0] if kept else None
        if key == "tools" and not kept:
            record[key] = [write_tool(tool, "as_read") for tool in pair.task.tools]
        elif key in ("chosen", _rejected_key(dict.fromkeys(name for name, *_ in fields))):
            messages: Json = _side_messages(pair, "chosen" if key == "chosen" else "rejected", "as_read")
            record[key] = {**before, "messages": messages} if isinstance(before, dict) else {"messages": messages}
        else:
            record[key] = before
    return record
