"""The screen: which rollout may be a chosen, which is a certified failure, which is neither. Each with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from negforge.core.ports import Check
from negforge.core.trajectory import Rollout, succeeded

Role: TypeAlias = Literal["positive", "negative", "neither"]


@dataclass(frozen=True, slots=True)
class Screened:
    """``positive``: the outcome check passes and no check objects. ``negative``: a certified failure, material for
    natural negatives. ``neither``: it succeeded, but a check objects; or it broke off, and proves nothing."""

    role: Role
    reason: str


def screen(rollout: Rollout, stopped: str, checks: Mapping[str, Check]) -> Screened:
    """What the rollout may serve as. ``stopped``: why it ended; only an agent's own ending certifies a failure."""
    if rollout.outcome is None:
        return Screened("neither", "no outcome is known")
    if not succeeded(rollout):
        if stopped.startswith("no_reply"):
            return Screened("neither", f"broke off ({stopped}): {rollout.outcome.reason}")
        return Screened("negative", rollout.outcome.reason)
    for name, check in checks.items():
        found = check(rollout.task, rollout.trajectory)
        if found:
            return Screened("neither", f"the outcome is right, but {name} objects: {found[0].says}")
    return Screened("positive", rollout.outcome.reason)
