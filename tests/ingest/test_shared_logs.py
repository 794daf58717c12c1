"""The real logs: how many runs are read and labelled, and that every message of every file is held without loss."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from negforge.core.trajectory import shown
from negforge.ingest.formats import find_format
from negforge.ingest.reading import Reading, Refusal, Source
from tests.ingest.inverse import api_messages
from tests.shared_data import shared

MESSAGES = {"tau_bench": "traj"}
SOURCES = {
    "tau_bench": ("tau-bench", "gpt-4o-airline.json"),
    "tau2": ("tau2-bench", "*_airline.json"),
    "agentdojo": ("agentdojo/runs", "**/*.json"),
    "livemcpbench": ("livemcpbench", "claude-sonnet-4.human-annotated.json"),
}


@cache
def read_all(name: str) -> list[tuple[dict[str, Any], Reading | Refusal]]:
    """All records of a source with what was read from them, as the hall would: a file at a time."""
    folder, pattern = SOURCES[name]
    root = shared(folder)
    return [one for path in sorted(root.glob(pattern)) for one in read_file(path, str(path.relative_to(root)), name)]


def read_file(path: Path, file: str, name: str) -> list[tuple[dict[str, Any], Reading | Refusal]]:
    content = json.loads(path.read_text(encoding="utf-8"))
    keys = tuple(content) if isinstance(content, dict) else ()
    found = find_format(keys, content if isinstance(content, dict) else content[0])
    assert found is not None and found.name == name
    beside: dict[str, Any] = {}
    records = content if isinstance(content, list) else [content]
    if found.under is not None:
        records = content[found.under]
        beside = {key: value for key, value in content.items() if key != found.under}
    return [(record, found.read(record, Source(file, n, beside, None, None))) for n, record in enumerate(records)]


def readings(name: str) -> list[Reading]:
    results = [result for _, result in read_all(name)]
    assert not [result for result in results if isinstance(result, Refusal)]
    return [result for result in results if isinstance(result, Reading)]


@pytest.mark.parametrize(
    ("name", "by", "success", "failure", "unlabelled"),
    [
        ("tau_bench", "outcome", 84, 116, 0),
        ("tau2", "outcome", 60, 70, 10),
        ("agentdojo", "outcome", 271, 587, 42),
        ("livemcpbench", "person", 67, 28, 0),
    ],
)
def test_every_run_is_read_and_labelled_as_its_source_says(
    name: str, by: str, success: int, failure: int, unlabelled: int
) -> None:
    outcomes = Counter(
        one.rollout.outcome and (one.rollout.outcome.value, one.rollout.outcome.by) for one in readings(name)
    )
    expected = Counter({("success", by): success, ("failure", by): failure, None: unlabelled})
    assert outcomes == +expected


@pytest.mark.parametrize(
    ("name", "messages"), [("tau_bench", 5308), ("tau2", 4011), ("agentdojo", 7982), ("livemcpbench", 1909)]
)
def test_every_message_is_held_without_loss(name: str, messages: int) -> None:
    total = 0
    for record, result in read_all(name):
        assert isinstance(result, Reading)
        original = record[MESSAGES.get(name, "messages")]
        back = api_messages(shown(result.rollout.task, result.rollout.trajectory))
        assert json.dumps(back, sort_keys=True) == json.dumps(original, sort_keys=True)
        assert result.messages == len(original)
        total += len(original)
    assert total == messages


@pytest.mark.parametrize(
    ("name", "oddities"),
    [
        ("tau_bench", {"reused call id": 49, "ends on a user message": 149, "ends on a tool message": 51}),
        ("tau2", {"empty content": 9, "ends on a user message": 130, "ends on a tool message": 1}),
        (
            "agentdojo",
            {
                "call without an id": 387,
                "response without an id": 387,
                "reused call id": 8,
                "call without a response": 1,
                "null content": 9,
            },
        ),
        ("livemcpbench", {}),
    ],
)
def test_the_oddities_of_each_source_are_counted(name: str, oddities: dict[str, int]) -> None:
    counted = Counter(oddity for one in readings(name) for oddity in one.unplaced if "." not in oddity)
    assert counted == oddities


def test_tau2_names_what_core_has_no_word_for() -> None:
    named = {oddity for one in readings("tau2") for oddity in one.unplaced if "." in oddity}
    spoken = ("turn_idx", "timestamp", "cost", "usage", "raw_data", "errors")
    assert named == {f"{who}.{key}" for who in ("assistant", "user") for key in spoken} | {
        "tool.turn_idx",
        "tool.timestamp",
    }


@pytest.mark.parametrize(
    ("name", "parents", "both"),
    [("tau_bench", 50, 26), ("tau2", 50, 28), ("agentdojo", 300, 154), ("livemcpbench", 95, 0)],
)
def test_runs_of_one_task_share_a_parent(name: str, parents: int, both: int) -> None:
    """``both``: parents with a success and a failure; in tau2 six more have failures only among uncertified runs."""
    outcomes: dict[str, set[str]] = {}
    for one in readings(name):
        values = outcomes.setdefault(one.rollout.task.parent or "", set())
        values |= {one.rollout.outcome.value} if one.rollout.outcome else set()
    assert (len(outcomes), sum(len(values) == 2 for values in outcomes.values())) == (parents, both)


def test_agentdojo_errors_are_flags_and_can_be_read() -> None:
    errors = [
        message
        for one in readings("agentdojo")
        for message in one.rollout.trajectory.messages
        if getattr(message, "is_error", None)
    ]
    assert len(errors) == 122
    assert all(message.parts[0].text for message in errors)  # type: ignore[union-attr]
