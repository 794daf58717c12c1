"""The outcome check: whether a finished rollout reached its goal, want by want, each with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from negforge.core.message import Message, Say, text_of
from negforge.worlds.session import Session
from negforge.worlds.tasks import WorldTask
from negforge.worlds.wants import Fulfilment, Story


@dataclass(frozen=True, slots=True)
class Outcome:
    """``reason``: the first want that is not met, or what was checked."""

    success: bool
    reason: str
    wants: tuple[Fulfilment, ...]


def outcome_of(task: WorldTask, session: Session, messages: Sequence[Message]) -> Outcome:
    """What became of the task: ``messages`` are the trajectory, ``session`` the world in which it ran."""
    story = Story(session.start, session.desk, tuple(session.done), words_to_user(messages))
    looked = tuple(want.look(story) for want in task.wants)
    missed = [f for f in looked if not f.met]
    if not story.answer:
        return Outcome(False, "the user got no answer", looked)
    if missed:
        return Outcome(False, f"{missed[0].want}: {missed[0].sentence}", looked)
    return Outcome(True, "; ".join(f.sentence for f in looked), looked)


def words_to_user(messages: Sequence[Message]) -> tuple[str, ...]:
    """What the assistant told the user, one entry a user turn; the last is empty where the run stopped at work."""
    said: list[str] = []
    now: list[str] = []
    for message in messages:
        if isinstance(message, Say) and message.role == "assistant":
            now.append(text_of(message))
        elif isinstance(message, Say) and message.role == "user":
            said.append("\n".join(now))
            now = []
    ended = bool(messages) and isinstance(messages[-1], Say) and messages[-1].role == "assistant"
    return (*said, "\n".join(now) if ended else "")
