"""The main job on real logs: what each source gives, held against the bars. Skips where the shared data is absent."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from negforge.adapters.wire import decode_pair
from negforge.checks.registry import CHECKS
from negforge.cli.main import main
from negforge.core.defect import find_defect
from negforge.core.pair import Pair
from negforge.validate.faithful import faithful
from negforge.validate.pairing import mismatches
from negforge.validate.schema import invalid_calls
from tests.shared_data import shared

TAU2 = ("gpt-4.1_airline", "ft-gpt-4.1_airline", "qwen2.5-7b_airline", "toolorchestra-gpt-5_airline")


def build(out: Path, *inputs: Path, tools: Path | None = None) -> list[Pair]:
    more = ["--tools", str(tools)] if tools else []
    for file in inputs:
        more += ["--input", str(file)]
    assert main(["build", "from_logs", "--out", str(out), *more]) == 0
    return [decode_pair(line) for line in (out / "pairs.jsonl").read_bytes().splitlines()]


@pytest.fixture(scope="module")
def tau(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tau") / "run"
    build(out, shared("tau-bench/gpt-4o-airline.json"), tools=shared("tau-bench/derived/airline-tools.json"))
    return out


def pairs_of(run: Path) -> list[Pair]:
    return [decode_pair(line) for line in (run / "pairs.jsonl").read_bytes().splitlines()]


def test_tau_bench_gives_three_hundred_pairs_over_six_defects_none_over_thirty_percent(tau: Path) -> None:
    (read,) = json.loads((tau / "manifest.json").read_text())["inputs"]
    assert (read["rollouts"], read["outcomes"]["success"]) == (200, 84)
    defects = Counter(pair.defect for pair in pairs_of(tau))
    assert sum(defects.values()) >= 300
    assert len(defects) >= 6
    assert max(defects.values()) <= 0.30 * sum(defects.values())


def test_every_tau_bench_pair_is_what_it_says(tau: Path) -> None:
    for pair in pairs_of(tau):
        assert faithful(pair) is None
        defect, certificate = find_defect(pair.defect or ""), pair.certificate
        assert defect is not None and certificate is not None and certificate.check == defect.check
        assert not CHECKS[defect.check](pair.task, pair.chosen)
        assert tuple(CHECKS[defect.check](pair.task, pair.rejected)) == certificate.failed
        assert defect.severity > 1 or certificate.warrant
        assert len(invalid_calls(pair.task, pair.rejected)) <= len(invalid_calls(pair.task, pair.chosen))
        assert len(list(mismatches(pair.rejected.messages))) <= len(list(mismatches(pair.chosen.messages)))


def test_each_pair_can_be_shown(tau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for pair in pairs_of(tau)[::12]:
        assert main(["show", pair.id, "--run", str(tau)]) == 0
        shown = capsys.readouterr().out
        assert f"defect    {pair.defect}" in shown
        assert "\x1b" not in shown


def test_tau2_gives_pairs(tmp_path: Path) -> None:
    files = [shared(f"tau2-bench/{name}.json") for name in TAU2]
    pairs = build(tmp_path / "run", *files, tools=shared("tau2-bench/derived/airline-tools.json"))
    assert len(pairs) >= 200
    assert len({pair.defect for pair in pairs}) >= 8


def test_agentdojo_gives_hijacked_and_honest_runs_of_the_same_task(tmp_path: Path) -> None:
    folders = sorted(shared("agentdojo/runs").glob("*/banking"))
    pairs = build(tmp_path / "run", *folders, tools=shared("agentdojo/derived/banking-tools.json"))
    assert sum(pair.defect == "obeyed_injection" for pair in pairs) >= 20


def test_livemcpbench_gives_pairs_without_declared_tools(tmp_path: Path) -> None:
    pairs = build(tmp_path / "run", shared("livemcpbench/claude-sonnet-4.human-annotated.json"))
    assert len(pairs) >= 50
    assert not any(pair.task.tools_declared for pair in pairs)
