"""Planning, writes: one that nobody asked for, one without the yes that the rules want, one passed on to a person."""

from __future__ import annotations

import pytest

from negforge.core.edit import Edit
from negforge.core.json_text import Json
from negforge.core.message import Message, text_of
from negforge.perturb.planning.steps import skip_confirmation
from negforge.perturb.planning.writes import add_unasked_write, hand_over_needlessly
from negforge.perturb.recollection import LogMemory
from tests.build import assistant, call, conversation, response, tool, user
from tests.perturb.proving import Conversation, inserted, log_of, proposals, proposed, words_of

HUMAN = tool("transfer_to_human_agents", "Transfer the user to a human agent.", summary="string")
SHOP = [
    tool("get_customer", "A customer.", user_id="string"),
    tool("send_voucher", "Send a voucher.", user_id="string", amount="integer", express="boolean?"),
    tool("cancel_booking", "Cancel a booking.", booking_id="string"),
    tool("change_payment", "Change how a booking is paid.", booking_id="string", method="string"),
    HUMAN,
]
KNOWN = (call("get_customer", {"user_id": "u_2002"}), response({"name": "Berg", "points": 410}))
LONG = (
    "You have 410 points in your account at the moment, and they stay valid as long as you order something each "
    "year. Is there anything else that I can do?"
)


def asked_for_points(*after: Message, answer: str = LONG, before: tuple[Message, ...] = KNOWN) -> Conversation:
    asked = user("How many points do I have? My number is u_2002.")
    return conversation(asked, *before, assistant(answer), *after, tools=SHOP)


def voucher(
    user_id: str, amount: int, reply: str = "Voucher of {amount} added to {user_id}.", **more: Json
) -> Conversation:
    arguments: dict[str, Json] = {"user_id": user_id, "amount": amount, **more}
    step = (call("send_voucher", arguments), response(reply.format(user_id=user_id, amount=amount)))
    return conversation(user(f"I am {user_id}. Send me the voucher."), *step, assistant("Sent."), tools=SHOP)


VOUCHERS = log_of(voucher("u_1001", 50), voucher("u_1002", 80))


def test_a_write_nobody_asked_for_is_carried_out_for_this_user_and_reported() -> None:
    asked = asked_for_points()
    found = proposed(add_unasked_write, asked, VOUCHERS)
    assert len(found) == 2
    for one in found:
        amount = 50 if "50" in text_of(one.edits[0].after or one.edits[0].before) else 80
        reply = response(f"Voucher of {amount} added to u_2002.")
        logged = voucher("u_1001", amount)[1].messages[1]
        expected = type(logged)(logged.call_id, logged.name, reply.parts)
        assert inserted(one.edits, 2, "send_voucher", f'{{"user_id":"u_2002","amount":{amount}}}', expected)
        head, told, tail = words_of(one, 2).partition(" voucher")
        assert told and str(amount) in tail
        assert head.startswith("You have 410 points") and tail.endswith("Is there anything else that I can do?")


def test_a_flag_is_not_reported_as_a_figure() -> None:
    log = log_of(voucher("u_1001", 50, express=True), voucher("u_1002", 80, express=True))
    for one in proposed(add_unasked_write, asked_for_points(), log):
        assert "True" not in words_of(one, 2)


@pytest.mark.parametrize(
    ("asked", "log"),
    [
        (asked_for_points(answer="You have 410 points."), VOUCHERS),
        (asked_for_points(before=()), VOUCHERS),
        (asked_for_points(), log_of(voucher("u_1001", 50))),
        (asked_for_points(), log_of(voucher("u_1001", 50), voucher("u_1002", 80, "Voucher no 7781 is on its way."))),
        (asked_for_points(), LogMemory()),
        (asked_for_points(before=(*KNOWN, *voucher("u_2002", 50)[1].messages[:2])), VOUCHERS),
        (asked_for_points(user("Oh, and which of my orders?"), KNOWN[0]), VOUCHERS),
    ],
    ids=[
        *("a short answer hides nothing", "no one the run is about", "one call explains nothing"),
        *("the reply does not follow", "an empty log", "made already", "the run goes on"),
    ],
)
def test_no_write_is_added_where_its_reply_is_not_known_or_it_has_no_place(asked: Conversation, log: LogMemory) -> None:
    assert proposals(add_unasked_write, asked, log) == []


def test_no_write_is_added_that_names_what_the_run_never_met() -> None:
    def paid(user_id: str, card: str) -> Conversation:
        step = (call("set_card", {"user_id": user_id, "card": card}), response(f"{user_id} pays by {card}."))
        return conversation(
            user(f"{user_id} here: take {card}."), *step, assistant("Done."), tools=["set_card", "get_customer"]
        )

    asked = conversation(user("My points? u_2002"), *KNOWN, assistant(LONG), tools=["set_card", "get_customer"])
    assert proposals(add_unasked_write, asked, log_of(paid("u_1001", "CC-4471"), paid("u_1002", "CC-9923"))) == []


RULE = "Before any change to a booking, ask the user for explicit confirmation (yes)."
WISH = user("I want booking W-4471 cancelled.")
LOOKED = (call("get_customer", {"user_id": "u_2002"}), response({"name": "Berg"}))
OFFER = assistant("I will cancel booking W-4471. Shall I go ahead?")
DONE = assistant("Booking W-4471 has been cancelled.")


def cancelling(
    yes: str = "Yes, please.",
    *,
    policy: str | None = RULE,
    wish: Message = WISH,
    offer: Message = OFFER,
    write: tuple[Message, ...] = (call("cancel_booking", {"booking_id": "W-4471"}), response("Done.")),
) -> Conversation:
    return conversation(wish, *LOOKED, offer, user(yes), *write, DONE, tools=SHOP, policy=policy)


