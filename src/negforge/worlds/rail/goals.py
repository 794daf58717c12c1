"""What travellers want of the operator, all of it."""

from __future__ import annotations

from negforge.worlds.goal import GoalMaker
from negforge.worlds.rail.goals_book import GOALS_BOOK
from negforge.worlds.rail.goals_change import GOALS_CHANGE
from negforge.worlds.rail.goals_giving_up import GOALS_GIVING_UP
from negforge.worlds.rail.goals_look import GOALS_LOOK
from negforge.worlds.rail.goals_missing import GOALS_MISSING
from negforge.worlds.rail.goals_missing_on_board import GOALS_MISSING_ON_BOARD
from negforge.worlds.rail.goals_multi import GOALS_MULTI
from negforge.worlds.rail.goals_night import GOALS_NIGHT
from negforge.worlds.rail.goals_prices import GOALS_PRICES
from negforge.worlds.rail.goals_refusal import GOALS_REFUSAL
from negforge.worlds.rail.goals_refusal_more import GOALS_REFUSAL_MORE
from negforge.worlds.rail.goals_stay_talk import GOALS_STAY_TALK
from negforge.worlds.rail.goals_stays import GOALS_STAYS
from negforge.worlds.rail.goals_talks import GOALS_TALKS
from negforge.worlds.rail.goals_trips import GOALS_TRIPS

GOALS: tuple[GoalMaker, ...] = (
    *GOALS_LOOK,
    *GOALS_PRICES,
    *GOALS_BOOK,
    *GOALS_TRIPS,
    *GOALS_NIGHT,
    *GOALS_CHANGE,
    *GOALS_STAYS,
    *GOALS_MULTI,
    *GOALS_GIVING_UP,
    *GOALS_STAY_TALK,
    *GOALS_TALKS,
    *GOALS_REFUSAL,
    *GOALS_REFUSAL_MORE,
    *GOALS_MISSING,
    *GOALS_MISSING_ON_BOARD,
)
