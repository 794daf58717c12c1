"""Ensembles: the mean of calibrated probabilities where every member gives one with every verdict, else a vote."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from negforge.core.verdict import Failure, Judgement, Verdict
from negforge.evaluate.composed.names import Ensemble
from negforge.evaluate.composed.opinions import Opinion, Opinions, Question, opinions_of
from negforge.stats.log_odds import logistic
from negforge.stats.slope import cross_fitted
from negforge.stats.voting import most_votes

_EVEN = 1e-9  # so near to one half a mean is a tie


def ensemble_judgements(
    one: Ensemble, judgements: Sequence[Judgement], clusters: Mapping[str, str]
) -> Iterator[Judgement]:
    """A judgement for every question that any member was asked. ``clusters``: of each pair, by its id.

    Each member's log-odds are scaled by a slope fitted on pairs of other clusters, so that no pair's own label, nor
    that of a pair like it, has a say in its verdict. Members without a verdict are left out of the mean or the vote
    and told in the note; where none has one, the ensemble fails as the first of them that was asked.
    """
    members = {name: opinions_of(name, judgements) for name in one.members}
    questions = _questions(one, members, judgements)
    slopes = {name: _slopes(held, clusters) for name, held in members.items()} if _all_sure(members) else None
    for question in questions:
        said = {name: held.of(question) for name, held in members.items()}
        told = {name: opinion for name, opinion in said.items() if not isinstance(opinion.outcome, Failure)}
        probability = None
        outcome: Verdict | Failure
        if not told:
            outcome, how = _no_verdict(said), "no member has a verdict"
        elif slopes is None:
            outcome, how = _vote(told), f"vote of {len(told)}"
        else:
            own = {name: slopes[name].get(clusters[question[0]], 1.0) for name in told}
            probability = _mean(told, own)
            outcome, how = _verdict(probability), f"calibrated mean of {len(told)}"
        note = "; ".join([how, *(f"{name}: {_kind(said[name])}" for name in one.members if name not in told)])
        yield Judgement(question[0], one.name, question[1], outcome, note, probability=probability)


def _questions(one: Ensemble, members: Mapping[str, Opinions], judgements: Sequence[Judgement]) -> list[Question]:
    """Those of the members, in the order of the judgements. Members that know no order add none where others do."""
    ordered = {name for name, held in members.items() if held.one_order is None and held.held} or set(one.members)
    asked = {(j.pair_id, j.order): None for j in judgements if j.evaluator in ordered}
    pairs = {pair_id for pair_id, _ in asked}
    more = {(j.pair_id, j.order): None for j in judgements if j.evaluator in one.members and j.pair_id not in pairs}
    return [*asked, *more]


def _all_sure(members: Mapping[str, Opinions]) -> bool:
    opinions = [opinion for held in members.values() for opinion in held.held.values()]
    return all(opinion.log_odds is not None for opinion in opinions if not isinstance(opinion.outcome, Failure))


def _slopes(held: Opinions, clusters: Mapping[str, str]) -> dict[str, float]:
    by_cluster: dict[str, list[float]] = {}
    for (pair_id, _), opinion in held.held.items():
        if opinion.log_odds is not None:
            by_cluster.setdefault(clusters[pair_id], []).append(opinion.log_odds)
    return cross_fitted(by_cluster)


def _mean(told: Mapping[str, Opinion], slopes: Mapping[str, float]) -> float:
    chances = [logistic(slopes[name] * (opinion.log_odds or 0.0)) for name, opinion in told.items()]
    return math.fsum(chances) / len(chances)


def _verdict(probability: float) -> Verdict:
    if abs(probability - 0.5) < _EVEN:
        return "tie"
    return "chosen" if probability > 0.5 else "rejected"


def _vote(told: Mapping[str, Opinion]) -> Verdict:
    return most_votes([opinion.outcome for opinion in told.values() if not isinstance(opinion.outcome, Failure)])


def _no_verdict(said: Mapping[str, Opinion]) -> Failure:
    failures = {name: one.outcome for name, one in said.items() if isinstance(one.outcome, Failure)}
    first = next((one for one in failures.values() if one.kind != "abstained"), None)
    kind = first.kind if first is not None else "abstained"
    ends = ", ".join(f"{name} {one.kind}" for name, one in failures.items())
    return Failure(kind, f"no member has a verdict: {ends}")


def _kind(opinion: Opinion) -> str:
    return opinion.outcome.kind if isinstance(opinion.outcome, Failure) else "verdict"
