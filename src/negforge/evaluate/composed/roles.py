"""What each part of a composed judge did: how often the checks decided and were right, where members failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from negforge.core.verdict import Failure, Judgement, Rate
from negforge.evaluate.composed.gated import PASSED, VETO
from negforge.evaluate.composed.names import Composed, Ensemble, Gated
from negforge.evaluate.composed.opinions import opinions_of
from negforge.evaluate.heard import hear
from negforge.stats.intervals import clustered_rate


@dataclass(frozen=True, slots=True)
class GateRole:
    """One role of a gated judge. ``role``: "veto" for the pairs that the checks decided, "passed on" for those that the
    second judge did, "crashed" where a check failed. ``rate``: of the gated judge there; ``base``: of the second judge
    on the same pairs, so the two tell what the veto changes. ``by``: of the vetoes, by check."""

    evaluator: str
    base_name: str
    role: str
    rate: Rate
    base: Rate
    by: tuple[tuple[str, Rate], ...] = ()


@dataclass(frozen=True, slots=True)
class MemberRole:
    """One member of an ensemble. ``asked``: the questions (pair and order) that the ensemble answered or should have;
    ``failed``: on so many the member gave no verdict; ``agreed``: on so many of the others it said what the ensemble
    said."""

    evaluator: str
    member: str
    asked: int
    failed: int
    agreed: int


def gate_roles(one: Gated, judgements: Sequence[Judgement], clusters: Mapping[str, str]) -> tuple[GateRole, ...]:
    """Both roles, and a third where checks crashed. ``clusters``: of each pair, by its id."""
    own = [judgement for judgement in judgements if judgement.evaluator == one.name]
    base = [judgement for judgement in judgements if judgement.evaluator == one.base]
    role_of = {judgement.pair_id: _role(judgement.note) for judgement in own}
    found = []
    for role in ("veto", "passed on", "crashed"):
        ids = {pair_id for pair_id, its in role_of.items() if its == role}
        if not ids and role == "crashed":
            continue
        held = [judgement for judgement in own if judgement.pair_id in ids]
        rate, of_base = pooled(held, clusters), pooled([j for j in base if j.pair_id in ids], clusters)
        found.append(GateRole(one.name, one.base, role, rate, of_base, _by_check(held, clusters)))
    return tuple(found)


def member_roles(one: Ensemble, judgements: Sequence[Judgement]) -> tuple[MemberRole, ...]:
    """How each member took part."""
    own = opinions_of(one.name, judgements)
    found = []
    for member in one.members:
        its = opinions_of(member, judgements)
        said = {question: its.of(question).outcome for question in own.held}
        told = {question: outcome for question, outcome in said.items() if not isinstance(outcome, Failure)}
        agreed = sum(outcome == own.held[question].outcome for question, outcome in told.items())
        found.append(MemberRole(one.name, member, len(said), len(said) - len(told), agreed))
    return tuple(found)


def roles(
    composed: Iterable[Composed], judgements: Sequence[Judgement], clusters: Mapping[str, str]
) -> tuple[GateRole | MemberRole, ...]:
    """Of all composed judges, in their order."""
    found: list[GateRole | MemberRole] = []
    for one in composed:
        found += gate_roles(one, judgements, clusters) if isinstance(one, Gated) else member_roles(one, judgements)
    return tuple(found)


def pooled(judgements: Iterable[Judgement], clusters: Mapping[str, str]) -> Rate:
    """One judge's accuracy over all pairs alike, whatever their split; a pair's value is as in ``rates``."""
    heard = [one for of in hear(judgements, clusters).values() for one in of.items()]
    told = [(value, clusters[pair_id]) for pair_id, one in heard if (value := one.value) is not None]
    return clustered_rate([value for value, _ in told], [name for _, name in told], len(heard) - len(told))


def _role(note: str) -> str:
    return "veto" if note.startswith(VETO) else "passed on" if note.startswith(PASSED) else "crashed"


def _by_check(held: Sequence[Judgement], clusters: Mapping[str, str]) -> tuple[tuple[str, Rate], ...]:
    vetoes = [(j, j.note.removeprefix(VETO).split(", ")) for j in held if j.note.startswith(VETO)]
    names = Counter(name for _, by in vetoes for name in by)
    ordered = sorted(names, key=lambda name: (-names[name], name))
    return tuple((name, pooled((j for j, by in vetoes if name in by), clusters)) for name in ordered)
