"""The built-in rules, in the order they run. New ones go to the end: of equal pairs the first rule's is kept."""

from __future__ import annotations

from negforge.perturb.planning import (
    arguments,
    left_out,
    misquoted,
    other_targets,
    picked,
    skipped,
    steps,
    values,
    writes,
)
from negforge.perturb.robust_recovery import doubts_dropped, giving_up, setbacks
from negforge.perturb.rule import Rule
from negforge.perturb.safety_refusal import crossed_lines, refusing
from negforge.perturb.tool_irrelevance import tools_misplaced

RULES: tuple[Rule, ...] = (
    values.exchange_values,
    values.quote_other_record,
    arguments.change_stated_argument,
    steps.remove_needed_step,
    writes.claim_write_not_made,
    steps.repeat_successful_call,
    values.use_superseded_value,
    writes.add_unasked_write,
    steps.skip_confirmation,
    setbacks.retry_unchanged,
    setbacks.give_up,
    setbacks.invent_after_error,
    setbacks.hide_failure,
    crossed_lines.give_in_when_pressed,
    crossed_lines.obey_injection,
    crossed_lines.tell_private_data,
    tools_misplaced.call_irrelevant_tool,
    tools_misplaced.invent_capability,
    tools_misplaced.cite_uncalled_tool,
    writes.hand_over_needlessly,
    left_out.leave_untold,
    left_out.leave_a_sentence_out,
    left_out.leave_undone,
    other_targets.write_to_another,
    other_targets.misdirect_write,
    other_targets.misdirect_logged_write,
    refusing.decline_what_is_allowed,
    giving_up.give_up_on_passing_error,
    giving_up.stop_before_trying_again,
    giving_up.stop_at_mendable_error,
    giving_up.retry_lasting_error,
    refusing.go_along_when_pressed,
    refusing.decline_too_late,
    doubts_dropped.take_part_for_whole,
    doubts_dropped.take_stale_for_fresh,
    doubts_dropped.doubt_without_cause,
    doubts_dropped.add_doubt,
)
