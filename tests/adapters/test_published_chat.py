"""The flattening for reward models is the published one: its own code, run as a child process, flattens the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks.judging.inputs import write_stand_ins

from negforge import load_pairs
from negforge.adapters.published_chat import one_answer_chat, turns_chat
from negforge.core.message import Text, ToolCall, ToolResponse, say
from negforge.core.task import new_task
from negforge.core.trajectory import Trajectory
from tests.shared_data import shared
from tests.upstream_evaluator import upstream

ROWS = 40
THEIRS = """
import json, sys
from evaluate_benchmark_final import BTRewardEvaluator as Local, RemoteBTRewardEvaluator as Remote
for line in sys.stdin:
    row = json.loads(line)
    for side in ("chosen", "reject"):
        for kind in (Local, Remote):
            made = object.__new__(kind)
            chat = made._convert_messages_to_chat(row["query"], row["tools"], row[side]["messages"])
            print("CHAT", json.dumps(chat))
"""


@pytest.mark.parametrize("split", ["planning_single_easy", "tool_irrelevance", "planning_multi_easy"])
def test_their_rows_are_flattened_as_they_do_it(split: str, tmp_path: Path) -> None:
    file, script = shared(f"plan_rewardbench/{split}.jsonl"), upstream()
    write_stand_ins(tmp_path)
    lines = file.read_text(encoding="utf-8").splitlines()[:ROWS]
    ran = subprocess.run(
        [sys.executable, "-c", THEIRS], input="\n".join(lines), capture_output=True, text=True, check=False,
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{script.parent}"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    theirs = [json.loads(line.removeprefix("CHAT ")) for line in ran.stdout.splitlines() if line.startswith("CHAT ")]
    (tmp_path / file.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    ours: list[Any] = []
    for pair in load_pairs(tmp_path / file.name):
        for side in (pair.chosen, pair.rejected):
            ours += [turns_chat(pair.task, side), one_answer_chat(pair.task, side)]
    queries = [json.loads(line)["query"] for line in lines]
    firsts = [json.loads(line)["chosen"]["messages"][0]["content"] for line in lines]
    compared = 0
    for at, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        assert one[1:] == other[1:]
        if queries[at // 4] == firsts[at // 4]:
            assert one[0] == other[0]
            compared += 1
    assert compared >= (4 * ROWS // 2 if split != "planning_multi_easy" else 0)


def test_tool_turns_are_the_assistants_and_carry_their_names() -> None:
    task = new_task([say("user", "When?")], [])
    response = ToolResponse("a", "clock", (Text("noon"),))
    trajectory = Trajectory((ToolCall("a", "clock", "{}"), response, say("user", "Sure?"), say("assistant", "Noon.")))
    assert turns_chat(task, trajectory)[1:] == [
        {"role": "user", "content": "When?"},
        {"role": "assistant", "content": "[TOOL_CALL] {'name': 'clock', 'arguments': '{}'}"},
        {"role": "assistant", "content": "[TOOL_RESPONSE name=clock] noon"},
        {"role": "user", "content": "Sure?"},
        {"role": "assistant", "content": "Noon."},
    ]
