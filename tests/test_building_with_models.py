"""A build whose recipe names a model as a judge: asked over a real socket, by batch files, or only forecast."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from negforge.cli.main import main
from negforge.core.errors import RunError, Unfinished, UsageError
from negforge.pipeline.building.build import build_benchmark, plan_build
from tests.mock_endpoint import mock_endpoint

RECIPE = """
name: judged
input: seeds
limit: 5
rng_seed: 3
models:
  mock:
    model: mock-model
    base_url: ${MOCK_URL}
    api_key: ${MOCK_KEY}
    in_flight: 8
    price: {prompt: 1.0, completion: 2.0}
evaluate:
  judges: [shorter, "llm:mock"]
"""
KEY = "sk-very-secret-0123456789"


@pytest.fixture
def recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("MOCK_KEY", KEY)
    path = tmp_path / "judged.yaml"
    path.write_text(RECIPE)
    return str(path)


def test_a_build_asks_its_model_and_a_second_one_with_another_worker_count_asks_nothing(
    recipe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_endpoint() as server:
        monkeypatch.setenv("MOCK_URL", server.base_url)
        first = build_benchmark(recipe, tmp_path / "a", overrides={"tape": str(tmp_path / "t.sqlite")})
        asked = server.counts()["requests"]
        second = build_benchmark(recipe, tmp_path / "b", workers=2, overrides={"tape": str(tmp_path / "t.sqlite")})
        assert server.counts()["requests"] == asked == 2 * first.manifest["counts"]["pairs"]
    assert (first.folder / "manifest.json").read_bytes() == (second.folder / "manifest.json").read_bytes()
    assert {row["evaluator"] for row in first.metrics} == {"shorter", "llm:mock"}
    assert first.use is not None and first.use["mock"]["requests"] == asked
    for path in (*first.folder.rglob("*"), tmp_path / "t.sqlite"):
        assert path.is_dir() or (KEY.encode() not in path.read_bytes() and b"127.0.0.1" not in path.read_bytes())


def test_by_batch_files_the_run_stands_unfinished_and_is_refused_by_name_until_it_is(
    recipe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    assert main(["build", recipe, "--out", str(out), "--batch"]) == 0
    assert "wait for replies" in capsys.readouterr().err
    assert not (out / "manifest.json").exists() and not (out / "metrics.json").exists()
    for command in (["evaluate", str(out)], ["show", "a", "--run", str(out)]):
        assert main(command) == 1
        told = capsys.readouterr().err
        assert str(out) in told and "not finished" in told and "replies" in told
    with pytest.raises(Unfinished):
        build_benchmark(recipe, out, batch=True)
    with mock_endpoint() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        for verb in (["submit"], ["poll", "--wait", "--every", "0.1"], ["fetch"]):
            assert main(["batch", verb[0], str(out), *verb[1:]]) == 0
        assert main(["build", recipe, "--out", str(out), "--batch"]) == 0
        assert main(["evaluate", str(out)]) == 0
        assert server.counts()["requests"] == 0
        monkeypatch.setenv("MOCK_URL", server.base_url)
        online = build_benchmark(recipe, tmp_path / "online")
    for name in ("manifest.json", "judgements.jsonl", "metrics.json"):
        assert (online.folder / name).read_bytes() == (out / name).read_bytes()


def test_a_build_that_waits_for_replies_may_be_finished_by_an_endpoint(
    recipe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unfinished):
        build_benchmark(recipe, tmp_path / "run", batch=True)
    with mock_endpoint() as server:
        monkeypatch.setenv("MOCK_URL", server.base_url)
        assert build_benchmark(recipe, tmp_path / "run").fresh
    assert main(["evaluate", str(tmp_path / "run")]) == 0


def test_a_forecast_makes_what_needs_no_model_and_asks_nothing(recipe: str, tmp_path: Path) -> None:
    plan = plan_build(recipe, tmp_path / "run")
    (one,) = plan.forecasts
    pairs = sum(1 for split in (tmp_path / "run" / "splits").iterdir() for _ in split.open())
    assert (one.stage, one.model, one.calls, one.stored) == ("judgements", "mock", 2 * pairs, 0)
    assert one.cost == pytest.approx((one.prompt_tokens + 2 * one.completion_tokens) / 1e6)
    assert not (tmp_path / "run" / "manifest.json").exists()


def test_a_budget_ends_a_build_and_raising_it_goes_on_in_the_same_folder(
    recipe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_endpoint() as server:
        monkeypatch.setenv("MOCK_URL", server.base_url)
        with pytest.raises(RunError, match="max_calls 3"):
            build_benchmark(recipe, tmp_path / "run", overrides={"budget.max_calls": 3})
        assert server.counts()["requests"] == 3
        done = build_benchmark(recipe, tmp_path / "run", overrides={"budget.max_calls": 1000})
        assert server.counts()["requests"] == 2 * done.manifest["counts"]["pairs"]


def test_making_a_build_anew_pays_for_nothing_again(
    recipe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_endpoint() as server:
        monkeypatch.setenv("MOCK_URL", server.base_url)
        first = build_benchmark(recipe, tmp_path / "run")
        asked = server.counts()["requests"]
        assert build_benchmark(recipe, tmp_path / "run", overwrite=True).fresh
        assert server.counts()["requests"] == asked == 2 * first.manifest["counts"]["pairs"]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("    base_url: ${MOCK_URL}", "http://10.0.0.1:8000/v1"),
        ("    api_key: ${MOCK_KEY}", "sk-abcdefghijklmnop"),
    ],
)
def test_a_recipe_names_address_and_key_and_never_holds_them(recipe: str, line: str, word: str) -> None:
    knob = line.partition(":")[0]
    Path(recipe).write_text(RECIPE.replace(line, f"{knob}: {word}"))
    with pytest.raises(UsageError, match="environment variable") as caught:
        build_benchmark(recipe, Path(recipe).parent / "run")
    assert word not in str(caught.value)


def test_a_judge_without_a_model_and_a_missing_variable_are_told(
    recipe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="did you mean llm:mock"):
        build_benchmark(recipe, tmp_path / "a", overrides={"evaluate.judges": ["llm:mokc"]})
    monkeypatch.delenv("MOCK_URL", raising=False)
    with pytest.raises(UsageError, match="MOCK_URL is not set"):
        build_benchmark(recipe, tmp_path / "b")


def test_the_recipe_in_the_run_folder_names_the_variables(recipe: str, tmp_path: Path) -> None:
    with pytest.raises(Unfinished):
        build_benchmark(recipe, tmp_path / "run", batch=True)
    assert "${MOCK_URL}" in (tmp_path / "run" / "recipe.yaml").read_text()
    assert json.loads((tmp_path / "run" / "unfinished.json").read_bytes())["stage"] == "judgements"


REROLLING = """
name: rerolled
input: worlds
rng_seed: 3
collect: {tasks: {planning_single_hard: 6, planning_multi_easy: 6}, pool: build, reference: 1, careful: 1.0}
models:
  mock: {model: mock-model, base_url: "${MOCK_URL}", api_key: "${MOCK_KEY}"}
