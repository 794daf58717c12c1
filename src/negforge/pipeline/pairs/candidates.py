"""Candidates: what becomes of one rollout: negatives by rule, by a model that went on, and failures of its task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from negforge.agents.counterfactual import WorldRun, run_of
from negforge.core.pair import Candidate, Drop, Pair
from negforge.core.trajectory import Rollout, succeeded
from negforge.perturb.natural import NATURAL, natural_candidates
from negforge.perturb.neutral.with_neutral import with_neutral
from negforge.perturb.order import in_drawn_order
from negforge.perturb.recollection import LogMemory
from negforge.perturb.reroll import rerolled
from negforge.perturb.rule import Rule, perturb, unit_rng
from negforge.pipeline.endpoints.wiring import bounds_of, defects_by_slug, rules_of
from negforge.pipeline.pairs.publishing import Publisher
from negforge.pipeline.running.failures import Failures
from negforge.plugins import all_checks
from negforge.recipe.knobs import Aim, Recipe
from negforge.validate.validate import Inspector

TRIES_AT_AIM = 4  # so many times the usual proposals of a rule are looked at where the recipe aims
Outcome = tuple[str, Pair | Drop]  # with the rule's name


@dataclass(frozen=True, slots=True)
class Workbench:
    """What it takes to make pairs of a rollout."""

    recipe: Recipe
    rules: tuple[Rule, ...]
    memory: LogMemory
    inspector: Inspector
    failures: Failures
    rerolls: Mapping[str, tuple[Rollout, ...]] = field(default_factory=dict)


def workbench(
    recipe: Recipe, memory: LogMemory, failures: Failures, rerolls: Mapping[str, tuple[Rollout, ...]]
) -> Workbench:
    """Rules and validation as the recipe has them, with the defects of guest rules among ours."""
    rules = rules_of(recipe)
    defects = defects_by_slug(rules)
    publish = Publisher().republished
    inspector = Inspector(bounds_of(recipe), all_checks(), memory, publish, recipe.validation.warrants, defects)
    return Workbench(recipe, rules, memory, inspector, failures, rerolls)


def candidates_of(rollout: Rollout, bench: Workbench) -> Iterator[Outcome]:
    """What becomes of every candidate of one rollout: the rule's name, and the pair or the drop."""
    if not may_be_chosen(rollout, bench.recipe.perturb.only_successes):
        return
    run = run_of(rollout)
    yield from _by_rules(rollout, bench, run)
    yield from _by_model(rollout, bench, run)
    yield from _natural(rollout, bench, run)


def _by_rules(rollout: Rollout, bench: Workbench, run: WorldRun | None) -> Iterator[Outcome]:
    knobs = bench.recipe.perturb
    tries = 1 if knobs.aim == Aim() else TRIES_AT_AIM
    most = {one.name: knobs.limits.get(one.name, knobs.per_rule) for one in bench.rules}
    kept: Counter[str] = Counter()
    rules = bench.rules
    if knobs.per_rollout is not None:
        rules = in_drawn_order(rules, knobs.weights, unit_rng(bench.recipe.rng_seed, "order", rollout.id))
    made = 0
    for candidate in perturb(
        rollout,
        rules,
        bench.memory,
        rng_seed=bench.recipe.rng_seed,
        per_rule=knobs.per_rule * tries,
        limits={name: limit * tries for name, limit in knobs.limits.items()},
        run=run,
    ):
        if kept[candidate.rule] >= most[candidate.rule]:
            continue
        outcome = aimed(validated(candidate, bench, run), bench)
        kept[candidate.rule] += isinstance(outcome, Pair) or tries == 1
        yield candidate.rule, outcome
        made += isinstance(outcome, Pair)
        if made == knobs.per_rollout:
            return


def _by_model(rollout: Rollout, bench: Workbench, run: WorldRun | None) -> Iterator[Outcome]:
    """Negatives in which a model went on after a slip."""
    rules = {one.name: one for one in bench.rules}
    for other in bench.rerolls.get(rollout.id, ()):
        candidate = rerolled(rollout, other, rules)
        if candidate is not None:
            yield candidate.rule, aimed(bench.inspector.validate(candidate, run), bench)


def _natural(rollout: Rollout, bench: Workbench, run: WorldRun | None) -> Iterator[Outcome]:
    most = bench.recipe.perturb.natural
    failures = bench.failures.of(rollout) if most and succeeded(rollout) else []
    examine, defects = bench.inspector.examiner.examine, tuple(bench.inspector.defects.values())
    for one in natural_candidates(rollout, failures, examine, defects, most):
        outcome = one if isinstance(one, Drop) else aimed(bench.inspector.validate(one, run), bench)
        yield NATURAL, outcome


def validated(candidate: Candidate, bench: Workbench, run: WorldRun | None) -> Pair | Drop:
    """What validation makes of a candidate. A share of the pairs is drawn for differences on both sides that do not
    matter: those take the place of the plain pair where there is hold for them and validation stands by them too."""
    plain = bench.inspector.validate(candidate, run)
    if isinstance(plain, Drop):
        return plain
    rng = unit_rng(bench.recipe.rng_seed, "neutral", plain.id)
    drawn = rng.random() < bench.recipe.perturb.neutral
    other = with_neutral(candidate.pair, rng, run) if drawn else None
    outcome = bench.inspector.validate(replace(candidate, pair=other), run) if other is not None else plain
    return outcome if isinstance(outcome, Pair) else plain


def aimed(outcome: Pair | Drop, bench: Workbench) -> Pair | Drop:
    """The pair, if it is one of those that the recipe aims at."""
    if isinstance(outcome, Drop) or outcome.certificate is None:
        return outcome
    aim, defect = bench.recipe.perturb.aim, bench.inspector.defects.get(outcome.defect or "")
    told = (
        ("level", outcome.level, aim.levels),
        ("depth", outcome.certificate.depth, aim.depths),
        ("severity", defect.severity if defect else None, aim.severities),
    )
    for name, value, wanted in told:
        if wanted and value not in wanted:
            reason = f"{name} {value}; the recipe aims at {', '.join(map(str, wanted))}"
            return Drop(outcome.id, "aim", reason, outcome.certificate.rule, outcome.defect, outcome.rollout)
    return outcome


def may_be_chosen(rollout: Rollout, only_successes: bool) -> bool:
    """Certified successes; without ``only_successes`` also runs of which nothing is known."""
    return succeeded(rollout) or (not only_successes and rollout.outcome is None)
