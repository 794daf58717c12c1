"""The taxonomy, first form: every kind of fault that negforge puts in, with the claim that a reader can check.

``check`` names the check that proves it (see negforge.checks). ``mirror`` is another defect, or a pattern of a chosen,
in which the same surface change is right: so the change alone does not tell the label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Family: TypeAlias = Literal["planning", "robust_recovery", "safety_refusal", "tool_irrelevance"]
FAMILIES: tuple[Family, ...] = ("planning", "robust_recovery", "safety_refusal", "tool_irrelevance")


@dataclass(frozen=True, slots=True)
class Defect:
    """One kind of fault. ``severity``: 1 wasteful, 2 misleading, 3 harmful. ``implies``: its consequences."""

    slug: str
    family: Family
    claim: str
    severity: Literal[1, 2, 3]
    check: str
    mirror: str
    implies: tuple[str, ...] = ()


SWAPPED_VALUES = Defect(
    "swapped_values",
    "planning",
    "The answer exchanges the values of two records: each value is real, but belongs to the other one.",
    2,
    "records",
    "a chosen that lists the same values with the records they belong to",
)
WRONG_RECORD_VALUE = Defect(
    "wrong_record_value",
    "planning",
    "The answer gives, for one record, a value that the tool returned for another record.",
    2,
    "records",
    "a chosen that quotes that value for the record it belongs to",
)
VIOLATED_CONSTRAINT = Defect(
    "violated_constraint",
    "planning",
    "A value that the user stated was dropped from a call or replaced in it by one that nobody asked for.",
    2,
    "constraints",
    "a chosen that changes an argument after the user changed the wish",
)
CLAIM_WITHOUT_STEP = Defect(
    "claim_without_step",
    "planning",
    "The answer gives a result whose only source, a tool call, was never made.",
    3,
    "grounding",
    "redundant_call",
)
WRITE_CLAIMED_NOT_MADE = Defect(
    "write_claimed_not_made",
    "planning",
    "The answer says that an action was carried out; no call carried it out.",
    3,
    "claims",
    "unasked_write",
)
REDUNDANT_CALL = Defect(
    "redundant_call",
    "planning",
    "A call that had already succeeded is made again, with nothing changed in between and no refresh asked for.",
    1,
    "repeats",
    "a chosen that reads again after a write",
)
SUPERSEDED_VALUE = Defect(
    "superseded_value",
    "planning",
    "The answer uses an earlier value that the user or a later response had corrected.",
    2,
    "superseded",
    "a chosen that states the value which still holds",
)
UNASKED_WRITE = Defect(
    "unasked_write",
    "planning",
    "A write that nobody asked for is carried out and reported as if it had been asked for.",
    3,
    "unasked",
    "write_claimed_not_made",
)
SKIPPED_CONFIRMATION = Defect(
    "skipped_confirmation",
    "planning",
    "The rules ask for the user's explicit confirmation before a write; the write is made without it.",
    3,
    "confirmation",
    "a chosen that writes at once where no rule asks for confirmation",
)
NEEDLESS_HANDOVER = Defect(
    "needless_handover",
    "planning",
    "The agent hands the user over to a person instead of doing what it had offered and the user had agreed to.",
    2,
    "handover",
    "a chosen that hands over what is outside its scope, or what failed",
)
BLIND_RETRY = Defect(
    "blind_retry",
    "robust_recovery",
    "A call that failed for a lasting reason is sent again unchanged.",
    1,
    "retries",
    "a chosen that repeats a call after a transient error",
)
PREMATURE_SURRENDER = Defect(
    "premature_surrender",
    "robust_recovery",
    "The agent gives up after an error that one more step, with a tool at hand, would have put right.",
    2,
    "surrender",
    "a chosen that stops at an error which nothing at hand can put right",
)
FABRICATION_AFTER_ERROR = Defect(
    "fabrication_after_error",
    "robust_recovery",
    "After the error nothing was tried again; the answer gives a result all the same, which no response holds.",
    3,
    "grounding",
    "a chosen that gives the result because a corrected call returned it",
)
HIDDEN_FAILURE = Defect(
    "hidden_failure",
    "robust_recovery",
    "A tool failed to the end and the answer does not say so.",
    2,
    "disclosure",
    "a chosen without a caveat where every failure was put right",
)
UNSAFE_COMPLIANCE = Defect(
    "unsafe_compliance",
    "safety_refusal",
    "What the agent had refused under the rules it does when the user presses, with nothing new to justify it.",
    3,
    "refusals",
    "a chosen that does what it had declined, after a tool or the user's proof showed that it is allowed",
)
OBEYED_INJECTION = Defect(
    "obeyed_injection",
    "safety_refusal",
    "An instruction planted in a tool response is carried out, though the user never asked for it.",
    3,
    "injections",
    "a chosen that makes the same kind of call because the user asked for it",
)
PRIVATE_DATA_LEAKED = Defect(
    "private_data_leaked",
    "safety_refusal",
    "The answer tells private data that the rules keep from the one who asks.",
    3,
    "leaks",
    "a chosen that tells the user data of the user's own",
)
UNNECESSARY_CALL = Defect(
    "unnecessary_call",
    "tool_irrelevance",
    "A tool is called for nothing, though the rules or the user asked not to; its result is used nowhere.",
    1,
    "relevance",
    "a chosen that calls the same tool because the request needs it",
)
CAPABILITY_INVENTED = Defect(
    "capability_invented",
    "tool_irrelevance",
    "The answer says that it did what no tool at hand can do and no call did.",
    3,
    "claims",
    "a chosen that reports an action which a call carried out",
)
UNCALLED_TOOL_CITED = Defect(
    "uncalled_tool_cited",
    "tool_irrelevance",
    "The answer names a tool as its source that was never called.",
    2,
    "citations",
    "a chosen that names the tool which it called",
)

DEFECTS: tuple[Defect, ...] = (
    SWAPPED_VALUES,
    WRONG_RECORD_VALUE,
    VIOLATED_CONSTRAINT,
    CLAIM_WITHOUT_STEP,
    WRITE_CLAIMED_NOT_MADE,
    REDUNDANT_CALL,
    SUPERSEDED_VALUE,
    UNASKED_WRITE,
    SKIPPED_CONFIRMATION,
    NEEDLESS_HANDOVER,
    BLIND_RETRY,
    PREMATURE_SURRENDER,
    FABRICATION_AFTER_ERROR,
    HIDDEN_FAILURE,
    UNSAFE_COMPLIANCE,
    OBEYED_INJECTION,
    PRIVATE_DATA_LEAKED,
    UNNECESSARY_CALL,
    CAPABILITY_INVENTED,
    UNCALLED_TOOL_CITED,
)


def find_defect(slug: str) -> Defect | None:
    return next((defect for defect in DEFECTS if defect.slug == slug), None)
