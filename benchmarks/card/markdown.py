"""Small pieces of Markdown for the data card: tables, shares, quotations that cannot break out of their block."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]
"""An object of a JSON file."""
SHORT = {
    "planning_single_easy": "single easy",
    "planning_single_hard": "single hard",
    "planning_multi_easy": "multi easy",
    "planning_multi_hard": "multi hard",
    "robust_recovery": "recovery",
    "safety_refusal": "safety",
    "tool_irrelevance": "irrelevance",
}
"""Names of splits for the heads of wide tables."""


def table(header: Sequence[str], rows: Iterable[Sequence[object]], left: Container[int] = (0,)) -> str:
    """Columns are flush right but for those in ``left``."""
    rule = "|".join("---" if at in left else "---:" for at in range(len(header)))
    head, *lines = (f"| {' | '.join(map(cell, row))} |" for row in (header, *rows))
    return "\n".join([head, f"|{rule}|", *lines])


def cell(value: object) -> str:
    text = f"{value:,}" if isinstance(value, int) else str(value)
    return " ".join(harmless(text).split()).replace("|", "\\|")


def harmless(text: str) -> str:
    """No comment begins in it, so none of the card's markers."""
    return text.replace("<!--", "<! --")


def fenced(text: str) -> str:
    """A block of text as it stands."""
    return f"~~~text\n{harmless(text).replace('~~~', '~ ~ ~')}\n~~~"


def cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest].rstrip()} ... ({len(text) - longest:,} characters more)"


def percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def interval(estimate: Json) -> str:
    """A value with its 95 % interval, in percent."""
    if estimate["value"] is None:
        return "-"
    return f"{percent(estimate['value'])} [{percent(estimate['low'])}, {percent(estimate['high'])}]"


def share(part: int, whole: int) -> str:
    """A number, and its share."""
    return f"{part:,} ({100 * part / whole:.1f} %)" if whole else "0"


def listed(counts: Mapping[str, int]) -> str:
    """Names with their numbers, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{name} {number:,}" for name, number in ordered)
