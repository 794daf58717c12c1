"""The loop of a model at work: ask, execute what it calls, hand the user its words, until something ends it.

Every end has a name. A loop (the same call again and again, answered the same) is an end of its own; so is every way in
which a model can fail to reply.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from negforge.agents.episode import Act
from negforge.core.chat import ChatRequest, NoReply, Usage
from negforge.core.message import Message, Say, say
from negforge.core.ports import ChatModel
from negforge.core.task import Task, policy_text

FINISHED = "finished"


class Workplace(Protocol):
    """Where an agent works: what it was asked, what has happened, and a way to go on. ``over``: nobody is left to
    talk to."""

    @property
    def asked(self) -> Task: ...

    messages: list[Message]
    acts: list[Act]
    over: bool

    async def take(self, text: str, calls: Sequence[tuple[str, str]]) -> None:
        """One reply of the agent, carried out: calls are (name, arguments as JSON text); none: words for the user."""
        ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where an episode ends though nobody said so. ``messages``: of the trajectory; ``tokens``: of all replies and
    prompts, by the provider's count; ``alike``: the same call with the same answer so many times is a loop."""

    messages: int = 64
    tokens: int | None = None
    alike: int = 4


@dataclass(frozen=True, slots=True)
class HowToAsk:
    """How a model is asked. ``prompt``: what it is told about the work, before the world's rules. ``sample``: which of
    several independent rollouts of a task this is."""

    prompt: str = ""
    max_tokens: int = 2048
    temperature: float | None = None
    sample: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Why the work stopped: ``finished``, ``too_many_messages``, ``too_many_tokens``, ``loop``, or
    ``no_reply:KIND`` with the kind of NoReply. ``detail`` says more. ``usage``: of all its replies."""

    stopped: str
    detail: str = ""
    usage: Usage = field(default_factory=Usage)


async def run_model(place: Workplace, model: ChatModel, how: HowToAsk, bounds: Bounds) -> Run:
    """Work by a model until something ends it. Every reply that came counts, whatever ends the run."""
    usage = Usage()
    while True:
        answer = await model.complete(next_request(place, how))
        usage += answer.usage
        if isinstance(answer, NoReply):
            return Run(f"no_reply:{answer.kind}", answer.reason, usage)
        # calls get ids of ours: providers reuse theirs, or leave them out
        await place.take(answer.text, tuple((call.name, call.arguments) for call in answer.calls))
        if place.over:
            return Run(FINISHED, "", usage)
        stuck = _looping(place, bounds.alike)
        if stuck:
            return Run("loop", stuck, usage)
        if len(place.messages) >= bounds.messages:
            return Run("too_many_messages", f"{len(place.messages)} messages", usage)
        if bounds.tokens is not None and usage.prompt + usage.completion >= bounds.tokens:
            return Run("too_many_tokens", f"{usage.prompt + usage.completion} tokens", usage)


def next_request(place: Workplace, how: HowToAsk) -> ChatRequest:
    """What the model is asked next: rules, what was said and done so far, and the tools."""
    task = place.asked
    system = "\n\n".join(part for part in (how.prompt, policy_text(task)) if part)
    opening = tuple(m for m in task.opening if not (isinstance(m, Say) and m.role == "system"))
    return ChatRequest(
        ((say("system", system),) if system else ()) + opening + tuple(place.messages),
        tools=task.tools,
        max_tokens=how.max_tokens,
        temperature=how.temperature,
        sample=how.sample,
    )


def _looping(place: Workplace, alike: int) -> str:
    """The call that was made ``alike`` times here with the same answer each time, "" for none."""
    seen = Counter((call, saw) for act in place.acts if act.calls for call, saw in zip(act.calls, act.saw, strict=True))
    return next((f"{name}({text}) {count} times" for ((name, text), _), count in seen.items() if count >= alike), "")
