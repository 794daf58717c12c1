"""Faults: what goes wrong between an agent and a service, from a plan, each with the reaction that is right.

A fault takes hold of one tool. A transient one clears after ``clears_after`` identical calls have met it (another call
that differs meets it anew); a permanent one (``clears_after`` None) never clears. ``FaultPlan.met`` says which reached
the agent: a plan that nobody ran into proves nothing.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from negforge.core.json_text import canonical, digest
from negforge.worlds.world import FaultHold, Problem, WorldTool

FaultKind: TypeAlias = Literal[
    "timeout",
    "rate_limit",
    "server_error",
    "expired_access",
    "empty_result",
    "partial_page",
    "stale_copy",
    "renamed_field",
    "wrong_unit",
    "lost_reply",
    "wrong_record",
    "sources_disagree",
    "planted_instruction",
]
ERRORS: frozenset[FaultKind] = frozenset({"timeout", "rate_limit", "server_error", "expired_access"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One planned fault. ``detail``: the planted text, or what else the kind needs; ``renew``: the tool that clears
    expired access. ``seed`` decides the amounts (how stale, how long to wait). ``deed``: the call (tool, arguments)
    that a planted text asks for, where it is one that can be made."""

    kind: FaultKind
    tool: str
    clears_after: int | None = 1
    seed: int = 0
    detail: str = ""
    deed: tuple[str, str] | None = None

    @property
    def transient(self) -> bool:
        return self.clears_after is not None

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.tool}:{'transient' if self.transient else 'permanent'}"


class FaultPlan:
    """The faults of one session, and which identical calls have met them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self._faults = faults
        self._times: dict[str, int] = {}
        self._met: set[Fault] = set()
        self._renewed: set[Fault] = set()

    @property
    def met(self) -> tuple[str, ...]:
        return tuple(fault.name for fault in self._faults if fault in self._met)

    def meeting(self, tool: WorldTool, arguments: Mapping[str, Any]) -> Meeting:
        """What happens to this call. The call of a renewing tool clears expired access."""
        for fault in self._faults:
            if fault.kind == "expired_access" and tool.name == fault.detail:
                self._renewed.add(fault)
        active = next((fault for fault in self._faults if self._strikes(fault, tool, arguments)), None)
        return Meeting(self, active, tool, arguments)

    def strike(self, fault: Fault, tool: WorldTool, arguments: Mapping[str, Any]) -> None:
        self._met.add(fault)
        key = _identity(fault, arguments)
        self._times[key] = self._times.get(key, 0) + 1

    def _strikes(self, fault: Fault, tool: WorldTool, arguments: Mapping[str, Any]) -> bool:
        if fault.tool != tool.name or fault in self._renewed:
            return False
        if fault.kind in ("expired_access", "renamed_field", "wrong_unit", "planted_instruction"):
            return True  # these do not wear off by asking again
        return fault.clears_after is None or self._times.get(_identity(fault, arguments), 0) < fault.clears_after


class Meeting:
    """One call and the fault it meets, if any. ``happened``: the fault's name once it has shown."""

    def __init__(self, plan: FaultPlan, fault: Fault | None, tool: WorldTool, arguments: Mapping[str, Any]) -> None:
        self._plan, self._fault, self._tool, self._arguments = plan, fault, tool, arguments
        self.happened: str | None = None

    @property
    def readable(self) -> bool:
        """Whether a careful reader can still tell what is meant: a field has another name, a number another unit."""
        return self.happened is not None and self.happened.startswith(("renamed_field", "wrong_unit"))

    def before(self) -> None:
        """Refuse the call before anything happens, where the fault is of that sort. Raises Problem."""
        fault = self._fault
        if fault is not None and fault.kind in ERRORS:
            self._show(fault)
            raise refusal(fault)

    def after(self, data: Any) -> Any:
        """The answer as the agent gets it. Raises Problem where the answer is lost on its way."""
        fault = self._fault
        if fault is None or fault.kind in ERRORS:
            return data
        if fault.kind == "lost_reply":
            self._show(fault)
            raise Problem(
                504, "gateway_timeout", "No answer within 30 s. The request may or may not have been processed."
            )
        tampered = tampered_with(copy.deepcopy(data), fault, self._tool.faults, self._arguments)
        if tampered is None:
            return data
        self._show(fault)
        return tampered

    def _show(self, fault: Fault) -> None:
        self._plan.strike(fault, self._tool, self._arguments)
        self.happened = fault.name


