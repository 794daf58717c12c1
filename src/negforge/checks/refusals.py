"""Refusals: what is refused in words was not done before."""

from __future__ import annotations

from negforge.checks.readings.phrases import REFUSAL, Sentence, deed_group, object_words, sentences
from negforge.checks.readings.tools import failed, is_write, steps_of
from negforge.checks.readings.values import canons
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Say, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "refusals"


def late_refusals(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A sentence of the assistant refuses a kind of deed that a call, earlier in the same turn, carried out."""
    messages = shown(task, trajectory)
    steps = steps_of(task, trajectory)
    found = []
    turn = 0
    for at, message in enumerate(messages):
        if not isinstance(message, Say):
            continue
        if message.role == "user":
            turn = at
        if message.role != "assistant":
            continue
        for sentence in refused(text_of(message)):
            kinds = refused_deeds(sentence)
            for step in steps:
                done = turn <= step.at < at and step.response is not None and not failed(step.response)
                if (
                    done
                    and is_write(task, step.call.name)
                    and same_deed(step.call.name, step.call.arguments, sentence, kinds)
                ):
                    says = f"{step.call.name} was carried out, and then the assistant says that it is not done."
                    evidence = (Evidence(step.at, step.call.arguments), Evidence(at, sentence.text.strip()))
                    found.append(Finding(CHECK, says, evidence))
    return tuple(found)


def refused(text: str) -> tuple[Sentence, ...]:
    """The sentences that refuse."""
    return tuple(sentence for sentence in sentences(text) if REFUSAL.search(sentence.text))


def same_deed(name: str, arguments: str, sentence: Sentence, kinds: frozenset[int]) -> bool:
    """Whether a call does a refused kind of deed to what the sentence speaks of: by the tool's nouns, or a value."""
    if not deed_group(name) & kinds:
        return False
    named = any(noun[:5] in sentence.text.lower() for noun in object_words(name))
    return named or bool(canons(sentence.text) & canons(arguments))


def refused_deeds(sentence: Sentence) -> frozenset[int]:
    """The kinds of deed named in the six words after the refusing words."""
    match = REFUSAL.search(sentence.text)
    assert match is not None
    return deed_group(" ".join(sentence.text[match.end() :].split()[:6]))
