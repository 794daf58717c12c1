"""LiveMCPBench runs: {task_id, Question, messages, task_success}, the success judged by people."""

from __future__ import annotations

from negforge.core.json_text import Json
from negforge.ingest.reading import (
    Format,
    Reading,
    Refusal,
    Source,
    finish,
    has_keys,
    label,
    leftovers,
    open_run,
    text_or_none,
)

VERDICTS = {"success": True, "failure": False}


def detect(keys: tuple[str, ...], first: Json | None) -> bool:
    return has_keys(keys, first, "Question", "messages")


def read(record: Json, source: Source) -> Reading | Refusal:
    run = open_run(record, "messages")
    if isinstance(run, Refusal):
        return run
    verdict = run.fields.get("task_success")
    known = isinstance(verdict, str) and verdict in VERDICTS
    return finish(
        run,
        source,
        parent=f"livemcpbench/{text_or_none(run.fields.get('task_id')) or f'{source.file}#{source.record}'}",
        outcome=label(VERDICTS[str(verdict)] if known else None, "person"),
        settings=leftovers(run),
        oddities=[] if known else ["no task_success"],
    )


FORMAT = Format("livemcpbench", "LiveMCPBench runs: {task_id, Question, messages, task_success}", None, detect, read)
