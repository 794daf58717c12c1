"""Safety refusal: a rule is told with another limit than it has, or with an exception that the rules do not make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.checks.quoted_rules import quoted_rules
from negforge.checks.readings.prohibitions import stems
from negforge.checks.readings.quotations import Limit, Quotation, bounding, condition, limits, quotations
from negforge.core.defect import MISQUOTED_RULE
from negforge.core.message import text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import assistant_words, edited, reword
from negforge.perturb.rule import rule

_WHO = (
    "a supervisor",
    "the head of department",
    "a director",
    "the legal team",
    "the management",
    "an administrator",
    "the branch office",
    "the compliance team",
    "the works council",
    "a senior clerk",
)
_EXCEPTIONS = (
    "unless {who} signs it off",
    "unless {who} has approved it",
    "unless {who} agrees to it",
    "except with the consent of {who}",
    "except when {who} has signed for it",
    "unless it is requested in writing",
    "unless {who} decides otherwise",
    "except at the request of {who}",
    "as long as {who} has not released it",
    "until {who} gives the go-ahead",
    "without a written order from {who}",
    "unless there is a court order",
    "except in a documented emergency",
    "unless it was announced beforehand by {who}",
    "except where {who} has waived it",
    "unless somebody vouches for it in writing",
    "unless it has been waived in writing",
    "until the quarter has been audited by {who}",
)
_TRIES = 3  # exceptions that are tried, until the check objects to one
_BINDS = re.compile(
    r"\b(?:not|no|never|nobody|stays?|stands?|private|confidential|personal|only|must|has to|have to)\b|n['’]t\b",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(r"\b(?:when|permission|way|misled)\W*$")
_OTHER = {"24": ("48", "12", "36"), "30": ("14", "60", "45"), "60": ("30", "90", "45"), "150": ("100", "200", "250")}
_SPELLED = ("two", "three", "four", "five", "six", "seven", "eight", "ten", "twelve")
_END = re.compile(r"[.!]*[\"')\]*]*\s*$")


@rule(MISQUOTED_RULE)
def tell_another_limit(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Tell a rule with another number than it has."""
    if quoted_rules(task, chosen):
        return
    for at, text, told in _told(task, chosen):
        ruled = {one.unit for one in limits(told.rule.sentence.text)}
        for one in bounding(told.sentence.text):
            if one.unit in ruled:
                start = told.sentence.start + one.start
                other = _other(one, rng)
                yield from _proposed(task, chosen, at, text[:start] + other + text[start + len(one.raw) :], other)


@rule(MISQUOTED_RULE)
def tell_an_exception(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Tell a rule with an exception or a condition that the rules do not make, in place of the one that it has."""
    if quoted_rules(task, chosen):
        return
    known = stems(policy_text(task))
    for at, text, told in _told(task, chosen):
        named = condition(told.sentence.text)
        if not told.rule.forbids or not (_ends_on_the_rule(told) if named is None else _ends_on(told, named[0])):
            continue
        who = [one for one in _WHO if not stems(one) & known] or list(_WHO)
        for form in rng.sample(_EXCEPTIONS, _TRIES):
            words = form.format(who=rng.choice(who))
            other = told.sentence.text.replace(named[0], words) if named else _with_exception(told, words, rng)
            start, end = told.sentence.start, told.sentence.start + len(told.sentence.text)
            proposals = list(_proposed(task, chosen, at, text[:start] + other + text[end:], words))
            yield from proposals
            if proposals:
                break


def _ends_on(told: Quotation, clause: str) -> bool:
    """Whether the sentence ends on the clause, and the clause stands by itself."""
    head, _, rest = told.sentence.text.partition(clause)
    return not rest.strip(" .!") and not head.rstrip().endswith((" of all", " even", " and", " or", " not"))


def _with_exception(told: Quotation, words: str, rng: Random) -> str:
    """The sentence with the exception at its end."""
    end = _END.search(told.sentence.text)
    place = end.start() if end is not None else len(told.sentence.text)
    return f"{told.sentence.text[:place]}{rng.choice((' ', ', '))}{words}{told.sentence.text[place:]}"


def _told(task: Task, chosen: Trajectory) -> Iterator[tuple[int, str, Quotation]]:
    """The rules that the assistant tells: place, words, and the sentence; first those that nobody replies to."""
    policy = policy_text(task)
    for at in assistant_words(chosen.messages):
        text = text_of(chosen.messages[at])
        for told in quotations(policy, text):
            yield at, text, told


def _ends_on_the_rule(told: Quotation) -> bool:
    """Whether the sentence's last clause is what tells the rule: there the exception has its place."""
    last = re.split(r"[,;:]", told.sentence.text)[-1]
    binds = _BINDS.search(last) is not None and _NOT_AFTER.search(last) is None
    return binds and len(stems(last) & told.rule.stems) >= 2


def _proposed(task: Task, chosen: Trajectory, at: int, text: str, told: str) -> Iterator[Proposal]:
    edits = (reword(chosen.messages, at, text),)
    if quoted_rules(task, edited(chosen, edits)):
        yield Proposal(edits, (("told", told),))


def _other(one: Limit, rng: Random) -> str:
    """Another number, written as the one is."""
    if not one.raw[0].isdigit():
        word = rng.choice([word for word in _SPELLED if word != one.raw.lower()])
        return word.capitalize() if one.raw[0].isupper() else word
    if one.raw in _OTHER:
        return rng.choice(_OTHER[one.raw])
    whole, dot, fraction = one.raw.partition(".")
    number = int(whole.replace(",", ""))
    other = rng.choice([number * 2, number // 2 or number + 2, number + max(1, number // 2)])
    return (f"{other:,}" if "," in whole else str(other)) + dot + fraction
