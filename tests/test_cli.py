"""The commands as people type them: what they print, what they never print, and what they import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import negforge
from negforge.adapters.wire import encode_pair
from negforge.cli.main import main
from negforge.cli.sides import Fold, Row, aligned, words_apart
from negforge.cli.terminal import table, visible
from negforge.core.edit import Edit
from negforge.core.message import ToolCall, ToolResponse, say
from negforge.core.pair import Pair, pair_id
from negforge.core.task import Tool, new_task
from negforge.core.trajectory import Label, Trajectory
from tests.shared_data import shared
from tests.small_logs import rollout, write_log

HEAVY = {
    "pydantic", "rich", "ruamel", "rapidfuzz", "scipy", "numpy", "jsonschema_rs", "msgspec", "concurrent.futures",
    "multiprocessing", "negforge.pipeline", "negforge.perturb", "negforge.adapters", "negforge.recipe",
}  # fmt: skip


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter."""
    everything = {**os.environ, **environment}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=everything, timeout=300)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run over a small log."""
    folder = tmp_path_factory.mktemp("cli")
    log = write_log(folder / "log.jsonl", [rollout(number) for number in range(3)])
    negforge.build_benchmark("from_logs", folder / "run", overrides={"input": [str(log)]})
    return folder / "run"


def example(text: str = "Order W-1 cost 31.40 euros.", wrong: str = "Order W-1 cost 87.15 euros.") -> Pair:
    """A pair whose only edit is in the answer."""
    messages = (
        ToolCall("c1", "get_order", '{"order_id":"W-1"}'),
        ToolResponse("c1", "get_order", (say("user", '{"total":"31.40"}').parts)),
        say("assistant", "One moment."),
        say("assistant", text),
    )
    task = new_task([say("system", "Be brief."), say("user", "What did W-1 cost?")], [Tool("get_order", "", "{}")])
    edit = Edit(3, messages[3], say("assistant", wrong))
    chosen, rejected = Trajectory(messages), Trajectory((*messages[:3], say("assistant", wrong)))
    return Pair(
        pair_id(task, chosen, rejected), task, chosen, rejected, "swapped_values", "planning", "rule",
        Label("chosen", by="program"), (edit,),
    )  # fmt: skip


def shown(pair: Pair, folder: Path, capsys: pytest.CaptureFixture[str], columns: str) -> str:
    (folder / "pairs.jsonl").write_bytes(encode_pair(pair) + b"\n")
    os.environ["COLUMNS"] = columns
    try:
        assert main(["show", pair.id, "--run", str(folder / "pairs.jsonl")]) == 0
    finally:
        del os.environ["COLUMNS"]
    return capsys.readouterr().out


@pytest.mark.parametrize(("verb", "typers_own"), [([], set()), (["build"], {"pydantic"})])
def test_help_imports_nothing_heavy(verb: list[str], typers_own: set[str]) -> None:
    """typer itself reads the options of a verb with pydantic."""
    code = (
        f"import sys\nfrom negforge.cli.main import main\nmain({[*verb, '--help']})\n"
        f"print('MET', sorted({HEAVY - typers_own!r} & set(sys.modules)))"
    )
    assert python(code).stdout.splitlines()[-1] == "MET []"


def test_importing_negforge_starts_nothing_and_loads_no_room() -> None:
    code = (
        "import sys, negforge, threading\nprint(sorted(m for m in sys.modules if m.startswith('negforge')), "
        "threading.active_count())"
    )
    outcome = python(code)
    assert (outcome.stdout, outcome.stderr) == ("['negforge'] 1\n", "")


def test_every_public_name_can_be_had() -> None:
    assert all(getattr(negforge, name) is not None for name in negforge.__all__)
    assert set(negforge.__all__) <= set(dir(negforge))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = negforge.nothing


def test_the_version_is_told_without_a_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"negforge {negforge.__version__}\n"


def test_the_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert version("negforge") == negforge.__version__


@pytest.mark.parametrize("kind", ["recipes", "rules", "judges", "formats", "defects"])
def test_every_list_is_printed_and_given_as_json(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", kind, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows and all(row["says" if "says" in row else "claim"] for row in rows)
    assert main(["list", kind]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(rows) + 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["biuld"], "No such command 'biuld'. Did you mean 'build'?; see negforge --help"),
        (["build"], "no recipe named; try: negforge build quickstart"),
        (["build", "quickstart", "--inptu", "a"], "No such option: --inptu"),
        (["build", "quickstart", "--workers", "0"], "Invalid value for '--workers'"),
        (["list", "rool"], "see negforge list --help"),
        (["build", "quickstart", "--set", "limit"], "--set limit: write it as knob=value"),
        (["build", "quickstrat"], "no recipe named quickstrat; did you mean quickstart?"),
        (["build", "quickstart", "--set", "validate.max_edit=3"], "did you mean max_edits?"),
        (["show", "abc", "--run", "nowhere"], "nowhere: cannot be read: there is no such file"),
        (["evaluate", "nowhere"], "nowhere: cannot be read: there is no such file"),
    ],
)
def test_wrong_usage_is_told_in_one_line_and_ends_with_2(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    seen = capsys.readouterr()
    assert told in seen.err and seen.err.startswith("negforge: ") and seen.err.count("\n") == 1
    assert seen.out == ""


def test_debug_shows_the_traceback_too() -> None:
    code = "from negforge.cli.main import main\nraise SystemExit(main(['build', 'quickstrat']))"
    outcome = python(code, NEGFORGE_DEBUG="1")
    assert outcome.returncode == 2 and "Traceback" in outcome.stderr
    assert "Traceback" not in python(code).stderr


def test_a_reader_that_leaves_early_causes_no_noise() -> None:
    command = f"{sys.executable} -m negforge list defects | head -1"
    outcome = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=300)
    assert outcome.stdout.startswith("defect") and outcome.stderr == ""


def test_quickstart_makes_pairs_over_all_four_families(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "quickstart", "--set", "limit=60", "--out", str(tmp_path / "run")]) == 0
    seen = capsys.readouterr()
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["counts"]["pairs"] >= 40
    assert {split.split("_")[0] for split in manifest["counts"]["by_split"]} == {"planning", "robust", "safety", "tool"}
    for words in ("Pairs\nrule", "Kept, by split and defect", "Accuracy of the judges", "macro", "negforge show "):
        assert words in seen.out
    assert all(line.startswith("negforge: ") for line in seen.err.splitlines())


def test_what_a_build_tells_to_type_next_works(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = finished.parent / "log.jsonl"
    assert main(["build", "from_logs", "--input", str(log), "--out", str(finished)]) == 0
    seen = capsys.readouterr()
    assert "finished before from the same inputs; nothing to do" in seen.err
    next_lines = [line.removeprefix("Next:").strip() for line in seen.out.splitlines()[-2:]]
    typed = [line.removeprefix("python -m negforge ").split() for line in next_lines]  # so it was called here
    assert [words[0] for words in typed] == ["show", "evaluate"]
    assert [main(words) for words in typed] == [0, 0]


def test_build_gives_json_for_machines(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = finished.parent / "log.jsonl"
    assert main(["build", "from_logs", "--input", str(log), "--out", str(finished), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["fresh"] is False and told["counts"]["pairs"] > 0 and told["metrics"][-1]["split"] == "macro"


def test_other_inputs_do_not_write_over_a_run(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (finished / "manifest.json").read_bytes()
    other = write_log(finished.parent / "other.jsonl", [rollout(7)])
    assert main(["build", "from_logs", "--input", str(other), "--out", str(finished)]) == 2
    assert "made from other inputs (input, recipe changed); use --overwrite" in capsys.readouterr().err
    assert (finished / "manifest.json").read_bytes() == before


def test_overwrite_makes_a_run_anew(tmp_path: Path) -> None:
    for number in (0, 1):
        log = write_log(tmp_path / "log.jsonl", [rollout(number)])
        words = ["build", "from_logs", "--input", str(log), "--out", str(tmp_path / "run"), "--overwrite"]
        assert main(words) == 0
    assert "W-2002" in (tmp_path / "run" / "pairs.jsonl").read_text()
    assert "W-2000" not in (tmp_path / "run" / "pairs.jsonl").read_text()


def test_several_inputs_may_follow_one_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs = [str(write_log(tmp_path / f"{number}.jsonl", [rollout(number)])) for number in range(3)]
    assert main(["build", "from_logs", "--input", *logs, "--out", str(tmp_path / "run")]) == 0
    assert "Read 3 rollouts from 3 files" in capsys.readouterr().out


def test_limit_reads_only_the_first_rollouts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout(number) for number in range(5)])
    assert main(["build", "from_logs", "--input", str(log), "--limit", "2", "--out", str(tmp_path / "run")]) == 0
    assert "Read 2 rollouts" in capsys.readouterr().out


def test_rollouts_of_a_run_are_an_input_too(finished: Path, tmp_path: Path) -> None:
    words = ["build", "from_logs", "--input", str(finished / "rollouts.jsonl"), "--out", str(tmp_path / "run")]
    assert main(words) == 0
    assert (tmp_path / "run" / "pairs.jsonl").read_bytes() == (finished / "pairs.jsonl").read_bytes()


def test_preview_shows_pairs_of_different_rules_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["preview", "quickstart", "-n", "4"]) == 0
    heads = [line for line in capsys.readouterr().out.splitlines() if " -> " in line]
    assert len({line.split()[1] for line in heads}) == 4
    assert list(tmp_path.iterdir()) == []


def test_preview_and_build_make_the_same_pairs(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = finished.parent / "log.jsonl"
    assert main(["preview", "from_logs", "--input", str(log), "-n", "3"]) == 0
    ids = {line.split()[0] for line in capsys.readouterr().out.splitlines() if " -> " in line}
    assert ids <= {pair.id for pair in negforge.load_pairs(finished)} and len(ids) == 3


def test_show_finds_a_pair_by_the_start_of_its_id(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = next(iter(negforge.load_pairs(finished))).id
    assert main(["show", wanted[:10], "--run", str(finished)]) == 0
    assert f"pair {wanted}" in capsys.readouterr().out


def test_show_corrects_an_id(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = next(iter(negforge.load_pairs(finished))).id
    typed = wanted[:-1] + ("0" if wanted[-1] != "0" else "1")
    assert main(["show", typed, "--run", str(finished)]) == 2
    assert f"did you mean {wanted}?" in capsys.readouterr().err


def test_show_asks_for_more_of_an_id_that_several_pairs_share(
    finished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "", "--run", str(finished)]) == 2
    assert "several pairs" in capsys.readouterr().err


def test_show_uses_the_newest_finished_run(
    finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["show", "abc"]) == 2
    assert "no finished run under runs/; name one with --run DIR" in capsys.readouterr().err
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "mine").symlink_to(finished)
    assert main(["show", next(iter(negforge.load_pairs(finished))).id]) == 0


def test_show_marks_the_edit_and_folds_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(example(), tmp_path, capsys, "80")
    assert "Order W-1 cost [-31.40-] euros." in out and "Order W-1 cost {+87.15+} euros." in out
    assert "What did W-1 cost?" in out and "... 2 messages alike ..." in out
    assert "The answer exchanges the values of two records" in out


def test_show_sets_the_sides_side_by_side_where_there_is_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = next(row for row in shown(example(), tmp_path, capsys, "120").splitlines() if "[-31.40-]" in row)
    assert "{+87.15+}" in line


def test_hostile_text_reaches_the_terminal_spelled_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "\x1b[2J\x9b31m\u202e [bold red]markup[/] :smile: \ud800 \r \x07 W-1 cost {}"
    for columns in ("80", "140"):
        out = shown(example(hostile.format("31.40"), hostile.format("87.15")), tmp_path, capsys, columns)
        assert not set(out) & set("\x1b\x9b\u202e\r\x07\ud800")
        flat = " ".join(out.split())
        assert "\\x1b[2J\\x9b31m\\u202e" in flat and "[bold red]markup[/] :smile:" in flat


def test_hostile_tool_names_and_ids_are_spelled_out_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pair = example()
    call = ToolCall("c9", "rm\x1b]0;gone\x07", "{}")
    worse = replace(pair, rejected=Trajectory((call, *pair.rejected.messages)), split="a\x1b[31mb")
    assert "\x1b" not in shown(worse, tmp_path, capsys, "120")


def test_words_apart_keep_values_whole() -> None:
    gone, new = words_apart("It leaves at 16:40, for 1,204.50 euros", "It leaves at 18:10, for 1,204.50 euros")
    assert [words for mark, words in gone if mark == "gone"] == ["16:40"]
    assert [words for mark, words in new if mark == "new"] == ["18:10"]


def test_nothing_of_an_edit_is_lost_on_the_screen() -> None:
    rows = aligned(example())
    edited = [row for row in rows if isinstance(row, Row) and row.edited]
    folded = sum(row.messages for row in rows if isinstance(row, Fold))
    assert len(edited) == 1 and edited[0].chosen is not None and edited[0].chosen.number == 5
    assert folded + len(rows) - sum(isinstance(row, Fold) for row in rows) == 6


def test_visible_leaves_readable_text_as_it_is() -> None:
    assert visible("plain, 漢字, é, 😀, a\u00a0b") == "plain, 漢字, é, 😀, a\u00a0b"
    assert visible("a\tb\nc", lines=True) == "a b\nc" and visible("a\nb") == "a\\x0ab"


def test_columns_of_a_table_are_as_wide_as_their_widest_cell() -> None:
    shown_as = "name       n\na         10\nlong one   2"
    assert table(["name", "n"], [["a", "10"], ["long one", "2"]], right=(1,)) == shown_as


def test_evaluate_tells_accuracy_with_interval_for_runs_and_files(
    finished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(finished), "--judge", "shorter", "--json"]) == 0
    of_run = json.loads(capsys.readouterr().out)
    assert {row["evaluator"] for row in of_run} == {"shorter"} and of_run[-1]["split"] == "macro"
    assert all(row["low"] <= row["value"] <= row["high"] for row in of_run)
    assert main(["evaluate", str(finished / "pairs.jsonl"), "--judge", "shorter", "--json"]) == 0
    of_file = json.loads(capsys.readouterr().out)
    assert sorted(of_file, key=str) == sorted(of_run, key=str)


def test_evaluate_corrects_a_judge(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(finished), "--judge", "shortr"]) == 2
    assert "no judge named shortr; did you mean shorter?" in capsys.readouterr().err


def test_a_broken_pair_is_left_out_and_told(finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (finished / "pairs.jsonl").read_text().splitlines()
    (tmp_path / "pairs.jsonl").write_text("\n".join([lines[0], lines[1][:50], '{"id": 3}', lines[2]]) + "\n")
    assert main(["evaluate", str(tmp_path / "pairs.jsonl"), "--judge", "shorter", "--json"]) == 0
    seen = capsys.readouterr()
    assert json.loads(seen.out)[-1]["n"] == 2
    assert "pairs.jsonl: line 2: left out: " in seen.err and "pairs.jsonl: line 3: left out: " in seen.err


def test_an_unfinished_run_is_told(finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ledger.json").write_bytes((finished / "ledger.json").read_bytes())
    assert main(["evaluate", str(tmp_path)]) == 1
    assert "this run is not finished" in capsys.readouterr().err


def test_plan_rewardbench_files_are_judged(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(shared("plan_rewardbench")), "--judge", "fewer_calls", "--json"]) == 0
    seen = capsys.readouterr()
    sizes = {row["split"]: row["n"] for row in json.loads(seen.out)}
    assert sizes["planning_single_easy"] == 144 and sizes["planning_multi_easy"] == 109
    assert sizes["tool_irrelevance"] == 275 and "more notes on odd rows" in seen.err


def guest(folder: Path, module: str, entry: str) -> str:
    """A package with an entry point, as pip would install it; the folder to put on the path."""
    (folder / "guest_rules.py").write_text(module)
    info = folder / "guest_rules-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: guest-rules\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(entry)
    return str(folder)


GUEST_RULE = '''
from negforge.core.defect import REDUNDANT_CALL
from negforge.perturb.rule import rule

@rule(REDUNDANT_CALL)
def a_guest(task, chosen, rng):
    """Do nothing, politely."""
    return ()
'''


def listed(path: str) -> tuple[int, Any, str]:
    code = "from negforge.cli.main import main\nraise SystemExit(main(['list', 'rules', '--json']))"
    outcome = python(code, PYTHONPATH=os.pathsep.join([path, *sys.path]))
    return outcome.returncode, json.loads(outcome.stdout or "null"), outcome.stderr


def test_a_guest_rule_is_found_and_comes_after_the_built_in_ones(tmp_path: Path) -> None:
    path = guest(tmp_path, GUEST_RULE, "[negforge.rules]\nmine = guest_rules:a_guest\n")
    code, rows, _ = listed(path)
    assert code == 0 and rows[-1]["rule"] == "a_guest" and rows[-1]["says"] == "Do nothing, politely."


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("mine = guest_rules:missing", "cannot be loaded (AttributeError"),
        ("mine = guest_rules:REDUNDANT_CALL", "is no Rule and no tuple of them"),
        ("mine = guest_rules:a_guest\nalso = guest_rules:a_guest", "the name a_guest is taken"),
    ],
)
def test_a_guest_that_cannot_be_used_is_told(tmp_path: Path, entry: str, told: str) -> None:
    code, _, err = listed(guest(tmp_path, GUEST_RULE, f"[negforge.rules]\n{entry}\n"))
    assert code == 2 and told in err and "Traceback" not in err


def test_every_layout_of_pairs_that_is_read_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "formats", "--json"]) == 0
    found = {row["format"] for row in json.loads(capsys.readouterr().out) if row["for"] == "evaluate"}
    assert found == {"negforge pairs", "plan_rewardbench", "trl"}
