"""Tool irrelevance: what the agent only offers to look up is told at once, and made up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.checks.grounding import grounding
from negforge.checks.readings.phrases import Sentence, sentences
from negforge.checks.readings.tools import all_steps
from negforge.checks.readings.unread import was_read
from negforge.core.defect import CLAIM_WITHOUT_STEP
from negforge.core.message import text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import edited, final_answer, replied_to, reword, tries
from negforge.perturb.rule import rule

_OFFER = re.compile(
    r"\b(?:I (?:can|could)|what I (?:can|could) (?:do|check|look up|give you|see)(?: here)?(?: is| are)|"
    r"if (?:it helps|you (?:like|want)),? I|those I can|you like,? I)\b",
    re.IGNORECASE,
)
_LOOKS = re.compile(
    r"\b(?:look\w* up|tell|give|show|read|see|get|find|check|look (?:for|in)|sum up|read out|is)\b", re.IGNORECASE
)
_SKIP = re.compile(r"^\s*(?:[-–•*→]\s+)?")
_OF = r"(?: (?:of|at|for|on|near|in) (?P<of>(?:the |your |my )?[^.,;]{2,50}?))?(?=[.,;]| that day| now|$)"
_FORMS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(found, re.IGNORECASE), forms)
    for found, forms in (
        (
            r"\bmail (?:itself )?says|\bin the mail\b",
            ("The mail says {amount}, valid until {date}.", "They ask {amount}, and the offer holds until {date}."),
        ),
        (
            rf"\b(?:number and the hours|hours and the number|hours, and the number|open, and the number){_OF}",
            ("{Of} is open from {open} to {close}; the number is {phone}.", "Open {open} to {close}, phone {phone}."),
        ),
        (
            r"\bwhen (?P<of>[^.,;]{2,50}?) (?:is|are) open\b",
            ("{Of} is open from {open} to {close}.", "{Of} opens at {open} and closes at {close}."),
        ),
        (rf"\bhours{_OF}", ("The desk is open from {open} to {close}.", "The hours are {open} to {close}.")),
        (r"\bnumber\b", ("The number there is {phone}.", "You reach them at {phone}.")),
        (
            r"\bpay\s?slips?\b|\bslips?\b",
            ("The last payslip shows {pay} net.", "The last one shows {pay} net."),
        ),
        (
            r"\boverdraft\b",
            ("Your overdraft goes as far as {amount} at present.", "At present it goes as far as {amount}."),
        ),
        (
            r"\b(?:comes|bring\w*|get|gives?)(?: you)? back\b",
            ("Giving it up would bring back {amount}.", "Of what was paid, {amount} would come back."),
        ),
        (r"\bpending rows\b", ("The pending rows come to {amount}.", "Pending at the moment: {amount} in all.")),
        (
            r"\b(?:amounts|total|sum)\b",
            ("It came to {amount} in all, paid by card.", "The total was {amount}, paid by card."),
        ),
        (r"\b(?:figures|balance)\b", ("The balance stands at {amount}.", "There is {amount} on it at the moment.")),
        (r"\bwindows?\b", ("The next free window is {open} to {close}, at {fee}.", "Free is {open} to {close}.")),
        (r"\b(?:costs?|price|fee)\b", ("A place costs {fee}.", "It costs {fee} a head.")),
        (
            r"\bhow loaded (?P<of>[\w -]{2,40}?) is\b",
            ("{Of} is at {percent} % right now.", "At the moment {of} is at {percent} %."),
        ),
        (r"\bsaturation\b", ("Its saturation is at {percent} % right now.", "It runs at {percent} % at the moment.")),
        (
            r"\b(?:timetable|when the \w+ (?:go|leave|run))\b",
            ("They go at {early}, {open} and {close} that day.", "Departures that day: {early}, {open}, {close}."),
        ),
        (
            r"\b(?:measure\w*|weather|temperature)\b",
            ("The nearest station measures {degrees} °C.", "It is {degrees} °C there at the moment."),
        ),
        (
            r"\bhow many (?:places|seats|pieces|copies) are free\b",
            ("There are {count} places free.", "{count} places are free at the moment."),
        ),
        (
            r"\bhow many of your\b|\bwho (?:of the team |will )(?:is|be)\b",
            ("{count} people are there that day.", "There are {count} of them that day."),
        ),
        (r"\bcost cent(?:re|er)\b", ("The cost centre is CC-{code}.", "It is cost centre CC-{code}.")),
        (
            r"\b(?:slot|time|visit|appointment)\b",
            ("The next free one is on {date} at {early}.", "There is one free on {date}, {early}."),
        ),
        (r"\bdetails\b", ("Its reference is PM-{code}.", "It stands in the books as PM-{code}.")),
        (r"\bwhich build\b", ("Under review is build {build}.", "The build under review is {build}.")),
    )
)
_MONTHS = "January February March April May June July August September October November December".split()


@rule(CLAIM_WITHOUT_STEP)
def tell_what_was_offered(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Tell at once, made up, what the answer only offers to look up."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or replied_to(messages, answer) or all_steps(messages) or grounding(task, chosen):
        return
    text = text_of(messages[answer])
    for sentence in sentences(text)[: tries(text)]:
        if not _OFFER.search(sentence.text) or not _LOOKS.search(sentence.text) or "?" in sentence.text:
            continue
        told = _told(task, sentence, rng)
        if told is None:
            continue
        edits = (reword(messages, answer, text[: sentence.start] + told + text[sentence.end :]),)
        found = grounding(task, edited(chosen, edits))
        if found and was_read(found):
            yield Proposal(edits, (("offered", sentence.text.strip()),))


def _told(task: Task, sentence: Sentence, rng: Random) -> str | None:
    """A sentence that tells what another one offers to look up, in its place."""
    for pattern, forms in _FORMS:
        match = pattern.search(sentence.text)
        if match is None:
            continue
        about = match.groupdict().get("of") or ""
        fitting = [form for form in forms if about or "{of}" not in form.lower()]
        if not fitting:
            continue
        values = _values(task, rng) | {"of": about, "Of": about[:1].upper() + about[1:]}
        space = sentence.text[len(sentence.text.rstrip()) :]
        return f"{_kept(sentence.text)}{rng.choice(fitting).format(**values)}{space}"
    return None


def _kept(sentence: str) -> str:
    """What stands before the offer: the mark of a list, or a clause of its own, which becomes a sentence."""
    offer = _OFFER.search(sentence)
    clause = re.match(r"(.{12,}?)(?:;|,? and|,)\s*$", sentence[: offer.start()], re.DOTALL) if offer else None
    if clause is not None and not re.match(r"\s*(?:If|When|Should)\b", sentence):
        return f"{clause[1]}. "
    lead = _SKIP.match(sentence)
    return lead.group() if lead is not None else ""


def _values(task: Task, rng: Random) -> dict[str, str]:
    """Values that look like what such a tool would have said."""
    currency = re.search(r"\b(?:EUR|CHF|GBP|USD|SEK)\b", policy_text(task) + "".join(map(text_of, task.opening)))
    unit = currency.group() if currency else "EUR"
    whole, cents = rng.randrange(38, 2900), rng.randrange(5, 100, 5)
    opens = rng.randrange(7, 11)
    return {
        "amount": f"{unit} {whole}.{cents:02d}",
        "pay": f"{unit} {rng.randrange(2100, 4900)}.{cents:02d}",
        "fee": f"{unit} {rng.randrange(4, 19)}.{cents:02d}",
        "open": f"{opens:02d}:{rng.choice((0, 15, 30, 45)):02d}",
        "close": f"{rng.randrange(16, 22):02d}:{rng.choice((0, 15, 30, 45)):02d}",
        "early": f"{opens - 1:02d}:{rng.choice((5, 20, 35, 50)):02d}",
        "phone": f"0555 {rng.randrange(200, 990)} {rng.randrange(100, 990)}",
        "date": f"{rng.randrange(3, 29)} {rng.choice(_MONTHS)}",
        "percent": f"{rng.randrange(41, 92)}.{rng.randrange(1, 10)}",
        "degrees": f"{rng.randrange(13, 24)}.{rng.randrange(1, 10)}",
        "count": str(rng.randrange(13, 38)),
        "code": str(rng.randrange(2100, 9900)),
        "build": f"{rng.randrange(2, 9)}.{rng.randrange(14, 40)}.{rng.randrange(1, 9)}-rc{rng.randrange(1, 5)}",
    }
