"""From a recipe's models to things that can be asked: endpoints with their secrets, one tape, one meter for the run."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from negforge.adapters.chat.client import Client
from negforge.adapters.chat.desk import Desk
from negforge.adapters.chat.endpoint import Endpoint, Price, Secret
from negforge.adapters.chat.meter import Amount, Budget, Meter, amount_of, spent_so_far
from negforge.adapters.tapes.tape import Tape
from negforge.core.errors import Unfinished, UsageError
from negforge.core.ports import ChatModel
from negforge.pipeline.endpoints.batch_rounds import BatchRounds, Imported, batch_rounds, mark_finished, waiting_text
from negforge.recipe.models import Model, Spend

Note = Callable[[str], None]
TAPE = "tape.sqlite"
TOLD = 5  # odd lines of reply files
LOCAL_KEY = "none"  # servers of one's own ask for no key, but the protocol wants one


@dataclass(frozen=True, slots=True)
class Asking:
    """How one run asks models. ``run``: the name under which the tape counts what this run spends.

    ``batch``: ask nothing, write request files; ``replies``: files of replies that lie elsewhere. ``values``: what
    stands in place of environment variables (from the command line). ``from_tape`` counts, by name, the answers that
    this process had from the tape and paid nothing for (of ``remote-rm:NAME``: texts).
    """

    models: Mapping[str, Model]
    spend: Spend
    tape: Path
    folder: Path
    run: str
    note: Note
    batch: bool = False
    replies: tuple[Path, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    from_tape: Counter[str] = field(default_factory=Counter, compare=False)

    def counting(self, name: str) -> Callable[[], None]:
        """To be called for each answer of this name that came from the tape."""
        return partial(self.from_tape.update, (name,))


@asynccontextmanager
async def models(asking: Asking, names: Sequence[str], stage: str) -> AsyncIterator[Mapping[str, ChatModel]]:
    """The models of these names, ready to be asked by one stage; what they opened is closed at the end.

    By batch files, nothing is asked; at the end Unfinished is raised where anything waits for a reply.
    """
    with Tape(asking.tape, run=asking.run) as tape:
        if asking.batch:
            with batch_rounds(asking.folder, stage, tape, replies=asking.replies) as rounds:
                for told in _told(rounds.imported):
                    asking.note(told)
                yield {name: _batch_chat(rounds, name, asking.models[name]) for name in names}
                waiting = rounds.settle()
            if waiting is not None:
                raise Unfinished(waiting_text(waiting))
            return
        endpoints = {name: endpoint_of(name, asking.models[name], asking.values) for name in names}
        meter = Meter(budget_of(asking.spend), spent_before(asking, tape))
        desk = Desk(tape)
        clients = {
            name: Client(endpoint, desk, meter, asking.note, stored=asking.counting(name))
            for name, endpoint in endpoints.items()
        }
        try:
            yield clients
        finally:
            for client in clients.values():
                await client.close()
            desk.flush()
        mark_finished(asking.folder)


def _told(imported: Imported) -> list[str]:
    """What the reply files held."""
    summary = imported.summary()
    return [*([f"reply files: {summary}"] if summary else []), *imported.told[:TOLD]]


def _batch_chat(rounds: BatchRounds, name: str, model: Model) -> ChatModel:
    return rounds.chat(model.model, extra=model.extra, name=name)


def endpoint_of(name: str, model: Model, values: Mapping[str, str]) -> Endpoint:
    """The model with its secrets filled in. Raises UsageError where the environment lacks one."""
    where = f"models.{name}"
    return Endpoint(
        name=name,
        model=model.model,
        base_url=Secret(_address(_value(model.base_url, f"{where}.base_url", values), where)),
        api_key=Secret(_key(model.api_key, where, values)),
        stream=model.stream,
        in_flight=model.in_flight,
        requests_per_minute=model.requests_per_minute,
        tokens_per_minute=model.tokens_per_minute,
        deadline=model.deadline,
        silence=model.silence,
        patience=model.patience,
        attempts=model.attempts,
        price=price_of(model),
        extra=model.extra,
        ca_file=Path(model.ca_file) if model.ca_file else None,
    )


def price_of(model: Model) -> Price:
    return Price(model.price.prompt, model.price.completion, model.price.cached)


def dearer(one: Price, other: Price) -> Price:
    cached = max(
        one.prompt if one.cached is None else one.cached, other.prompt if other.cached is None else other.cached
    )
    return Price(max(one.prompt, other.prompt), max(one.completion, other.completion), cached)


def check_endpoints(asking: Asking, names: Sequence[str]) -> None:
    """Raises UsageError where an address or a key is not there, or a bound on money could not be kept."""
    for name in names:
        model = asking.models[name]
        if asking.spend.max_cost is not None and not (model.price.prompt or model.price.completion):
            raise UsageError(
                f"models.{name}: has no price, so max_cost cannot be kept; give models.{name}.price in the recipe, or "
                "--price IN,OUT"
            )
        if not asking.batch:
            endpoint_of(name, model, asking.values)


def budget_of(spend: Spend) -> Budget:
    return Budget(spend.max_calls, spend.max_tokens, spend.max_cost)


def run_of_scores(run: str, name: str) -> str:
    """The name under which the tape counts what a run's ``remote-rm:NAME`` spends: apart from a chat model of the same
    name on the server, which has another price."""
    return f"{run}/remote-rm:{name}"


def spent_before(asking: Asking, tape: Tape) -> Amount:
    """What earlier, broken-off parts of this run spent, by its tape: its reward models elsewhere included."""
    prices: dict[str, Price] = {}  # two of the recipe's models may be one on the server: then the dearer price counts
    for model in asking.models.values():
        prices[model.model] = dearer(price_of(model), prices.get(model.model, Price()))
    spent = tape.spent(asking.run)
    total = spent_so_far({name: (one.requests, one.usage) for name, one in spent.items()}, prices)
    for name, model in asking.models.items():
        for one in tape.spent(run_of_scores(asking.run, name)).values():
            total = total + amount_of(one.requests, one.usage, price_of(model))
    return total


def variable_of(by_name: str) -> str:
    """The environment variable that ``${NAME}`` names."""
    return by_name.removeprefix("${").removesuffix("}")


def _value(by_name: str, knob: str, values: Mapping[str, str]) -> str:
    variable = variable_of(by_name)
    found = values.get(variable) or os.environ.get(variable, "")
    if not found.strip():
        named = variable if len(variable) <= 40 else f"{variable[:8]}..."
        raise UsageError(f"{knob}: the environment variable {named} is not set; export it, then type this again")
    return found.strip()


def _key(by_name: str, where: str, values: Mapping[str, str]) -> str:
    variable = variable_of(by_name)
    if variable == "OPENAI_API_KEY" and not (values.get(variable) or os.environ.get(variable)):
        return LOCAL_KEY
    key = _value(by_name, f"{where}.api_key", values)
    if not key.isascii() or not key.isprintable():
        raise UsageError(f"{where}.api_key: the environment variable {variable} holds what no header can carry")
    return key


def _address(text: str, where: str) -> str:
    """Raises UsageError for what is no address, without showing it: it may hold a password."""
    wrong = f"{where}.base_url: no http(s) address, such as http://127.0.0.1:8000/v1"
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", text):
        raise UsageError(wrong)
    try:
        parts = urlsplit(text)
        named = parts.hostname is not None and (parts.port is None or parts.port > 0)
    except ValueError:
        raise UsageError(wrong) from None
    if "@" in parts.netloc:
        raise UsageError(f"{where}.base_url: a name and a password do not belong there; the key goes in api_key")
    if not named:
        raise UsageError(wrong)
    return text
