"""Recordings of episodes as a format among the others: executed anew when they are read, not believed."""

from __future__ import annotations

from negforge.agents.recording import Diverged, recording_of, replayed, rollout_of
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.ingest.reading import Format, Reading, Refusal, Source
from negforge.pipeline.gathering.screening import certified


def detect(keys: tuple[str, ...], first: Json | None) -> bool:
    record = set(keys) or (set(first) if isinstance(first, dict) else set())
    return {"task", "maker", "acts", "stopped"} <= record


def read(record: Json, source: Source) -> Reading | Refusal:
    """The rollout, replayed in its world; a refusal where the world answers otherwise than it did."""
    if not isinstance(record, dict):
        return Refusal("is no recording of an episode")
    try:
        recording = recording_of(record)
        episode = replayed(recording)
    except Diverged as error:
        return Refusal(f"was recorded in another version of its world: {error}; record it anew")
    except UsageError as error:
        return Refusal(str(error))
    rollout = rollout_of(episode, recording.maker, recording.settings, recording.stopped)
    own = certified(rollout, recording.stopped)
    return Reading(own, len(own.task.opening) + len(own.trajectory.messages), ())


RECORDED = Format("recorded", "an episode in a world, reply by reply: {task, maker, acts, stopped}", None, detect, read)
