"""The full layout: a row holds all of a pair that is published, in the same columns whatever the pair."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from negforge.adapters.columns import names
from negforge.adapters.full_layout import Known, detect_full, full_row, read_full
from negforge.adapters.full_messages import Renamed
from negforge.adapters.json_values import decode, encode
from negforge.adapters.published_columns import FULL
from negforge.adapters.wire import encode_pair
from negforge.core.defect import SWAPPED_VALUES
from negforge.core.edit import Edit
from negforge.core.errors import UsageError
from negforge.core.message import Message, Pointer, ToolCall, ToolResponse, published, say
from negforge.core.pair import Neutral, Pair
from negforge.core.trajectory import Trajectory
from negforge.validate.faithful import before_neutral
from tests import strategies
from tests.validate.examples import CHOSEN, SWAPPED, pair_of

KNOWN = Known("u", "rail", "reference formal", None, '{"voice":"formal"}', SWAPPED_VALUES)


def stripped(pair: Pair) -> Pair:
    """The pair as it is published: no pointers, ids of calls hashed, the task of the pair's family."""
    ids = Renamed()

    def bare(message: Message) -> Message:
        plain = published(message)
        return replace(plain, call_id=ids(plain.call_id)) if isinstance(plain, (ToolCall, ToolResponse)) else plain

    def edited(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
        return tuple(Edit(one.at, one.before and bare(one.before), one.after and bare(one.after)) for one in edits)

    return replace(
        pair,
        task=replace(pair.task, family=pair.family, opening=tuple(map(bare, pair.task.opening))),
        chosen=Trajectory(tuple(map(bare, pair.chosen.messages))),
        rejected=Trajectory(tuple(map(bare, pair.rejected.messages))),
        edits=edited(pair.edits),
        neutral=Neutral(edited(pair.neutral.chosen), edited(pair.neutral.rejected)),
        extra=None,
    )


@given(strategies.pairs())
@settings(max_examples=40, deadline=None)
def test_a_row_gives_the_pair_back(pair: Pair) -> None:
    row = full_row(pair, KNOWN)
    assert tuple(row) == names(FULL)
    assert read_full(decode(encode(row))) == stripped(pair)


def test_the_edits_of_a_row_still_rebuild_the_rejected() -> None:
    own = pair_of((SWAPPED, Edit(5, None, CHOSEN[0])))
    read = read_full(full_row(own, KNOWN))
    chosen, rejected = before_neutral(read)
    assert (chosen, rejected) == (read.chosen.messages, read.rejected.messages)


def test_ids_of_calls_are_spelled_alike_on_both_sides() -> None:
    odd = Edit(5, None, ToolCall("toolu_ZZ", "fare", "{}"))
    row: dict[str, Any] = full_row(pair_of((SWAPPED, odd)), KNOWN)
    ids = {one["call_id"] for side in ("chosen", "rejected") for one in row[side] if one["call_id"]}
    assert len(ids) == 3
    assert all(len(one) == 17 and set(one[5:]) <= set("0123456789abcdef") for one in ids)


def test_no_row_tells_where_a_message_was_read() -> None:
    pointed = replace(CHOSEN[0], source=Pointer("secret.json", 3, "traj/1"), extra='{"secret":1}')
    own = pair_of((Edit(1, CHOSEN[1], say("assistant", "no")),), chosen=(pointed, *CHOSEN[1:]))
    assert b"secret" not in encode(full_row(own, KNOWN))


def test_what_is_known_from_beside_stands_in_its_columns() -> None:
    row = full_row(pair_of(), KNOWN)
    assert [row[name] for name in ("uuid", "world", "maker", "rejected_maker", "settings")] == [
        *("u", "rail", "reference formal", None, '{"voice":"formal"}')
    ]
    assert (row["claim"], row["severity"], row["mirror"]) == (
        *(SWAPPED_VALUES.claim, SWAPPED_VALUES.severity, SWAPPED_VALUES.mirror),
    )


def test_detect_knows_the_layout() -> None:
    assert detect_full(full_row(pair_of(), KNOWN))
    assert not detect_full(json.loads(encode_pair(pair_of())))
    for other in (None, [], {}, {"id": 1, "chosen": 2}):
        assert not detect_full(other)


def without(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda row: row.pop(name)


def changed(**fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda row: row.update(fields)


@pytest.mark.parametrize(
    "spoil",
    [
        without("label"),
        without("tools"),
        changed(chosen=None),
        changed(chosen=[1]),
        changed(chosen=[{"role": "god", "content": "x", "other": None}]),
        changed(origin="guess"),
        changed(certificate={}),
        changed(certificate=[]),
        changed(edits=[{"at": 0}]),
        changed(tools=[{"surprise": 1}]),
        changed(level="two"),
        changed(task_id=None),
    ],
)
def test_a_spoiled_row_is_refused_with_a_reason(spoil: Callable[[dict[str, Any]], None]) -> None:
    row = full_row(pair_of(), KNOWN)
    spoil(row)
    with pytest.raises(UsageError, match=r"no row of the full layout|no pair"):
        read_full(row)


def test_something_else_is_no_row() -> None:
    with pytest.raises(UsageError, match="it lacks one of"):
        read_full([])
