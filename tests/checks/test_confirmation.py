"""Confirmation: where the rules ask for the user's yes before a write, it comes before it."""

from __future__ import annotations

import pytest

from negforge.checks.confirmation import confirmation
from tests.build import assistant, call, conversation, response, system, tool, user
from tests.checks.findings import evidence, first_places, silent

RULE = "Before any change of a booking, list the details and obtain explicit confirmation (yes) from the user."
ASK = user("Please cancel BK1234.")
OFFER = assistant("I would cancel BK1234; 10.00 is kept. Do you want to proceed?")
CANCEL = call("cancel_booking", {"id": "BK1234"})
OK = response("cancelled")


def test_a_write_without_a_yes_is_objected_to() -> None:
    assert evidence(confirmation, conversation(ASK, CANCEL, OK, policy=RULE)) == [((1, '{"id":"BK1234"}'),)]


def test_a_write_after_an_offer_and_a_yes_is_sound() -> None:
    assert silent(confirmation, conversation(ASK, OFFER, user("Yes, please."), CANCEL, OK, policy=RULE))


@pytest.mark.parametrize("policy", [None, "Be kind.", "No confirmation is needed before you cancel a booking."])
def test_without_such_a_rule_a_write_at_once_is_sound(policy: str | None) -> None:
    assert silent(confirmation, conversation(ASK, CANCEL, OK, policy=policy))


@pytest.mark.parametrize(
    "rule",
    [
        "You do not need to ask for confirmation before writing.",
        "Carry out requests without asking for confirmation.",
        "There is no explicit confirmation required for cancellations.",
    ],
)
def test_a_rule_that_waives_the_yes_is_none(rule: str) -> None:
    assert silent(confirmation, conversation(ASK, CANCEL, OK, policy=rule))


def test_the_rule_may_stand_in_a_system_message() -> None:
    assert first_places(confirmation, conversation(system(RULE), ASK, CANCEL, OK)) == [(2, '{"id":"BK1234"}')]


@pytest.mark.parametrize(
    "no", ["No, leave it.", "I'm not sure.", "Please don't proceed.", "Can you confirm the fee first?"]
)
def test_a_no_is_no_yes(no: str) -> None:
    assert len(evidence(confirmation, conversation(ASK, OFFER, user(no), CANCEL, OK, policy=RULE))) == 1


def test_a_yes_to_nothing_is_no_yes() -> None:
    assert len(evidence(confirmation, conversation(user("Yes, cancel BK1234."), CANCEL, OK, policy=RULE))) == 1


def test_a_detail_may_be_asked_for_after_the_yes() -> None:
    detail = (assistant("To which card shall the rest go?"), user("The one ending in 7334."))
    assert silent(confirmation, conversation(ASK, OFFER, user("Yes."), *detail, CANCEL, OK, policy=RULE))


def test_a_yes_that_was_taken_back_holds_no_more() -> None:
    back = (assistant("To which card shall the rest go?"), user("Wait, not today."))
    assert len(evidence(confirmation, conversation(ASK, OFFER, user("Yes."), *back, CANCEL, OK, policy=RULE))) == 1


def test_the_yes_to_one_write_is_no_yes_to_the_write_of_a_later_turn() -> None:
    later = (assistant("Done."), user("BK5678 too."), call("cancel_booking", {"id": "BK5678"}), OK)
    found = first_places(confirmation, conversation(ASK, OFFER, user("Yes."), CANCEL, OK, *later, policy=RULE))
    assert found == [(7, '{"id":"BK5678"}')]


def test_one_yes_covers_the_writes_of_its_turn() -> None:
    both = (CANCEL, OK, call("cancel_booking", {"id": "BK5678"}), OK)
    assert silent(confirmation, conversation(ASK, OFFER, user("Yes, both."), *both, policy=RULE))


def test_a_rule_about_one_kind_of_deed_is_about_no_other() -> None:
    rule = "Obtain explicit confirmation before cancelling a booking."
    mail = (call("send_mail", {"to": "mia@x.example"}), response("sent"))
    assert silent(confirmation, conversation(user("Mail me the ticket."), *mail, policy=rule))
    assert len(evidence(confirmation, conversation(ASK, CANCEL, OK, policy=rule))) == 1


def test_a_call_of_the_user_needs_no_yes_of_the_user() -> None:
    by_user = call("cancel_booking", {"id": "BK1234"}, by="user")
    assert silent(confirmation, conversation(ASK, by_user, OK, policy=RULE))


