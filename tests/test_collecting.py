"""Collecting from the command line: reference agents, models over real sockets, batch files, kills, budgets, MCP."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from negforge.core.message import ToolCall
from negforge.pipeline.pairs.pairs_stage import read_rollouts
from tests.commands import KEY, negforge, started
from tests.mock_endpoint import MockEndpoint, mock_endpoint

Typed = Callable[..., tuple[int, str, str]]
FINAL = ("rollouts.jsonl", "screen.jsonl", "collect.json")


@dataclass(frozen=True, slots=True)
class Calm:
    """A collection by a model and reference agents in which nothing went wrong, and how often the model was asked."""

    out: Path
    requests: int


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    out = tmp_path_factory.mktemp("calm") / "out"
    with mock_endpoint() as server:
        done = negforge(*collecting(out, server=server))
        assert done.returncode == 0, done.stderr
        return Calm(out, server.counts()["requests"])


@pytest.fixture
def typed(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """With a key at hand."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    return typed


def collecting(out: Path, *more: str, server: MockEndpoint | None = None) -> list[str]:
    there = ["--models", "mock-model", "--base-url", server.base_url] if server else []
    tasks = ["--tasks", "planning_single_easy=6,tool_irrelevance=6", "--worlds", "library"]
    return ["collect", *tasks, "--out", str(out), *there, *more]


def final(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in FINAL}


def rows(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "screen.jsonl").read_text().splitlines()]


def test_reference_agents_give_the_same_bytes_for_any_number_of_workers(tmp_path: Path) -> None:
    one = negforge(*collecting(tmp_path / "one", "--reference", "2"))
    assert one.returncode == 0, one.stderr
    assert "negforge build from_worlds" in one.stdout
    two = negforge(*collecting(tmp_path / "two", "--reference", "2", "--workers", "2"))
    assert two.returncode == 0, two.stderr
    assert final(tmp_path / "one") == final(tmp_path / "two")
    roles = rows(tmp_path / "one")
    assert len(roles) == 24
    assert all(row["reason"] and row["role"] in ("positive", "negative", "neither") for row in roles)
    rollouts = list(read_rollouts(tmp_path / "one" / "rollouts.jsonl"))
    for rollout, row in zip(rollouts, roles, strict=True):
        assert rollout.id == row["rollout"]
        assert (rollout.outcome is None) == (row["role"] == "neither")


def test_models_work_beside_reference_agents_and_faults_cost_nothing(calm: Calm, tmp_path: Path) -> None:
    assert {row["maker"] for row in rows(calm.out)} >= {"mock-model"}
    with mock_endpoint(faults="standard", latency_ms=3) as rough:
        again = negforge(*collecting(tmp_path / "rough", "--set", "silence=2", server=rough))
    assert again.returncode == 0, again.stderr
    assert final(calm.out) == final(tmp_path / "rough")
    for path in (tmp_path / "rough").rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes()


