"""Beside the tools: whether a question has anything to do with what the tools at hand could look up."""

from __future__ import annotations

import re

from negforge.checks.readings.phrases import sentences, split_camel
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.values import values
from negforge.core.json_text import parse_object
from negforge.core.task import Task

_STEM = 5
_EVERYDAY = frozenset(
    """what which where when does many much long number numbers list total time times date dates days hours hour minutes
    minute weeks week years year month today tomorrow give tell make show find know like with from that this have been
    will would could should please need want about your them they their there here into over only just name names case
    each other more most less least first last next take takes then than also very some every both start starts begin
    begins between place write come comes goes text index state complete order second same such those these were was
    words word help answer question value values kind type sort read see say says ask work works keep full""".split()
)
_QUOTED = re.compile(r"[\"“”][^\"“”\n]{3,60}[\"“”]")


def beside_tools(task: Task, wish: str) -> bool:
    """Whether the questions of a user's turn share no word with any tool's name, description or parameters, and name no
    id, day or title: then no tool is where the answer comes from. False where the tools are not declared."""
    if not task.tools_declared or not task.tools or len(wish) > 2_000:
        return False
    asked = " ".join(s.text for s in sentences(wish) if "?" in s.text or re.search(r"\d", s.text)) or wish
    if _QUOTED.search(asked) or any(value.kind in ("id", "date", "address") for value in values(asked)):
        return False
    about = frozenset().union(
        *(_words(f"{tool.name} {tool.description} {_keys(tool.parameters)}") for tool in task.tools)
    )
    return not _words(asked) & about


@remembered(1024)
def _words(text: str) -> frozenset[str]:
    plain = split_camel(text).replace("_", " ").lower()
    return frozenset(w[:_STEM] for w in re.findall(r"[a-z]{4,}", plain) if w not in _EVERYDAY)


@remembered(1024)
def _keys(parameters: str) -> str:
    held = (parse_object(parameters) or {}).get("properties")
    return " ".join(map(str, held)) if isinstance(held, dict) else ""
