"""What services emit: metric samples every five minutes and log lines, drawn from content alone, troubled or not."""

from __future__ import annotations

from datetime import datetime, timedelta

from negforge.core.json_text import digest
from negforge.worlds.oncall.rules import active, releases_of
from negforge.worlds.oncall.state import Ops, Service
from negforge.worlds.oncall.vocabulary import CUSTOMERS

METRICS = ("error_rate", "latency_p95", "saturation", "queue_depth", "requests_per_minute")
UNITS = {"error_rate": "percent", "latency_p95": "ms", "saturation": "percent", "queue_depth": "messages"}
LEVELS = ("trace", "debug", "info", "warn", "error", "fatal")
_SPAN = {
    "error_rate": (0.1, 0.8),
    "latency_p95": (90.0, 560.0),
    "saturation": (30.0, 68.0),
    "queue_depth": (20.0, 380.0),
    "requests_per_minute": (220.0, 4200.0),
}
_QUIET = (
    ("info", "request served", 30),
    ("info", "batch of {n} items written", 20),
    ("info", "token renewed for tenant t{n}", 10),
    ("debug", "cache hit ratio 0.{n}", 16),
    ("debug", "lease extended by {n} s", 8),
    ("warn", "slow downstream call, {n} ms", 9),
    ("warn", "retry 1 of 3 after {n} ms", 5),
    ("error", "code=CLIENT_CLOSED client closed the connection after {n} ms", 2),
)


def share(*content: object) -> float:
    """A number in [0, 1) that derives from its content."""
    return int(digest([str(part) for part in content])[:12], 16) / 16**12


def base(service: str, metric: str) -> float:
    """The usual level of a metric of a service."""
    low, high = _SPAN[metric]
    return low + (high - low) * share(service, metric)


def grid(start: datetime, end: datetime) -> list[datetime]:
    """The sampling moments in a span: every five minutes."""
    first = start + timedelta(minutes=-start.minute % 5)
    count = int((end - first).total_seconds() // 300) + 1
    return [first + timedelta(minutes=5 * step) for step in range(max(0, count))]


def sample(ops: Ops, service: str, metric: str, at: datetime) -> float:
    """The value of a metric at a sampling moment."""
    level = base(service, metric) * (0.9 + 0.2 * share(service, metric, at))
    for trouble in active(ops, service, at):
        if metric == "error_rate":
            level += trouble.errors * (0.94 + 0.12 * share(trouble.id, at))
        elif metric == "latency_p95":
            level *= trouble.slower
    return round(level, 2) if metric in ("error_rate", "saturation") else float(round(level))


def latest(ops: Ops, service: str, metric: str, now: datetime) -> float:
    return sample(ops, service, metric, now - timedelta(minutes=now.minute % 5))


def log_lines(ops: Ops, service: Service, start: datetime, end: datetime) -> list[tuple[datetime, str, str]]:
    """The lines of a service in a span, oldest first: (moment, level, the rest of the line)."""
    deploys = [r for r in releases_of(ops, service.name, "production") if r.finished and r.outcome == "succeeded"]
    lines: list[tuple[datetime, str, str]] = []
    slots = grid(start - timedelta(minutes=5), end)
    for slot in slots:
        build = next((r.version for r in deploys if r.finished and r.finished <= slot), "unknown")
        number = int(digest([service.name, str(slot)])[:12], 16)
        region = service.regions[number % len(service.regions)]
        level, text = _quiet(number)
        tail = f"build={build} region={region} {text.format(n=11 + number % 83)}"
        lines.append((slot + timedelta(seconds=number // 7 % 290), level, tail))
        for trouble in active(ops, service.name, slot):
            for turn in range(1 + number % 2):
                customer = f"{CUSTOMERS[(number // 11 + turn * 5) % len(CUSTOMERS)]}@post.example"
                where = {
                    "release": f"first_seen_build={trouble.ref}",
                    "flag": f"flag={trouble.ref}:on",
                    "upstream": f"upstream={trouble.ref}",
                }[trouble.cause]
                tail = (
                    f"build={build} region={region} code={trouble.code} {where} customer={customer} {trouble.message}"
                )
                lines.append((slot + timedelta(seconds=20 + number // 13 % 120 + turn * 130), "error", tail))
    return sorted((line for line in lines if start <= line[0] <= end), key=lambda line: (line[0], line[2]))


def _quiet(number: int) -> tuple[str, str]:
    left = number // 3 % 100
    for level, text, weight in _QUIET:
        if left < weight:
            return level, text
        left -= weight
    return _QUIET[0][0], _QUIET[0][1]
