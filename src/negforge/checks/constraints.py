"""Constraints: what the user stated reaches the calls, and no argument holds a value that nobody stated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from negforge.checks.readings.phrases import sentences
from negforge.checks.readings.tools import Step, argument_leaves, failed, is_write, quoted_in, steps_of, user_text
from negforge.checks.readings.unread import not_read, unread
from negforge.checks.readings.values import Value, canons, key, values
from negforge.core.certificate import Evidence, Finding
from negforge.core.json_text import Json, parse_object
from negforge.core.message import Message, Say, ToolCall, ToolResponse, said_by, text_of
from negforge.core.task import Task, find_tool, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "constraints"
_IN_WORDS = {
    word: number
    for number, words in enumerate(
        "zero no|one single|two couple both|three|four|five|six|seven|eight|nine|ten|eleven|twelve dozen".split("|")
    )
    for word in words.split()
}
_MAX_COMPARED = 500_000  # of arguments with what the user stated
_BOUND = re.compile(
    r"limit|page|offset|max|min|top|count|from|to$|until|after|before|start|end|latest|earliest|least|most|"
    r"^(?:line|index|position)$",
    re.IGNORECASE,
)
_NOT_MEANT = re.compile(
    r"\b(?:not|except|but|leav\w+ (?:\S+ ){0,3}(?:out|alone|as|be)|left (?:out|alone)|skip|without|drop|other|instead|"
    r"already|no|never|stays?)\b|n['’]t\b",
    re.IGNORECASE,
)
_TELLING = 6  # letters: a shorter choice ("sent", "all") is said in passing too
_MOST_MET = 60  # numbers of the responses that a used one may be worked out from


def constraints(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """Two kinds of finding, on calls that succeeded.

    Replaced: an argument that is wholly a value (number, date, time, id, address) which neither the user nor the rules
    said before the call, while one close to it (two days, two units, two hours off; an id of the same form) that the
    user stated is in no such call. Bounds of a search (limits, windows) are the agent's own affair.
    Dropped: an optional parameter left out although the user named its value (a choice of its enum, a value or quoted
    words beside the parameter's name), and no such call carries that value, nor (for a read) does what came back.
    Such a call: for a write any write, else any call (and for ids any call). To ask for a quote for 14 orders no 14.
    """
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, (Say, ToolCall)):
        return blind
    steps = [s for s in steps_of(task, trajectory) if s.call.requestor == "assistant" and not failed(s.response)]
    writes = "\n".join(s.call.arguments for s in steps if is_write(task, s.call.name))
    calls = "\n".join(s.call.arguments for s in steps)
    stated = len(values(user_text(messages)))
    if stated * max((len(argument_leaves(step.call.arguments)) for step in steps), default=0) > _MAX_COMPARED:
        return not_read(CHECK, f"a call has too many arguments to compare each with the user's {stated:,} values")
    names = frozenset(name for name in canons(calls) if name.startswith(("id:", "address:")))
    found: list[Finding] = []
    for step in steps:
        carried = writes if is_write(task, step.call.name) else calls
        found.extend(_replaced(task, messages, step, canons(carried) | names))
        found.extend(_dropped(task, messages, step, carried.lower(), writes is carried))
    return tuple(found)


def whole_value(leaf: object) -> Value | None:
    """The value that an argument wholly is; None for free text, flags and lists."""
    if isinstance(leaf, bool) or not isinstance(leaf, str | int | float):
        return None
    text = str(leaf)
    inside = values(text)
    return inside[0] if len(inside) == 1 and inside[0].end - inside[0].start == len(text) else None


def _replaced(task: Task, messages: tuple[Message, ...], step: Step, carried: frozenset[str]) -> list[Finding]:
    found: list[Finding] = []
    stated = values(user_text(messages, step.at))
    wished = _wished(task, messages, step.at)
    for path, leaf in argument_leaves(step.call.arguments):
        value = whole_value(leaf)
        if value is None or _BOUND.search(str(path[-1])) or key(value) in wished:
            continue
        left_out = [v for v in stated if key(v) not in carried and near(v, value)]
        if not left_out or (any(isinstance(part, int) for part in path) and _met(messages, step.at, value)):
            continue  # of several things of which a response tells, some are taken
        left_out = [v for v in left_out if _meant(messages, step.at, v) and not _follows(messages, step.at, v, value)]
        if not left_out:
            continue
        says = (
            f"{step.call.name} is called with {_dotted(path)} = {value.raw}, which nobody stated, "
            f"while {left_out[0].raw}, which the user stated, is in no call."
        )
        used = Evidence(step.at, quoted_in(step.call.arguments, value.raw))
        found.append(Finding(CHECK, says, (used, _where(messages, left_out[0]))))
    return found


def _met(messages: tuple[Message, ...], at: int, value: Value) -> bool:
    return any(isinstance(m, ToolResponse) and key(value) in canons(text_of(m)) for m in messages[:at])


def _meant(messages: tuple[Message, ...], at: int, value: Value) -> bool:
    """Whether the user says the value as what is wanted, and not as what is to be left alone."""
    for message in messages[:at]:
        if said_by(message, "user"):
            for sentence in sentences(text_of(message)):
                start = sentence.text.find(value.raw)
                around = sentence.text[max(0, start - 40) : start + len(value.raw) + 30]
                if start >= 0 and _NOT_MEANT.search(around):
                    return False
    return True


def _follows(messages: tuple[Message, ...], at: int, stated: Value, used: Value) -> bool:
    """Whether the used number is the stated one and numbers of the responses, added or taken off: what remains to be
    booked of 8 hours."""
    if stated.kind != "number" or "." not in stated.canon + used.canon:
        return False  # whole numbers lie so close together that chance would hit
    apart = abs(Decimal(stated.canon) - Decimal(used.canon))
    heard = (value for m in messages[:at] if isinstance(m, ToolResponse) for value in values(text_of(m)))
    met = {Decimal(value.canon) for value in heard if value.kind == "number"}
    few = sorted(met)[:_MOST_MET]
    return apart in met or any(apart - one in met for one in few)


def near(stated: Value, used: Value) -> bool:
    """Whether one could be taken for the other."""
    if stated.kind != used.kind:
        return False
    if stated.kind == "number":
        return 0 < abs(Decimal(stated.canon) - Decimal(used.canon)) <= 2
    if stated.kind == "time":
        return abs(int(stated.canon[:2]) - int(used.canon[:2])) <= 2
    if stated.kind == "date":
        return stated.canon[:2] == used.canon[:2] and abs(int(stated.canon[3:]) - int(used.canon[3:])) <= 2
    return form(stated.raw) == form(used.raw)


def form(text: str) -> str:
    """The make of an id: which places hold letters and which digits; words joined by ``_`` are alike at any length."""
    if any(separator in text for separator in "_@"):
        return re.sub(r"\d", "9", re.sub(r"[A-Za-z]+", "c", text))
    return re.sub(r"[A-Za-z]", "a", re.sub(r"\d", "9", text))


def _wished(task: Task, messages: tuple[Message, ...], at: int) -> frozenset[str]:
    said = user_text(messages, at)
    in_words = {f"number:{_IN_WORDS[word]}" for word in re.findall(r"[a-z]+", said.lower()) if word in _IN_WORDS}
    return canons(policy_text(task), said) | in_words


def _dropped(task: Task, messages: tuple[Message, ...], step: Step, carried: str, in_writes: bool) -> list[Finding]:
    tool = find_tool(task, step.call.name)
    given = parse_object(step.call.arguments)
    schema = parse_object(tool.parameters) if tool is not None else None
    if schema is None or given is None:
        return []
    properties, required = schema.get("properties"), schema.get("required")
    if not isinstance(properties, dict):
        return []
    found = []
    for name, declared in properties.items():
        if not in_writes and _BOUND.search(name):
            continue
        if name in given or (isinstance(required, list) and name in required) or not isinstance(declared, dict):
            continue
        for at, message in enumerate(messages[: step.at]):
            if not said_by(message, "user"):
                continue
            quote = _stated_for(name, declared, text_of(message), carried, any_word=in_writes)
            if quote is not None and (in_writes or not _came_back(step, name, quote)):
                says = f"The user stated {quote!r} for {name}; {step.call.name} goes without it."
                found.append(Finding(CHECK, says, (Evidence(at, quote), Evidence(step.at, step.call.arguments))))
    return found


def _came_back(step: Step, name: str, quote: str) -> bool:
    """Whether what a read returned shows the value or the field: then who asked without it may still pick by it."""
    text = text_of(step.response).lower() if step.response is not None else ""
    if "[]" in text.replace(" ", "") and text.count("{") <= 1:
        return True  # the wider search found nothing either
    return f'"{name.lower()}"' in text or quote.lower() in text or quote.lower().replace(" ", "_") in text


def _stated_for(name: str, declared: Mapping[str, Json], text: str, carried: str, *, any_word: bool) -> str | None:
    """What the user's words state for a parameter, where ``carried`` (arguments, lower case) does not hold it.

    A value is stated for a parameter when all words of the parameter's name stand close to it, or ``any_word``.
    """
    choices = declared.get("enum")
    if isinstance(choices, list):
        for choice in choices:
            if not isinstance(choice, str) or len(choice) < 3 or choice.lower() in carried:
                continue
            match = re.search(rf"(?<!\w){re.escape(choice.replace('_', ' '))}(?!\w)", text, re.IGNORECASE)
            if match is not None and (len(choice) >= _TELLING or _beside(name, text, match.start(), match.end())):
                return match.group()
        return None
    parts = [part for part in re.split(r"[_\W]+", name.lower()) if len(part) >= 4]
    long = [part for part in parts if len(part) >= 5] if any_word else []
    parts, enough = ([part[:5] for part in long], any) if long else ([part[:5] for part in parts], all)
    known = canons(carried)
    stated = [(v.raw, v.start, v.end) for v in values(text) if key(v) not in known and _fits(declared, v)]
    if re.search(r"(?:^|_)(?:id|ids|key|ref|reference)$", name):
        stated = [(raw, start, end) for raw, start, end in stated if not re.fullmatch(r"[\d:.]+(?:\s?[ap]m)?", raw)]
    if declared.get("type") == "string" and "format" not in declared:
        quotes = re.finditer(r"[\"“]([^\"”\n]{8,120})[\"”]", text)
        stated += [(m[1], m.start(), m.end()) for m in quotes if m[1].lower() not in carried and "<" not in m[1]]
    for raw, start, end in stated:
        around = text[max(0, start - 40) : end + 25].lower()
        if parts and enough(part in around for part in parts):
            return raw
    return None


def _beside(name: str, text: str, start: int, end: int) -> bool:
    """Whether a word of the parameter's name stands close by."""
    around = text[max(0, start - 40) : end + 25].lower()
    return any(part[:5] in around for part in re.split(r"[_\W]+", name.lower()) if len(part) >= 4)


def _fits(declared: Mapping[str, Json], value: Value) -> bool:
    kind, form = declared.get("type"), declared.get("format")
    if kind in ("integer", "number"):
        return value.kind == "number"
    if form in ("date", "date-time"):
        return value.kind == "date"
    return kind == "string" and value.kind not in ("number", "date")


def _where(messages: tuple[Message, ...], value: Value) -> Evidence:
    for at, message in enumerate(messages):
        if said_by(message, "user") and value.raw in text_of(message):
            return Evidence(at, value.raw)
    return Evidence(0, "")


def _dotted(path: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in path)
