"""Rules: pure functions that propose edits, and how a room full of them is run on one rollout.

Adding a perturber is adding one such function to a family's file (or a package of your own, through the entry point
``negforge.rules``)::

    @rule(REDUNDANT_CALL)
    def repeat_successful_call(task, chosen, rng):
        \"\"\"Make a call again that had already succeeded.\"\"\"
        yield Proposal((Edit(at, None, call), Edit(at, None, response)))

A rule that begins with its defect's check holds back where the check did not read everything: a message of over 200,000
characters or 5,000 values is not read (checks.readings.unread), and a pair made with it would be dropped.

A rule that asks the log what a tool would have said takes a parameter ``log`` (core.ports.Recollection). A rule that
plays in a world takes ``run`` (agents.counterfactual.WorldRun): it is asked only for rollouts that come from one.

Suffix policy, declared with the rule: ``freeze``: what follows the edit stands as it was, because it stays true;
``replay``: the world executes the changed call and the same agent goes on from the changed state; ``reroll``: a model
goes on (negforge.perturb.reroll).
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from negforge.agents.counterfactual import WorldRun
from negforge.core.defect import Defect
from negforge.core.edit import Edit, apply, diff
from negforge.core.json_text import canonical
from negforge.core.message import Message, ToolResponse
from negforge.core.pair import Candidate, Origin, Pair, SuffixPolicy, pair_id
from negforge.core.ports import Proposal, Recollection
from negforge.core.task import Task
from negforge.core.trajectory import Label, LabelSource, Rollout, Trajectory, published_trajectory
from negforge.core.transcript import render_messages

Propose = Callable[..., Iterable[Proposal]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A perturber by rule: proposals for one chosen trajectory, best first or in the order that ``rng`` gives.
    ``asks``: what it takes beside the task, the chosen and the rng."""

    name: str
    defect: Defect
    says: str
    propose: Propose
    asks: frozenset[str]
    suffix: SuffixPolicy

    @property
    def needs_world(self) -> bool:
        return "run" in self.asks


def rule(defect: Defect, suffix: SuffixPolicy = "freeze") -> Callable[[Propose], Rule]:
    """Make a function ``(task, chosen, rng[, log][, run]) -> proposals`` a rule that puts ``defect`` in."""

    def decorate(propose: Propose) -> Rule:
        name = propose.__name__
        says = (inspect.getdoc(propose) or "").split("\n")[0]
        if not says and sys.flags.optimize >= 2:  # this interpreter drops docstrings
            says = name.replace("_", " ")
        if not says:
            raise TypeError(f"rule {name} needs a docstring: its first line is what `negforge list rules` shows")
        asks = frozenset({"log", "run"} & set(inspect.signature(propose).parameters))
        return Rule(name, defect, says, propose, asks, suffix)

    return decorate


def unit_rng(rng_seed: int, *unit: str) -> Random:
    """The random numbers of one unit of work: a hash of the seed and the unit's name, so no unit moves another."""
    text = canonical([rng_seed, *unit])
    return Random(int.from_bytes(hashlib.sha256(text.encode("ascii")).digest()[:8], "big"))


def perturb(
    rollout: Rollout,
    rules: Sequence[Rule],
    log: Recollection,
    *,
    rng_seed: int,
    per_rule: int,
    limits: Mapping[str, int] | None = None,
    run: WorldRun | None = None,
) -> Iterator[Candidate]:
    """Up to ``per_rule`` candidates of every rule for one rollout (``limits``: fewer or more for a rule by name), in
    the order of the rules. ``run``: the world that the rollout comes from, where it does."""
    task = rollout.task
    chosen = published_trajectory(rollout.trajectory)
    for one in rules:
        if one.needs_world and run is None:
            continue
        rng = unit_rng(rng_seed, "perturb", rollout.id, one.name)
        given: dict[str, Any] = {name: value for name, value in (("log", log), ("run", run)) if name in one.asks}
        seen: set[bytes] = set()
        for proposal in one.propose(task, chosen, rng, **given):
            if len(seen) >= (limits or {}).get(one.name, per_rule):
                break
            candidate = _candidate(rollout, chosen, one, proposal, run)
            shown = _fingerprint(candidate.pair.rejected)
            if shown not in seen:
                seen.add(shown)
                yield candidate


def pair_of(
    rollout: Rollout,
    chosen: Trajectory,
    rejected: Trajectory,
    defect: Defect,
    *,
    origin: Origin = "rule",
    by: LabelSource = "program",
    edits: tuple[Edit, ...] = (),
    roots: int = 0,
    suffix: SuffixPolicy | None = None,
) -> Pair:
    """The two sides as a pair of the rollout's task, not yet validated. ``by``: who says that the chosen is better."""
    return Pair(
        id=pair_id(rollout.task, chosen, rejected),
        task=rollout.task,
        chosen=chosen,
        rejected=rejected,
        defect=defect.slug,
        family=family_of(rollout.task, defect),
        origin=origin,
        label=Label("chosen", by=by),
        edits=edits,
        roots=roots,
        suffix=suffix,
        rollout=rollout.id,
    )


def family_of(task: Task, defect: Defect) -> str:
    """The task's own family where the defect is usable in it, else the defect's home; a log that does not say what its
    tasks are about has none of refusals or of tools out of place."""
    if task.family in defect.families:
        return task.family
    elsewhere = task.family is None and defect.family in ("safety_refusal", "tool_irrelevance")
    return "planning" if elsewhere and "planning" in defect.families else defect.family


def _fingerprint(trajectory: Trajectory) -> bytes:
    """Equal for trajectories that read the same: ids of calls are not shown."""
    return hashlib.sha256("\n".join(render_messages(trajectory.messages)).encode("utf-8", "surrogatepass")).digest()


def _candidate(rollout: Rollout, chosen: Trajectory, one: Rule, proposal: Proposal, run: WorldRun | None) -> Candidate:
    edits, suffix = proposal.edits, one.suffix
    rejected = Trajectory(apply(chosen.messages, edits))
    outcome = None
    if run is not None:
        executed = run.executed(rejected.messages)
        outcome = Label("success" if executed.success else "failure", "program", reason=executed.reason)
        if _only_responses_differ(rejected.messages, executed.messages):  # what the tools really say to it
            rejected = Trajectory(executed.messages)
            edits, suffix = diff(chosen.messages, rejected.messages), "replay"
    roots = proposal.roots if proposal.roots is not None else len(edits)
    pair = pair_of(rollout, chosen, rejected, one.defect, edits=edits, roots=roots, suffix=suffix)
    return Candidate(pair, one.name, canonical(dict(proposal.parameters)), rollout.outcome, outcome)


def _only_responses_differ(messages: Sequence[Message], executed: Sequence[Message]) -> bool:
    """Whether the world answers otherwise, and nothing else is otherwise."""
    if len(messages) != len(executed):
        return False
    others = [at for at, (one, other) in enumerate(zip(messages, executed, strict=True)) if one != other]
    return bool(others) and all(
        isinstance(messages[at], ToolResponse) and isinstance(executed[at], ToolResponse) for at in others
    )
