"""Pairs out of run folders and files: no row vanishes unsaid, none counts twice, and altered runs are told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import negforge
from negforge.assemble.splits import SPLITS
from negforge.cli.main import main
from tests.small_logs import rollout, write_log


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run over a small log."""
    folder = tmp_path_factory.mktemp("built")
    log = write_log(folder / "log.jsonl", [rollout(number) for number in range(3)])
    negforge.build_benchmark("from_logs", folder / "run", overrides={"input": [str(log)]})
    return folder / "run"


@pytest.fixture
def run(built: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return Path(shutil.copytree(built, tmp_path / "run"))


@pytest.fixture
def evaluate(typed: Any) -> Any:
    """Exit code, metrics and what stderr says of ``negforge evaluate --judge shorter``."""

    def figures(*places: Path) -> tuple[int, Any, str]:
        code, out, err = typed("evaluate", *places, "--judge", "shorter", "--json")
        return code, json.loads(out or "null"), err

    return figures


def rows_of(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "pairs.jsonl").read_text().splitlines()]


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def judged(metrics: Any) -> int:
    return sum(row["n"] for row in metrics if row["split"] != "macro")


def test_a_run_as_it_was_built_gives_no_cause_for_a_word(run: Path, evaluate: Any) -> None:
    code, metrics, err = evaluate(run)
    assert (code, judged(metrics), err) == (0, len(rows_of(run)), "")


def test_rows_that_repeat_a_pair_count_once_and_are_told(run: Path, tmp_path: Path, evaluate: Any) -> None:
    rows = rows_of(run)
    code, metrics, err = evaluate(written(tmp_path / "twice.jsonl", rows * 2))
    assert (code, judged(metrics)) == (0, len(rows))
    assert f"twice.jsonl: line {len(rows) + 1}: is the same pair as twice.jsonl: line 1" in err
    assert f"{len(rows)} rows repeat a pair that was there before; each pair counts once" in err


def test_one_run_named_twice_counts_once_and_is_told(run: Path, evaluate: Any) -> None:
    _, once, _ = evaluate(run)
    for other in (run, run / "pairs.jsonl"):
        code, metrics, err = evaluate(run, other)
        assert (code, judged(metrics)) == (0, judged(once)) and metrics == once
        assert f"{judged(once)} rows repeat a pair" in err


def test_another_pair_under_a_taken_id_is_judged_and_told(run: Path, tmp_path: Path, evaluate: Any) -> None:
    rows = rows_of(run)
    swapped = [{**row, "chosen": row["rejected"], "rejected": row["chosen"]} for row in rows]
    code, metrics, err = evaluate(written(tmp_path / "mixed.jsonl", [*rows, *swapped, *swapped]))
    assert (code, judged(metrics)) == (0, 2 * len(rows))
    assert f"mixed.jsonl: line {len(rows) + 1}: has the id of mixed.jsonl: line 1, {rows[0]['id']}, but is" in err
    assert f"{2 * len(rows)} pairs bear an id that another pair has" in err and f"{len(rows)} rows repeat a pair" in err


def test_the_library_loses_no_pair_to_a_taken_id_either(run: Path, tmp_path: Path) -> None:
    rows = rows_of(run)
    swapped = [{**row, "chosen": row["rejected"], "rejected": row["chosen"]} for row in rows]
    mine = list(negforge.load_pairs(written(tmp_path / "a.jsonl", rows)))
    theirs = list(negforge.load_pairs(written(tmp_path / "b.jsonl", swapped)))
    macro = negforge.evaluate_pairs([*mine, *theirs, *mine], ["shorter"])[-1]
    assert macro.rate.n == 2 * len(rows)


def test_rows_left_out_are_counted_apart_from_odd_ones(run: Path, tmp_path: Path, evaluate: Any) -> None:
    rows = rows_of(run)
    path = written(tmp_path / "some.jsonl", rows)
    path.write_text(path.read_text() + '{"id": 3}\nnonsense\n1\n')
    code, metrics, err = evaluate(path)
    assert (code, judged(metrics)) == (0, len(rows))
    assert "negforge: 3 rows were left out: they could not be read as pairs" in err


def test_every_row_left_out_counts_where_only_some_are_told(run: Path, tmp_path: Path, evaluate: Any) -> None:
    path = written(tmp_path / "some.jsonl", rows_of(run)[:2])
    path.write_text("nonsense\n" * 90 + path.read_text())
    code, metrics, err = evaluate(path)
    assert (code, judged(metrics)) == (1, 2)
    assert "negforge: 90 rows were left out" in err and "more rows were left out than judged" in err
    assert err.count("left out: not JSON") <= 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"id": "a", "task": {"opening": [', "holds no pair that can be read; line 1: the file ends inside it"),
        ('{"id": "a", "task": {"opening": [\n', "line 1: "),
        ("nonsense\n", "holds no readable record; pairs are one JSON object a line (line 1: not JSON"),
        ('{"id": "a"}\n', "holds no pairs: give a run folder"),
    ],
)
def test_a_file_whose_first_line_is_cut_says_so(tmp_path: Path, evaluate: Any, text: str, told: str) -> None:
    path = tmp_path / "cut.jsonl"
    path.write_text(text)
    code, _, err = evaluate(path)
    assert code == 2 and "cut.jsonl: holds no " in err and told in err


