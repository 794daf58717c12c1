"""An episode: one agent, a world and its user. It takes the agent's replies one by one and hands back what follows.

Reference agents, recorded rollouts and models all act through it, so that their rollouts are made alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from negforge.agents.user import ScriptedUser
from negforge.core.errors import UsageError
from negforge.core.json_text import digest
from negforge.core.message import Message, Text, ToolCall, ToolResponse, say
from negforge.core.task import Task
from negforge.worlds.outcome import Outcome, outcome_of
from negforge.worlds.session import Response, Session
from negforge.worlds.tasks import WorldTask


@dataclass(frozen=True, slots=True)
class Act:
    """One reply of an agent, and what followed. ``calls``: (name, arguments as JSON text); without any, the words are
    for the user. ``saw``: the responses to the calls, or what the user said ("" where nothing)."""

    text: str
    calls: tuple[tuple[str, str], ...]
    saw: tuple[str, ...]


class Episode:
    """``messages``: the trajectory so far; ``acts``: the same, reply by reply. ``over``: the user has nothing more to
    say, or the agent ended it."""

    def __init__(self, task: WorldTask) -> None:
        self.task = task
        self.session: Session = task.session()
        self.messages: list[Message] = []
        self.acts: list[Act] = []
        self.over = False
        self._user = ScriptedUser(task.goal.turns)

    def call(self, calls: Sequence[ToolCall], text: str = "") -> list[Response]:
        """A reply with calls: they are executed in order, as one reply; ``text`` is what was said along with them."""
        if text:
            self.messages.append(say("assistant", text))
        responses = [self.session.call(call.name, call.arguments) for call in calls]
        self.messages += calls
        for call, response in zip(calls, responses, strict=True):
            self.messages.append(ToolResponse(call.call_id, call.name, (Text(response.text),), response.is_error))
        self.acts.append(Act(text, tuple((c.name, c.arguments) for c in calls), tuple(r.text for r in responses)))
        return responses

    def say(self, text: str, *, last: bool = False) -> str:
        """A reply in words alone: what the user says to it, "" when the episode is over (or is to be, for ``last``)."""
        self.messages.append(say("assistant", text))
        heard = "" if last else self._user.hears(text)
        if heard:
            self.session.user_turn()
            self.messages.append(say("user", heard))
        else:
            self.over = True
        self.acts.append(Act(text, (), (heard,)))
        return heard

    def perform(self, text: str, calls: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """One reply, its calls as (name, arguments as JSON text): the responses to them, or what the user says to the
        words ("" when the episode is over). Raises UsageError where it is over already."""
        if self.over:
            raise UsageError("the conversation is over: there is nobody left to answer")
        if not calls:
            return (self.say(text),)
        named = calls_after(self.messages, text, calls)
        return tuple(response.text for response in self.call(named, text))

    async def take(self, text: str, calls: Sequence[tuple[str, str]]) -> None:
        """The same for a model's loop."""
        self.perform(text, calls)

    @property
    def asked(self) -> Task:
        return self.task.task

    def outcome(self) -> Outcome:
        """Whether the goal is reached, as things stand."""
        return outcome_of(self.task, self.session, self.messages)


def calls_after(messages: Sequence[Message], text: str, calls: Sequence[tuple[str, str]]) -> list[ToolCall]:
    """The calls of one reply, with ids that derive from what they say and how often it was said before: one call more
    changes the id of no other."""
    said = Counter((message.name, message.arguments) for message in messages if isinstance(message, ToolCall))
    made = []
    for at, (name, arguments) in enumerate(calls):
        call_id = f"call_{digest([name, arguments, said[name, arguments]])[:12]}"
        made.append(ToolCall(call_id, name, arguments, with_previous=bool(text) or at > 0))
        said[name, arguments] += 1
    return made
