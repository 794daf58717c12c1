"""Distinct tasks: another number, name or date is no other task; another question is."""

from __future__ import annotations

from dataclasses import replace

from negforge.core.message import Say, say
from negforge.core.pair import Pair
from negforge.core.trajectory import Trajectory
from negforge.similarity.distinct import distinct_tasks, task_keys
from tests.validate.examples import pair_of


def asked(*turns: str, skeleton: str = "t") -> Pair:
    pair = pair_of()
    task = replace(pair.task, template_id=skeleton, opening=(say("user", turns[0]),))
    return replace(pair, task=task, chosen=Trajectory(tuple(say("user", turn) for turn in turns[1:])))


def test_tasks_that_are_equal_after_masking_count_as_one() -> None:
    pairs = [asked("Book Anna a room for 2."), asked("Book Bert a room for 3."), asked("Cancel Anna's room.")]
    found = distinct_tasks(pairs)
    assert (found.pairs, found.tasks, round(found.share, 3)) == (3, 2, 0.667)
    assert len(set(task_keys(pairs))) == 2


def test_a_later_turn_makes_another_task() -> None:
    assert distinct_tasks([asked("Book a room.", "With a view."), asked("Book a room.", "Without one.")]).tasks == 2


def test_the_same_words_with_another_skeleton_are_one_task_to_a_reader() -> None:
    found = distinct_tasks([asked("Book a room."), asked("Book a room.", skeleton="u"), asked("Go.", skeleton="u")])
    assert (found.tasks, found.with_skeleton, found.skeletons) == (2, 3, 2)
    assert round(found.largest_skeleton, 3) == 0.667


def test_no_pairs_and_one_pair() -> None:
    assert (distinct_tasks([]).share, distinct_tasks([]).largest_skeleton) == (1.0, 0.0)
    assert distinct_tasks([asked("")]).share == 1.0


def test_the_order_of_the_pairs_is_no_matter() -> None:
    pairs = [asked(f"Ask {name} about {number} trains.") for name in ("Anna", "Bert") for number in (2, 3)]
    pairs += [asked("Anna is late."), asked("Bert is late.")]
    keys = task_keys(pairs)
    assert list(reversed(task_keys(list(reversed(pairs))))) == keys
    assert len(set(keys)) == 2
    assert all(isinstance(one, Say) for one in pairs[0].task.opening)
