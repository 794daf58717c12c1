"""A small run about two train tickets, and pairs made of it, for the tests of the rooms below perturb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from negforge.core.certificate import Evidence, Finding
from negforge.core.edit import Edit, apply
from negforge.core.message import Message, Say, Text, ToolCall, ToolResponse, say, text_of
from negforge.core.pair import Candidate, Pair, pair_id
from negforge.core.task import Task, Tool, new_task
from negforge.core.trajectory import Label, Trajectory, shown

FARE_SCHEMA = '{"type":"object","properties":{"train":{"type":"string"}},"required":["train"]}'
FARES = new_task(
    (say("user", "What do the trains R1 and R2 cost?"),),
    (Tool("fare", "The fare of a train.", FARE_SCHEMA),),
    parent="fares",
)


def call(call_id: str, train: str, *, with_previous: bool = False, name: str = "fare") -> ToolCall:
    return ToolCall(call_id, name, f'{{"train":"{train}"}}', with_previous)


def response(call_id: str, text: str, name: str | None = "fare") -> ToolResponse:
    return ToolResponse(call_id, name, (Text(text),))


CHOSEN: tuple[Message, ...] = (
    call("c1", "R1"),
    response("c1", "31.50"),
    call("c2", "R2"),
    response("c2", "48.00"),
    say("assistant", "R1 costs 31.50 and R2 costs 48.00."),
)
SWAPPED = Edit(4, CHOSEN[4], say("assistant", "R1 costs 48.00 and R2 costs 31.50."))


def pair_of(
    edits: Sequence[Edit] = (SWAPPED,),
    *,
    task: Task = FARES,
    chosen: Sequence[Message] = CHOSEN,
    defect: str = "swapped_values",
) -> Pair:
    """The pair that a rule would make of ``edits``."""
    good = Trajectory(tuple(chosen))
    bad = Trajectory(apply(good.messages, edits))
    label = Label("chosen", by="program")
    return Pair(
        pair_id(task, good, bad),
        task,
        good,
        bad,
        defect,
        "planning",
        "rule",
        label,
        tuple(edits),
        roots=len(edits),
        suffix="freeze",
        rollout="r1",
    )


def candidate_of(pair: Pair, rule: str = "swap_values") -> Candidate:
    return Candidate(pair, rule, '{"values":"31.50, 48.00"}')


def swaps(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A stand-in for a check: objects to the words of ``SWAPPED``."""
    for at, message in enumerate(shown(task, trajectory)):
        if isinstance(message, Say) and "R1 costs 48.00" in text_of(message):
            return (Finding("records", "48.00 is the fare of R2.", (Evidence(at, "R1 costs 48.00"),)),)
    return ()


def with_schema(schema_text: str, task: Task = FARES) -> Task:
    return replace(task, tools=(Tool("fare", "The fare of a train.", schema_text),))
