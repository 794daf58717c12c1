"""The whole row of checks: what passes, who refuses first, and what is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from negforge.core.certificate import Finding
from negforge.core.edit import Edit
from negforge.core.message import ToolCall, say
from negforge.core.pair import Candidate, Drop, Pair
from negforge.core.ports import Check
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.recollection import EMPTY
from negforge.validate.validate import Bounds, Inspector
from tests.validate.examples import CHOSEN, SWAPPED, call, candidate_of, pair_of, response, swaps

BOUNDS = Bounds(max_edits=3, min_edit_ratio=0.0, max_edit_ratio=0.5)
CHECKS = {"records": swaps}

WRONG_STEP = (ToolCall("x", "fare", "[]"), response("x", "9"))
TALK = tuple(Edit(5, None, say("assistant", "Well.")) for _ in range(4))
UNFAITHFUL = replace(pair_of(), edits=(replace(SWAPPED, at=0),))
SAME_WORDS = pair_of((Edit(0, CHOSEN[0], call("x", "R1")),))  # its response has lost its call, too
LOST_RESPONSE = pair_of((Edit(0, CHOSEN[0], ToolCall("x", "fare", "[]")),))  # its arguments are wrong, too
INVALID = pair_of((*(Edit(4, None, message) for message in WRONG_STEP), *TALK))  # it is too far away, too
FAR = pair_of(TALK)
UNPROVED = pair_of((Edit(4, CHOSEN[4], say("assistant", "Both cost 31.50.")),))


def validate(candidate: Candidate, checks: Mapping[str, Check] = CHECKS) -> Pair | Drop:
    return Inspector(BOUNDS, checks).validate(candidate)


def test_a_sound_candidate_becomes_a_certified_pair() -> None:
    kept = validate(candidate_of(pair_of()))
    assert isinstance(kept, Pair)
    assert kept.certificate is not None
    assert (kept.certificate.check, kept.certificate.rule) == ("records", "swap_values")
    assert replace(kept, certificate=None, level=None) == pair_of()
    assert (kept.level, kept.certificate.depth) == (1, "late")


@pytest.mark.parametrize(
    ("pair", "check"),
    [
        (UNFAITHFUL, "faithful"),
        (SAME_WORDS, "differs"),
        (LOST_RESPONSE, "pairing"),
        (INVALID, "schema"),
        (FAR, "distance"),
        (UNPROVED, "certify"),
    ],
)
def test_the_cheapest_check_that_objects_drops_the_candidate(pair: Pair, check: str) -> None:
    drop = validate(candidate_of(pair))
    assert isinstance(drop, Drop)
    assert drop.check == check


def test_a_drop_says_enough_to_find_the_pair_again() -> None:
    reason = "records: finds nothing on the rejected"
    assert validate(candidate_of(UNPROVED)) == Drop(
        UNPROVED.id, "certify", reason, "swap_values", "swapped_values", "r1"
    )


def test_a_check_that_is_not_at_hand_is_a_reason() -> None:
    drop = validate(candidate_of(pair_of()), {})
    assert isinstance(drop, Drop)
    assert drop.reason == "no check 'records' at hand to prove the defect 'swapped_values'"


def test_a_crash_in_a_check_rises() -> None:
    def broken(task: Task, trajectory: Trajectory) -> Sequence[Finding]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        validate(candidate_of(pair_of()), {"records": broken})


def test_a_defect_that_the_published_file_does_not_show_is_dropped() -> None:
    blind = replace(pair_of().task, opening=())
    hides = Inspector(BOUNDS, CHECKS, publish=lambda pair: replace(pair, task=blind, rejected=pair.chosen))
    drop = hides.validate(candidate_of(pair_of()))
    assert isinstance(drop, Drop)
    assert (drop.check, drop.reason) == ("not_visible", "records: finds nothing on the published file")


def test_a_response_that_nothing_explains_is_dropped() -> None:
    other = pair_of((SWAPPED, Edit(3, CHOSEN[3], response("c2", "47.00"))))
    drop = Inspector(BOUNDS, CHECKS, EMPTY).validate(candidate_of(other))
    assert isinstance(drop, Drop)
    assert (drop.check, drop.reason) == ("consistent", "message 3: nothing shows that fare would answer so")
