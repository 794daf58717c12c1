"""Denials: what the assistant says that no tool can do, no declared tool does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from negforge.checks.readings.acts import Act, ability, act_at, does, first_clause, stems
from negforge.checks.readings.phrases import Sentence, sentences
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.tools import all_steps, failed, user_text
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, Say, said_by, text_of
from negforge.core.task import Task, Tool, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "denials"
_MEANS = r"(?:tools?|functions?|capabilit(?:y|ies)|way|means|ability|possibility)"
_MINE = (
    r"(?: (?:here|at hand|of mine|available(?: to me)?|on hand|in this chat|on offer|for me|among the ones I have))*"
)
_NO_MEANS = re.compile(
    rf"(?:\b(?:no|none of (?:my|the|these|our)|without (?:a|any)) (?:\w+ )?|n['’]t (?:have |offer |find )?(?:a|any) |"
    rf"\bnot have (?:a|any) |\black (?:a|any|the) ){_MEANS}{_MINE}"
    r"(?: (?:to|that|which|can|could|would|lets? me|allows? me to|with which I (?:can|could)|for me to))+ (?=[a-z])",
    re.IGNORECASE,
)
_CANNOT = re.compile(
    r"\b(?:I|we)(?: can(?:['’]t|not| not)|(?: am| are|['’]m|['’]re) (?:not able|unable) to) (?:\w+ly )?(?=[a-z])",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\b(?:with|through|using) (?:the|my|these|any of my) (?:\w+ )?tools?(?: (?:that )?I have| at hand| available)?"
    r"(?: here)?\b|\bwith what I have(?: here)?\b|"
    r"\b(?:tools? (?:I have|at hand|here|available)|from (?:here|this desk)|in this chat)\b",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"(?:can(?:['’]t|not| not)|(?:not able|unable) to) (?:help|assist)(?: you)? with |\bno tools? for |"
    r"n['’]t have (?:a|any) tools? for ",
    re.IGNORECASE,
)
_NO_TOPIC = re.compile(
    r"(?P<topic>(?:[\w'’-]+ ){1,4})(?:is|are)(?: not|n['’]t) something (?:that )?(?:I (?:can (?:help|assist|do)\b|"
    r"have a tool for)|my tools? (?:do|does|cover|can do))",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.,;:!?–—)\n]|\b(?:so|but)\b|\band (?:so|have|nothing)\b", re.IGNORECASE)
_LITTLE = frozenset(
    "a an the any my our your his her their its of in on at to for from with by one it this that and or you me".split()
)
_LIMITS = re.compile(r"\b(?:not|never|only|cannot|n['’]t|no|unless|except)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Denial:
    """A sentence that says that no tool does something. ``act``: what; its verb is empty where only a topic is named.
    ``rest``: the other words of the clause, stemmed."""

    act: Act
    sentence: Sentence
    rest: frozenset[str] = frozenset()


def denials(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """The assistant says that there is no tool (no way, with its tools) to do something, and a declared tool's name or
    description says that it does just that. Where it only names a topic that it cannot help with, the user must have
    asked about it. Let pass: what a tool has refused before, and what a sentence of the rules limits."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, Say, words_only=True):
        return blind
    if not task.tools:
        return ()
    found = []
    for at, message in enumerate(messages):
        if not said_by(message, "assistant"):
            continue
        for denial in denied(text_of(message)):
            tool = _doer(task, denial, messages, at)
            if tool is not None:
                found.append(_finding(messages, at, denial, tool))
    return tuple(found)


@remembered(1024)
def denied(text: str) -> tuple[Denial, ...]:
    """What a text says that no tool can do."""
    return tuple(_denied(text[:20_000]))


def _denied(text: str) -> Iterator[Denial]:
    for sentence in sentences(text):
        if "?" in sentence.text:
            continue
        for match in (*_NO_MEANS.finditer(sentence.text), *_CANNOT.finditer(sentence.text)):
            act = act_at(text, sentence.start + match.end())
            if act is None or not act.words:
                continue
            rest = text[act.end : sentence.end]
            mark = _MARK.search(rest) or _MARK.search(sentence.text[: match.start()])
            if match.re is _CANNOT and mark is None:
                continue
            clause = _CLAUSE_END.split(_MARK.sub("", rest), maxsplit=1)[0]
            yield Denial(act, sentence, stems(clause) - _LITTLE)
        for match in _TOPIC.finditer(sentence.text):
            yield Denial(_as_topic(text, sentence.start + match.end()), sentence)
        topic_first = _NO_TOPIC.match(text, sentence.end - len(sentence.text.lstrip()), sentence.end)
        if topic_first is not None:
            yield Denial(_as_topic(text, topic_first.start()), sentence)


def _as_topic(text: str, start: int) -> Act:
    """What stands at a place as an act without a verb."""
    read = act_at(f"see {text[start : start + 200]}", 0)
    assert read is not None
    return Act("", read.words, start, start + read.end - len("see "))


def _doer(task: Task, denial: Denial, messages: Sequence[Message], at: int) -> Tool | None:
    """The declared tool that does what is denied."""
    act = denial.act
    if not act.words:
        return None
    asked = stems(user_text(messages, at))
    if not act.verb and not set(act.words) <= asked:
        return None
    for tool in task.tools:
        told = stems(tool.name) | stems(first_clause(tool.description))
        if does(ability(task, tool), act) and denial.rest <= told and not _excused(task, messages[:at], tool, act):
            return tool
    return None


def _excused(task: Task, before: Sequence[Message], tool: Tool, act: Act) -> bool:
    """Whether the tool has refused already, or a sentence of the rules says when this is not to be done."""
    if any(step.call.name == tool.name and failed(step.response) for step in all_steps(before)):
        return True
    return any(_LIMITS.search(s.text) and act.head in stems(s.text) for s in sentences(policy_text(task)))


def _finding(messages: Sequence[Message], at: int, denial: Denial, tool: Tool) -> Finding:
    what = text_of(messages[at])[denial.act.start : denial.act.end]
    does = first_clause(tool.description)
    says = f'The assistant says that no tool is for this ({what}); {tool.name} does: "{does}".'
    evidence = [Evidence(at, denial.sentence.text.strip())]
    evidence += _asked_at(messages[:at], denial.act.words)
    return Finding(CHECK, says, tuple(evidence))


def _asked_at(messages: Sequence[Message], words: Sequence[str]) -> list[Evidence]:
    """Where the user last spoke of it."""
    for at in range(len(messages) - 1, -1, -1):
        message = messages[at]
        if said_by(message, "user"):
            for sentence in sentences(text_of(message)):
                if set(words) & stems(sentence.text):
                    return [Evidence(at, sentence.text.strip())]
    return []
