"""All goals of this world."""

from __future__ import annotations

from negforge.worlds.oncall.goals_ask import ASK
from negforge.worlds.oncall.goals_bypass import BYPASS
from negforge.worlds.oncall.goals_cause import CAUSE
from negforge.worlds.oncall.goals_change import CHANGE
from negforge.worlds.oncall.goals_duty import DUTY_GOALS
from negforge.worlds.oncall.goals_handover import HANDOVER
from negforge.worlds.oncall.goals_lookup import LOOKUP
from negforge.worlds.oncall.goals_missing import MISSING
from negforge.worlds.oncall.goals_multi import MULTI
from negforge.worlds.oncall.goals_multi_ship import MULTI_SHIP
from negforge.worlds.oncall.goals_refusal import REFUSAL
from negforge.worlds.oncall.goals_ship import SHIP
from negforge.worlds.oncall.goals_survey import SURVEY
from negforge.worlds.oncall.goals_talk import TALK

GOALS = (
    *ASK,
    *LOOKUP,
    *CHANGE,
    *CAUSE,
    *SHIP,
    *DUTY_GOALS,
    *SURVEY,
    *MULTI,
    *MULTI_SHIP,
    *TALK,
    *HANDOVER,
    *REFUSAL,
    *BYPASS,
    *MISSING,
)
