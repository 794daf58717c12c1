"""``negforge duplicates`` and the stage of a build: what goes, what is told, and what may be named under --against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from negforge.adapters.json_values import encode
from negforge.adapters.pair_layouts import write_plan_rewardbench
from negforge.cli.main import main
from negforge.core.errors import UsageError
from negforge.core.pair import Pair
from negforge.pipeline.pairs.duplicates_of import duplicates_at
from negforge.pipeline.reading.pair_files import load_pairs
from negforge.pipeline.running.kept_out import funnel_after, kept_out
from negforge.recipe.duplicates import Duplicates
from negforge.similarity import task_text
from tests.shared_data import shared
from tests.small_run import small_run


def report(*against: str, pairs: Path | None = None) -> Any:
    return duplicates_at([pairs or small_run()], Duplicates(against=against), None, lambda _: None)


def some_pair() -> Pair:
    return max(load_pairs(small_run()), key=lambda one: len(task_text(one.task, one.chosen)))


def near_to(report: Any) -> set[str]:
    return {row["near_to"] for row in report["against"]["near"]}


def test_a_build_keeps_duplicates_out_of_its_splits_and_says_so() -> None:
    run = small_run()
    out = kept_out(run)
    in_splits = [pair.id for pair in load_pairs(run)]
    made = [pair.id for pair in load_pairs(run / "pairs.jsonl")]
    assert out and set(in_splits) == set(made) - out
    funnel = json.loads((run / "manifest.json").read_bytes())["funnel"]
    assert (funnel[-1]["kept"], funnel[-1]["dropped"]["duplicates"] >= len(out)) == (len(in_splits), True)
    assert all(row["proposed"] == row["kept"] + sum(row["dropped"].values()) for row in funnel)
    assert funnel_after(json.loads((run / "funnel.json").read_bytes()), run) == funnel


def test_what_a_build_published_has_no_duplicates_left() -> None:
    found = report()
    assert (found["families_in_several_splits"], found["families_of_several_tasks"]) == (0, 0)
    assert all(set(row) == {"split", "pairs"} for row in found["by_split"])


def test_a_release_held_against_itself_loses_everything(capsys: pytest.CaptureFixture[str]) -> None:
    pairs = small_run() / "pairs.jsonl"
    assert main(["duplicates", str(pairs), "--against", str(pairs), "--json"]) == 1
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert len(found["against"]["near"]) == found["pairs"]
    assert {row["share"] for row in found["against"]["near"]} == {1.0}
    assert f"{found['pairs']} of {found['pairs']} pairs stand in what they were held against" in told.err


def test_the_table_names_the_record(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked = tmp_path / "asked.txt"
    asked.write_text(
        f"Another question altogether.\n{' '.join(task_text(some_pair().task, some_pair().chosen).split())}\n"
    )
    out = tmp_path / "kept.jsonl"
    assert main(["duplicates", str(small_run()), "--against", str(asked), "--out", str(out)]) == 1
    told = capsys.readouterr().out
    assert "asked.txt: line 2" in told and "task" in told and "drop:against" in told
    assert some_pair().id not in {pair.id for pair in load_pairs(out)}


@pytest.mark.parametrize("kind", ["plan_rewardbench", "chat", "queries", "deep", "text", "paragraphs"])
def test_corpora_of_every_kind_are_read(tmp_path: Path, kind: str) -> None:
    pair = some_pair()
    text = task_text(pair.task, pair.chosen)
    chat = [{"role": "user", "content": text}, {"role": "assistant", "content": "Yes."}]
    lines: dict[str, tuple[str, bytes, str]] = {
        "plan_rewardbench": ("a.jsonl", encode(write_plan_rewardbench(pair)), "a.jsonl: line 1"),
        "chat": ("a.jsonl", encode({"messages": chat}), "a.jsonl: line 1"),
        "queries": ("a.jsonl", b'{"id": 1}\n' + encode({"query": text}), "a.jsonl: line 2"),
        "deep": ("a.json", encode([{"turns": [{"n": 1, "said": [text]}]}]), "a.json: element 1"),
        "text": ("a.txt", b"one line\n" + " ".join(text.split()).encode(), "a.txt: line 2"),
        "paragraphs": ("a", b"one line\n\n\nHello.\n" + text.encode() + b"\n\nmore", "a: line 4"),
    }
    name, content, where = lines[kind]
    (tmp_path / name).write_bytes(content)
    found = report(str(tmp_path / name))
    assert where in near_to(found)
    assert some_pair().id in {row["pair"] for row in found["against"]["near"]}


@pytest.mark.parametrize("content", [b"", b"\n\n", b"{", b"[]", b"null\n", b"\xff\xfe"])
def test_a_corpus_that_says_nothing_is_an_error(tmp_path: Path, content: bytes) -> None:
    corpus = tmp_path / "a.jsonl"
    corpus.write_bytes(content)
    with pytest.raises(UsageError, match=r"a\.jsonl"):
        report(str(corpus))
    with pytest.raises(UsageError, match="no such file"):
        report(str(tmp_path / "b.jsonl"))


def test_hostile_records_are_counted_and_the_others_read(tmp_path: Path) -> None:
    corpus = tmp_path / "a.jsonl"
    text = task_text(some_pair().task, some_pair().chosen)
    corpus.write_bytes(
        b"\n".join([b'{"query": "\\ud800 half a character"}', b"{broken", b"[" * 3000, encode({"q": text}), b"\x00"])
    )
    found = report(str(corpus))
    assert near_to(found) == {"a.jsonl: line 4"}
    assert (found["against"]["records"], found["against"]["unread"]) == (2, 3)


def test_nothing_of_ours_stands_in_public_sources() -> None:
    places = ("plan_rewardbench", "tau2-bench", "when2call")
    found = report(*(str(shared(name)) for name in places))
    assert found["against"]["records"] > 900
    assert found["against"]["near"] == []


def test_a_build_drops_what_is_near_and_is_another_run_then(tmp_path: Path) -> None:
    queries = tmp_path / "queries.txt"
    queries.write_text(" ".join(task_text(some_pair().task, some_pair().chosen).split()))
    recipe = tmp_path / "own.yaml"
    recipe.write_text("name: own\ninput: worlds\ncollect: {tasks: {planning_single_easy: 1}}\n")
    assert main(["build", str(recipe), "--out", str(tmp_path / "run"), "--against", str(queries)]) == 0
    told = json.loads((tmp_path / "run/duplicates.json").read_bytes())
    assert told["against"]["files"][0]["file"] == "queries.txt"
    assert main(["build", str(recipe), "--out", str(tmp_path / "run")]) == 2  # made from other inputs
