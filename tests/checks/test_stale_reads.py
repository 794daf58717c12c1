"""Stale reads: after a write changed a record, what was read before it is not told as the state now."""

from __future__ import annotations

import pytest

from negforge.checks.stale_reads import stale_reads
from negforge.core.json_text import Json
from negforge.core.message import Message
from tests.build import assistant, call, conversation, response, tool, user
from tests.checks.findings import evidence, silent
from tests.perturb.proving import Conversation

TOOLS = [
    tool("read_order", "An order.", order_id="string"),
    tool("change_order", "Change an order.", order_id="string"),
    tool("create_order", "A new order like another.", order_id="string"),
]
ASKED = user("Take a lamp off order 70-641, please, and tell me how it stands then.")
ID = {"order_id": "70-641"}
BEFORE: Json = {"order_id": "70-641", "status": "open", "totals": {"to_pay": 129.45}}
AFTER: Json = {"order_id": "70-641", "status": "changed", "totals": {"to_pay": 84.5}}


def changed(
    words: str, *, write: str = "change_order", after: Json = AFTER, more: tuple[Message, ...] = ()
) -> Conversation:
    read = (call("read_order", ID), response(BEFORE))
    return conversation(ASKED, *read, call(write, ID), response(after), *more, assistant(words), tools=TOOLS)


def test_an_amount_read_before_the_write_is_told_as_the_amount_now() -> None:
    found = evidence(stale_reads, changed("You pay EUR 129.45 for it now."))
    assert found == [((5, "129.45"), (4, "84.5"), (2, "129.45"))]


def test_a_status_read_before_the_write_is_told_as_the_status_now() -> None:
    found = evidence(stale_reads, changed("Order 70-641 is open."))
    assert found == [((5, "open"), (4, "changed"), (2, "open"))]


@pytest.mark.parametrize(
    "asked",
    [
        changed("You pay EUR 84.50 for it now."),
        changed("It went from EUR 129.45 to EUR 84.50."),
        changed("It was EUR 129.45 until now."),
        changed("You pay EUR 129.45.", write="create_order"),
        changed("You pay EUR 129.45.", after={"error": "order is locked"}),
        changed("You pay EUR 129.45.", after={"order_id": "70-641", "shipping": {"to_pay": 84.5}}),
        changed("You pay EUR 129.45.", more=(user("EUR 129.45 it stays?"),)),
        changed("The shop is open."),
    ],
    ids=[
        *("the new one", "both", "told as past", "another record", "the write failed", "another field of that name"),
        *("said again since", "a word about something else"),
    ],
)
def test_what_holds_or_is_told_as_past_is_not_stale(asked: Conversation) -> None:
    assert silent(stale_reads, asked)


def test_a_read_alone_changes_nothing() -> None:
    read = (call("read_order", ID), response(BEFORE), call("read_order", ID), response(AFTER))
    assert silent(stale_reads, conversation(ASKED, *read, assistant("You pay EUR 129.45."), tools=TOOLS))
