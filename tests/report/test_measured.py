"""What an evaluation wrote down is taken as it stands; what it did not write is not made up."""

from __future__ import annotations

import math
from typing import Any

import pytest

from negforge.core.errors import UsageError
from negforge.core.verdict import Rate
from negforge.report.figures import Bound, Comparison, Figure
from negforge.report.measured import figures_of_metrics, measured, told_apart

RATE: dict[str, Any] = {"value": 0.75, "n": 4, "failed": 1, "low": 0.3, "high": 0.9, "clusters": 3}
MEAN = {"value": 0.1, "low": -0.2, "high": 0.4, "n": 4, "clusters": 3}


def judge(name: str) -> dict[str, Any]:
    position = {"consistent": RATE, "flips": RATE, "first_bias": MEAN, "p": 0.04}
    macro = {
        "split": "macro", "pairs": 5, "accuracy": RATE, "severity_error": None, "position": position,
        "answers": 10, "ties": 2, "abstained": 0, "failures": {"provider": 2},
    }  # fmt: skip
    plain = {
        "bins": [{"low": 0.9, "high": 0.95, "stated": 0.92, "true": RATE}],
        "ece": 0.17, "ece_by_chance": 0.05, "overconfidence": MEAN, "brier": {**MEAN, "value": 0.2}, "log_loss": 0.6,
    }  # fmt: skip
    return {
        "evaluator": name, "splits": [macro], "style": [], "scores": [], "thresholds": {},
        "slices": [{"facet": "level", "value": value, "rate": RATE} for value in ("1", "2")],
        "confidence": {"pairs": 4, "plain": plain, "temperature": None, "by_fold": [], "scaled": None},
    }  # fmt: skip


def content() -> dict[str, Any]:
    difference = {"value": 0.1, "low": None, "high": None, "n": 4, "clusters": 3, "better": 2, "worse": 1}
    comparison = {
        "one": "a", "other": "b", "difference": difference, "holm": 0.2, "apart": False, "pairs_needed": None,
        "gap_found": 0.4,
    }  # fmt: skip
    return {"judges": [judge("a"), judge("b")], "comparisons": [comparison], "groups": [["a", "b"]]}


def test_all_that_is_shown_is_read_and_bears_the_reports_names() -> None:
    found = measured(content(), lambda name: f"{name}!", "run", "measures.json")
    assert found.tested.groups == (("a!", "b!"),)
    assert found.tested.comparisons == (Comparison("a!", "b!", 0.1, None, None, 0.2, False, None),)
    assert found.slices[0] == Figure("a!", "level", "1", Rate(0.75, 4, 1, 0.3, 0.9, 3))
    assert (found.beside[0].ties, found.beside[0].first_bias, found.beside[0].bias_p) == (2, (0.1, -0.2, 0.4), 0.04)
    (one, _) = found.reliability
    assert (one.ece, one.by_chance, one.brier, one.steps[0].stated) == (0.17, 0.05, 0.2, 0.92)


def test_bounds_to_act_by_are_read_where_they_are_there() -> None:
    given = content()
    threshold = {"bound": 1.5, "flagged": RATE, "precision": RATE, "recall": RATE}
    given["judges"][1]["thresholds"] = {
        "on_score": [threshold],
        "picks": [
            {"on": "score", "sure": 0.8, "threshold": threshold},
            {"on": "margin", "sure": 0.9, "threshold": None},
        ],
    }
    rate = Rate(0.75, 4, 1, 0.3, 0.9, 3)
    assert measured(given, str, "run", "measures.json").bounds == (
        Bound("b", "score", 0.8, 1.5, rate, rate, rate),
        Bound("b", "margin", 0.9),
    )


def test_a_rate_over_nothing_is_no_number() -> None:
    row = {"evaluator": "j", "split": "macro", **RATE, "value": None, "n": 0, "flip_rate": None}
    (found,) = figures_of_metrics([row], str, "metrics.json")
    assert math.isnan(found.rate.value)


def test_a_file_of_another_form_is_refused_with_its_name() -> None:
    with pytest.raises(UsageError, match=r"runs/x/measures.json: not as `negforge evaluate` writes it"):
        measured({"judges": 3}, str, "x", "runs/x/measures.json")
    with pytest.raises(UsageError, match=r"metrics.json: .*evaluate once more"):
        figures_of_metrics({"a": 1}, str, "metrics.json")


def test_a_facet_of_one_value_tells_nothing() -> None:
    rate = Rate(0.5, 2, 0, 0.1, 0.9, 2)
    figures = [Figure("a", "level", "1", rate), Figure("a", "world", "rail", rate), Figure("b", "level", "2", rate)]
    assert [(one.facet, one.value) for one in told_apart(figures)] == [("level", "1"), ("level", "2")]
