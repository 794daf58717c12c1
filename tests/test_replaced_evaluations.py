"""An evaluation in the folder of an earlier one: the same goes on, more is told, less is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from negforge import build_benchmark
from tests.mock_endpoint import mock_endpoint

Evaluate = Callable[..., tuple[int, str, str]]
LLM, FAR = ("-j", "llm:mock-model"), ("-j", "remote-rm:mock-model")


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small benchmark."""
    return build_benchmark("quickstart", tmp_path_factory.mktemp("pairs") / "q", overrides={"limit": 4}).folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def evaluate(pairs: Path, out: Path, typed: Any) -> Any:
    with mock_endpoint() as server:

        def judged(*words: str) -> tuple[int, str, str]:
            code, printed, err = typed("evaluate", pairs, "--base-url", server.base_url, "--out", out, *words)
            return code, printed, err

        yield judged


def test_an_evaluation_notes_how_each_judge_was_asked_and_about_what(
    pairs: Path, out: Path, evaluate: Evaluate
) -> None:
    asked = ("--rubric", "family", "--samples", "2", "--set", "temperature=0.5", "--limit", "3")
    assert evaluate(*LLM, *FAR, "-j", "shorter", *asked)[0] == 0
    noted = json.loads((out / "evaluation.json").read_bytes())
    judges = noted.pop("judges")
    assert noted == {
        "evaluation": "by negforge", "paths": [str(pairs)], "pairs": 3, "limit": 3, "splits": [],
    }  # fmt: skip
    assert set(judges) == {"shorter", "llm:mock-model", "remote-rm:mock-model"} and judges["shorter"] == {}
    assert judges["remote-rm:mock-model"] == {"model": "mock-model", "tie_band": 0.0001}
    known = {
        name: judges["llm:mock-model"][name] for name in ("rubric", "format", "samples", "temperature", "logprobs")
    }
    assert known == {"rubric": "family", "format": "verdict", "samples": 2, "temperature": 0.5, "logprobs": None}


def test_the_same_command_goes_on_without_a_word_and_more_is_told(out: Path, evaluate: Evaluate) -> None:
    assert evaluate(*LLM, "--limit", "3")[0] == 0
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.suffix in (".json", ".jsonl")}
    code, _, err = evaluate(*LLM, "--limit", "3")
    assert code == 0 and "replaces" not in err
    assert {name: (out / name).read_bytes() for name in before} == before
    code, _, err = evaluate(*LLM, "-j", "shorter", "--limit", "4")
    assert code == 0
    assert f"{out}: replaces an evaluation of 3 pairs by 1 judge (the tape keeps what was answered)" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*LLM, "-j", "shorter", "--limit", "2"), "this one would have 2 pairs: choose another --out"),
        ((*FAR, "--limit", "4"), "this one would leave out shorter, llm:mock-model: choose another --out"),
        ((*FAR, "--limit", "1"), "would have 1 pair and would leave out shorter, llm:mock-model"),
    ],
)
def test_less_is_refused_unless_it_is_wanted(out: Path, evaluate: Evaluate, words: tuple[str, ...], told: str) -> None:
    assert evaluate(*LLM, "-j", "shorter", "--limit", "4")[0] == 0
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.suffix in (".json", ".jsonl")}
    code, _, err = evaluate(*words)
    assert code == 2 and told in err and "holds an evaluation of 4 pairs by 2 judges" in err and "--overwrite" in err
    assert {name: (out / name).read_bytes() for name in before} == before
    code, _, err = evaluate(*words, "--overwrite")
    assert code == 0 and "replaces an evaluation of 4 pairs by 2 judges" in err


def test_of_an_evaluation_that_noted_nothing_its_judgements_are_counted(out: Path, evaluate: Evaluate) -> None:
    assert evaluate(*LLM, "-j", "shorter", "--limit", "4")[0] == 0
    (out / "evaluation.json").write_text('{"evaluation": "by negforge"}')
    code, _, err = evaluate("-j", "shorter", *FAR, "--limit", "4")
    assert code == 2 and "4 pairs by 2 judges; this one would leave out llm:mock-model" in err


def test_a_judge_that_was_asked_otherwise_is_told_by_diff_and_by_the_gate(
    pairs: Path, tmp_path: Path, out: Path, evaluate: Evaluate, typed: Any
) -> None:
    later = tmp_path / "later"
    asked, gate = ("--limit", "4", "-j", "shorter"), ("--gate", "no drop > 0.99 in macro", "--baseline", str(out))
    assert evaluate(*LLM, *asked)[0] == 0
    assert "asked otherwise" not in evaluate(*LLM, *asked, *gate)[2]
    line = "llm:mock-model: asked otherwise: format verdict -> marker, rubric general -> family"
    moved = ("--rubric", "family", "--format", "marker", "--out", str(later))
    _, _, err = evaluate(*LLM, *asked, *moved, *gate)
    assert f"--baseline: {line}" in err and err.count("asked otherwise") == 1
    code, told, _ = typed("diff", out, later)
    assert code == 0 and line in told.splitlines()
    assert json.loads(typed("diff", out, later, "--json")[1])["asked_otherwise"] == [line]
    assert "asked_otherwise" not in json.loads(typed("diff", out, out, "--json")[1])
    code, _, err = evaluate(*LLM, *asked, "--rubric", "family")
    assert code == 0 and "replaces an evaluation of 4 pairs by 2 judges" in err
