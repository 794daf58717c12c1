"""The first stage: log files → rollouts.jsonl, refused.jsonl, ingest.json. Nothing of a log vanishes unsaid."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO

from negforge.adapters.json_records import Broken, encode
from negforge.adapters.wire import encode_rollout
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.task import Tool
from negforge.core.trajectory import Rollout
from negforge.ingest.reading import Reading, Refusal
from negforge.pipeline.gathering.ingest_report import FileReport
from negforge.pipeline.gathering.log_reads import Reads
from negforge.pipeline.gathering.own_rollouts import with_tools
from negforge.pipeline.gathering.reading_logs import (
    WHOLE_FILE,
    Found,
    ToolsSeen,
    all_rollouts,
    find_format_of,
    refusal_without_tools,
    tool_group,
)
from negforge.pipeline.running.inputs import InputFile
from negforge.pipeline.running.run_files import whole_file, write_text

WORLDS = InputFile(Path("worlds"), "worlds", "")
ROLLOUTS, REFUSED, INGEST = "rollouts.jsonl", "refused.jsonl", "ingest.json"
Progress = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class _Ingest:
    """The state of one pass: tools inferred before it, rollouts seen in it, and where it writes."""

    inferred: dict[str, tuple[Tool, ...]]
    rollouts: IO[bytes]
    refused: IO[bytes]
    seen: dict[str, str]
    reports: dict[str, FileReport]
    first_refusal: str | None = None

    def take(self, file: InputFile, found: Found) -> None:
        report = self.reports[file.label]
        report.records += found.where != WHOLE_FILE
        what = self._own(file, found)
        if isinstance(what, Reading):
            self.rollouts.write(encode_rollout(what.rollout) + b"\n")
            report.add_reading(what)
            return
        report.add_refusal(what)
        place = file.label if found.where == WHOLE_FILE else f"{file.label}: {found.where}"
        self.first_refusal = self.first_refusal or f"{place}: {what.reason}"
        line: Json = {"file": file.label, "where": found.where, "reason": what.reason}
        self.refused.write(encode(line) + b"\n")

    def _own(self, file: InputFile, found: Found) -> Reading | Refusal | Broken:
        """The reading with its tools; a refusal where there are none, or where the same run was read before."""
        what = found.what
        if not isinstance(what, Reading):
            return what
        rollout = self._with_tools(file, what.rollout)
        refusal = refusal_without_tools(rollout)
        if refusal:
            return refusal
        if rollout.id in self.seen:
            return Refusal(f"is the same run as one read before ({self.seen[rollout.id]})")
        self.seen[rollout.id] = f"{file.label}: {found.where}"
        return replace(what, rollout=rollout)

    def _with_tools(self, file: InputFile, rollout: Rollout) -> Rollout:
        if rollout.task.tools_declared:
            return rollout
        return with_tools(rollout, self.inferred.get(tool_group(file, rollout), ()), declared=False)


def ingest(
    files: Sequence[InputFile], reads: Reads, folder: Path, progress: Progress, played: Iterable[Rollout] = ()
) -> None:
    """Read all files into the run folder, and after them what was ``played`` in worlds for this very build.

    Raises UsageError when not one rollout could be read.
    """
    inferred = _infer(files, reads, progress)
    reports = {file.label: FileReport(file, _format_name(file, reads)) for file in files}
    with whole_file(folder / ROLLOUTS) as rollouts, whole_file(folder / REFUSED) as refused:
        state = _Ingest(inferred, rollouts, refused, {}, reports)
        for number, (file, found) in enumerate(all_rollouts(files, reads), 1):
            state.take(file, found)
            progress("read", number, None)
        left = None if reads.limit is None else max(0, reads.limit - len(state.seen))
        for number, rollout in enumerate(islice(played, left), 1):
            reports.setdefault(WORLDS.label, FileReport(WORLDS, "played for this build"))
            messages = len(rollout.task.opening) + len(rollout.trajectory.messages)
            state.take(WORLDS, Found(f"rollout {number}", Reading(rollout, messages, ())))
    if not state.seen:
        raise UsageError(f"no rollout could be read: {state.first_refusal}")
    content: Json = [report.as_json() for report in reports.values()]
    write_text(folder / INGEST, json.dumps(content, indent=1, ensure_ascii=True) + "\n")


def _infer(files: Sequence[InputFile], reads: Reads, progress: Progress) -> dict[str, tuple[Tool, ...]]:
    """One pass over everything for the tools that runs without declarations were offered; none where all are given."""
    if reads.tools is not None:
        return {}
    seen = ToolsSeen()
    for number, (file, found) in enumerate(all_rollouts(files, reads), 1):
        if isinstance(found.what, Reading):
            seen.note(file, found.what.rollout)
        progress("look for tools", number, None)
    return seen.tools()


def _format_name(file: InputFile, reads: Reads) -> str | None:
    _, found = find_format_of(file, reads)
    return None if isinstance(found, Refusal) else found.name
