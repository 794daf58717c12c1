"""Scripted replies: a file of JSON lines, read once. It holds data only; nothing in it is run.

    {"match": "refund", "reply": {"content": "Of course.", "finish_reason": "stop"}}
    {"match": "^book .* to (Oslo|Rome)$", "regex": true, "step": 0,
     "reply": {"tool_calls": [{"name": "book", "arguments": {"to": "Oslo"}}]}}

(each on one line). ``match`` is a plain part of the last user message unless ``regex`` says that it is a regular
expression: some of those take for ever on some texts, so write them with care. ``step`` narrows a line to replies with
so many messages of the assistant between that user message and them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from negforge.adapters.json_records import Broken, read_records
from negforge.adapters.json_values import encode
from negforge.adapters.mock_server.templates import call_of, last_user_text, messages_of
from negforge.core.errors import UsageError
from negforge.core.json_text import Json

KEYS = ("match", "regex", "step", "reply")
FINISHES = ("stop", "length", "tool_calls", "content_filter")


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One line: which requests it answers, and how."""

    match: str | re.Pattern[str]
    reply: Mapping[str, Json]
    step: int | None = None

    def answers(self, text: str, step: int) -> bool:
        """Whether it is the line for this last user message and step."""
        if self.step is not None and self.step != step:
            return False
        return self.match in text if isinstance(self.match, str) else self.match.search(text) is not None


def read_script(path: Path) -> tuple[ScriptLine, ...]:
    """The lines of the file, in order. Raises UsageError that names the line that is none."""
    return tuple(_line(f"{path}: {item.where}", item) for item in read_records(path))


def scripted(lines: Sequence[ScriptLine], body: Mapping[str, Json], rng: Random) -> dict[str, Json] | None:
    """The message of the first line that matches, with its ``finish_reason`` if it names one; None where none does."""
    text, step = last_user_text(body), _step(body)
    for line in lines:
        if line.answers(text, step):
            message: dict[str, Json] = {"content": None, **line.reply}
            if isinstance(calls := message.get("tool_calls"), list):
                message["tool_calls"] = [_call(call, rng) for call in calls]
            return message
    return None


def _step(body: Mapping[str, Json]) -> int:
    roles = [message.get("role") for message in messages_of(body)]
    since = roles[::-1].index("user") if "user" in roles else len(roles)
    return roles[len(roles) - since :].count("assistant")


def _line(where: str, item: object) -> ScriptLine:
    if isinstance(item, Broken):
        raise UsageError(f"{where}: {item.reason}; each line is one JSON object")
    value = getattr(item, "value", None)
    if not isinstance(value, dict) or not isinstance(value.get("match"), str):
        raise UsageError(f'{where}: a line is an object {{"match": text, "reply": {{...}}}}')
    if unknown := sorted(set(value) - set(KEYS)):
        raise UsageError(f"{where}: `{unknown[0]}` is not known here; a line has {', '.join(KEYS)}")
    reply, step = value.get("reply"), value.get("step")
    if not isinstance(reply, dict):
        raise UsageError(f'{where}: `reply` must be an object of message fields, such as {{"content": "Yes."}}')
    if (finish := reply.get("finish_reason")) is not None and finish not in FINISHES:
        raise UsageError(f"{where}: finish_reason `{finish}` is none of {', '.join(FINISHES)}")
    if step is not None and (not isinstance(step, int) or isinstance(step, bool)):
        raise UsageError(f"{where}: `step` counts messages: 0, 1, ...")
    calls = reply.get("tool_calls")
    if calls is not None and not (isinstance(calls, list) and all(isinstance(call, dict) for call in calls)):
        raise UsageError(f"{where}: `tool_calls` must be a list of objects with a name and arguments")
    return ScriptLine(_pattern(where, value["match"]) if value.get("regex") else value["match"], reply, step)


def _pattern(where: str, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except (re.error, RecursionError) as error:
        raise UsageError(f"{where}: `match` is no regular expression ({error}); mend it") from None


def _call(call: Json, rng: Random) -> Json:
    """A call as the API spells it, from that or from {"name", "arguments"}; arguments as an object or as text."""
    assert isinstance(call, dict)
    function = call.get("function")
    told = function if isinstance(function, dict) else call
    arguments = told.get("arguments", {})
    text = arguments if isinstance(arguments, str) else encode(arguments).decode("utf-8")
    call_id = call.get("id")
    fresh = f"call_{rng.getrandbits(96):024x}"
    return call_of(str(told.get("name", "")), text, call_id if isinstance(call_id, str) else fresh)
