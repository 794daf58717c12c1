"""evaluate --gate as people type it: exit codes, files, baselines from other runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import negforge
from negforge.cli.main import main
from tests.mock_endpoint import mock_endpoint
from tests.small_logs import rollout, write_log

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run over a small log; its own judges have judged it."""
    folder = tmp_path_factory.mktemp("gated")
    log = write_log(folder / "log.jsonl", [rollout(number) for number in range(8)])
    overrides = {"input": [str(log)], "evaluate.judges": ["shorter", "grounding"]}
    negforge.build_benchmark("from_logs", folder / "run", overrides=overrides)
    return folder / "run"


@pytest.fixture
def evaluate(run: Path, typed: Typed) -> Typed:
    def judged(*words: str, judge: str = "grounding") -> tuple[int, str, str]:
        return typed("evaluate", run, "--judge", judge, *words)

    return judged


def accuracy(evaluate: Typed) -> float:
    _, out, _ = evaluate("--json")
    return float(next(row["value"] for row in json.loads(out) if row["split"] == "macro"))


def judgement(pair: str, judge: str, verdict: str) -> str:
    return json.dumps({"pair_id": pair, "evaluator": judge, "order": "chosen_first", "outcome": verdict}) + "\n"


def pair_ids(run: Path) -> list[str]:
    return [json.loads(line)["id"] for split in sorted((run / "splits").iterdir()) for line in split.open()]


def test_what_holds_ends_with_0_and_what_does_not_with_3(evaluate: Typed) -> None:
    reached = accuracy(evaluate)
    assert 0.1 < reached < 1
    code, out, err = evaluate("--gate", f"macro>={reached - 0.01:.3f}; failed<=0")
    assert (code, err) == (0, "") and out.count("passed") == 2 and "(shares, as conditions have them" in out
    code, out, err = evaluate("--gate", f"macro>={reached + 0.01:.3f}", "--gate", "failed<=0")
    assert code == 3 and "FAILED" in out
    assert err.startswith("negforge: the judge gate was not passed: `macro>=") and err.count("\n") == 1


def test_what_cannot_be_decided_ends_with_3_and_says_so(evaluate: Typed, run: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.jsonl"
    old.write_text("".join(judgement(pair, "another", "chosen") for pair in pair_ids(run)))
    code, out, err = evaluate("--gate", "no drop > 0.5", "--baseline", str(old))
    assert code == 3 and "UNDECIDED" in out and "could not be decided" in err and "its judges: another" in err


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("macr>=0.7", "there will be no split macr; did you mean macro?"),
        ("macro>=0; groundin:macro>=0.7", "`groundin:macro>=0.7`: there will be no judge groundin; did you mean gr"),
        ("grounding:macor>=0.7", "there will be no split macor; did you mean macro?"),
        ("macro.flip_rat<=0.2", "there will be no figure flip_rat; did you mean flip_rate?"),
        ("no drop > 0.1 in macor", "there will be no split macor; did you mean macro?"),
        ("no drop > 0.1 of groundig", "there will be no judge groundig; did you mean grounding?"),
    ],
)
def test_a_name_that_there_will_not_be_ends_with_2_before_any_model_is_asked(
    run: Path, tmp_path: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch, condition: str, told: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
    with mock_endpoint() as server:
        words = ("-j", "grounding", "-j", "llm:mock-model", "--base-url", server.base_url, "--out", tmp_path / "out")
        baseline = ("--baseline", run) if condition.startswith("no") else ()
        code, out, err = typed("evaluate", run, *words, "--gate", condition, *baseline)
        assert (code, out) == (2, "") and told in err
        assert not (tmp_path / "out").exists() and server.counts()["requests"] == 0


def test_the_splits_that_a_gate_may_name_are_those_of_the_wanted_pairs(evaluate: Typed, run: Path) -> None:
    splits = [one.stem for one in sorted((run / "splits").iterdir()) if one.stat().st_size]
    for split in splits:
        assert evaluate("--split", split, "--gate", f"{split}>=0; grounding:{split}.low>=0")[0] == 0
    code, _, err = evaluate("--split", splits[0], "--gate", "another>=0.5")
    assert code == 2 and f"there will be no split another; there is {splits[0]}, macro, grounding" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--gate", "macro=0.7"), "`=` is no comparison"),
        (("--gate", " ; "), "holds no condition"),
        (("--gate", "no significant drop"), "compares with an earlier run; name it: --baseline"),
        (
            ("--gate", "no significant drop", "--baseline", "gone.json"),
            "gone.json: cannot be read: there is no such file",
        ),
        (("--gate", "macro>=0", "--baseline", "old.json"), "no condition of --gate compares with it"),
        (("--baseline", "old.json"), "--baseline old.json: there is no gate; add one"),
        (("--junit", "x.xml"), "--junit x.xml: there is no gate"),
        (("--markdown", "x.md"), "--markdown x.md: there is no gate"),
    ],
)
def test_wrong_words_end_with_2_before_any_pair_is_judged(evaluate: Typed, words: tuple[str, ...], told: str) -> None:
    code, out, err = evaluate(*words)
    assert (code, out) == (2, "") and told in err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "holds no figures"),
        ("[]", "holds no figures"),
        ('[{"split": "x"}]', "rows that name no evaluator"),
        ("nonsense", "not JSON"),
        ('{"pair_id": "a", "evaluator": "b", "outcome": "maybe", "order": "chosen_first"}', "line 1: no judgement"),
    ],
)
def test_a_baseline_that_is_none_ends_with_2_and_its_place(
    evaluate: Typed, tmp_path: Path, content: str, told: str
) -> None:
    (tmp_path / "old.json").write_text(content)
    code, out, err = evaluate("--gate", "no significant drop", "--baseline", str(tmp_path / "old.json"))
    assert (code, out) == (2, "") and told in err and str(tmp_path / "old.json") in err


