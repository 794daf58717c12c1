"""``negforge ladder``, and its rungs as judges of ``negforge evaluate``."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from negforge.adapters.wire import encode_pair
from negforge.cli.main import main
from negforge.core.edit import Edit
from negforge.core.message import say
from negforge.evaluate.ladder.rungs import RUNGS, SHARES
from negforge.pipeline.endpoints.wiring import judges_of
from tests.validate.examples import CHOSEN, pair_of

NAMES = [rung.name for rung in RUNGS]
INVENTED = pair_of((Edit(4, CHOSEN[4], say("assistant", "R1 costs 77.25 and R2 costs 48.00.")),))


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    held = [replace(pair_of(), level=2), replace(INVENTED, defect="ungrounded_value", level=1)]
    path.write_bytes(b"".join(encode_pair(one) + b"\n" for one in held))
    return path


def test_the_report_as_tables(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ladder", str(pairs), "--defects"]) == 0
    out = capsys.readouterr().out
    for words in ("rung 6", "planning_single_easy", "ungrounded_value", "2 over 1", "NOT MET", SHARES):
        assert words in out
    assert "McNemar's takes pairs as independent" in out


def test_the_report_for_machines(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ladder", str(pairs), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found["rungs"]] == NAMES
    assert [one["note"] for one in found["rungs"] if one["note"]] == [SHARES]
    top = next(one for one in found["rates"] if one["rung"] == NAMES[-1] and one["by"] == "all")
    assert (top["n"], top["failed"]) == (2, 0)
    assert top["value"] > 0.5
    assert len(found["steps"]) == 5 and {"slope", "p", "within_defects"} <= found["trends"][0].keys()


def test_a_rung_is_a_judge_by_name_and_none_of_all(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(pairs), *(word for name in NAMES for word in ("-j", name))]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in NAMES) and SHARES in out
    assert not {judge.name for judge in judges_of("all")} & set(NAMES)
    assert main(["list", "judges"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in NAMES)


def test_rows_that_cannot_be_read_are_told(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs.write_bytes(pairs.read_bytes() + b"{broken\n" * 3)
    assert main(["ladder", str(pairs)]) == 1
    assert "3 rows were left out" in capsys.readouterr().err
    assert main(["ladder", str(pairs.parent / "nowhere.jsonl")]) == 2
