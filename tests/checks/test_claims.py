"""Claims: what the assistant says it did, a call did."""

from __future__ import annotations

import pytest

from negforge.checks.claims import claimed_deeds
from negforge.core.message import Message, ToolCall
from tests.build import assistant, call, conversation, response, tool, user
from tests.checks.findings import evidence, first_places, silent

ASK = user("Please cancel my booking BK1234.")
DONE = assistant("All right. I have cancelled booking BK1234.")


def test_a_deed_that_no_call_did_is_objected_to() -> None:
    look = (call("get_booking", {"id": "BK1234"}), response({"id": "BK1234"}))
    assert evidence(claimed_deeds, conversation(ASK, *look, DONE)) == [((3, "I have cancelled booking BK1234."),)]


def test_a_deed_that_a_call_did_is_sound() -> None:
    assert silent(claimed_deeds, conversation(ASK, call("cancel_booking", {"id": "BK1234"}), response("ok"), DONE))


def test_a_call_that_failed_did_nothing() -> None:
    failed = (call("cancel_booking", {"id": "BK1234"}), response("Error: too late"))
    assert first_places(claimed_deeds, conversation(ASK, *failed, DONE)) == [(3, "I have cancelled booking BK1234.")]


def test_a_call_that_comes_after_the_words_does_not_cover_them() -> None:
    later = (call("cancel_booking", {"id": "BK1234"}), response("ok"))
    assert len(evidence(claimed_deeds, conversation(ASK, DONE, *later))) == 1


def test_another_kind_of_deed_does_not_cover_it() -> None:
    assert len(evidence(claimed_deeds, conversation(ASK, call("send_mail", {}), response("ok"), DONE))) == 1


def test_cancelling_an_order_is_not_ordering() -> None:
    cancelled = (call("cancel_pending_order", {"id": "A1"}), response("ok"))
    said = assistant("I've placed the new order.")
    assert len(evidence(claimed_deeds, conversation(ASK, *cancelled, said))) == 1


def test_what_a_tool_does_may_stand_in_its_description() -> None:
    tools = [tool("close_case", "Cancels the booking for good.", id="string")]
    assert len(evidence(claimed_deeds, conversation(ASK, call("close_case", {"id": "1"}), response("ok"), DONE))) == 1
    tools = [tool("close_case", "Cancel the booking for good.", id="string")]
    assert silent(claimed_deeds, conversation(ASK, call("close_case", {"id": "1"}), response("ok"), DONE, tools=tools))


@pytest.mark.parametrize(
    "told", [response({"id": "BK1234", "status": "canceled"}), response("BK1234 was cancelled by the railway")]
)
def test_what_a_response_tells_as_done_is_no_claim_of_ours(told: Message) -> None:
    assert silent(claimed_deeds, conversation(ASK, call("get_booking"), told, assistant("It has been cancelled.")))


def test_what_the_user_tells_as_done_is_no_claim_of_ours() -> None:
    assert silent(claimed_deeds, conversation(user("I paid 31.50."), assistant("As you say, 31.50 has been paid.")))


def test_what_the_user_wishes_is_not_told_as_done() -> None:
    wish = user("I want my booking to be cancelled.")
    assert len(evidence(claimed_deeds, conversation(wish, DONE))) == 1


def test_part_of_a_word_tells_nothing() -> None:
    unpaid = response({"status": "unpaid"})
    said = assistant("I have paid the bill.")
    assert len(evidence(claimed_deeds, conversation(user("Pay it."), call("get_bill"), unpaid, said))) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("send_money", "The bill has been paid."),
        ("invite_user", "I've sent Dora an invitation."),
        ("send_message", "I have posted the note."),
        ("update_baggages", "One bag has been added to your trip."),
        ("update_reservation_flights", "You are now booked on the early flight."),
        ("sendEmail", "I've emailed it."),
        ("transfer_to_human_agents", "I've transferred you to a human agent."),
    ],
)
def test_a_deed_may_be_told_in_other_words(name: str, words: str) -> None:
    assert silent(claimed_deeds, conversation(user("Do it."), call(name, {}), response("ok"), assistant(words)))
    assert len(evidence(claimed_deeds, conversation(user("Do it."), assistant(words)))) == 1


