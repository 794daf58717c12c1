"""The outcome check: whether a finished rollout reached its goal, want by want, each with its evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from negforge.core.message import Message, Say, text_of
from negforge.worlds.session import Session
from negforge.worlds.tasks import WorldTask
from negforge.worlds.wants import Admits, Declines, Fulfilment, Story


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
    last = text_of(messages[-1]) if story.answer else ""
    if len(re.findall(r"\w+", last)) < 2:
        return Outcome(False, "the user got no answer", looked)
    objection = _objection(task, story)
    if objection:
        return Outcome(False, objection, looked)
    if missed:
        return Outcome(False, f"{missed[0].want}: {missed[0].sentence}", looked)
    return Outcome(True, "; ".join(f.sentence for f in looked), looked)


def _objection(task: WorldTask, story: Story) -> str | None:
    """What spoils any answer: words taken back, raw output in its place, and a user who is turned away for nothing."""
    taken_back = _TAKEN_BACK.search(story.answer)
    if taken_back is not None:
        return f"the answer takes back what it says: {taken_back[0]!r}"
    if any(len(done.response.text) > RAW and done.response.text in story.answer for done in story.done):
        return "the answer is a tool's raw output"
    turned_away = _TURNED_AWAY.search(story.answer)
    honest = any(isinstance(want, Declines | Admits) for want in task.wants)
    if turned_away is not None and not honest:
        return f"the user is turned away ({turned_away[0]!r}) from what can be done"
    return None


RAW = 200  # characters of a response from which quoting it whole is no answer
_TAKEN_BACK = re.compile(
    r"\bit is (?:false|untrue|not true) that\b|\bnone of (?:that|this|it|the above) is (?:true|right|correct)\b",
    re.IGNORECASE,
)
_TURNED_AWAY = re.compile(
    r"\bI(?:['’]m| am)? (?:can['’]t|cannot|won['’]t|will not|not able to|unable to) help (?:you )?with "
    r"(?:that|this|it)\b",
    re.IGNORECASE,
)


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
