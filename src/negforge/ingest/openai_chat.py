"""Chat records as OpenAI's API and most fine-tuning sets write them, or bare lists of messages."""

from __future__ import annotations

from negforge.core.json_text import Json, parse
from negforge.core.task import Tool
from negforge.core.trajectory import Label
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
    parse_tools,
    reward_is_one,
    text_or_none,
)


def detect(keys: tuple[str, ...], first: Json | None) -> bool:
    bare = isinstance(first, list) and bool(first) and isinstance(first[0], dict) and "role" in first[0]
    return bare or has_keys(keys, first, "messages")


def read(record: Json, source: Source) -> Reading | Refusal:
    """``success`` is a person's word, ``reward`` an outcome; runs with one ``task_id`` (or ``id``) share a parent."""
    run = open_run(record, "messages")
    if isinstance(run, Refusal):
        return run
    fields = run.fields
    oddities: list[str] = []
    tools = _tools(fields.get("tools"), oddities)
    task = text_or_none(fields.get("task_id")) or text_or_none(fields.get("id"))
    held = [key for key in ("family", "maker", "policy") if isinstance(fields.get(key), str) and fields[key]]
    return finish(
        run,
        source,
        parent=task or f"{source.file}#{source.record}",
        outcome=_outcome(run),
        tools=tools,
        policy=text_or_none(fields.get("policy")),
        family=text_or_none(fields.get("family")),
        maker=text_or_none(fields.get("maker")),
        settings=leftovers(run, *held, *(["tools"] if tools is not None else [])),
        oddities=oddities,
    )


def _outcome(run: Run) -> Label | None:
    success = run.fields.get("success")
    if isinstance(success, bool):
        return label(success, "person")
    return label(reward_is_one(run.fields.get("reward")), "outcome")


def _tools(value: Json, oddities: list[str]) -> tuple[Tool, ...] | None:
    """The declared tools (a JSON text of them too); None where there are none or they cannot be read."""
    if isinstance(value, str):
        ok, parsed = parse(value)
        value = parsed if ok else value
    if value is None:
        return None
    try:
        return parse_tools(value)
    except ValueError as error:
        oddities.append(f"unread tools ({error})")
        return None


FORMAT = Format("openai_chat", 'chat records {"messages": [...], "tools": [...]}, or bare lists', None, detect, read)
