"""Log files → rollouts, streaming: each record read, or refused with a reason; undeclared tools inferred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from negforge.adapters.json_records import Broken, Head, head, read_beside, read_records
from negforge.core.json_text import Json, parse_object
from negforge.core.message import ToolCall
from negforge.core.task import Tool
from negforge.core.trajectory import Rollout
from negforge.ingest.reading import Format, Reading, Refusal, Source, infer_tools
from negforge.pipeline.gathering.log_reads import Reads
from negforge.pipeline.gathering.own_rollouts import find_format
from negforge.pipeline.running.inputs import InputFile

WHOLE_FILE = "whole file"


@dataclass(frozen=True, slots=True)
class Found:
    """What one record gave, and where it lies: "line 7", "element 3"."""

    where: str
    what: Reading | Refusal | Broken


@dataclass(slots=True)
class ToolsSeen:
    """Calls of rollouts that declare no tools, by group: one call for each set of argument names and types."""

    calls: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)

    def note(self, file: InputFile, rollout: Rollout) -> None:
        if not rollout.task.tools_declared:
            seen = self.calls.setdefault(tool_group(file, rollout), {})
            for message in (*rollout.task.opening, *rollout.trajectory.messages):
                if isinstance(message, ToolCall):
                    seen.setdefault(_signature(message), (message.name, message.arguments))

    def tools(self) -> dict[str, tuple[Tool, ...]]:
        return {group: infer_tools(calls.values()) for group, calls in self.calls.items()}


def find_format_of(file: InputFile, reads: Reads) -> tuple[Head, Format | Refusal]:
    """The file's head and its format, known by the first record that any format knows; a refusal says what the file
    seems to be instead."""
    seen = head(file.path, lambda record: find_format((), record) is not None)
    if seen.shape == "empty":
        return seen, Refusal("is empty: nothing to read")
    found = reads.format or find_format(seen.keys, seen.first)
    return seen, found or Refusal(_what_else(seen))


def read_file(file: InputFile, reads: Reads) -> Iterator[Found]:
    """Every record of the file, in order."""
    seen, found = find_format_of(file, reads)
    if isinstance(found, Refusal):
        if seen.shape != "empty" and seen.first is None:  # not one record could be read: say where each is broken
            yield from (Found(one.where, one) for one in read_records(file.path) if isinstance(one, Broken))
            return
        yield Found(WHOLE_FILE, found)
        return
    under = found.under if found.under in seen.keys else None
    beside: Mapping[str, Json] = read_beside(file.path, under) if under else {}
    for record in read_records(file.path, under):
        if isinstance(record, Broken):
            yield Found(record.where, record)
        else:
            source = Source(file.label, record.index, beside, reads.tools, reads.policy)
            yield Found(record.where, found.read(record.value, source))


def tool_group(file: InputFile, rollout: Rollout) -> str:
    """Rollouts that were probably offered the same tools: those of one suite (``agentdojo/banking/user_task_3``),
    else those of one file."""
    suite, slash, _ = (rollout.task.parent or "").rpartition("/")
    return f"suite {suite}" if slash and not suite.startswith(file.label) else f"file {file.label}"


def refusal_without_tools(rollout: Rollout) -> Refusal | None:
    if rollout.task.tools:
        return None
    return Refusal("has no tools: none declared and none called; give them with --tools FILE")


def _signature(call: ToolCall) -> str:
    arguments = parse_object(call.arguments) or {}
    shape = sorted(f"{key}:{type(value).__name__}" for key, value in arguments.items())
    return "\0".join((call.name, *shape))


def _what_else(seen: Head) -> str:
    fields = set(seen.keys) | (seen.first.keys() if isinstance(seen.first, dict) else set())
    if {"chosen", "rejected"} <= fields or {"chosen", "reject"} <= fields:
        return "holds pairs, not rollouts: judge them with `negforge evaluate`, or give the logs they came from"
    if "function" in fields or {"name", "parameters"} <= fields:
        return "holds tool declarations, not rollouts: give it with --tools"
    shown = ", ".join(sorted(fields)[:6]) or "no object"
    return f"is in no format that negforge knows (found: {shown}); see `negforge list formats`, or say --format NAME"


def all_rollouts(files: Iterable[InputFile], reads: Reads) -> Iterator[tuple[InputFile, Found]]:
    """Every record of every file, until ``limit`` rollouts are read."""
    left = reads.limit
    for file in files:
        for found in read_file(file, reads):
            yield file, found
            if left is not None and isinstance(found.what, Reading):
                left -= 1
                if left == 0:
                    return
