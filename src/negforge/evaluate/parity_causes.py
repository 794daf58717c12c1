"""Why a judgement counts otherwise under the published evaluator's rules than under ours: one cause, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from negforge.core.verdict import Failure, Judgement, Order
from negforge.evaluate.published_rules import Named, winner_by_scores, winner_in

Cause: TypeAlias = Literal[
    "met_twice",  # the same pair in two rows: counted once here, twice there
    "never_asked",  # its row has no uuid or no query
    "sibling_skipped",  # at a second start: another pair of the task had an answer under this uuid and order
    "failure_is_loss",  # no words came: no verdict here, a lost judgement there
    "unreadable_is_loss",  # words came, without a verdict for either: a failure here, a loss there
    "unreadable_is_read",  # a failure here; a marker somewhere in the words is a verdict there
    "form_unknown",  # a verdict here, in a form that is not looked for there: a loss
    "read_otherwise",  # two verdicts: there the first kind of marker counts, wherever it stands
    "tie_band",  # two scores that differ, and by less than its band
    "one_order",  # scores are compared once there, whichever side comes first
]
CAUSES: tuple[Cause, ...] = get_args(Cause)
FIRST: Order = "chosen_first"
NULL = "null content"  # of a reply, as the seam tells it: there the judgement ends in an error, and is never written
SHOWN = 40  # characters on each side of a mark that are quoted


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a pair file as the published evaluator meets it. ``uuid``: None where it has none. ``whole``: it has all
    that is asked with. ``again``: the same pair stood in an earlier row."""

    place: str
    pair_id: str
    split: str
    uuid: str | None
    whole: bool = True
    again: bool = False


def scores_of(judgement: Judgement) -> tuple[float, float] | None:
    """Those of a reward model. Scores that a model wrote are words there, in which a mark is looked for."""
    return judgement.scores if judgement.raw is None else None


def winner_of(judgement: Judgement) -> tuple[Named | None, str]:
    """Whom its words, or its scores, name there, and by which mark."""
    if (scores := scores_of(judgement)) is not None:
        return winner_by_scores(*scores), ""
    return winner_in(judgement.raw or "") or (None, "")


def is_lost(row: Row, judgement: Judgement) -> bool:
    """Whether the judgement ends in an error there, which is printed and never written."""
    outcome = judgement.outcome
    silent = isinstance(outcome, Failure) and (outcome.kind == "refused" or NULL in outcome.reason)
    return silent or not row.whole


def cause_of(row: Row, judgement: Judgement, winner: Named | None, mark: str, counts: bool) -> tuple[Cause, str]:
    """Why it counts otherwise, and the sentence that says so."""
    outcome, scores = judgement.outcome, scores_of(judgement)
    if not counts:
        if scores is not None and judgement.order != FIRST:
            return "one_order", "scores are compared once there"
        if row.uuid is None or not row.whole:
            return "never_asked", f"its row has no {'uuid' if row.uuid is None else 'query'}"
        return "sibling_skipped", f"another pair had an answer under the uuid {row.uuid} in this order"
    if row.again:
        return "met_twice", "the pair stood in an earlier row: it counts once here, in every row there"
    if scores is not None:
        return "tie_band", f"scores {scores[0]:g} and {scores[1]:g} are a tie there"
    read = "nothing it looks for: a loss" if winner is None else f"{winner}, for {_quoted(judgement.raw or '', mark)}"
    if isinstance(outcome, Failure):
        told = f"{outcome.kind} here ({outcome.reason})"
        if not judgement.raw:
            return "failure_is_loss", f"{told}; counted as a loss there"
        return ("unreadable_is_loss" if winner is None else "unreadable_is_read"), f"{told}; there {read}"
    return ("form_unknown" if winner is None else "read_otherwise"), f"{outcome} here; there {read}"


def _quoted(text: str, mark: str) -> str:
    """The mark with the words around it."""
    at = text.upper().find(mark)
    around = " ".join(text[max(0, at - SHOWN) : at + len(mark) + SHOWN].split())
    return f"{mark} stood in: ...{around}..."
