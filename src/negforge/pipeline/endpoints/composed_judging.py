"""Composed judges in an evaluation: more judgements out of those that are there, and what each part had to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.pair import Pair
from negforge.core.ports import Check
from negforge.core.verdict import Judgement
from negforge.evaluate.composed.ensemble import ensemble_judgements
from negforge.evaluate.composed.gated import Veto, gated, precise, veto
from negforge.evaluate.composed.names import Ensemble, Gated, composed_of, is_composed, parts_of
from negforge.evaluate.composed.roles import GateRole, MemberRole, roles
from negforge.evaluate.ladder.rungs import SHARES
from negforge.pipeline.running.figures import plain
from negforge.plugins import all_checks, all_judges
from negforge.recipe.mistakes import did_you_mean

ALL_CHECKS = "all"


def compose(judgements: Sequence[Judgement], names: Iterable[str], pairs: Iterable[Pair]) -> list[Judgement]:
    """The judgements of the composed judges among ``names``, made of those that are there (asked now, or recorded); no
    judge is asked. ``pairs``: those that were judged, whole: a gate reads them. Raises UsageError for a part that is
    not among ``names``, and for a check that there is not."""
    composed = composed_of(names)
    if not composed:
        return []
    gates = {one.name: _checks(one) for one in composed if isinstance(one, Gated)}
    clusters: dict[str, str] = {}
    vetoes: dict[str, dict[str, Veto]] = {name: {} for name in gates}
    for pair in pairs:
        clusters[pair.id] = pair.task.template_id
        for name, checks in gates.items():
            vetoes[name][pair.id] = veto(pair, checks)
    for judgement in judgements:
        if judgement.pair_id not in clusters:
            raise UsageError(
                f"a judgement of {judgement.evaluator} is about pair {judgement.pair_id}, which is not among "
                "the pairs given; give the benchmark that was judged"
            )
    found = list(judgements)
    for one in composed:
        if isinstance(one, Ensemble):
            found += list(ensemble_judgements(one, found, clusters))
        else:
            base = [judgement for judgement in found if judgement.evaluator == one.base]
            found += [gated(judgement, one.name, vetoes[one.name][judgement.pair_id]) for judgement in base]
    return found[len(judgements) :]


def check_composed(names: Sequence[str]) -> None:
    """Raises UsageError where ``compose`` would, before anything is asked."""
    for one in composed_of(names):
        if isinstance(one, Gated):
            _checks(one)


def roles_of(
    names: Sequence[str], judgements: Sequence[Judgement], clusters: Mapping[str, str]
) -> tuple[GateRole | MemberRole, ...]:
    """What the parts of the composed judges among ``names`` had to do. ``clusters``: of each pair its template."""
    return roles(composed_of(names), judgements, clusters)


def roles_json(found: Iterable[GateRole | MemberRole]) -> list[Json]:
    """Roles for machines; a rate over no pair has the value null."""
    return [
        {**plain(asdict(one)), "by": [{"check": name, **plain(asdict(rate))} for name, rate in one.by]}
        if isinstance(one, GateRole)
        else asdict(one)
        for one in found
    ]


def note_of(evaluator: str, among: Sequence[str]) -> str:
    """What a reader of its figures must know: judges with such a note are not to be ranked with the others. A composed
    judge shares what its parts share. ``among``: the judges of the evaluation."""
    composed = {one.name: one for one in composed_of(among)} if is_composed(evaluator) else {}
    if evaluator in composed:
        one = composed[evaluator]
        if isinstance(one, Gated):
            return SHARES
        return next((held for part in parts_of(one) if (held := note_of(part, among))), "")
    return next((judge.note for judge in all_judges() if judge.name == evaluator), "")


def _checks(one: Gated) -> Mapping[str, Check]:
    known = all_checks()
    if one.checks is None:
        return precise(known)
    if one.checks == (ALL_CHECKS,):
        return known
    for name in one.checks:
        if name not in known:
            raise UsageError(f"{one.name}: no check named {name or '(nothing)'}{did_you_mean(name, tuple(known))}")
    return {name: check for name, check in known.items() if name in one.checks}
