"""The edit ratio is the exact distance of whole transcripts, and stays cheap on long ones."""

from __future__ import annotations

import time
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negforge.core.edit import Edit
from negforge.core.message import say
from negforge.core.trajectory import Trajectory
from negforge.core.transcript import render
from negforge.validate.distance import Bounds, distance, edit_ratio
from tests.validate.examples import CHOSEN, FARES, SWAPPED, pair_of, response

WIDE = Bounds(max_edits=4, min_edit_ratio=0.0, max_edit_ratio=1.0)


def plain_distance(one: str, other: str) -> int:
    """Levenshtein's distance by the book."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


def test_a_close_pair_holds() -> None:
    assert distance(pair_of(), WIDE) is None


def test_the_ratio_is_taken_over_the_whole_transcript() -> None:
    pair = pair_of()
    length = len(render(FARES, pair.chosen))
    assert edit_ratio(pair) == plain_distance("31.50 and R2 costs 48.00", "48.00 and R2 costs 31.50") / length


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [
        (replace(WIDE, max_edits=0), "1 edits, more than max_edits 0"),
        (replace(WIDE, max_edit_ratio=0.01), "edit ratio 0.0314, above max_edit_ratio 0.01"),
        (replace(WIDE, min_edit_ratio=0.5), "edit ratio 0.0314, below min_edit_ratio 0.5"),
    ],
)
def test_out_of_bounds_is_refused(bounds: Bounds, reason: str) -> None:
    assert distance(pair_of(), bounds) == reason


def test_both_ends_of_the_bounds_are_inside() -> None:
    ratio = edit_ratio(pair_of())
    assert distance(pair_of(), Bounds(1, ratio, ratio)) is None


def test_same_transcripts_are_no_distance_apart() -> None:
    assert edit_ratio(replace(pair_of(), rejected=Trajectory(CHOSEN))) == 0.0


texts = st.text("ab \ud800é", max_size=30)


@given(texts, texts)
def test_the_ratio_is_exact(one: str, other: str) -> None:
    chosen, rejected = Trajectory((say("assistant", one),)), Trajectory((say("assistant", other),))
    made = replace(pair_of(), chosen=chosen, rejected=rejected)
    first, second = render(FARES, chosen), render(FARES, rejected)
    assert edit_ratio(made) == plain_distance(first, second) / max(len(first), len(second))


def test_edits_at_both_ends_of_a_long_transcript_are_cheap() -> None:
    rng = Random(3)
    log = "".join(rng.choices("abcdefghij 0123456789\n", k=400_000))
    chosen = (CHOSEN[0], response("c1", "31.50"), say("user", log), CHOSEN[4])
    edits = (Edit(1, chosen[1], response("c1", "48.00")), Edit(3, chosen[3], SWAPPED.after))
    started = time.monotonic()
    ratio = edit_ratio(pair_of(edits, chosen=chosen))
    assert time.monotonic() - started < 2
    assert 0 < ratio < 0.0001
