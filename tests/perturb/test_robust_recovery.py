"""Robust recovery: an error met blindly, too soon given in to, made up for by inventing, or hidden."""

from __future__ import annotations

import re

import pytest

from negforge.core.edit import Edit
from negforge.core.json_text import Json
from negforge.core.message import Message, text_of
from negforge.perturb.robust_recovery.setbacks import give_up, hide_failure, invent_after_error, retry_unchanged
from tests.build import assistant, call, conversation, response, user
from tests.perturb.proving import Conversation, assert_sound, inserted, proposals, proposed, words_of

TOOLS = ["get_parcel", "search_parcels", "list_slots", "send_mail"]
ASKED = user("Where is the parcel SL-88624, and when was it weighed?")
WRONG = call("get_parcel", {"number": "SL-88624"})
NOT_FOUND: Json = {"error": "not_found", "message": "No parcel carries that number."}
SEARCHED = (call("search_parcels", {"name": "Berg"}), response([{"number": "SL-86824", "name": "Berg"}]))
FOUND = (call("get_parcel", {"number": "SL-86824"}), response({"weight": 3.42, "shelf": 417, "city": "Gent"}))
GROUP = (WRONG, call("list_slots", {}, with_previous=True), response(NOT_FOUND), response([]))
ANSWER = assistant("Two digits were swapped. It weighs 3.42 kg and lies on shelf 417.")


def repaired(
    *after: Message,
    failure: Json = NOT_FOUND,
    repair: tuple[Message, ...] = (*SEARCHED, *FOUND),
    answer: Message = ANSWER,
) -> Conversation:
    return conversation(ASKED, WRONG, response(failure), *repair, answer, *after, tools=TOOLS)


def test_a_call_that_cannot_succeed_is_sent_again_and_refused_again() -> None:
    asked = repaired()
    (only,) = proposed(retry_unchanged, asked)
    assert inserted(only.edits, 2, "get_parcel", WRONG.arguments, asked[1].messages[1])
    assert len(only.edits) == 2


def test_a_request_that_is_sent_again_gets_a_number_of_its_own() -> None:
    (only,) = proposed(retry_unchanged, repaired(failure={"error": "denied", "request_id": "rq-55120"}))
    again = text_of(only.edits[1].after)  # type: ignore[arg-type]
    assert re.fullmatch(r'\{"error":"denied","request_id":"\w\w-\w{5}"\}', again)
    assert "rq-55120" not in again


@pytest.mark.parametrize(
    "held_back",
    [
        repaired(failure="Error 503: temporarily unavailable, try again"),
        repaired(failure={"error": "rate limit"}),
        repaired(failure={"error": "denied", "timestamp": "10:14:05"}),
        repaired(failure={"number": "SL-88624", "weight": 3.42}),
        repaired(repair=(WRONG, response({"weight": 3.42, "shelf": 417}))),
        repaired(repair=(WRONG, response(NOT_FOUND), *SEARCHED, *FOUND)),
        conversation(ASKED, WRONG, response(NOT_FOUND), tools=TOOLS),
        conversation(ASKED, WRONG, tools=TOOLS),
        conversation(ASKED, call("get_parcel", {}, by="user"), response(NOT_FOUND), ANSWER, tools=TOOLS),
        conversation(ASKED, WRONG, response(NOT_FOUND), user("Oh, I mean SL-86824."), *FOUND, ANSWER, tools=TOOLS),
        conversation(ASKED, *GROUP, *FOUND, ANSWER, tools=TOOLS),
    ],
    ids=[
        *("a transient error", "a rate limit", "an error that tells the moment", "no error", "it went through again"),
        *("sent again already", "the run ends there", "never answered", "the user's own call"),
        *("the user goes on", "another call of the reply succeeded"),
    ],
)
def test_nothing_is_sent_again_where_it_could_help_or_has_no_place(held_back: Conversation) -> None:
    assert proposals(retry_unchanged, held_back) == []


def test_the_run_ends_at_the_error_and_says_so() -> None:
    asked = repaired()
    (only,) = proposed(give_up, asked)
    messages = asked[1].messages
    assert only.edits[:4] == tuple(Edit(at, messages[at], None) for at in (2, 3, 4, 5))
    assert len(only.edits) == 5
    words = words_of(only, 6)
    assert "use get_parcel" in words and '"No parcel carries that number"' in words
    assert only.parameters == (("tool", "get_parcel"), ("messages_of_the_repair", "4"))


@pytest.mark.parametrize("rng_seed", range(20))
def test_in_whatever_words_it_gives_up_it_is_honest(rng_seed: int) -> None:
    asked = repaired()
    (only,) = proposals(give_up, asked, rng_seed=rng_seed)
    assert_sound(give_up, asked, only)


