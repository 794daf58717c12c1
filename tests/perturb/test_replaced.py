"""Arguments replayed: the same agent makes one call without what the user stated, and goes on."""

from __future__ import annotations

from negforge.checks.constraints import constraints
from negforge.core.message import ToolCall
from negforge.core.trajectory import Trajectory
from negforge.perturb.planning.replaced import call_without_the_wish
from negforge.worlds.tasks import task_named
from tests.perturb.playing import replayed

PAYMENT = "bank:pay_a_namesake:single_easy:0"
NOTE = "notebook:from_a_template:single_easy:0"
NEWSLETTERS = "mailroom:clear_newsletters:single_easy:0"


def calls(run: Trajectory) -> list[ToolCall]:
    return [message for message in run.messages if isinstance(message, ToolCall)]


def test_a_payment_goes_out_on_another_day_and_the_answer_tells_that_day() -> None:
    chosen, others = replayed(call_without_the_wish, PAYMENT)
    task = task_named(PAYMENT).task
    assert others and all(constraints(task, other) for other in others) and not constraints(task, chosen)
    assert all(one.messages[-1] != chosen.messages[-1] for one in others)


def test_one_call_is_made_otherwise_and_no_other() -> None:
    chosen, others = replayed(call_without_the_wish, NOTE)
    for other in others:
        pairs = list(zip(calls(chosen), calls(other), strict=True))
        assert [one.name for one, _ in pairs] == [one.name for _, one in pairs]
        assert sum(one.arguments != another.arguments for one, another in pairs) == 1


def test_it_holds_back_where_no_argument_is_a_value_that_the_user_stated() -> None:
    assert replayed(call_without_the_wish, NEWSLETTERS, some=False)[1] == []
