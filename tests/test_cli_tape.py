"""``negforge tape``: what the commands print, what they leave alone, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from negforge.adapters.tapes.tape import Heard, Stored, Tape
from negforge.cli.tape import app
from negforge.core.chat import Usage
from negforge.core.errors import UsageError
from tests.adapters.test_tapes import asked, fill, heard


def negforge_tape(*arguments: object) -> int:
    """As ``negforge tape`` runs it."""
    top = typer.Typer()
    top.add_typer(app, name="tape")
    code = top(args=["tape", *(str(one) for one in arguments)], standalone_mode=False)
    return code if isinstance(code, int) else 0


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    """Three replies and an attempt of run "r", and one reply of run "s" from another model."""
    path = tmp_path / "a.tape"
    fill(path, 3)
    with Tape(path, run="r") as opened:
        opened.write([(asked(1), heard(1, "null content", "malformed"))])
    with Tape(path, run="s") as opened:
        opened.write([(asked(9, "big"), heard(9))])
    return path


def test_show_gives_a_table_and_a_reply_in_full(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert negforge_tape("show", tape, "--attempts", "--limit", 3) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert [line.split()[4] for line in lines[1:]] == ["reply", "malformed", "reply"]
    assert negforge_tape("show", tape, asked(2).key[:9].upper()) == 0
    told = capsys.readouterr().out
    assert f"{asked(2).key} · row 3 · m · sample 0 · run r" in told
    assert '"content": "answer 2"' in told
    assert negforge_tape("show", tape, "--json") == 0
    assert [one["key"] for one in json.loads(capsys.readouterr().out)] == [
        *(asked(number).key for number in range(3)),
        asked(9, "big").key,
    ]


def test_a_hostile_reply_moves_no_cursor(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Tape(tape) as opened:
        opened.write([(asked(5), Heard(b"data: \x1b[2J\r\x07\n\n\xff", "sse", None, Usage()))])
        opened.write([(asked(5), Heard(b"x", "sse", "why\x1b[31m", Usage(), kind="k\x1b"))])
    for arguments in ((), (asked(5).key, "--attempts"), ("--attempts",)):
        assert negforge_tape("show", tape, *arguments) == 0
    assert negforge_tape("stats", tape) == 0
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert "\r" not in told
    assert r"\x1b[2J" in told


@pytest.mark.parametrize(("prefix", "why"), [("xyz", "hex digits"), ("0" * 33, "hex digits"), ("0" * 32, "no reply")])
def test_a_prefix_that_fits_nothing_is_told(tape: Path, prefix: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        negforge_tape("show", tape, prefix)


def test_stats_count_by_model_and_run_and_damage(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Tape(tape) as opened:
        opened.change([("UPDATE entries SET raw = ? WHERE number = 2", (b"junk",))])
    assert negforge_tape("stats", tape, "--json") == 0
    counted = json.loads(capsys.readouterr().out)
    assert [(one["model"], one["run"], one["replies"], one["attempts"]) for one in counted["totals"]] == [
        ("big", "s", 1, {}),
        ("m", "r", 3, {"malformed": 1}),
    ]
    assert counted["totals"][1]["usage"] == {"prompt": 40, "completion": 8, "cached": 4, "reasoning": 4}
    assert counted["damaged"] == 1
    assert negforge_tape("stats", tape) == 0
    assert f"row 2 of entries, key {asked(1).key}: the reply does not unpack" in capsys.readouterr().out


def test_export_and_merge_give_the_same_bytes_again(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, again, other = (tape.with_name(name) for name in ("a.jsonl", "b.jsonl", "b.tape"))
    assert negforge_tape("export", tape, lines, "--attempts") == 0
    assert negforge_tape("merge", other, lines) == 0
    assert "4 replies and 1 attempts added" in capsys.readouterr().out
    assert negforge_tape("merge", other, lines, tape) == 0
    assert "0 replies and 1 attempts added; 9 were there already; 0 other" in capsys.readouterr().out
    assert negforge_tape("prune", other, "--attempts") == 0
    assert negforge_tape("merge", other, lines) == 0
    assert negforge_tape("export", other, again, "--attempts") == 0
    assert again.read_bytes() == lines.read_bytes()
    keys = [json.loads(line)["key"] for line in lines.read_bytes().splitlines()]
    assert keys == sorted(keys)
    capsys.readouterr()
    assert negforge_tape("export", tape) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_merging_a_tape_twice_changes_nothing_and_a_paid_reply_is_never_dropped(
    tape: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tape.with_name("b.tape")
    with Tape(other, run="mine") as opened:
        opened.write([(asked(1), heard(77))])
    for told in ("3 replies and 1 attempts added; 0 were there already; 1 other", "0 replies and 0 attempts added; 5"):
        assert negforge_tape("merge", other, tape) == 0
        assert told in capsys.readouterr().out
    with Tape(other, readonly=True) as opened:
        assert opened.get(asked(1).key) == Stored(heard(77).raw, "json")
        assert opened.spent("r")["m"].attempts == {"malformed": 1, "double": 1}


def test_a_line_whose_question_was_changed_is_refused_with_its_place(
    tape: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, other = tape.with_name("a.jsonl"), tape.with_name("b.tape")
    negforge_tape("export", tape, lines)
    changed = lines.read_bytes().splitlines()
    changed[1] = changed[1].replace(b"word", b"WORD", 1)
    lines.write_bytes(b"\n".join([*changed, b"{nonsense"]))
    assert negforge_tape("merge", other, lines) == 1
    told = capsys.readouterr()
    assert "3 replies and 0 attempts added" in told.out
    assert "a.jsonl: line 2: its question does not hash to its key" in told.err
    assert "a.jsonl: line 5: not JSON" in told.err


def test_a_tape_is_not_merged_into_itself_nor_into_json_lines(tape: Path) -> None:
    with pytest.raises(UsageError, match="into itself"):
        negforge_tape("merge", tape, tape)
    lines = tape.with_name("a.jsonl")
    negforge_tape("export", tape, lines)
    with pytest.raises(UsageError, match="not a tape"):
        negforge_tape("merge", lines, tape)
    with pytest.raises(UsageError, match="no such file"):
        negforge_tape("merge", tape, tape.with_name("nowhere.tape"))


@pytest.mark.parametrize(
    ("options", "told", "left"),
    [
        (("--attempts",), "0 replies and 1 attempts", (4, 0)),
        (("--model", "m"), "3 replies and 1 attempts", (1, 0)),
        (("--keep-run", "r"), "1 replies and 0 attempts", (3, 1)),
        (("--model", "big", "--keep-run", "s"), "0 replies and 0 attempts", (4, 1)),
    ],
)
def test_prune_says_what_goes_and_removes_that(
    tape: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], told: str, left: tuple[int, int]
) -> None:
    def held() -> tuple[int, int]:
        with Tape(tape, readonly=True) as opened:
            entries = list(opened.entries())
        return sum(one.heard.flaw is None for one in entries), sum(one.heard.flaw is not None for one in entries)

    assert negforge_tape("prune", tape, *options, "--dry-run") == 0
    assert f"{told} would go" in capsys.readouterr().out
    assert held() == (4, 1)
    assert negforge_tape("prune", tape, *options) == 0
    assert f"{told} removed" in capsys.readouterr().out
    assert held() == left


def test_prune_wants_to_be_told_what_goes(tape: Path) -> None:
    with pytest.raises(UsageError, match="--attempts, --model or --keep-run"):
        negforge_tape("prune", tape)


def test_pruning_gives_room_back(tmp_path: Path) -> None:
    path = tmp_path / "a.tape"
    fill(path, 300)
    before = path.stat().st_size
    assert negforge_tape("prune", path, "--model", "m") == 0
    assert path.stat().st_size < before / 2


def test_commands_that_read_work_while_a_run_writes(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Tape(tape, run="live") as run:
        run.claim([asked(50).key])
        run._connection.execute("BEGIN IMMEDIATE")  # as in the middle of a write
        for command in ("show", "stats", "export"):
            assert negforge_tape(command, tape) == 0
        run._connection.execute("ROLLBACK")
        run.write([(asked(50), heard(50))])
        assert run.get(asked(50).key) is not None
    assert "answer" in capsys.readouterr().out


def test_salvage_says_what_was_saved_and_lost(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = tape.with_name("new.tape")
    with Tape(tape) as opened:
        opened.change([("UPDATE entries SET raw = ? WHERE number = 1", (b"junk",))])
    assert negforge_tape("salvage", tape, new) == 0
    assert "3 replies and 1 attempts saved; 1 rows lost" in capsys.readouterr().out


def test_a_missing_tape_is_told_by_every_command_that_reads(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.tape"
    for command in (["show"], ["stats"], ["export"], ["prune", "--attempts"]):
        with pytest.raises(UsageError, match=r"nowhere\.tape: there is no such tape"):
            negforge_tape(command[0], missing, *command[1:])
    assert not missing.exists()
