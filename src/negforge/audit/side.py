"""One side of a pair as a shortcut judge sees it: its texts, calls and responses, taken apart once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from negforge.checks.readings.tools import Step, all_steps, call_key, failed
from negforge.core.json_text import Json, parse_object
from negforge.core.message import Message, Say, ToolCall, ToolResponse, said_by, text_of
from negforge.core.pair import Pair
from negforge.core.trajectory import Trajectory

ENDS = 4000  # characters at each end of a long text that are read


@dataclass(frozen=True, slots=True)
class Side:
    """``said``: the assistant's words, message by message; ``words``: all in one; ``final``: its last message, "" where
    the trajectory ends in something else. ``errors`` and ``keys`` go with ``steps``. ``tools``: of each declared tool
    the arguments it requires, and all it knows (None: any). ``beside``: fields that its file has beside messages."""

    messages: tuple[Message, ...]
    said: tuple[str, ...]
    words: str
    final: str
    calls: tuple[ToolCall, ...]
    responses: tuple[ToolResponse, ...]
    steps: tuple[Step, ...]
    errors: tuple[bool, ...]
    keys: tuple[str, ...]
    tools: dict[str, tuple[frozenset[str], frozenset[str] | None]]
    beside: int = 0


def read_sides(pair: Pair) -> tuple[Side, Side]:
    """The chosen and the rejected. The task's own words are not among what is read."""
    tools = {tool.name: _arguments_of(tool.parameters) for tool in pair.task.tools} if pair.task.tools_declared else {}
    chosen, rejected = _fields_beside(pair)
    return _side(pair.chosen, tools, chosen), _side(pair.rejected, tools, rejected)


def spoken(messages: Sequence[Message]) -> tuple[tuple[str, ...], str]:
    """The assistant's words, message by message, and its last message, "" where they end in something else."""
    said = tuple(text_of(one) for one in messages if said_by(one, "assistant"))
    return said, said[-1] if messages and said_by(messages[-1], "assistant") else ""


def transcript(side: Side) -> str:
    """Calls, responses and the assistant's words, a line before each that says what it is; no user's words."""
    return "\n".join(_block(message) for message in side.messages if not _by_others(message))


def later_turns(side: Side) -> int:
    """How often the user speaks after the opening."""
    return sum(said_by(one, "user") for one in side.messages)


def ends(text: str) -> str:
    """The first and the last ``ENDS`` characters: where sides differ most, at a bounded cost."""
    return text if len(text) <= 2 * ENDS else f"{text[:ENDS]}\n{text[-ENDS:]}"


def _side(trajectory: Trajectory, tools: dict[str, tuple[frozenset[str], frozenset[str] | None]], beside: int) -> Side:
    messages = trajectory.messages
    said, final = spoken(messages)
    steps = all_steps(messages)
    return Side(
        messages=messages,
        said=said,
        words="\n".join(said),
        final=final,
        calls=tuple(one for one in messages if isinstance(one, ToolCall)),
        responses=tuple(one for one in messages if isinstance(one, ToolResponse)),
        steps=steps,
        errors=tuple(failed(step.response) for step in steps),
        keys=tuple(call_key(step.call.name, step.call.arguments) for step in steps),
        tools=tools,
        beside=beside,
    )


def _by_others(message: Message) -> bool:
    return isinstance(message, Say) and message.role != "assistant"


def _block(message: Message) -> str:
    if isinstance(message, ToolCall):
        return f"[call] {message.name} {message.arguments}"
    return f"[{'response' if isinstance(message, ToolResponse) else 'says'}] {text_of(message)}"


@lru_cache(maxsize=4096)
def _arguments_of(parameters: str) -> tuple[frozenset[str], frozenset[str] | None]:
    schema = parse_object(parameters) or {}
    required, properties = schema.get("required"), schema.get("properties")
    needed = (
        frozenset(name for name in required if isinstance(name, str)) if isinstance(required, list) else frozenset()
    )
    closed = isinstance(properties, dict) and (properties or schema.get("additionalProperties") is False)
    return needed, frozenset(properties) if closed and isinstance(properties, dict) else None


def _fields_beside(pair: Pair) -> tuple[int, int]:
    """How many fields of its own each side has in the file it came from."""
    if pair.extra is None:
        return 0, 0
    kept: Sequence[Json] = tuple((parse_object(pair.extra) or {}).values())
    fields = next((one.get("fields") for one in kept if isinstance(one, dict)), None)
    if not isinstance(fields, dict):
        return 0, 0
    chosen, rejected = fields.get("chosen"), fields.get("rejected" if "rejected" in fields else "reject")
    return tuple(len(one) if isinstance(one, dict) else 0 for one in (chosen, rejected))  # type: ignore[return-value]
