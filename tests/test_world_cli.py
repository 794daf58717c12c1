"""The command ``negforge world``: lists, tools, and a task played from a shell, command by command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from negforge.cli.main import main
from negforge.worlds.registry import world_names

TASK = "library:hold_after_looking:multi_easy:0"
LOOK = '{"name": "search_catalogue", "arguments": {"words": "glacier"}}'


def play(folder: Path, *words: str) -> int:
    return main(["world", "play", TASK, *words, "--in", str(folder)])


def test_worlds_goals_and_tools_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["world", "list", "--json"]) == 0
    assert {row["world"] for row in json.loads(capsys.readouterr().out)} == set(world_names())
    assert main(["world", "list", "library"]) == 0
    assert "hold_after_looking" in capsys.readouterr().out
    assert main(["world", "tools", "library", "--json"]) == 0
    assert {tool["name"] for tool in json.loads(capsys.readouterr().out)} >= {"place_hold"}
    assert main(["world", "tools", "libary"]) == 2
    assert "did you mean" in capsys.readouterr().err


def test_a_play_is_kept_between_commands_and_shows_what_an_agent_would_see(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert play(tmp_path, "start", "--maker", "me", "--settings", '{"temper": "hurried"}') == 0
    shown = capsys.readouterr().out
    assert "RULES" in shown and "search_catalogue" in shown and "Glacier" in shown
    for hidden in ("multi_easy", "hold_after_looking", "wants", "most recent"):
        assert hidden not in shown
    assert play(tmp_path, "call", LOOK, LOOK, "--saying", "Looking.") == 0
    assert capsys.readouterr().out.count("B993832") == 2
    assert play(tmp_path, "say", "There is one.") == 0
    assert "most recent" in capsys.readouterr().out
    assert (
        play(tmp_path, "call", '{"name": "place_hold", "arguments": {"record_id": "B993832", "pickup": "harbour"}}')
        == 0
    )
    assert play(tmp_path, "say", "It is on hold for you at harbour.") == 0
    assert "nothing more to say" in capsys.readouterr().out
    assert play(tmp_path, "say", "Hello?") == 2
    assert play(tmp_path, "finish", "--outcome") == 0
    assert capsys.readouterr().out.startswith("success")
    (file,) = tmp_path.iterdir()
    held = json.loads(file.read_text())
    assert (held["maker"], held["settings"], held["stopped"]) == ("me", {"temper": "hurried"}, "finished")
    assert len(held["acts"]) == 4


def test_a_recorded_play_is_an_input_of_a_build(tmp_path: Path) -> None:
    plays, line = tmp_path / "plays", tmp_path / "recorded.jsonl"
    play(plays, "start", "--maker", "me")
    play(plays, "call", LOOK)
    play(plays, "finish", "--because", "no time")
    (file,) = plays.iterdir()
    held = json.loads(file.read_text())
    changed = json.loads(file.read_text())
    changed["acts"][0]["saw"][0] = "{}"
    line.write_text(json.dumps(held) + "\n" + json.dumps(changed) + "\n")
    main(["build", "from_worlds", "--input", str(line), "--out", str(tmp_path / "run")])
    refused = (tmp_path / "run" / "refused.jsonl").read_text()
    assert "another version of its world" in refused and refused.count("\n") == 1
    report = json.loads((tmp_path / "run" / "ingest.json").read_text())
    assert report[0]["rollouts"] == 1 and report[0]["format"] == "recorded"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["call", "{}"], "not begun"),
        (["start", "--settings", "[]"], "object"),
    ],
)
def test_wrong_words_are_told(words: list[str], what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert play(tmp_path, *words) == 2
    assert what in capsys.readouterr().err


def test_a_call_that_is_none_and_a_second_start_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play(tmp_path, "start")
    assert play(tmp_path, "start") == 2
    assert "being played" in capsys.readouterr().err
    for text in ("search", '{"tool": "x"}', '{"name": "x", "args": {}}'):
        assert play(tmp_path, "call", text) == 2
        assert "call" in capsys.readouterr().err
    assert play(tmp_path, "call") == 2
    assert play(tmp_path, "say") == 2


def test_a_task_may_be_named_by_a_line_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = tmp_path / "tasks.txt"
    names.write_text(f"{TASK}\nlibrary:meeting_room:missing:1\n")
    assert main(["world", "play", f"{names}:2", "start", "--in", str(tmp_path / "p")]) == 0
    assert "meeting_room" not in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "p").iterdir()] == ["tasks.txt-2.json"]
    assert main(["world", "play", f"{names}:9", "start", "--in", str(tmp_path / "p")]) == 2
