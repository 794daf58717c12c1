"""What would have happened otherwise: a rollout in a world, played again with one thing changed.

Where a reference agent made it, the same agent goes on from the changed state (a slip at one of its decisions). Where
somebody else did, the words stay and the world executes the calls anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

from negforge.agents.decisions import Decision, Slip
from negforge.agents.episode import Episode
from negforge.agents.hands import Style
from negforge.agents.reference import Agent, Played, play
from negforge.agents.skills import LAPSES, Skill
from negforge.agents.voices import VOICES
from negforge.core.errors import UsageError
from negforge.core.json_text import compact, parse_object
from negforge.core.message import Message, Say, ToolCall, ToolResponse, published, said_by, text_of
from negforge.core.trajectory import Rollout, Trajectory
from negforge.worlds.tasks import WorldTask, task_named

REMEMBERED = 64
"""Ways in which a run went otherwise that are kept at hand, for the next one who asks."""

Found = TypeVar("Found")
Reply: TypeAlias = tuple[str, tuple[ToolCall, ...]]  # of the agent: its words and its calls


@dataclass(frozen=True, slots=True)
class Executed:
    """Calls executed anew: what the world and its user really answer, and what became of the goal."""

    messages: tuple[Message, ...]
    success: bool
    reason: str


class WorldRun:
    """A rollout in a world, at hand to be played otherwise. ``task``: what was asked, with the state behind it. What
    was played is remembered: rules slip at the same forks, and what one of them plays is played again to prove it."""

    def __init__(self, rollout: Rollout, task: WorldTask, agent: Agent | None, rng_seed: int) -> None:
        self.rollout, self.task = rollout, task
        self._agent, self._rng_seed = agent, rng_seed
        self._slipped: dict[Hashable, Played | None] = {}
        self._reworded: dict[Hashable, Trajectory | None] = {}
        self._executed: dict[Hashable, Executed] = {}

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The forks that its agent came to; none where it is no reference agent, or is not what it was."""
        if self._agent is None:
            return ()
        again = play(self.task, self._agent, self._rng_seed)
        same = _shown(again.rollout.trajectory.messages) == _shown(self.rollout.trajectory.messages)
        return again.decisions if same else ()

    def slipped(self, slip: Slip) -> Played | None:
        """The run of the same agent with this slip; None where there is no such agent, or the slip changes nothing."""
        arguments = None if slip.arguments is None else compact(dict(slip.arguments))
        return _recalled(self._slipped, (slip.number, slip.row, arguments), lambda: self._slip(slip))

    def _slip(self, slip: Slip) -> Played | None:
        if self._agent is None or not self.decisions:
            return None
        other = play(self.task, self._agent, self._rng_seed, slip)
        same = _shown(other.rollout.trajectory.messages) == _shown(self.rollout.trajectory.messages)
        return None if same else other

    def unhindered(self) -> Trajectory | None:
        """What the same agent would have done had no fault met it; None where there is no such agent, or no fault."""
        if self._agent is None or not self.decisions or not self.task.faults:
            return None
        return play(replace(self.task, faults=()), self._agent, self._rng_seed).rollout.trajectory

    def reworded(self, variation: int) -> Trajectory | None:
        """The same steps told in other words by the same voice; None where other words led to other steps."""
        return _recalled(self._reworded, variation, lambda: self._reword(variation))

    def _reword(self, variation: int) -> Trajectory | None:
        if self._agent is None or not self.decisions:
            return None
        other = play(self.task, self._agent, self._rng_seed, wording=variation + 1).rollout.trajectory
        base = self.rollout.trajectory.messages
        steps, others = (
            [published(message) for message in messages if not said_by(message, "assistant")]
            for messages in (base, other.messages)
        )
        if len(base) != len(other.messages) or steps != others:
            return None
        return other

    def episode_at(self, messages: Sequence[Message], *, ends: bool = False) -> Episode:
        """The episode after these messages of the agent's. ``ends``: its last words end it, whatever the user has to
        say."""
        return self._played(_replies(messages), ends=ends)

    def executed(self, messages: Sequence[Message]) -> Executed:
        """These messages with the responses and the user's words as they really come."""
        replies = _replies(messages)
        return _recalled(self._executed, replies, lambda: self._execute(replies))

    def _execute(self, replies: Sequence[Reply]) -> Executed:
        episode = self._played(replies, ends=True)
        outcome = episode.outcome()
        return Executed(tuple(episode.messages), outcome.success, outcome.reason)

    def _played(self, replies: Sequence[Reply], *, ends: bool) -> Episode:
        episode = Episode(self.task)
        for number, (text, calls) in enumerate(replies, 1):
            if episode.over:
                break
            if calls:
                episode.call(calls, text)
            elif text:
                episode.say(text, last=ends and number == len(replies))
        return episode

    def departs(self, messages: Sequence[Message]) -> str | None:
        """Where what really happens departs from these messages; None where they could have happened."""
        real = self.executed(messages).messages
        for at, (told, happens) in enumerate(zip(messages, real, strict=False)):
            if _shown((told,)) != _shown((happens,)):
                who = f"{told.name} answers" if isinstance(told, ToolResponse) else "the user says"
                return f"message {len(self.task.task.opening) + at}: {who} otherwise in this world"
        if len(real) != len(messages):
            return f"{len(messages)} messages, but in this world the run has {len(real)}"
        return None


