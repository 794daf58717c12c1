"""The stage of selection: without sizes nothing changes; with sizes the splits hold what was chosen, and no more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from negforge.cli.selection_table import selection_table
from negforge.core.errors import UsageError
from negforge.pipeline.building.stages import STAGES, Work, run_stages
from negforge.pipeline.endpoints.models import Asking
from negforge.pipeline.reading.splits_stage import read_pairs, split_files
from negforge.pipeline.running.chosen_pairs import SELECTION, chosen_in, selection_files, selection_in
from negforge.pipeline.running.ledger import Ledger
from negforge.recipe.load import load_recipe
from tests.small_run import small_run

SIZES = {"planning_single_easy": 2, "tool_irrelevance": 1}
OURS = [stage for stage in STAGES if stage.name in ("selection", "splits")]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A folder with what the stages before have left."""
    for name in ("rollouts.jsonl", "pairs.jsonl", "duplicates.jsonl"):
        shutil.copy(small_run() / name, tmp_path / name)
    return tmp_path


def select(run: Path, ledger: Ledger | None = None, **knobs: object) -> bool:
    """Run the stages that are not done; whether any was."""
    recipe = load_recipe("from_worlds", {f"assemble.{name}": value for name, value in knobs.items()}).recipe
    asking = Asking({}, recipe.budget, run / "tape.sqlite", run, "test", lambda _: None, False, ())
    work = Work(recipe, (), asking, run, 1, lambda *_: None)
    return run_stages(work, ledger or Ledger(run, {}), OURS)


def in_splits(run: Path) -> dict[str, list[str]]:
    return {Path(name).stem: [pair.id for pair in read_pairs(run / name)] for name in split_files(run)}


def test_without_sizes_all_pairs_go_in_and_there_is_no_report(run: Path) -> None:
    select(run)
    assert selection_files(run) == () and chosen_in(run) is None
    assert in_splits(run) == in_splits(small_run())


@pytest.mark.parametrize("over_generate", [True, False])
def test_the_splits_hold_what_was_chosen(run: Path, over_generate: bool) -> None:
    select(run, sizes=SIZES, over_generate=over_generate)
    held = in_splits(run)
    assert {split: len(pairs) for split, pairs in held.items()} == SIZES
    assert {name for pairs in held.values() for name in pairs} == chosen_in(run)
    told = selection_in(run)
    assert told is not None and told["by"] == ("program" if over_generate else "lot")


def test_a_selection_that_was_lost_is_made_again_the_same(run: Path) -> None:
    ledger = Ledger(run, {})
    assert select(run, ledger, sizes=SIZES)
    before, splits = (run / SELECTION).read_bytes(), in_splits(run)
    assert not select(run, ledger, sizes=SIZES)
    (run / SELECTION).unlink()
    assert select(run, ledger, sizes=SIZES)
    assert (run / SELECTION).read_bytes() == before and in_splits(run) == splits


def test_what_the_pool_cannot_give_stands_in_the_report_and_in_the_table(run: Path) -> None:
    select(run, sizes={"planning_single_easy": 500, "safety_refusal": 3})
    told = selection_in(run)
    assert told is not None
    missed = told["splits"]["safety_refusal"]["missed"]
    assert [(one["name"], one["by"]) for one in missed] == [("pairs", 3)]
    table = selection_table(told)
    assert "safety_refusal" in table and "short by" in table and "500" in table


def test_a_knob_that_is_none_is_refused_with_the_one_meant(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\nassemble:\n  per_defects: 0.1\n")
    with pytest.raises(UsageError, match=r"mine.yaml:3: assemble.per_defects is not a knob; did you mean per_defect\?"):
        load_recipe(str(path))
    path.write_text("name: mine\nassemble:\n  sizes: {safety_refusals: 3}\n")
    with pytest.raises(UsageError, match="safety_refusals"):
        load_recipe(str(path))
