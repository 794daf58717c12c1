"""Mirrors: which defect, or which kind of chosen, stands against a defect."""

from __future__ import annotations

import pytest

from negforge.assemble.mirrors import KINDS, mirror_defect, patterns_shown, unread_mirrors
from negforge.core.defect import DEFECTS
from negforge.core.message import Message
from negforge.core.pair import Pair, pair_id
from negforge.core.trajectory import Label, Trajectory
from tests.build import assistant, call, conversation, response, tool, user

BY_SLUG = {one.slug: one for one in DEFECTS}
TOOLS = [
    tool("find_trip", read_only=True, day="string"),
    tool("book_trip", read_only=False, trip="string", seats="integer?"),
]


def shown(*messages: Message) -> frozenset[str]:
    task, run = conversation(*messages, tools=TOOLS)
    bad = Trajectory((*run.messages, assistant("Done.")))
    name = pair_id(task, run, bad)
    return patterns_shown(Pair(name, task, run, bad, "guessed", "planning", "rule", Label("chosen", by="program")))


def test_a_mirror_that_is_a_defect_is_told_by_its_slug() -> None:
    assert mirror_defect(BY_SLUG["unasked_write"], BY_SLUG) == "write_claimed_not_made"
    assert mirror_defect(BY_SLUG["wrong_entity"], BY_SLUG) is None


def test_every_kind_of_chosen_is_read_but_for_those_that_are_told() -> None:
    assert unread_mirrors() == ("private_data_leaked",)
    assert all(mirror_defect(BY_SLUG[slug], BY_SLUG) is None for slug in KINDS)


LOOK = (call("find_trip", {"day": "Monday"}), response({"trip": "T7", "price": 30, "day": "Monday"}))
BOOK = (call("book_trip", {"trip": "T7"}), response({"trip": "T7", "state": "booked"}))
BOOK_TWO = (call("book_trip", {"trip": "T7", "seats": 2}), response({"trip": "T7", "seats": 2}))


@pytest.mark.parametrize(
    ("slug", "messages", "instead"),
    [
        ("wrong_entity", (*LOOK, *BOOK), LOOK),
        ("skipped_check", BOOK, (*LOOK, *BOOK)),
        ("skipped_confirmation", (*LOOK, *BOOK), (*LOOK, assistant("Shall I book?"), user("Yes."), *BOOK)),
        ("wrong_amount", (*BOOK, user("Make it two."), *BOOK_TWO), BOOK),
        ("violated_constraint", (*BOOK, user("Make it two."), *BOOK_TWO), (*BOOK, *BOOK_TWO)),
        ("repeated_write", (*BOOK, *LOOK, *BOOK), (*BOOK, *BOOK)),
    ],
)
def test_a_kind_of_chosen_is_read_off_its_steps(
    slug: str, messages: tuple[Message, ...], instead: tuple[Message, ...]
) -> None:
    ask, end = user("A trip on Monday, please."), assistant("There it is.")
    assert slug in shown(ask, *messages, end)
    assert slug not in shown(ask, *instead, end)


@pytest.mark.parametrize(
    ("slug", "answer", "instead"),
    [
        ("ungrounded_value", "It costs 30.", "There is one."),
        ("overclaimed", "That is all there is on Monday.", "It costs 30."),
        ("uncalled_tool_cited", "So says find_trip.", "So it says."),
        ("left_undone", "T7 is not booked yet.", "T7 is there."),
    ],
)
def test_a_kind_of_chosen_is_read_off_its_last_words(slug: str, answer: str, instead: str) -> None:
    ask = user("What goes on Monday?")
    assert slug in shown(ask, *LOOK, assistant(answer))
    assert slug not in shown(ask, *LOOK, assistant(instead))
