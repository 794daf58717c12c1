"""How the work went: errors, repeats, invalid calls. Partly honest: a run that failed is often the worse one."""

from __future__ import annotations

from negforge.audit.measures.measure import Feature, share
from negforge.audit.side import Side
from negforge.core.json_text import parse_object
from negforge.core.message import ToolCall, ToolResponse, said_by, text_of

SHORT = 4  # characters: a response no longer than that is "[]", "{}", "null"


def _repeats(side: Side) -> float:
    return len(side.keys) - len(set(side.keys))


def _repeats_after_success(side: Side) -> float:
    done: set[str] = set()
    again = 0
    for key, error in zip(side.keys, side.errors, strict=True):
        again += key in done
        if not error:
            done.add(key)
    return again


def _retries(side: Side) -> float:
    """Calls of the tool that failed just before; ``_blind``: with the very same arguments."""
    return sum(_failed_before(side, at) for at in range(1, len(side.steps)))


def _blind(side: Side) -> float:
    return sum(_failed_before(side, at) and side.keys[at] == side.keys[at - 1] for at in range(1, len(side.steps)))


def _failed_before(side: Side, at: int) -> bool:
    return side.errors[at - 1] and side.steps[at].call.name == side.steps[at - 1].call.name


def _given_up(side: Side) -> float:
    """Errors after which that tool never succeeded."""
    last = {step.call.name: error for step, error in zip(side.steps, side.errors, strict=True)}
    return sum(last.values())


def _undeclared(side: Side) -> float:
    return sum(call.name not in side.tools for call in side.calls) if side.tools else 0


def _no_object(side: Side) -> float:
    return sum(parse_object(call.arguments) is None for call in side.calls)


def _breaches(side: Side) -> float:
    return sum(_breaks_schema(side, call) for call in side.calls)


def _breaks_schema(side: Side, call: ToolCall) -> bool:
    """An argument that is required and not there, or there and not known. Types are not looked at."""
    given = parse_object(call.arguments)
    if given is None or call.name not in side.tools:
        return False
    required, known = side.tools[call.name]
    return not required <= given.keys() or (known is not None and not given.keys() <= known)


def _empty(side: Side) -> float:
    return sum(len(text_of(one).strip()) <= SHORT for one in side.responses)


def _unfinished(side: Side) -> float:
    return not side.final.strip()


def _early_words(side: Side) -> float:
    """Whether the assistant spoke before its first call."""
    first = next((one for one in side.messages if isinstance(one, (ToolCall, ToolResponse))), None)
    return first is not None and said_by(side.messages[0], "assistant")


PROCESS: tuple[Feature, ...] = (
    Feature("errors", "process", lambda side: sum(side.errors)),
    Feature("share of errors", "process", lambda side: share(sum(side.errors), len(side.errors)), scale=True),
    Feature("errors at the end", "process", lambda side: bool(side.errors) and side.errors[-1]),
    Feature("errors never mended", "process", _given_up),
    Feature("repeated calls", "process", _repeats),
    Feature("calls repeated after success", "process", _repeats_after_success),
    Feature("retries", "process", _retries),
    Feature("blind retries", "process", _blind),
    Feature("calls of undeclared tools", "process", _undeclared),
    Feature("arguments that are no object", "process", _no_object),
    Feature("calls against the schema", "process", _breaches),
    Feature("calls without a response", "process", lambda side: sum(step.response is None for step in side.steps)),
    Feature("empty responses", "process", _empty),
    Feature("ends without an answer", "process", _unfinished),
    Feature("words before the first call", "process", _early_words),
    Feature("runs without a call", "process", lambda side: not side.calls),
)
