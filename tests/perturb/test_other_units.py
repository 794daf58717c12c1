"""Planning: an amount is told in another unit or currency than the response gives it in."""

from __future__ import annotations

import pytest

from negforge.perturb.planning.other_units import exchange_unit, tell_at_its_face
from tests.build import assistant, call, conversation, response, user
from tests.perturb.proving import Conversation, proposals, proposed, words_of

ASKED = user("What was the last payment to Ylva Abrell?")
LOOK = call("get_payment", {"id": "PM-4410"})
MINOR = response({"payment_id": "PM-4410", "amount_minor": 21925, "currency": "GBP"})
WHOLE = response({"payment_id": "PM-4410", "amount": 219.25, "fee": 14.5, "currency": "EUR"})


def test_minor_units_are_told_as_whole_ones() -> None:
    asked = conversation(ASKED, LOOK, MINOR, assistant("It was GBP 219.25 (PM-4410)."))
    (only,) = proposed(tell_at_its_face, asked)
    assert words_of(only, 2) == "It was GBP 21,925.00 (PM-4410)."


def test_a_currency_is_exchanged_throughout() -> None:
    asked = conversation(ASKED, LOOK, WHOLE, assistant("It was EUR 219.25, with a fee of EUR 14.50."))
    (only,) = proposed(exchange_unit, asked)
    other = dict(only.parameters)["told_as"]
    assert words_of(only, 2) == f"It was {other} 219.25, with a fee of {other} 14.50."


def test_one_amount_gets_another_unit() -> None:
    seen = response({"distance": {"value": 18.4, "unit": "km"}, "minutes": 41})
    asked = conversation(user("How far is it?"), LOOK, seen, assistant("It is 18.4 km; the drive takes 41 min."))
    told = {words_of(one, 2) for one in proposed(exchange_unit, asked)}
    assert len(told) == 2
    assert any(
        words in told for words in ("It is 18.4 km; the drive takes 41 s.", "It is 18.4 km; the drive takes 41 h.")
    )


@pytest.mark.parametrize(
    "held_back",
    [
        conversation(ASKED, LOOK, response({"amount": 219.25}), assistant("It was EUR 219.25.")),
        conversation(ASKED, LOOK, WHOLE, assistant("It was 219.25.")),
        conversation(ASKED, LOOK, WHOLE),
        conversation(ASKED, assistant("It was EUR 219.25.")),
    ],
    ids=["no unit is known", "none is told", "no answer", "nothing was read"],
)
def test_nothing_is_exchanged_where_no_response_gives_the_unit(held_back: Conversation) -> None:
    assert proposals(exchange_unit, held_back) == []
    assert proposals(tell_at_its_face, held_back) == []
