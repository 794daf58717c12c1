"""Tool irrelevance: tools used, invoked as witnesses, or claimed, where none was needed or none was there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from random import Random

from negforge.checks.citations import citations
from negforge.checks.claims import claimed_deeds
from negforge.checks.readings.phrases import FAILURE, PAST, REFUSAL, Sentence, deed_group, sentences, without
from negforge.checks.readings.tools import argument_leaves, is_write, only_computes, user_text
from negforge.checks.readings.values import values
from negforge.checks.relevance import relevance
from negforge.core.defect import CAPABILITY_INVENTED, UNCALLED_TOOL_CITED, UNNECESSARY_CALL
from negforge.core.message import ToolCall, text_of
from negforge.core.ports import Proposal, Recollection
from negforge.core.task import Task, Tool, policy_text
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
_FORBIDS_WASTE = re.compile(
    r"\b(?:call|use|search|look\w*|check)\b[^.\n]{0,40}\b(?:only (?:when|if|where)|just to)\b|"
    r"\bonly (?:when|if) [^.\n]{0,200}\bneeded\b|"
    r"\b(?:do not|don['’]t|no need to|never) (?:search|look|call|check|use)\b|"
    r"\bnot today['’]s\b|\bwithout looking\b",
    re.IGNORECASE,
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
_LITTLE_WORDS = frozenset("the and for you your with from that this are was not one any its per can have has".split())
_OPENERS = frozenset(
    "a all an and at both by each every for from her his if in it its most my no on one our some that the their there "
    "these they this those to under we with your".split()
)
_ADVICE = re.compile(r"\b(?:you|your|please|instead|I['’]d|let me know)\b", re.IGNORECASE)


@rule(UNNECESSARY_CALL)
def call_irrelevant_tool(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """Call a tool, as another run of the task did, where rules or user ask not to; answer as before."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or tool_calls(messages) or relevance(task, chosen):
        return
    heard = "\n".join(text_of(message) for message in (*task.opening, *messages)).lower()
    if not _FORBIDS_WASTE.search(f"{policy_text(task)}\n{user_text(task.opening)}"):
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


@rule(UNCALLED_TOOL_CITED)
def cite_uncalled_tool(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Name a tool at hand as the source of a sentence, though it was never called."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or any(isinstance(message, ToolCall) for message in messages) or citations(task, chosen):
        return
    text = text_of(messages[answer])
    stated = [s for s in sentences(text) if len(s.text.split()) >= 8 and s.text.strip()[:1].isupper()]
    tools = [tool for tool in task.tools if not is_write(task, tool.name)]
    for number in shuffled(range(len(stated)), rng)[: tries(text)]:
        for tool in (tools[k] for k in shuffled(range(len(tools)), rng)):
            sentence = stated[number]
            words = _lower_first(sentence.text.lstrip(), text)
            if words is None or not _could_come_from(tool, sentence):
                continue
            start = sentence.end - len(words)
            lead = rng.choice(("According to {}, ", "Going by {}, ", "As per {}, ")).format(tool.name)
            new_text = text[:start] + lead + words + text[sentence.end :]
            edits = (reword(messages, answer, new_text),)
            if citations(task, edited(chosen, edits)):
                yield Proposal(edits, (("tool", tool.name),))
                break


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


def _could_come_from(tool: Tool, sentence: Sentence) -> bool:
    """Whether a sentence states a figure, is no tale of the writer's own, and shares two words with the declaration."""
    about = set(re.findall(r"[a-z]{3,}", f"{tool.name} {tool.description} {tool.parameters}".lower().replace("_", " ")))
    words = [word for word in re.findall(r"[a-z]{3,}", sentence.text.lower()) if word not in _LITTLE_WORDS]
    shared = {word for word in words if len(word) >= 4 and (word in about or word.rstrip("s") in about)}
    told = re.match(r"\s*(?:I|If|When|Once|Please|You)\b", sentence.text) or re.search(r"\bI\b|\?", sentence.text)
    return bool(values(sentence.text)) and len(shared) >= 2 and told is None


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


def _lower_first(words: str, text: str) -> str | None:
    """The words with a small first letter; None where the first word may be a name: the text never writes it small."""
    first = re.split(r"[^\w]", words, maxsplit=1)[0]
    if len(first) > 1 and not first[1:].islower():
        return words
    small = first.lower()
    written = small in _OPENERS or re.search(rf"(?<!\w){re.escape(small)}(?!\w)", text) is not None
    return words[0].lower() + words[1:] if written else None
