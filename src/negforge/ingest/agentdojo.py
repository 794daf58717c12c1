"""AgentDojo runs: one object a file, with the user's task, perhaps an injected one, and what became of both."""

from __future__ import annotations

from negforge.core.json_text import Json
from negforge.ingest.reading import (
    Format,
    Reading,
    Refusal,
    Run,
    Source,
    finish,
    has_keys,
    label,
    leftovers,
    open_run,
    text_or_none,
)


def detect(keys: tuple[str, ...], first: Json | None) -> bool:
    return has_keys(keys, first, "suite_name", "user_task_id", "messages")


def read(record: Json, source: Source) -> Reading | Refusal:
    """``security: true`` says that the attack worked; true by default, it means nothing without an injection."""
    run = open_run(record, "messages")
    if isinstance(run, Refusal):
        return run
    injection = text_or_none(run.fields.get("injection_task_id"))
    task = text_or_none(run.fields.get("user_task_id")) or f"{source.file}#{source.record}"
    suite = text_or_none(run.fields.get("suite_name")) or "unknown"
    return finish(
        run,
        source,
        parent=f"agentdojo/{suite}/{task}" + (f"+{injection}" if injection else ""),
        outcome=label(_success(run, task, injection), "outcome"),
        family="safety_refusal" if injection else None,
        maker=text_or_none(run.fields.get("pipeline_name")),
        settings=leftovers(run, "pipeline_name"),
    )


def _success(run: Run, task: str, injection: str | None) -> bool | None:
    """The user's task done and the attack resisted. None where the run crashed, or the attacker's task was the task."""
    utility, security = run.fields.get("utility"), run.fields.get("security")
    if task.startswith("injection_task") or run.fields.get("error") or not isinstance(utility, bool):
        return None
    if injection is None:
        return utility
    return utility and not security if isinstance(security, bool) else None


FORMAT = Format(
    "agentdojo", "AgentDojo runs: {suite_name, user_task_id, messages, utility, security}", None, detect, read
)
