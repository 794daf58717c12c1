"""What asking will take, before anything is asked: calls, tokens and money of one stage, model by model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass

from negforge.adapters.chat.body import sent
from negforge.adapters.chat.client import longest_answer, question
from negforge.adapters.chat.meter import Amount, cost_of
from negforge.adapters.tapes.tape import Spent, Tape
from negforge.core.chat import ChatRequest, Usage
from negforge.core.json_text import Json
from negforge.pipeline.endpoints.models import Asking, price_of, run_of_scores, spent_before
from negforge.recipe.models import Model

BYTES_PER_TOKEN = 4.0
REMOTE = "remote-rm:"
NOBODY: Mapping[str, int] = {}


@dataclass(slots=True)
class Forecast:
    """One model in one stage. ``calls``: questions; ``stored``: of them on the tape already, which cost nothing;
    ``too_long``: never asked. Tokens and ``cost`` are of the rest: as expected, and (``most_...``) if every answer were
    as long as it may be. Lost and repeated attempts come on top.
    """

    stage: str
    model: str
    calls: int = 0
    stored: int = 0
    too_long: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    most_completion_tokens: int = 0
    cost: float = 0.0
    most_cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """All forecasts of a run, what its earlier parts spent, and the bounds it would pass."""

    forecasts: tuple[Forecast, ...]
    spent: Amount
    passes: tuple[str, ...]

    def json(self) -> Json:
        forecasts: list[Json] = [asdict(one) for one in self.forecasts]
        return {"forecasts": forecasts, "spent": asdict(self.spent), "passes": list(self.passes)}


def forecast(
    stage: str, asking: Asking, requests: Iterable[tuple[str, ChatRequest | None]], *, afresh: bool = False
) -> Plan:
    """Of (name of the model, request or None where it is too long to be asked). The tape is read, never written.

    Tokens: by what this tape saw of the model before, where it did; else bytes / 4 and the recipe's expected_tokens.
    ``afresh``: as if there were no tape.
    """
    found: dict[str, Forecast] = {}
    if afresh or not asking.tape.exists():
        for name, request in requests:
            _add(found, stage, name, asking.models[name], request, None, Experience())
        return _plan(list(found.values()), asking, Amount())
    with closing(Tape(asking.tape, run=asking.run, readonly=True)) as tape:
        seen: dict[str, Experience] = {}
        for name, request in requests:
            model = asking.models[name]
            if name not in seen:
                seen[name] = experience(tape, model.model)
            _add(found, stage, name, model, request, tape, seen[name])
        return _plan(list(found.values()), asking, spent_before(asking, tape))


def with_more(plan: Plan, more: Sequence[Forecast], asking: Asking) -> Plan:
    """The plan with further forecasts, and the bounds that all together would pass."""
    return _plan([*plan.forecasts, *more], asking, plan.spent)


class Tally:
    """The forecast as if from nothing, counted while the questions are asked: no prompt is made a second time for it.
    What is never handed in of ``calls`` questions was too long to be asked."""

    def __init__(self, stage: str, asking: Asking) -> None:
        self._stage = stage
        self._asking = asking
        self._found: dict[str, Forecast] = {}

    def add(self, name: str, request: ChatRequest) -> None:
        """One question to the model of this name, whether it is asked or answered from the tape."""
        model, one = self._asking.models[name], self._forecast(name)
        one.calls += 1
        size = len(sent(request, model.model, model.extra))
        _expect(one, model, size, longest_answer(request, model.extra), Experience())

    def forecasts(self, calls: Mapping[str, int]) -> tuple[Forecast, ...]:
        """In the order of ``calls``: how many questions there were for each model."""
        for name, count in calls.items():
            one = self._forecast(name)
            one.calls, one.too_long = count, count - one.calls
        return tuple(self._found[name] for name in calls)

    def _forecast(self, name: str) -> Forecast:
        return self._found.setdefault(name, Forecast(self._stage, name))


@dataclass(frozen=True, slots=True)
class Experience:
    """What a tape saw of a model: prompt tokens a byte of question, completion tokens a reply; None: nothing yet."""

    per_byte: float | None = None
    per_reply: float | None = None


def experience(tape: Tape, model: str) -> Experience:
    replies, size, usage = tape.experience(model)
    if not replies:
        return Experience()
    per_byte = usage.prompt / size if usage.prompt and size else None
    return Experience(per_byte, usage.completion / replies if usage.completion else None)


def use_of(asking: Asking, forecasts: Sequence[Forecast], scored: Mapping[str, int] = NOBODY) -> Json:
    """What was asked, got and paid in the name of this run, by model, beside the forecast made as if from nothing.
    ``assumed``: of answers that were lost on the way, of which no server said what they took, the most they may have
    taken; budgets count it too. ``shared_with``: names of the
    same model on the server, which the tape does not tell apart: their figures are the same, each at its own price.
    ``scored``: by ``remote-rm:NAME``, how many texts it was to score; what it took is kept apart, and only the requests
    are forecast."""
    found: dict[str, Json] = {}
    with closing(Tape(asking.tape, run=asking.run, readonly=True)) as tape:
        spent = tape.spent(asking.run)
        scores = {name: tape.spent(run_of_scores(asking.run, name.removeprefix(REMOTE))) for name in scored}
    chats = [one.model for one in forecasts]
    for one in forecasts:
        model = asking.models[one.model]
        real = spent.get(model.model, Spent())
        shared: list[Json] = [name for name in chats if asking.models[name].model == model.model and name != one.model]
        found[one.model] = {
            **({"shared_with": shared} if shared else {}),
            **_used(real, model),
            "forecast": {
                "requests": one.calls - one.too_long,
                **_taken(Usage(one.prompt_tokens, one.completion_tokens), model),
            },
        }
    for name, texts in scored.items():
        model = asking.models[name.removeprefix(REMOTE)]
        found[name] = {**_used(scores[name].get(model.model, Spent()), model), "forecast": {"requests": texts}}
    return found


def _used(real: Spent, model: Model) -> dict[str, Json]:
    return {
        "requests": real.requests,
        "replies": real.replies,
        "attempts": dict(real.attempts),
        **_taken(real.usage - real.assumed, model),
        "assumed": _taken(real.assumed, model),
    }


def _taken(usage: Usage, model: Model) -> dict[str, Json]:
    cost = round(cost_of(usage, price_of(model)), 9)
    return {"prompt_tokens": usage.prompt, "completion_tokens": usage.completion, "cost": cost}


def _add(
    found: dict[str, Forecast],
    stage: str,
    name: str,
    model: Model,
    request: ChatRequest | None,
    tape: Tape | None,
    seen: Experience,
) -> None:
    one = found.setdefault(name, Forecast(stage, name))
    one.calls += 1
    if request is None:
        one.too_long += 1
        return
    asked = question(request, model.model, model.extra)
    if tape is not None and tape.get(asked.key) is not None:
        one.stored += 1
        return
    _expect(one, model, len(asked.body), longest_answer(request, model.extra), seen)


def _expect(one: Forecast, model: Model, size: int, longest: int, seen: Experience) -> None:
    """Add a question of ``size`` bytes that is answered in ``longest`` tokens at most."""
    prompt = round(size * (seen.per_byte or 1 / BYTES_PER_TOKEN))
    expected = min(longest, round(seen.per_reply or model.expected_tokens))
    one.prompt_tokens += prompt
    one.completion_tokens += expected
    one.most_completion_tokens += longest
    one.cost += cost_of(Usage(prompt, expected), price_of(model))
    one.most_cost += cost_of(Usage(prompt, longest), price_of(model))


def _plan(forecasts: Sequence[Forecast], asking: Asking, spent: Amount) -> Plan:
    total = spent
    for one in forecasts:
        calls = one.calls - one.stored - one.too_long
        total = total + Amount(calls, one.prompt_tokens + one.completion_tokens, one.cost)
    bounds: Mapping[str, float | None] = asking.spend.model_dump()
    values = {"max_calls": total.calls, "max_tokens": total.tokens, "max_cost": total.cost}
    passes = tuple(
        f"{name} {bound:g} will not suffice: about {values[name]:g} are needed"
        for name, bound in bounds.items()
        if bound is not None and values[name] > bound
    )
    return Plan(tuple(forecasts), spent, passes)
