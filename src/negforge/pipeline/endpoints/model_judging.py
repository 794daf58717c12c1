"""Judging with models: every pair, every model, both orders, side by side; the tape remembers what is answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from negforge.adapters.chat.meter import cost_of
from negforge.core.chat import ChatRequest, NoReply, Reply
from negforge.core.errors import UsageError
from negforge.core.pair import Pair
from negforge.core.ports import ChatModel
from negforge.core.verdict import BOTH_ORDERS, Failure, FailureKind, Judgement, Order
from negforge.evaluate.formats.answer_format import AnswerFormat
from negforge.evaluate.llm_judge import Asking as HowToAsk
from negforge.evaluate.llm_judge import LlmJudge, requests_of, too_long
from negforge.evaluate.replies import CostOf
from negforge.pipeline.endpoints.forecast import Plan, Tally, forecast
from negforge.pipeline.endpoints.models import Asking, models, price_of
from negforge.pipeline.endpoints.over_budget import over_budget
from negforge.pipeline.running.asking import ask_in_order
from negforge.plugins import all_formats
from negforge.recipe.mistakes import did_you_mean
from negforge.recipe.models import Model

PREFIX = "llm:"
STAGE = "judgements"
PASSING: tuple[FailureKind, ...] = ("provider", "timeout")  # another try may bring an answer
Question = tuple[Pair, str, Order, int]
Judged = tuple[Pair, Judgement]


def model_names(judges: Sequence[str]) -> tuple[str, ...]:
    """The models among the judges' names: ``llm:NAME``, each once."""
    return tuple(dict.fromkeys(name.removeprefix(PREFIX) for name in judges if name.startswith(PREFIX)))


def judge_with_models(
    names: Sequence[str],
    asking: Asking,
    pairs: Iterable[Pair],
    sink: Callable[[Pair, Judgement], None],
    progress: Callable[[int], None],
    tally: Tally | None = None,
) -> str:
    """Every question to every model; judgements come in the order of pairs, models, orders and samples. What is
    returned says how many have no answer because the endpoint gave none (asking again may bring one); it is empty where
    all have. ``tally``: counts what is asked.

    Raises RunError where the budget did not suffice, once all that it paid for is answered; Unfinished where replies
    are to come by file.
    """
    ends: Counter[FailureKind] = Counter()
    done = 0

    @asynccontextmanager
    async def opened() -> AsyncIterator[Mapping[str, LlmJudge]]:
        async with models(asking, names, STAGE) as chats:
            heard_by = {name: chats[name] if tally is None else _Tallied(chats[name], tally) for name in names}
            yield {name: judge_of_model(name, asking.models[name], heard_by[name]) for name in names}

    def heard(judged: Judged) -> None:
        nonlocal done
        pair, judgement = judged
        if isinstance(judgement.outcome, Failure):
            ends[judgement.outcome.kind] += 1
        sink(pair, judgement)
        progress(done := done + 1)

    at_once = sum(asking.models[name].in_flight for name in names)
    ask_in_order(opened, _ask, questions(names, asking, pairs), heard, at_once=at_once, note=asking.note)
    if ends["over_budget"]:
        raise over_budget(asking.spend, ends["over_budget"], done, "questions are not asked")
    passing = sum(ends[kind] for kind in PASSING)
    told = ", ".join(f"{kind} {ends[kind]}" for kind in PASSING if ends[kind])
    return f"{passing} of {done} questions have no answer ({told})" if passing else ""


@dataclass(frozen=True, slots=True)
class _Tallied:
    """A model whose questions are counted."""

    model: ChatModel
    tally: Tally

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: ChatRequest) -> Reply | NoReply:
        self.tally.add(self.name, request)
        return await self.model.complete(request)


def questions(names: Sequence[str], asking: Asking, pairs: Iterable[Pair]) -> Iterator[Question]:
    """All that is asked, in order."""
    for pair in pairs:
        for name in names:
            for order in BOTH_ORDERS:
                for sample in range(asking.models[name].samples):
                    yield pair, name, order, sample


def questions_of_a_pair(names: Sequence[str], asking: Asking) -> int:
    """How many questions all models together are asked about one pair."""
    return sum(len(BOTH_ORDERS) * asking.models[name].samples for name in names)


def judge_of_model(name: str, model: Model, chat: ChatModel) -> LlmJudge:
    """A model as a judge, with the knobs that the recipe sets."""
    return LlmJudge(PREFIX + name, chat, asking_of(model), cost_of=_cost_by(model))


def _cost_by(model: Model) -> CostOf | None:
    """None where the model has no price: what it costs is not known then, and not nothing."""
    price = price_of(model)
    return partial(cost_of, price=price) if price.prompt or price.completion else None


def asking_of(model: Model) -> HowToAsk:
    """Raises UsageError where there is no such form of answer."""
    return HowToAsk(
        max_tokens=model.max_tokens,
        temperature=model.temperature,
        structured=model.structured,
        max_prompt_tokens=model.max_prompt_tokens,
        answer=_format(model.format),
        rubric=model.rubric,
        top_logprobs=model.logprobs,
    )


def _format(name: str) -> AnswerFormat:
    known = {form.name: form for form in all_formats()}
    if name not in known:
        raise UsageError(f"format {name}: there is no such form of answer{did_you_mean(name, tuple(known))}")
    return known[name]


def forecast_judging(names: Sequence[str], asking: Asking, pairs: Iterable[Pair], *, afresh: bool = False) -> Plan:
    """What judging these pairs will take; nothing is asked. ``afresh``: as if nothing were on the tape."""
    return forecast(STAGE, asking, _requests(names, asking, pairs), afresh=afresh)


def _requests(names: Sequence[str], asking: Asking, pairs: Iterable[Pair]) -> Iterator[tuple[str, ChatRequest | None]]:
    how = {name: asking_of(asking.models[name]) for name in names}
    for pair, name, order, sample in questions(names, asking, pairs):
        request = requests_of(pair, order, sample, how[name])
        yield name, None if too_long(request, how[name]) else request


async def _ask(judges: Mapping[str, LlmJudge], question: Question) -> Judged:
    pair, name, order, sample = question
    return pair, await judges[name].judge_pair(pair, order, sample)
