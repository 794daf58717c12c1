"""Pairs as others publish them: Plan-RewardBench's layout (one object a line) to core and back.

A record that was read is written again equal, keys in their order. What core has no word for travels in ``extra``;
whatever of it core does express is written from core, so that no edit is undone by what was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import NAMESPACE_OID, uuid5

from negforge.adapters.layout_messages import (
    LAYOUT,
    Style,
    read_messages,
    read_tool,
    verbatim_in,
    write_messages,
    write_tool,
)
from negforge.adapters.layout_notes import notes_on_side, notes_on_tools
from negforge.core.errors import UsageError
from negforge.core.json_text import Json, compact, digest
from negforge.core.message import Message, Say, message_json, text_of
from negforge.core.pair import Pair, pair_id
from negforge.core.task import Task, new_task
from negforge.core.trajectory import Label, Trajectory, shown

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
_FROM_CORE: Json = None  # in the keys kept beside a pair: written from core


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
        split=_split(record),
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
    found, kept = verbatim_in(pair.extra) if pair.extra is not None else (False, None)
    if not found or not isinstance(kept, dict):
        return _new_record(pair)
    fields, opening = kept.get("fields"), kept.get("opening")
    if not isinstance(fields, dict):
        raise UsageError(f"pair {pair.id}: `extra` has no `{LAYOUT}.fields`; read the pair from its own file again")
    record: dict[str, Json] = dict(fields)
    if pair.task.tools_declared:
        record["tools"] = [write_tool(tool, "as_read") for tool in pair.task.tools]
    for key, trajectory in (("chosen", pair.chosen), (_rejected_key(record), pair.rejected)):
        side = record.get(key)
        beside = side if isinstance(side, dict) else {}
        record[key] = {**beside, "messages": _entries(pair.task, trajectory, "as_read")}
    if opening != _opening_digest(pair.task.opening):
        record["query"] = _query(pair)
    if pair.split is not None and pair.split != _split(record):
        record["_lcp_bucket"] = BUCKET_OF_SPLIT.get(pair.split, pair.split)
    return record


def _new_record(pair: Pair) -> dict[str, Json]:
    split = pair.split or pair.family or ""
    return {
        "query": _query(pair),
        "tools": [write_tool(tool, "fresh") for tool in pair.task.tools],
        "uuid": str(uuid5(NAMESPACE_OID, f"negforge/{pair.id}")),
        "chosen": {"messages": _entries(pair.task, pair.chosen, "fresh")},
        "reject": {"messages": _entries(pair.task, pair.rejected, "fresh")},
        "_lcp_bucket": BUCKET_OF_SPLIT.get(split, split),
        "task_id": pair.task.id,
        "template_id": pair.task.template_id,
    }


def _entries(task: Task, trajectory: Trajectory, style: Style) -> list[Json]:
    return write_messages(shown(task, trajectory), task.policy, style)


def _query(pair: Pair) -> str:
    """The user turns of the opening, a line each; without any, the first one of the chosen."""
    turns = _user_turns(pair.task.opening) or _user_turns(pair.chosen.messages)[:1]
    return "\n".join(turns)


def _user_turns(messages: Sequence[Message]) -> list[str]:
    return [text_of(message) for message in messages if isinstance(message, Say) and message.role == "user"]


def _task(record: dict[str, Json], opening: tuple[Message, ...]) -> Task:
    tools, uuid, template = record.get("tools"), record.get("uuid"), record.get("template_id")
    task = new_task(
        opening,
        [read_tool(entry) for entry in tools] if isinstance(tools, list) else [],
        tools_declared=isinstance(tools, list),
        parent=uuid if isinstance(uuid, str) else None,
        family=FAMILY_OF_SPLIT.get(_split(record) or ""),
    )
    return replace(task, template_id=template) if isinstance(template, str) else task


def _opening(chosen: tuple[Message, ...], rejected: tuple[Message, ...]) -> tuple[Message, ...]:
    """The first user message, where both sides begin with the same one."""
    if not chosen or not rejected or not isinstance(chosen[0], Say) or chosen[0].role != "user":
        return ()
    return chosen[:1] if replace(chosen[0], source=None) == replace(rejected[0], source=None) else ()


def _opening_digest(opening: Sequence[Message]) -> str:
    return digest([message_json(message) for message in opening])


def _beside(record: dict[str, Json], rejected_key: str, opening: tuple[Message, ...]) -> str:
    """All keys in their order, with what core does not hold; ``_FROM_CORE`` stands for what it does."""
    fields: dict[str, Json] = {}
    for key, value in record.items():
        if key == "tools" and isinstance(value, list):
            fields[key] = _FROM_CORE
        elif key in ("chosen", rejected_key) and isinstance(value, dict):
            fields[key] = {name: _FROM_CORE if name == "messages" else field for name, field in value.items()}
        else:
            fields[key] = value
    return compact({LAYOUT: {"fields": fields, "opening": _opening_digest(opening)}})


def _notes_on_record(record: dict[str, Json]) -> Iterator[str]:
    for key in ("query", "uuid", "_lcp_bucket"):
        if not isinstance(record.get(key), str):
            yield f"{key}: missing, or no text"
    if not isinstance(record.get("tools"), list):
        yield "tools: missing, or no list; the pair is read as one that declares none"
    split = _split(record)
    if split is not None and split not in FAMILY_OF_SPLIT:
        yield f"_lcp_bucket: `{split}` is no split of Plan-RewardBench; the pair has no family"


def _split(record: dict[str, Json]) -> str | None:
    bucket = record.get("_lcp_bucket")
    return SPLIT_OF_BUCKET.get(bucket, bucket) if isinstance(bucket, str) else None


def _side(record: dict[str, Json], key: str) -> list[Json] | None:
    side = record.get(key)
    messages = side.get("messages") if isinstance(side, dict) else None
    return messages if isinstance(messages, list) else None


def _rejected_key(record: dict[str, Json]) -> str:
    return "rejected" if "rejected" in record and "reject" not in record else "reject"


def _not_this_layout(file: str, index: int, why: str) -> UsageError:
    return UsageError(f"{file}: record {index + 1} is not of Plan-RewardBench's layout: {why}")
