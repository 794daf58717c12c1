"""The gate as a stage: independent builds beside the run, a verdict in gate.json, exit code 3, nothing made twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from negforge.adapters.wire import decode_rollout
from negforge.cli.main import main
from negforge.core.errors import UsageError
from negforge.pipeline.building.build import build_benchmark
from negforge.pipeline.building.gate_builds import independent
from negforge.recipe.load import load_recipe
from tests import gated_run

RECIPE = f"""{gated_run.RECIPE}gate:
  kind: quick
  tasks_per_pair: 3
  quick: {{surface: 1.0, process: 1.0, full: 1.0, cue: 1.0, process_cue: 1.0, word: 1.0}}
"""


def written(folder: Path, text: str = RECIPE) -> str:
    path = folder / "gated.yaml"
    path.write_text(text)
    return str(path)


def stamps(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*.jsonl")}


def test_a_gate_is_built_once_and_held_against_other_bars_without_making_a_pair_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe, run = written(tmp_path), tmp_path / "run"
    assert main(["build", recipe, "--out", str(run)]) == 0
    assert "Gate: passed (quick; judges trained on an independent build of 2 pairs" in capsys.readouterr().out
    made = stamps(run)
    told = json.loads((run / "gate.json").read_bytes())
    assert told["passed"] and told["builds"]["train"]["folder"] == "gate/train_1x" and told["pairs"] == {"build": 2}
    assert "gate.json" in json.loads((run / "manifest.json").read_bytes())["files"]

    assert main(["build", recipe, "--out", str(run), "--set", "gate.quick.process=0.1"]) == 3
    out, err = capsys.readouterr()
    assert (
        "Gate: FAILED" in out
        and "the gate failed: process (independent, this build): estimate 50.0, at most 10.0" in err
    )
    assert stamps(run) == made, "the run and the independent build are as they were"
    assert main(["build", recipe, "--out", str(run), "--set", "gate.quick.process=0.1"]) == 3, "and it stays failed"
    assert "nothing to do" in capsys.readouterr().err

    assert main(["build", recipe, "--out", str(run), "--gate", "off"]) == 0
    assert not (run / "gate.json").exists() and stamps(run) == made

    ours, theirs = (
        {decode_rollout(line).task.id for line in (folder / "rollouts.jsonl").read_bytes().splitlines()}
        for folder in (run, run / "gate/train_1x")
    )
    assert ours and theirs and not ours & theirs


def test_an_independent_build_has_another_seed_and_pool_the_same_quotas_and_no_selection(tmp_path: Path) -> None:
    recipe = load_recipe(written(tmp_path)).recipe
    train, test = (independent(recipe, part, {"tool_irrelevance": 10}) for part in ("train", "test"))
    assert len({recipe.rng_seed, train.rng_seed, test.rng_seed}) == 3
    assert (recipe.collect.pool, train.collect.pool, test.collect.pool) == ("release", "build", "test")
    assert train.collect.tasks == {"tool_irrelevance": 30} and train.assemble.sizes == {"tool_irrelevance": 10}
    assert (train.assemble.over_generate, train.perturb.per_rollout, train.gate.kind) == (False, 1, "off")
    assert train.assemble.per_defect == recipe.assemble.per_defect


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"input": ["logs.json"]}, "gate.kind: a gate trains on other tasks, so it needs input: worlds"),
        ({"collect.pool": "build"}, "collect.pool: a gate trains on pool build, so it needs pool: release"),
    ],
)
def test_what_cannot_be_gated_is_told(tmp_path: Path, changes: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        build_benchmark(written(tmp_path), tmp_path / "run", overrides=changes)
