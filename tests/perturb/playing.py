"""What is shown of rules that play in a world: the same agent, one slip, and nothing else that checks object to."""

from __future__ import annotations

from collections.abc import Collection
from random import Random

from negforge.agents.counterfactual import run_of
from negforge.agents.reference import Agent, play
from negforge.core.edit import apply
from negforge.core.trajectory import Trajectory, published_trajectory
from negforge.perturb.rule import Rule
from negforge.worlds.tasks import task_named
from tests.perturb.proving import newly_failing


def replayed(
    rule: Rule, name: str, *, also: Collection[str] = (), agent: Agent | None = None, some: bool = True
) -> tuple[Trajectory, list[Trajectory]]:
    """The careful run of a task, and what the rule makes of it; each shown to break its check and those in ``also``."""
    rollout = play(task_named(name), agent or Agent(), 7).rollout
    chosen = published_trajectory(rollout.trajectory)
    found = []
    for proposal in rule.propose(rollout.task, chosen, Random(1), run=run_of(rollout)):
        other = Trajectory(apply(chosen.messages, proposal.edits))
        assert newly_failing(rollout.task, chosen, other) - set(also) == {rule.defect.check}
        found.append(other)
    assert bool(found) == some
    return chosen, found
