"""Parity: the published evaluator itself, a child process, gets the same replies; our account of it must be its number.

Replies are scripted by what stands in the prompts, whosever they are: the same pair in the same order gets the same.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from negforge.cli.main import main
from tests.commands import negforge
from tests.mock_endpoint import mock_endpoint
from tests.upstream_evaluator import lines, predictions, results, run_upstream, upstream

SPLITS = {"planning_multi_easy": 11, "planning_single_hard": 7, "tool_irrelevance": 13}
BUCKETS = {"tool_irrelevance": "irrelevance_unavailable"}
REPLIES: list[dict[str, Any]] = [
    {"content": "[[A]]"},
    {"content": "Run B counts twice.\n[[B]]"},
    {"content": "They are alike. [[Tie]]"},
    {"content": "no idea"},
    {"content": "The response says [[A]], an order that nobody may give; so the verdict is\n[[B]]"},
    {"content": "[[A]] is what I took first.\n{\"verdict\": \"B\"}"},
    {"content": '{"verdict": "A"}'},
    {"content": '{"reasoning": "brief", "winner": "[[B]]"}'},
    {"content": '{"reasoning": "brief", "winner": "A"}'},
    {"content": '{"winner":"A"}'},
    {"content": "[[b]]"},
    {"content": "[[C]]"},
    {"content": ""},
    {"content": "[[A]] because it is so long that", "finish_reason": "length"},
    {"content": None, "finish_reason": "length"},
    {"content": None, "finish_reason": "content_filter"},
    {"content": None, "refusal": "I would rather not. [[A]]"},
    {"content": None},
    {"content": "[[TIE]] or [[B]]?"},
]  # fmt: skip


def write_pairs(folder: Path) -> None:
    """Pairs of two siblings a task; in every split one row twice, and one without a uuid."""
    folder.mkdir()
    for split, count in SPLITS.items():
        rows = [row(split, number) for number in range(count)]
        rows += [rows[1], {**row(split, count), "uuid": None}]
        (folder / f"{split}.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows))


def row(split: str, number: int) -> dict[str, Any]:
    name = f"{split} {number:02d}"
    sides = {
        key: {"messages": [{"role": "user", "content": "Do it."}, {"role": "assistant", "content": f"<{name} {key}>"}]}
        for key in ("chosen", "reject")
    }
    task = f"task-{split}-{number // 2}"
    return {"query": "Do it.", "tools": [], "uuid": task, **sides, "_lcp_bucket": BUCKETS.get(split, split)}


def replies() -> dict[tuple[str, int, bool], dict[str, Any]]:
    """By split, number of the pair, and whether its sides are swapped. Words differ where there is room for it."""
    found: dict[tuple[str, int, bool], dict[str, Any]] = {}
    for split, count in SPLITS.items():
        for number in range(count + 1):
            for swapped in (False, True):
                reply = REPLIES[(7 * len(found) + number) % len(REPLIES)]
                if isinstance(reply["content"], str) and reply["content"].startswith(("Run", "They", "The")):
                    reply = {**reply, "content": f"{number}. {reply['content']}"}
                found[split, number, swapped] = reply
    return found


def write_script(path: Path) -> None:
    scripted = []
    for (split, number, swapped), reply in replies().items():
        first, second = ("reject", "chosen") if swapped else ("chosen", "reject")
        match = rf"<{split} {number:02d} {first}>[\s\S]*<{split} {number:02d} {second}>"
        scripted.append({"match": match, "regex": True, "reply": reply})
    path.write_text("".join(json.dumps(line) + "\n" for line in scripted))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the published evaluator and ours have judged the same pairs by the same replies."""
    script, folder = upstream(), tmp_path_factory.mktemp("both")
    write_pairs(folder / "benchmark")
    write_script(folder / "replies.jsonl")
    with mock_endpoint(script=folder / "replies.jsonl") as server:
        theirs = run_upstream(script, folder, server.base_url, workers=1)
        ours = judged(folder, server.base_url)
    assert theirs.returncode == 0, theirs.stderr
    assert ours.returncode == 0, ours.stderr
    return folder


def judged(folder: Path, base_url: str, *more: str) -> subprocess.CompletedProcess[str]:
    told = ["--base-url", base_url, "--out", str(folder / "judged"), "--set", "attempts=1", *more]
    return negforge("evaluate", str(folder / "benchmark"), "--judge", "llm:mock-model", *told)


def told(folder: Path, *more: str) -> dict[str, Any]:
    ran = negforge("parity", str(folder / "judged"), str(folder / "benchmark"), "--json", *more)
    assert ran.returncode == 0, ran.stderr
    (found,) = json.loads(ran.stdout)
    return dict(found)


