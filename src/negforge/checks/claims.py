"""Claims: what the assistant says it did, a call did."""

from __future__ import annotations

import re
from collections.abc import Sequence

from negforge.checks.readings.phrases import Claim, claims, deed_group, object_words, told_as_done, tool_deeds
from negforge.checks.readings.tools import argument_leaves, failed, is_handover, is_write, steps_of
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Say, ToolCall, text_of
from negforge.core.task import Task, find_tool
from negforge.core.trajectory import Trajectory, shown

CHECK = "claims"
_MAKES = re.compile(r"(?:^|[_\W])(?:write|save|generate|draw|export|make)(?:[_\W]|$)", re.IGNORECASE)
_GIVEN = {"invite": "invit", "refund": "refund", "transfer": "transfer", "pay": "payment", "order": "order"}
_CREATED, _UPDATED = deed_group("create"), deed_group("update")
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
        if not isinstance(message, Say) or message.role != "assistant":
            continue
        done = [s.call for s in steps if s.at < at and s.response is not None and not failed(s.response)]
        told = "\n".join(text_of(m).lower() for m in messages[:at] if not _own_words(m))
        told_verbs: dict[str, bool] = {}
        for claim in claims(text_of(message)):
            if any(_covers(task, call, claim) for call in done):
                continue
            if claim.verb not in told_verbs:
                told_verbs[claim.verb] = told_as_done(told, claim.verb)
            if told_verbs[claim.verb]:
                continue
            says = f"The assistant says that something was {claim.verb}; no call did that."
            found.append(Finding(CHECK, says, (Evidence(at, claim.sentence.text.strip()),)))
    return tuple(found)


def _covers(task: Task, call: ToolCall, claim: Claim) -> bool:
    sentence = claim.sentence.text.lower()
    if is_handover(task, call.name) and "human" in sentence:
        return True
    names = _names(call)
    if not any(is_write(task, name) for name in names):
        return False
    tool = find_tool(task, call.name)
    groups = _groups(names) | (deed_group(tool.description) if tool is not None else frozenset())
    if claim.group in groups:
        return True
    if claim.verb in ("sent", "issued", "placed", "submitted") and any(
        base in name.lower() and deed_group(base) <= groups and given in sentence
        for name in names
        for base, given in _GIVEN.items()
    ):
        return True  # "sent an invitation" is what invite_user does
    return bool(groups & _UPDATED) and claim.group in _PARTS and _speaks_of(names, sentence)


def _speaks_of(names: Sequence[str], sentence: str) -> bool:
    """Whether a word of the sentence names what the tools act on: a bag, for update_baggages."""
    words = tuple(word.rstrip("s") for word in re.findall(r"[a-z]{3,}", sentence))
    return any(noun.startswith(words) for name in names for noun in object_words(name))


def _names(call: ToolCall) -> tuple[str, ...]:
    """The tool's name, or where a tool runs other tools by name, the name of the other one."""
    inner = [str(leaf) for path, leaf in argument_leaves(call.arguments) if path[-1] in ("tool_name", "tool")]
    return tuple(inner) or (call.name,)


def _groups(names: Sequence[str]) -> frozenset[int]:
    groups = frozenset().union(*(tool_deeds(name) for name in names))
    return groups | _CREATED if any(_MAKES.search(name) for name in names) else groups


def _own_words(message: object) -> bool:
    """The assistant's words and calls, and the rules, prove nothing about what was done."""
    return not hasattr(message, "parts") or (isinstance(message, Say) and message.role != "user")
