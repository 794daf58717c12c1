"""Reply files: of either service, in any order, broken, doubled, hostile, and large."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from negforge.adapters.batch.files import Limits, write_round
from negforge.adapters.batch.joining import Imported, import_replies, reply_files
from negforge.adapters.batch.replies import Answer, Failure, Unreadable, read_replies
from negforge.adapters.batch.standing import standing
from negforge.adapters.chat.body import key_of
from negforge.adapters.tapes.tape import Asked, Tape
from negforge.core.errors import UsageError
from tests.adapters.batch_lines import answered, completion, failed, put_lines, question, replies_on

VLLM_FAILED = {
    "id": "vllm-1",
    "custom_id": "a",
    "response": {"status_code": 400, "request_id": "vllm-batch-1", "body": None},
    "error": {"object": "error", "message": "too long", "type": "BadRequestError", "param": None, "code": 400},
}
EXPIRED = {"id": "x", "custom_id": "a", "response": None, "error": {"code": "batch_expired", "message": "too late"}}


def only(path: Path) -> Answer | Failure | Unreadable:
    (line,) = read_replies(path)
    return line


def test_an_answer_keeps_the_bytes_of_its_body(tmp_path: Path) -> None:
    body = '{"choices": [ {"x": 1.50} ],  "é": "\\u00e9"}'
    path = put_lines(tmp_path / "r.jsonl", ['{"custom_id":"a","response":{"status_code":200,"body":' + body + "}}"])
    assert only(path) == Answer("a", body.encode(), "line 1")


def test_a_lone_surrogate_in_a_reply_is_kept(tmp_path: Path) -> None:
    path = put_lines(tmp_path / "r.jsonl", [answered("a", "\ud800")])
    line = only(path)
    assert isinstance(line, Answer)
    assert json.loads(line.raw)["choices"][0]["message"]["content"] == "\ud800"


@pytest.mark.parametrize(
    ("line", "status", "code", "reason"),
    [
        (failed("a", 503), 503, "server_error", "status 503 server_error the server has a problem"),
        (VLLM_FAILED, 400, "400", "status 400 too long"),
        ({**VLLM_FAILED, "response": {"status_code": 200, "body": None}}, 400, "400", "status 400 too long"),
        (EXPIRED, None, "batch_expired", "failed batch_expired too late"),
        ({"custom_id": "a", "response": {"status_code": 200, "body": None}, "error": None}, None, "", "failed no body"),
    ],
)
def test_failures_of_both_services_are_read(
    tmp_path: Path, line: object, status: int | None, code: str, reason: str
) -> None:
    read = only(put_lines(tmp_path / "r.jsonl", [line]))
    assert isinstance(read, Failure)
    assert (read.status, read.code, read.reason) == (status, code, reason)


@pytest.mark.parametrize(
    "line",
    [
        "nonsense", '{"custom_id": "a"', "[]", "7", "{}", '{"custom_id": "a"}', '{"custom_id": "a", "response": 5}',
        '{"custom_id": 7, "response": {"status_code": 200, "body": {}}}',
        '{"custom_id": "a", "response": {"status_code": "x"}}',
        '{"custom_id": "a", "response": {"status_code": 200, "body": {"x": NaN}}}',
        '{"custom_id": "a", "response": {"body": ' + "[" * 3000 + "]" * 3000 + "}}",
    ],
)  # fmt: skip
def test_a_line_that_is_no_reply_is_told_and_the_next_is_read(tmp_path: Path, line: str) -> None:
    first, second = read_replies(put_lines(tmp_path / "r.jsonl", [line, answered("b")]))
    assert isinstance(first, Unreadable) and first.where == "line 1" and first.reason
    assert isinstance(second, Answer) and second.custom_id == "b"


def test_invalid_utf8_and_a_line_beyond_the_bound_lose_no_other(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    good = json.dumps(answered("b")).encode() + b"\n"
    path.write_bytes(
        b'{"custom_id": "\xff\xfe", "response": {}}\n' + good + b'{"a": "' + b"x" * 9_000_000 + b'"}\n' + good
    )
    lines = list(read_replies(path, largest=4_000_000))
    assert [type(line) for line in lines] == [Unreadable, Answer, Unreadable, Answer]
    assert lines[2] == Unreadable("line 3", "more than 4000000 bytes")


def test_a_reply_without_end_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    with path.open("wb") as out:
        out.write(b'{"custom_id": "a", "response": {"body": "')
        for _ in range(60):
            out.write(b"x" * 1_000_000)
    tracemalloc.start()
    try:
        assert [type(line) for line in read_replies(path, largest=2_000_000)] == [Unreadable]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 15_000_000, f"peak {peak / 1e6:.1f} MB"


# onto the tape


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    return tmp_path / "batch"


@pytest.fixture
def tape(tmp_path: Path):
    with Tape(tmp_path / "tape.sqlite", run="r") as tape:
        yield tape


def asked_in(batch: Path, count: int = 6) -> list[Asked]:
    questions = sorted((question(n) for n in range(count)), key=lambda one: one.key)
    write_round(batch, 1, questions, Limits())
    return questions


def imported(batch: Path, tape: Tape, tries: int = 3) -> Imported:
    return import_replies(standing(batch), tape, tries=tries)


def nonzero(found: Imported) -> dict[str, int]:
    return {what: count for what, count in found.counts.items() if count}


def attempts_on(tape: Tape) -> list[tuple[str, str, str | None]]:
    found = [(e.asked.key, e.heard.kind, e.heard.flaw) for e in tape.entries()]
    return sorted((key, kind, flaw) for key, kind, flaw in found if flaw is not None)


def test_every_line_counts_as_what_it_is_and_is_told_with_its_place(batch: Path, tape: Tape) -> None:
    a, b, c, d, *_ = (one.key for one in asked_in(batch))
    null = {"custom_id": d, "response": {"status_code": 200, "body": completion("x") | {"choices": []}}}
    lines = [answered(b, "first"), "{broken", failed(c), answered("0" * 32), null, answered(b, "second"), answered(a)]
    path = put_lines(batch / "round-001/replies-01.jsonl", lines)
    found = imported(batch, tape)
    assert nonzero(found) == {"stored": 2, "failed": 1, "malformed": 1, "unknown": 1, "broken": 1, "doubled": 1}
    assert [told.removeprefix(f"{path}: ")[:19] for told in sorted(found.told)] == [
        "line 2: broken: not", "line 3: failed: rou", "line 4: unknown: no", "line 5: malformed: ", "line 6: doubled",
    ]  # fmt: skip
    first = tape.get(b)
    assert first is not None and json.loads(first.raw)["choices"][0]["message"]["content"] == "first"
    assert set(replies_on(tape)) == {a, b}
    assert [(key, kind) for key, kind, _ in attempts_on(tape)] == sorted(
        [(b, "double"), (c, "status 500"), (d, "malformed")]
    )


def test_the_question_stands_on_the_tape_beside_its_reply(batch: Path, tape: Tape) -> None:
    questions = asked_in(batch)
    put_lines(batch / "round-001/replies.jsonl", [answered(one.key) for one in reversed(questions)])
    imported(batch, tape)
    assert [tape.asked(one.key) for one in questions] == questions
    (spent,) = tape.spent("r").values()
    assert (spent.replies, spent.usage.prompt, spent.usage.completion) == (6, 18, 12)


def test_importing_twice_changes_nothing(batch: Path, tape: Tape) -> None:
    a, b, c, *_ = (one.key for one in asked_in(batch))
    lines = [answered(a), failed(b), answered(a, "other"), answered(c), answered(c), "broken"]
    put_lines(batch / "round-001/replies-01.jsonl", lines)
    first = imported(batch, tape)
    before = list(tape.entries())
    second = imported(batch, tape)
    assert list(tape.entries()) == before
    assert second.counts == {**first.counts, "stored": 0, "known": 2}
    assert second.told == first.told


def test_files_of_all_names_are_read_and_no_others(batch: Path) -> None:
    asked_in(batch)
    folder = batch / "round-001"
    names = ["replies.jsonl", "replies-07.jsonl", "requests-01.out.jsonl", "errors-01.jsonl", "mine.out.jsonl"]
    for name in (*names, "requests-02.jsonl.bak", ".replies.jsonl", "notes.jsonl"):
        (folder / name).touch()
    (folder / "replies-folder.jsonl").mkdir()
    assert [path.name for path in reply_files(folder)] == sorted(names)


@pytest.mark.parametrize(
    "custom_id", ["../../../etc/passwd", "/etc/passwd", "", "\x00", "A" * 32, "é" * 32, "a\nb" * 11]
)
def test_a_hostile_custom_id_is_unknown_and_opens_nothing(batch: Path, tape: Tape, custom_id: str) -> None:
    asked_in(batch)
    before = sorted(batch.parent.rglob("*"))
    put_lines(batch / "round-001/replies.jsonl", [answered(custom_id)])
    found = imported(batch, tape)
    assert nonzero(found) == {"unknown": 1}
    assert sorted(batch.parent.rglob("*")) == sorted([*before, batch / "round-001/replies.jsonl"])
    assert list(tape.entries()) == []


def test_a_reply_for_another_runs_question_is_unknown_even_where_the_tape_knows_it(batch: Path, tape: Tape) -> None:
    asked_in(batch, 2)
    foreign = question(77)
    assert key_of(foreign.body, 0) == foreign.key
    put_lines(batch / "round-001/replies.jsonl", [answered(foreign.key, "poison")])
    assert nonzero(imported(batch, tape)) == {"unknown": 1}
    assert tape.get(foreign.key) is None


def test_a_request_is_given_up_after_three_rounds_of_failing_or_at_once_where_there_is_no_hope(
    batch: Path, tape: Tape
) -> None:
    a, b, *_ = questions = [one.key for one in asked_in(batch)]
    for number in (2, 3):
        write_round(batch, number, sorted((question(n) for n in range(6)), key=lambda one: one.key), Limits())
    put_lines(batch / "round-001/replies.jsonl", [failed(a), failed(a), {**VLLM_FAILED, "custom_id": b}])
    put_lines(batch / "round-002/replies.jsonl", [failed(a)])
    assert {key: one.kind for key, one in imported(batch, tape).given_up.items()} == {b: "provider"}
    put_lines(batch / "round-003/errors.jsonl", [failed(a), *({**EXPIRED, "custom_id": key} for key in questions)])
    given_up = imported(batch, tape).given_up
    assert set(given_up) == {a, b}
    assert given_up[a].reason == "round-003: status 500 server_error the server has a problem"


def test_a_reply_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"missing\.jsonl: cannot be read: there is no such file"):
        list(read_replies(tmp_path / "missing.jsonl"))


def test_fifty_thousand_replies_are_read_without_holding_them(batch: Path, tape: Tape) -> None:
    count = 50_000
    questions = sorted((question(n, words="word " * 40) for n in range(count)), key=lambda one: one.key)
    write_round(batch, 1, questions, Limits())
    keys = [one.key for one in questions]
    del questions
    reply = json.dumps(answered("KEY", "word " * 100))
    with (batch / "round-001/replies.jsonl").open("w") as out:
        for key in keys:
            out.write(reply.replace("KEY", key) + "\n")
    size = (batch / "round-001/replies.jsonl").stat().st_size
    del keys
    tracemalloc.start()
    try:
        found = imported(batch, tape)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.counts["stored"] == count
    assert peak < 35_000_000 < size, f"peak {peak / 1e6:.1f} MB of {size / 1e6:.1f} MB"
