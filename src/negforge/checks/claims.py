"""Claims: what the assistant says it did, a call did."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from negforge.checks.readings.acts import requested
from negforge.checks.readings.participles import outward, participle
from negforge.checks.readings.phrases import (
    DEEDS,
    NOT_A_CLAIM,
    Claim,
    claims,
    deed_group,
    object_words,
    sentences,
    told_as_done,
    tool_deeds,
)
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.tools import Step, argument_leaves, failed, is_handover, is_write, steps_of, succeeded
from negforge.checks.readings.unread import unread
from negforge.checks.readings.values import canons
from negforge.core.certificate import Evidence, Finding
from negforge.core.json_text import Json
from negforge.core.message import Message, Say, ToolCall, said_by, text_of
from negforge.core.task import Task, find_tool
from negforge.core.trajectory import Trajectory, shown

CHECK = "claims"
_UNDONE = re.compile(
    r"\b(?:nothing|nobody|no one|none|ensure|so that|make sure|likely|probably|"
    r"what(?:ever)? (?:is|was|are|has been))\b",
    re.IGNORECASE,
)
_MAKES = re.compile(r"(?:^|[_\W])(?:write|save|generate|draw|export|make)(?:[_\W]|$)", re.IGNORECASE)
_ASKS_FOR = re.compile(r"(?:^|[_\W])(?:request|apply|claim|report)(?:[_\W]|$)", re.IGNORECASE)
_MEANS = re.compile(r"pay|refund|card", re.IGNORECASE)
_BACK = re.compile(r"\brefund\w*|\b(?:paid|credited) back\b", re.IGNORECASE)
_MONEY = re.compile(r"\b[A-Z]{3} \d|[€$£]\s?\d|\d (?:[A-Z]{3}|euros?|dollars|francs|crowns)\b")
_TAKES = re.compile(r"(?:revoke|remove|delete|unshare|detach|clear)\w*$", re.IGNORECASE)
_WRITTEN_HERE = re.compile(
    r"\b(?:examples?|code|snippets?|components?|scripts?|functions?|summar(?:y|ies)|overview|outline|table|plan|draft|"
    r"templates?|equations?|formula|calculations?|sum)\b",
    re.IGNORECASE,
)
_GIVEN = {"invite": "invit", "refund": "refund", "transfer": "transfer", "pay": "payment", "order": "order"}
_CREATED, _UPDATED = deed_group("create"), deed_group("update")
_SUBMITTED, _REMOVED = deed_group("submit"), deed_group("remove")
_TAKES_AWAY = deed_group("cancel") | deed_group("remove")
_PARTS = deed_group("add") | deed_group("remove") | deed_group("book")


def claimed_deeds(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """One finding for each claim of a deed ("has been cancelled", "I've sent") that no call before it covers.

    A call covers a claim when it succeeded and its tool's name or description speaks of that kind of deed; an update
    also covers what is said to be added, removed or booked in the thing that it updates. What a response or the user
    tells as done is no claim of ours: a verb that one of them used in the past is let pass.
    """
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, words_only=True):
        return blind
    steps = steps_of(task, trajectory)
    found = []
    for at, message in enumerate(messages):
        if not said_by(message, "assistant"):
            continue
        done = [s.call for s in steps if s.at < at and succeeded(s)]
        for claim in claims(text_of(message)):
            if _UNDONE.search(claim.sentence.text) or any(_covers(task, call, claim) for call in done):
                continue
            if claim.group in _UPDATED and _taken_and_put(task, done):
                continue
            if _is_in_the_words(text_of(message), claim) or _comes_back(task, done, claim):
                continue
            if _result_of_a_write(task, steps, at, claim.sentence.text):
                continue
            if any(_told(text_of(m), claim.verb) for m in messages[:at] if not _own_words(m)):
                continue
            says = f"The assistant says that something was {claim.verb}; no call did that."
            found.append(Finding(CHECK, says, (Evidence(at, claim.sentence.text.strip()),)))
        if not found and not any(is_write(task, call.name) or call.requestor == "user" for call in done):
            found += _asked_and_told(messages, at, frozenset().union(*(deed_group(call.name) for call in done)))
    return tuple(found)


@remembered(4096)
def _told(text: str, verb: str) -> bool:
    return told_as_done(text.lower(), verb)


def _asked_and_told(messages: Sequence[Message], at: int, done_so_far: frozenset[int]) -> list[Finding]:
    """What the user asks to be done and the words at a place tell as done, though nothing at all was done so far."""
    for asked_at, verb, done in _asked(messages[:at]):
        if deed_group(verb) & done_so_far:
            continue
        telling = _tells(text_of(messages[at]), done, bool(deed_group(verb)))
        if telling is None or any(_speaks_of_it(text_of(m), done) for m in messages[:at] if not _own_words(m)):
            continue
        says = f"The user asks for something to be done ({verb}); the assistant says that it is, but no call did it."
        asking = next((s.text for s in sentences(text_of(messages[asked_at])) if verb in s.text.lower()), verb)
        return [Finding(CHECK, says, (Evidence(at, telling), Evidence(asked_at, asking.strip())))]
    return []


def _asked(messages: Sequence[Message]) -> Iterator[tuple[int, str, str]]:
    """Deeds that the user asks for: where, by which verb, and how they would be told as done."""
    for at in range(len(messages) - 1, -1, -1):
        message = messages[at]
        if said_by(message, "user"):
            for verb, done in _asked_for(text_of(message)):
                yield at, verb, done


@remembered(1024)
def _asked_for(text: str) -> tuple[tuple[str, str], ...]:
    """(verb, pattern of the participles that would tell it as done) of each deed that words ask for."""
    found = []
    for act in requested(text):
        if outward(act.verb):
            alike = (past for n in deed_group(act.verb) for _, past in DEEDS[n] if past != "set")
            found.append((act.verb, "|".join(re.escape(one) for one in (participle(act.verb), *alike))))
    return tuple(found)


@remembered(4096)
def _tells(text: str, done: str, deed: bool) -> str | None:
    """The first sentence of a text that tells a deed as done."""
    for sentence in sentences(text):
        match = _telling(done, deed).search(sentence.text)
        if match is not None and "?" not in sentence.text and not _no_claim(sentence.text, match.end()):
            return sentence.text.strip()
    return None


@remembered(4096)
def _speaks_of_it(text: str, done: str) -> bool:
    return re.search(rf"(?<!\bbe )(?<![a-z])(?:{done})(?![a-z])", text.lower()) is not None


def _no_claim(sentence: str, end: int) -> bool:
    """Whether a sentence says up to a place, or right after it, that nothing was done."""
    return NOT_A_CLAIM.search(sentence[:end]) is not None or _UNDONE.search(sentence) is not None


@lru_cache(maxsize=512)
def _telling(done: str, deed: bool) -> re.Pattern[str]:
    """Words that tell a deed as done; ``done``: its participles. Of a deed proper also that it is taken care of."""
    forms = (
        rf"\bI(?:['’]ve| have)?(?: (?:just|now|also|already|then|\w+ly))* (?:{done})\b|"
        rf"\b(?:is|are|has been|have been)(?: (?:now|all|\w+ly))? (?:{done})\b(?! (?:by|on the|at the)\b)|"
        rf"^\W*(?:{done})(?=[,:.]| (?:as|for|to|with|the)\b)"
    )
    if deed:
        forms += (
            r"|^\W*(?:all )?(?:done|sorted|settled)\b|\b(?:is|are|has been|have been)(?: now| all)? "
            r"(?:taken care of|dealt with|sorted|settled|arranged|under way|on (?:its|their|the) way)\b"
        )
    return re.compile(forms, re.IGNORECASE)


def _covers(task: Task, call: ToolCall, claim: Claim) -> bool:
    sentence = claim.sentence.text.lower()
    if is_handover(task, call.name) and "human" in sentence:
        return True
    names = _names(call)
    if not any(is_write(task, name) for name in names):
        return False
    tool = find_tool(task, call.name)
    groups = _groups(names) | (deed_group(tool.description) if tool is not None else frozenset())
    groups |= frozenset().union(
        *(deed_group(str(leaf)) for _, leaf in argument_leaves(call.arguments) if _is_code(leaf))
    )
    if any(_TAKES.match(str(part)) for path, _ in argument_leaves(call.arguments) for part in path):
        groups |= _REMOVED
    if claim.group in groups:
        return True
    if claim.verb == "sent" and deed_group("pay") & _groups(names) and _MONEY.search(claim.sentence.text):
        return True  # money is sent by paying
    if claim.verb in ("sent", "issued", "placed", "submitted") and any(
        base in name.lower() and deed_group(base) <= groups and given in sentence
        for name in names
        for base, given in _GIVEN.items()
    ):
        return True  # "sent an invitation" is what invite_user does
    return bool(groups & _UPDATED) and claim.group in _PARTS and _speaks_of(names, sentence)


def _is_in_the_words(text: str, claim: Claim) -> bool:
    """Whether what is said to be made is what the words go on to give: an example, a table, an equation."""
    sentence = claim.sentence
    made = _WRITTEN_HERE.search(sentence.text)
    if made is None or claim.verb not in ("created", "added", "set", "corrected", "edited"):
        return False
    return "=" in sentence.text or "```" in text[sentence.end :] or text[sentence.end :].count("\n") > 4


def _comes_back(task: Task, done: Sequence[ToolCall], claim: Claim) -> bool:
    """Whether money that is said to come back goes the way of a write that names a means of payment."""
    if _BACK.search(claim.sentence.text) is None:
        return False
    writes = (call for call in done if is_write(task, call.name))
    return any(_MEANS.search(str(path[-1])) for call in writes for path, _ in argument_leaves(call.arguments))


def _taken_and_put(task: Task, done: Sequence[ToolCall]) -> bool:
    """Whether one call took something away and another one put something in its place: so a thing is moved."""
    writes = {call.name for call in done if is_write(task, call.name)}
    return len(writes) > 1 and any(deed_group(name) & _TAKES_AWAY for name in writes)


def _result_of_a_write(task: Task, steps: Sequence[Step], at: int, sentence: str) -> bool:
    """Whether a sentence gives an id that a write before it returned: then it tells of that write, in its own words."""
    given = {value for value in canons(sentence) if value.startswith("id:")}
    writes = (s for s in steps if s.at < at and s.response is not None and is_write(task, s.call.name))
    return bool(given) and any(
        given & canons(text_of(s.response)) for s in writes if s.response and not failed(s.response)
    )


def _speaks_of(names: Sequence[str], sentence: str) -> bool:
    """Whether a word of the sentence names what the tools act on: a bag, for update_baggages."""
    words = tuple(word.rstrip("s") for word in re.findall(r"[a-z]{3,}", sentence))
    return any(noun.startswith(words) for name in names for noun in object_words(name))


def _is_code(leaf: Json) -> bool:
    """Whether an argument is the name of an option, such as ``cancel_line``."""
    return isinstance(leaf, str) and re.fullmatch(r"[a-z]+(?:[_-][a-z]+)*", leaf) is not None and len(leaf) <= 40


def _names(call: ToolCall) -> tuple[str, ...]:
    """The tool's name, or where a tool runs other tools by name, the name of the other one."""
    inner = [str(leaf) for path, leaf in argument_leaves(call.arguments) if path[-1] in ("tool_name", "tool")]
    return tuple(inner) or (call.name,)


def _groups(names: Sequence[str]) -> frozenset[int]:
    groups = frozenset().union(*(tool_deeds(name) for name in names))
    if any(_ASKS_FOR.search(name) for name in names):
        groups |= _SUBMITTED
    return groups | _CREATED if any(_MAKES.search(name) for name in names) else groups


def _own_words(message: object) -> bool:
    """The assistant's words and calls, and the rules, prove nothing about what was done."""
    return not hasattr(message, "parts") or (isinstance(message, Say) and message.role != "user")
