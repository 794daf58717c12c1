"""Where the checks meet the screen: what a rollout from a world is certified as."""

from __future__ import annotations

from dataclasses import replace

from negforge.checks.registry import CHECKS
from negforge.collect.screen import Screened, screen
from negforge.core.trajectory import Rollout


def screened(rollout: Rollout, stopped: str) -> tuple[Rollout, Screened]:
    """The rollout and its role. One that is neither positive nor negative certifies nothing: it has no outcome."""
    found = screen(rollout, stopped, CHECKS)
    return (rollout if found.role != "neither" else replace(rollout, outcome=None)), found


def certified(rollout: Rollout, stopped: str) -> Rollout:
    return screened(rollout, stopped)[0]
