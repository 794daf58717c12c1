"""Words of a run: whom they are for, who answers them, and whether they tell what a response gave."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.checks.readings.phrases import ASKS
from negforge.checks.readings.records import records
from negforge.checks.readings.values import is_small, key, keys, values
from negforge.core.message import Message, ToolCall, said_by, text_of
from negforge.core.trajectory import Trajectory


def no_call_follows(messages: Sequence[Message], at: int) -> bool:
    """Whether the words at a place are not said along with a call: the agent's are for the user then."""
    return at + 1 == len(messages) or not isinstance(messages[at + 1], ToolCall)


def asks_and_hears(messages: Sequence[Message], at: int) -> bool:
    """Whether the assistant asks at a place, and the next words are the user's."""
    asked, reply = messages[at], messages[at + 1]
    return said_by(asked, "assistant") and said_by(reply, "user") and ASKS.search(text_of(asked)) is not None


def unanswered_left_out(run: Trajectory) -> Trajectory:
    """The run up to the agent's last words: what the user may say after them is left open, as in any run."""
    last = len(run.messages)
    while last and said_by(run.messages[last - 1], "user"):
        last -= 1
    return Trajectory(run.messages[:last])


def tells_of(words: str, response: str) -> bool:
    """Whether words hold a value of a response that is not small, or the name of one of its records."""
    told = {key(value) for value in values(words) if not is_small(value)}
    names = (name for record in records(response) for name in record.names)
    return bool(told & keys(response)) or any(name in words.lower() for name in names if len(name) > 4)
