"""``negforge audit`` as people type it: layouts, files written, wrong usage, hostile names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from negforge.adapters.pair_layouts import write_plan_rewardbench
from negforge.adapters.wire import encode_pair
from negforge.cli.main import main
from negforge.core.pair import Pair
from tests.audit.small_pairs import clean, pair, planted


def write(path: Path, pairs: list[Pair]) -> str:
    path.write_bytes(b"".join(encode_pair(one) + b"\n" for one in pairs))
    return str(path)


def test_a_pair_file_is_audited_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "own.jsonl", planted(40, lambda text: f"**{text}**"))
    assert main(["audit", file, "--quick", "--json", str(tmp_path / "a.json"), "--svg", str(tmp_path / "a.svg")]) == 0
    shown = capsys.readouterr()
    assert "fewer bold marks" in shown.out and "SURFACE" in shown.out and "40 pairs in 40 groups" in shown.out
    assert "written:" in shown.err
    report = json.loads((tmp_path / "a.json").read_text())
    assert report["format"] == "negforge.audit/1" and report["cues"][0]["cue"] == "fewer bold marks"
    assert (tmp_path / "a.svg").read_text().startswith("<svg ")


def test_the_same_command_writes_the_same_bytes(tmp_path: Path) -> None:
    file = write(tmp_path / "own.jsonl", clean(6))
    for name in ("one", "two"):
        assert (
            main(
                ["audit", file, "--folds", "2", "--json", str(tmp_path / name), "--svg", str(tmp_path / f"{name}.svg")]
            )
            == 0
        )
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_several_files_in_several_layouts_are_several_splits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = [json.dumps(write_plan_rewardbench(one)) for one in clean(4, seed=1, splits=1)]
    (tmp_path / "theirs.jsonl").write_text("\n".join(theirs), encoding="utf-8")
    words = [{"prompt": f"q{at}", "chosen": "Yes.", "rejected": "No!" * at, "source": "web"} for at in range(1, 5)]
    chat = {
        "prompt": [{"role": "user", "content": "hi"}],
        "chosen": [{"role": "assistant", "content": "Yes."}],
        "rejected": [{"role": "assistant", "content": "No."}],
    }
    (tmp_path / "trl.jsonl").write_text("\n".join(json.dumps(one) for one in [*words, chat]), encoding="utf-8")
    own = write(tmp_path / "own.jsonl", clean(4, splits=1))
    command = ["audit", str(tmp_path / "theirs.jsonl"), str(tmp_path / "trl.jsonl"), own, "--quick", "--json", "-"]
    assert main(command) == 0
    report = json.loads(capsys.readouterr().out)
    assert [split for split, _ in report["groups"][0]["ensemble"]["splits"]] == ["s0", "web", "trl"]
    assert report["pairs"] == 13


def test_training_on_one_build_and_testing_on_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train = write(tmp_path / "train.jsonl", planted(30, lambda text: f"{text} !", seed=1))
    test = write(tmp_path / "test.jsonl", planted(20, lambda text: f"{text} !", seed=2))
    assert main(["audit", test, "--train", train, "--quick"]) == 0
    assert "judges trained on 30 other pairs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["gone.jsonl"], "there is no such file"),
        (["empty.jsonl"], "holds no readable record"),
        (["rollouts.jsonl"], "holds rollouts, not pairs"),
        (["pairs.jsonl", "--train", "gone.jsonl"], "there is no such file"),
        (["pairs.jsonl", "--folds", "1"], "Invalid value for '--folds'"),
        (["pairs.jsonl", "--rng-seed", "-1"], "Invalid value for '--rng-seed'"),
        ([], "Missing argument"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.jsonl").write_text("")
    (tmp_path / "rollouts.jsonl").write_text('{"messages": []}\n')
    write(tmp_path / "pairs.jsonl", clean(2))
    assert main(["audit", *words]) == 2
    assert told in capsys.readouterr().err


def test_a_report_that_cannot_be_written_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "own.jsonl", clean(3))
    assert main(["audit", file, "--quick", "--json", str(tmp_path)]) == 1
    assert str(tmp_path) in capsys.readouterr().err


def test_names_from_files_cannot_move_the_cursor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = "\x1b[2J\u202esplit"
    file = write(tmp_path / "own.jsonl", [pair(at, "One \x1b[31m red.", "Two!", split=odd) for at in range(4)])
    assert main(["audit", file, "--folds", "2"]) == 0
    assert "\x1b" not in (shown := capsys.readouterr().out) and "\u202e" not in shown
    assert "\\x1b[2J" in shown


def test_one_pair_is_audited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", write(tmp_path / "own.jsonl", clean(1))]) == 0
    assert "1 pairs in 1 groups" in capsys.readouterr().out