def test_a_folder_without_an_evaluation_is_no_baseline(evaluate: Typed, tmp_path: Path) -> None:
    code, _, err = evaluate("--gate", "no significant drop", "--baseline", str(tmp_path))
    assert code == 2 and "holds no metrics.json or judgements.jsonl" in err


def test_the_run_s_own_judgements_are_a_baseline_pair_by_pair(evaluate: Typed, run: Path) -> None:
    code, out, _ = evaluate("--gate", "no significant drop; no drop > 0", "--baseline", str(run))
    assert code == 0 and "on the same" in out and "(+0.0000)" in out


def test_printed_json_is_a_baseline_by_intervals(evaluate: Typed, tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(evaluate("--json")[1])
    code, out, _ = evaluate("--gate", "no significant drop", "--baseline", str(tmp_path / "old.json"))
    assert code == 0 and "unpaired" in out


def test_a_planted_drop_is_found_and_told_in_both_files(evaluate: Typed, run: Path, tmp_path: Path) -> None:
    old, junit, page = tmp_path / "judgements.jsonl", tmp_path / "gate.xml", tmp_path / "gate.md"
    old.write_text("".join(judgement(pair, "shorter", "chosen") for pair in pair_ids(run)))
    words = ("--gate", "no significant drop in macro; shorter:failed<=0", "--baseline", str(old))
    code, _, err = evaluate(*words, "--junit", str(junit), "--markdown", str(page), judge="shorter")
    assert code == 3 and "1.0000 before" in err
    root = ElementTree.parse(junit).getroot()
    assert (root.attrib["tests"], root.attrib["failures"], root.attrib["errors"]) == ("2", "1", "0")
    assert [one.find("failure") is None for one in root.iter("testcase")] == [False, True]
    assert (
        page.read_text().startswith("### Judge gate: FAILED")
        and "**FAILED** | no significant drop in macro" in page.read_text()
    )


def test_a_composed_judge_is_compared_pair_by_pair_too(evaluate: Typed, run: Path, tmp_path: Path) -> None:
    old = tmp_path / "judgements.jsonl"
    old.write_text("".join(judgement(pair, "gated:shorter", "rejected") for pair in pair_ids(run)))
    words = ("-j", "gated:shorter", "--gate", "no drop > 0 in macro", "--baseline", str(old))
    code, out, _ = evaluate(*words, judge="shorter")
    assert code == 3 and "0.0000 before" in out and f"on the same {len(pair_ids(run))} pairs" in out


def test_files_are_written_where_the_gate_is_passed_too(evaluate: Typed, tmp_path: Path) -> None:
    junit = tmp_path / "gate.xml"
    code, _, _ = evaluate("--gate", "macro>=0", "--junit", str(junit))
    assert code == 0 and ElementTree.parse(junit).getroot().attrib["failures"] == "0"


def test_a_file_that_cannot_be_written_ends_with_1(evaluate: Typed, tmp_path: Path) -> None:
    code, _, err = evaluate("--gate", "macro>=0", "--junit", str(tmp_path / "no" / "gate.xml"))
    assert code == 1 and "cannot be written" in err


def test_json_stays_json(evaluate: Typed) -> None:
    code, out, err = evaluate("--gate", "macro>=2%", "--json")
    assert code == 0 and isinstance(json.loads(out), list) and "macro>=2%" in err


def test_an_evaluation_without_pairs_ends_with_1_as_without_a_gate(tmp_path: Path, capsys: Any) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout(0, success=False)])
    negforge.build_benchmark("from_logs", tmp_path / "none", overrides={"input": [str(log)]})
    junit = tmp_path / "gate.xml"
    words = ["evaluate", str(tmp_path / "none"), "--judge", "shorter", "--gate", "macro>=0", "--junit", str(junit)]
    assert main(words) == 1 and "no pair was judged" in capsys.readouterr().err
    assert ElementTree.parse(junit).getroot().attrib["errors"] == "1"


