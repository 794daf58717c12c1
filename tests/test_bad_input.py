"""Bad input: a clear message, the right exit code, no traceback, no network, and nothing lost that could be read."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from negforge.cli.main import main
from tests.small_logs import TOOLS, rollout, write_log


class Outcome:
    """How a command ended. An exception that gets out of ``main`` would fail the test by itself."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def complaint(self) -> str:
        """What it said on stderr beside its progress."""
        progress = ("negforge: read ", "negforge: look for ", "negforge: perturb and ", "negforge: judge ")
        return "\n".join(line for line in self.err.splitlines() if not line.startswith(progress))


@pytest.fixture
def build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs ``negforge build from_logs`` on some files into tmp_path/run."""

    def run(*arguments: str | Path, out: Path | None = None, recipe: str = "from_logs") -> Outcome:
        words = ["build", recipe, *map(str, arguments), "--out", str(out or tmp_path / "run")]
        return ended(main(words), capsys)

    return run


def ended(code: int, capsys: pytest.CaptureFixture[str]) -> Outcome:
    seen = capsys.readouterr()
    assert "Traceback" not in seen.err
    return Outcome(code, seen.out, seen.err)


def refused(tmp_path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (tmp_path / "run" / "refused.jsonl").read_text().splitlines()]


def test_a_missing_file_is_told_with_the_name_that_was_meant(build: Any, tmp_path: Path) -> None:
    write_log(tmp_path / "runs_of_may.jsonl", [rollout()])
    outcome = build("--input", tmp_path / "runs_of_mai.jsonl")
    assert outcome.code == 2
    assert outcome.complaint == f"negforge: {tmp_path}/runs_of_mai.jsonl: no such file; did you mean runs_of_may.jsonl?"


def test_a_missing_folder_is_told(build: Any, tmp_path: Path) -> None:
    outcome = build("--input", tmp_path / "nowhere" / "a.json")
    assert outcome.code == 2 and outcome.complaint.endswith(f"there is no folder {tmp_path}/nowhere either")


def test_a_pattern_that_fits_nothing_is_told(build: Any, tmp_path: Path) -> None:
    outcome = build("--input", tmp_path / "*.jsonl")
    assert outcome.code == 2 and "no file has a name of this pattern" in outcome.complaint


def test_no_input_is_told(build: Any) -> None:
    outcome = build()
    assert outcome.code == 2 and outcome.complaint.startswith("negforge: no input: name one with --input FILE")


def test_a_broken_line_is_named_and_the_rest_is_kept(build: Any, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout(0), rollout(1), rollout(2)])
    lines = log.read_text().splitlines()
    log.write_text("\n".join([lines[0], lines[1][:90], lines[2]]) + "\n")
    outcome = build("--input", log)
    assert outcome.code == 0
    assert "Read 2 rollouts from 1 file (2 success). Refused 1 records: see refused.jsonl." in outcome.out
    assert [(one["file"], one["where"]) for one in refused(tmp_path)] == [("log.jsonl", "line 2")]


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(build: Any, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "log.jsonl").write_bytes(content)
    outcome = build("--input", tmp_path / "log.jsonl")
    assert outcome.code == 2
    assert outcome.complaint == "negforge: no rollout could be read: log.jsonl: is empty: nothing to read"


def test_a_rollout_without_messages_is_refused_and_counted(build: Any, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout(0), {**rollout(1), "messages": []}])
    assert build("--input", log).code == 0
    assert [one["where"] for one in refused(tmp_path)] == ["line 2"]
    assert "zero messages" in refused(tmp_path)[0]["reason"]


def test_a_rollout_without_tools_is_refused_with_what_to_do(build: Any, tmp_path: Path) -> None:
    talk = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hello, how can I help?"}]
    bare = {"messages": talk, "success": True}
    outcome = build("--input", write_log(tmp_path / "log.jsonl", [bare]))
    assert outcome.code == 2
    assert outcome.complaint.endswith("has no tools: none declared and none called; give them with --tools FILE")


def test_tools_are_inferred_over_the_whole_file_where_none_are_declared(build: Any, tmp_path: Path) -> None:
    short = rollout(1, tools=None)
    short["messages"] = [*short["messages"][:4], {"role": "assistant", "content": "It cost 32.40 euros."}]
    log = write_log(tmp_path / "log.jsonl", [rollout(0, tools=None), short])
    assert build("--input", log).code == 0
    read = [json.loads(line) for line in (tmp_path / "run" / "rollouts.jsonl").read_text().splitlines()]
    assert [[tool["name"] for tool in one["task"]["tools"]] for one in read] == [["get_order", "refund_order"]] * 2
    assert [one["task"]["tools_declared"] for one in read] == [False, False]


def test_a_message_of_5_mb_is_read_and_kept(build: Any, tmp_path: Path) -> None:
    big = rollout(0)
    response = {"order_id": "W-2000", "note": "lorem ipsum " * 430_000, "total": "31.40"}
    big["messages"][3]["content"] = json.dumps(response)
    outcome = build("--input", write_log(tmp_path / "log.jsonl", [big]))
    assert outcome.code == 0
    assert "lorem ipsum lorem ipsum" in (tmp_path / "run" / "pairs.jsonl").read_text()


REPEATED = ("7" * 400_000, "1,1,1," * 160_000, "1-1-1-" * 160_000, " " * 900_000, '"' * 900_000)
NUMBERED = (
    "{} ",
    "AB-1{} ",
    "I cannot book it. Actually, make it {} dollars. ",
    "| Item {0} | R{0} | {0}.50 | open |\n",
)


def filled(number: int, place: int, filler: str) -> dict[str, Any]:
    """A run with one message (1 of the user, 3 a response, -1 the answer) that goes on and on."""
    full = rollout(number)
    full["messages"][place]["content"] += f" {filler}"
    return full


@pytest.mark.parametrize("place", [0, 1, 3, -1], ids=["system", "user", "response", "answer"])
def test_a_message_of_a_megabyte_costs_seconds_and_the_other_runs_are_used(tmp_path: Path, place: int) -> None:
    counted = ["".join(text.format(number) for number in range(100, 110_000))[:1_000_000] for text in NUMBERED]
    records = [filled(number, place, text) for number, text in enumerate((*REPEATED, *counted), 1)]
    log = write_log(tmp_path / "log.jsonl", [rollout(0), *records])
    assert "W-2000" in built_at_all(log, tmp_path / "run")


def test_a_message_just_short_enough_to_be_read_is_read(tmp_path: Path) -> None:
    rows = "".join(NUMBERED[3].format(number) for number in range(1_000, 2_300))
    numbers = " ".join(str(number) for number in range(1_000, 4_000))
    told = [filled(1, -1, numbers), filled(2, 3, numbers), filled(3, -1, rows), filled(4, 3, rows), filled(5, 1, rows)]
    words = [filled(6, -1, "a  b c " * 28_000), filled(7, 0, "only when explicit confirm get " * 6_400)]
    log = write_log(tmp_path / "log.jsonl", [rollout(0), *told, *words])
    assert "W-2000" in built_at_all(log, tmp_path / "run")


def built_at_all(log: Path, out: Path) -> str:
    """The pairs of a build in a process of its own, which is killed if it seems to take for ever: five minutes."""
    command = [sys.executable, "-m", "negforge", "build", "from_logs", "--input", str(log), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return (out / "pairs.jsonl").read_text()


def test_lone_surrogates_and_control_characters_are_kept_as_they_are(build: Any, tmp_path: Path) -> None:
    odd = rollout(0)
    odd["messages"][-1]["content"] += " \ud800 \x1b[31m \u0000 \u202e"
    outcome = build("--input", write_log(tmp_path / "log.jsonl", [odd]))
    assert outcome.code == 0
    kept = json.loads((tmp_path / "run" / "pairs.jsonl").read_text().splitlines()[0])
    assert kept["chosen"]["messages"][-1]["parts"][0]["text"].endswith(" \ud800 \x1b[31m \u0000 \u202e")


def test_nan_in_a_record_is_refused_with_its_line(build: Any, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout(0), {**rollout(1), "cost": float("nan")}])
    assert build("--input", log).code == 0
    assert [one["where"] for one in refused(tmp_path)] == ["line 2"]
    assert "NaN" in refused(tmp_path)[0]["reason"]


def test_nan_in_the_arguments_of_a_call_does_not_stop_the_build(build: Any, tmp_path: Path) -> None:
    odd = rollout(0)
    odd["messages"][2]["tool_calls"][0]["function"]["arguments"] = '{"order_id": NaN}'
    assert build("--input", write_log(tmp_path / "log.jsonl", [odd, rollout(1)])).code == 0


def test_json_3000_levels_deep_is_refused_and_the_rest_kept(build: Any, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout(0)])
    deep = "[" * 3000 + "]" * 3000
    log.write_text(log.read_text() + f'{{"messages": {deep}}}\n' + json.dumps(rollout(1)) + "\n")
    outcome = build("--input", log)
    assert outcome.code == 0 and "Read 2 rollouts" in outcome.out
    assert [one["where"] for one in refused(tmp_path)] == ["line 2"]
    assert "deep" in refused(tmp_path)[0]["reason"]


def test_arguments_3000_levels_deep_do_not_stop_the_build(build: Any, tmp_path: Path) -> None:
    odd = rollout(0)
    odd["messages"][2]["tool_calls"][0]["function"]["arguments"] = '{"order_id": ' + "[" * 3000 + "]" * 3000 + "}"
    outcome = build("--input", write_log(tmp_path / "log.jsonl", [odd, rollout(1)]))
    assert outcome.code == 0 and "Read 2 rollouts" in outcome.out


def with_schema(order_id: dict[str, Any]) -> list[dict[str, Any]]:
    """The shop's tools, with another schema for an order's id."""
    tools: list[dict[str, Any]] = json.loads(json.dumps(TOOLS))
    for tool in tools:
        tool["function"]["parameters"]["properties"]["order_id"] = order_id
    return tools


def test_a_runaway_pattern_in_a_schema_does_not_hang_the_build(build: Any, tmp_path: Path) -> None:
    tools = with_schema({"type": "string", "pattern": "^(a+)+$"})
    odd = rollout(0, tools=tools)
    odd["messages"][2]["tool_calls"][0]["function"]["arguments"] = json.dumps({"order_id": "a" * 5000 + "!"})
    assert build("--input", write_log(tmp_path / "log.jsonl", [odd, rollout(1, tools=tools)])).code == 0


def test_a_schema_that_lies_elsewhere_is_not_fetched(build: Any, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        tools = with_schema({"$ref": f"http://127.0.0.1:{port}/order.json"})
        assert build("--input", write_log(tmp_path / "log.jsonl", [rollout(0, tools=tools)])).code == 0
        with pytest.raises(TimeoutError):
            server.accept()


def test_an_output_below_a_file_is_refused(build: Any, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout()])
    outcome = build("--input", log, out=log / "run")
    assert outcome.code == 2
    assert outcome.complaint == f"negforge: {log}/run: cannot be written to (Not a directory); choose another --out"


def test_a_folder_with_other_files_is_not_touched_even_with_overwrite(build: Any, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout()])
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years")
    outcome = build("--input", log, "--overwrite", out=mine)
    assert outcome.code == 2
    assert outcome.complaint == f"negforge: {mine}: not a run folder (it holds thesis.txt); choose another --out"
    assert sorted(path.name for path in mine.iterdir()) == ["thesis.txt"]


@pytest.mark.parametrize(
    ("setting", "meant"),
    [
        ("perturb.rules=[give_upp]", "no rule named give_upp; did you mean give_up?"),
        ("evaluate.judges=[shortr]", "no judge named shortr; did you mean shorter?"),
        ("format=tau_bensh", "no format named tau_bensh; did you mean tau_bench?"),
    ],
)
def test_a_name_that_there_is_not_is_corrected(build: Any, tmp_path: Path, setting: str, meant: str) -> None:
    outcome = build("--input", write_log(tmp_path / "log.jsonl", [rollout()]), "--set", setting)
    assert outcome.code == 2 and meant in outcome.complaint


def test_wrong_names_in_a_recipe_are_told_all_at_once_with_their_lines(build: Any, tmp_path: Path) -> None:
    recipe = tmp_path / "mine.yaml"
    recipe.write_text("name: mine\nperturb:\n  rules:\n    - give_upp\n    - retry_unchangd\nevaluate: {judges: [x]}\n")
    outcome = build(recipe=str(recipe))
    assert outcome.code == 2
    assert outcome.complaint.split("\n")[:3] == [
        "negforge: 3 mistakes",
        f"{recipe}:4: perturb.rules: no rule named give_upp; did you mean give_up?",
        f"{recipe}:5: perturb.rules: no rule named retry_unchangd; did you mean retry_unchanged?",
    ]


def test_a_pair_file_is_no_log(build: Any, tmp_path: Path) -> None:
    assert build("--input", write_log(tmp_path / "log.jsonl", [rollout()])).code == 0
    outcome = build("--input", tmp_path / "run" / "pairs.jsonl", out=tmp_path / "other")
    assert outcome.code == 2 and "holds pairs, not rollouts: judge them with `negforge evaluate`" in outcome.complaint


def test_a_log_is_no_pair_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout()])
    outcome = ended(main(["evaluate", str(log)]), capsys)
    assert outcome.code == 2
    assert outcome.complaint.startswith(f"negforge: {log}: holds rollouts, not pairs: `negforge build from_logs")


def test_a_file_of_tools_is_no_log(build: Any, tmp_path: Path) -> None:
    (tmp_path / "tools.json").write_text(json.dumps(TOOLS))
    outcome = build("--input", tmp_path / "tools.json")
    assert outcome.code == 2 and "holds tool declarations, not rollouts: give it with --tools" in outcome.complaint


@pytest.mark.parametrize("content", ["{", '"words"', '[{"description": "nameless"}]', "[1]"])
def test_a_file_of_tools_that_cannot_be_read_is_told(build: Any, tmp_path: Path, content: str) -> None:
    (tmp_path / "tools.json").write_text(content)
    log = write_log(tmp_path / "log.jsonl", [rollout()])
    outcome = build("--input", log, "--tools", tmp_path / "tools.json")
    assert outcome.code == 2 and outcome.complaint.startswith(f"negforge: {tmp_path}/tools.json: ")


def test_another_policy_file_that_is_no_text_is_told(build: Any, tmp_path: Path) -> None:
    (tmp_path / "rules.txt").write_bytes(b"\xff\xfe")
    log = write_log(tmp_path / "log.jsonl", [rollout()])
    outcome = build("--input", log, "--policy", tmp_path / "rules.txt")
    assert outcome.code == 2 and "is not UTF-8 text" in outcome.complaint


def test_files_among_others_that_are_no_logs_are_told_and_the_rest_is_read(build: Any, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    write_log(logs / "b.jsonl", [rollout(0)])
    (logs / "a.json").write_text('{"weather": "fine"}')
    (logs / "c.json").write_text("")
    assert build("--input", logs).code == 0
    assert [(one["file"], one["where"]) for one in refused(tmp_path)] == [
        ("a.json", "whole file"),
        ("c.json", "whole file"),
    ]


def test_a_build_without_certified_runs_fails_and_says_where_to_look(build: Any, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout(0, success=False), rollout(1, success=None)])
    outcome = build("--input", log)
    assert outcome.code == 1
    assert "Read 2 rollouts from 1 file (1 failure, 1 unknown)." in outcome.out
    assert outcome.complaint.startswith("negforge: no pair was made; see ")


def test_runs_of_which_nothing_is_known_are_taken_only_when_asked(build: Any, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout(0, success=False), rollout(1, success=None)])
    assert build("--input", log, "--set", "perturb.only_successes=false").code == 0
    pairs = (tmp_path / "run" / "pairs.jsonl").read_text()
    assert "W-2002" in pairs and "W-2000" not in pairs


def test_the_same_run_twice_is_read_once_and_told(build: Any, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout(0), rollout(0)])
    assert build("--input", log).code == 0
    assert refused(tmp_path)[0]["reason"] == "is the same run as one read before (log.jsonl: line 1)"


def test_hostile_names_and_texts_do_not_reach_the_terminal(build: Any, tmp_path: Path) -> None:
    outcome = build("--input", tmp_path / "a\x1b[31m.json")
    assert outcome.code == 2 and "\x1b" not in outcome.err and "\\x1b[31m" in outcome.err


@pytest.mark.parametrize("stray", ['{"x":1}', "{}", "1", '"hi"', "null", "[]"])
def test_a_stray_first_record_is_refused_by_its_line_and_the_rest_is_read(
    build: Any, tmp_path: Path, stray: str
) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout(0), rollout(1)])
    log.write_text(f"{stray}\n{log.read_text()}")
    outcome = build("--input", log)
    assert outcome.code == 0 and "Read 2 rollouts from 1 file (2 success). Refused 1 records" in outcome.out
    assert [(one["file"], one["where"]) for one in refused(tmp_path)] == [("log.jsonl", "line 1")]


@pytest.mark.parametrize("stray", ['{"x":1}', "{}", "1", '"hi"'])
def test_a_stray_first_row_of_a_pair_file_is_left_out_and_the_rest_is_judged(
    build: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], stray: str
) -> None:
    assert build("--input", write_log(tmp_path / "log.jsonl", [rollout()])).code == 0
    pairs = tmp_path / "run" / "pairs.jsonl"
    (tmp_path / "mine.jsonl").write_text(f"{stray}\n{pairs.read_text()}")
    outcome = ended(main(["evaluate", str(tmp_path / "mine.jsonl")]), capsys)
    assert outcome.code == 0
    assert "mine.jsonl: line 1: left out: " in outcome.err and "1 rows were left out" in outcome.err


@pytest.mark.parametrize(
    "wrong", [{"$ref": "https://example.com/a.json"}, {"$ref": "file:///etc/a"}, {"type": "strng"}]
)
def test_a_schema_that_cannot_be_used_is_counted_with_its_tool_and_reason(
    build: Any, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    runs = [rollout(0, tools=with_schema(wrong)), rollout(1, tools=with_schema(wrong)), rollout(2)]
    assert build("--input", write_log(tmp_path / "log.jsonl", runs)).code == 0
    (report,) = json.loads((tmp_path / "run" / "ingest.json").read_text())
    counted = report["unusable_schemas"]
    assert list(counted.values()) == [2, 2]
    assert [key[: key.index(":")] for key in counted] == ["tool get_order", "tool refund_order"]
    assert all("its schema cannot be used: " in key for key in counted)


def test_usable_schemas_are_not_told(build: Any, tmp_path: Path) -> None:
    assert build("--input", write_log(tmp_path / "log.jsonl", [rollout()])).code == 0
    assert json.loads((tmp_path / "run" / "ingest.json").read_text())[0]["unusable_schemas"] == {}


LONG = "x" * 5000


def test_a_name_that_no_file_can_have_is_told_wherever_it_is_typed(
    build: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout()])
    outcomes = [
        build("--input", LONG),
        build("--input", log, "--tools", LONG),
        build("--input", log, "--policy", LONG),
        build(recipe=LONG),
        ended(main(["evaluate", LONG]), capsys),
        ended(main(["show", "a", "--run", LONG]), capsys),
    ]
    assert [outcome.code for outcome in outcomes] == [2] * 6
    assert all("File name too long" in outcome.complaint for outcome in outcomes)


@pytest.mark.parametrize("setting", [r'input=["a\0b"]', r'input=["\ud800.json"]', r'tools="a\0b"', r'policy="\ud800"'])
def test_a_name_with_half_a_character_or_none_is_told(build: Any, tmp_path: Path, setting: str) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout()])
    given = [] if setting.startswith("input") else ["--input", log]
    outcome = build(*given, "--set", setting)
    assert outcome.code == 2 and "no file can have this name" in outcome.complaint
    assert outcome.complaint.isprintable()


def test_a_file_used_as_a_folder_is_told(build: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout()])
    outcome = build("--input", log / "a.json")
    assert outcome.code == 2 and outcome.complaint.endswith(f"there is no folder {log} either")
    assert ended(main(["evaluate", str(log / "a.json")]), capsys).code == 2
    assert ended(main(["show", "a", "--run", str(log / "a.json")]), capsys).code == 2
    assert build(recipe=str(log / "a.yaml")).code == 2


def test_a_locked_folder_is_told_wherever_it_is_named(
    build: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout()])
    locked = tmp_path / "outer" / "locked"
    locked.mkdir(parents=True)
    inside = write_log(locked / "a.jsonl", [rollout()])
    locked.chmod(0)
    if os.access(locked, os.R_OK):
        pytest.skip("whoever runs this may read everything")
    try:
        outcomes = [
            build("--input", inside),
            build("--input", locked),
            build("--input", locked.parent),
            build("--input", log, "--tools", inside),
            build("--input", log, "--policy", inside),
            build(recipe=str(locked / "a.yaml")),
            ended(main(["evaluate", str(inside)]), capsys),
            ended(main(["evaluate", str(locked)]), capsys),
            ended(main(["show", "a", "--run", str(locked)]), capsys),
        ]
    finally:
        locked.chmod(0o700)
    assert [outcome.code for outcome in outcomes] == [2] * 9
    assert all("ermission denied" in outcome.complaint for outcome in outcomes)


def test_limit_is_told_by_the_name_of_its_option(build: Any) -> None:
    outcome = build("--limit", "0")
    assert outcome.code == 2
    assert outcome.complaint == "negforge: --limit: limit should be greater than or equal to 1, not '0'"