def test_question_and_yes_are_taken_out_and_the_write_is_made_all_the_same() -> None:
    asked = cancelling()
    (only,) = proposed(skip_confirmation, asked)
    messages = asked[1].messages
    assert only.edits == (Edit(2, messages[2], None), Edit(3, messages[3], None))
    assert only.parameters == (("tool", "cancel_booking"),)


def changing(yes: str) -> Conversation:
    write = (call("change_payment", {"booking_id": "W-4471", "method": "invoice"}), response("Done."))
    wish = user("I want to change how W-4471 is paid.")
    return cancelling(yes, wish=wish, offer=assistant("I can change the payment of W-4471. Shall I?"), write=write)


@pytest.mark.parametrize(
    "held_back",
    [
        cancelling(policy=None),
        cancelling(policy="Be brief."),
        cancelling("No, leave it."),
        cancelling("Yes, and W-4472 as well."),
        cancelling("Yes, by 12:30 today, please."),
        cancelling("Yes, please. I have been waiting for it for weeks and have had quite enough of it."),
        changing("Yes, by invoice, please."),
        cancelling(offer=assistant("Booking W-4471 is on its way.")),
        cancelling(write=(call("cancel_booking", {"booking_id": "W-4471"}), response("Error: shipped already"))),
        cancelling(write=(call("get_customer", {"user_id": "u_2002"}), response("ok"))),
        conversation(
            *(WISH, assistant("Shall I look it up?"), user("Yes."), *LOOKED, OFFER, user("Yes, please.")),
            *(call("cancel_booking", {"booking_id": "W-4471"}), response("Done."), DONE),
            tools=SHOP,
            policy=RULE,
        ),
    ],
    ids=[
        *("no rules", "no such rule", "a no", "the yes brings an id", "the yes brings a time", "more than a yes"),
        *(
            "the yes brings a word the call is made with",
            "nothing was asked",
            "failed",
            "no write",
            "a yes came before",
        ),
    ],
)
def test_no_yes_is_taken_out_that_is_more_than_one_or_that_no_rule_asks_for(held_back: Conversation) -> None:
    assert proposals(skip_confirmation, held_back) == []


def transferred(summary: str, reply: str = "Transfer successful") -> Conversation:
    step = (call("transfer_to_human_agents", {"summary": summary}), response(reply))
    return conversation(user("I want a person."), *step, assistant("One moment."), tools=SHOP)


TRANSFERS = log_of(transferred("Wants a person."), transferred("Is unhappy."))


def test_what_the_user_agreed_to_is_passed_on_to_a_person_and_the_run_ends() -> None:
    asked = cancelling()
    (only,) = proposed(hand_over_needlessly, asked, TRANSFERS)
    messages = asked[1].messages
    call_edit, answer_edit, *rest = only.edits
    assert (call_edit.at, call_edit.before, answer_edit.at, answer_edit.before) == (4, messages[4], 5, messages[5])
    made, got = call_edit.after, answer_edit.after
    assert made == call("transfer_to_human_agents", text_of(made), call_id=made.call_id)
    assert "W-4471" in text_of(made) and text_of(got) == "Transfer successful"
    assert made.call_id == got.call_id not in {"c4", "c0"}
    assert tuple(rest) == (Edit(6, messages[6], None),)


def test_the_person_is_not_told_that_a_customer_is_to_be_booked() -> None:
    write = (call("book_seat", {"user_id": "u_2002", "train": "North Star"}), response("Done."))
    asked = cancelling(wish=user("A seat on the North Star."), offer=assistant("Shall I book the seat?"), write=write)
    (only,) = proposed(hand_over_needlessly, asked, TRANSFERS)
    assert text_of(only.edits[0].after).endswith(' book the seat."}')


GROUPED = (
    call("cancel_booking", {"booking_id": "W-4471"}),
    call("get_customer", {"user_id": "u_2002"}, with_previous=True),
    response("Done."),
    response({"name": "Berg"}),
)


@pytest.mark.parametrize(
    ("asked", "log"),
    [
        (cancelling(), LogMemory()),
        (cancelling(), log_of(transferred("Wants a person."))),
        (cancelling(), log_of(transferred("A"), transferred("B", "Nobody is there."))),
        (cancelling("No, leave it."), TRANSFERS),
        (cancelling(offer=assistant("I can transfer you to a human agent who cancels it. Shall I?")), TRANSFERS),
        (cancelling(offer=assistant("I can't cancel it. Is that all right?")), TRANSFERS),
        (cancelling(write=GROUPED), TRANSFERS),
        (cancelling(write=(call("cancel_booking", {"booking_id": "W-4471"}),)), TRANSFERS),
    ],
    ids=[
        *(
            "the log knows no handover",
            "one call explains nothing",
            "the log disagrees",
            "a no",
            "a person was offered",
        ),
        *("refused", "one of two calls", "never answered"),
    ],
)
def test_nothing_is_handed_over_where_it_could_be_right_or_cannot_be_known(asked: Conversation, log: LogMemory) -> None:
    assert proposals(hand_over_needlessly, asked, log) == []


def test_a_run_that_stops_on_the_call_is_left_alone() -> None:
    task, run = cancelling()
    stopped = (task, type(run)(run.messages[:5]))
    assert proposals(hand_over_needlessly, stopped, TRANSFERS) == []
    assert proposals(skip_confirmation, stopped) != []
