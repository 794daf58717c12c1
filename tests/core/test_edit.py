"""Edits: what they make of a row of messages can be undone, and what does not fit is refused with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negforge.core.edit import Edit, apply, diff, undone
from negforge.core.errors import StaleEdit
from negforge.core.message import Message, ToolCall, say, text_of
from tests.strategies import messages

A, B, C, D = (say("assistant", letter) for letter in "ABCD")
ROW = (A, B, C)

few = st.sampled_from((A, B, C, D, ToolCall("c1", "look", "{}")))
rows = st.lists(few, max_size=8) | st.lists(messages(), max_size=5)


@st.composite
def edits_of_a_row(draw: st.DrawFn) -> tuple[tuple[Message, ...], tuple[Edit, ...]]:
    """A row and edits that fit it, in any order: each message changed at most once, inserts wherever."""
    row = tuple(draw(rows))
    edits: list[Edit] = []
    for at, message in enumerate(row):
        kind = draw(st.sampled_from(["keep", "keep", "replace", "delete"]))
        if kind != "keep":
            edits.append(Edit(at, message, draw(few) if kind == "replace" else None))
    edits += [Edit(at, None, draw(few)) for at in draw(st.lists(st.integers(0, len(row)), max_size=4))]
    return row, tuple(draw(st.permutations(edits)))


@given(rows, rows)
def test_the_difference_of_two_rows_leads_from_one_to_the_other(base: list[Message], other: list[Message]) -> None:
    assert apply(base, diff(base, other)) == tuple(other)


@given(rows)
def test_equal_rows_have_no_difference(row: list[Message]) -> None:
    assert diff(row, row) == ()


@given(edits_of_a_row())
def test_undone_edits_lead_back(case: tuple[tuple[Message, ...], tuple[Edit, ...]]) -> None:
    row, edits = case
    back = undone(edits)
    assert len(back) == len(edits)
    assert apply(apply(row, edits), back) == row


@given(edits_of_a_row())
def test_undone_twice_they_make_the_same_row(case: tuple[tuple[Message, ...], tuple[Edit, ...]]) -> None:
    row, edits = case
    assert apply(row, undone(undone(edits))) == apply(row, edits)


@given(st.integers(0, 6), st.data())
def test_what_no_edit_names_stays_and_stays_in_order(length: int, data: st.DataObject) -> None:
    row = [say("assistant", str(number)) for number in range(length)]
    changed = data.draw(st.sets(st.sampled_from(range(length)))) if length else set()
    edits = [Edit(at, row[at], data.draw(st.sampled_from([None, A]))) for at in changed]
    edits += [Edit(at, None, B) for at in data.draw(st.lists(st.integers(0, length), max_size=4))]
    left = [message for message in apply(row, edits) if message not in (A, B)]
    assert left == [message for at, message in enumerate(row) if at not in changed]


def test_inserts_at_one_place_keep_their_order() -> None:
    edits = (Edit(1, None, C), Edit(1, None, D), Edit(1, None, B))
    assert _letters(apply((A, B), edits)) == "ACDBB"


def test_an_insert_stands_before_the_message_it_names_also_when_that_one_is_replaced_or_deleted() -> None:
    assert _letters(apply(ROW, (Edit(1, B, D), Edit(1, None, A)))) == "AADC"
    assert _letters(apply(ROW, (Edit(1, B, None), Edit(1, None, D)))) == "ADC"


def test_an_insert_at_the_length_of_the_base_appends() -> None:
    assert _letters(apply(ROW, (Edit(3, None, D),))) == "ABCD"
    assert apply((), (Edit(0, None, D),)) == (D,)


def test_edits_count_in_the_base_and_not_in_what_earlier_edits_made_of_it() -> None:
    edits = (Edit(0, A, None), Edit(2, C, D), Edit(1, None, C))
    assert _letters(apply(ROW, edits)) == "CBD"
    assert apply(ROW, edits[::-1]) == apply(ROW, edits)


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (Edit(1, C, D), "edit at message 1: expects Say(role='assistant', parts=(Text(text='C'),)"),
        (Edit(1, A, None), "edit at message 1: expects Say(role='assistant', parts=(Text(text='A'),)"),
        (Edit(3, A, D), "edit at message 3: lies outside the 3 messages"),
        (Edit(-1, C, D), "edit at message -1: lies outside the 3 messages"),
        (Edit(4, None, D), "edit at message 4: inserts outside the 3 messages"),
        (Edit(-1, None, D), "edit at message -1: inserts outside the 3 messages"),
        (Edit(0, None, None), "edit at message 0: changes nothing"),
    ],
)
def test_a_stale_edit_says_where(edit: Edit, reason: str) -> None:
    with pytest.raises(StaleEdit) as refused:
        apply(ROW, (edit,))
    assert str(refused.value).startswith(reason)
    assert refused.value.at == edit.at


def test_a_stale_edit_tells_what_it_finds_and_stays_short() -> None:
    long = say("assistant", "x" * 500)
    with pytest.raises(StaleEdit) as refused:
        apply((long,), (Edit(0, A, D),))
    assert "but finds Say(" in str(refused.value)
    assert len(str(refused.value)) < 240


@pytest.mark.parametrize("second", [Edit(1, B, A), Edit(1, B, None), Edit(1, B, D)])
def test_two_edits_of_one_message_are_refused(second: Edit) -> None:
    with pytest.raises(StaleEdit, match="edit at message 1: is changed by two edits"):
        apply(ROW, (Edit(1, B, D), second))


def test_a_message_with_another_source_is_another_message_to_an_edit() -> None:
    marked = replace(B, extra='{"n":1}')
    with pytest.raises(StaleEdit, match="edit at message 1: expects"):
        apply((A, marked, C), (Edit(1, B, D),))


def test_a_difference_replaces_where_both_sides_have_a_message() -> None:
    assert diff(ROW, (A, D, C)) == (Edit(1, B, D),)
    assert diff(ROW, (A, C)) == (Edit(1, B, None),)
    assert diff((A, C), ROW) == (Edit(1, None, B),)


def _letters(row: Sequence[Message]) -> str:
    return "".join(text_of(message) for message in row)
