"""What a judge's numbers are worth: calibration of probabilities, spread of scores, thresholds to act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from negforge.evaluate.scores import Judged
from negforge.stats.calibration import Calibration, calibration
from negforge.stats.spread import Spread, chance_of_more_elsewhere, spread
from negforge.stats.temperature import scale
from negforge.stats.thresholds import Threshold, least_threshold, threshold_curve

ALL = "all"
Acting: TypeAlias = Literal["score", "margin", "confidence"]
SURE = (0.8, 0.9, 0.95)  # precisions that somebody may want to be sure of


@dataclass(frozen=True, slots=True)
class Confidence:
    """A judge's confidence is the probability of the side that it holds for the better one, one half to 1 (mean over
    orders and samples); it comes true where that side is the chosen. ``scaled``: the same with each pair at a
    temperature fitted to other templates, None where there are too few; ``temperature``: fitted to all of them."""

    pairs: int
    plain: Calibration
    temperature: float | None
    by_fold: tuple[float, ...]
    scaled: Calibration | None


@dataclass(frozen=True, slots=True)
class Scores:
    """One scenario family, or all: how the scores of chosen and rejected lie, and the margins (chosen less rejected).
    ``auc``: the chance that a chosen drawn at random scores more than a rejected of any other pair: whether one bound
    for all tasks would do. NaN of one pair."""

    scenario: str
    chosen: Spread
    rejected: Spread
    margin: Spread
    auc: float


@dataclass(frozen=True, slots=True)
class Pick:
    """The bound to act by where the precision must be surely (by the lower end of its interval) as high as ``sure``:
    the one that acts most often; None: no bound on the curve is so sure."""

    on: Acting
    sure: float
    threshold: Threshold | None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where to step in. ``on_score``: a trajectory whose score is the bound *or less* is stopped; sought are the
    rejected. ``on_margin``: a verdict is acted on where the scores lie the bound or more apart; sought are the right
    verdicts. ``on_confidence``: the same with the confidence. Empty where the judge gives no such number. ``picks``:
    of each curve that is there, a bound for each precision in SURE."""

    on_score: tuple[Threshold, ...] = ()
    on_margin: tuple[Threshold, ...] = ()
    on_confidence: tuple[Threshold, ...] = ()
    picks: tuple[Pick, ...] = ()


def confidence_of(judged: Judged) -> Confidence | None:
    """None where no probability was stated."""
    stated = [(p, one.cluster) for one, heard in judged if (p := heard.probability) is not None]
    if not stated:
        return None
    clusters = [cluster for _, cluster in stated]
    plain = _calibration([p for p, _ in stated], clusters)
    scaled = scale([p for p, _ in stated], [1.0] * len(stated), clusters)
    assert plain is not None
    if scaled is None:
        return Confidence(len(stated), plain, None, (), None)
    mended = _calibration(scaled.held_out, clusters)
    return Confidence(len(stated), plain, scaled.temperature, scaled.by_fold, mended)


def scores_of(judged: Judged) -> tuple[Scores, ...]:
    """By scenario family in the order of their names, all of them last; none where no score was given."""
    scored = [(score, one.family) for one, heard in judged if (score := heard.scores) is not None]
    families = sorted({family for _, family in scored})
    found = [_scores(family, [score for score, of in scored if of == family]) for family in families]
    return (*found, _scores(ALL, [score for score, _ in scored])) if scored else ()


def thresholds_of(judged: Judged) -> Thresholds:
    """Of every number that the judge gives, the curve of precision and recall."""
    sides = [
        (-score, is_rejected, one.cluster)
        for one, heard in judged
        if (both := heard.scores) is not None
        for score, is_rejected in ((both[0], False), (both[1], True))
    ]
    margins = [
        (abs(both[0] - both[1]), both[0] > both[1], one.cluster)
        for one, heard in judged
        if (both := heard.scores) is not None
    ]
    stated = [(max(p, 1 - p), p > 0.5, one.cluster) for one, heard in judged if (p := heard.probability) is not None]
    curves: dict[Acting, tuple[Threshold, ...]] = {
        "score": tuple(replace(one, bound=-one.bound) for one in _curve(sides)),
        "margin": _curve(margins),
        "confidence": _curve(stated),
    }
    picks = tuple(
        Pick(on, sure, least_threshold(curve, sure)) for on, curve in curves.items() if curve for sure in SURE
    )
    return Thresholds(curves["score"], curves["margin"], curves["confidence"], picks)


def _curve(rows: Sequence[tuple[float, bool, str]]) -> tuple[Threshold, ...]:
    return threshold_curve([value for value, _, _ in rows], [sought for _, sought, _ in rows], [of for *_, of in rows])


def _calibration(stated: Sequence[float], clusters: Sequence[str]) -> Calibration | None:
    true = [1.0 if p > 0.5 else 0.5 if p == 0.5 else 0.0 for p in stated]
    return calibration([max(p, 1 - p) for p in stated], true, clusters, low=0.5)


def _scores(scenario: str, scored: Sequence[tuple[float, float]]) -> Scores:
    chosen, rejected = [good for good, _ in scored], [bad for _, bad in scored]
    margins = [good - bad for good, bad in scored]
    return Scores(
        scenario, spread(chosen), spread(rejected), spread(margins), chance_of_more_elsewhere(chosen, rejected)
    )
