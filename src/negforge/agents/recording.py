"""Recordings: what an agent did in an episode, reply by reply, and what the world answered. Replayed, not believed.

A recording holds the task's name, the agent's replies and the responses it saw. A replay executes the replies anew and
compares: where a response differs (the world has changed since), the recording does not count, and says where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from negforge.agents.episode import Act, Episode
from negforge.core.errors import UsageError
from negforge.core.json_text import Json, compact
from negforge.core.trajectory import Label, Rollout, new_rollout
from negforge.worlds.outcome import Outcome
from negforge.worlds.tasks import task_named


@dataclass(frozen=True, slots=True)
class Recording:
    """``maker``: who chose every step and wrote every word. ``settings``: how it was asked. ``stopped``: why."""

    task: str
    maker: str
    settings: Mapping[str, Json]
    acts: tuple[Act, ...]
    stopped: str


class Diverged(Exception):
    """The world answers otherwise than it did when this was recorded."""


def replayed(recording: Recording) -> Episode:
    """The episode, executed anew. Raises Diverged where the world answers otherwise, UsageError for an unknown task."""
    episode = Episode(task_named(recording.task))
    for number, act in enumerate(recording.acts, 1):
        seen = episode.perform(act.text, act.calls)
        if seen != act.saw:
            at = next((at for at, (now, then) in enumerate(zip(seen, act.saw, strict=False)) if now != then), 0)
            who = act.calls[at][0] if act.calls else "the user"
            raise Diverged(f"reply {number}: {who} answers otherwise than when it was recorded")
    return episode


def rollout_of(
    episode: Episode, maker: str, settings: Mapping[str, Json], stopped: str, outcome: Outcome | None = None
) -> Rollout:
    """The episode as a rollout, with what its outcome check says (or said)."""
    outcome = outcome or episode.outcome()
    label = Label("success" if outcome.success else "failure", "program", reason=outcome.reason)
    rollout = new_rollout(
        episode.task.task,
        episode.messages,
        maker=maker,
        settings=compact({**settings, "task": str(episode.task.name), "stopped": stopped}),
        outcome=label,
    )
    return replace(rollout, faults_met=episode.session.faults_met)


def recording_json(recording: Recording) -> Json:
    """The recording as a JSON object: one line of ``seeds/recorded/*.jsonl``."""
    acts: list[Json] = [
        {
            **({"text": act.text} if act.text else {}),
            **({"calls": [{"name": name, "arguments": text} for name, text in act.calls]} if act.calls else {}),
            "saw": list(act.saw),
        }
        for act in recording.acts
    ]
    return {
        "task": recording.task,
        "maker": recording.maker,
        "settings": dict(recording.settings),
        "stopped": recording.stopped,
        "acts": acts,
    }


def recording_of(line: Mapping[str, Any]) -> Recording:
    """The recording that a JSON object holds. Raises UsageError where it is none, naming what is missing."""
    try:
        acts = tuple(
            Act(
                str(act.get("text", "")),
                tuple((str(call["name"]), str(call["arguments"])) for call in act.get("calls", ())),
                tuple(str(text) for text in act["saw"]),
            )
            for act in line["acts"]
        )
        return Recording(str(line["task"]), str(line["maker"]), dict(line["settings"]), acts, str(line["stopped"]))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UsageError(f"no recording of an episode: {error!r} is missing or no such thing") from None
