"""The Bradley-Terry judge: a reward model scores each side alone, and the margin decides.

The chance that the chosen is the better side is the logistic function of the margin (Bradley and Terry 1952).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from negforge.core.chat import Usage
from negforge.core.pair import Pair
from negforge.core.ports import Reading, RewardModel
from negforge.core.verdict import Failure, Judgement, Order, Verdict
from negforge.stats.log_odds import logistic

TIE_BAND = 1e-4  # margins up to this are ties, as published
NO_ORDER: Order = "chosen_first"
"""A side is scored alone, so there is no order and one judgement a pair. It is recorded under this one, and no flip
rate is counted or claimed."""


@dataclass(frozen=True, slots=True)
class BradleyTerry:
    """A reward model as a judge. ``name`` stands in its judgements as the evaluator; ``tie_band``: margins up to this
    are ties."""

    name: str
    model: RewardModel
    tie_band: float = TIE_BAND

    async def judge_pairs(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """One judgement a pair, in their order. Pairs of one task cost less given together."""
        items = [(pair.task, side) for pair in pairs for side in (pair.chosen, pair.rejected)]
        read = await self.model.read(items)
        if len(read) != len(items):
            raise ValueError(f"{self.name} gave {len(read)} scores for {len(items)} trajectories")
        return [
            judgement_of(pair.id, self.name, chosen, rejected, self.tie_band)
            for pair, chosen, rejected in zip(pairs, read[::2], read[1::2], strict=True)
        ]


def judgement_of(
    pair_id: str, evaluator: str, chosen: Reading | Failure, rejected: Reading | Failure, tie_band: float = TIE_BAND
) -> Judgement:
    """What two scores come to. A side that has none makes the judgement a failure of that kind; the reason says which
    side it was. What was cut from a side is told in the note."""
    if isinstance(chosen, Failure) or isinstance(rejected, Failure):
        return Judgement(pair_id, evaluator, NO_ORDER, _failure(chosen, rejected))
    margin = chosen.value - rejected.value
    tokens = chosen.tokens + rejected.tokens
    return Judgement(
        pair_id,
        evaluator,
        NO_ORDER,
        _verdict(margin, tie_band),
        note=_note(chosen, rejected),
        usage=Usage(prompt=tokens) if tokens else None,
        probability=logistic(margin),
        scores=(chosen.value, rejected.value),
        seconds=_sum(chosen.seconds, rejected.seconds),
    )


def _verdict(margin: float, tie_band: float) -> Verdict:
    if abs(margin) <= tie_band:
        return "tie"
    return "chosen" if margin > 0 else "rejected"


def _failure(chosen: Reading | Failure, rejected: Reading | Failure) -> Failure:
    failed = [(side, one) for side, one in (("chosen", chosen), ("rejected", rejected)) if isinstance(one, Failure)]
    return Failure(failed[0][1].kind, "; ".join(f"{side}: {one.reason}" for side, one in failed))


def _note(chosen: Reading, rejected: Reading) -> str:
    return "; ".join(
        f"{side}: {one.left_out:,} tokens left out of its middle, {one.tokens:,} read"
        for side, one in (("chosen", chosen), ("rejected", rejected))
        if one.left_out
    )


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other