def run_of(rollout: Rollout) -> WorldRun | None:
    """The rollout's world, where it comes from one and that world still makes this task."""
    settings = parse_object(rollout.settings or "") or {}
    name = settings.get("task")
    if not isinstance(name, str) or name != rollout.task.parent:
        return None
    try:
        task = task_named(name)
    except UsageError:
        return None
    if task.task.id != rollout.task.id:
        return None
    rng_seed = settings.get("rng_seed")
    return WorldRun(rollout, task, _agent(settings), rng_seed if isinstance(rng_seed, int) else 0)


def _agent(settings: Mapping[str, Any]) -> Agent | None:
    """The reference agent that the settings name."""
    voice, style, skill = (settings.get(key) for key in ("voice", "style", "skill"))
    if voice not in VOICES or not isinstance(style, str) or not isinstance(skill, str):
        return None
    lapse, _, forgotten = skill.partition(":")
    if lapse != "none" and lapse not in LAPSES:
        return None
    words = style.split("+")
    return Agent(
        Skill(lapse, forgotten or None),  # type: ignore[arg-type]  # checked right above
        Style("parallel" in words, "verifies" in words, "shuffles" in words),
        voice,
    )


def _replies(messages: Sequence[Message]) -> tuple[Reply, ...]:
    """The agent's replies; what it heard in between is not among them."""
    found: list[Reply] = []
    at = 0
    while at < len(messages):
        text, calls, at = _reply(messages, at)
        found.append((text, calls))
    return tuple(found)


def _reply(messages: Sequence[Message], at: int) -> tuple[str, tuple[ToolCall, ...], int]:
    """The agent's reply that begins at a place: its words, its calls, and where the next thing of the agent's is."""
    text = ""
    message = messages[at]
    if isinstance(message, Say) and message.role == "assistant":
        text = text_of(message)
        at += 1
    calls: list[ToolCall] = []
    while at < len(messages) and isinstance(one := messages[at], ToolCall):
        if not one.with_previous and (calls or text):
            break
        calls.append(one)
        at += 1
    while at < len(messages) and (
        isinstance(messages[at], ToolResponse) or (isinstance(s := messages[at], Say) and s.role != "assistant")
    ):
        at += 1
    return text, tuple(calls), at


def _recalled(known: dict[Hashable, Found], asked: Hashable, find: Callable[[], Found]) -> Found:
    """What was found before, or is found now; of what is known the oldest is let go."""
    if asked not in known:
        if len(known) >= REMEMBERED:
            known.pop(next(iter(known)))
        known[asked] = find()
    return known[asked]


def _shown(messages: Sequence[Message]) -> tuple[Message, ...]:
    return tuple(published(message) for message in messages)
