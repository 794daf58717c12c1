"""Options of ``negforge evaluate``: --out holds whoever judges; what no judge of the call heeds is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from negforge import build_benchmark


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small benchmark."""
    return build_benchmark("quickstart", tmp_path_factory.mktemp("pairs") / "q", overrides={"limit": 3}).folder


@pytest.mark.parametrize("judges", [(), ("-j", "shorter", "-j", "grounding")])
def test_judges_that_need_no_model_write_their_judgements_where_out_says(
    pairs: Path, tmp_path: Path, typed: Any, judges: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    code, printed, err = typed("evaluate", pairs, *judges, "--out", out)
    assert (code, err) == (0, "") and f"Files: {out}/ (judgements.jsonl, metrics.json, measures.json)" in printed
    kept = {path.name: path.read_bytes() for path in out.iterdir()}
    assert set(kept) >= {"evaluation.json", "judgements.jsonl", "metrics.json", "measures.json"}
    assert not {"use.json", "tape.sqlite"} & set(kept)
    _, plain, _ = typed("evaluate", pairs, *judges, "--json")
    assert json.loads(kept["metrics.json"]) == json.loads(plain)
    assert typed("evaluate", pairs, *judges, "--out", out)[0] == 0
    assert {name: (out / name).read_bytes() for name in kept} == kept
    assert typed("report", out, "--out", tmp_path / "page.html")[0] == 0


@pytest.mark.parametrize(
    ("judge", "words", "told"),
    [
        ("shorter", ("--tape", "t.sqlite"), "--tape: no judge of this call is a model"),
        ("shorter", ("--set", "in_flight=3"), "--set in_flight=3: no judge of this call is a model"),
        ("shorter", ("--max-cost", "1"), "--max-cost: no judge of this call is a model"),
        ("shorter", ("--price", "1,2"), "--price: no judge of this call is a model"),
        ("shorter", ("--rubric", "family"), "--rubric: no judge of this call is a model"),
        ("shorter", ("--samples", "2"), "--samples: no judge of this call is a model"),
        ("shorter", ("--dry-run",), "--dry-run: no judge of this call is a model"),
        ("remote-rm:x", ("--rubric", "family"), "--rubric: no judge of this call is an llm: judge"),
        ("rm:x", ("--set", "in_fligt=3"), "--set in_fligt=3: no judge of this call is asked over an endpoint"),
        ("llm:x", ("--set", "rm.tie_band=1"), "--set rm.tie_band=1: no judge of this call is a reward model"),
    ],
)
def test_an_option_that_no_judge_heeds_is_refused(
    pairs: Path, tmp_path: Path, typed: Any, judge: str, words: tuple[str, ...], told: str
) -> None:
    code, _, err = typed("evaluate", pairs, "-j", judge, *words, "--out", tmp_path / "out")
    assert code == 2 and told in err
    assert not (tmp_path / "out").exists()
