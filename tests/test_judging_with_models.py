"""Models as judges, from the command line: all the way over real sockets, through faults, kills, budgets, files."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from negforge import build_benchmark
from tests.commands import KEY, negforge, started
from tests.mock_endpoint import MockEndpoint, mock_endpoint

Typed = Callable[..., tuple[int, str, str]]
FINAL = ("judgements.jsonl", "metrics.json")


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small benchmark."""
    return build_benchmark("quickstart", tmp_path_factory.mktemp("pairs") / "q", overrides={"limit": 7}).folder


@pytest.fixture
def typed(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """With a key at hand."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    return typed


@pytest.fixture(scope="module")
def expected(pairs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The final files of an evaluation in which nothing went wrong."""
    out = tmp_path_factory.mktemp("calm") / "out"
    with mock_endpoint() as server:
        done = negforge(*judging(pairs, out, server))
    assert done.returncode == 0, done.stderr
    return files(out)


def judging(pairs: Path, out: Path, server: MockEndpoint, *more: str) -> list[str]:
    common = ["evaluate", str(pairs), "--judge", "llm:mock-model", "--judge", "shorter", "--out", str(out)]
    return [*common, "--base-url", server.base_url, *more]


def files(out: Path) -> dict[str, bytes]:
    """The final files, but for how long each answer took: another server, another time."""
    return {name: re.sub(rb',"seconds":[0-9.e-]+', b"", raw) for name, raw in exact(out).items()}


def exact(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in FINAL if (out / name).exists()}


def wait_for(server: MockEndpoint, requests: int) -> None:
    until = time.monotonic() + 60
    while server.counts()["requests"] < requests:
        assert time.monotonic() < until, "the server was not asked"
        time.sleep(0.02)


def judgements(out: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in (out / "judgements.jsonl").read_bytes().splitlines())


def test_every_question_has_a_verdict_or_a_failure_in_both_orders(pairs: Path, expected: dict[str, bytes]) -> None:
    count = sum(1 for split in (pairs / "splits").iterdir() for _ in split.open())
    rows = [json.loads(line) for line in expected["judgements.jsonl"].splitlines()]
    asked = [row for row in rows if row["evaluator"] == "llm:mock-model"]
    assert len(asked) == 2 * count and len({(row["pair_id"], row["order"]) for row in asked}) == 2 * count
    assert {row["outcome"] for row in asked} <= {"chosen", "rejected", "tie"}
    assert all(row["raw"] and row["usage"]["prompt"] > 100 for row in asked)
    assert {row["evaluator"] for row in json.loads(expected["metrics.json"])} == {"llm:mock-model", "shorter"}


def test_faults_change_no_byte_of_the_results(pairs: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    with mock_endpoint(faults="standard", latency_ms=2, retry_after=0.05) as server:
        done = negforge(*judging(pairs, tmp_path / "out", server, "--set", "silence=0.5"))
        assert done.returncode == 0, done.stderr
        assert sum(server.counts()["faults"].values()) > 3
    assert files(tmp_path / "out") == expected
    assert "status 429" in done.stdout


def test_killed_twice_and_run_again_it_comes_to_the_same_bytes_and_pays_for_nothing_twice(
    pairs: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with mock_endpoint(latency_ms=60) as server:
        arguments = judging(pairs, out, server, "--set", "in_flight=2")
        for already in (4, 12):
            process = started(*arguments)
            wait_for(server, already)
            process.kill()
            process.communicate()
            assert not files(out)
        done = negforge(*arguments)
        assert done.returncode == 0, done.stderr
        counts = server.counts()
        asked = sum(1 for row in judgements(out) if row["evaluator"] == "llm:mock-model")
        # what was under way in the moment of a kill may have been served and lost: at most two each time
        assert counts["requests"] <= asked + 4
        assert sum(counts["bodies"].values()) <= asked + 4
    assert files(out) == expected


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_keeps_what_is_under_way_and_the_same_command_goes_on(
    pairs: Path, expected: dict[str, bytes], tmp_path: Path, number: signal.Signals
) -> None:
    out = tmp_path / "out"
    with mock_endpoint(latency_ms=150) as server:
        arguments = judging(pairs, out, server, "--set", "in_flight=3")
        process = started(*arguments)
        wait_for(server, 6)
        process.send_signal(number)
        _, told = process.communicate(timeout=300)
        assert process.returncode == 128 + number and "stopping" in told and "goes on" in told
        assert not files(out) and not list(out.glob(".*"))
        before = server.counts()
        done = negforge(*arguments)
        assert done.returncode == 0, done.stderr
        assert set(server.counts()["bodies"].values()) == {1}  # nothing was asked again after its reply came
        assert before["requests"] < server.counts()["requests"]
    assert files(out) == expected


def test_two_processes_on_one_tape_do_the_work_once(pairs: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    with mock_endpoint(latency_ms=30) as server:
        shared = ("--tape", str(tmp_path / "shared.sqlite"), "--set", "in_flight=2")
        processes = [started(*judging(pairs, tmp_path / name, server, *shared)) for name in ("a", "b")]
        for process in processes:
            _, told = process.communicate(timeout=300)
            assert process.returncode == 0, told
        counts = server.counts()
        assert set(counts["bodies"].values()) == {1}
        assert counts["requests"] == len(counts["bodies"])
    assert files(tmp_path / "a") == files(tmp_path / "b") == expected


def test_a_budget_ends_the_run_before_it_is_passed_and_a_larger_one_finishes_it(
    pairs: Path, expected: dict[str, bytes], tmp_path: Path, typed: Typed
) -> None:
    out = tmp_path / "out"
    with mock_endpoint() as server:
        stopped = negforge(*judging(pairs, out, server, "--max-calls", "7"))
        assert stopped.returncode == 1 and "max_calls 7" in stopped.stderr and "kept" in stopped.stderr
        assert server.counts()["requests"] == 7 and not files(out)
        assert typed(*judging(pairs, out, server, "--max-calls", "7"))[0] == 1
        assert server.counts()["requests"] == 7
        code, _, err = typed(*judging(pairs, out, server, "--max-calls", "500"))
        assert code == 0, err
        assert set(server.counts()["bodies"].values()) == {1}
    assert files(out) == expected


def test_a_forecast_asks_nothing_needs_no_key_and_meets_what_is_then_asked(
    pairs: Path, tmp_path: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with mock_endpoint() as server:
        price = ("--price", "2,8")
        with monkeypatch.context() as patch:
            patch.delenv("OPENAI_API_KEY")
            _, planned, _ = typed(*judging(pairs, out, server, *price, "--dry-run", "--json"))
        assert server.counts()["requests"] == 0 and not out.exists()
        (forecast,) = json.loads(planned)["forecasts"]
        _, done, _ = typed(*judging(pairs, out, server, *price, "--json"))
        use = json.loads(done)["use"]["mock-model"]
        assert use["requests"] == forecast["calls"] == server.counts()["requests"]
        assert 0.5 < use["prompt_tokens"] / forecast["prompt_tokens"] < 2
        assert use["cost"] == pytest.approx((2 * use["prompt_tokens"] + 8 * use["completion_tokens"]) / 1e6)
        assert use["forecast"]["cost"] == pytest.approx(forecast["cost"])
        code, again, _ = typed(*judging(pairs, out, server, "--dry-run", "--max-calls", "1"))
    assert code == 0 and "Spent by this run before" in again
    row = next(line.split() for line in again.splitlines() if line.startswith("judgements"))
    assert row[2:5] == [str(forecast["calls"]), str(forecast["calls"]), "0"]


def test_by_batch_files_round_by_round_it_comes_to_the_same_bytes(
    pairs: Path, expected: dict[str, bytes], tmp_path: Path, typed: Typed
) -> None:
    out = tmp_path / "out"
    with mock_endpoint(batch_failed=0.1, batch_missing=0.1, batch_doubled=0.1) as server:
        arguments = [*judging(pairs, out, server), "--batch"]
        for _ in range(12):
            code, _, err = typed(*arguments)
            assert code == 0, err
            if files(out):
                break
            assert "wait for repl" in err or "waits for its reply" in err
            at = ("--base-url", server.base_url)
            for verb in (("submit",), ("poll", "--wait", "--every", "0.1"), ("fetch",)):
                code, _, err = typed("batch", verb[0], out, *verb[1:], *at)
                assert code == 0, (verb, err)
        assert server.counts()["requests"] == 0
    assert files(out) == expected
    assert len(list((out / "batch").glob("round-*"))) > 1


def test_no_key_and_no_address_is_left_anywhere_but_stderr_names_a_host_that_does_not_answer(
    pairs: Path, tmp_path: Path
) -> None:
    with mock_endpoint(faults="echo=0.3,500=0.2,cut=0.1", rng_seed=2) as server:
        done = negforge(*judging(pairs, tmp_path / "out", server))
        address = server.base_url.removeprefix("http://").removesuffix("/v1")
    wrong = negforge(*judging(pairs, tmp_path / "gone", server, "--set", "deadline=1"))
    naming = [line for line in wrong.stderr.splitlines() if address in line]
    assert len(naming) == 1 and f"nobody answers at {address} (" in naming[0]  # host and port, as typed: no more
    assert server.base_url not in wrong.stderr and KEY not in wrong.stderr
    for told in (done.stdout, done.stderr, wrong.stdout):
        assert KEY not in told and address not in told
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert KEY.encode() not in content and address.encode() not in content, path


def test_an_endpoint_that_never_answers_gives_failures_not_wrong_answers(pairs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = negforge(
        *("evaluate", str(pairs), "--judge", "llm:x", "--base-url", "http://127.0.0.1:9/v1", "--out", str(out)),
        *("--set", "deadline=0.5"),
    )
    assert done.returncode == 1 and "have no answer" in done.stderr and "no verdict came from llm:x" in done.stderr
    assert {row["outcome"]["kind"] for row in judgements(out)} <= {"timeout", "provider"}
    (macro,) = (row for row in json.loads((out / "metrics.json").read_bytes()) if row["split"] == "macro")
    assert macro["value"] is None and macro["failed"] > 0


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (("--set", "in_fligth=3"), "in_flight"),
        (("--set", "temperature=-1"), "temperature"),
        (("--price", "cheap"), "--price"),
        (("--max-cost", "0"), "--max-cost"),
        (("--max-cost", "nan", "--price", "1,1"), "--max-cost"),
        (("--max-cost", "1"), "has no price"),
        (("--base-url", "http://me:pw@127.0.0.1/v1"), "a name and a password"),
        (("--base-url", "http://[::1/v1"), "no http(s) address"),
        (("--base-url", "not an address"), "base_url"),
        (("--api-key-env", "NO_SUCH_VARIABLE_X"), "NO_SUCH_VARIABLE_X"),
    ],
)
def test_wrong_words_are_told_before_anything_is_asked(
    pairs: Path, tmp_path: Path, typed: Typed, more: tuple[str, ...], word: str
) -> None:
    with mock_endpoint() as server:
        code, _, err = typed(*judging(pairs, tmp_path / "out", server, *more))
        assert server.counts()["requests"] == 0
    assert code == 2 and word in err
    assert not files(tmp_path / "out")


def test_a_stop_is_heard_though_no_endpoint_answers(pairs: Path, tmp_path: Path) -> None:
    process = started(
        *("evaluate", str(pairs), "--judge", "llm:x", "--base-url", "http://127.0.0.1:9/v1"),
        *("--out", str(tmp_path / "out"), "--set", "in_flight=2"),
    )
    until = time.monotonic() + 60
    while not (tmp_path / "out" / "tape.sqlite").exists():
        assert time.monotonic() < until and process.poll() is None
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=300)
    assert process.returncode == 130 and "goes on" in told, told


def test_a_finished_evaluation_outlives_a_command_that_cannot_begin(
    pairs: Path, expected: dict[str, bytes], tmp_path: Path, typed: Typed
) -> None:
    out = tmp_path / "out"
    with mock_endpoint() as server:
        assert typed(*judging(pairs, out, server))[0] == 0
        for wrong in (
            judging(tmp_path / "none", out, server),
            [*judging(pairs, out, server), "--api-key-env", "NO_SUCH_VARIABLE_X"],
            [*judging(pairs, out, server), "--tape", str(out / "judgements.jsonl")],
        ):
            assert typed(*wrong)[0] == 2
            assert files(out) == expected


def test_a_folder_of_others_is_refused_and_left_as_it_is(pairs: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    (theirs / "sub").mkdir(parents=True)
    for name in ("metrics.json", "thesis.tex", "sub/.a.12.partial"):
        (theirs / name).write_text("mine")
    with mock_endpoint() as server:
        done = negforge(*judging(pairs, theirs, server))
        assert done.returncode == 2 and "choose another --out" in done.stderr
    assert all((theirs / name).read_text() == "mine" for name in ("metrics.json", "thesis.tex", "sub/.a.12.partial"))


def test_a_refused_key_in_the_middle_loses_no_reply_that_was_under_way(pairs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with mock_endpoint(latency_ms=100) as server:
        process = started(*judging(pairs, out, server, "--set", "in_flight=6"))
        wait_for(server, 3)
        server.server.settings = replace(server.server.settings, api_key="changed")
        _, told = process.communicate(timeout=300)
        assert process.returncode == 1 and "the key is refused" in told
        served = server.counts()["bodies"]
    stats = json.loads(negforge("tape", "stats", str(out / "tape.sqlite"), "--json").stdout)
    assert sum(one["replies"] for one in stats["totals"]) == len(served) >= 3
