"""Overclaims: what is told as complete, or of all, was read as a whole and asked for without a limit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from negforge.checks.readings.phrases import Sentence, sentences
from negforge.checks.readings.records import scalar_text
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.scopes import Leaf, Listing, limits, listings, noun_stem
from negforge.checks.readings.tools import is_write, steps_of
from negforge.checks.readings.turns import told_the_user
from negforge.checks.readings.unread import unread
from negforge.checks.readings.values import canons, keys
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "overclaims"
_SPEAKS = re.compile(
    r"\b(?:in all|in total|altogether|all told|overall|the only|no (?:other|further|more)|(?:just|only) one|"
    r"(?:these|those|here) are all|that is all|that['’]s all|(?:complete|full|entire) list)\b",
    re.IGNORECASE,
)
_IN_ALL = r"\b(?:in all|in total|altogether|all told|overall)\b"
_SOLE = r"\b(?:the only|no (?:other|further|more)|(?:just|only) one)"
_EVERY = r"\b(?:(?:these|those|here|that) (?:are|is) all|that['’]s all|(?:complete|full|entire) list)"
_WIDE = re.compile(
    r"\b(?:on (?:record|file)|at all|anywhere|whatsoever|of any (?:kind|sort|status|state)|whatever (?:the|their|its)|"
    r"(?:in|on) (?:the|your|our|my|his|her|their) (?:whole |entire )?(?:account|system|time ?table|agenda|calendar|"
    r"diary|schedule|tracker|registry|database|catalogue|books|list|file|mailbox|in-?box|profile)|"
    r"(?:in|under) your name|you (?:have|hold)\b[^.!?\n]{0,30}$|exists?)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\?|\b(?:if|whether|unless|could|would|may|might|not all|at least|so far|listed|shown|above|below|these \w+|those "
    r"\w+|found|see|saw|came (?:up|back)|first (?:page|\d+)|match\w*|such|among|other than|that (?:fits?|meets?)|"
    r"(?:can|will|shall) (?:be|you|I))\b|n['’]t\b",
    re.IGNORECASE,
)
_ADMITS_PART = re.compile(
    r"\b(?:first page|partial\w*|incomplete|(?:may|might|could) be (?:missing|more)|more (?:pages|results|rows)|"
    r"not (?:the |be )?(?:complete|full|all)|further (?:pages|results|ones)|at least|so far|"
    r"\d+ (?:out )?of (?:the )?\d+|only the first|part of (?:the|it)|may not be all|rest of the)\b",
    re.IGNORECASE,
)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def overclaims(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A sentence to the user that says how many of a thing there are in all, or that one is the only one, where the
    list it has that from says that it is a part and nothing more of it was read; or where every call for that list
    asked only for some of them and the sentence says it of the whole record, calendar or account."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, words_only=True):
        return blind
    said = [(at, sentence) for at, sentence in _claims(messages)]
    if not said:
        return ()
    steps = [step for step in steps_of(task, trajectory) if not is_write(task, step.call.name)]
    found = []
    for at, sentence in said:
        met = listings([step for step in steps if step.response_at is not None and step.response_at < at])
        fault = _of_a_part(messages, at, sentence, met) or _of_all(messages, sentence, met)
        if fault is not None:
            says, evidence, conditions = fault
            proof = (Evidence(at, sentence.text.strip()), *evidence)
            found.append(Finding(CHECK, says, proof, constraints=conditions))
    return tuple(found)


@remembered(4096)
def counts_all(words: str) -> bool:
    """Whether words say of something that it is all, or the only one."""
    return _SPEAKS.search(words) is not None


def _claims(messages: Sequence[Message]) -> Iterator[tuple[int, Sentence]]:
    for at, text in told_the_user(messages):
        if not counts_all(text):
            continue
        for sentence in sentences(text):
            if len(sentence.text) < 400 and _SPEAKS.search(sentence.text) and not _OPEN.search(sentence.text):
                yield at, sentence


Fault = tuple[str, tuple[Evidence, ...], int]


def _of_a_part(messages: Sequence[Message], at: int, sentence: Sentence, met: Sequence[Listing]) -> Fault | None:
    """The claim rests on a list that says that it is a part."""
    near = _last_of(sentence, met)
    if near is None or not (near.part or (near.total or 0) > near.count):
        return None
    if near.total is not None and _says(sentence.text, near.total):
        return None
    if _ADMITS_PART.search(text_of(messages[at])) or not _counts_as_all(sentence.text, near):
        return None
    mark = near.part or f"{near.total}"
    quote = mark if mark in text_of(messages[near.at]) else ""
    says = f"The answer tells of {near.noun} as if they were all; the response of {near.tool} says that it is a part."
    return says, (Evidence(near.at, quote),), 1


def _of_all(messages: Sequence[Message], sentence: Sentence, met: Sequence[Listing]) -> Fault | None:
    """The claim is made of the whole record, and every call for that list asked for some of it only."""
    near = _last_of(sentence, met)
    if near is None or _WIDE.search(sentence.text) is None or not _counts_as_all(sentence.text, near):
        return None
    stem = noun_stem(near.noun)
    same = [one for one in met if noun_stem(one.noun) == stem or one.tool == near.tool]
    if not all(map(limits, same)) or any(_names(sentence.text, leaf) for one in same for leaf in one.filters):
        return None
    asked = text_of(messages[near.call_at])
    limit = next((str(leaf) for _, leaf in limits(near) if str(leaf) in asked), asked[:80])
    says = f'The answer says it of all {near.noun}; {near.tool} was asked only for some of them ("{limit}").'
    return says, (Evidence(near.call_at, limit),), len(limits(near))


def _last_of(sentence: Sentence, met: Sequence[Listing]) -> Listing | None:
    """The list, among the last ones read, whose rows the sentence counts."""
    words = sentence.text.lower()
    for one in reversed(met):
        stem = noun_stem(one.noun)
        if len(stem) >= 3 and stem in words and _noun(stem).search(words):
            return one
    return None


def _counts_as_all(words: str, listing: Listing) -> bool:
    """Whether words give the rows that were read as the number of all, as the only one or as the complete list."""
    every, sole, in_all = _forms(noun_stem(listing.noun))
    if every.search(words):
        return True
    if sole.search(words):
        return listing.count >= 1
    return in_all.search(words) is not None and _says(words, listing.count, listing.noun)


def _says(words: str, number: int, noun: str = "") -> bool:
    spelled = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    after = rf"(?: [\w'’-]+){{0,4}}? {noun_stem(noun)}\w{{0,4}}\b" if noun else ""
    return re.search(rf"(?<![\d.,]){number}(?![.,]?\d){after}|\b{spelled}\b{after}", words, re.IGNORECASE) is not None


@lru_cache(512)
def _noun(stem: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(stem)}\w{{0,4}}\b", re.IGNORECASE)


@lru_cache(512)
def _forms(stem: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    noun = rf"{re.escape(stem)}\w{{0,4}}\b"
    return (
        re.compile(rf"{_EVERY}(?: [\w'’-]+){{0,3}}? {noun}", re.IGNORECASE),
        re.compile(rf"{_SOLE}(?: [\w'’-]+){{0,2}}? {noun}", re.IGNORECASE),
        re.compile(_IN_ALL, re.IGNORECASE),
    )


def _names(words: str, leaf: Leaf) -> bool:
    """Whether words speak of what an argument asks for."""
    text = scalar_text(leaf[1])
    if keys(text) & canons(words):
        return True
    said = words.lower()
    parts = re.findall(r"[^\W\d_]{3,}", text.lower())
    if any(part[:5] in said for part in parts):
        return True
    if isinstance(leaf[1], bool) or not parts:
        names = re.findall(r"[a-z]{3,}", " ".join(part for part in leaf[0] if isinstance(part, str)).lower())
        return any(name[:5] in said for name in names)
    return False
