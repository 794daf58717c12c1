"""Core's values go to the wire and come back exactly; what does not fit is refused with its place."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given

from negforge.adapters import wire_types
from negforge.adapters.wire import (
    CORE,
    decode_drop,
    decode_judgement,
    decode_pair,
    decode_rollout,
    encode_drop,
    encode_judgement,
    encode_pair,
    encode_rollout,
)
from negforge.core.edit import Edit
from negforge.core.errors import UsageError
from negforge.core.message import Say, Text, ToolCall, ToolResponse, Unknown, say
from negforge.core.pair import Drop, Pair
from negforge.core.task import Task, Tool
from negforge.core.trajectory import Label, Rollout, Trajectory
from negforge.core.verdict import Failure, Judgement
from tests import strategies


def back_and_forth(value: object, encode: Callable[[Any], bytes], decode: Callable[[bytes], object]) -> None:
    raw = encode(value)
    assert b"\n" not in raw
    assert repr(decode(raw)) == repr(value)  # repr tells 1 from True and 0.0 from -0.0, which == does not
    assert encode(decode(raw)) == raw


@given(strategies.rollouts())
def test_every_rollout_comes_back_exactly(rollout: Rollout) -> None:
    back_and_forth(rollout, encode_rollout, decode_rollout)


@given(strategies.pairs())
def test_every_pair_comes_back_exactly(pair: Pair) -> None:
    back_and_forth(pair, encode_pair, decode_pair)


@given(strategies.drops())
def test_every_drop_comes_back_exactly(drop: Drop) -> None:
    back_and_forth(drop, encode_drop, decode_drop)


@given(strategies.judgements())
def test_every_judgement_comes_back_exactly(judgement: Judgement) -> None:
    back_and_forth(judgement, encode_judgement, decode_judgement)


TASK = Task("t", "u", (say("user", "Book it"),), (Tool("book", "Books.", '{"type":  "object"}'),))
ROLLOUT = Rollout(
    "r",
    TASK,
    Trajectory(
        (
            ToolCall("c1", "book", '{"seat": 1.0 }', with_previous=True),
            ToolResponse("c1", None, (Text("done"), Unknown('{"type":"image"}'))),
            Say("assistant", ()),
        )
    ),
    settings='{"temperature": 0}',
)


def test_a_line_is_small_and_leaves_the_texts_of_others_as_they_are() -> None:
    assert json.loads(encode_rollout(ROLLOUT)) == {
        "id": "r",
        "task": {
            "id": "t",
            "template_id": "u",
            "opening": [{"kind": "say", "role": "user", "parts": [{"kind": "text", "text": "Book it"}]}],
            "tools": [{"name": "book", "description": "Books.", "parameters": '{"type":  "object"}'}],
        },
        "trajectory": {
            "messages": [
                {
                    "kind": "call",
                    "call_id": "c1",
                    "name": "book",
                    "arguments": '{"seat": 1.0 }',
                    "with_previous": True,
                },
                {
                    "kind": "response",
                    "call_id": "c1",
                    "parts": [{"kind": "text", "text": "done"}, {"kind": "unknown", "json": '{"type":"image"}'}],
                },
                {"kind": "say", "role": "assistant"},
            ]
        },
        "settings": '{"temperature": 0}',
    }


def test_a_default_is_left_out_however_it_was_made() -> None:
    made_at_run_time = "".join(["assis", "tant"])
    call = ToolCall("c", "n", "{}", requestor=made_at_run_time)  # type: ignore[arg-type]
    rollout = dataclasses.replace(ROLLOUT, trajectory=Trajectory((call,)))
    assert b"requestor" not in encode_rollout(rollout)
    assert b"neutral" not in encode_pair(
        Pair("p", TASK, Trajectory(()), Trajectory(()), None, None, "rule", Label("chosen", "program"))
    )


def test_null_and_a_missing_field_mean_the_same() -> None:
    raw = encode_drop(Drop("p", "distance", "too far"))
    assert decode_drop(raw[:-1] + b',"rule":null}') == decode_drop(raw)


def test_an_outcome_is_a_verdict_or_a_failure() -> None:
    judged = Judgement("p", "e", "chosen_first", "tie")
    assert json.loads(encode_judgement(judged))["outcome"] == "tie"
    failed = dataclasses.replace(judged, outcome=Failure("too_long", "9 tokens"))
    assert json.loads(encode_judgement(failed))["outcome"] == {"kind": "too_long", "reason": "9 tokens"}
    assert decode_judgement(encode_judgement(failed)) == failed


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda r: r["task"]["tools"][0].update(name=5),
            "no rollout: Expected `str`, got `int` - at `$.task.tools[0].name`; is this a negforge file?",
        ),
        (lambda r: r.pop("task"), "Object missing required field `task`"),
        (lambda r: r["trajectory"]["messages"][0].update(kind="shout"), "Invalid value 'shout' - at `$.trajectory.mes"),
        (lambda r: r["task"].update(colour="red"), "Object contains unknown field `colour` - at `$.task`"),
        (lambda r: r.update(id="\ud800", maker=1), "Expected `str | null`, got `int` - at `$.maker`"),
        (lambda r: r.update({"\ud800": 1}), "lone surrogate"),
        (lambda r: r["trajectory"]["messages"][2].update(role="\ud800"), "lone surrogate"),
        (lambda r: r.update(outcome={"value": "success", "by": "rumour"}), "at `$.outcome.by`"),
    ],
)
def test_a_record_that_does_not_fit_is_refused_with_its_place(change: Callable[[Any], object], reason: str) -> None:
    record = json.loads(encode_rollout(ROLLOUT))
    change(record)
    with pytest.raises(UsageError) as refusal:
        decode_rollout(json.dumps(record).encode())
    assert reason in str(refusal.value)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"id": NaN}', b'{"id": "\xff"}'])
@pytest.mark.parametrize("decode", [decode_rollout, decode_pair, decode_drop, decode_judgement])
def test_what_is_no_record_at_all_is_refused(raw: bytes, decode: Callable[[bytes], object]) -> None:
    with pytest.raises(UsageError, match="is this a negforge file"):
        decode(raw)


def test_a_strength_that_json_cannot_hold_is_refused_when_written() -> None:
    with pytest.raises(ValueError, match="nan cannot be written"):
        encode_rollout(dataclasses.replace(ROLLOUT, outcome=Label("success", "panel", float("nan"))))


def test_a_message_of_five_megabytes_and_a_long_trajectory_come_back() -> None:
    long = Trajectory((say("user", 'x"\\é\n' * 1_000_000), *ROLLOUT.trajectory.messages * 500))
    rollout = dataclasses.replace(ROLLOUT, trajectory=long)
    assert decode_rollout(encode_rollout(rollout)) == rollout


@pytest.mark.parametrize("core", CORE, ids=lambda core: core.__name__)
def test_the_wire_has_the_fields_of_core_in_their_order_and_defaults_that_agree(core: type) -> None:
    wire = getattr(wire_types, core.__name__)
    assert list(wire.__struct_fields__) == [field.name for field in dataclasses.fields(core)]
    for field, written in zip(dataclasses.fields(core), msgspec.structs.fields(wire), strict=True):
        if field.default is not dataclasses.MISSING and not dataclasses.is_dataclass(field.default):
            assert written.default == field.default


def test_edits_that_insert_or_delete_leave_the_other_side_out() -> None:
    label = Label("chosen", "program")
    pair = Pair(
        "p", TASK, Trajectory(()), Trajectory(()), "d", "planning", "rule", label, (Edit(1, say("user", "a"), None),)
    )
    assert json.loads(encode_pair(pair))["edits"] == [
        {"at": 1, "before": {"kind": "say", "role": "user", "parts": [{"kind": "text", "text": "a"}]}}
    ]
    assert decode_pair(encode_pair(pair)) == pair
