"""A defect that only wastes is a defect only where a sentence says so."""

from __future__ import annotations

from dataclasses import replace

from negforge.core.certificate import Evidence, Finding
from negforge.core.defect import REDUNDANT_CALL
from negforge.core.edit import Edit
from negforge.core.pair import Drop, Pair
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.validate.validate import Bounds, Inspector
from tests.validate.examples import CHOSEN, FARES, call, candidate_of, pair_of, response

AGAIN = tuple(Edit(4, None, message) for message in (call("c3", "R2"), response("c3", "48.00")))
FRUGAL = replace(FARES, policy="Do not look the same thing up twice.")


def repeats(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    if len(trajectory.messages) <= len(CHOSEN):
        return ()
    return (Finding("repeats", "fare is called again.", (Evidence(5, '{"train":"R2"}'),)),)


def validated(task: Task, *, warrants: bool = True) -> Pair | Drop:
    inspector = Inspector(Bounds(8, 0.0, 0.6), {"repeats": repeats}, warrants=warrants)
    return inspector.validate(candidate_of(pair_of(AGAIN, task=task, defect=REDUNDANT_CALL.slug)))


def test_a_repeated_look_up_needs_a_rule_against_it() -> None:
    drop = validated(FARES)
    assert isinstance(drop, Drop)
    assert (drop.check, drop.reason) == ("warranted", "no sentence of the query or the policy makes it wrong")


def test_the_certificate_quotes_the_rule() -> None:
    pair = validated(FRUGAL)
    assert isinstance(pair, Pair) and pair.certificate is not None
    assert pair.certificate.warrant == "Do not look the same thing up twice."


def test_who_wants_wastes_anyway_can_have_them() -> None:
    pair = validated(FARES, warrants=False)
    assert isinstance(pair, Pair) and pair.certificate is not None
    assert pair.certificate.warrant == ""
