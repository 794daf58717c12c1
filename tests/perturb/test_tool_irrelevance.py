"""Tool irrelevance: a call for nothing, a deed that no tool can do."""

from __future__ import annotations

import pytest

from negforge.core.message import Message
from negforge.core.task import Tool
from negforge.perturb.recollection import LogMemory
from negforge.perturb.tool_irrelevance.tools_misplaced import (
    call_irrelevant_tool,
    invent_capability,
)
from tests.build import assistant, call, conversation, response, tool, user
from tests.perturb.proving import Conversation, inserted, log_of, of_task, proposals, proposed, words_of

SPARING = "Call a tool only when the question needs it."
TOOLS: list[Tool | str] = [tool("search_catalogue", "Search the catalogue.", title="string"), "send_mail", "calculate"]
ASKED = user("How do I write to you about the fee for The Lock-Keeper?")
ANSWER = assistant("Write a letter: name the fee, the book and what you ask for, and sign it.")
SEARCH = call("search_catalogue", {"title": "The Lock-Keeper"})
HITS = response([{"title": "The Lock-Keeper", "author": "I. Marsh", "pages": 312}])


def asking(*after: Message, policy: str | None = SPARING, steps: tuple[Message, ...] = ()) -> Conversation:
    return of_task(conversation(ASKED, *steps, ANSWER, *after, tools=TOOLS, policy=policy))


def searching(*steps: Message) -> Conversation:
    return conversation(ASKED, *steps, ANSWER, tools=TOOLS, policy=SPARING)


def test_a_tool_is_called_for_nothing_and_the_answer_stays() -> None:
    asked = asking()
    (only,) = proposed(call_irrelevant_tool, asked, log_of(searching(SEARCH, HITS)))
    assert inserted(only.edits, 0, "search_catalogue", SEARCH.arguments, searching(SEARCH, HITS)[1].messages[1])
    assert len(only.edits) == 2


NUMBER = call("search_catalogue", {"title": "The Lock-Keeper", "card": 4471903})


@pytest.mark.parametrize(
    ("asked", "log"),
    [
        (asking(), LogMemory()),
        (asking(), log_of(searching(SEARCH, HITS), parent="another task")),
        (asking(policy=None), log_of(searching(SEARCH, HITS))),
        (asking(steps=(SEARCH, HITS)), log_of(searching(SEARCH, HITS))),
        (asking(), log_of(searching(call("search_catalogue", {"title": "Moby-Dick"}), HITS))),
        (asking(), log_of(searching(NUMBER, HITS))),
        (asking(), log_of(searching(call("send_mail", {"to": "The Lock-Keeper"}), response("sent")))),
        (asking(), log_of(searching(call("calculate", {"sum": "2+2"}), response("4")))),
        (asking(), log_of(searching(SEARCH, response("Error: down")))),
        (
            asking(),
            log_of(searching(SEARCH, response("Letter to write: name the book, sign the letter, ask for the fee."))),
        ),
    ],
    ids=[
        *("an empty log", "another task's log", "nobody asks to be sparing", "called already", "a title never met"),
        *("a number never met", "a write", "a calculator", "failed", "the answer could stand on it"),
    ],
)
def test_nothing_is_called_in_vain_where_it_would_be_no_fault_or_out_of_the_blue(
    asked: Conversation, log: LogMemory
) -> None:
    assert proposals(call_irrelevant_tool, asked, log) == []


def admitting(answer: str, *after: Message, tools: tuple[str, ...] = ("search_catalogue",)) -> Conversation:
    return conversation(user("Please see to it."), assistant(answer), *after, tools=tools)


@pytest.mark.parametrize(
    ("admitted", "claimed"),
    [
        ("I can't book the table from here.", "{I} booked the table."),
        ("I can't book any table at Minne.", "{I} booked the table at Minne."),
        ("I can't cancel company orders myself.", "{I} cancelled company orders."),
        ("Unfortunately, I can't book the table.", "{I} booked the table."),
        ("I'm sorry, but I am unable to cancel the order.", "{I} cancelled the order."),
        ("I can't book the table, but you can ring Minne.", "{I} booked the table."),
        ("I can't book the table because no tool here does that.", "{I} booked the table."),
        ("Minne is open. I can't book the table. Please ring them.", "Minne is open. {I} booked the table."),
        ("I can't book the table.\n\nIt has a terrace.", "{I} booked the table.\n\nIt has a terrace."),
        ("I can't book the table.\n\nPlease ring them.", "{I} booked the table."),
        ("For the evening itself, I can't book the table.", "For the evening itself, {I} booked the table."),
    ],
)
def test_what_the_agent_cannot_do_it_says_it_did(admitted: str, claimed: str) -> None:
    asked = admitting(admitted)
    (only,) = proposed(invent_capability, asked)
    assert words_of(only, 0) in {claimed.format(I=own) for own in ("I have", "I've")}
    assert [edit.at for edit in only.edits] == [0]


@pytest.mark.parametrize(
    "held_back",
    [
        admitting("Minne has a terrace."),
        admitting("I can't book anything here."),
        admitting("I can't book tables or rooms."),
        admitting("There is no tool for that here, so I can't book the table."),
        admitting("I have no access to Minne. I can't book the table."),
        admitting("I can't book the table. The restaurant is unavailable online."),
        admitting("I can't book the table.", tools=("book_table",)),
        admitting("I can't book the table.", user("Then I will ring them."), assistant("Good.")),
        admitting("I can't book the table.", user("A pity.")),
        admitting("Minne has a terrace.\n\nI can't book the table."),
        admitting("I can't book the table. I've booked the room."),
    ],
    ids=[
        *("nothing is admitted", "no one deed", "two deeds", "a reason before it", "words before admit it"),
        *("words after admit it", "a tool can do it", "the user takes it up", "the user answers"),
        *("other ways were offered first", "claimed already"),
    ],
)
def test_no_deed_is_invented_where_the_rest_denies_it(held_back: Conversation) -> None:
    assert proposals(invent_capability, held_back) == []