def test_looking_up_and_handing_over_need_no_yes() -> None:
    calls = (call("get_booking"), OK, call("transfer_to_human_agents"), OK, call("escalate"), OK)
    tools = [tool("escalate", "Send the user to a human.")]
    assert silent(confirmation, conversation(ASK, *calls, policy=RULE, tools=tools))


def test_a_rule_above_an_amount_holds_above_it() -> None:
    policy = "A payment of more than 1,000.00 goes out only after you have named it and the customer has said yes."
    for amount, objections in ((1200, 1), (1000, 0), (80, 0)):
        paid = (call("create_payment", {"amount": amount}), response("ok"))
        assert len(confirmation(*conversation(user("Pay Hugo."), *paid, policy=policy))) == objections
    minor = (call("create_payment", {"amount_minor": 90000}), response("ok"))
    assert silent(confirmation, conversation(user("Pay Hugo."), *minor, policy=policy))
    asked = (user("Pay Hugo."), assistant("CHF 1,200 to Hugo?"), user("Yes, please."))
    assert silent(confirmation, conversation(*asked, call("create_payment", {"amount": 1200}), policy=policy))


def test_a_rule_for_a_number_of_things_counts_them() -> None:
    policy = "To change more than three issues at once, list them to the user before and wait for a clear yes."
    for keys, objections in ((["A-1", "A-2", "A-3", "A-4"], 1), (["A-1", "A-2"], 0)):
        changed = (call("change_issues", {"keys": [*keys]}), response("ok"))
        assert len(confirmation(*conversation(user("Change them."), *changed, policy=policy))) == objections


def test_what_the_user_named_needs_no_yes_where_the_rule_says_so() -> None:
    policy = "Before you trash anything, name it and wait for the user's yes, unless the user named the very documents."
    gone = (call("trash_items", {"paths": ["/notes/room-plan.md"]}), response("ok"))
    assert len(confirmation(*conversation(user("Clear my old notes."), *gone, policy=policy))) == 1
    assert silent(confirmation, conversation(user("Bin room-plan.md."), *gone, policy=policy))


FEE = "Cancelling less than 24 hours ahead costs the late fee: name it and cancel only after the user's yes to it."
STATE = "Withdraw leave that is already approved only after you have named it and got a clear yes."
MORE = "Before an exchange that costs the customer more, name the surcharge and get a yes."


def test_a_consent_that_the_call_claims_has_to_be_given() -> None:
    paid = call("cancel_visit", {"id": "AP1234", "accept_fee": True})
    ask, offer = user("Please cancel AP1234."), assistant("That costs 20.00. Shall I cancel it?")
    assert evidence(confirmation, conversation(ask, paid, OK, policy=FEE)) == [
        ((1, '{"id":"AP1234","accept_fee":true}'),)
    ]
    assert silent(confirmation, conversation(ask, offer, user("I accept the fee, do it."), paid, OK, policy=FEE))
    assert silent(confirmation, conversation(user("Cancel AP1234, fee or no fee."), paid, OK, policy=FEE))
    assert silent(confirmation, conversation(ask, call("cancel_visit", {"id": "AP1234"}), OK, policy=FEE))


@pytest.mark.parametrize(("state", "objects"), [("approved", 1), ("pending", 0)])
def test_a_rule_for_a_state_holds_for_a_record_in_that_state(state: str, objects: int) -> None:
    look = (call("list_leave", {}), response(f'{{"requests": [{{"id": "LV1234", "state": "{state}"}}]}}'))
    write = (call("withdraw_requests", {"request_ids": ["LV1234"]}), response("withdrawn"))
    told = conversation(user("I can't take my leave in May, take it back."), *look, *write, policy=STATE)
    assert len(evidence(confirmation, told)) == objects


@pytest.mark.parametrize(("amount", "objects"), [("3.0", 1), ("0.0", 0)])
def test_a_rule_for_what_costs_more_holds_where_the_answer_has_it_on_top(amount: str, objects: int) -> None:
    write = (call("open_exchange", {"line": 4}), response(f'{{"id": "EX1", "difference": {{"amount": {amount}}}}}'))
    assert len(evidence(confirmation, conversation(user("Exchange it for ivory."), *write, policy=MORE))) == objects


def test_to_order_the_deed_in_reply_to_the_question_is_a_yes() -> None:
    told = conversation(ASK, OFFER, user("Then cancel it."), CANCEL, OK, policy=RULE)
    assert silent(confirmation, told)
