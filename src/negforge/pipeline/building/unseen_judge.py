"""The judge that selection never sees, behind the port of shortcut judges: a transformer from the plant room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from negforge.adapters.small_transformer import SmallTransformer, Training, missing
from negforge.audit.judge import Group, ShortcutJudge
from negforge.audit.side import transcript
from negforge.audit.table import Sample

if TYPE_CHECKING:
    import numpy as np

NAME = "small transformer, last 512 words"


@dataclass(frozen=True, slots=True)
class UnseenJudge:
    """Reads the ends of both trajectories as they stand, without the task and without what users say."""

    training: Training
    name: str = NAME
    group: Group = "full"

    def fit(self, train: Sample) -> _Fitted:
        return _Fitted(SmallTransformer(_texts(train), self.training))


@dataclass(frozen=True, slots=True)
class _Fitted:
    model: SmallTransformer

    def score(self, sample: Sample) -> np.ndarray:
        return self.model.scores(_texts(sample))


def unseen_judge(rng_seed: int) -> tuple[ShortcutJudge | None, str]:
    """The judge, or none and why."""
    reason = missing()
    return (None, reason) if reason else (UnseenJudge(Training(rng_seed=rng_seed)), NAME)


def _texts(sample: Sample) -> list[tuple[str, str]]:
    """In the order of the sample's sides."""
    read = [tuple(transcript(side) for side in sample.table.sides[row]) for row in sample.rows]
    return [(one, other) if sign > 0 else (other, one) for (one, other), sign in zip(read, sample.signs, strict=True)]
