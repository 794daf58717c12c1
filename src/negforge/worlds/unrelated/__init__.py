"""Unrelated requests: chit-chat and knowledge that no tool of the world has anything to do with."""

from __future__ import annotations

from negforge.worlds.goal import GoalMaker
from negforge.worlds.unrelated import (
    arithmetic,
    calendar,
    knowledge,
    language,
    letters,
    measures,
    numerals,
    riddles,
    talk,
)

UNRELATED: tuple[GoalMaker, ...] = tuple(
    maker
    for topic in (arithmetic, numerals, measures, calendar, letters, language, knowledge, riddles, talk)
    for maker in vars(topic).values()
    if isinstance(maker, GoalMaker)
)
