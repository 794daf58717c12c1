"""Recordings: kept reply by reply, executed anew when read, refused where the world answers otherwise."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from negforge.agents.episode import Episode
from negforge.agents.recording import Diverged, Recording, recording_json, recording_of, replayed, rollout_of
from negforge.core.errors import UsageError
from negforge.worlds.tasks import task_named

TASK = "library:hold_after_looking:multi_easy:0"


def played() -> Episode:
    episode = Episode(task_named(TASK))
    episode.perform("Looking.", [("search_catalogue", json.dumps({"words": "glacier"})), ("reader_account", "{}")])
    episode.perform("There is one.", [])
    episode.perform("", [("reader_account", "not json")])
    episode.perform("I could not do it.", [])
    return episode


def recorded() -> Recording:
    return Recording(TASK, "someone", {"temper": "hurried"}, tuple(played().acts), "finished")


def test_a_replay_gives_the_same_messages() -> None:
    assert replayed(recorded()).messages == played().messages


def test_a_recording_survives_its_line() -> None:
    line = json.loads(json.dumps(recording_json(recorded())))
    assert recording_of(line) == recorded()


def test_another_answer_of_the_world_is_told() -> None:
    held = recorded()
    first = replace(held.acts[0], saw=("{}", held.acts[0].saw[1]))
    with pytest.raises(Diverged, match="reply 1: search_catalogue"):
        replayed(replace(held, acts=(first, *held.acts[1:])))
    words = replace(held.acts[1], saw=("Something else.",))
    with pytest.raises(Diverged, match="reply 2: the user"):
        replayed(replace(held, acts=(held.acts[0], words)))


@pytest.mark.parametrize("missing", ["task", "maker", "acts", "stopped", "settings"])
def test_a_line_that_is_no_recording_says_so(missing: str) -> None:
    line = recording_json(recorded())
    assert isinstance(line, dict)
    with pytest.raises(UsageError, match="no recording"):
        recording_of({key: value for key, value in line.items() if key != missing})


def test_nobody_is_left_to_talk_to_after_the_end() -> None:
    episode = played()
    assert episode.over
    with pytest.raises(UsageError, match="over"):
        episode.perform("Hello?", [])


def test_the_rollout_holds_outcome_reason_and_end() -> None:
    rollout = rollout_of(played(), "someone", {"temper": "hurried"}, "finished")
    assert rollout.outcome is not None and rollout.outcome.value == "failure"
    assert "place_hold" in rollout.outcome.reason or "holds" in rollout.outcome.reason
    assert rollout.settings is not None and json.loads(rollout.settings)["stopped"] == "finished"
