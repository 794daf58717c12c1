"""Collecting from the command line: reference agents, models over real sockets, batch files, kills, budgets, MCP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from negforge.core.message import ToolCall
from negforge.pipeline.pairs_stage import read_rollouts
from tests.mock_endpoint import MockEndpoint, mock_endpoint

KEY = "sk-very-secret-0123456789"
FINAL = ("rollouts.jsonl", "screen.jsonl", "collect.json")


def negforge(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "negforge", *arguments],
        capture_output=True, text=True, env=environment(), timeout=180, check=False, cwd=cwd,
    )  # fmt: skip


def environment() -> dict[str, str]:
    return {**os.environ, "OPENAI_API_KEY": KEY, "NEGFORGE_DEBUG": "1"}


def collecting(out: Path, *more: str, server: MockEndpoint | None = None) -> list[str]:
    there = ["--models", "mock-model", "--base-url", server.base_url] if server else []
    return [
        "collect",
        "--tasks",
        "planning_single_easy=6,tool_irrelevance=6",
        "--worlds",
        "library",
        "--out",
        str(out),
        *there,
        *more,
    ]


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


def test_models_work_beside_reference_agents_and_faults_cost_nothing(tmp_path: Path) -> None:
    with mock_endpoint() as calm:
        done = negforge(*collecting(tmp_path / "calm", server=calm))
    assert done.returncode == 0, done.stderr
    assert {row["maker"] for row in rows(tmp_path / "calm")} >= {"mock-model"}
    with mock_endpoint(faults="standard", latency_ms=3) as rough:
        again = negforge(*collecting(tmp_path / "rough", "--set", "silence=2", server=rough))
    assert again.returncode == 0, again.stderr
    assert final(tmp_path / "calm") == final(tmp_path / "rough")
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


def test_a_killed_collection_goes_on_and_pays_nothing_twice(tmp_path: Path) -> None:
    with mock_endpoint() as calm:
        assert negforge(*collecting(tmp_path / "calm", server=calm)).returncode == 0
        needed = calm.counts()["requests"]
    with mock_endpoint(latency_ms=150) as slow:
        command = [
            sys.executable,
            "-m",
            "negforge",
            *collecting(tmp_path / "killed", "--set", "in_flight=2", server=slow),
        ]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
        deadline = time.monotonic() + 60
        while slow.counts()["requests"] < 5 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not (tmp_path / "killed" / "rollouts.jsonl").exists()
        done = negforge(*collecting(tmp_path / "killed", "--set", "in_flight=2", server=slow))
        assert done.returncode == 0, done.stderr
        assert slow.counts()["requests"] <= needed + 2  # what was in flight at the kill
    assert final(tmp_path / "calm") == final(tmp_path / "killed")


def test_batch_files_go_round_by_round_to_the_same_bytes(tmp_path: Path) -> None:
    with mock_endpoint() as server:
        assert negforge(*collecting(tmp_path / "calm", server=server)).returncode == 0
        out = tmp_path / "batch"
        for _ in range(12):
            done = negforge(*collecting(out, "--batch", server=server))
            assert done.returncode == 0, done.stderr
            if (out / "rollouts.jsonl").exists():
                break
            assert "wait for replies" in done.stderr
            for verb in ("submit", "poll", "poll", "fetch"):
                there = ["--base-url", server.base_url]
                step = negforge("batch", verb, str(out), *there)
                assert step.returncode in (0, 1), step.stderr
    assert final(tmp_path / "calm") == final(out)


def test_a_budget_ends_it_with_1_and_a_larger_one_goes_on(tmp_path: Path) -> None:
    with mock_endpoint() as server:
        short = negforge(*collecting(tmp_path / "out", "--max-calls", "5", server=server))
        assert short.returncode == 1
        assert "budget" in short.stderr and not (tmp_path / "out" / "rollouts.jsonl").exists()
        done = negforge(*collecting(tmp_path / "out", server=server))
        assert done.returncode == 0, done.stderr


def test_a_dry_run_forecasts_and_asks_nothing(tmp_path: Path) -> None:
    with mock_endpoint() as server:
        done = negforge(*collecting(tmp_path / "out", "--dry-run", "--price", "1,2", "--json", server=server))
        assert server.counts()["requests"] == 0
    assert done.returncode == 0, done.stderr
    (forecast,) = json.loads(done.stdout)["forecasts"]
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
def test_wrong_words_are_told(words: list[str], what: str, tmp_path: Path) -> None:
    done = negforge("collect", *words, "--out", str(tmp_path / "out"), cwd=tmp_path)
    assert done.returncode == 2
    assert what in done.stderr


def test_pairs_are_built_from_what_was_collected(tmp_path: Path) -> None:
    assert negforge("collect", "-n", "24", "--worlds", "library", "--out", str(tmp_path / "c")).returncode == 0
    built = negforge(
        "build", "from_worlds", "--input", str(tmp_path / "c" / "rollouts.jsonl"), "--out", str(tmp_path / "b")
    )
    assert built.returncode == 0, built.stderr
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
