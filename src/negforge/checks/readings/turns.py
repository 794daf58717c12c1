"""Turns: when the user spoke, and which of the assistant's words are meant for the user."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from negforge.core.message import Message, ToolCall, said_by, text_of


def user_turns(messages: Sequence[Message], until: int | None = None) -> list[int]:
    """The places of the user's words before a place."""
    return [at for at, message in enumerate(messages[:until]) if said_by(message, "user")]


def end_of_turn(messages: Sequence[Message], at: int) -> int:
    """The place of the user's next words, from this one on; the end of the row where there are none."""
    return next((later for later in range(at, len(messages)) if said_by(messages[later], "user")), len(messages))


def told_the_user(messages: Sequence[Message]) -> Iterator[tuple[int, str]]:
    """The assistant's words with their places, but for those that a call follows: these tell what comes next."""
    for at, message in enumerate(messages):
        goes_on = at + 1 < len(messages) and isinstance(messages[at + 1], ToolCall)
        if said_by(message, "assistant") and not goes_on:
            yield at, text_of(message)


def answers(messages: Sequence[Message]) -> list[int]:
    """The places of the assistant's last words of each turn that has any, where no call follows them in it."""
    spoken = [at for at, text in told_the_user(messages) if text.strip()]
    return [at for at in spoken if at + 1 == len(messages) or said_by(messages[at + 1], "user")]
