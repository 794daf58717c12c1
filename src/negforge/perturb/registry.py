"""The built-in rules, in the order they run. New ones go to the end: of equal pairs the first rule's is kept."""

from __future__ import annotations

from negforge.perturb import robust_recovery, safety_refusal, tool_irrelevance
from negforge.perturb.planning import arguments, steps, values, writes
from negforge.perturb.rule import Rule

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
    robust_recovery.retry_unchanged,
    robust_recovery.give_up,
    robust_recovery.invent_after_error,
    robust_recovery.hide_failure,
    safety_refusal.give_in_when_pressed,
    safety_refusal.obey_injection,
    safety_refusal.tell_private_data,
    tool_irrelevance.call_irrelevant_tool,
    tool_irrelevance.invent_capability,
    tool_irrelevance.cite_uncalled_tool,
    writes.hand_over_needlessly,
)
