"""A chat model that answers by a function of the question, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from negforge.core.chat import ChatRequest, NoReply, Reply, Usage

Answer = Callable[[ChatRequest], Reply | NoReply]


@dataclass
class ScriptedModel:
    """``answer`` is called once for each question; what it raises is a bug of the test and comes through."""

    answer: Answer
    name: str = "scripted"
    asked: list[ChatRequest] = field(default_factory=list)

    async def complete(self, request: ChatRequest) -> Reply | NoReply:
        self.asked.append(request)
        return self.answer(request)


def always(text: str, usage: Usage | None = None) -> ScriptedModel:
    """The model that says the same to everything."""
    return ScriptedModel(lambda request: Reply(text, usage=usage or Usage()))
