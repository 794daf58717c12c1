"""Tool calls and who answers them: every call gets an id of its own, every response finds its call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from negforge.core.json_text import Json, compact, parse
from negforge.ingest.as_read import Notes, Oddities

NAME_KEYS = ("name", "tool_name", "tool")
ARGUMENT_KEYS = ("arguments", "args", "input", "parameters", "kwargs")
ID_KEYS = ("id", "call_id", "tool_call_id")
USUAL_KEYS: list[Json] = ["function.name", "function.arguments"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as the ledger knows it. ``given``: its id in the log, as text; ``round``: calls made between two responses
    share it; ``raw``: the call as it stood in the log."""

    call_id: str
    given: str | None
    name: str
    round: int
    raw: Json


class Ledger:
    """The calls of one run: issues ids that are unique in it, and matches responses to calls."""

    def __init__(self, oddities: Oddities) -> None:
        self._oddities = oddities
        self._taken: set[str] = set()
        self._open: list[Asked] = []
        self._made = 0
        self._round = 0
        self._responding = False

    def issue(self, raw_id: Json, name: str, raw: Json) -> str:
        """The id for the next call: the log's own, with ``#2`` if it is taken, or ``call_3`` where the log has none."""
        self._made += 1
        if self._responding:
            self._round, self._responding = self._round + 1, False
        given = id_text(raw_id)
        if given is None:
            self._oddities.add("call without an id")
        elif given in self._taken:
            self._oddities.add("reused call id")
        call_id = self._unique(given or f"call_{self._made}")
        self._open.append(Asked(call_id, given, name, self._round, raw))
        return call_id

    def answer(self, raw_id: Json, name: str | None) -> Asked | None:
        """The earliest unanswered call with this id; without an id, the next of this round, by name if it can be."""
        self._responding = True
        given = id_text(raw_id)
        if given is not None:
            candidates = [asked for asked in self._open if asked.given == given]
        else:
            self._oddities.add("response without an id")
            candidates = [asked for asked in self._open if asked.round == self._round] or self._open
            candidates = [asked for asked in candidates if asked.name == name] or candidates
        if not candidates:
            self._oddities.add("response without a call")
            return None
        asked = candidates[0]
        self._open.remove(asked)
        return asked

    def stray_id(self, raw_id: Json) -> str:
        """An id for a response that answers nothing: its own where no call bears it."""
        return self._unique(id_text(raw_id) or "response")

    def is_open(self, raw_id: Json) -> bool:
        given = id_text(raw_id)
        return given is not None and any(asked.given == given for asked in self._open)

    def close(self) -> None:
        if self._open:
            self._oddities.add("call without a response")

    def _unique(self, wanted: str) -> str:
        call_id, number = wanted, 1
        while call_id in self._taken:
            number += 1
            call_id = f"{wanted}#{number}"
        self._taken.add(call_id)
        return call_id


@dataclass(frozen=True, slots=True)
class CallRead:
    """A call object taken apart. ``has_id`` tells a null id from none; ``arguments`` is "{}" where it had none."""

    has_id: bool
    raw_id: Json
    name: str
    arguments: str
    requestor: Json


def read_call(raw: Json, who: str, notes: Notes, oddities: Oddities) -> CallRead:
    """Reads ``function`` as object or name, flat calls, arguments as text or value; notes any unusual form."""
    if not isinstance(raw, dict):
        oddities.add(f"{who}.tool_calls: call is not an object")
        notes.fields["call"] = "json"
        return CallRead(False, None, "", compact(raw), None)
    nested = raw.get("function")
    function = nested if isinstance(nested, dict) and isinstance(nested.get("name"), str) else {}
    name_at, name = _find_name(raw, function)
    arguments_at, holder = _find_arguments(raw, function)
    if name_at is None:
        oddities.add("call without a name")
    if [name_at, arguments_at] != USUAL_KEYS:
        notes.fields["keys"] = [name_at, arguments_at]
    value = holder[arguments_at.removeprefix("function.")] if arguments_at else None
    arguments = _arguments_text(value, notes, oddities)
    id_at = next((key for key in ID_KEYS if key in raw), None)
    if id_at is None:
        notes.lacks("id")
    elif id_at != "id":
        notes.fields["id_at"] = id_at
    used = {id_at, name_at, arguments_at}
    if function:
        used |= {"function"} | ({"type"} if raw.get("type") == "function" else set())
        if "type" not in raw:
            notes.lacks("type")
    _keep_rest(raw, function, used, who, notes, oddities)
    return CallRead(id_at is not None, raw[id_at] if id_at else None, name, arguments, raw.get("requestor"))


def id_text(raw_id: Json) -> str | None:
    """An id as text (logs give numbers too); None where there is none."""
    if isinstance(raw_id, str):
        return raw_id or None
    return str(raw_id) if isinstance(raw_id, int) and not isinstance(raw_id, bool) else None


def _find_name(raw: dict[str, Json], function: dict[str, Json]) -> tuple[str | None, str]:
    if function:
        return "function.name", str(function["name"])
    for key in ("function", *NAME_KEYS):
        name = raw.get(key)
        if isinstance(name, str):
            return key, name
    return None, ""


def _find_arguments(raw: dict[str, Json], function: dict[str, Json]) -> tuple[str | None, dict[str, Json]]:
    for key in ARGUMENT_KEYS:
        if key in function:
            return f"function.{key}", function
    return next((key for key in ARGUMENT_KEYS if key in raw), None), raw


def _arguments_text(value: Json, notes: Notes, oddities: Oddities) -> str:
    if isinstance(value, str):
        if not parse(value)[0]:
            oddities.add("arguments are not JSON")
        return value
    notes.fields["arguments"] = "null" if value is None else "json"
    return "{}" if value is None else compact(value)


def _keep_rest(
    raw: dict[str, Json],
    function: dict[str, Json],
    used: set[str | None],
    who: str,
    notes: Notes,
    oddities: Oddities,
) -> None:
    """Notes the fields of the call object, and of its function object, that were not used."""
    rest = {key: value for key, value in raw.items() if key not in used}
    inner = {key: value for key, value in function.items() if f"function.{key}" not in used}
    for field, leftovers in (("call", rest), ("function", inner)):
        if leftovers:
            notes.fields[field] = leftovers
            path = f"{who}.tool_calls" + (".function" if field == "function" else "")
            oddities.fields(path, {key: leftovers[key] for key in leftovers if key not in ("requestor", "type")})


def call_objects(message: dict[str, Json]) -> tuple[Sequence[Json], str | None]:
    """The call objects of an API message, and the field they lie in: tool_calls, or the older function_call."""
    calls = message.get("tool_calls")
    if isinstance(calls, list) and calls:
        return calls, "tool_calls"
    legacy = message.get("function_call")
    if isinstance(legacy, dict) and legacy:
        return [legacy], "function_call"
    return (), None