perturb:
  reroll: {model: mock, per_rollout: 2, messages: 24}
evaluate: {judges: [shorter]}
"""


@pytest.fixture
def rerolling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("MOCK_KEY", KEY)
    path = tmp_path / "rerolled.yaml"
    path.write_text(REROLLING)
    return str(path)


def test_a_model_goes_on_after_slips_and_is_asked_once_only(
    rerolling: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape = {"tape": str(tmp_path / "t.sqlite")}
    with mock_endpoint() as server:
        monkeypatch.setenv("MOCK_URL", server.base_url)
        first = build_benchmark(rerolling, tmp_path / "a", overrides=tape)
        asked = server.counts()["requests"]
        build_benchmark(rerolling, tmp_path / "b", workers=2, overrides=tape)
        assert server.counts()["requests"] == asked > 0
    for name in ("rerolls.jsonl", "pairs.jsonl", "drops.jsonl", "manifest.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    rerolls = [json.loads(line) for line in (first.folder / "rerolls.jsonl").read_text().splitlines()]
    bases = {json.loads(line)["id"] for line in (first.folder / "rollouts.jsonl").read_text().splitlines()}
    assert rerolls and {json.loads(one["settings"])["rerolled"] for one in rerolls} <= bases
    assert {one["maker"] for one in rerolls} == {"mock-model"}
    outcomes = [json.loads(line) for name in ("pairs", "drops") for line in (first.folder / f"{name}.jsonl").open()]
    assert len(outcomes) >= len(rerolls)


def test_a_plan_forecasts_what_the_model_will_be_asked_to_go_on(
    rerolling: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOCK_URL", "http://127.0.0.1:9/v1")
    plan = plan_build(rerolling, tmp_path / "run")
    (one,) = (forecast for forecast in plan.forecasts if forecast.stage == "rerolls")
    assert one.model == "mock" and one.calls > 0
    assert not (tmp_path / "run" / "rerolls.jsonl").exists()


def test_a_model_that_is_none_cannot_go_on(rerolling: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no model named mick; did you mean mock"):
        build_benchmark(rerolling, tmp_path / "run", overrides={"perturb.reroll.model": "mick"})
