"""The transcript: the text a judge or a reader is shown, the same for both sides."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.core.message import Message, Say, ToolCall, ToolResponse, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown


def render(task: Task, trajectory: Trajectory) -> str:
    """Policy, opening and trajectory as text, a block a message. Reasoning is not shown: judges see deeds and words."""
    blocks = [f"[policy]\n{task.policy}"] if task.policy else []
    return "\n\n".join(blocks + render_messages(shown(task, trajectory)))


def render_messages(messages: Sequence[Message]) -> list[str]:
    """One block a message."""
    return [f"[{heading(message)}]\n{text_of(message)}" for message in messages]


def tokens_in(text: str) -> int:
    """Estimated, the same for every model: UTF-8 bytes / 4, rounded down."""
    return len(text.encode("utf-8", "surrogatepass")) // 4


def heading(message: Message) -> str:
    """Who speaks: ``user``, ``assistant``, ``call search_flights``, ``response search_flights``."""
    if isinstance(message, Say):
        return message.role
    if isinstance(message, ToolCall):
        return f"call {message.name}" + (" by the user" if message.requestor == "user" else "")
    assert isinstance(message, ToolResponse)
    error = " (error)" if message.is_error else ""
    return f"response {message.name or ''}".rstrip() + error
