"""How figures are spelled, the same in every output."""

from __future__ import annotations

import math

from negforge.core.verdict import Rate
from negforge.report.figures import Comparison, Facet, Figure, Report

FACET_NAMES: dict[Facet, str] = {
    "split": "split",
    "defect": "defect",
    "mirror": "mirrored defects",
    "level": "level (1 to 5)",
    "depth": "depth of the edit",
    "severity": "severity (1 to 3)",
    "world": "world",
    "constraints": "constraints in the request",
    "constraint_kind": "kind of constraint",
    "weighed": "conditions to weigh at once",
    "length": "length (tokens)",
    "origin": "origin",
    "family": "scenario family",
    "twin": "kind of twin",
}


def facet_name(facet: Facet) -> str:
    return FACET_NAMES.get(facet, facet.replace("_", " "))


def percent(value: float | None) -> str:
    return "–" if value is None or math.isnan(value) else f"{100 * value:.1f}"


def interval(rate: Rate) -> str:
    return f"{100 * rate.low:.1f}–{100 * rate.high:.1f}" if rate.n else ""


def accuracy(rate: Rate) -> str:
    """``78.4 [74.1, 82.0]``, in percent."""
    return f"{100 * rate.value:.1f} [{100 * rate.low:.1f}, {100 * rate.high:.1f}]" if rate.n else "–"


def number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def money(value: float | None) -> str:
    return "–" if value is None else f"{value:,.4f}" if value < 1 else f"{value:,.2f}"


def seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def signed(points: float) -> str:
    """In percentage points: ``+3.1``."""
    return f"{100 * points:+.1f}"


def chance(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def over_shortcut(report: Report, figure: Figure | None) -> str:
    """By how many points an evaluator stands over the best shortcut, and whether a test tells the two apart."""
    best = report.best_shortcut()
    if figure is None or best is None or not figure.rate.n or figure.evaluator == best.evaluator:
        return "–"
    told = signed(figure.rate.value - best.rate.value)
    compared = report.comparison(figure.evaluator, best.evaluator)
    return told if compared is None else f"{told} ({'apart' if compared.apart else 'not apart'})"


def letters(report: Report) -> dict[str, str]:
    """Of each evaluator the letters of its groups: two that share one cannot be told apart. Empty where there is not
    exactly one evaluation that made tests: letters of two would not compare."""
    if len(report.tested) != 1:
        return {}
    found: dict[str, str] = {}
    for at, group in enumerate(report.tested[0].groups):
        for name in group:
            found[name] = found.get(name, "") + _letter(at)
    return found


def difference(one: Comparison) -> str:
    if math.isnan(one.value):
        return "–"
    if one.low is None or one.high is None:
        return signed(one.value)
    return f"{signed(one.value)} [{signed(one.low)}, {signed(one.high)}]"


def _letter(at: int) -> str:
    return chr(ord("a") + at) if at < 26 else f"({at + 1})"