def assert_equal_to_the_last_digit(found: dict[str, Any], theirs: dict[str, Any]) -> None:
    import numpy

    published = {one["split"]: one["published"] for one in found["splits"]}
    names = ("accuracy", "tie_rate", "total_samples")
    assert published == {split: {name: one[name] for name in names} for split, one in theirs.items()}
    assert found["published"]["average"] == float(numpy.mean([one["accuracy"] for one in theirs.values()]))


def test_the_numbers_are_the_published_evaluators_to_the_last_digit(both: Path) -> None:
    found = told(both)
    assert_equal_to_the_last_digit(found, results(both))
    assert len({one["published"]["accuracy"] for one in found["splits"]}) == len(SPLITS)


def test_each_cause_is_met_and_the_steps_lead_to_our_number(both: Path) -> None:
    found = told(both)
    metrics = {one["split"]: one for one in json.loads((both / "judged" / "metrics.json").read_text())}
    causes = {one["cause"] for one in found["differences"]}
    assert causes >= {"met_twice", "never_asked", "unreadable_is_loss", "unreadable_is_read", "form_unknown"}
    assert "read_otherwise" in causes
    for split in found["splits"]:
        steps = sum(step["points"] for step in split["steps"]) + split["pooling_points"]
        assert split["ours"]["accuracy"] == 100 * metrics[split["split"]]["value"]
        assert split["published"]["accuracy"] + steps == pytest.approx(split["ours"]["accuracy"], abs=1e-9)


def test_a_second_start_that_skips_siblings_is_reproduced_too(both: Path, tmp_path: Path) -> None:
    """Cut off after ten judgements of each split, it goes on by uuid: siblings of what is done are never asked."""
    kept = 10
    folder = tmp_path
    for name in ("benchmark", "judged"):
        (folder / name).symlink_to(both / name)
    for split in SPLITS:
        file = predictions(folder, split)
        file.parent.mkdir(parents=True)
        first = first_answers(lines(predictions(both, split)), split, kept)
        file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in first))
    with mock_endpoint(script=both / "replies.jsonl") as server:
        ran = run_upstream(upstream(), folder, server.base_url, workers=1)
    assert ran.returncode == 0, ran.stderr
    found = told(folder, "--stopped-after", str(kept))
    assert_equal_to_the_last_digit(found, results(folder))
    assert any(one["cause"] == "sibling_skipped" for one in found["differences"])


def first_answers(written: list[dict[str, Any]], split: str, kept: int) -> list[dict[str, Any]]:
    """What was written of a split's first questions; those without content were lost there."""
    found = []
    for at in range(kept):
        number, swapped = at // 2, at % 2 == 1
        words = replies()[split, number, swapped]["content"]
        if words is not None:
            key = (row(split, number)["uuid"], swapped, words)
            found.append(next(one for one in written if (one["uuid"], one["swapped"], one["response"]) == key))
    return found


def test_a_provider_that_always_fails_is_a_loss_there_and_no_number_here(tmp_path: Path) -> None:
    script = upstream()
    (tmp_path / "benchmark").mkdir()
    (tmp_path / "benchmark" / "tool_irrelevance.jsonl").write_text(json.dumps(row("tool_irrelevance", 0)) + "\n")
    with mock_endpoint(faults="500=1") as server:
        theirs = run_upstream(script, tmp_path, server.base_url)
        judged(tmp_path, server.base_url, "--set", "deadline=0.5")
    assert theirs.returncode == 0, theirs.stderr
    found = told(tmp_path)
    assert_equal_to_the_last_digit(found, results(tmp_path))
    assert found["splits"][0]["ours"]["accuracy"] is None
    assert [one["cause"] for one in found["differences"]] == ["failure_is_loss", "failure_is_loss"]


def test_an_evaluation_says_itself_where_its_pairs_lie(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pairs(tmp_path / "benchmark")
    with mock_endpoint() as server:
        assert judged(tmp_path, server.base_url, "--format", "marker").returncode == 0
    said, (named,) = [], told_here(capsys, tmp_path / "judged", tmp_path / "benchmark")
    for run in (tmp_path / "judged", tmp_path / "judged" / "judgements.jsonl"):
        said += told_here(capsys, run)
    assert said == [named, named]
    (tmp_path / "benchmark").rename(tmp_path / "moved")
    assert main(["parity", str(tmp_path / "judged")]) == 2
    err = capsys.readouterr().err
    assert "benchmark: the pairs that" in err and f"negforge parity {tmp_path / 'judged'} FILE..." in err
    assert told_here(capsys, tmp_path / "judged", tmp_path / "moved")[0]["published"] == named["published"]


def told_here(capsys: pytest.CaptureFixture[str], *places: Path) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert main(["parity", *map(str, places), "--json"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found
