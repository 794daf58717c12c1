"""A certificate needs a check that is silent on the chosen and shows its evidence on the rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from negforge.core.certificate import Certificate, Evidence, Finding
from negforge.core.ports import Check
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.validate.certify import certify
from tests.validate.examples import candidate_of, pair_of, swaps

CANDIDATE = candidate_of(pair_of())


def finds(*evidence: Evidence) -> Check:
    """A check that objects to the rejected with this evidence."""

    def check(task: Task, trajectory: Trajectory) -> Sequence[Finding]:
        return (Finding("records", "Wrong.", evidence),) if trajectory == CANDIDATE.pair.rejected else ()

    return check


def always(task: Task, trajectory: Trajectory) -> Sequence[Finding]:
    return (Finding("records", "I object.", (Evidence(0, "trains"),)),)


def never(task: Task, trajectory: Trajectory) -> Sequence[Finding]:
    return ()


def test_a_proved_defect_gets_its_certificate() -> None:
    finding = Finding("records", "48.00 is the fare of R2.", (Evidence(5, "R1 costs 48.00"),))
    certificate = Certificate("records", (finding,), "swap_values", '{"values":"31.50, 48.00"}')
    assert certify(CANDIDATE, swaps) == replace(CANDIDATE.pair, certificate=certificate)


def test_a_chosen_that_fails_too_is_refused() -> None:
    assert certify(CANDIDATE, always) == "records: the chosen fails it too (I object.)"


def test_a_rejected_without_a_finding_is_refused() -> None:
    assert certify(CANDIDATE, never) == "records: finds nothing on the rejected"


@pytest.mark.parametrize(
    ("evidence", "what"),
    [
        (Evidence(5, "R1 costs 31.50"), "message 5 does not hold 'R1 costs 31.50'"),
        (Evidence(4, "R1 costs 48.00"), "message 4 does not hold 'R1 costs 48.00'"),
        (Evidence(6, "R1"), "message 6 does not hold 'R1'"),
        (Evidence(-1, "R1 costs 48.00"), "message -1 does not hold 'R1 costs 48.00'"),
        (Evidence(5, ""), "message 5 does not hold ''"),
    ],
)
def test_evidence_that_nobody_can_see_is_refused(evidence: Evidence, what: str) -> None:
    shown = Evidence(0, "What do the trains")
    assert certify(CANDIDATE, finds(shown, evidence)) == f"records: evidence not visible ({what})"


def test_a_finding_without_evidence_is_refused() -> None:
    assert certify(CANDIDATE, finds()) == "records: evidence not visible (none given for: Wrong.)"


def test_a_defect_outside_the_taxonomy_is_refused() -> None:
    foreign = replace(CANDIDATE, pair=replace(CANDIDATE.pair, defect="bad_mood"))
    assert certify(foreign, swaps) == "no check is named for the defect 'bad_mood'"
