"""All goals of the people portal."""

from __future__ import annotations

from negforge.worlds.goal import GoalMaker
from negforge.worlds.people import (
    goals_carry,
    goals_leave,
    goals_missing,
    goals_money,
    goals_refusal,
    goals_work,
    talks_leave,
    talks_work,
)

GOALS = tuple(
    maker
    for module in (
        goals_carry,
        goals_leave,
        goals_money,
        goals_work,
        talks_leave,
        talks_work,
        goals_refusal,
        goals_missing,
    )
    for maker in vars(module).values()
    if isinstance(maker, GoalMaker)
)
