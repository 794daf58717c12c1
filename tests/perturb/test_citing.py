"""Citing: a tool that was never called is named as the source, where another tool or none gave it."""

from __future__ import annotations

import pytest

from negforge.core.message import Message
from negforge.perturb.tool_irrelevance.citing import cite_another_tool, cite_uncalled_tool
from tests.build import assistant, call, conversation, response, tool, user
from tests.perturb.proving import Conversation, proposals, proposed, words_of

RATE = tool("get_rate", "Exchange rate of the day between two currencies, per unit.", base="string", quote="string")
FEES = tool("list_fees", "Fees for exchange and transfer.", read_only=True)
SEND = tool("send_note", "Send a note about the exchange rate.", read_only=False, text="string")
NOTE = "The exchange rate for two currencies of this note was 11.72 per unit."
READ = (call("get_rate", {"base": "EUR", "quote": "NOK"}), response({"rate": 11.72}))


def noting(answer: str, *after: Message, steps: tuple[Message, ...] = ()) -> Conversation:
    asked = user("Write the note; the rate was 11.72.")
    return conversation(asked, *steps, assistant(answer), *after, tools=[RATE, FEES, SEND])


def test_a_tool_that_was_never_called_is_named_as_the_source() -> None:
    (only,) = proposed(cite_uncalled_tool, noting(f"Here it is.\n\n{NOTE}\nBest wishes"))
    text = words_of(only, 0)
    assert text.startswith("Here it is.\n\n") and text.endswith("\nBest wishes")
    assert "get_rate" in text and "11.72 per unit" in text


def test_another_tool_than_the_one_that_gave_it_is_named() -> None:
    (only,) = proposed(cite_uncalled_tool, noting(NOTE, steps=READ))
    assert "list_fees" in words_of(only, 2)


def test_the_tool_that_is_named_rightly_is_exchanged_for_another() -> None:
    (only,) = proposed(cite_another_tool, noting(f"According to get_rate, {NOTE}", steps=READ))
    assert words_of(only, 2) == f"According to list_fees, {NOTE}"
    assert only.parameters == (("tool", "list_fees"), ("instead_of", "get_rate"))


@pytest.mark.parametrize(
    "held_back",
    [
        noting("The exchange rate for two currencies of this note was high per unit."),
        noting("The forest of this region holds some 11,720 spruces and firs."),
        noting("Is the exchange rate for two currencies 11.72 per unit on that day?"),
        noting("You told me that the exchange rate for currencies was 11.72 per unit."),
        noting("The exchange rate for two currencies, as I take it, was 11.72 per unit."),
        noting("| currency | exchange rate | was 11.72 per unit |"),
        noting(f"{NOTE} According to get_rate that is right."),
    ],
    ids=[
        *("no figure", "nothing that a tool tells", "a question", "a tale of the user", "the writer's own"),
        *("a table", "cited already"),
    ],
)
def test_no_tool_is_cited_for_what_it_cannot_have_told(held_back: Conversation) -> None:
    assert proposals(cite_uncalled_tool, held_back) == []


def test_the_citation_edits_the_last_answer_only() -> None:
    (only,) = proposed(cite_uncalled_tool, noting("One moment.", user("Well?"), assistant(NOTE)))
    assert [edit.at for edit in only.edits] == [2]