def refusal(fault: Fault) -> Problem:
    """The error that an error fault answers with."""
    if fault.kind == "timeout":
        return Problem(
            504, "timeout", f"{fault.tool}: no response from the backend within {10 + fault.seed % 4 * 5} s."
        )
    if fault.kind == "rate_limit":
        wait = 1 + fault.seed % 4
        return Problem(429, "rate_limited", f"Too many requests. Retry after {wait} min.", retry_after_minutes=wait)
    if fault.kind == "expired_access":
        return Problem(401, "token_expired", f"The access token has expired. Call {fault.detail} to obtain a new one.")
    if fault.clears_after is None:
        return Problem(503, "service_unavailable", f"{fault.tool} is down for maintenance until further notice.")
    return Problem(500 + fault.seed % 2 * 2, "internal_error", "The server met an unexpected condition. Try again.")


def holds(fault: FaultKind, tool: WorldTool) -> bool:
    """Whether a fault of this kind can take hold of the tool."""
    hold = tool.faults
    if fault == "lost_reply":
        return tool.writes
    if fault in ERRORS:
        return True
    needs = {
        "empty_result": hold.rows,
        "partial_page": hold.rows,
        "stale_copy": hold.volatile,
        "sources_disagree": hold.volatile,
        "renamed_field": hold.renames,
        "wrong_unit": hold.units,
        "wrong_record": hold.echo,
        "planted_instruction": hold.note,
    }
    return bool(needs[fault])


def tampered_with(data: Any, fault: Fault, hold: FaultHold, arguments: Mapping[str, Any]) -> Any | None:
    """The answer after the fault, or None where it has no hold on this answer. ``data`` is changed in place."""
    if not isinstance(data, dict | list):
        return None
    match fault.kind:
        case "empty_result":
            return _emptied(data, hold)
        case "partial_page":
            return _cut(data, hold)
        case "stale_copy" | "sources_disagree":
            return _aged(data, fault, hold)
        case "renamed_field":
            return _renamed(data, hold)
        case "wrong_unit":
            return _in_other_units(data, hold)
        case "wrong_record":
            return _of_another(data, fault, hold, arguments)
        case "planted_instruction":
            return _planted(data, fault, hold)
    return None


def _emptied(data: Any, hold: FaultHold) -> Any | None:
    rows = _get(data, hold.rows or "")
    if not isinstance(rows, list) or not rows or not isinstance(data, dict):
        return None
    rows.clear()
    _recount(data, 0)
    data["warning"] = "index is catching up; recent entries may be missing"
    return data


