"""A build whose recipe names reward models as judges: deterministic, and refused in time where one is not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from negforge.adapters.hf_reward.options import missing
from negforge.cli.main import main
from negforge.core.errors import NegforgeError, RunError, UsageError
from negforge.pipeline.building.build import build_benchmark, plan_build
from tests.mock_endpoint import mock_endpoint
from tests.tiny_reward import needs_transformers, tiny_reward

REMOTE = """
name: scored
input: seeds
limit: 4
rng_seed: 3
models:
  far: {model: mock-model, base_url: "${MOCK_URL}", api_key: "${MOCK_KEY}", in_flight: 8}
rewards:
  far: {tie_band: 0.5}
evaluate:
  judges: [shorter, "remote-rm:far", "gated:remote-rm:far"]
"""
LOCAL = """
name: scored
input: seeds
limit: 2
rng_seed: 3
rewards:
  tiny: {model: "MODEL", device: cpu, max_length: 30000}
evaluate:
  judges: [shorter, "rm:tiny"]
"""


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("MOCK_KEY", "sk-very-secret-0123456789")
    path = tmp_path / "remote.yaml"
    path.write_text(REMOTE)
    return str(path)


def local(tmp_path: Path, model: Path) -> str:
    path = tmp_path / "local.yaml"
    path.write_text(LOCAL.replace("MODEL", str(model)))
    return str(path)


def judgements(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "judgements.jsonl").read_bytes().splitlines()]


def same_files(one: Path, other: Path) -> bool:
    names = ("judgements.jsonl", "metrics.json", "measures.json", "manifest.json", "recipe.yaml")
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def test_a_build_judges_with_a_remote_reward_model_and_comes_to_the_same_bytes_anew(
    remote: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_endpoint(faults="standard", retry_after=0.05, latency_ms=5) as server:
        monkeypatch.setenv("MOCK_URL", server.base_url)
        first = build_benchmark(remote, tmp_path / "a", overrides={"models.far.silence": 0.5})
        asked = server.counts()["requests"]
        assert not build_benchmark(remote, tmp_path / "a", overrides={"models.far.silence": 0.5}).fresh
        assert server.counts()["requests"] == asked
        second = build_benchmark(remote, tmp_path / "b", workers=2, overrides={"models.far.silence": 0.5})
    assert same_files(first.folder, second.folder)
    scored = [one for one in judgements(first.folder) if one["evaluator"] == "remote-rm:far"]
    assert len(scored) == first.manifest["counts"]["pairs"] > 0
    for one in scored:
        margin = one["scores"][0] - one["scores"][1]
        assert one["outcome"] == ("tie" if abs(margin) <= 0.5 else "chosen" if margin > 0 else "rejected")
        assert "seconds" not in one and "cost" not in one
    assert {row["evaluator"] for row in first.metrics} == {"shorter", "remote-rm:far", "gated:remote-rm:far"}


@needs_transformers
def test_a_build_judges_with_a_model_here_and_other_weights_make_another_build(tmp_path: Path) -> None:
    model = tiny_reward(tmp_path / "model", max_position_embeddings=32768)
    recipe = local(tmp_path, model)
    first, second = (build_benchmark(recipe, tmp_path / name, workers=count) for name, count in (("a", 1), ("b", 2)))
    assert same_files(first.folder, second.folder)
    scored = [one for one in judgements(first.folder) if one["evaluator"] == "rm:tiny"]
    assert len(scored) == first.manifest["counts"]["pairs"] > 0
    assert all(len(one["scores"]) == 2 and "seconds" not in one for one in scored)
    assert str(tmp_path) not in (first.folder / "recipe.yaml").read_text()
    assert not build_benchmark(recipe, tmp_path / "a").fresh
    tiny_reward(model, max_position_embeddings=32768, intermediate_size=96)
    with pytest.raises(UsageError, match="weights changed"):
        build_benchmark(recipe, tmp_path / "a")


def test_where_nobody_answers_nothing_is_made_and_an_older_run_stays(
    remote: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_endpoint() as server:
        monkeypatch.setenv("MOCK_URL", server.base_url)
        build_benchmark(remote, tmp_path / "run")
    kept = (tmp_path / "run" / "judgements.jsonl").read_bytes()
    assert not build_benchmark(remote, tmp_path / "run").fresh  # it is finished: nobody is needed
    tape = {"tape": str(tmp_path / "other.sqlite")}
    with pytest.raises(RunError, match=r"remote-rm:far: nobody answers at its base_url .*start the server"):
        build_benchmark(remote, tmp_path / "run", overwrite=True, overrides={"rng_seed": 4, **tape})
    assert (tmp_path / "run" / "judgements.jsonl").read_bytes() == kept
    with pytest.raises(RunError, match="nobody answers"):
        build_benchmark(remote, tmp_path / "new", overrides=tape)
    assert {path.name for path in (tmp_path / "new").iterdir()} <= {"ledger.json"}


def test_an_endpoint_that_went_away_after_it_had_answered_all_is_not_missed(
    remote: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape = {"tape": str(tmp_path / "t.sqlite")}
    with mock_endpoint() as server:
        monkeypatch.setenv("MOCK_URL", server.base_url)
        first = build_benchmark(remote, tmp_path / "a", overrides=tape)
    assert same_files(first.folder, build_benchmark(remote, tmp_path / "b", overrides=tape).folder)


def test_what_fails_on_the_way_ends_the_build_and_the_same_command_goes_on(
    remote: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_endpoint() as server:
        monkeypatch.setenv("MOCK_URL", server.base_url)
        whole = build_benchmark(remote, tmp_path / "whole")
        asked = server.counts()["requests"]
        with pytest.raises(RunError, match="pairs are not scored"):
            build_benchmark(remote, tmp_path / "run", overrides={"budget.max_calls": 3})
        assert server.counts()["requests"] == asked + 3
        done = build_benchmark(remote, tmp_path / "run", overrides={"budget.max_calls": 1000})
        assert server.counts()["requests"] == 2 * asked
    assert (done.folder / "judgements.jsonl").read_bytes() == (whole.folder / "judgements.jsonl").read_bytes()


def test_a_plan_says_that_it_has_no_forecast_and_needs_no_endpoint(remote: str, tmp_path: Path) -> None:
    notes: list[str] = []
    assert plan_build(remote, tmp_path / "run", note=notes.append).forecasts == ()
    assert notes == ["no forecast for remote-rm:far: each pair is two texts"]


@pytest.mark.parametrize(
    ("judges", "said"),
    [
        (["remote-rm:fra"], "did you mean remote-rm:far"),
        (["remote-rm:"], "no judge named remote-rm:"),
        (["rm:"], "no judge named rm:"),
        (["gated:remote-rm:far"], "not among the judges of this call"),
    ],
)
def test_judges_that_there_are_not_are_told_with_the_recipe(
    remote: str, tmp_path: Path, judges: list[str], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        build_benchmark(remote, tmp_path / "run", overrides={"evaluate.judges": judges})
    assert not (tmp_path / "run").exists()


def test_a_knob_that_there_is_not_is_told_with_the_recipe(remote: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean tie_band"):
        build_benchmark(remote, tmp_path / "run", overrides={"rewards.far.tie_bund": 1})


def test_a_model_that_is_not_here_is_told_before_anything_is_made(tmp_path: Path) -> None:
    """With or without torch: which of the two is wrong depends on the machine."""
    with pytest.raises(UsageError, match="config.json" if missing() is None else "not installed"):
        build_benchmark(local(tmp_path, tmp_path / "nowhere"), tmp_path / "run")
    assert not (tmp_path / "run").exists()


@needs_transformers
@pytest.mark.parametrize(("broken", "said"), [("weights", "holds no weights"), ("labels", "has 3 labels")])
def test_what_is_no_reward_model_is_told_before_anything_is_made(tmp_path: Path, broken: str, said: str) -> None:
    model = tiny_reward(tmp_path / "model")
    if broken == "weights":
        (model / "model.safetensors").unlink()
    else:
        config = json.loads((model / "config.json").read_text())
        config["id2label"] = {str(at): f"L{at}" for at in range(3)}
        (model / "config.json").write_text(json.dumps(config))
    with pytest.raises(NegforgeError, match=said):
        build_benchmark(local(tmp_path, model), tmp_path / "run")
    assert {path.name for path in (tmp_path / "run").iterdir()} <= {"ledger.json"}


def test_evaluate_takes_reward_models_and_how_they_are_read_from_the_recipe(
    remote: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_endpoint() as server:
        monkeypatch.setenv("MOCK_URL", server.base_url)
        run = build_benchmark(remote, tmp_path / "run").folder
        out = tmp_path / "out"
        assert main(["evaluate", str(run), "--recipe", remote, "--out", str(out)]) == 0
    built = {one["pair_id"]: one["outcome"] for one in judgements(run) if one["evaluator"] == "remote-rm:far"}
    again = {one["pair_id"]: one["outcome"] for one in judgements(out) if one["evaluator"] == "remote-rm:far"}
    assert again == built and "tie" in built.values()
