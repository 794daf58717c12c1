"""Robust recovery: a failure that lasts is passed over."""

from __future__ import annotations

from negforge.checks.readings.phrases import FAILURE
from negforge.core.message import text_of
from negforge.perturb.robust_recovery.passed_over import pass_over_failure, tell_as_if_it_had_worked
from tests.perturb.playing import replayed

PAID = "bank:a_quote_that_ages:multi_hard:0:server_error!"
MOVED = "mailroom:clear_newsletters:single_hard:0:timeout!"


def test_a_result_is_made_up_where_the_call_failed_for_good() -> None:
    chosen, others = replayed(tell_as_if_it_had_worked, PAID, also={"disclosure"})
    for other in others:
        assert other.messages[:-1] == chosen.messages[:-1]
        assert FAILURE.search(text_of(chosen.messages[-1])) and not FAILURE.search(text_of(other.messages[-1]))


def test_what_went_well_is_told_and_the_failure_is_not() -> None:
    chosen, others = replayed(pass_over_failure, MOVED)
    assert others[0].messages[:-1] == chosen.messages[:-1]
    assert "rule_" not in text_of(others[0].messages[-1])


def test_where_nothing_failed_for_good_nothing_is_passed_over() -> None:
    for rule in (tell_as_if_it_had_worked, pass_over_failure):
        for name in (PAID.partition(":server")[0], MOVED.removesuffix("!")):
            assert replayed(rule, name, some=False)[1] == []
