"""Tools for what services emit: log lines as text, and metric series."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.oncall.schemas import SERVICE, WINDOW, window_of
from negforge.worlds.oncall.signals import LEVELS, METRICS, UNITS, grid, log_lines, sample
from negforge.worlds.oncall.state import Ops
from negforge.worlds.oncall.tools_look import minutes_of, service_named
from negforge.worlds.world import Desk, FaultHold, tool


@tool(
    "Production log lines of one service as plain text, at most 24 hours at a time. `at_least` is the lowest level shown. Lines "
    "carry the build that wrote them; errors also name where the error was first seen. Lines may hold customers' addresses.",
    {
        "query": {
            "type": "object",
            "properties": {"service": SERVICE, "contains": {"type": "string"}, "excludes": {"type": "string"}},
            "required": ["service"],
            "additionalProperties": False,
        },
        "window": WINDOW,
        "at_least": {"type": "string", "enum": list(LEVELS), "default": "info"},
        "order": {"type": "string", "enum": ["oldest_first", "newest_first"], "default": "newest_first"},
        "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 40},
    },
    required=["query", "window"],
)
def query_logs(
    desk: Desk,
    query: dict[str, str],
    window: dict[str, str],
    at_least: str = "info",
    order: str = "newest_first",
    limit: int = 40,
) -> Any:
    ops: Ops = desk.state
    service = service_named(ops, query["service"])
    start, end = window_of(window, 24)
    found = [
        (at, level, text)
        for at, level, text in log_lines(ops, service, start, min(end, desk.now))
        if LEVELS.index(level) >= LEVELS.index(at_least)
        and query.get("contains", "").lower() in text.lower()
        and (not query.get("excludes") or query["excludes"].lower() not in text.lower())
    ]
    shown = found[:limit] if order == "oldest_first" else found[::-1][:limit]
    lines = [f"{at:%Y-%m-%dT%H:%M:%SZ} {level.upper():<5} {service.name} {text}" for at, level, text in shown]
    lines.append(
        f"-- {len(found)} lines match, {len(shown)} shown, {order.replace('_', ' ')}, level {at_least} and above"
    )
    return "\n".join(lines)


@tool(
    "Metric series of production services, sampled every five minutes. `summary` comes from a rollup over all samples of the "
    "window; `points` are the samples themselves, thinned out where `step` is longer.",
    {
        "services": {"type": "array", "items": SERVICE, "minItems": 1, "maxItems": 8},
        "metrics": {"type": "array", "items": {"type": "string", "enum": list(METRICS)}, "minItems": 1},
        "window": WINDOW,
        "step": {
            "type": "string",
            "pattern": "^PT([0-9]+H)?([0-9]+M)?$",
            "default": "PT5M",
            "description": "ISO 8601 duration.",
        },
    },
    required=["services", "metrics", "window"],
    faults=FaultHold(
        rows="series",
        volatile=tuple(
            f"series.*.{metric}.{key}" for metric in METRICS for key in ("highest", "lowest", "mean", "last")
        ),
        units=(
            ("series.*.latency_p95.highest", 0.001, "series.*.latency_p95.unit", "s"),
            ("series.*.latency_p95.mean", 0.001, "series.*.latency_p95.unit", "s"),
            ("series.*.latency_p95.last", 0.001, "series.*.latency_p95.unit", "s"),
            ("series.*.latency_p95.points.*.value", 0.001, "series.*.latency_p95.unit", "s"),
        ),
        renames=(("series.*.latency_p95", "p95"), ("series.*.error_rate", "errors")),
    ),
)
def query_metrics(
    desk: Desk, services: list[str], metrics: list[str], window: dict[str, str], step: str = "PT5M"
) -> Any:
    ops: Ops = desk.state
    start, end = window_of(window, 24)
    end = min(end, desk.now + timedelta(minutes=1))
    stride = max(1, minutes_of(step) // 5)
    moments = [m for m in grid(start, end) if start <= m < end]
    rows = []
    for name in services:
        service_named(ops, name)
        row: dict[str, Any] = {"service": name}
        for metric in metrics:
            values = [sample(ops, name, metric, m) for m in moments]
            row[metric] = {"unit": UNITS.get(metric, "per minute"), "samples": len(values)} | (
                {
                    "highest": max(values),
                    "lowest": min(values),
                    "mean": round(sum(values) / len(values), 2),
                    "last": values[-1],
                    "points": [
                        {"at": f"{m:%H:%M}", "value": v} for m, v in list(zip(moments, values, strict=True))[::stride]
                    ],
                }
                if values
                else {}
            )
        rows.append(row)
    return {"window": window, "series": rows}


SIGNALS = (query_logs, query_metrics)
