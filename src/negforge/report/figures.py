"""What a report shows, as values: evaluators, rates by facet, groups, reliability, spending, failures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from negforge.core.verdict import FailureKind, Rate

Kind: TypeAlias = Literal["judge", "shortcut", "aside"]
Facet: TypeAlias = str  # split, defect, level, ...: a name by which pairs are told apart
SPLIT, MACRO = "split", "macro"


@dataclass(frozen=True, slots=True)
class Evaluator:
    """``kind``: a judge; a shortcut, which reads nothing; or one that stands aside and is not to be ranked, with the
    ``note`` that says why. ``run``: the folder it was judged in, "" where the report itself asked it."""

    name: str
    kind: Kind = "judge"
    note: str = ""
    run: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One evaluator on the pairs that count under one value of a facet. Of splits the value ``macro`` is the mean over
    all of them. ``flip_rate``: of pairs judged in both orders the share whose verdicts differ, None where unknown."""

    evaluator: str
    facet: Facet
    value: str
    rate: Rate
    flip_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One bin of a reliability curve: confidences from ``low`` up to ``high``, their mean, and how often the side
    preferred was the chosen."""

    low: float
    high: float
    stated: float
    true: Rate


@dataclass(frozen=True, slots=True)
class Reliability:
    """What a judge's probabilities are worth. Confidence: of the side it prefers, one half to 1. ``ece``: mean distance
    of stated and true over the bins; ``by_chance``: what it would be were every probability true, None where unknown.
    ``brier``: mean squared error."""

    evaluator: str
    pairs: int
    steps: tuple[Step, ...]
    ece: float
    brier: float
    by_chance: float | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """From which bound on an evaluator's number (``on``: score, margin or confidence) may be acted upon, where the
    precision must be surely as high as ``sure``. None: no bound is so sure. ``flagged``, ``precision``, ``recall``: of
    that bound."""

    evaluator: str
    on: str
    sure: float
    bound: float | None = None
    flagged: Rate | None = None
    precision: Rate | None = None
    recall: Rate | None = None


@dataclass(frozen=True, slots=True)
class Spending:
    """Over all answers of one evaluator, those to repeated samples too. Tokens as providers counted them, None where
    none did; ``cost`` in the money of the prices; ``median_seconds``, ``slow_seconds`` (the 95th percentile): of an
    answer, when it was first given."""

    evaluator: str
    answers: int
    prompt_tokens: int | None
    completion_tokens: int | None
    cost: float | None
    median_seconds: float | None
    slow_seconds: float | None


@dataclass(frozen=True, slots=True)
class Failures:
    """How many of an evaluator's answers were no verdict, by kind, the commonest first; ``answers``: all of them."""

    evaluator: str
    answers: int
    kinds: tuple[tuple[FailureKind, int], ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside one evaluator's accuracy, over all splits; None where it is not known. ``ties``: verdicts for
    neither. ``consistent``: pairs right in both orders. ``first_bias``: how much oftener the side shown first is
    preferred, -1..1, with its interval; ``bias_p``: that there is such a leaning. ``severity_error``: the error with
    each pair weighing as its defect is severe."""

    evaluator: str
    ties: int | None = None
    consistent: Rate | None = None
    first_bias: tuple[float, float, float] | None = None
    bias_p: float | None = None
    severity_error: Rate | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """``one`` less ``other`` in accuracy on the pairs that both judged, with a 95 % interval (None: it cannot be told).
    ``p``: corrected for all comparisons of the evaluation; ``apart``: whether that tells them apart. ``pairs_needed``:
    so many pairs would, were this the true gap; None where no number would."""

    one: str
    other: str
    value: float
    low: float | None
    high: float | None
    p: float
    apart: bool
    pairs_needed: int | None


@dataclass(frozen=True, slots=True)
class Tested:
    """What the tests of one evaluation say. ``groups``: of evaluators of which no two can be told apart, the best
    first; they may overlap."""

    run: str
    groups: tuple[tuple[str, ...], ...]
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """``figures``: of splits and their macro average; ``slices``: of all other facets. ``tested``: an entry an
    evaluation that made tests. ``notes``: what a reader of the figures must know."""

    title: str
    runs: tuple[str, ...]
    pairs: int
    evaluators: tuple[Evaluator, ...]
    figures: tuple[Figure, ...]
    slices: tuple[Figure, ...] = ()
    beside: tuple[Beside, ...] = ()
    tested: tuple[Tested, ...] = ()
    reliability: tuple[Reliability, ...] = ()
    bounds: tuple[Bound, ...] = ()
    spending: tuple[Spending, ...] = ()
    failures: tuple[Failures, ...] = ()
    notes: tuple[str, ...] = ()

    def macro(self, evaluator: str) -> Figure | None:
        """Its mean over splits."""
        return next((one for one in self._macros() if one.evaluator == evaluator), None)

    def comparison(self, one: str, other: str) -> Comparison | None:
        """Of the two, whichever of them was written first."""
        both = {one, other}
        return next((each for of in self.tested for each in of.comparisons if {each.one, each.other} == both), None)

    def in_order(self) -> tuple[Evaluator, ...]:
        """Judges, then shortcuts, then those that stand aside; in each the most accurate first."""
        return (*self.ranked("judge"), *self.ranked("shortcut"), *self.ranked("aside"))

    def ranked(self, kind: Kind) -> tuple[Evaluator, ...]:
        """Those of a kind, the most accurate first; those without a verdict last."""
        return tuple(sorted((one for one in self.evaluators if one.kind == kind), key=self._rank))

    def best_shortcut(self) -> Figure | None:
        """The mean over splits of the shortcut that does best, None where no shortcut judged any pair."""
        shortcuts = {one.name for one in self.evaluators if one.kind == "shortcut"}
        found = [one for one in self._macros() if one.evaluator in shortcuts and one.rate.n]
        return max(found, key=lambda one: one.rate.value, default=None)

    def _macros(self) -> list[Figure]:
        return [one for one in self.figures if (one.facet, one.value) == (SPLIT, MACRO)]

    def _rank(self, evaluator: Evaluator) -> tuple[bool, float, str]:
        macro = self.macro(evaluator.name)
        known = macro is not None and macro.rate.n > 0
        return (not known, -macro.rate.value if macro is not None and known else 0.0, evaluator.name)
