"""``negforge parity`` from the command line: what it prints, writes, and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from negforge.cli.main import main
from tests.small_run import small_run

FORM = '{"verdict": "A"}'  # read here, and not there


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    """Judgements of a model on a small build's pairs: every answer in a form of our own."""
    lines = (small_run() / "judgements.jsonl").read_text().splitlines()
    of_one = [line for line in map(json.loads, lines) if line["evaluator"] == json.loads(lines[0])["evaluator"]]
    file = tmp_path / "judgements.jsonl"
    first = {"chosen_first": "chosen", "rejected_first": "rejected"}
    said = [{**one, "evaluator": "llm:m", "outcome": first[one["order"]], "raw": FORM} for one in of_one]
    file.write_text("".join(json.dumps(one) + "\n" for one in said))
    return file


def test_the_numbers_stand_side_by_side_with_the_reasons(judged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = judged.parent / "why.jsonl"
    assert main(["parity", str(judged), str(small_run()), "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "average" in told and "50.00  +50.00" in told
    assert "a verdict here, in a form that is not read there: a loss" in told
    assert "To compare, judge with --format marker." in told
    written = [json.loads(line) for line in out.read_text().splitlines()]
    wins = [one for one in written if one["here"] == 1.0]
    assert wins and {one["cause"] for one in wins} == {"form_unknown"}
    assert len(written) * 2 == len(judged.read_text().splitlines())


def test_in_the_published_form_nothing_is_said_of_another(judged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judged.write_text(judged.read_text().replace(json.dumps(FORM), json.dumps("[[A]]")))
    assert main(["parity", str(judged), str(small_run())]) == 0
    told = capsys.readouterr().out
    assert "50.00   +0.00" in told and "--format marker" not in told


def test_of_several_samples_it_says_that_only_the_first_counts_there(
    judged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["parity", str(judged), str(small_run())]) == 0
    assert "asked" not in capsys.readouterr().out
    lines = [json.loads(line) for line in judged.read_text().splitlines()]
    turned = [{**one, "sample": at, "outcome": "rejected"} for one in lines for at in (1, 2)]
    judged.write_text("".join(json.dumps(one) + "\n" for one in (*lines, *turned)))
    assert main(["parity", str(judged), str(small_run())]) == 0
    seen = capsys.readouterr().out
    assert "Each question was asked 3 times here." in seen and "50.00  -50.00" not in seen
    assert "samples: here all 3 vote, there only the first is known" in seen and "-50.00" in seen
    assert main(["parity", str(judged), str(small_run()), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["times"] == 3 and {split["vote_points"] for split in found["splits"]} == {-50.0}


def test_without_a_models_answers_there_is_nothing_to_compare(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parity", str(small_run())]) == 2
    assert "no model answered there" in capsys.readouterr().err


def test_judgements_without_their_pairs_are_refused(
    judged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["parity", str(judged)]) == 2
    assert "name the files that were judged" in capsys.readouterr().err
    other = tmp_path / "other.jsonl"
    other.write_text((small_run() / "pairs.jsonl").read_text().splitlines()[0] + "\n")
    assert main(["parity", str(judged), str(other)]) == 2
    assert "give all files that were judged" in capsys.readouterr().err


def test_an_unknown_judge_and_a_broken_file_are_named(
    judged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["parity", str(judged), str(small_run()), "--judge", "llm:n"]) == 2
    assert "no judgements of llm:n; there are: llm:m" in capsys.readouterr().err
    judged.write_text("{}\n")
    assert main(["parity", str(judged), str(small_run())]) == 2
    assert "line 1" in capsys.readouterr().err
    assert main(["parity", str(tmp_path / "nowhere"), str(small_run())]) == 2
