"""Robust recovery: the work ends at an error that one more try, or one more step, would have put right."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Decision
from negforge.checks.passing_errors import passing_errors
from negforge.checks.readings.causes import passes
from negforge.checks.readings.tools import Step, failed
from negforge.checks.retries import retries
from negforge.checks.surrender import surrender
from negforge.core.defect import BLIND_RETRY, GAVE_UP_ON_PASSING_ERROR, PREMATURE_SURRENDER
from negforge.core.message import said_by, say
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import delete, each, edited, final_answer, gaps, reword, trajectory_steps
from negforge.perturb.otherwise import as_proposal, caught_slips, slips, wrong_turns
from negforge.perturb.robust_recovery.repairs import made_up_for, put_right, repair_after
from negforge.perturb.robust_recovery.reporting import report_of
from negforge.perturb.rule import rule


@rule(GAVE_UP_ON_PASSING_ERROR, suffix="replay")
def give_up_on_passing_error(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """After an error that passes the call is not made again: the work ends there and is reported as failed."""
    turns = ((fork, slip) for fork, slip in wrong_turns(run, rng, "retry") if _went_better(chosen, fork))
    for fork, other in caught_slips(task, chosen, run, passing_errors, turns):
        yield as_proposal(chosen, other, (("fork", fork.kind), ("about", fork.about)))


@rule(PREMATURE_SURRENDER, suffix="replay")
def stop_at_mendable_error(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """At an error that a tool at hand would put right (a renewal, another tool) the work ends."""
    for proposal in slips(task, chosen, rng, run, surrender, "retry", "otherwise"):
        if not passing_errors(task, edited(chosen, proposal.edits)):
            yield proposal


@rule(PREMATURE_SURRENDER, suffix="replay")
def end_the_talk_at_error(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """End a talk that goes on at an error that was put right in the same turn, and say honestly that it failed."""
    messages = chosen.messages
    if surrender(task, chosen):
        return
    for step in each(trajectory_steps(chosen), rng):
        at = step.response_at
        if at is None or at + 1 not in gaps(messages) or not failed(step.response) or _passed(step):
            continue
        end = next((n for n in range(at, len(messages)) if said_by(messages[n], "user")), len(messages))
        mended = put_right(messages[:end], step) or made_up_for(task, messages, step, range(at, end))
        if end == len(messages) or not mended:
            continue
        other = Trajectory((*messages[: at + 1], say("assistant", report_of(step, rng))))
        if run.departs(other.messages) is None and surrender(task, other) and not passing_errors(task, other):
            yield as_proposal(chosen, other, (("tool", step.call.name),))


@rule(BLIND_RETRY, suffix="replay")
def retry_lasting_error(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """After an error that lasts the same call is sent again unchanged."""
    yield from slips(task, chosen, rng, run, retries, "retry")


@rule(GAVE_UP_ON_PASSING_ERROR)
def stop_before_trying_again(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """End the run at an error that a second try did not meet any more, and say honestly that it failed."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or passing_errors(task, chosen):
        return
    failing = [step for step in trajectory_steps(chosen) if _passed(step)]
    for step in each(failing, rng):
        repair = repair_after(messages, step, answer)
        if repair is None or not put_right(messages, step):
            continue
        edits = (*delete(messages, repair), reword(messages, answer, report_of(step, rng)))
        if passing_errors(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", step.call.name), ("messages_of_the_repair", str(len(repair)))))


def _went_better(chosen: Trajectory, fork: Decision) -> bool:
    """Whether the call whose response a fork is about went better when it was made again."""
    failing = [step for step in trajectory_steps(chosen) if step.response_at == fork.at - 1]
    return bool(failing) and put_right(chosen.messages, failing[0])


def _passed(step: Step) -> bool:
    return step.call.requestor == "assistant" and step.response is not None and passes(step.response)
