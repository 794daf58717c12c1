"""Composed judges from the command line, from recipes, and of judgements that were recorded before."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from negforge.adapters.wire import decode_judgement, encode_pair
from negforge.cli.main import main
from negforge.core.edit import Edit
from negforge.core.errors import UsageError
from negforge.core.message import say
from negforge.core.verdict import BOTH_ORDERS, Failure, Judgement
from negforge.evaluate.ladder.rungs import SHARES
from negforge.pipeline.endpoints.composed_judging import compose, note_of
from negforge.recipe.load import load_recipe
from tests.mock_endpoint import mock_endpoint
from tests.validate.examples import CHOSEN, pair_of

CLAIMED = pair_of((Edit(4, CHOSEN[4], say("assistant", "R1 costs 31.50 and R2 48.00. I have sent you an email.")),))
WORDED = pair_of((Edit(4, CHOSEN[4], say("assistant", "31.50 for R1, 48.00 for R2.")),))
ENSEMBLE = "ensemble:shorter+fewer_calls+grounding"
JUDGES = ["-j", "shorter", "-j", "fewer_calls", "-j", "grounding", "-j", "gated:shorter", "-j", ENSEMBLE]


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(b"".join(encode_pair(one) + b"\n" for one in (CLAIMED, WORDED)))
    return path


def test_both_roles_and_the_note_stand_under_the_table(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(pairs), *JUDGES]) == 0
    out = capsys.readouterr().out
    for words in (f"gated:shorter {SHARES}", "veto", "passed on", "claims", "the second judge there", "agreed"):
        assert words in out
    assert f"{ENSEMBLE} {SHARES}" not in out


def test_machines_are_told_the_same(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(pairs), *JUDGES, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    veto, passed, *members = told["composed"]
    assert (veto["role"], veto["rate"]["n"], veto["rate"]["value"], veto["by"][0]["check"]) == (
        "veto",
        1,
        1.0,
        "claims",
    )
    assert (passed["role"], passed["rate"]["n"], passed["rate"]["value"]) == ("passed on", 1, 0.0)
    assert [(one["member"], one["asked"], one["failed"]) for one in members] == [
        (name, 4, 0) for name in ("shorter", "fewer_calls", "grounding")
    ]
    assert {row["evaluator"] for row in told["metrics"]} >= {"gated:shorter", ENSEMBLE}


@pytest.mark.parametrize(
    ("judge", "words"),
    [
        ("gated:longer", "longer is not among the judges of this call"),
        ("gated[clams]:shorter", "no check named clams; did you mean claims?"),
        ("ensemble:shorter", "two members or more"),
    ],
)
def test_a_composed_judge_that_cannot_be_is_told(
    pairs: Path, capsys: pytest.CaptureFixture[str], judge: str, words: str
) -> None:
    assert main(["evaluate", str(pairs), "-j", "shorter", "-j", judge]) == 2
    assert words in capsys.readouterr().err


def test_a_gate_before_a_model_asks_nothing_more(
    pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    out = tmp_path / "out"
    with mock_endpoint() as server:
        command = ["evaluate", str(pairs), "-j", "llm:mock-model", "-j", "gated:llm:mock-model", "--out", str(out)]
        assert main([*command, "--base-url", server.base_url, "--json"]) == 0
        assert server.counts()["requests"] == 4
    told = json.loads(capsys.readouterr().out)
    assert [one["role"] for one in told["composed"]] == ["veto", "passed on"]
    held = [decode_judgement(line) for line in (out / "judgements.jsonl").read_bytes().splitlines()]
    gate = [one for one in held if one.evaluator == "gated:llm:mock-model"]
    assert sorted(one.note for one in gate) == ["passed on"] * 2 + ["veto by claims"] * 2


def test_recorded_judgements_are_composed_without_asking() -> None:
    down = Failure("provider", "down")
    recorded = [Judgement(CLAIMED.id, "llm:gone", order, down) for order in BOTH_ORDERS]
    own = compose(recorded, ["llm:gone", "gated:llm:gone"], [CLAIMED])
    assert [(one.evaluator, one.order, one.outcome) for one in own] == [
        ("gated:llm:gone", order, "chosen") for order in BOTH_ORDERS
    ]
    with pytest.raises(UsageError, match="is not among the pairs given"):
        compose(recorded, ["llm:gone", "gated:llm:gone"], [replace(CLAIMED, id="another")])


def test_what_shares_code_with_the_labels_says_so_however_deep_it_lies() -> None:
    names = ("shorter", "fewer_calls", "gated:shorter", "ensemble:gated:shorter+fewer_calls", "ladder_6_policy")
    more = (*names, "ensemble:shorter+ladder_6_policy", "ensemble:shorter+fewer_calls")
    assert [bool(note_of(name, more)) for name in more] == [False, False, True, True, True, True, False]


def test_a_recipe_may_name_composed_judges(tmp_path: Path) -> None:
    from negforge.pipeline.building.recipe_check import check_recipe

    recipe = tmp_path / "own.yaml"
    recipe.write_text('name: own\ninput: seeds\nevaluate: {judges: [shorter, "gated:shorter"]}\n')
    check_recipe(load_recipe(str(recipe)))
    recipe.write_text('name: own\ninput: seeds\nevaluate: {judges: ["gated:shorter"]}\n')
    with pytest.raises(UsageError, match="shorter is not among the judges"):
        check_recipe(load_recipe(str(recipe)))
