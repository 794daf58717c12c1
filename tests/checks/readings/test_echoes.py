"""Echoes: a response about another record than the one asked for."""

from __future__ import annotations

import pytest

from negforge.checks.readings.echoes import confusable, other_record
from negforge.checks.readings.tools import steps_of
from negforge.core.json_text import Json
from tests.build import call, conversation, response, user


def found(arguments: dict[str, Json], answer: Json) -> tuple[str, str] | None:
    (step,) = steps_of(*conversation(user("Look it up."), call("get_issue", arguments), response(answer)))
    return other_record(step)


def test_a_mixed_up_id_at_the_head_of_the_response_is_another_record() -> None:
    assert found({"key": "ROK-679"}, {"key": "ROK-769", "status": "open"}) == ("ROK-679", "ROK-769")
    assert found({"issue_key": "ROK-679"}, {"project": "ROK", "key": "ROK-678"}) == ("ROK-679", "ROK-678")


@pytest.mark.parametrize(
    "answer",
    [{"key": "ROK-679"}, {"key": "ROK-769", "asked": "ROK-679"}, {"key": "LUM-412"}, {"error": "no ROK-769"}, "open"],
)
def test_what_names_the_id_or_nothing_like_it_is_no_other_record(answer: Json) -> None:
    assert found({"key": "ROK-679"}, answer) is None


def test_ids_are_confusable_by_one_figure_or_two_neighbours() -> None:
    assert confusable("B422267", "B422627") and confusable("B422267", "B422268")
    assert not confusable("B422267", "C422267") and not confusable("B422267", "B422762")
