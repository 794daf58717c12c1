"""Workings: what follows from figures, unless any figure would."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from negforge.checks.readings.workings import Workings


def gives(figure: str, responses: list[object], wishes: str = "") -> bool:
    places = len(figure.partition(".")[2])
    return Workings((wishes,), [json.dumps(one) for one in responses]).give(Decimal(figure), places)


@pytest.mark.parametrize(
    ("figure", "content", "wishes"),
    [
        ("57.20", {"total": 45.2, "bikes": {"paid": 12.0}}, ""),
        ("7.68", {"paid": 38.4}, "The rules give 20 % of the price."),
        ("12.59", {"price": 41.95}, "Keep it and take 30% off."),
        ("96.3", {"quality": 0.96289}, ""),
        ("723.98", {"unit": "minor units", "booked": 121940, "on_hold": 28542}, "Change 210 francs."),
    ],
)
def test_sums_shares_and_minor_units_follow(figure: str, content: object, wishes: str) -> None:
    assert gives(figure, [content], wishes)


@pytest.mark.parametrize("figure", ["58.20", "56.70", "47.20"])
def test_what_is_near_does_not_follow(figure: str) -> None:
    assert not gives(figure, [{"total": 45.2, "bikes": {"paid": 12.0}}])


def test_among_many_whole_numbers_a_hit_says_nothing() -> None:
    assert not gives("171", [[{"price": price} for price in range(20, 110, 3)]])


def test_rows_are_gathered_over_pages_and_filtered_by_what_the_user_says() -> None:
    rows = [("food", 10.31), ("rail", 87.18)], [("rail", 61.07), ("food", 33.33), ("rail", 14.59)]
    pages: list[object] = [
        [{"ref": f"E{page}{n}", "kind": kind, "net": net} for n, (kind, net) in enumerate(one)]
        for page, one in enumerate(rows)
    ]
    assert gives("162.84", pages, "What did rail come to?")
    assert not gives("163.84", pages, "What did rail come to?")
