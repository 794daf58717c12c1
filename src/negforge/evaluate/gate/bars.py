"""Whether figures of an evaluation reach the bars set for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from negforge.evaluate.gate.conditions import COUNTS, Bar, Comparison
from negforge.evaluate.gate.figures import MACRO, Figures, Row
from negforge.evaluate.gate.rulings import Decision, Ruling, listed

EQUAL = 1e-9
"""Figures nearer to a bound than this are on it: metrics.json has six digits, and 0.1 + 0.2 is not 0.3."""
_HOLDS: dict[Comparison, Callable[[float, float], bool]] = {
    ">=": lambda value, bound: value >= bound - EQUAL,
    "<=": lambda value, bound: value <= bound + EQUAL,
    ">": lambda value, bound: value > bound + EQUAL,
    "<": lambda value, bound: value < bound - EQUAL,
}


@dataclass(frozen=True, slots=True)
class _Named:
    """``judge``: None for each."""

    judge: str | None
    split: str
    figure: str


def rule_on_bar(bar: Bar, now: Figures) -> Iterator[Ruling]:
    """One ruling a judge that is asked for."""
    named = _resolved(bar.subject, now)
    if named is None:
        told = f"there is no split, judge or figure of that name (splits: {listed(now.splits())}; judges: "
        yield Ruling(bar.text, "", bar.subject, "undecided", f"{told}{listed(now.judges())})")
        return
    for judge in now.judges() if named.judge is None else (named.judge,):
        on = named.split if named.figure == "value" else f"{named.split}.{named.figure}"
        decision, says = _ruled(bar, named, judge, now)
        yield Ruling(bar.text, judge, on, decision, says)


def _ruled(bar: Bar, named: _Named, judge: str, now: Figures) -> tuple[Decision, str]:
    row = now.rows.get((judge, named.split))
    if row is None:
        return "undecided", f"{judge} judged no pair of {named.split}"
    told = why_unsure(judge, named.split, now) if named.figure not in COUNTS else ""
    value = row.get(named.figure)
    if told or value is None:
        return "undecided", told or f"no {named.figure} is known: {how_many(row)}"
    decision: Decision = "passed" if _HOLDS[bar.comparison](value, bar.bound) else "failed"
    return decision, f"{figure(value)} {_beside(named, row)}, asked {bar.comparison} {bar.bound:g}"


def is_named(subject: str, now: Figures) -> bool:
    """Whether there is what a bar is set for."""
    return _resolved(subject, now) is not None


def why_unsure(judge: str, split: str, now: Figures) -> str:
    """Why an accuracy of this row is no ground to decide on; "" where it is. Of the macro average each split counts:
    one without a verdict is not in the mean."""
    for one in now.splits(judge) if split == MACRO else (split,):
        row = now.rows.get((judge, one), {})
        judged, failed = row.get("n") or 0, row.get("failed") or 0
        if not judged:
            return f"no pair of {one} has a verdict ({failed:g} failed)"
        if failed > judged:
            return f"in {one} more pairs failed ({failed:g}) than were judged ({judged:g})"
    return ""


def how_many(row: Row) -> str:
    failed = row.get("failed") or 0
    return f"{row.get('n') or 0:g} pairs" + (f", {failed:g} failed" if failed else "")


def figure(value: float) -> str:
    return f"{value:g}" if value == int(value) else f"{value:.4f}".rstrip("0")


def _beside(named: _Named, row: Row) -> str:
    low, high = row.get("low"), row.get("high")
    interval = named.figure == "value" and low is not None and high is not None
    return (f"[{low:.3f}, {high:.3f}] " if interval else "") + f"({how_many(row)})"


def _resolved(subject: str, now: Figures) -> _Named | None:
    """What was named. A split goes before a judge, a name as a whole before one with a figure behind it."""
    whole = _split_and_figure(subject, now)
    if whole is not None:
        return _Named(None, *whole)
    for judge in sorted(now.judges(), key=len, reverse=True):
        if subject.startswith(f"{judge}:"):
            rest = _split_and_figure(subject[len(judge) + 1 :].strip(), now)
            if rest is not None:
                return _Named(judge, *rest)
    return None


def _split_and_figure(text: str, now: Figures) -> tuple[str, str] | None:
    splits, names = {*now.splits(), MACRO}, now.names()
    if text in splits:
        return text, "value"
    split, _, last = text.rpartition(".")
    name = "value" if last == "accuracy" else last
    return (split or MACRO, name) if name in names and (not split or split in splits) else None