def test_a_model_that_calls_tools_is_answered_by_the_world(tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("library:hold_after_looking:multi_easy:0  # two turns\n\n")
    script = tmp_path / "script.jsonl"
    look = {
        "match": "Glacier",
        "step": 0,
        "reply": {"tool_calls": [{"name": "search_catalogue", "arguments": {"words": "glacier"}}]},
    }
    hold = {
        "match": "old",
        "regex": True,
        "step": 0,
        "reply": {"tool_calls": [{"name": "place_hold", "arguments": {"record_id": "B993832", "pickup": "harbour"}}]},
    }
    script.write_text(json.dumps(look) + "\n" + json.dumps(hold) + "\n")
    with mock_endpoint(script=script) as server:
        there = ["--models", "mock-model", "--base-url", server.base_url]
        done = negforge("collect", "--tasks", str(names), "--reference", "0", *there, "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    (rollout,) = read_rollouts(tmp_path / "out" / "rollouts.jsonl")
    calls = [m.name for m in rollout.trajectory.messages if isinstance(m, ToolCall)]
    assert calls[0] == "search_catalogue"
    assert "B993832" in json.dumps([str(m) for m in rollout.trajectory.messages])


def test_a_killed_collection_goes_on_and_pays_nothing_twice(calm: Calm, tmp_path: Path) -> None:
    with mock_endpoint(latency_ms=150) as slow:
        process = started(*collecting(tmp_path / "killed", "--set", "in_flight=2", server=slow))
        deadline = time.monotonic() + 60
        while slow.counts()["requests"] < 5 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.kill()
        process.communicate()
        assert not (tmp_path / "killed" / "rollouts.jsonl").exists()
        done = negforge(*collecting(tmp_path / "killed", "--set", "in_flight=2", server=slow))
        assert done.returncode == 0, done.stderr
        assert slow.counts()["requests"] <= calm.requests + 2  # what was in flight at the kill
    assert final(calm.out) == final(tmp_path / "killed")


def test_batch_files_go_round_by_round_to_the_same_bytes(calm: Calm, tmp_path: Path, typed: Typed) -> None:
    out = tmp_path / "batch"
    with mock_endpoint() as server:
        for _ in range(12):
            code, _, err = typed(*collecting(out, "--batch", server=server))
            assert code == 0, err
            if (out / "rollouts.jsonl").exists():
                break
            assert "wait for replies" in err
            for verb in ("submit", "poll", "poll", "fetch"):
                code, _, err = typed("batch", verb, out, "--base-url", server.base_url)
                assert code in (0, 1), err
    assert final(calm.out) == final(out)


def test_a_budget_ends_it_with_1_and_a_larger_one_goes_on(tmp_path: Path, typed: Typed) -> None:
    with mock_endpoint() as server:
        short = negforge(*collecting(tmp_path / "out", "--max-calls", "5", server=server))
        assert short.returncode == 1
        assert "budget" in short.stderr and not (tmp_path / "out" / "rollouts.jsonl").exists()
        code, _, err = typed(*collecting(tmp_path / "out", server=server))
        assert code == 0, err


def test_a_dry_run_forecasts_and_asks_nothing(tmp_path: Path, typed: Typed) -> None:
    with mock_endpoint() as server:
        code, out, err = typed(*collecting(tmp_path / "out", "--dry-run", "--price", "1,2", "--json", server=server))
        assert server.counts()["requests"] == 0
    assert code == 0, err
    (forecast,) = json.loads(out)["forecasts"]
    assert forecast["calls"] >= 12 and forecast["cost"] > 0
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--tasks", "nowhere.txt"], "no such file"),
        (["--tasks", "planing_single_easy=3"], "did you mean"),
        (["--tasks", "planning_single_easy=many"], "a number"),
        (["--pool", "secret"], "pool"),
        (["--worlds", "libary"], "did you mean"),
        (["--mcp", "true"], "--ask"),
    ],
)
def test_wrong_words_are_told(
    words: list[str], what: str, tmp_path: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = typed("collect", *words, "--out", tmp_path / "out")
    assert code == 2
    assert what in err


def test_pairs_are_built_from_what_was_collected(tmp_path: Path, typed: Typed) -> None:
    assert negforge("collect", "-n", "24", "--worlds", "library", "--out", str(tmp_path / "c")).returncode == 0
    code, _, err = typed("build", "from_worlds", "--input", tmp_path / "c/rollouts.jsonl", "--out", tmp_path / "b")
    assert code == 0, err
    manifest = json.loads((tmp_path / "b" / "manifest.json").read_text())
    assert manifest["counts"]["pairs"] >= 10


def test_any_mcp_server_lends_its_tools(tmp_path: Path) -> None:
    pytest.importorskip("mcp")
    asks = tmp_path / "asks.jsonl"
    asks.write_text(json.dumps({"query": ["What is due?", "And now?"], "policy": "Be kind."}) + "\n")
    script = tmp_path / "script.jsonl"
    script.write_text(
        json.dumps(
            {
                "match": "due",
                "step": 0,
                "reply": {"tool_calls": [{"name": "reader_account", "arguments": {"sections": ["loans"]}}]},
            }
        )
        + "\n"
    )
    with mock_endpoint(script=script) as server:
        done = negforge(
            "collect", "--mcp", f"{sys.executable} -m negforge world serve library", "--ask", str(asks),
            "--models", "mock-model", "--base-url", server.base_url, "--out", str(tmp_path / "out"),
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (rollout,) = read_rollouts(tmp_path / "out" / "rollouts.jsonl")
    assert rollout.outcome is None
    assert rollout.task.policy is not None and rollout.task.policy.startswith("Be kind.")
    assert "loans" in str(rollout.trajectory.messages[1])
    assert len(rollout.task.tools) == 11


def test_a_budget_ends_work_with_another_server_s_tools_without_a_final_file(tmp_path: Path) -> None:
    pytest.importorskip("mcp")
    asks = tmp_path / "asks.txt"
    asks.write_text("What is due?\nWhen do you open?\n")
    with mock_endpoint() as server:
        command = [
            "collect", "--mcp", f"{sys.executable} -m negforge world serve library", "--ask", str(asks),
            "--models", "mock-model", "--base-url", server.base_url, "--out", str(tmp_path / "out"),
        ]  # fmt: skip
        short = negforge(*command, "--max-calls", "1")
        assert short.returncode == 1
        assert "the budget (max_calls 1) ends here" in short.stderr
        assert not any((tmp_path / "out" / name).exists() for name in FINAL)
        done = negforge(*command)
        assert done.returncode == 0, done.stderr
    assert len(list(read_rollouts(tmp_path / "out" / "rollouts.jsonl"))) == 2
