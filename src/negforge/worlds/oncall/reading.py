"""How a policy reads this world's answers: spans, log lines, who is on call, what a release undoes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from negforge.worlds.goal import Hands
from negforge.worlds.oncall.rules import moment_of, stamp

_LINE = re.compile(
    r"^(?P<at>\S+Z) (?P<level>\w+) +(?P<service>\S+) build=(?P<build>\S+) region=(?P<region>\S+) (?P<rest>.*)$"
)
_TAG = re.compile(r"\b(code|first_seen_build|flag|upstream|customer)=(\S+)")


@dataclass(frozen=True, slots=True)
class Cause:
    """What the logs point to. ``kind``: release (``ref``: version, None where nobody looked), flag (``ref``: key)."""

    kind: str
    service: str
    ref: str | None
    code: str = ""


def span(start: datetime, end: datetime) -> dict[str, str]:
    return {"start": stamp(start), "end": stamp(end)}


def day_span(moment: datetime) -> dict[str, str]:
    start = moment.replace(hour=0, minute=0)
    return span(start, start + timedelta(days=1))


def log_rows(text: str) -> list[dict[str, str]]:
    rows = []
    for line in text.splitlines():
        hit = _LINE.match(line)
        if hit is not None:
            rows.append({**hit.groupdict(), **dict(_TAG.findall(hit["rest"]))})
    return rows


def cause_of(hands: Hands, service: str, since: datetime, now: datetime, depth: int = 0) -> Cause:
    """What the error lines name most often; an upstream that fails is followed up. Who skips this blames the newest
    release."""
    if not hands.bother("read the logs before blaming anything"):
        return Cause("release", service, None)
    text = hands.call(
        "query_logs",
        f"[read the error lines of {service} since the onset|see what the errors of {service} name as their origin|look into the logs of {service}]",
        query={"service": service},
        window=span(since, now),
        at_least="error",
        limit=40,
    )
    rows = [row for row in log_rows(text) if row.get("code") not in (None, "CLIENT_CLOSED")]
    if not rows:
        return Cause("release", service, None)
    code = Counter(row["code"] for row in rows).most_common(1)[0][0]
    row = next(row for row in rows if row["code"] == code)
    if "upstream" in row and depth < 2:
        return cause_of(hands, row["upstream"], since, now, depth + 1)
    if "flag" in row:
        return Cause("flag", service, row["flag"].split(":")[0], code)
    return Cause("release", service, row.get("first_seen_build"), code)


def live_rows(hands: Hands, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The production releases that succeeded, newest first."""
    rows = hands.keep(rows, "environment", lambda row: row["environment"] == "production")
    return hands.keep(rows, "outcome", lambda row: row["outcome"] == "succeeded")


def before_culprit(
    hands: Hands, rows: list[dict[str, Any]], version: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the release to blame, the one to go back to). Without a version: the newest is to blame."""
    live = live_rows(hands, rows)
    bad = next((row for row in live if row["version"] == version), live[0])
    earlier = [row for row in live if row["started"] < bad["started"]]
    return bad, hands.best(earlier, lambda row: -float(moment_of(row["started"]).timestamp()))


def duty(hands: Hands, team: str, moment: datetime) -> list[dict[str, Any]]:
    """The calendar's entries for a team at a moment; with overrides, where somebody thinks of them."""
    layers = ["shift", "override"] if hands.bother("an override wins over the schedule") else ["shift"]
    found = hands.call(
        "ops_calendar",
        f"[see who is on call for {team}|look at the rota of {team}|check the shifts and overrides of {team}]",
        window=span(moment, moment + timedelta(minutes=1)),
        layers=layers,
        teams=[team],
    )
    entries: list[dict[str, Any]] = found["entries"]
    return entries


def on_call(entries: list[dict[str, Any]], role: str) -> dict[str, Any] | None:
    """Who holds a pager among entries of one moment."""
    mine = [row for row in entries if row["role"] == role]
    return min(mine, key=lambda row: row["layer"] != "override", default=None)


def approver_among(hands: Hands, entries: list[dict[str, Any]], members: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The one on call who may approve: primary first."""
    may = {row["handle"] for row in members if row["release_approver"]}
    pair = [row for role in ("primary", "secondary") if (row := on_call(entries, role)) is not None]
    fit = hands.keep(pair, "approver", lambda row: row["person"] in may)
    return fit[0] if fit else None


def reading_of(hands: Hands, series: dict[str, Any], key: str) -> float:
    """A figure of a series: from its samples, where somebody checks the rollup against them."""
    if not hands.bother("check the rollup against the samples") or not series.get("points"):
        return float(series[key])
    values = [point["value"] for point in series["points"]]
    return float(
        {
            "highest": max(values),
            "lowest": min(values),
            "last": values[-1],
            "mean": round(sum(values) / len(values), 2),
        }[key]
    )


def number(value: float) -> str:
    """A figure as it is told: no idle decimals."""
    return f"{value:g}" if abs(value) < 100000 else str(round(value))
