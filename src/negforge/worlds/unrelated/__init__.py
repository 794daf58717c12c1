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
from negforge.worlds.unrelated.answering import unaided

_TOPICS = (arithmetic, numerals, measures, calendar, letters, language, knowledge, riddles, talk)
PLAIN: tuple[GoalMaker, ...] = tuple(
    maker for topic in _TOPICS for maker in vars(topic).values() if isinstance(maker, GoalMaker)
)
_NOT_UNAIDED = (talk.small_talk, measures.better_value)  # nothing is asked; of two answers one is right by chance
UNAIDED: tuple[GoalMaker, ...] = tuple(unaided(maker) for maker in PLAIN if maker not in _NOT_UNAIDED)
UNRELATED: tuple[GoalMaker, ...] = (*PLAIN, *UNAIDED)
