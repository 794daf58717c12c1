"""Rules: pure functions that propose edits, and how a room full of them is run on one rollout.

Adding a perturber is adding one such function to a family's file (or a package of your own, through the entry point
``negforge.rules``)::

    @rule(REDUNDANT_CALL)
    def repeat_successful_call(task, chosen, rng):
        \"\"\"Make a call again that had already succeeded.\"\"\"
        yield Proposal((Edit(at, None, call), Edit(at, None, response)))

A rule that begins with its defect's check holds back where the check did not read everything: a message of over 200,000
characters or 5,000 values is not read (checks.readings.unread), and a pair made with it would be dropped.

A rule that asks the log what a tool would have said takes a fourth parameter, ``log`` (core.ports.Recollection).
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from negforge.core.defect import Defect
from negforge.core.edit import apply
from negforge.core.json_text import canonical
from negforge.core.pair import Candidate, Pair, pair_id
from negforge.core.ports import Proposal, Recollection
from negforge.core.task import Task
from negforge.core.trajectory import Label, Rollout, Trajectory, published_trajectory
from negforge.core.transcript import render_messages

Propose = Callable[..., Iterable[Proposal]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A perturber by rule: proposals for one chosen trajectory, best first or in the order that ``rng`` gives."""

    name: str
    defect: Defect
    says: str
    propose: Propose
    asks_log: bool


def rule(defect: Defect) -> Callable[[Propose], Rule]:
    """Make a function ``(task, chosen, rng[, log]) -> proposals`` a rule that puts ``defect`` in."""

    def decorate(propose: Propose) -> Rule:
        name = propose.__name__
        says = (inspect.getdoc(propose) or "").split("\n")[0]
        if not says and sys.flags.optimize >= 2:  # this interpreter drops docstrings
            says = name.replace("_", " ")
        if not says:
            raise TypeError(f"rule {name} needs a docstring: its first line is what `negforge list rules` shows")
        return Rule(name, defect, says, propose, "log" in inspect.signature(propose).parameters)

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
) -> Iterator[Candidate]:
    """Up to ``per_rule`` candidates of every rule for one rollout (``limits``: fewer or more for a rule by name), in
    the order of the rules."""
    task = rollout.task
    chosen = published_trajectory(rollout.trajectory)
    for one in rules:
        rng = unit_rng(rng_seed, "perturb", rollout.id, one.name)
        seen: set[bytes] = set()
        for proposal in _proposals(one, task, chosen, rng, log):
            if len(seen) >= (limits or {}).get(one.name, per_rule):
                break
            candidate = _candidate(rollout, task, chosen, one, proposal)
            shown = _fingerprint(candidate.pair.rejected)
            if shown not in seen:
                seen.add(shown)
                yield candidate


def _fingerprint(trajectory: Trajectory) -> bytes:
    """Equal for trajectories that read the same: ids of calls are not shown."""
    return hashlib.sha256("\n".join(render_messages(trajectory.messages)).encode("utf-8", "surrogatepass")).digest()


def _proposals(one: Rule, task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterable[Proposal]:
    extra: dict[str, Any] = {"log": log} if one.asks_log else {}
    return one.propose(task, chosen, rng, **extra)


def _candidate(rollout: Rollout, task: Task, chosen: Trajectory, one: Rule, proposal: Proposal) -> Candidate:
    rejected = Trajectory(apply(chosen.messages, proposal.edits))
    pair = Pair(
        id=pair_id(task, chosen, rejected),
        task=task,
        chosen=chosen,
        rejected=rejected,
        defect=one.defect.slug,
        family=one.defect.family,
        origin="rule",
        label=Label("chosen", by="program"),
        edits=proposal.edits,
        suffix="freeze",
        rollout=rollout.id,
    )
    return Candidate(pair, one.name, canonical(dict(proposal.parameters)))