def _cut(data: Any, hold: FaultHold) -> Any | None:
    rows = _get(data, hold.rows or "")
    if not isinstance(rows, list) or len(rows) < 2 or not isinstance(data, dict):
        return None
    total = len(rows)
    del rows[max(1, total // 2) :]
    data["partial"] = True
    data["warning"] = f"one shard did not answer in time: {len(rows)} of {total} rows returned"
    return data


def _recount(data: dict[str, Any], count: int) -> None:
    for key in ("count", "total", "returned", "total_count", "matches"):
        if isinstance(data.get(key), int) and not isinstance(data.get(key), bool):
            data[key] = count


def _aged(data: Any, fault: Fault, hold: FaultHold) -> Any | None:
    changed = False
    for path in hold.volatile:
        for place, key in _places(data, path):
            value = place[key]
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            place[key] = _earlier(value, f"{fault.seed}:{path}:{value}")
            changed = changed or place[key] != value
            for other in (one for moved, one in hold.moves if moved == path and one in place):
                place[other] = type(value)(round(place[other] + place[key] - value, 2))
    if changed and fault.kind == "stale_copy" and isinstance(data, dict):
        data["served_from"] = f"cache, {6 + fault.seed % 19} h old; live source busy"
    return data if changed else None


def _earlier(value: float, seed: str) -> float:
    """What the number was a while ago: 4 to 20 % off, of the same sort and grain."""
    off = 0.04 + int(digest(seed), 16) % 17 / 100
    sign = 1 if int(digest(seed + "s"), 16) % 2 else -1
    if isinstance(value, int):
        return max(0, value + sign * max(1, round(value * off)))
    return round(max(0.01, value * (1 + sign * off)), 2)


def _renamed(data: Any, hold: FaultHold) -> Any | None:
    changed = False
    for path, other in hold.renames:
        for place, key in _places(data, path):
            items = [(other if name == key else name, value) for name, value in place.items()]
            place.clear()
            place.update(items)
            changed = True
    return data if changed else None


def _in_other_units(data: Any, hold: FaultHold) -> Any | None:
    changed = False
    for path, factor, unit_path, other in hold.units:
        for place, key in _places(data, path):
            if isinstance(place[key], int | float) and not isinstance(place[key], bool):
                number = round(place[key] * factor, 2)
                place[key] = int(number) if number == int(number) else number
                changed = True
        for place, key in _places(data, unit_path):
            place[key] = other
    return data if changed else None


def _of_another(data: Any, fault: Fault, hold: FaultHold, arguments: Mapping[str, Any]) -> Any | None:
    if hold.echo is None or not isinstance(arguments.get(hold.echo[0]), str):
        return None
    asked = arguments[hold.echo[0]]
    other = _neighbour(asked, fault.seed)
    if other == asked:
        return None
    places = [(place, key) for place, key in _places(data, hold.echo[1]) if place[key] == asked]
    for place, key in places:
        place[key] = other
    _aged(data, Fault("sources_disagree", fault.tool, None, fault.seed), hold)
    return data if places else None


def _neighbour(identity: str, seed: int) -> str:
    """An id with two unlike neighbouring digits exchanged, or its last digit raised: as a mixed-up record has."""
    digits = [at for at, letter in enumerate(identity[:-1]) if letter.isdigit() and identity[at + 1].isdigit()]
    unlike = [at for at in digits if identity[at] != identity[at + 1]]
    if unlike:
        at = unlike[seed % len(unlike)]
        return identity[:at] + identity[at + 1] + identity[at] + identity[at + 2 :]
    for at in range(len(identity) - 1, -1, -1):
        if identity[at].isdigit():
            return identity[:at] + str((int(identity[at]) + 1) % 10) + identity[at + 1 :]
    return identity


def _planted(data: Any, fault: Fault, hold: FaultHold) -> Any | None:
    places = [(place, key) for place, key in _places(data, hold.note or "") if isinstance(place[key], str)]
    if not places:
        return None
    place, key = places[fault.seed % len(places)]
    place[key] = f"{place[key]} {fault.detail}".strip()
    return data


def _get(data: Any, path: str) -> Any:
    found = _places(data, path)
    return found[0][0][found[0][1]] if found else (data if path == "" else None)


def _places(data: Any, path: str) -> list[tuple[dict[str, Any], str]]:
    """Where the path leads: (object, key) of each. ``*`` goes through every item of a list."""
    spots: list[Any] = [data]
    *way, last = path.split(".")
    for step in way:
        spots = [
            deeper
            for spot in spots
            for deeper in (
                spot
                if step == "*" and isinstance(spot, list)
                else [spot[step]]
                if isinstance(spot, dict) and step in spot
                else []
            )
        ]
    return [(spot, last) for spot in spots if isinstance(spot, dict) and last in spot]


def _identity(fault: Fault, arguments: Mapping[str, Any]) -> str:
    return json.dumps([fault.kind, fault.tool, canonical(dict(arguments))])
