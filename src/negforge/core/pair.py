"""Pairs and drops: what is published, and what was refused and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from negforge.core.certificate import Certificate
from negforge.core.edit import Edit
from negforge.core.json_text import Json, digest
from negforge.core.message import message_json
from negforge.core.task import Task
from negforge.core.trajectory import Label, Trajectory

Origin: TypeAlias = Literal["rule", "minimal_edit", "natural", "mined"]
SuffixPolicy: TypeAlias = Literal["freeze", "replay", "reroll"]


@dataclass(frozen=True, slots=True)
class Neutral:
    """Differences that must not matter, as edits of the base: the chosen's, and then the rejected's."""

    chosen: tuple[Edit, ...] = ()
    rejected: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A chosen and a rejected trajectory of one task. ``defect``, ``family``: None where a foreign file does not say.

    ``edits`` lead from the base to the rejected; the first ``roots`` of them put the defect in, the others are what
    followed. ``split`` is set by assemble. ``rollout``: id of the rollout the chosen came from. ``extra``: JSON text of
    what a foreign layout had beside the pair, kept for writing it back. ``twin``: the kind of change that this pair is
    another pair's twin by; "" for a pair of its own.
    """

    id: str
    task: Task
    chosen: Trajectory
    rejected: Trajectory
    defect: str | None
    family: str | None
    origin: Origin
    label: Label
    edits: tuple[Edit, ...] = ()
    roots: int = 0
    neutral: Neutral = Neutral()
    suffix: SuffixPolicy | None = None
    level: int | None = None
    certificate: Certificate | None = None
    split: str | None = None
    rollout: str | None = None
    extra: str | None = None
    twin: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair as perturb proposes it, not yet validated: which rule made it, and what it chose (JSON text).
    ``outcomes``: what is known of how the chosen and the rejected ended."""

    pair: Pair
    rule: str
    parameters: str
    chosen_outcome: Label | None = None
    rejected_outcome: Label | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """A pair that validation refused: which check, for what reason, and enough to find it again."""

    pair_id: str
    check: str
    reason: str
    rule: str | None = None
    defect: str | None = None
    rollout: str | None = None


def pair_id(task: Task, chosen: Trajectory, rejected: Trajectory) -> str:
    """Hashes task and both trajectories and nothing else: a reworded certificate must not orphan a judgement."""
    sides: Json = [[message_json(message) for message in side.messages] for side in (chosen, rejected)]
    return digest([task.id, sides])
