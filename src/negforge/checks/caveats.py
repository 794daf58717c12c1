"""Caveats: a failure, a gap or an old copy that the answer tells of is shown by a response."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from negforge.checks.readings.doubts import is_old_copy, offers_more, warns_of_part
from negforge.checks.readings.phrases import Sentence, sentences
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.tools import Step, argument_leaves, failed, steps_of, unresolved
from negforge.checks.readings.turns import told_the_user
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, ToolResponse, said_by, text_of
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "caveats"
_OLD = re.compile(
    r"\b(?:cached (?:copy|data|figures|version|values?|results?)|(?:from|of) (?:a|the) cache\b|"
    r"(?:no|not|could(?:n['’]t| not)|unable|cannot|no way)\b[^.!?\n]{0,25}\b(?:fresh|live) "
    r"(?:data|figures|source|values?)|"
    r"(?:fresh|live) (?:data|figures|source|values?|feed)\b[^.!?\n]{0,20}\b(?:not|n['’]t|unavailable|busy|down)\b|"
    r"(?:copy|figures|data|snapshot|numbers) (?:that|which) (?:is|are|may be|might be) (?:\w+ ){0,2}(?:old|out of date|"
    r"outdated|stale)|(?:data|figures|numbers|prices) (?:here |above )?(?:may|might) (?:already )?be (?:stale|outdated|"
    r"out of date|some hours old))\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:(?:full|complete|entire|whole) list\b[^.!?\n]{0,20}\b(?:not|n['’]t)\b|"
    r"(?:not|n['’]t|unable|only)\b[^.!?\n]{0,20}\b(?:full|complete|entire|whole|part of the) list\b|"
    r"(?:list|results?|data) (?:did|do|does|was|were|is|are|may be|might be)(?:n['’]t| not)? "
    r"(?:come back (?:complete|in full)|complete\b|incomplete|partial)|"
    r"part of the (?:data|list|results?)\b[^.!?\n]{0,20}\b(?:not|n['’]t|missing|unavailable)|"
    r"(?:entries|results|rows|records|items|something|some) (?:may|might|could) (?:still )?be missing|"
    r"this (?:may|might|could) be incomplete)\b",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"\b(?:(?:a|an|the|one|my|first|last|this|that) (?:call|request|lookup|look-up|query|search|tool call|attempt|try|"
    r"tool|service) (?:first |just |unfortunately |initially )?(?:failed|timed out|did(?:n['’]t| not) (?:go through|"
    r"respond|answer)|(?:returned|gave|came back with|ended in) an error)|"
    r"I (?:ran into|encountered|hit|got|received|met) (?:an?|some) (?:\w+ )?(?:error|timeout|technical (?:issue|"
    r"problem))s?|"
    r"the (?:service|system|tool) kept (?:answering|failing))\b",
    re.IGNORECASE,
)
_SAYS_OLD = re.compile(
    r"\b(?:cach\w+|stale|outdated|snapshots?|hours? old|delayed|nightly|not live|refreshed|last_updated|updated_at|"
    r"fresh\w*|live source|synced|replica|mirror)\b",
    re.IGNORECASE,
)
_SAYS_PART = re.compile(
    r"\b(?:partial\w*|incomplete|truncat\w+|missing|at most|first \d+|page|limit\w*|top \d+|more results|shards?)\b",
    re.IGNORECASE,
)
_SAYS_FAILED = re.compile(
    r"\b(?:error\w*|fail\w*|exception|invalid|denied|time[d]?[ -]?out|not found|unable|cannot|could not|couldn['’]t|"
    r"unavailable|no (?:results?|such|data|\w+ found)|problem)\b",
    re.IGNORECASE,
)
_CUTS = re.compile(r"limit|max|top|count|page|size|first|num", re.IGNORECASE)
_IF = re.compile(r"\b(?:if|should|unless|in case|when|whenever|would)\b", re.IGNORECASE)


def caveats(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A sentence to the user that tells of a cached copy, an incomplete list or a failed call, where no response up to
    then is old, none is cut short, or no call failed, and neither the user nor the rules nor the tools speak of it."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, words_only=True):
        return blind
    told = list(_told(messages))
    if not told:
        return ()
    declared = "\n".join((policy_text(task), *(tool.description for tool in task.tools)))
    steps = steps_of(task, trajectory)
    found = []
    for at, sentence, kind in told:
        before = [step for step in steps if step.response_at is not None and step.response_at < at]
        if _IF.search(sentence.text) or _shown(kind, messages[:at], before, declared):
            continue
        says = f"The answer tells of {_WHAT[kind]}; no response shows one."
        proof = (Evidence(step.response_at, _beginning(step)) for step in before[-1:] if step.response_at is not None)
        found.append(Finding(CHECK, says, (Evidence(at, sentence.text.strip()), *proof)))
    return tuple(found)


_WHAT = {"old": "an old copy", "part": "an incomplete list", "failed": "a failed call"}


def _told(messages: Sequence[Message]) -> Iterator[tuple[int, Sentence, str]]:
    """(place, sentence, kind) of each caveat in words with which the agent turns to the user."""
    for at, text in told_the_user(messages):
        for sentence, kind in _caveats_in(text):
            yield at, sentence, kind


@remembered(2048)
def _caveats_in(text: str) -> tuple[tuple[Sentence, str], ...]:
    found = []
    if any(said.search(text) for said in (_OLD, _PART, _FAILED)):
        for sentence in sentences(text):
            kinds = (("old", _OLD), ("part", _PART), ("failed", _FAILED))
            kind = next((kind for kind, said in kinds if said.search(sentence.text)), None)
            if kind is not None:
                found.append((sentence, kind))
    return tuple(found)


def _shown(kind: str, messages: Sequence[Message], steps: Sequence[Step], declared: str) -> bool:
    """Whether anything up to there shows or speaks of what the sentence tells."""
    heard = "\n".join(text_of(m) for m in messages if isinstance(m, ToolResponse) or said_by(m, "user"))
    if kind != "old" and any(failed(step.response) for step in steps) and (kind == "failed" or unresolved(steps)):
        return True
    if kind == "old":
        return is_old_copy(heard) is not None or _SAYS_OLD.search(heard) is not None
    if kind == "part":
        marked = warns_of_part(heard) or offers_more(heard) or _SAYS_PART.search(heard)
        return bool(marked) or any(_is_cut(step) for step in steps) or "incomplete" in declared.lower()
    return not steps or _SAYS_FAILED.search(heard) is not None


def _is_cut(step: Step) -> bool:
    """Whether the call itself asks for so many rows only."""
    return any(_CUTS.search(str(path[-1])) and type(leaf) is int for path, leaf in argument_leaves(step.call.arguments))


def _beginning(step: Step) -> str:
    return text_of(step.response)[:160] if step.response is not None else ""
