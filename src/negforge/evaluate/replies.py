"""From a model's reply to a judgement: a verdict or a failure, its words, what it thought, took and cost.

A judgement is made of the reply alone: a stored reply can be read anew, and gives the same judgement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, TypeAlias

from negforge.core.chat import NoReply, Reply, Usage
from negforge.core.verdict import REASON, Failure, Judgement, Order, Verdict, failure_of
from negforge.evaluate.formats.answer_format import AnswerFormat
from negforge.evaluate.formats.plain import VERDICT
from negforge.evaluate.reasoning import reasoning_in
from negforge.evaluate.verdict_text import Reading, Side, Unreadable
from negforge.evaluate.verdict_token import first_is_better

CostOf: TypeAlias = Callable[[Usage], float]


def judgement_of(
    answer: Reply | NoReply,
    pair_id: str,
    evaluator: str,
    order: Order,
    sample: int = 0,
    *,
    form: AnswerFormat = VERDICT,
    cost_of: CostOf | None = None,
) -> Judgement:
    """What an answer to the question about a pair comes to. ``form``: how it was asked for; ``cost_of``: the money for
    so many tokens. Time is kept to the millisecond."""
    usage = _lasting(answer.usage)
    judgement = Judgement(
        pair_id,
        evaluator,
        order,
        Failure("waiting", ""),
        sample=sample,
        raw=answer.text if isinstance(answer, Reply) else answer.text or None,
        usage=usage,
        seconds=None if answer.seconds is None else round(answer.seconds, 3),
        cost=None if cost_of is None or usage is None else round(cost_of(answer.usage), 9),
    )
    if isinstance(answer, NoReply):
        return replace(judgement, outcome=failure_of(answer))
    judgement = replace(judgement, reasoning=answer.reasoning or reasoning_in(answer.text))
    try:
        found = form.read(answer.text)
    except Exception as error:  # a form may be a user's code
        reason = f"the form {form.name} cannot read it: {type(error).__name__}: {error}"
        return replace(judgement, outcome=Failure("crash", reason[:REASON]))
    if isinstance(found, Unreadable):
        return replace(judgement, outcome=Failure("unparsable", found.reason))
    return _read(judgement, found, first_is_better(answer.text, answer.logprobs, found.at, form.words))


def _read(judgement: Judgement, found: Reading, first: float | None) -> Judgement:
    """The judgement with its verdict, probability and scores, the order undone."""
    turned = judgement.order == "rejected_first"
    probability = None if first is None else round(1 - first, 6) if turned else first
    scores = found.scores[::-1] if turned and found.scores else found.scores
    return replace(judgement, outcome=_verdict(found.side, judgement.order), probability=probability, scores=scores)


def _verdict(said: Side, order: Order) -> Verdict:
    if said == "tie":
        return "tie"
    first: Literal["A", "B"] = "A" if order == "chosen_first" else "B"
    return "chosen" if said == first else "rejected"


def _lasting(usage: Usage) -> Usage | None:
    """Without the tokens from a provider's cache: they tell what it was asked before, and change from run to run."""
    lasting = replace(usage, cached=0)
    return None if lasting == Usage() else lasting
