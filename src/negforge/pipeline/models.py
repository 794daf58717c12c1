"""From a recipe's models to things that can be asked: endpoints with their secrets, one tape, one meter for the run."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from negforge.adapters.chat.client import Client
from negforge.adapters.chat.endpoint import Endpoint, Price, Secret
from negforge.adapters.chat.meter import Amount, Budget, Meter, spent_so_far
from negforge.adapters.tapes.tape import Tape
from negforge.core.errors import Unfinished, UsageError
from negforge.core.ports import ChatModel
from negforge.pipeline.batch_rounds import BatchRounds, Imported, batch_rounds, mark_finished, waiting_text
from negforge.recipe.models import Model, Spend

Note = Callable[[str], None]
TAPE = "tape.sqlite"
TOLD = 5  # odd lines of reply files
LOCAL_KEY = "none"  # servers of one's own ask for no key, but the protocol wants one


@dataclass(frozen=True, slots=True)
class Asking:
    """How one run asks models. ``run``: the name under which the tape counts what this run spends.

    ``batch``: ask nothing, write request files; ``replies``: files of replies that lie elsewhere. ``values``: what
    stands in place of environment variables (from the command line).
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
        clients = {name: Client(endpoint, tape, meter, asking.note) for name, endpoint in endpoints.items()}
        try:
            yield clients
        finally:
            for client in clients.values():
                await client.close()
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
        attempts=model.attempts,
        price=price_of(model),
        extra=model.extra,
        ca_file=Path(model.ca_file) if model.ca_file else None,
    )


def price_of(model: Model) -> Price:
    return Price(model.price.prompt, model.price.completion, model.price.cached)


def budget_of(spend: Spend) -> Budget:
    return Budget(spend.max_calls, spend.max_tokens, spend.max_cost)


def spent_before(asking: Asking, tape: Tape) -> Amount:
    """What earlier, broken-off parts of this run spent, by its tape."""
    prices = {model.model: price_of(model) for model in asking.models.values()}
    spent = tape.spent(asking.run)
    return spent_so_far({name: (one.requests, one.usage) for name, one in spent.items()}, prices)


def _value(by_name: str, knob: str, values: Mapping[str, str]) -> str:
    variable = by_name.removeprefix("${").removesuffix("}")
    found = values.get(variable) or os.environ.get(variable, "")
    if not found.strip():
        raise UsageError(f"{knob}: the environment variable {variable} is not set; export it, then type this again")
    return found.strip()


def _key(by_name: str, where: str, values: Mapping[str, str]) -> str:
    variable = by_name.removeprefix("${").removesuffix("}")
    if variable == "OPENAI_API_KEY" and not (values.get(variable) or os.environ.get(variable)):
        return LOCAL_KEY
    key = _value(by_name, f"{where}.api_key", values)
    if not key.isascii() or not key.isprintable():
        raise UsageError(f"{where}.api_key: the environment variable {variable} holds what no header can carry")
    return key


def _address(text: str, where: str) -> str:
    """Raises UsageError for what is no address, without showing it: it may hold a password."""
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", text):
        raise UsageError(f"{where}.base_url: no http(s) address, such as http://127.0.0.1:8000/v1")
    return text
