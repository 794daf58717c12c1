"""``negforge steps``: tables, JSON, bad words, and side by side the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from negforge.adapters.wire import encode_pair
from negforge.cli.main import main
from negforge.core.edit import Edit
from negforge.core.message import say
from negforge.evaluate.ladder.rungs import SHARES
from negforge.pipeline.reading.pair_files import load_pairs
from tests.mock_endpoint import mock_endpoint
from tests.validate.examples import CHOSEN, pair_of

INVENTED = pair_of((Edit(4, CHOSEN[4], say("assistant", "R1 costs 77.25 and R2 costs 48.00.")),))
FOREIGN = replace(pair_of(), edits=())


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(b"".join(encode_pair(one) + b"\n" for one in (INVENTED, FOREIGN)))
    return path


def test_the_report_as_a_table(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["steps", str(pairs), "-j", "grounding", "-j", "checks"]) == 0
    out = capsys.readouterr().out
    for words in ("exact", "false alarms (chosen)", "the last step", "1 rejected sides have no known place", SHARES):
        assert words in out


def test_the_report_for_machines_is_the_same_with_more_processes(
    pairs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["steps", str(pairs), "-j", "grounding", "--json"]) == 0
    alone = capsys.readouterr().out
    row = json.loads(alone)["steps"][0]
    assert (row["evaluator"], row["exact"]["value"], row["exact"]["n"], row["unknown"]) == ("grounding", 1.0, 1, 1)
    assert (row["false_alarms"]["value"], row["false_alarms"]["n"]) == (0.0, 2)
    assert main(["steps", str(pairs), "-j", "grounding", "--json", "-w", "2"]) == 0
    assert capsys.readouterr().out == alone


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("-j", "groundin"), "no judge named groundin gives scores; did you mean grounding?"),
        (("-j", "llm:gpt"), "no judge named llm:gpt gives scores: it gives verdicts; there is "),
        (("-j", "llm:gpt"), "rm:NAME, remote-rm:NAME"),
        (("-j", "zzz"), "rm:NAME, remote-rm:NAME"),
        (("-j", "checks", "--split", "nope"), "--split nope: no pair there is of that split"),
        (("-j", "checks", "--margin", "-1"), "margin"),
        (("-j", "checks", "--name-by", "guess"), "name-by"),
        ((), "--judge"),
    ],
)
def test_wrong_words_are_told(
    pairs: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], words: str
) -> None:
    assert main(["steps", str(pairs), *more]) == 2
    assert words in capsys.readouterr().err


def test_pairs_of_which_no_bad_step_is_known_are_refused_before_anything_is_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "foreign.jsonl"
    path.write_bytes(encode_pair(FOREIGN) + b"\n")
    out = tmp_path / "out"
    assert main(["steps", str(path), "-j", "remote-rm:far", "--base-url", "http://127.0.0.1:9/v1", "-o", str(out)]) == 2
    assert f"{path}: of no pair there the first bad step is known" in capsys.readouterr().err and not out.exists()


def test_a_limit_and_a_split_choose_the_pairs_that_are_scored(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["steps", str(pairs), "-j", "grounding", "--limit", "1", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)["steps"][-1]
    assert (row["split"], row["exact"]["n"], row["unknown"]) == ("all", 1, 0)
    (split,) = {pair.split for pair in load_pairs(pairs)}
    assert main(["steps", str(pairs), "-j", "grounding", "--split", str(split), "--json"]) == 0
    row = json.loads(capsys.readouterr().out)["steps"][-1]
    assert (row["exact"]["n"], row["unknown"]) == (1, 1)


def test_a_dry_run_counts_texts_and_asks_nothing(
    pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
    out = tmp_path / "out"
    with mock_endpoint() as server:
        words = ["steps", str(pairs), "-j", "remote-rm:far", "--base-url", server.base_url, "-o", str(out)]
        assert main([*words, "--dry-run", "--json"]) == 0
        plan = json.loads(capsys.readouterr().out)
        assert (plan["pairs"], plan["unknown"], plan["models"]) == (2, 1, ["remote-rm:far"])
        assert not out.exists() and server.counts()["requests"] == 0
        assert main([*words, "--dry-run"]) == 0
        assert f"remote-rm:far scores {plan['texts']} texts" in capsys.readouterr().out
        assert main(words) == 0
        told = capsys.readouterr().err
    assert f"score {plan['texts']} of {plan['texts']}" in told
    rows = [json.loads(line) for line in (out / "scores.jsonl").open()]
    assert sum(len(row["steps"]) for row in rows) == plan["texts"]
