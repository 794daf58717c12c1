"""Natural pairs: a success and a failure of one task; the defect is what the checks find, one that explains all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from negforge.checks.registry import CHECKS
from negforge.core.certificate import Finding
from negforge.core.defect import DEFECTS, PREMATURE_SURRENDER
from negforge.core.message import Message, say
from negforge.core.pair import Candidate, Drop
from negforge.core.task import Task
from negforge.core.trajectory import Label, Rollout, Trajectory, new_rollout
from negforge.perturb.natural import closest, diagnosis, natural_candidates
from negforge.validate.examined import Examiner
from tests.validate.examples import CHOSEN, FARES, call, response

EXAMINE = Examiner(CHECKS).examine
SUCCESS, FAILURE = Label("success", "program"), Label("failure", "program", reason="the fare is wrong")
GOOD = new_rollout(FARES, CHOSEN, outcome=SUCCESS, maker="careful")


def failing(*tail: str, keep: int = 4) -> Rollout:
    messages = (*CHOSEN[:keep], *(say("assistant", words) for words in tail))
    return new_rollout(FARES, messages, outcome=FAILURE, maker="hurried")


INVENTED = failing("R1 costs 31.50 and R2 costs 52.75.")
FINE = failing("It is 31.50 for R1, and R2 is at 48.00.")


def candidates(*failures: Rollout, most: int = 3) -> list[Candidate | Drop]:
    return list(natural_candidates(GOOD, failures, EXAMINE, DEFECTS, most))


def test_a_failure_that_a_check_explains_becomes_a_candidate() -> None:
    (one,) = candidates(INVENTED)
    assert isinstance(one, Candidate)
    pair = one.pair
    assert (pair.origin, pair.defect, pair.suffix, pair.edits) == ("natural", "ungrounded_value", None, ())
    assert (one.chosen_outcome, one.rejected_outcome) == (SUCCESS, FAILURE)
    assert (pair.chosen.messages, pair.rejected.messages) == (CHOSEN, INVENTED.trajectory.messages)


def test_a_failure_that_no_check_explains_is_a_drop_with_its_reason() -> None:
    (one,) = candidates(FINE)
    assert isinstance(one, Drop)
    assert (one.check, one.reason) == ("certify", "no check finds what the outcome holds against it")


def test_several_faults_of_which_none_implies_the_others_are_a_drop() -> None:
    apart = [replace(one, implies=()) for one in DEFECTS]
    two = failing("R1 costs 31.50 and R2 costs 52.75. I have cancelled your old ticket.")
    (one,) = natural_candidates(GOOD, [two], EXAMINE, apart, 1)
    assert isinstance(one, Drop) and one.reason.startswith("several faults, and none implies the others: ")


def test_the_closest_failures_come_first_and_no_more_than_wanted() -> None:
    far = failing("No idea, sorry. Please look on the web site of the railway, where all fares stand.", keep=0)
    assert closest(GOOD.trajectory, [far, INVENTED]) == [INVENTED, far]
    assert len(candidates(far, INVENTED, most=1)) == 1


def test_another_task_or_the_same_words_make_no_pair() -> None:
    other = replace(INVENTED, task=replace(FARES, id="another"))
    assert candidates(other, replace(GOOD, id="again")) == []


def test_what_both_sides_have_is_no_fault_of_one() -> None:
    found = diagnosis(FARES, INVENTED.trajectory, INVENTED.trajectory, EXAMINE, DEFECTS)
    assert found == "no check finds what the outcome holds against it"


def given_up(*chosen: Message) -> object:
    """What is made of a run that gives up at an error of the tool ``fare``, beside this chosen."""
    error = response("c1", "Error: a day is missing.")
    rejected = (call("c1", "R1"), error, say("assistant", "I was unable to find the fare of R1."))
    return diagnosis(FARES, Trajectory(chosen), Trajectory(rejected), EXAMINE, DEFECTS)


def test_who_gives_up_is_at_fault_where_the_other_gets_it_done() -> None:
    assert given_up(*CHOSEN) == PREMATURE_SURRENDER


def test_who_gives_up_what_the_other_does_not_get_done_either_is_a_drop() -> None:
    found = given_up(say("assistant", "No fare can be had before the day is known. Which day is it?"))
    assert isinstance(found, str) and "does not get done either" in found


def test_a_value_that_the_chosen_tells_too_is_no_invention() -> None:
    answer = say("assistant", "R1 and R2 cost 79.50 together, R1 alone 30.25.")
    rejected = (answer, *CHOSEN[:2], answer)
    found = diagnosis(FARES, Trajectory((*CHOSEN[:4], answer)), Trajectory(rejected), blind_to_chosen, DEFECTS)
    assert isinstance(found, str) and "does not bear it out" in found


def blind_to_chosen(task: Task, trajectory: Trajectory) -> Mapping[str, Sequence[Finding]]:
    """What checks find, and nothing on a run with all its calls."""
    found = EXAMINE(task, trajectory)
    return dict.fromkeys(found, ()) if len(trajectory.messages) == len(CHOSEN) else found