def test_a_row_that_is_not_of_the_file_s_layout_is_told_with_one_place(tmp_path: Path, evaluate: Any) -> None:
    say = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    row = {"query": "Hi", "tools": [], "uuid": "u", "chosen": {"messages": say}, "_lcp_bucket": "refusal"}
    other = {"messages": [say[0], {"role": "assistant", "content": "No"}]}
    path = tmp_path / "evil.jsonl"
    rows = [{**row, "reject": other}, {**row, "reject": None}]
    path.write_text("".join(json.dumps(one) + "\n" for one in rows))
    _, _, err = evaluate(path)
    assert (
        "evil.jsonl: line 2: left out: is not of Plan-RewardBench's layout: there is no list `reject.messages`" in err
    )
    assert err.count("evil.jsonl") == 1 and "name its format" not in err


def test_a_flat_file_of_a_release_is_judged_with_a_word_on_the_full_one(
    run: Path, tmp_path: Path, evaluate: Any
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "manifest.json").write_text(json.dumps({"kind": "negforge benchmark"}))
    flat, full = (written(tmp_path / name, rows_of(run)[:2]) for name in ("some.jsonl", "full/some.jsonl"))
    code, _, err = evaluate(flat)
    assert code == 0 and f"{flat}: a release's rows for others to read" in err and f"{full} holds the same pairs" in err
    assert "for others to read" not in evaluate(full)[2]


def test_a_run_whose_splits_are_gone_is_refused(run: Path, evaluate: Any) -> None:
    for file in (run / "splits").iterdir():
        file.unlink()
    code, metrics, err = evaluate(run)
    assert (code, metrics) == (2, None)
    assert f"{run}: its splits are gone (splits/" in err and "type again the `negforge build`" in err


def test_a_split_that_is_gone_is_told(run: Path, evaluate: Any) -> None:
    manifest = json.loads((run / "manifest.json").read_text())
    gone = next(f"splits/{split}.jsonl" for split in SPLITS if not (run / f"splits/{split}.jsonl").exists())
    manifest["files"][gone] = "0"
    (run / "manifest.json").write_text(json.dumps(manifest))
    code, metrics, err = evaluate(run)
    assert (code, judged(metrics)) == (0, len(rows_of(run)))
    assert f"{gone} is gone, which the build wrote; its pairs are not judged" in err


def test_an_altered_split_is_told_by_name_and_judged(run: Path, evaluate: Any) -> None:
    _, before, _ = evaluate(run)
    split = sorted((run / "splits").iterdir())[0]
    rows = [json.loads(line) for line in split.read_text().splitlines()]
    written(split, [{**row, "chosen": row["rejected"], "rejected": row["chosen"]} for row in rows])
    code, metrics, err = evaluate(run)
    assert (code, judged(metrics)) == (0, judged(before))
    assert f"splits/{split.name} is not as the build wrote it (manifest.json has another sha256)" in err
    assert err.count("is not as the build wrote it") == 1


def test_a_run_without_a_readable_manifest_is_judged_and_told(run: Path, evaluate: Any) -> None:
    (run / "manifest.json").write_text("{")
    code, metrics, err = evaluate(run)
    assert (code, judged(metrics)) == (0, len(rows_of(run))) and "manifest.json cannot be read" in err


def test_a_run_of_which_no_row_can_be_read_is_refused(run: Path, evaluate: Any) -> None:
    for file in (run / "splits").iterdir():
        lines = file.read_text().splitlines()
        file.write_text("".join(f'{{"id": {n}, "task": 0, "chosen": 0, "rejected": 0}}\n' for n in range(len(lines))))
    code, _, err = evaluate(run)
    assert code == 2 and "not one pair could be read there" in err


def test_a_run_that_made_no_pair_has_no_figures(tmp_path: Path, evaluate: Any) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout(0, success=False)])
    negforge.build_benchmark("from_logs", tmp_path / "none", overrides={"input": [str(log)]})
    code, metrics, err = evaluate(tmp_path / "none")
    assert (code, metrics) == (1, []) or (code, judged(metrics)) == (1, 0)
    assert "no pair was judged" in err


def test_show_tells_of_rows_it_passed_over_and_of_altered_files(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    split = sorted((run / "splits").iterdir())[0]
    wanted = json.loads(split.read_text().splitlines()[0])["id"]
    split.write_text("nonsense\n" + split.read_text())
    assert main(["show", wanted, "--run", str(run)]) == 0
    seen = capsys.readouterr()
    assert f"pair {wanted}" in seen.out and "1 rows were left out" in seen.err
    assert f"{split.name}: line 1: left out: " in seen.err and "is not as the build wrote it" in seen.err
