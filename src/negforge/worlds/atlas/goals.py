"""All goals of the atlas."""

from __future__ import annotations

from negforge.worlds.atlas.goals_easy import EASY
from negforge.worlds.atlas.goals_hard import HARD
from negforge.worlds.atlas.goals_missing import MISSING
from negforge.worlds.atlas.goals_multi import MULTI
from negforge.worlds.atlas.goals_refusal import REFUSALS
from negforge.worlds.atlas.goals_saved import SAVED
from negforge.worlds.atlas.goals_talks import TALKS

GOALS = (*EASY, *SAVED, *HARD, *MULTI, *TALKS, *REFUSALS, *MISSING)
