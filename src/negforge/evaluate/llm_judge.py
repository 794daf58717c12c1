"""The LLM judge: a question for each pair, order and sample, and a verdict or a failure for each question."""

from __future__ import annotations

from dataclasses import dataclass

from negforge.core.chat import ChatRequest
from negforge.core.message import text_of
from negforge.core.pair import Pair
from negforge.core.ports import ChatModel
from negforge.core.verdict import Failure, Judgement, Order
from negforge.evaluate.formats.answer_format import AnswerFormat
from negforge.evaluate.formats.plain import STRUCTURED, VERDICT
from negforge.evaluate.instructions import RubricChoice, rubric_of
from negforge.evaluate.pairwise_prompt import pairwise_prompt
from negforge.evaluate.replies import CostOf, judgement_of


@dataclass(frozen=True, slots=True)
class Asking:
    """How a judge asks. ``temperature``: None leaves it to the endpoint. ``structured``: short for the form STRUCTURED.
    ``max_prompt_tokens`` (UTF-8 bytes / 4): a longer question is not asked; None: no bound. ``answer``: the form of the
    answer. ``rubric``: the general one, or that of the pair's scenario family. ``top_logprobs``: so many alternatives
    for each token, from which the verdict's probability is taken; None: not asked for.
    """

    max_tokens: int = 2048
    temperature: float | None = 0.0
    structured: bool = False
    shared_prefix: bool = True
    max_prompt_tokens: int | None = None
    answer: AnswerFormat = VERDICT
    rubric: RubricChoice = "general"
    top_logprobs: int | None = None

    @property
    def form(self) -> AnswerFormat:
        return STRUCTURED if self.structured else self.answer


@dataclass(frozen=True, slots=True)
class LlmJudge:
    """A model as a judge. ``name`` stands in its judgements as the evaluator. ``cost_of``: the money for so many
    tokens, None where there is no price."""

    name: str
    model: ChatModel
    asking: Asking = Asking()
    cost_of: CostOf | None = None

    def requests_of(self, pair: Pair, order: Order, sample: int = 0) -> ChatRequest:
        return requests_of(pair, order, sample, self.asking)

    async def judge_pair(self, pair: Pair, order: Order, sample: int = 0) -> Judgement:
        """Ask in one order and undo it. Whatever keeps the model from an answer that can be read is a failure."""
        request = self.requests_of(pair, order, sample)
        refused = too_long(request, self.asking)
        if refused is not None:
            return Judgement(pair.id, self.name, order, refused, sample=sample)
        answer = await self.model.complete(request)
        return judgement_of(answer, pair.id, self.name, order, sample, form=self.asking.form, cost_of=self.cost_of)


def requests_of(pair: Pair, order: Order, sample: int = 0, asking: Asking = Asking()) -> ChatRequest:
    """The question about a pair in one order. It needs no model: forecasts and batch files are made of it."""
    a, b = (pair.chosen, pair.rejected) if order == "chosen_first" else (pair.rejected, pair.chosen)
    return ChatRequest(
        pairwise_prompt(
            pair.task,
            a,
            b,
            answer=asking.form,
            rubric=rubric_of(pair, asking.rubric),
            shared_prefix=asking.shared_prefix,
        ),
        max_tokens=asking.max_tokens,
        temperature=asking.temperature,
        schema=asking.form.schema,
        top_logprobs=asking.top_logprobs,
        sample=sample,
    )


def too_long(request: ChatRequest, asking: Asking) -> Failure | None:
    """The failure that stands for a question which will not be asked, None for one that will."""
    most = asking.max_prompt_tokens
    if most is None or (tokens := prompt_tokens(request)) <= most:
        return None
    return Failure("too_long", f"the prompt has {tokens:,} tokens; {most:,} are sent at most")


def prompt_tokens(request: ChatRequest) -> int:
    """Estimated: the UTF-8 bytes of the messages' text / 4, rounded up."""
    count = sum(len(text_of(message).encode("utf-8", "surrogatepass")) for message in request.messages)
    return -(-count // 4)
