"""A certificate needs a check that is silent on the chosen and shows its evidence on the rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from negforge.core.certificate import Certificate, Evidence, Finding
from negforge.core.defect import DEFECTS, SWAPPED_VALUES
from negforge.core.edit import Edit
from negforge.core.message import say, text_of
from negforge.core.pair import Candidate, Pair
from negforge.core.ports import Check
from negforge.core.task import Task
from negforge.core.trajectory import Label, Trajectory, shown
from negforge.validate.certify import certify
from negforge.validate.examined import Examiner
from tests.validate.examples import CHOSEN, candidate_of, pair_of, swaps

DEFECT_BY_SLUG = {one.slug: one for one in DEFECTS}

CANDIDATE = candidate_of(pair_of())
SWAP = Finding("records", "48.00 is the fare of R2.", (Evidence(5, "R1 costs 48.00"),))
OTHER_WORDS = Edit(4, CHOSEN[4], say("assistant", "R1 costs 48.00 and R2 costs 31.50, booked for you."))


def certified(check: Check, candidate: Candidate = CANDIDATE, **others: Check) -> Pair | str:
    return certify(candidate, Examiner({"records": check, **others}), DEFECT_BY_SLUG)


def finds(*evidence: Evidence) -> Check:
    """A check that objects to the rejected with this evidence."""

    def check(task: Task, trajectory: Trajectory) -> Sequence[Finding]:
        return (Finding("records", "Wrong.", evidence),) if trajectory == CANDIDATE.pair.rejected else ()

    return check


def booked(task: Task, trajectory: Trajectory) -> Sequence[Finding]:
    """A second check: objects to a claim that something was booked."""
    for at, message in enumerate(shown(task, trajectory)):
        if "booked" in text_of(message):
            return (Finding("claims", "Nothing was booked.", (Evidence(at, "booked"),)),)
    return ()


def always(task: Task, trajectory: Trajectory) -> Sequence[Finding]:
    return (Finding("records", "I object.", (Evidence(0, "trains"),)),)


def never(task: Task, trajectory: Trajectory) -> Sequence[Finding]:
    return ()


def test_a_proved_defect_gets_its_certificate() -> None:
    certificate = Certificate("records", (SWAP,), "swap_values", '{"values":"31.50, 48.00"}', passed=("records",))
    assert certified(swaps) == replace(CANDIDATE.pair, certificate=certificate)


def test_the_certificate_says_how_both_ended_and_what_the_chosen_passes() -> None:
    ended = replace(CANDIDATE, chosen_outcome=Label("success", "program"), rejected_outcome=Label("failure", "program"))
    pair = certified(swaps, ended, claims=booked, grounding=always)
    assert isinstance(pair, Pair) and pair.certificate is not None
    assert pair.certificate.outcomes == ("success", "failure")
    assert pair.certificate.passed == ("records", "claims")  # grounding objects to both alike: it tells nothing


def test_swapped_sides_are_refused() -> None:
    pair = CANDIDATE.pair
    swapped = replace(CANDIDATE, pair=replace(pair, chosen=pair.rejected, rejected=pair.chosen))
    assert certified(swaps, swapped) == "records: the chosen fails it too (48.00 is the fare of R2.)"


def test_a_removed_defect_is_refused() -> None:
    mended = replace(CANDIDATE, pair=replace(CANDIDATE.pair, rejected=CANDIDATE.pair.chosen))
    assert certified(swaps, mended) == "records: finds nothing on the rejected"


def test_a_second_defect_that_is_no_consequence_is_refused() -> None:
    two = candidate_of(pair_of((OTHER_WORDS,)))
    reason = "claims: fails too, and swapped_values does not imply it (Nothing was booked.)"
    assert certified(swaps, two, claims=booked) == reason


def test_a_consequence_is_told_beside_the_root() -> None:
    implies = {**DEFECT_BY_SLUG, "swapped_values": replace(SWAPPED_VALUES, implies=("write_claimed_not_made",))}
    two = candidate_of(pair_of((OTHER_WORDS,)))
    pair = certify(two, Examiner({"records": swaps, "claims": booked}), implies)
    assert isinstance(pair, Pair) and pair.certificate is not None
    assert [finding.says for finding in pair.certificate.failed] == ["48.00 is the fare of R2."]
    assert [finding.says for finding in pair.certificate.consequences] == ["Nothing was booked."]


def test_a_consequence_before_the_sides_part_is_refused() -> None:
    def early(task: Task, trajectory: Trajectory) -> Sequence[Finding]:
        wrong = trajectory == CANDIDATE.pair.rejected
        return (Finding("claims", "Odd.", (Evidence(2, "31.50"),)),) if wrong else ()

    implies = {**DEFECT_BY_SLUG, "swapped_values": replace(SWAPPED_VALUES, implies=("write_claimed_not_made",))}
    reason = certify(CANDIDATE, Examiner({"records": swaps, "claims": early}), implies)
    assert reason == "claims: fails before the sides part (Odd.)"


def test_a_chosen_that_fails_too_is_refused() -> None:
    assert certified(always) == "records: the chosen fails it too (I object.)"


def test_a_rejected_without_a_finding_is_refused() -> None:
    assert certified(never) == "records: finds nothing on the rejected"


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
    seen = Evidence(0, "What do the trains")
    assert certified(finds(seen, evidence)) == f"records: evidence not visible ({what})"


def test_a_finding_without_evidence_is_refused() -> None:
    assert certified(finds()) == "records: evidence not visible (none given for: Wrong.)"


def test_a_defect_outside_the_taxonomy_is_refused() -> None:
    foreign = replace(CANDIDATE, pair=replace(CANDIDATE.pair, defect="bad_mood"))
    assert certified(swaps, foreign) == "no check is named for the defect 'bad_mood'"
