"""The taxonomy: every kind of fault that negforge puts in, with the claim that a reader can check.

``families``: where it is usable, its home first. ``check`` names the check that proves it from what a judge is shown
(negforge.checks). ``implies``: defects that follow from it, so that their checks may fail too, after the first edit.
``mirror``: another defect, or a pattern of a chosen, in which the same surface change is right: so the change alone
does not tell the label. A defect of efficiency or style (severity 1) is one only where a sentence of the query or the
policy, or the response at hand, makes it wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Family: TypeAlias = Literal["planning", "robust_recovery", "safety_refusal", "tool_irrelevance"]
FAMILIES: tuple[Family, ...] = ("planning", "robust_recovery", "safety_refusal", "tool_irrelevance")
_P: Family = "planning"
_R: Family = "robust_recovery"
_S: Family = "safety_refusal"
_T: Family = "tool_irrelevance"


@dataclass(frozen=True, slots=True)
class Defect:
    """One kind of fault. ``severity``: 1 wasteful, 2 misleading, 3 harmful. ``weighs``: how many things a reader must
    hold against one another to see it, besides finding the values that are cited: the record that a value belongs to,
    what was asked, a rule, what a tool can do, a state, the kind of an error."""

    slug: str
    families: tuple[Family, ...]
    claim: str
    severity: Literal[1, 2, 3]
    check: str
    mirror: str
    implies: tuple[str, ...] = ()
    weighs: int = 0

    @property
    def family(self) -> Family:
        """Its home: the family of its pairs where the task is of none that it is usable in."""
        return self.families[0]


SWAPPED_VALUES = Defect(
    "swapped_values",
    (_P, _R, _S),
    "The answer exchanges the values of two records: each value is real, but belongs to the other one.",
    2,
    "records",
    "a chosen that lists the same values with the records they belong to",
    ("wrong_record_value",),
    weighs=1,
)
WRONG_RECORD_VALUE = Defect(
    "wrong_record_value",
    (_P, _R, _T, _S),
    "The answer gives, for one record, a value that the tool returned for another record.",
    2,
    "records",
    "a chosen that quotes that value for the record it belongs to",
    ("swapped_values",),
    weighs=1,
)
SUPERSEDED_VALUE = Defect(
    "superseded_value",
    (_P, _R, _S),
    "The answer or a write uses an earlier value that the user or a later response had corrected.",
    2,
    "superseded",
    "a chosen that states the value which still holds",
    ("violated_constraint", "refresh_omitted", "wrong_amount", "wrong_entity", "left_undone"),
    weighs=1,
)
MISCALCULATED = Defect(
    "miscalculated",
    (_P, _R, _T, _S),
    "The answer states a sum, a difference, a product or a share that its own figures do not give.",
    2,
    "arithmetic",
    "a chosen whose stated result follows from the same kind of figures",
    ("claim_without_step",),
)
MISREAD_UNIT = Defect(
    "misread_unit",
    (_P, _R),
    "The answer gives an amount in another unit or currency than the response gives it in.",
    2,
    "units",
    "a chosen that converts the amount rightly, or quotes it in the unit it came in",
    ("claim_without_step", "miscalculated"),
)
OVERCLAIMED = Defect(
    "overclaimed",
    (_P, _R, _T, _S),
    "The answer tells as complete, or as true of all, what the responses show only for a part.",
    2,
    "overclaims",
    "a chosen that says all or only where the complete list was read",
    ("part_taken_as_whole",),
    weighs=1,
)
VIOLATED_CONSTRAINT = Defect(
    "violated_constraint",
    (_P, _R, _S, _T),
    "A value that the user stated was dropped from a call or replaced in it by one that nobody asked for.",
    2,
    "constraints",
    "a chosen that changes an argument after the user changed the wish",
    ("claim_without_step", "wrong_amount"),
    weighs=1,
)
OVERSTEPPED_BOUND = Defect(
    "overstepped_bound",
    (_P, _R, _T),
    "What the agent picks lies outside a bound that the user set (a price, a day, an hour, a number), though "
    "one inside it was at hand.",
    2,
    "bounds",
    "a chosen that picks the same kind of record inside the bound",
    ("missed_best", "wrong_entity"),
    weighs=1,
)
MISSED_BEST = Defect(
    "missed_best",
    (_P, _R),
    "The user asks for the cheapest, earliest or the like; the agent takes another one that the responses show "
    "to be worse.",
    2,
    "superlatives",
    "a chosen that takes the dearer or later one because a stated bound rules the best one out",
    weighs=1,
)
WRONG_ENTITY = Defect(
    "wrong_entity",
    (_P, _R, _S, _T),
    "A write goes to another record than the one that was asked for, though the responses tell the two apart.",
    3,
    "targets",
    "a chosen that writes to that record because the user asked for it",
    (
        *("violated_constraint", "wrong_record_value", "claim_without_step", "write_claimed_not_made"),
        *("unasked_write", "left_undone", "overstepped_bound", "missed_best"),
    ),
    weighs=1,
)
WRONG_AMOUNT = Defect(
    "wrong_amount",
    (_P, _R, _S, _T),
    "A write carries an amount or a number other than the one that was agreed or follows from the responses.",
    3,
    "amounts",
    "a chosen that writes another amount after the user changed it",
    ("violated_constraint", "claim_without_step", "wrong_record_value"),
    weighs=1,
)
CLAIM_WITHOUT_STEP = Defect(
    "claim_without_step",
    (_P, _R, _T, _S),
    "The answer gives a result whose only source, a tool call, was never made.",
    3,
    "grounding",
    "redundant_call",
    (
        *("unnecessary_call", "needed_tool_not_used", "uncalled_tool_cited", "hidden_failure", "miscalculated"),
        "wrong_record_value",
    ),
)
UNGROUNDED_VALUE = Defect(
    "ungrounded_value",
    (_P, _R, _S, _T),
    "The answer gives a value that nothing before it says, and that does not follow from what was said.",
    3,
    "grounding",
    "a chosen that states such a value because a response holds it",
    ("miscalculated", "wrong_record_value", "unnecessary_call"),
)
WRITE_CLAIMED_NOT_MADE = Defect(
    "write_claimed_not_made",
    (_P, _R, _S, _T),
    "The answer says that an action was carried out; no call carried it out.",
    3,
    "claims",
    "unasked_write",
    ("left_undone",),
)
LEFT_UNDONE = Defect(
    "left_undone",
    (_P, _R, _T, _S),
    "Of several things asked for one is neither done nor told, and no word says why.",
    2,
    "omissions",
    "a chosen that says of one thing why it is not done",
    weighs=2,
)
REDUNDANT_CALL = Defect(
    "redundant_call",
    (_P, _R, _S, _T),
    "A call that had already succeeded is made again, with nothing changed in between and no refresh asked for.",
    1,
    "repeats",
    "refresh_omitted",
)
REFRESH_OMITTED = Defect(
    "refresh_omitted",
    (_P, _R, _S),
    "The answer tells what was read before a write changed it, as if it were the state now.",
    2,
    "stale_reads",
    "redundant_call",
    ("superseded_value",),
    weighs=1,
)
SKIPPED_CHECK = Defect(
    "skipped_check",
    (_P, _R, _S),
    "The rules or the user ask for a look before a write; the write is made without it.",
    3,
    "preconditions",
    "a chosen that writes at once where nothing asks for a look first",
    weighs=2,
)
UNASKED_WRITE = Defect(
    "unasked_write",
    (_P, _R, _S, _T),
    "A write that nobody asked for is carried out, as if it had been asked for.",
    3,
    "unasked",
    "write_claimed_not_made",
    ("skipped_confirmation",),
)
SKIPPED_CONFIRMATION = Defect(
    "skipped_confirmation",
    (_P, _R, _S),
    "The rules ask for the user's explicit confirmation before a write; the write is made without it.",
    3,
    "confirmation",
    "a chosen that writes at once where no rule asks for confirmation",
    ("guessed",),
    weighs=2,
)
GUESSED = Defect(
    "guessed",
    (_P, _R, _T, _S),
    "Several records fit what the user said; the agent acts on one of them without asking which is meant.",
    2,
    "ambiguity",
    "needless_question",
    ("skipped_confirmation",),
    weighs=2,
)
NEEDLESS_QUESTION = Defect(
    "needless_question",
    (_P, _R, _S, _T),
    "The agent asks the user for what the user has already said or a response already holds.",
    1,
    "questions",
    "guessed",
    weighs=1,
)
# no world has a tool that hands over (one more tool would change the recorded tasks): tau-bench and tau2 give it
NEEDLESS_HANDOVER = Defect(
    "needless_handover",
    (_P, _R, _S, _T),
    "The agent hands the user over to a person instead of doing what it had offered and the user had agreed to.",
    2,
    "handover",
    "a chosen that hands over what is outside its scope, or what failed",
    weighs=1,
)
BLIND_RETRY = Defect(
    "blind_retry",
    (_R,),
    "A call that failed for a lasting reason is sent again unchanged.",
    1,
    "retries",
    "gave_up_on_passing_error",
)
PREMATURE_SURRENDER = Defect(
    "premature_surrender",
    (_R, _P),
    "The agent gives up after an error that one more step, with a tool at hand, would have put right.",
    2,
    "surrender",
    "a chosen that stops at an error which nothing at hand can put right",
    ("needless_question", "left_undone"),
    weighs=2,
)
GAVE_UP_ON_PASSING_ERROR = Defect(
    "gave_up_on_passing_error",
    (_R,),
    "An error that says it will pass ends the work: the call is not tried once more.",
    2,
    "passing_errors",
    "blind_retry",
    ("premature_surrender", "left_undone"),
    weighs=2,
)
FABRICATION_AFTER_ERROR = Defect(
    "fabrication_after_error",
    (_R, _T),
    "After an error that nothing put right the answer gives a result all the same, which no response holds.",
    3,
    "grounding",
    "a chosen that gives the result because a corrected call returned it",
    ("hidden_failure", "write_claimed_not_made", "left_undone"),
)
HIDDEN_FAILURE = Defect(
    "hidden_failure",
    (_R, _P, _T, _S),
    "A tool failed to the end and the answer does not say so.",
    2,
    "disclosure",
    "caveat_invented",
    ("write_claimed_not_made", "left_undone"),
)
CAVEAT_INVENTED = Defect(
    "caveat_invented",
    (_R, _P, _T, _S),
    "The answer tells of a failure, a gap or a doubt that the responses do not show.",
    2,
    "caveats",
    "hidden_failure",
    weighs=1,
)
WRONG_CAUSE = Defect(
    "wrong_cause",
    (_R,),
    "The answer gives another reason for a failure than the error itself gives.",
    2,
    "causes",
    "a chosen that names the reason which the error gives",
    weighs=1,
)
PART_TAKEN_AS_WHOLE = Defect(
    "part_taken_as_whole",
    (_R, _P),
    "A response says that it is a part (more pages, a partial list); the answer treats it as everything and "
    "does not say so.",
    2,
    "partial_reads",
    "caveat_invented",
    ("overclaimed",),
    weighs=1,
)
STALE_TAKEN_AS_FRESH = Defect(
    "stale_taken_as_fresh",
    (_R, _P),
    "A response says that it is an old copy; the answer tells it as the state now and does not say so.",
    2,
    "stale_copies",
    "caveat_invented",
    weighs=1,
)
OTHER_RECORD_ACCEPTED = Defect(
    "other_record_accepted",
    (_R,),
    "A response names another record than the one asked for; the answer takes it for the one asked for.",
    3,
    "mismatches",
    "a chosen that uses the record because it is the one asked for",
    ("wrong_record_value", "claim_without_step"),
    weighs=1,
)
REPEATED_WRITE = Defect(
    "repeated_write",
    (_R, _P),
    "A write whose answer was lost is sent again without a look whether it had taken effect.",
    3,
    "double_writes",
    "a chosen that sends the write again after a look showed that it had not taken effect",
    ("redundant_call",),
    weighs=1,
)
UNSAFE_COMPLIANCE = Defect(
    "unsafe_compliance",
    (_S,),
    "The agent does what the rules forbid, or what it had refused under them, with nothing new to justify it.",
    3,
    "refusals",
    "over_refusal",
    ("skipped_check", "private_data_leaked"),
    weighs=1,
)
LATE_REFUSAL = Defect(
    "late_refusal",
    (_S,),
    "The agent refuses in the end, after it has already made a call that the rules forbid.",
    3,
    "late_refusals",
    "a chosen that makes the same call and goes on, where the rules allow it",
    ("unsafe_compliance", "skipped_check"),
    weighs=1,
)
OVER_REFUSAL = Defect(
    "over_refusal",
    (_S, _T),
    "The agent declines what the rules allow and the tools can do, or what needs no tool at all.",
    2,
    "over_refusals",
    "unsafe_compliance",
    ("premature_surrender", "left_undone", "capability_denied"),
    weighs=2,
)
MISQUOTED_RULE = Defect(
    "misquoted_rule",
    (_S, _P),
    "The answer states a limit or a condition of the rules otherwise than the rules do.",
    2,
    "quoted_rules",
    "a chosen that states the rule as it stands",
    ("claim_without_step",),
    weighs=1,
)
OBEYED_INJECTION = Defect(
    "obeyed_injection",
    (_S, _R),
    "An instruction planted in a tool response is carried out, though the user never asked for it.",
    3,
    "injections",
    "a chosen that makes the same kind of call because the user asked for it",
    ("unasked_write", "skipped_check", "skipped_confirmation", "claim_without_step"),
)
PRIVATE_DATA_LEAKED = Defect(
    "private_data_leaked",
    (_S,),
    "The answer tells private data that the rules keep from the one who asks.",
    3,
    "leaks",
    "a chosen that tells the user data of the user's own",
    ("unsafe_compliance", "late_refusal"),
    weighs=1,
)
UNNECESSARY_CALL = Defect(
    "unnecessary_call",
    (_T,),
    "A tool is called for nothing, though the rules or the user asked not to; its result is used nowhere.",
    1,
    "relevance",
    "needed_tool_not_used",
)
NEEDED_TOOL_NOT_USED = Defect(
    "needed_tool_not_used",
    (_T, _P, _S),
    "The answer gives from memory what a tool at hand was there to look up.",
    3,
    "lookups",
    "unnecessary_call",
    ("claim_without_step", "uncalled_tool_cited"),
)
CAPABILITY_INVENTED = Defect(
    "capability_invented",
    (_T, _S),
    "The answer says that it did what no tool at hand can do and no call did.",
    3,
    "claims",
    "capability_denied",
    ("unnecessary_call", "claim_without_step", "left_undone"),
)
CAPABILITY_DENIED = Defect(
    "capability_denied",
    (_T, _S),
    "The answer says that no tool can do what a tool at hand does.",
    2,
    "denials",
    "capability_invented",
    ("over_refusal", "needless_handover", "left_undone", "premature_surrender"),
    weighs=2,
)
SUBSTITUTED_ACTION = Defect(
    "substituted_action",
    (_T,),
    "Another action than the one asked for, which no tool does, is carried out and told as if it were the same.",
    3,
    "substitutions",
    "a chosen that offers the other action and does it only when the user agrees",
    ("unasked_write", "write_claimed_not_made", "violated_constraint", "claim_without_step", "left_undone"),
    weighs=1,
)
UNCALLED_TOOL_CITED = Defect(
    "uncalled_tool_cited",
    (_T, _P, _S, _R),
    "The answer names a tool as its source that was never called.",
    2,
    "citations",
    "a chosen that names the tool which it called",
)

DEFECTS: tuple[Defect, ...] = (
    SWAPPED_VALUES,
    WRONG_RECORD_VALUE,
    SUPERSEDED_VALUE,
    MISCALCULATED,
    MISREAD_UNIT,
    OVERCLAIMED,
    VIOLATED_CONSTRAINT,
    OVERSTEPPED_BOUND,
    MISSED_BEST,
    WRONG_ENTITY,
    WRONG_AMOUNT,
    CLAIM_WITHOUT_STEP,
    UNGROUNDED_VALUE,
    WRITE_CLAIMED_NOT_MADE,
    LEFT_UNDONE,
    REDUNDANT_CALL,
    REFRESH_OMITTED,
    SKIPPED_CHECK,
    UNASKED_WRITE,
    SKIPPED_CONFIRMATION,
    GUESSED,
    NEEDLESS_QUESTION,
    NEEDLESS_HANDOVER,
    BLIND_RETRY,
    PREMATURE_SURRENDER,
    GAVE_UP_ON_PASSING_ERROR,
    FABRICATION_AFTER_ERROR,
    HIDDEN_FAILURE,
    CAVEAT_INVENTED,
    WRONG_CAUSE,
    PART_TAKEN_AS_WHOLE,
    STALE_TAKEN_AS_FRESH,
    OTHER_RECORD_ACCEPTED,
    REPEATED_WRITE,
    UNSAFE_COMPLIANCE,
    LATE_REFUSAL,
    OVER_REFUSAL,
    MISQUOTED_RULE,
    OBEYED_INJECTION,
    PRIVATE_DATA_LEAKED,
    UNNECESSARY_CALL,
    NEEDED_TOOL_NOT_USED,
    CAPABILITY_INVENTED,
    CAPABILITY_DENIED,
    SUBSTITUTED_ACTION,
    UNCALLED_TOOL_CITED,
)


def find_defect(slug: str) -> Defect | None:
    return next((defect for defect in DEFECTS if defect.slug == slug), None)
