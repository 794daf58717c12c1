"""Corrected: what the user put right after a write is written or told as it was before."""

from __future__ import annotations

from random import Random

from negforge.checks.superseded import superseded
from negforge.core.edit import apply
from negforge.core.message import text_of
from negforge.core.trajectory import Trajectory
from negforge.perturb.planning.corrected import forget_correction, tell_as_before, write_as_before
from negforge.worlds.tasks import task_named
from tests.perturb.playing import replayed

PICKUP = "library:hold_after_looking:multi_hard:0"
LIMITS = "bank:card_for_a_trip:multi_hard:0"
PLAIN = "bank:available_now:single_easy:1"


def test_the_hold_is_placed_again_where_it_was() -> None:
    chosen, others = replayed(write_as_before, PICKUP)
    task = task_named(PICKUP).task
    assert not superseded(task, chosen) and all(superseded(task, other) for other in others)


def test_the_correction_is_forgotten_and_the_first_wish_carried_out() -> None:
    chosen, others = replayed(forget_correction, LIMITS)
    assert others and not superseded(task_named(LIMITS).task, chosen)


def test_the_write_is_right_and_the_words_tell_the_old_branch() -> None:
    task = task_named(PICKUP).task
    chosen = replayed(write_as_before, PICKUP)[0]
    proposals = list(tell_as_before.propose(task, chosen, Random(1)))
    for proposal in proposals:
        (edit,) = proposal.edits
        other = Trajectory(apply(chosen.messages, proposal.edits))
        assert edit.before is not None and edit.after is not None and text_of(edit.before) != text_of(edit.after)
        assert superseded(task, other)
    assert proposals


def test_where_nothing_was_corrected_the_rules_hold_back() -> None:
    assert replayed(write_as_before, PLAIN, some=False)[1] == []
    assert replayed(forget_correction, PLAIN, some=False)[1] == []