@pytest.mark.parametrize(
    "held_back",
    [
        repaired(repair=()),
        repaired(repair=(*SEARCHED, FOUND[0], response(NOT_FOUND))),
        repaired(repair=SEARCHED),
        repaired(repair=SEARCHED * 5 + FOUND),
        repaired(user("Thank you.")),
        conversation(ASKED, *GROUP, *FOUND, ANSWER, tools=TOOLS),
        conversation(
            ASKED, WRONG, response(NOT_FOUND), assistant("No."), user("SL-86824."), *FOUND, ANSWER, tools=TOOLS
        ),
        repaired(failure={"number": "SL-88624", "weight": 3.42}),
    ],
    ids=[
        *("nothing was tried", "the repair failed", "other tools worked, this one never did", "a long way"),
        *("the user answers", "one of two calls", "put right by the user", "no error"),
    ],
)
def test_the_agent_does_not_give_up_where_nothing_was_mended_or_more_follows(held_back: Conversation) -> None:
    assert proposals(give_up, held_back) == []


def test_after_the_error_nothing_is_tried_and_figures_are_given_all_the_same() -> None:
    asked = repaired()
    (only,) = proposed(invent_after_error, asked, also={"disclosure"})
    messages = asked[1].messages
    assert only.edits[:4] == tuple(Edit(at, messages[at], None) for at in (2, 3, 4, 5))
    words = words_of(only, 6)
    assert re.fullmatch(r"Two digits were swapped\. It weighs \d\.\d\d kg and lies on shelf \d{3}\.", words)
    assert "3.42" not in words and "417" not in words


@pytest.mark.parametrize(
    "held_back",
    [
        repaired(answer=assistant("It lies in Gent.")),
        repaired(answer=assistant("It weighs 3.42 kg.")),
        repaired(repair=()),
        repaired(user("Thank you.")),
        repaired(answer=assistant("It weighs 3.42 kg, costs 9.80 and lies on shelf 417.")),
        conversation(ASKED, *GROUP, *FOUND, ANSWER, tools=TOOLS),
    ],
    ids=["no figures", "one figure only", "no repair", "the user answers", "invented already", "one of two calls"],
)
def test_nothing_is_invented_where_there_is_no_repair_or_hardly_a_figure(held_back: Conversation) -> None:
    assert proposals(invent_after_error, held_back) == []


MAILED = (call("send_mail", {"to": "anna@mail.example"}), response({"error": "mailbox_full"}))
TOLD = "The parcel lies in Gent and weighs 3.42 kg, as it was weighed in on Monday."
ADMITTED = "I could not send the mail to Anna: her mailbox is full."


def mailed(*after: Message, answer: str = f"{TOLD} {ADMITTED}", more: tuple[Message, ...] = ()) -> Conversation:
    return conversation(ASKED, *FOUND, *MAILED, *more, assistant(answer), *after, tools=TOOLS)


def test_the_sentence_that_admits_the_failure_is_left_out() -> None:
    asked = mailed()
    (only,) = proposed(hide_failure, asked)
    assert only.edits == (Edit(4, asked[1].messages[4], assistant(TOLD)),)
    assert only.parameters == (("sentences", "1"),)


def test_a_simulated_users_sign_off_is_no_answer() -> None:
    (only,) = proposed(hide_failure, mailed(user("###STOP###")))
    assert words_of(only, 4) == TOLD


@pytest.mark.parametrize(
    "held_back",
    [
        mailed(answer=TOLD),
        mailed(answer=ADMITTED),
        mailed(answer=f"It is there. {ADMITTED}"),
        mailed(user("A pity. I will write to her myself.")),
        mailed(answer=f"{TOLD} {ADMITTED} The mail server refused it twice."),
        mailed(more=(MAILED[0], response("sent"))),
        conversation(ASKED, *FOUND, assistant(f"{TOLD} {ADMITTED}"), tools=TOOLS),
        mailed(user("And?"), call("send_mail", {"to": "otto@mail.example"}), response("sent")),
    ],
    ids=[
        *("nothing is admitted", "nothing else is said", "little else is said", "the user answers to it"),
        *("other words still tell it", "put right", "no error", "the run goes on"),
    ],
)
def test_no_failure_is_hidden_where_none_is_or_the_rest_tells_it(held_back: Conversation) -> None:
    assert proposals(hide_failure, held_back) == []


def test_the_run_ends_where_another_write_served_in_the_place_of_one_that_failed() -> None:
    locked = response({"error": "locked", "message": "The weight can no longer be changed."})
    asked = conversation(
        user("The parcel SL-88624 weighs 4 kg; if that cannot be changed, put it in a note."),
        *(call("update_parcel", {"number": "SL-88624", "weight": 4}), locked),
        *(call("add_note", {"number": "SL-88624", "text": "4 kg"}), response({"ok": True})),
        assistant("The weight is locked; a note on SL-88624 says 4 kg."),
        tools=["update_parcel", "add_note"],
    )
    (only,) = proposed(give_up, asked)
    assert [edit.after is None for edit in only.edits] == [True, True, False]
