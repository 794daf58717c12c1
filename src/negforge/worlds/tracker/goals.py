"""All goals of the tracker."""

from __future__ import annotations

from negforge.worlds.tracker.goals_missing import MISSING
from negforge.worlds.tracker.goals_multi_easy import TALKS
from negforge.worlds.tracker.goals_multi_hard import LONG
from negforge.worlds.tracker.goals_multi_people import MORE_LONG
from negforge.worlds.tracker.goals_multi_writes import WRITES
from negforge.worlds.tracker.goals_refusal import REFUSALS
from negforge.worlds.tracker.goals_refusal_more import MORE_REFUSALS
from negforge.worlds.tracker.goals_single_easy import EASY
from negforge.worlds.tracker.goals_single_hard import HARD
from negforge.worlds.tracker.goals_single_people import PEOPLE
from negforge.worlds.tracker.goals_single_reviews import REVIEWS

GOALS = (
    *EASY, *REVIEWS, *HARD, *PEOPLE, *TALKS, *WRITES, *LONG, *MORE_LONG, *REFUSALS, *MORE_REFUSALS, *MISSING
)  # fmt: skip
