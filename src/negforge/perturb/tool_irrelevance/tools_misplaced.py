"""Tool irrelevance: tools used, or claimed, where none was needed or none was there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from random import Random

from negforge.checks.claims import claimed_deeds
from negforge.checks.readings.phrases import FAILURE, PAST, REFUSAL, deed_group, sentences, without
from negforge.checks.readings.thrift import sentence_against
from negforge.checks.readings.tools import argument_leaves, is_write, only_computes
from negforge.checks.relevance import relevance
from negforge.core.defect import CAPABILITY_INVENTED, UNNECESSARY_CALL
from negforge.core.message import text_of
from negforge.core.ports import Proposal, Recollection
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, tool_calls
from negforge.perturb.making import edited, final_answer, insert_step, replied_to, reword, shuffled, step_like, tries
from negforge.perturb.rule import rule

_VERBS = "|".join(sorted(PAST, key=len, reverse=True))
_ADMISSION = re.compile(
    rf"\bI(?: can(?:['’]t|not| not)|['’]m (?:not able|unable) to| am (?:not able|unable) to) (?:\w+ly )?"
    rf"(?P<verb>{_VERBS})\b"
    r"(?P<rest>[^.!?\n]*)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r",? (?:from here|with the tools I have(?: here)?|with my tools|myself|directly|in this chat)\b", re.IGNORECASE
)
_APOLOGY = re.compile(
    r"\s*(?:(?:unfortunately|sorry|apologies|I(?: am|['’]m) (?:sorry|afraid))\b[,:]?\s*(?:but\b\s*)?(?:that\b\s*)?)+",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"[;–—]|\s-\s|\b(?:but|although|though|because|since|as|so|while|if|unless|until|without|only|no|not|which|"
    r"unfortunately|sorry|afraid)\b|n['’]t\b",
    re.IGNORECASE,
)
_NO_ONE_DEED = re.compile(r"\b(?:or|nor|any(?:thing|one|body|where))\b", re.IGNORECASE)
_ADVICE = re.compile(r"\b(?:you|your|please|instead|I['’]d|let me know)\b", re.IGNORECASE)


@rule(UNNECESSARY_CALL)
def call_irrelevant_tool(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """Call a tool, as another run of the task did, where rules or user ask not to; answer as before."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or tool_calls(messages) or relevance(task, chosen):
        return
    heard = "\n".join(text_of(message) for message in (*task.opening, *messages)).lower()
    if sentence_against(task, UNNECESSARY_CALL.check) is None:
        return
    reads = [
        call
        for call in log.calls_in_task(task)
        if not is_write(task, call.name) and not only_computes(call.name) and _has_met(heard, call.arguments)
    ]
    for number in shuffled(range(len(reads)), rng):
        call = reads[number]
        edits = insert_step(answer, step_like(messages, call.name, call.arguments, call.response, rng))
        if relevance(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", call.name),))


@rule(CAPABILITY_INVENTED)
def invent_capability(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Turn the admission that something cannot be done here into the claim that it was done."""
    if claimed_deeds(task, chosen):
        return
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or replied_to(messages, answer):
        return
    text = text_of(messages[answer])
    paragraph = text.split("\n\n")[0]
    for match in islice(
        _ADMISSION.finditer(paragraph), tries(text)
    ):  # later on, the answer has offered other ways already
        verb = match["verb"].lower()
        if any(deed_group(tool.name) & deed_group(verb) for tool in task.tools if is_write(task, tool.name)):
            continue
        lead, rest = _led_in(text, match.start()), _deed(match["rest"])
        if lead is None or rest is None:
            continue
        claim = f"{rng.choice(('I have', 'I’ve' if '’' in text else 'I' + chr(39) + 've'))} {PAST[verb]}{rest}"
        new_text = _without_advice(lead + claim + text[match.end() :], len(lead))
        if FAILURE.search(new_text) or REFUSAL.search(new_text):
            continue  # other words still admit it
        edits = (reword(messages, answer, new_text),)
        if claimed_deeds(task, edited(chosen, edits)):
            yield Proposal(edits, (("verb", verb),))


def _led_in(text: str, admission: int) -> str | None:
    """The text up to an admission, without an apology for it; None where its sentence begins with a reason for it."""
    start = max((s.start for s in sentences(text) if s.start <= admission), default=0)
    lead = text[start:admission]
    if _APOLOGY.fullmatch(lead):
        return text[:start] + lead[: len(lead) - len(lead.lstrip())]
    return None if _REASON.search(lead) else text[:admission]


def _deed(rest: str) -> str | None:
    """What follows the verb of an admission, as far as it names the deed; None where it names no one deed."""
    named = _TAIL.sub("", _REASON.split(rest.split(", ")[0])[0]).rstrip(" ,:")
    return None if _NO_ONE_DEED.search(named) else re.sub(r"\bany\b", "the", named)


def _has_met(heard: str, arguments: str) -> bool:
    """Whether every name and long number in the arguments was heard before: an agent does not ask about what it never
    met."""
    leaves = [str(leaf).lower() for _, leaf in argument_leaves(arguments) if isinstance(leaf, str)]
    met = [leaf in heard or re.fullmatch(r"[\d\W]+|[a-z_]+", leaf) is not None for leaf in leaves]
    return bool(met) and all(met) and all(number in heard for number in re.findall(r"\d{5,}", arguments))


def _without_advice(text: str, claimed: int) -> str:
    """The text without what tells the user how to do it oneself: it would contradict the claim made at ``claimed``.

    Sentences of advice after it in its paragraph go, and all paragraphs after it as soon as one of them advises.
    """
    end = text.find("\n\n", claimed)
    paragraph, rest = (text, "") if end < 0 else (text[:end], text[end:])
    advice = [s for s in sentences(paragraph) if s.start > claimed and _ADVICE.search(s.text)]
    return without(paragraph, advice) + ("" if _ADVICE.search(rest) else rest)
