"""Tool irrelevance, from memory: an answer given without the lookup that a tool at hand is there for."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.checks.lookups import lookups
from negforge.checks.readings.tools import failed, is_write
from negforge.checks.readings.values import canons
from negforge.core.defect import NEEDED_TOOL_NOT_USED
from negforge.core.message import ToolCall, ToolResponse, said_by, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory
from negforge.perturb.inventing import with_invented_values
from negforge.perturb.making import delete, edited, final_answer, replied_to, trajectory_steps
from negforge.perturb.rule import rule

_MOST_STEPS = 3


@rule(NEEDED_TOOL_NOT_USED)
def answer_from_memory(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Take all lookups of a short run out and let the answer stand, or with values as one may misremember them."""
    messages = chosen.messages
    answer = final_answer(messages)
    steps = trajectory_steps(chosen)
    if answer is None or replied_to(messages, answer) or not 1 <= len(steps) <= _MOST_STEPS or lookups(task, chosen):
        return
    if any(failed(step.response) or is_write(task, step.call.name) for step in steps):
        return
    if any(said_by(message, "user") for message in messages):
        return
    taken = delete(messages, range(answer))
    if not lookups(task, edited(chosen, taken)):
        return
    seen = canons(*(text_of(message) for message in messages if isinstance(message, ToolResponse)))
    sole = seen - canons(policy_text(task), *(text_of(message) for message in task.opening))
    invented = with_invented_values(messages, answer - 1, sole, rng)
    edits = (*taken, *invented) if invented is not None else taken
    if lookups(task, edited(chosen, edits)):
        tools = " ".join(dict.fromkeys(step.call.name for step in steps if isinstance(step.call, ToolCall)))
        yield Proposal(edits, (("tools", tools),))
