"""Citations: a tool that the assistant names as its source was called."""

from __future__ import annotations

import re
from functools import lru_cache

from negforge.checks.readings.phrases import sentence_at
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.tools import steps_of, succeeded
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Say, said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "citations"
_TO_COME = re.compile(
    r"\b(?:I(?:['’]ll| will| can| could| would| should| need to|['’]d|['’]m going to| am going to)|let me|let['’]s)\b",
    re.IGNORECASE,
)


def citations(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A tool is named as the source ("according to", "via", or its name with a verb of telling), with no call of it."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, Say, words_only=True):
        return blind
    names = tuple(tool.name for tool in task.tools if tool.name)
    found = []
    for at, message in enumerate(messages):
        if not said_by(message, "assistant"):
            continue
        for name, quote in _cited(text_of(message), names):
            if not any(s.call.name == name and s.at < at and succeeded(s) for s in steps_of(task, trajectory)):
                says = f"The answer names {name} as its source; it was never called."
                found.append(Finding(CHECK, says, (Evidence(at, quote),)))
    return tuple(found)


@remembered(2048)
def _cited(text: str, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(name, words) of each tool that a text names as its source, and does not announce."""
    found = []
    words = text.lower().replace("_", " ") if text.isascii() else None
    for name in names:
        if words is None or not name.isascii() or name.lower().replace("_", " ") in words:
            match = _cites(name).search(text)
            if match is not None and not _announces(text, match):
                found.append((name, match.group()))
    return tuple(found)


def _announces(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence tells what is still to be done: "I will get it from get_weather"."""
    sentence = sentence_at(text, match.start())
    return sentence is not None and _TO_COME.search(sentence.text) is not None


@lru_cache(maxsize=1024)
def _cites(name: str) -> re.Pattern[str]:
    """A name that is one plain word ("search", "time") counts only between marks, as code is written."""
    plain = re.fullmatch(r"[A-Za-z][a-z]*", name) is not None
    marks = "{1,6}" if plain else "{0,6}"
    spelled = rf"[`'\"*]{marks}{re.escape(name).replace('_', '[_ ]')}[`'\"*]*"
    return re.compile(
        rf"\b(?:according to|as per|going by|based on|checked (?:with|in)|from|via|source:) (?:the )?{spelled}(?!\w)"
        rf"|(?<!\w){spelled} (?:shows|says|returned|returns|gives|lists|confirms|reports)\b",
        re.IGNORECASE,
    )
