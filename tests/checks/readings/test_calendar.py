"""Calendar: days and hours that lie a named span from others."""

from __future__ import annotations

import pytest

from negforge.checks.readings.calendar import days_after, spans, times_after


@pytest.mark.parametrize(
    ("text", "days", "minutes"),
    [
        ("It is kept for 60 days.", {60}, set()),
        ("We stay three nights.", {3}, set()),
        ('{"hold_minutes": 120, "nights": 2}', {2}, {120}),
        ("half an hour, or an hour", set(), {30, 60}),
        ("office time UTC+01:00, site UTC-05:00", set(), {60, 300, 360}),
        ("nothing of the kind: 20 rooms", set(), set()),
    ],
)
def test_spans_are_read_in_words_and_fields(text: str, days: set[int], minutes: set[int]) -> None:
    assert tuple(map(set, spans(text))) == (days, minutes)


def test_what_happens_every_week_lies_whole_weeks_apart() -> None:
    assert {7, 14, 70} <= spans("It runs every second Tuesday.")[0]


def test_days_and_hours_are_counted_on() -> None:
    assert "05-29" in days_after({"03-30"}, {60})
    assert times_after({"14:30"}, {60}) == {"15:30", "13:30"}
    assert "00:10" in times_after({"23:30"}, {40})
