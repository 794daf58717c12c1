"""The report's tables as plain values, which every output spells in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from negforge.core.verdict import Rate
from negforge.report import words
from negforge.report.figures import MACRO, SPLIT, Bound, Evaluator, Facet, Figure, Report


@dataclass(frozen=True, slots=True)
class Table:
    """``numbers``: columns that are set to the right. Cells are text that others may have had a hand in."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Slice:
    """One value of a facet: ``pairs``: how many it has at most; of each evaluator its figure, None where it was asked
    about none."""

    value: str
    pairs: int
    figures: tuple[Figure | None, ...]
    baseline: float | None


def asked(rate: Rate) -> int:
    return rate.n + rate.failed


def slice_rows(report: Report, facet: Facet, evaluators: Sequence[Evaluator]) -> tuple[Slice, ...]:
    """The values of a facet as they first appear; of splits the macro average comes last."""
    held = [one for one in (report.figures if facet == SPLIT else report.slices) if one.facet == facet]
    by_key = {(one.evaluator, one.value): one for one in held}
    values = list(dict.fromkeys(one.value for one in held))
    if facet == SPLIT and MACRO in values:
        values = [*(one for one in values if one != MACRO), MACRO]
    rows = []
    for value in values:
        figures = tuple(by_key.get((one.name, value)) for one in evaluators)
        shortcuts = [
            figure.rate.value
            for evaluator, figure in zip(evaluators, figures, strict=True)
            if evaluator.kind == "shortcut" and figure is not None and figure.rate.n
        ]
        pairs = max((asked(one.rate) for one in figures if one is not None), default=0)
        rows.append(Slice(value, pairs, figures, max(shortcuts, default=None)))
    return tuple(rows)


def facets_of(report: Report) -> tuple[Facet, ...]:
    return tuple(dict.fromkeys(one.facet for one in report.slices))


def spending_table(report: Report) -> Table | None:
    """None where nobody counted anything."""
    known = [one for one in report.spending if one.prompt_tokens is not None or one.median_seconds is not None]
    if not known:
        return None
    rows = tuple(
        (
            one.evaluator,
            words.number(one.answers),
            words.number(one.prompt_tokens),
            words.number(one.completion_tokens),
            words.money(one.cost),
            words.money(None if one.cost is None else 1000 * one.cost / one.answers),
            words.seconds(one.median_seconds),
            words.seconds(one.slow_seconds),
        )
        for one in known
    )
    header = ("judge", "answers", "prompt tokens", "completion tokens", "cost", "per 1,000", "median s", "95 % s")
    note = "As providers counted; answers from a tape with what they took when they were first given."
    return Table("Cost, tokens and time", header, rows, frozenset(range(1, 8)), note)


def failures_table(report: Report) -> Table | None:
    """None where every answer is a verdict."""
    kinds = list(dict.fromkeys(kind for one in report.failures for kind, _ in one.kinds))
    if not kinds:
        return None
    rows = []
    for one in report.failures:
        counts = dict(one.kinds)
        rows.append(
            (
                one.evaluator,
                words.number(one.answers),
                *(words.number(counts[kind]) if kind in counts else "" for kind in kinds),
            )
        )
    header = ("judge", "answers", *(kind.replace("_", " ") for kind in kinds))
    note = "Answers that are no verdict. They are counted apart: no answer is not a wrong answer."
    return Table("Failures by kind", header, tuple(rows), frozenset(range(1, len(header))), note)


def comparison_table(report: Report) -> Table | None:
    """Every two evaluators; None where no test was made."""
    rows = tuple(
        (
            one.one,
            one.other,
            words.difference(one),
            words.chance(one.p),
            "yes" if one.apart else "no",
            "–" if one.pairs_needed is None else f"{one.pairs_needed:,}",
        )
        for tested in report.tested
        for one in tested.comparisons
    )
    if not rows:
        return None
    header = ("judge", "against", "difference", "p", "apart", "pairs it would take")
    note = (
        "Points of accuracy over all splits, each counting the same; p of a permutation by template, corrected for all "
        "comparisons (Holm); pairs that would show the gap seen with a chance of 80 %."
    )
    return Table("Every two judges", header, rows, frozenset((2, 3, 5)), note)


def reliability_tables(report: Report) -> tuple[Table, ...]:
    found = []
    for one in report.reliability:
        rows = tuple(
            (
                f"{100 * step.low:.0f}–{100 * step.high:.0f}",
                words.number(step.true.n),
                words.percent(step.stated),
                words.accuracy(step.true),
            )
            for step in one.steps
        )
        chance = "" if one.by_chance is None else f" (by chance alone {100 * one.by_chance:.1f})"
        note = f"ECE {100 * one.ece:.1f}{chance}, Brier {one.brier:.3f}, over {one.pairs:,} pairs"
        found.append(Table(one.evaluator, ("confidence", "pairs", "stated", "true"), rows, frozenset((1, 2, 3)), note))
    return tuple(found)


def bounds_table(report: Report) -> Table | None:
    """Where to step in; None where no judge gives numbers."""
    rows = tuple((one.evaluator, *_bound_cells(one)) for one in report.bounds)
    if not rows:
        return None
    header = ("judge", "number", "precision surely", "bound", "acts on", "precision", "recall")
    note = (
        "A run is stopped whose score is the bound or less; a verdict is trusted whose margin or confidence is the "
        "bound or more. Of the bounds whose precision is surely so high (the lower end of its interval) the one that "
        "acts most often; picked on these pairs, so check it on others."
    )
    return Table("Where to step in", header, rows, frozenset(range(2, 7)), note)


def _bound_cells(one: Bound) -> tuple[str, ...]:
    asked_for = (one.on, words.percent(one.sure))
    if one.bound is None or one.flagged is None or one.precision is None or one.recall is None:
        return (*asked_for, "none", "–", "–", "–")
    sign = "≤" if one.on == "score" else "≥"
    told = (words.percent(one.flagged.value), words.accuracy(one.precision), words.percent(one.recall.value))
    return (*asked_for, f"{sign} {one.bound:.4g}", *told)


def leader_cells(report: Report, evaluator: Evaluator) -> dict[str, str]:
    """What the leaderboard says of one evaluator, by column."""
    macro = report.macro(evaluator.name)
    beside = next((one for one in report.beside if one.evaluator == evaluator.name), None)
    failures = next((one for one in report.failures if one.evaluator == evaluator.name), None)
    spending = next((one for one in report.spending if one.evaluator == evaluator.name), None)
    cells = {
        "accuracy": "–" if macro is None else words.accuracy(macro.rate),
        **({"group": words.letters(report).get(evaluator.name, "")} if report.tested else {}),
        "over shortcut": words.over_shortcut(report, macro) if evaluator.kind == "judge" else "",
        "pairs": words.number(macro.rate.n if macro else None),
        "failed": words.number(macro.rate.failed if macro else None),
        "no verdict": words.number(sum(count for _, count in failures.kinds) if failures else None),
        "flips": words.percent(macro.flip_rate) if macro and macro.flip_rate is not None else "–",
    }
    if any(one.first_bias is not None for one in report.beside):
        bias = beside.first_bias if beside else None
        cells["first-side bias"] = "–" if bias is None else words.signed(bias[0])
        cells["right in both"] = words.percent(beside.consistent.value if beside and beside.consistent else None)
        cells["severity error"] = words.percent(
            beside.severity_error.value if beside and beside.severity_error else None
        )
    if any(one.cost is not None for one in report.spending):
        cells["cost"] = words.money(spending.cost if spending else None)
    return cells
