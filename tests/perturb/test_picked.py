"""Picks: the same agent forgets a bound or misses the best, and goes on with what it picked."""

from __future__ import annotations

from negforge.checks.bounds import bounds
from negforge.checks.superlatives import superlatives
from negforge.core.message import ToolCall, text_of
from negforge.perturb.planning.picked import forget_bound, take_a_worse_one, take_second_best, take_what_is_outside
from negforge.worlds.tasks import task_named
from tests.perturb.playing import replayed

NEWSLETTERS = "mailroom:clear_newsletters:single_easy:0"
GRINDERS = "shop:find_the_cheapest:single_easy:1"
VISIT = "clinic:book_first_fit:single_easy:0"
REFILL = "clinic:refill_items:single_easy:0"
BALANCE = "bank:available_now:single_easy:1"


def test_a_date_that_the_user_set_is_forgotten_and_more_is_moved() -> None:
    chosen, others = replayed(forget_bound, NEWSLETTERS)
    moved = [
        [m for m in run.messages if isinstance(m, ToolCall) and "move_to" in m.arguments] for run in (chosen, *others)
    ]
    assert len(others) == 1 and len(moved[0]) == len(moved[1]) == 1
    assert len(moved[1][0].arguments) > len(moved[0][0].arguments)
    task = task_named(NEWSLETTERS).task
    assert not bounds(task, chosen) and bounds(task, others[0])


def test_the_second_cheapest_is_told_as_the_cheapest_and_nothing_else_differs() -> None:
    chosen, others = replayed(take_second_best, GRINDERS)
    task = task_named(GRINDERS).task
    assert len(others) == 1 and superlatives(task, others[0]) and not superlatives(task, chosen)
    assert [text_of(m) for m in others[0].messages[:-1]] == [text_of(m) for m in chosen.messages[:-1]]


def test_a_later_appointment_is_booked_where_the_earliest_was_asked_for() -> None:
    chosen, others = replayed(take_a_worse_one, VISIT)
    task = task_named(VISIT).task
    assert others and all(superlatives(task, other) and not bounds(task, other) for other in others)
    booked = [[m for m in run.messages if isinstance(m, ToolCall)][-1].arguments for run in (chosen, *others)]
    assert len(set(booked)) == len(booked)


def test_what_lies_outside_a_bound_is_taken_and_told_as_what_it_is() -> None:
    chosen, others = replayed(take_what_is_outside, REFILL)
    task = task_named(REFILL).task
    assert not bounds(task, chosen) and all(bounds(task, other) for other in others)


def test_it_holds_back_where_nothing_is_picked() -> None:
    assert replayed(forget_bound, BALANCE, some=False)[1] == []
    assert replayed(take_second_best, BALANCE, some=False)[1] == []
    assert replayed(take_a_worse_one, BALANCE, some=False)[1] == []
