"""Tool irrelevance, from memory: an answer given without the lookup that a tool at hand is there for."""

from __future__ import annotations

import pytest

from negforge.core.message import Message
from negforge.perturb.tool_irrelevance.from_memory import answer_from_memory
from tests.build import assistant, call, conversation, response, tool, user
from tests.perturb.proving import Conversation, proposals, proposed, words_of

TOOLS = [tool("lost_property", "Desk hours and phone of a station's lost property.", station="string")]
ASKED = user("Lost property at Orlow station: desk hours and phone, please.")
LOOKED = (call("lost_property", {"station": "Orlow"}), response({"hours": "08:00-20:30", "phone": "0555 497 298"}))
ANSWER = assistant("Lost property there is open 08:00 to 20:30.")


def run(*steps: Message, more: tuple[Message, ...] = ()) -> Conversation:
    return conversation(ASKED, *steps, ANSWER, *more, tools=TOOLS)


def test_all_lookups_go_and_the_hours_are_told_as_misremembered() -> None:
    (only,) = proposed(answer_from_memory, run(*LOOKED), also={"grounding"})
    assert [edit.at for edit in only.edits] == [0, 1, 2]
    words = words_of(only, 2)
    assert words.startswith("Lost property there is open ") and "08:00" not in words


FAILED = (call("lost_property", {"station": "Orlow"}), response("Error: out of service", error=True))


@pytest.mark.parametrize(
    "held_back",
    [
        run(),
        run(*FAILED),
        run(*LOOKED, *LOOKED, *LOOKED, *LOOKED),
        run(*LOOKED, more=(user("Thanks, and on Sunday?"),)),
    ],
    ids=["no lookup", "it failed", "a long run", "the user goes on"],
)
def test_the_lookup_stays_where_it_is_not_all_there_was(held_back: Conversation) -> None:
    assert proposals(answer_from_memory, held_back) == []


def test_a_request_that_no_tool_serves_keeps_its_steps() -> None:
    asked = user("In which year did someone first walk on the moon?")
    kept = conversation(asked, *LOOKED, assistant("In 1969, at 02:56."), tools=TOOLS)
    assert proposals(answer_from_memory, kept) == []
