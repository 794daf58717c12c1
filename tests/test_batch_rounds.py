"""Rounds of batch files: a stage runs, stops for replies, and goes on, until its end is that of a direct run."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from negforge.adapters.batch.chat import BatchChat
from negforge.adapters.tapes.tape import Tape
from negforge.core.chat import NoReply, Reply
from negforge.core.errors import RunError, UsageError
from negforge.core.ports import ChatModel
from negforge.pipeline.endpoints.batch_rounds import (
    BATCH,
    UNFINISHED,
    Limits,
    Waiting,
    batch_rounds,
    mark_finished,
    refuse_unfinished,
    waiting_text,
)
from tests.adapters.batch_lines import MODEL, answered, failed, keys_in, put_lines, replies_on, request

ITEMS = 40


def reply_to(line: dict) -> dict:
    """What the model of these tests says: it echoes, so that every reply follows from its question."""
    said = line["body"]["messages"][-1]["content"]
    return answered(line["custom_id"], f"echo of {said}")


async def two_turns(chat: ChatModel, number: int) -> str:
    """A question, and one more that depends on the reply to it."""
    first = await chat.complete(request(number))
    if isinstance(first, NoReply):
        return f"{first.kind}"
    second = await chat.complete(request(1000 + number, words=first.text))
    return second.text if isinstance(second, Reply) else f"{second.kind}"


def run_stage(
    run: Path, items: Sequence[int] = range(ITEMS), *, limits: Limits | None = None, replies: Sequence[Path] = ()
) -> tuple[list[str], Waiting | None]:
    with (
        Tape(run / "tape.sqlite", run="r") as tape,
        batch_rounds(run, "judgements", tape, replies=replies, limits=limits) as rounds,
    ):
        chat: ChatModel = rounds.chat(MODEL)
        assert isinstance(chat, BatchChat) and chat.name == MODEL

        async def main() -> list[str]:
            return list(await asyncio.gather(*(two_turns(chat, number) for number in items)))

        return asyncio.run(main()), rounds.settle()


def requests_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def files_of(run: Path) -> dict[str, bytes]:
    paths = [*(run / BATCH).rglob("*"), run / UNFINISHED]
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def answer_all(waiting: Waiting) -> None:
    for path in waiting.files:
        put_lines(
            path.with_name(path.name.replace("requests", "replies")), [reply_to(one) for one in requests_of(path)]
        )


def finish(run: Path) -> list[str]:
    for _ in range(9):
        results, waiting = run_stage(run)
        if waiting is None:
            return results
        answer_all(waiting)
    raise AssertionError("it does not end")


def straight(tmp_path: Path) -> tuple[list[str], dict[str, bytes]]:
    """The same work with nothing missing."""
    run = tmp_path / "straight"
    results = finish(run)
    with Tape(run / "tape.sqlite", readonly=True) as tape:
        return results, replies_on(tape)


def test_a_stage_stops_for_its_first_questions_and_goes_on_round_by_round(tmp_path: Path) -> None:
    results, waiting = run_stage(tmp_path)
    assert set(results) == {"waiting"} and waiting is not None
    assert (waiting.requests, waiting.files) == (ITEMS, (tmp_path / "batch/round-001/requests-01.jsonl",))
    answer_all(waiting)
    results, waiting = run_stage(tmp_path)
    assert set(results) == {"waiting"} and waiting is not None
    assert (waiting.requests, waiting.files) == (ITEMS, (tmp_path / "batch/round-002/requests-01.jsonl",))
    answer_all(waiting)
    results, waiting = run_stage(tmp_path)
    assert waiting is None and not (tmp_path / UNFINISHED).exists()
    assert results[7] == "echo of question 1007 echo of question 7 "


def test_a_stage_with_nothing_to_ask_writes_no_round(tmp_path: Path) -> None:
    assert run_stage(tmp_path, ()) == ([], None)
    assert [path.name for path in tmp_path.iterdir() if "tape" not in path.name] == []


def test_running_again_without_replies_changes_no_byte_in_whatever_order_it_asks(tmp_path: Path) -> None:
    _, first = run_stage(tmp_path, limits=Limits(lines=7))
    before = files_of(tmp_path)
    shuffled = random.Random(1).sample(range(ITEMS), ITEMS)
    _, second = run_stage(tmp_path, [*shuffled, *shuffled], limits=Limits(lines=7))
    assert first == second
    assert files_of(tmp_path) == before
    other = tmp_path / "other"
    run_stage(other, shuffled, limits=Limits(lines=7))
    assert {name: content for name, content in files_of(other).items() if "round" in name} == {
        name: content for name, content in before.items() if "round" in name
    }


@pytest.mark.parametrize("seed", range(3))
def test_missing_doubled_failed_and_broken_replies_end_as_a_direct_run_does(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    run = tmp_path / "run"
    results: list[str] = []
    for round_number in range(1, 9):
        results, waiting = run_stage(run, limits=Limits(lines=15))
        if waiting is None:
            break
        for path in waiting.files:
            lines: list = []
            for one in requests_of(path):
                fate = rng.random() if round_number < 3 else 1.0
                if fate < 0.2:
                    continue
                lines.append(failed(one["custom_id"]) if fate < 0.3 else reply_to(one))
                if fate > 0.9:
                    lines.append(reply_to(one))
            lines += ["{broken", answered("f" * 32), failed("../../x")]
            rng.shuffle(lines)
            put_lines(path.with_name(path.name.replace("requests", "replies")), lines)
    assert (results, replies_on(Tape(run / "tape.sqlite", readonly=True))) == straight(tmp_path)


def test_what_is_missing_and_what_failed_goes_into_the_next_round_and_nothing_else(tmp_path: Path) -> None:
    _, waiting = run_stage(tmp_path)
    assert waiting is not None
    asked = requests_of(waiting.files[0])
    put_lines(waiting.files[0].with_name("replies.jsonl"), [reply_to(one) for one in asked[:30]])
    put_lines(waiting.files[0].with_name("errors.jsonl"), [failed(one["custom_id"]) for one in asked[30:34]])
    _, waiting = run_stage(tmp_path)
    assert waiting is not None and waiting.requests == 10 + 30
    again = set(keys_in(tmp_path / "batch/round-002/requests-01.jsonl"))
    assert {one["custom_id"] for one in asked[30:]} <= again
    assert not again & {one["custom_id"] for one in asked[:30]}


def test_a_file_without_any_reply_is_waited_for_while_the_others_go_on(tmp_path: Path) -> None:
    _, waiting = run_stage(tmp_path, limits=Limits(lines=20))
    assert waiting is not None
    first, second = waiting.files
    put_lines(first.with_name("replies-01.jsonl"), [reply_to(one) for one in requests_of(first)[:15]])
    _, waiting = run_stage(tmp_path, limits=Limits(lines=20))
    assert waiting is not None
    assert waiting.files == (second, tmp_path / "batch/round-002/requests-01.jsonl")
    assert waiting.requests == 20 + 5 + 15
    assert not set(keys_in(waiting.files[1])) & set(keys_in(second))
    assert finish(tmp_path) == straight(tmp_path / "s")[0]


def test_late_replies_of_an_older_round_are_taken(tmp_path: Path) -> None:
    _, waiting = run_stage(tmp_path)
    assert waiting is not None
    asked = requests_of(waiting.files[0])
    put_lines(waiting.files[0].with_name("replies-01.jsonl"), [reply_to(one) for one in asked[:-5]])
    _, waiting = run_stage(tmp_path)
    assert waiting is not None and waiting.requests == 5 + ITEMS - 5
    late = tmp_path / "batch/round-001/replies-02.jsonl"
    put_lines(late, [reply_to(one) for one in asked[-5:]])
    results, waiting = run_stage(tmp_path)
    assert waiting is not None and set(results) == {"waiting"}
    assert [path.parent.name for path in waiting.files] == ["round-002", "round-003"]  # 3: what the late ones led to
    assert waiting.requests == ITEMS
    assert finish(tmp_path) == straight(tmp_path / "s")[0]


def test_replies_that_lie_elsewhere_are_copied_into_the_folder_once(tmp_path: Path) -> None:
    run = tmp_path / "run"
    _, waiting = run_stage(run)
    assert waiting is not None
    elsewhere = put_lines(tmp_path / "out.jsonl", ["junk", *(reply_to(one) for one in requests_of(waiting.files[0]))])
    for _ in range(2):
        _, waiting = run_stage(run, replies=[elsewhere])
        assert waiting is not None and waiting.files == (run / "batch/round-002/requests-01.jsonl",)
    (copy,) = (run / "batch/round-001").glob("replies*")
    assert copy.read_bytes() == elsewhere.read_bytes()
    with pytest.raises(UsageError, match=r"foreign\.jsonl: answers no request of this run; is it the right file\?"):
        run_stage(run, replies=[put_lines(tmp_path / "foreign.jsonl", [answered("0" * 32)])])


def test_a_request_that_always_fails_ends_as_a_failure_and_does_not_hold_up_the_run(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        results, waiting = run_stage(tmp_path, [5])
        assert results == ["waiting"] and waiting is not None
        assert waiting.files[0].parent.name == f"round-{number:03}"
        put_lines(waiting.files[0].with_name("replies.jsonl"), [failed(keys_in(waiting.files[0])[0])])
    assert run_stage(tmp_path, [5]) == (["provider"], None)


def test_a_request_larger_than_any_file_ends_as_a_failure_of_its_own(tmp_path: Path) -> None:
    with Tape(tmp_path / "tape.sqlite") as tape, batch_rounds(tmp_path, "s", tape, limits=Limits(bytes=500)) as rounds:
        chat = rounds.chat(MODEL)
        large = asyncio.run(chat.complete(request(1, words="x" * 500)))
        small = asyncio.run(chat.complete(request(2)))
        assert isinstance(large, NoReply) and large.kind == "too_long" and "may have 500" in large.reason
        assert isinstance(small, NoReply) and small.kind == "waiting"
        waiting = rounds.settle()
    assert waiting is not None and waiting.requests == 1


def test_samples_and_models_are_questions_of_their_own(tmp_path: Path) -> None:
    with Tape(tmp_path / "tape.sqlite") as tape, batch_rounds(tmp_path, "s", tape) as rounds:
        for model in ("b", "a"):
            chat = rounds.chat(model, extra={"seed": 5}, name="mine")
            assert chat.name == "mine"
            for sample in (0, 1, 0):
                asyncio.run(chat.complete(request(1, sample=sample)))
        waiting = rounds.settle()
    assert waiting is not None and waiting.requests == 4
    bodies = [[one["body"] for one in requests_of(path)] for path in waiting.files]
    assert [[(body["model"], body["seed"]) for body in of_file] for of_file in bodies] == [
        [("a", 5)] * 2,
        [("b", 5)] * 2,
    ]


# words, and the mark on the folder


def test_the_words_on_stopping_name_the_files_and_both_ways(tmp_path: Path) -> None:
    one = tmp_path / "batch/round-001/requests-01.jsonl"
    text = waiting_text(Waiting(tmp_path, "judgements", 12, (one,)))
    assert text == (
        f"12 requests wait for replies: {one}; send them (`negforge batch submit {tmp_path}`, or "
        f"`vllm run-batch -i {one} -o {one.with_name('replies-01.jsonl')} --model ...`), put the replies beside them, "
        "and type the same command again"
    )
    many = waiting_text(
        Waiting(tmp_path, "judgements", 1, tuple(one.with_name(f"requests-0{n}.jsonl") for n in range(5)))
    )
    assert many.startswith("1 request waits for its reply: ") and "requests-01.jsonl and 3 more; send" in many
    assert "negforge batch fetch" in waiting_text(Waiting(tmp_path, "judgements", 1, (one,), sent=True))


def test_an_unfinished_run_is_refused_by_name_until_it_is_finished(tmp_path: Path) -> None:
    refuse_unfinished(tmp_path)
    run_stage(tmp_path)
    with pytest.raises(
        RunError,
        match=r"not finished: its stage judgements waits for 40 replies to batch/round-001/requests-01\.jsonl; put",
    ):
        refuse_unfinished(tmp_path)
    (tmp_path / UNFINISHED).write_bytes(b"\xff not json")
    with pytest.raises(RunError, match=r"this run is not finished: unfinished\.json says so"):
        refuse_unfinished(tmp_path)
    mark_finished(tmp_path)
    refuse_unfinished(tmp_path)
    finish(tmp_path)
    refuse_unfinished(tmp_path)


# kills

STAGE = """
import sys; sys.path.insert(0, {root!r})
from pathlib import Path
from tests.test_batch_rounds import run_stage, Limits
print("ready", flush=True)
run_stage(Path({run!r}), range(3000), limits=Limits(lines=100))
"""


@pytest.mark.parametrize("delay", [0.02, 0.1, 0.25, 0.5])
def test_killed_in_the_middle_and_run_again_it_comes_to_the_same_bytes(tmp_path: Path, delay: float) -> None:
    run, whole = tmp_path / "run", tmp_path / "whole"
    items = range(3000)
    limits = Limits(lines=100)
    _, waiting = run_stage(whole, items, limits=limits)
    assert waiting is not None
    answer_some(whole, waiting)
    run_stage(whole, items, limits=limits)
    expected = {name: content for name, content in files_of(whole).items() if "replies" not in name}

    kill_in_the_middle(run, delay)
    _, waiting = run_stage(run, items, limits=limits)
    assert waiting is not None
    answer_some(run, waiting)
    kill_in_the_middle(run, delay)
    run_stage(run, items, limits=limits)
    assert {name: content for name, content in files_of(run).items() if "replies" not in name} == expected


def answer_some(run: Path, waiting: Waiting) -> None:
    for path in waiting.files[:20]:
        lines = [reply_to(one) for one in requests_of(path)]
        put_lines(path.with_name(path.name.replace("requests", "replies")), lines[:-10])


def kill_in_the_middle(run: Path, delay: float) -> None:
    root = str(Path(__file__).resolve().parents[1])
    process = subprocess.Popen(
        [sys.executable, "-c", STAGE.format(root=root, run=str(run))], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    time.sleep(delay)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
