"""All goals of the mailroom."""

from __future__ import annotations

from negforge.worlds.mailroom.goals_absence import ABSENCE_GOALS
from negforge.worlds.mailroom.goals_appointments import APPOINTMENT_GOALS
from negforge.worlds.mailroom.goals_letters import LETTER_GOALS
from negforge.worlds.mailroom.goals_lists import LIST_GOALS
from negforge.worlds.mailroom.goals_mail import MAIL_GOALS
from negforge.worlds.mailroom.goals_meetings import MEETING_GOALS
from negforge.worlds.mailroom.goals_missing import MISSING_GOALS
from negforge.worlds.mailroom.goals_people import PEOPLE_GOALS
from negforge.worlds.mailroom.goals_refusal import REFUSAL_GOALS
from negforge.worlds.mailroom.goals_refusal_mail import MISUSE_GOALS
from negforge.worlds.mailroom.goals_series import SERIES_GOALS
from negforge.worlds.mailroom.goals_single import SINGLE_GOALS
from negforge.worlds.mailroom.goals_suppliers import SUPPLIER_GOALS

GOALS = (
    *PEOPLE_GOALS,
    *SINGLE_GOALS,
    *MEETING_GOALS,
    *SERIES_GOALS,
    *MAIL_GOALS,
    *SUPPLIER_GOALS,
    *LETTER_GOALS,
    *LIST_GOALS,
    *APPOINTMENT_GOALS,
    *ABSENCE_GOALS,
    *REFUSAL_GOALS,
    *MISUSE_GOALS,
    *MISSING_GOALS,
)
