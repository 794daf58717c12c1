"""negforge query: runs, evaluations, releases and files of them as tables, printed for people and machines."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from negforge.adapters.wire import decode_pair, decode_rollout
from negforge.cli.query import cut_table
from negforge.core.defect import find_defect
from negforge.core.json_text import Json
from negforge.core.transcript import render_messages, tokens_in
from negforge.pipeline.judging.judging_stage import JUDGEMENTS, METRICS
from negforge.pipeline.telling.query_columns import TABLES
from tests.small_run import small_run

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def query(typed: Typed) -> Typed:
    return partial(typed, "query")


@pytest.fixture
def rows(query: Typed) -> Callable[..., list[dict[str, Json]]]:
    def asked(*words: str | Path) -> list[dict[str, Json]]:
        code, out, err = query(*words, "--json")
        assert (code, err) == (0, ""), err
        found: list[dict[str, Json]] = json.loads(out)
        return found

    return asked


@pytest.fixture
def evaluation(tmp_path: Path) -> Path:
    """What an evaluation by a model leaves."""
    folder = tmp_path / "judged"
    folder.mkdir()
    first = {"pair_id": "p1", "evaluator": "llm:m", "order": "chosen_first", "outcome": "chosen"}
    usage = {"prompt": 100, "completion": 7, "cached": 60}
    failure = {"kind": "unparsable", "reason": "no verdict"}
    said: list[dict[str, Any]] = [
        {**first, "raw": "\x1b[31m[[A]]\u202e", "usage": usage, "seconds": 1.5, "cost": 0.01, "probability": 0.9},
        {**first, "order": "rejected_first", "sample": 1, "reasoning": "hm", "outcome": failure},
        {"pair_id": "p2", "evaluator": "rm", "order": "chosen_first", "outcome": "tie", "scores": [1.5, 1.5]},
    ]
    (folder / JUDGEMENTS).write_text("".join(json.dumps(one) + "\n" for one in said))
    metrics = [
        {"evaluator": "llm:m", "split": "macro", "value": None, "n": 0, "failed": 1, "low": 0, "high": 1.0, "ties": 3}
    ]
    (folder / METRICS).write_text(json.dumps(metrics))
    (folder / "evaluation.json").write_text("{}")
    return folder


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


def run_pairs() -> dict[str, Any]:
    found = [decode_pair(line) for split in sorted((small_run() / "splits").iterdir()) for line in lines(split)]
    return {one.id: one for one in found}


def test_every_pair_is_a_row_with_what_is_known_of_it(rows: Any) -> None:
    pairs = run_pairs()
    found = {row["pair_id"]: row for row in rows(small_run(), "select * from pairs")}
    assert found.keys() == pairs.keys() and len(pairs) > 5
    for pair_id, row in found.items():
        pair = pairs[pair_id]
        defect, certificate = find_defect(pair.defect), pair.certificate
        assert defect is not None
        told = (row["split"], row["defect"], row["level"], row["origin"], row["template_id"], row["rollout_id"])
        assert told == (pair.split, pair.defect, pair.level, pair.origin, pair.task.template_id, pair.rollout)
        assert (row["claim"], row["severity"], row["depth"]) == (defect.claim, defect.severity, certificate.depth)
        assert (row["finding"], row["hops"]) == (certificate.failed[0].says, certificate.reach.hops)
        assert row["chosen_tokens"] == tokens_in("\n\n".join(render_messages(pair.chosen.messages)))
        assert pair.task.parent.startswith(f"{row['world']}:") and row["run"] == str(small_run())
        assert row["tokens"] > row["chosen_tokens"] + row["rejected_tokens"] and "chosen_text" not in row


def test_drops_judgements_scores_and_rollouts_are_all_there(rows: Any) -> None:
    run = small_run()
    dropped = len(lines(run / "drops.jsonl")) + len(lines(run / "duplicates.jsonl"))
    assert rows(run, "select count(*) n from drops") == [{"n": dropped}]
    assert rows(run, "select count(*) n from judgements") == [{"n": len(lines(run / "judgements.jsonl"))}]
    held = [decode_rollout(line) for line in lines(run / "rollouts.jsonl")]
    (told,) = rows(run, "select count(*) n, sum(messages) m, count(outcome) o from rollouts")
    assert told == {"n": len(held), "m": sum(len(one.trajectory.messages) for one in held), "o": len(held)}
    scores = {(row["split"], row["value"]) for row in rows(run, "select * from scores")}
    assert scores == {(row["split"], row["value"]) for row in json.loads((run / "metrics.json").read_text())}


def test_sql_comes_to_the_figures_of_the_evaluation(rows: Any) -> None:
    sql = """
        with values_ as (select pair_id, avg(value) v from judgements where evaluator = 'shorter' group by pair_id)
        select s.split, s.value, avg(v) mine from values_ join pairs using (pair_id) join scores s using (split)
        where s.evaluator = 'shorter' group by all"""
    found = rows(small_run(), sql)
    assert found and all(row["value"] == pytest.approx(row["mine"], abs=1e-6) for row in found)


def test_a_release_has_its_pairs(released: Path, rows: Any) -> None:
    sql = "select pair_id, split, defect, level, world, template_id from pairs order by all"
    assert rows(released, sql) == rows(small_run(), sql)


def test_an_evaluation_has_judgements_and_scores(evaluation: Path, rows: Any) -> None:
    first, second, third = rows(evaluation, "select * from judgements order by pair_id, order_asked")
    assert (first["verdict"], first["value"], first["prompt_tokens"], first["cached_tokens"]) == (
        "chosen",
        1.0,
        100,
        60,
    )
    assert (first["seconds"], first["cost"], first["probability"], first["failure_kind"]) == (1.5, 0.01, 0.9, None)
    assert (second["verdict"], second["failure_kind"], second["sample"]) == (None, "unparsable", 1)
    assert (third["value"], third["chosen_score"], third["prompt_tokens"]) == (0.5, 1.5, None)
    (score,) = rows(evaluation, "select value, n, failed, clusters, other from scores")
    assert score == {"value": None, "n": 0, "failed": 1, "clusters": None, "other": '{"ties": 3}'}


@pytest.mark.parametrize("name", ["judgements.jsonl", "metrics.json", "drops.jsonl", "rollouts.jsonl", "pairs.jsonl"])
def test_a_file_of_a_run_is_a_table(name: str, rows: Any) -> None:
    table = {"metrics.json": "scores"}.get(name, name.removesuffix(".jsonl"))
    assert rows(small_run() / name, f"select count(*) > 0 as some from {table}") == [{"some": True}]


def test_several_runs_stand_side_by_side(evaluation: Path, rows: Any) -> None:
    found = rows(small_run(), evaluation, "select run, count(*) n from judgements group by run order by run")
    assert {row["run"] for row in found} == {str(small_run()), str(evaluation)}


def test_a_pair_that_two_places_have_is_there_once_and_told(query: Typed) -> None:
    code, out, err = query(small_run(), small_run() / "pairs.jsonl", "select count(*) n from pairs", "--json")
    kept = len(lines(small_run() / "pairs.jsonl"))
    assert code == 0 and len(run_pairs()) <= json.loads(out)[0]["n"] <= kept and "repeat a pair" in err


def test_texts_are_there_only_where_they_are_asked_for(query: Typed, rows: Any) -> None:
    code, _, err = query(small_run(), "select chosen_text from pairs")
    assert code == 2 and "chosen_text is there with --texts" in err
    (row,) = rows(small_run(), "select pair_id, query, chosen_text from pairs order by pair_id limit 1", "--texts")
    pair = run_pairs()[row["pair_id"]]
    assert row["chosen_text"] == "\n\n".join(render_messages(pair.chosen.messages)) and row["query"]


def test_hostile_text_is_made_visible_in_a_terminal_s_table(evaluation: Path, query: Typed) -> None:
    code, out, _ = query(evaluation, "select raw from judgements where raw is not null", "--texts")
    assert code == 0 and "\\x1b[31m[[A]]\\u202e" in out and "\x1b" not in out


def test_csv_holds_every_row_as_it_is(evaluation: Path, query: Typed) -> None:
    sql = "select pair_id, 'a,\"b\"' as odd, raw, sample = 1 as second, [1, null] as l from judgements order by all"
    _, out, _ = query(evaluation, sql, "--csv", "--texts")
    header, *found = list(csv.reader(io.StringIO(out)))
    assert header == ["pair_id", "odd", "raw", "second", "l"] and len(found) == 3
    assert ["p1", 'a,"b"', "\x1b[31m[[A]]\u202e", "false", "[1, null]"] in found


def test_json_knows_every_kind_of_value(evaluation: Path, query: Typed) -> None:
    sql = "select 1 a, 2 a, 0.1::decimal(3,1) d, date '2026-01-02' t, 'nan'::double n, {'k': [true]} s, null z, 'é' e"
    code, out, _ = query(evaluation, sql, "--json")
    told = {"a": 1, "a_2": 2, "d": 0.1, "t": "2026-01-02", "n": None, "s": {"k": [True]}, "z": None, "e": "é"}
    assert code == 0 and json.loads(out) == [told] and out.isascii()
    assert json.loads(query(evaluation, "select 1 where false", "--json")[1]) == []


def test_a_table_is_cut_to_the_width() -> None:
    text = cut_table(["name", "long", "n"], [["a", "x" * 300, "1"], ["bb", "\x1b" * 90, "22"]], 40, [2])
    assert all(len(line) <= 40 for line in text.splitlines()) and "…" in text and text.splitlines()[1].endswith(" 1")
    whole = cut_table(["name", "n"], [["a", "1"]], 40)
    assert whole.split() == ["name", "n", "a", "1"] and "…" not in whole


def test_columns_that_find_no_room_are_told() -> None:
    text = cut_table([f"column_{at}" for at in range(40)], [["value" * 5] * 40], 60)
    body, told = text.rsplit("\n", 1)
    assert all(len(line) <= 60 for line in body.splitlines()) and told.startswith("(") and "more columns" in told


def test_a_long_answer_is_cut_and_told(query: Typed, evaluation: Path) -> None:
    code, out, err = query(evaluation, "select range from range(700)")
    assert code == 0 and len(out.splitlines()) == 501 and "the first 500 rows; --csv and --json print all" in err
    assert len(query(evaluation, "select range from range(700)", "--csv")[1].splitlines()) == 701


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), 'give a run and SQL: negforge query runs/quickstart "select'),
        (("select 1",), "give a run and SQL"),
        (("gone", "select 1"), "gone: no such file or folder; name a run"),
        (("RUN", "selec 1"), "SQL: Parser Error"),
        (("RUN", "select x from pairs"), '"x" not found'),
        (("RUN", "select x\nfrom\npairs y,"), "LINE"),
        (("RUN", "copy pairs to 'x.csv'"), "COPY does not read; give one statement that reads"),
        (("RUN", "select 1; select 2"), "these are 2 statements"),
        (("RUN", "select 1", "--csv", "--json"), "choose"),
        (
            ("EVALUATION", "select * from pairs"),
            "there is no table pairs in what was named; there is judgements, scores",
        ),
        (("EMPTY", "select * from pairs"), "holds no .json or .jsonl file"),
    ],
)
def test_wrong_words_end_with_2_and_what_next(
    query: Typed, evaluation: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "empty").mkdir()
    places = {"RUN": str(small_run()), "EVALUATION": str(evaluation), "EMPTY": str(tmp_path / "empty")}
    code, out, err = query(*(places.get(word, word) for word in words))
    assert (code, out) == (2, "") and told in err and err.startswith("negforge: ")


def test_a_broken_line_is_told_with_its_place(evaluation: Path, query: Typed) -> None:
    (evaluation / JUDGEMENTS).write_text('{"pair_id": "p"}\n')
    code, _, err = query(evaluation, "select * from judgements")
    assert code == 2 and f"{evaluation / JUDGEMENTS}: line 1: no judgement" in err
    assert query(evaluation, "select count(*) from scores")[0] == 0  # what is not asked for is not read


def test_tables_and_columns_are_listed(query: Typed) -> None:
    _, out, _ = query("--tables", "--json")
    listed = json.loads(out)
    assert {row["table"] for row in listed} == set(TABLES) and all(row["says"].endswith(".") for row in listed)
    assert "chosen_text" not in query("--tables")[1] and "chosen_text" in query("--tables", "--texts")[1]


def test_sql_may_come_by_stdin() -> None:
    command = [sys.executable, "-m", "negforge", "query", str(small_run()), "-", "--csv"]
    done = subprocess.run(command, input="select 1 as one", capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout == "one\n1\n"


def test_no_column_is_a_reserved_word(rows: Any) -> None:
    for name, columns in TABLES.items():
        names = ", ".join(one.name for one in columns)
        assert isinstance(rows(small_run(), f"select {names} from {name} limit 1"), list)


def test_without_duckdb_the_extra_is_named(tmp_path: Path) -> None:
    (tmp_path / "duckdb.py").write_text("raise ImportError('not here')\n")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from negforge.cli.main import main; sys.exit(main(sys.argv[2:]))"
    )
    words = [str(tmp_path), "query", str(small_run()), "select 1"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout) == (2, "") and "pip install 'negforge[query]'" in done.stderr
