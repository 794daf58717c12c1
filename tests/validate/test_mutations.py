"""Mutations of real pairs: swapped, mended or broken once more, none keeps its certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from negforge.agents.counterfactual import run_of
from negforge.agents.planning import tasks_for
from negforge.agents.reference import drawn_agent, play
from negforge.core.edit import apply, diff
from negforge.core.message import Say, say
from negforge.core.pair import Candidate, Drop, Pair, pair_id
from negforge.core.trajectory import Rollout, Trajectory
from negforge.perturb.recollection import LogMemory
from negforge.pipeline.gathering.screening import certified
from negforge.pipeline.pairs.candidates import Workbench, candidates_of, workbench
from negforge.pipeline.running.failures import Failures
from negforge.recipe.knobs import Recipe

SPLITS = {
    "planning_single_easy": 4,
    "planning_multi_easy": 4,
    "robust_recovery": 5,
    "safety_refusal": 4,
    "tool_irrelevance": 4,
}


@cache
def rollouts() -> Mapping[str, Rollout]:
    drawn = ((task, drawn_agent(task, Random(str(task.name)), careful=1.0)) for task in tasks_for(SPLITS, "test"))
    found = (certified(play(task, agent, 5).rollout, "finished") for task, agent in drawn)
    return {one.id: one for one in found}


@cache
def bench() -> Workbench:
    recipe = Recipe.model_validate({"name": "m", "input": "worlds", "perturb": {"per_rule": 1, "neutral": 0.0}})
    return workbench(recipe, LogMemory.collect(rollouts().values()), Failures(Path("/dev/null"), {}), {})


@cache
def pairs() -> tuple[Pair, ...]:
    made = (outcome for one in rollouts().values() for _, outcome in candidates_of(one, bench()))
    return tuple(one for one in made if isinstance(one, Pair))


def validated(pair: Pair, *, world: bool = True) -> Pair | Drop:
    assert pair.certificate is not None and pair.rollout is not None
    candidate = Candidate(replace(pair, certificate=None), pair.certificate.rule, pair.certificate.parameters)
    run = run_of(rollouts()[pair.rollout]) if world else None
    return bench().inspector.validate(candidate, run)


def with_rejected(pair: Pair, rejected: Trajectory) -> Pair:
    edits = diff(pair.chosen.messages, rejected.messages)
    return replace(
        pair, id=pair_id(pair.task, pair.chosen, rejected), rejected=rejected, edits=edits, roots=min(pair.roots, 8)
    )


def test_there_are_pairs_of_many_defects() -> None:
    assert len(pairs()) >= 60 and len({one.defect for one in pairs()}) >= 12


def test_the_same_pair_gets_the_same_certificate_again() -> None:
    for pair in pairs():
        again = validated(pair)
        assert isinstance(again, Pair)
        assert again.certificate is not None and pair.certificate is not None
        assert (again.certificate.failed, again.level) == (pair.certificate.failed, pair.level)


def test_swapped_sides_are_dropped() -> None:
    for pair in pairs():
        edits = diff(pair.rejected.messages, pair.chosen.messages)
        swapped = replace(pair, chosen=pair.rejected, rejected=pair.chosen, edits=edits)
        assert isinstance(validated(swapped), Drop), pair.id


def test_a_removed_defect_is_dropped() -> None:
    for pair in pairs():
        assert isinstance(validated(with_rejected(pair, pair.chosen)), Drop), pair.id


def test_a_second_defect_changes_the_certificate() -> None:
    """An invented figure in the last words: no longer the one declared defect."""
    changed = 0
    for pair in pairs():
        last = pair.rejected.messages[-1]
        if not isinstance(last, Say) or last.role != "assistant":
            continue
        text = "".join(getattr(part, "text", "") for part in last.parts)
        worse = say("assistant", f"{text} The reference of the receipt is QX-77431.")
        outcome = validated(with_rejected(pair, Trajectory((*pair.rejected.messages[:-1], worse))))
        assert isinstance(outcome, Drop) or outcome.certificate != pair.certificate, pair.id
        changed += 1
    assert changed > len(pairs()) / 2


def test_a_defect_of_another_kind_is_not_proved_by_the_same_evidence() -> None:
    slugs = sorted({one.defect or "" for one in pairs()})
    for pair in pairs():
        other = slugs[(slugs.index(pair.defect or "") + 1) % len(slugs)]
        outcome = validated(replace(pair, defect=other))
        assert isinstance(outcome, Drop) or outcome.certificate != pair.certificate


def test_every_pair_can_be_rebuilt_from_its_record() -> None:
    for pair in pairs():
        assert apply(pair.chosen.messages, pair.edits) == pair.rejected.messages