def test_a_model_is_compared_with_what_its_folder_held_before(
    run: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
    out = tmp_path / "out"
    with mock_endpoint() as server:
        words = ["evaluate", str(run), "-j", "llm:mock-model", "--base-url", server.base_url, "--out", str(out)]
        assert main(words) == 0
        kept = (out / "judgements.jsonl").read_text()
        before = [json.loads(line) for line in kept.splitlines()]
        for one in before:
            one["outcome"] = "chosen"
        (out / "judgements.jsonl").write_text("".join(json.dumps(one) + "\n" for one in before))
        capsys.readouterr()
        assert main([*words, "--gate", "no drop > 0.01 in macro", "--baseline", str(out)]) == 3
        assert "1.0000 before" in capsys.readouterr().err and (out / "judgements.jsonl").read_text() == kept
        assert main([*words, "--gate", "no drop > 0.01; no significant drop in macro", "--baseline", str(out)]) == 0
        assert main([*words, "--gate", "llm:mock-model:macro.n>=1", "--json"]) == 0


def test_a_hostile_split_name_breaks_neither_file(run: Path, tmp_path: Path, capsys: Any) -> None:
    rows = [json.loads(line) for split in sorted((run / "splits").iterdir()) for line in split.open()]
    evil = "</testcase>\x1b[31m|`@all`\u202e"
    path, junit, page = tmp_path / "pairs.jsonl", tmp_path / "gate.xml", tmp_path / "gate.md"
    path.write_text("".join(json.dumps({**row, "split": evil}) + "\n" for row in rows))
    old = tmp_path / "old.jsonl"
    old.write_text("".join(judgement(row["id"], "shorter", "chosen") for row in rows))
    words = ["evaluate", str(path), "-j", "shorter", "--gate", "no drop > 0.9", "--baseline", str(old)]
    assert main([*words, "--junit", str(junit), "--markdown", str(page)]) in (0, 3)
    seen = capsys.readouterr()
    assert "\x1b" not in seen.out + seen.err and "\u202e" not in seen.out + seen.err
    names = [one.attrib["name"] for one in ElementTree.parse(junit).getroot().iter("testcase")]
    assert any("</testcase>\\x1b[31m|`@all`\\u202e" in name for name in names)
    assert "\x1b" not in page.read_text() and "@all" not in page.read_text() and "`" not in page.read_text()
