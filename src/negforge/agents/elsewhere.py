"""Work at tools that somebody else executes: no world of ours, so no outcome is known; what was done is kept."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.agents.episode import Act, calls_after
from negforge.core.errors import UsageError
from negforge.core.message import Message, Text, ToolResponse, say
from negforge.core.ports import ToolServer
from negforge.core.task import Task


class Elsewhere:
    """A conversation with a user whose later turns are given, at tools of a server."""

    def __init__(self, task: Task, later_turns: Sequence[str], server: ToolServer) -> None:
        self.messages: list[Message] = []
        self.acts: list[Act] = []
        self.over = False
        self._task, self._server = task, server
        self._turns = list(later_turns)

    @property
    def asked(self) -> Task:
        return self._task

    async def take(self, text: str, calls: Sequence[tuple[str, str]]) -> None:
        """One reply of the agent: its calls one after the other, or the user's next turn."""
        if self.over:
            raise UsageError("the conversation is over: there is nobody left to answer")
        if text:
            self.messages.append(say("assistant", text))
        if not calls:
            self._hear(text)
            return
        made = calls_after(self.messages, text, calls)
        answers = [await self._server.call(name, arguments) for name, arguments in calls]
        self.messages += made
        for call, (answer, is_error) in zip(made, answers, strict=True):
            self.messages.append(ToolResponse(call.call_id, call.name, (Text(answer),), is_error))
        self.acts.append(Act(text, tuple(calls), tuple(answer for answer, _ in answers)))

    def _hear(self, text: str) -> None:
        heard = self._turns.pop(0) if self._turns else ""
        if heard:
            self.messages.append(say("user", heard))
        else:
            self.over = True
        self.acts.append(Act(text, (), (heard,)))