def test_an_update_of_one_thing_adds_nothing_to_another() -> None:
    update = (call("update_address", {}), response("ok"))
    said = assistant("One bag has been added to your trip.")
    assert len(evidence(claimed_deeds, conversation(user("Do it."), *update, said))) == 1


def test_a_tool_that_runs_other_tools_does_what_they_do() -> None:
    write = (call("execute-tool", {"tool_name": "write_file", "params": {"path": "a.md"}}), response("ok"))
    read = (call("execute-tool", {"tool_name": "read_file", "params": {"path": "a.md"}}), response("ok"))
    said = assistant("I've created a.md.")
    assert silent(claimed_deeds, conversation(user("Write it."), *write, said))
    assert len(evidence(claimed_deeds, conversation(user("Write it."), *read, said))) == 1


def test_no_claim_no_objection() -> None:
    said = assistant("Nothing has been cancelled. Shall I cancel it? It will not be cancelled by itself.")
    assert silent(claimed_deeds, conversation(ASK, said))


ASKED = user("Hello. Please sign page 6 and book a taxi for noon.")


@pytest.mark.parametrize(
    "said",
    ["I have signed page 6.", "Signed, as you wished.", "The taxi is booked for noon.", "Done, that is taken care of."],
)
def test_what_the_user_asks_for_and_nothing_did_is_not_to_be_told_as_done(said: str) -> None:
    asked = "Please sign page 6 and book a taxi for noon."
    assert evidence(claimed_deeds, conversation(ASKED, assistant(said))) == [((1, said), (0, asked))]


@pytest.mark.parametrize(
    "said",
    [
        "I have not signed it.",
        "Nobody is booked to drive you.",
        "Page 6 is signed by the notary.",
        "Once it is signed, tell me.",
        "Shall I say that the taxi is booked?",
        "I have read page 6.",
        "I can't undo what is booked.",
    ],
)
def test_what_is_not_told_as_done_is_no_claim(said: str) -> None:
    assert silent(claimed_deeds, conversation(ASKED, assistant(said)))


def test_what_answers_itself_is_no_deed() -> None:
    asked = user("Translate this, sort the list, and count the words.")
    assert silent(claimed_deeds, conversation(asked, assistant("I have translated and sorted it. Counted: 12.")))


def test_the_id_that_a_write_returned_shows_what_is_meant() -> None:
    held = (call("place_hold", {"edition": "E1"}), response({"hold": "HD29384"}))
    assert silent(claimed_deeds, conversation(ASK, *held, assistant("I reserved it: HD29384.")))
    assert not silent(claimed_deeds, conversation(ASK, *held, assistant("I reserved it: HD99999.")))


def test_what_was_taken_away_and_put_elsewhere_is_moved() -> None:
    taken = (call("cancel_hold", {"hold": "H1"}), response("ok"))
    put = (call("place_hold", {"branch": "central"}), response("ok"))
    said = assistant("I moved it to central.")
    assert silent(claimed_deeds, conversation(ASK, *taken, *put, said))
    assert not silent(claimed_deeds, conversation(ASK, *put, said))


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (call("share_item", {"path": "/a", "revoke": ["selin"]}), "I removed Selin."),
        (call("create_payment", {"payee": "PY-1", "amount": 300}), "I have sent EUR 300.00 at once."),
        (call("request_refund", {"reference": "R-1", "ground": "delay"}), "I filed it for R-1."),
        (call("update_flights", {"id": "R-1", "payment_id": "gift_1"}), "The rest has been refunded to your card."),
        (call("reserve_stock", {"sku": "S-1"}), "I've set five aside at the warehouse."),
    ],
)
def test_a_deed_told_by_another_verb_of_its_kind_was_done(deed: ToolCall, words: str) -> None:
    assert silent(claimed_deeds, conversation(user("Please do."), deed, response({"done": True}), assistant(words)))
    assert not silent(claimed_deeds, conversation(user("Please do."), assistant(words)))


@pytest.mark.parametrize(
    "words",
    [
        "The March payment was 50, so I set up the equation 1.1x = 50.",
        "I've created a complete example for you:\n```\nprint(1)\n```",
        "A moment, as I set region and limit.",
    ],
)
def test_what_the_words_themselves_make_needs_no_call(words: str) -> None:
    assert silent(claimed_deeds, conversation(user("Hi."), assistant(words)))
