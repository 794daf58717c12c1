"""All that a family may want of the clinic's desk."""

from negforge.worlds.clinic.goals_book import book_first_fit, control_visit, same_day_visit
from negforge.worlds.clinic.goals_change import clear_days, move_visit
from negforge.worlds.clinic.goals_costs import what_it_costs
from negforge.worlds.clinic.goals_late import late_cancellation
from negforge.worlds.clinic.goals_lookup import next_visit, sessions_left, vaccinations_due
from negforge.worlds.clinic.goals_missing import (
    getting_there,
    settle_the_account,
    speak_to_the_doctor,
    what_the_report_says,
)
from negforge.worlds.clinic.goals_misuse import on_which_cover, urgent_or_not
from negforge.worlds.clinic.goals_multi import pick_from_options, which_visit
from negforge.worlds.clinic.goals_papers import papers_for_school
from negforge.worlds.clinic.goals_refill import refill_items, refill_talk
from negforge.worlds.clinic.goals_refusal import dated_as_wished, read_a_members_file, tablets_as_counted
from negforge.worlds.clinic.goals_series import both_children, earlier_or_wait, session_series
from negforge.worlds.clinic.goals_slot import free_a_slot
from negforge.worlds.clinic.goals_travel import before_leaving
from negforge.worlds.clinic.goals_waiting import waiting_for_an_offer

GOALS = (
    book_first_fit, same_day_visit, control_visit, session_series, both_children, earlier_or_wait, move_visit, clear_days,
    next_visit, sessions_left, vaccinations_due, what_it_costs, refill_items, refill_talk,
    pick_from_options, which_visit, late_cancellation, waiting_for_an_offer, papers_for_school, before_leaving,
    read_a_members_file, dated_as_wished, tablets_as_counted, on_which_cover, urgent_or_not, free_a_slot,
    settle_the_account, what_the_report_says, speak_to_the_doctor, getting_there,
)  # fmt: skip
