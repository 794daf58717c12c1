"""The plain LLM judge: one question for each pair and order, and a verdict or a failure for each question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from negforge.core.chat import ChatRequest, NoReply, NoReplyKind, OutputSchema, Reply, Usage
from negforge.core.message import text_of
from negforge.core.pair import Pair
from negforge.core.ports import ChatModel
from negforge.core.verdict import Failure, FailureKind, Judgement, Order, Verdict
from negforge.evaluate.pairwise_prompt import pairwise_prompt
from negforge.evaluate.verdict_text import Side, Unreadable, parse_verdict

# The comparison comes first, so that the model thinks before it judges: models write fields in the order of the
# schema. The alphabet agrees, which matters because a request is sent with its keys sorted.
COMPARISON_THEN_VERDICT = OutputSchema(
    "judgement",
    '{"type":"object","properties":{"comparison":{"type":"string"},"verdict":{"type":"string","enum":["A","B","tie"]}},'
    '"required":["comparison","verdict"],"additionalProperties":false}',
)
FAILURES: Mapping[NoReplyKind, FailureKind] = {
    "refusal": "refused",
    "cut_by_length": "cut",
    "content_filter": "filtered",
    "malformed": "malformed",
    "provider": "provider",
    "timeout": "timeout",
    "too_long": "too_long",
    "over_budget": "over_budget",
    "waiting": "waiting",
}
_REASON = 300  # characters of a reason that are kept


@dataclass(frozen=True, slots=True)
class Asking:
    """How a judge asks. ``temperature``: None leaves it to the endpoint. ``structured``: the answer must be JSON of
    COMPARISON_THEN_VERDICT. ``max_prompt_tokens`` (UTF-8 bytes / 4): a longer question is not asked; None: no bound.
    """

    max_tokens: int = 2048
    temperature: float | None = 0.0
    structured: bool = False
    shared_prefix: bool = True
    max_prompt_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class LlmJudge:
    """A model as a judge. ``name`` stands in its judgements as the evaluator."""

    name: str
    model: ChatModel
    asking: Asking = Asking()

    def requests_of(self, pair: Pair, order: Order, sample: int = 0) -> ChatRequest:
        return requests_of(pair, order, sample, self.asking)

    async def judge_pair(self, pair: Pair, order: Order, sample: int = 0) -> Judgement:
        """Ask in one order and undo it. Whatever keeps the model from an answer that can be read is a failure."""
        request = self.requests_of(pair, order, sample)
        refused = too_long(request, self.asking)
        if refused is not None:
            return Judgement(pair.id, self.name, order, refused, sample=sample)
        return judgement_of(await self.model.complete(request), pair.id, self.name, order, sample)


def llm_judge(
    name: str,
    model: ChatModel,
    *,
    max_tokens: int = 2048,
    temperature: float | None = 0.0,
    structured: bool = False,
    shared_prefix: bool = True,
    max_prompt_tokens: int | None = None,
) -> LlmJudge:
    """A judge that asks ``model``; for the options see Asking."""
    return LlmJudge(name, model, Asking(max_tokens, temperature, structured, shared_prefix, max_prompt_tokens))


def requests_of(pair: Pair, order: Order, sample: int = 0, asking: Asking = Asking()) -> ChatRequest:
    """The question about a pair in one order. It needs no model: forecasts and batch files are made of it."""
    a, b = (pair.chosen, pair.rejected) if order == "chosen_first" else (pair.rejected, pair.chosen)
    return ChatRequest(
        pairwise_prompt(pair.task, a, b, structured=asking.structured, shared_prefix=asking.shared_prefix),
        max_tokens=asking.max_tokens,
        temperature=asking.temperature,
        schema=COMPARISON_THEN_VERDICT if asking.structured else None,
        sample=sample,
    )


def too_long(request: ChatRequest, asking: Asking) -> Failure | None:
    """The failure that stands for a question which will not be asked, None for one that will."""
    tokens, most = prompt_tokens(request), asking.max_prompt_tokens
    if most is None or tokens <= most:
        return None
    return Failure("too_long", f"the prompt has {tokens:,} tokens; {most:,} are sent at most")


def prompt_tokens(request: ChatRequest) -> int:
    """Estimated: the UTF-8 bytes of the messages' text / 4, rounded up."""
    count = sum(len(text_of(message).encode("utf-8", "surrogatepass")) for message in request.messages)
    return -(-count // 4)


def judgement_of(answer: Reply | NoReply, pair_id: str, evaluator: str, order: Order, sample: int = 0) -> Judgement:
    """What an answer to the question about a pair comes to. It is made of the answer alone: a stored reply can be read
    anew, and gives the same judgement."""
    if isinstance(answer, NoReply):
        outcome: Verdict | Failure = Failure(FAILURES[answer.kind], answer.reason[:_REASON])
        raw = answer.text or None
    else:
        outcome = _outcome(parse_verdict(answer.text), order)
        raw = answer.text
    return Judgement(pair_id, evaluator, order, outcome, sample=sample, raw=raw, usage=_lasting(answer.usage))


def _outcome(said: Side | Unreadable, order: Order) -> Verdict | Failure:
    if isinstance(said, Unreadable):
        return Failure("unparsable", said.reason)
    if said == "tie":
        return "tie"
    first: Literal["A", "B"] = "A" if order == "chosen_first" else "B"
    return "chosen" if said == first else "rejected"


def _lasting(usage: Usage) -> Usage | None:
    """Without the tokens from a provider's cache: they tell what it was asked before, and change from run to run."""
    lasting = replace(usage, cached=0)
    return None if lasting == Usage() else lasting
