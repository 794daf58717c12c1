"""More pairs like those of a split: the recipe's knobs, other tasks, another size."""

from __future__ import annotations

from pathlib import Path

import pytest

from negforge.cli.main import main
from negforge.core.errors import UsageError
from negforge.pipeline.building.build import build_benchmark
from negforge.pipeline.reading.splits_stage import read_pairs
from negforge.recipe.like import POOL, like
from negforge.recipe.load import load_recipe
from negforge.worlds.tasks import pool_of, task_named

RECIPE = """
name: tiny
input: worlds
collect:
  tasks: {planning_single_easy: 4, tool_irrelevance: 4}
perturb: {per_rule: 1}
assemble:
  sizes: {planning_single_easy: 2, tool_irrelevance: 1}
gate: {kind: quick}
evaluate: {judges: [shorter]}
"""


@pytest.fixture
def recipe(tmp_path: Path) -> str:
    (tmp_path / "tiny.yaml").write_text(RECIPE)
    return str(tmp_path / "tiny.yaml")


def test_the_pool_grows_with_the_number_and_all_else_stays(recipe: str) -> None:
    plain, more = load_recipe(recipe).recipe, load_recipe(recipe, like(recipe, "planning_single_easy", 3)).recipe
    assert more.name == "tiny-like-planning_single_easy" and more.gate.kind == "off"
    assert (more.collect.tasks, more.collect.pool) == ({"planning_single_easy": 6}, POOL)
    assert more.assemble.sizes == {"planning_single_easy": 3}
    assert (more.perturb, more.validation, more.rng_seed) == (plain.perturb, plain.validation, plain.rng_seed)


def test_its_tasks_are_those_of_no_other_build(recipe: str, tmp_path: Path) -> None:
    build_benchmark(recipe, tmp_path / "run", overrides={**like(recipe, "planning_single_easy", 3), "rng_seed": 8})
    pairs = list(read_pairs(tmp_path / "run" / "splits" / "planning_single_easy.jsonl"))
    assert len(pairs) == 3
    assert {pool_of(task_named(str(pair.task.parent)).content) for pair in pairs} == {POOL}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--like", "robust_recovery"], "--like SPLIT and -n N go together"),
        (["-n", "4"], "--like SPLIT and -n N go together"),
        (["--like", "weather", "-n", "4"], "release has no such split"),
        (["quickstart", "--like", "robust_recovery", "-n", "4"], "quickstart has no sizes"),
        ([], "no recipe named"),
    ],
)
def test_what_does_not_fit_is_told(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", *words]) == 2
    assert told in capsys.readouterr().err


def test_a_recipe_that_is_none_is_told() -> None:
    with pytest.raises(UsageError, match="no recipe named"):
        like("weather", "robust_recovery", 4)
