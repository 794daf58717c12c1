"""Thrift: the sentence of a policy or a query that makes waste a fault: a repeated look-up, a retry, a question."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from negforge.checks.readings.phrases import sentences
from negforge.checks.readings.remembered import remembered
from negforge.core.message import said_by, text_of
from negforge.core.task import Task, policy_text

Waste: TypeAlias = Literal["repeats", "retries", "questions", "relevance"]

_FORBIDS = re.compile(
    r"\b(?:not|never|no|none|avoid|without|need not|dislike|only|just|sparing|few|unless|leave)\b|n['’]t\b",
    re.IGNORECASE,
)
_ABOUT: dict[Waste, re.Pattern[str]] = {
    "repeats": re.compile(
        r"\A(?!.*\b(?:fail\w*|error\w*|refus\w+|reject\w+|ask(?:ed)? again)\b)"
        r"(?=.*\b(?:call\w*|tools?|look(?:ed|ing)?|look-?ups?|request\w*|fetch\w*|quer\w+|search\w*|read)\b)"
        r"(?=.*\b(?:twice|again|repeat\w*|second time|more than once|re-?fetch\w*|anew|duplicate)\b)",
        re.IGNORECASE,
    ),
    "retries": re.compile(
        r"(?=.*\b(?:fail\w*|error\w*|refus\w+|reject\w+|retr(?:y|ies|ying))\b)"
        r"(?=.*\b(?:again|repeat\w*|resend\w*|retr(?:y|ies|ying)|unchanged|as it (?:was|stands))\b)",
        re.IGNORECASE,
    ),
    "questions": re.compile(
        r"(?=.*\b(?:ask|asking|(?<!has )(?<!have )(?<!had )asked (?:again|for)|questions?)\b)"
        r"(?=.*\b(?:already|again|said|told|given|missing|clarif\w+|back|straight away|right away)\b)",
        re.IGNORECASE,
    ),
    "relevance": re.compile(
        r"\A(?!.*\b(?:twice|again|repeat\w*|second time|more than once|anew|unchanged|silences?|"
        r"open (?:incident|issue)s?)\b)"
        r"(?=.*\b(?:tools?|calls?|called|calling|look(?:s|ed|ing)?|look-?ups?|search\w*|fetch\w*|"
        r"check(?:ing)? (?:any\w*|it|this|that|in|through|where|when|up)|"
        r"quer(?:y|ies)|(?:open|use) (?:them|it|any\w*))\b)"
        r"(?=.*\b(?:need(?:s|ed)?|have to|to do with (?:it|this|that|the)|any help|as it is|top of your head|"
        r"from what you know|for (?:that|this|it))\b)",
        re.IGNORECASE,
    ),
}
_LONGEST = 400  # characters of a sentence that may be such a rule


def sentence_against(task: Task, waste: str) -> str | None:
    """The sentence of the policy or of the opening's user that forbids this kind of waste (by the name of the check
    that proves it); None where there is none, or for other checks."""
    about = _ABOUT.get(waste)  # type: ignore[call-overload]
    if about is None:
        return None
    said = [text_of(m) for m in task.opening if said_by(m, "user")]
    for text in (policy_text(task), *said):
        sentence = _told_in(text, about)
        if sentence is not None:
            return sentence
    return None


@remembered(512)
def _told_in(text: str, about: re.Pattern[str]) -> str | None:
    return next((sentence for sentence in _forbidding(text) if about.search(sentence)), None)


@remembered(512)
def _forbidding(text: str) -> tuple[str, ...]:
    """The sentences, a list's rows too, that forbid or restrict something."""
    found = (sentence.text.strip(" \n-*•") for sentence in sentences(text) if len(sentence.text) <= _LONGEST)
    return tuple(sentence for sentence in found if _FORBIDS.search(sentence))
