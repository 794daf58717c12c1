"""Arithmetic: results that words write out, list, or draw from the responses."""

from __future__ import annotations

import pytest

from negforge.checks.arithmetic import arithmetic
from negforge.core.json_text import Json
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, first_places

ASK = user("What do I pay in all?")
LOOK = call("get_order", {"id": "B7001"})
ORDER: Json = {"ticket": 45.23, "bikes": 12.41}


def quotes(words: str, content: Json = ORDER) -> list[str]:
    return [
        quote for _, quote in first_places(arithmetic, conversation(ASK, LOOK, response(content), assistant(words)))
    ]


@pytest.mark.parametrize(
    ("words", "objected"),
    [
        ("45.23 + 12.41 = 57.64", []),
        ("45.23 plus 12.41 makes 58.64", ["58.64"]),
        ("That is $31.50 ($45.23 - $13.73).", []),
        ("That is $32.50 ($45.23 - $13.73).", ["32.50"]),
        ("2 x 3 + 4 = 10, and 100 / 8 = 12.5", []),
        ("2 x 3 + 4 = 14", ["14"]),
        ("Call 10 - 12 is the best time.", []),
        ("- Ann: EUR 1,333.13\n- Bo: EUR 442.46\nTotal: EUR 1,775.59", []),
        ("- Ann: EUR 1,333.13\n- Bo: EUR 442.46\nTotal: EUR 1,333.13", ["1,333.13"]),
        ("- Ann: EUR 1,333.13\n- Bo: 2 x EUR 442.46\nTotal: EUR 2,218.05", []),
    ],
)
def test_a_result_is_what_the_figures_beside_it_give(words: str, objected: list[str]) -> None:
    assert quotes(words) == objected


def test_a_result_a_slip_away_from_the_responses_is_proved_with_their_figures() -> None:
    assert quotes("It comes to 57.64 in all.") == []
    found = evidence(arithmetic, conversation(ASK, LOOK, response(ORDER), assistant("It comes to 58.64 in all.")))
    assert found == [((3, "58.64"), (2, "45.23"), (2, "12.41"))]


def test_a_total_that_a_response_gives_need_not_be_the_sum_of_what_is_listed() -> None:
    listed = "- Ann: EUR 10.50\n- Bo: EUR 20.25\nTotal: EUR 34.75"
    assert quotes(listed) == ["34.75"]
    assert quotes(listed, {"total": 34.75}) == []


def test_among_many_figures_a_slip_proves_nothing() -> None:
    many: Json = [{"id": f"R{n:03d}", "price": round(20 + n * 0.37, 2)} for n in range(38)]
    assert quotes("It comes to 61.05 in all.", many) == []
