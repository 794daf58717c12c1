"""`negforge report`: from folders of evaluations to a page, Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from negforge.cli.main import main
from negforge.core.verdict import Failure
from negforge.evaluate.ladder.rungs import SHARES
from tests.report.small_evaluation import HOSTILE_NAME, fare_pairs, judgements, said, write_evaluation


@pytest.fixture
def evaluation(tmp_path: Path) -> Path:
    pairs = fare_pairs(8)
    return write_evaluation(tmp_path / "judged", pairs, judgements(pairs))


def test_every_form_has_the_same_figures(evaluation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {name: str(tmp_path / f"out.{name}") for name in ("html", "markdown", "csv", "json")}
    options = [word for name in ("markdown", "csv", "json") for word in (f"--{name}", files[name])]
    assert main(["report", str(evaluation), "-o", files["html"], *options]) == 0
    report = json.loads(Path(files["json"]).read_text())
    macro = {one["evaluator"]: one["rate"] for one in report["figures"] if one["value"] == "macro"}
    assert (macro["steady"]["value"], macro["steady"]["n"], macro["steady"]["failed"]) == (0.75, 8, 0)
    assert macro["swayed"]["value"] == 0.5
    assert (macro[HOSTILE_NAME]["n"], macro[HOSTILE_NAME]["failed"]) == (7, 1)
    assert {"shorter", "fewer_calls"} <= macro.keys()
    rows = list(csv.DictReader(Path(files["csv"]).read_text().splitlines()))
    of_steady = [row for row in rows if (row["evaluator"], row["value"]) == ("steady", "macro")]
    assert [(row["accuracy"], row["n"], row["kind"]) for row in of_steady] == [("0.750000", "8", "judge")]
    told = Path(files["markdown"]).read_text()
    assert "| steady | judge | 75.0 \\[" in told
    page = Path(files["html"]).read_text()
    assert "75.0 [" in page
    assert "<script>document" not in page
    assert "steady" in capsys.readouterr().out


def test_the_same_evaluation_gives_the_same_page(evaluation: Path, tmp_path: Path) -> None:
    for name in ("one.html", "other.html"):
        assert main(["report", str(evaluation), "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "other.html").read_bytes()


def test_two_evaluations_stand_side_by_side_under_names_of_their_own(evaluation: Path, tmp_path: Path) -> None:
    pairs = fare_pairs(8)
    again = write_evaluation(
        tmp_path / "again", pairs[:6], [one for p in pairs[:6] for one in said(p, "steady", "chosen")]
    )
    out = tmp_path / "out.json"
    assert main(["report", str(evaluation), str(again), "-o", str(tmp_path / "r.html"), "--json", str(out)]) == 0
    report = json.loads(out.read_text())
    assert {"steady (judged)", "steady (again)", "swayed"} <= {one["name"] for one in report["evaluators"]}
    assert report["pairs"] == 8
    assert "Their averages do not compare." in report["notes"][0]


def test_figures_that_the_evaluation_wrote_are_not_made_again(evaluation: Path, tmp_path: Path) -> None:
    row = {"evaluator": "steady", "split": "macro", "value": 0.123, "n": 8, "failed": 0, "low": 0.1, "high": 0.2}
    (evaluation / "metrics.json").write_text(json.dumps([{**row, "clusters": 4, "flip_rate": None}]))
    out = tmp_path / "out.json"
    assert main(["report", str(evaluation), "-o", str(tmp_path / "r.html"), "--json", str(out)]) == 0
    figures = json.loads(out.read_text())["figures"]
    assert [one["rate"]["value"] for one in figures if one["evaluator"] == "steady"] == [0.123]


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("no judgements", "holds no judgements.jsonl"),
        ("broken line", "judgements.jsonl: line 1: no judgement"),
        ("pairs gone", "are gone from there; name them by --pairs PATH"),
        ("no mark", "does not say which pairs were judged; name them by --pairs PATH"),
        ("other pairs", "which is not among the pairs in"),
        ("metrics no JSON", "metrics.json: is no JSON"),
        ("page of another", "is no page of a report; choose another --out"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(
    evaluation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], harm: str, told: str
) -> None:
    out, pairs = tmp_path / "r.html", tmp_path / "judged-pairs.jsonl"
    if harm == "no judgements":
        (evaluation / "judgements.jsonl").unlink()
    elif harm == "broken line":
        (evaluation / "judgements.jsonl").write_text("{}\n")
    elif harm == "pairs gone":
        pairs.unlink()
    elif harm == "no mark":
        (evaluation / "evaluation.json").unlink()
    elif harm == "other pairs":
        pairs.write_bytes(pairs.read_bytes().splitlines(keepends=True)[1])
    elif harm == "metrics no JSON":
        (evaluation / "metrics.json").write_text("{")
    else:
        out.write_text("<p>mine</p>")
    assert main(["report", str(evaluation), "-o", str(out)]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("names", "notes"),
    [
        (("steady", "gated:steady", "ensemble:steady+gated:steady"), ("", SHARES, SHARES)),
        (("gated:taken_out",), ("",)),
    ],
)
def test_what_shares_code_with_the_labels_stands_aside(
    tmp_path: Path, names: tuple[str, ...], notes: tuple[str, ...]
) -> None:
    pairs, out = fare_pairs(4), tmp_path / "out.json"
    judged = [one for pair in pairs for name in names for one in said(pair, name, "chosen")]
    run = write_evaluation(tmp_path / "judged", pairs, judged)
    assert main(["report", str(run), "-o", str(tmp_path / "r.html"), "--json", str(out)]) == 0
    found = {one["name"]: (one["kind"], one["note"]) for one in json.loads(out.read_text())["evaluators"]}
    assert [found[name] for name in names] == [("aside" if note else "judge", note) for note in notes]


def test_pairs_may_be_named_where_the_evaluation_does_not_say(evaluation: Path, tmp_path: Path) -> None:
    (evaluation / "evaluation.json").unlink()
    pairs = str(tmp_path / "judged-pairs.jsonl")
    assert main(["report", str(evaluation), "-o", str(tmp_path / "r.html"), "--pairs", pairs]) == 0


def test_an_evaluation_without_one_verdict_has_a_page_too(tmp_path: Path) -> None:
    pairs = fare_pairs(2)
    lost = Failure("provider", "503")
    run = write_evaluation(tmp_path / "lost", pairs, [one for pair in pairs for one in said(pair, "j", lost, lost)])
    assert main(["report", str(run), "-o", str(tmp_path / "r.html"), "--markdown", str(tmp_path / "r.md")]) == 0
    assert "| j | judge | – |" in (tmp_path / "r.md").read_text()


def test_a_build_that_judged_is_an_evaluation(tmp_path: Path) -> None:
    from tests.small_run import small_run

    assert main(["report", str(small_run()), "-o", str(tmp_path / "r.html"), "--json", str(tmp_path / "r.json")]) == 0
    report = json.loads((tmp_path / "r.json").read_text())
    assert {one["name"]: one["kind"] for one in report["evaluators"]}["shorter"] == "shortcut"
    assert "world" in {one["facet"] for one in report["slices"]}
