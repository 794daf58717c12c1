"""Tapes: what is kept, what is claimed, and what processes, kills and flipped bytes do to it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from negforge.adapters.chat.body import bytes_of, key_of
from negforge.adapters.tapes import packing
from negforge.adapters.tapes.owners import side_file
from negforge.adapters.tapes.tape import Asked, Heard, Stored, Tape
from negforge.core.chat import Usage
from negforge.core.errors import UsageError


def asked(number: int, model: str = "m", size: int = 50) -> Asked:
    words = " ".join(f"word{(number * 7919 + at * 31) % 9973}" for at in range(size))
    body = bytes_of({"model": model, "messages": [{"role": "user", "content": words}]})
    return Asked(key_of(body, 0), model, 0, body)


def heard(number: int, flaw: str | None = None, kind: str = "reply") -> Heard:
    raw = json.dumps({"choices": [{"message": {"content": f"answer {number}"}}]}).encode()
    return Heard(raw, "json", flaw, Usage(10, 2, 1, 1), 0.5, kind)


def fill(path: Path, number: int) -> list[Asked]:
    questions = [asked(one) for one in range(number)]
    with Tape(path, run="r") as tape:
        tape.write([(question, heard(at)) for at, question in enumerate(questions)])
    return questions


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"from tests.adapters.test_tapes import *\n{code}", *arguments],
        stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip


# one process


def test_a_reply_comes_back_as_its_bytes_and_an_attempt_does_not(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "a.tape"
    with Tape(path) as tape:
        tape.write([(asked(1), heard(1)), (asked(2), heard(2, "null content", "malformed"))])
    with Tape(path, readonly=True) as tape:
        assert tape.get(asked(1).key) == Stored(heard(1).raw, "json")
        assert tape.get(asked(2).key) is None
        assert tape.get(asked(3).key) is None
    assert sorted(os.listdir(path.parent)) == ["a.tape"]


def test_a_server_sent_stream_is_kept_byte_for_byte(tmp_path: Path) -> None:
    raw = b"data: {}\n\ndata: \xff\x00[DONE]\n\n"
    with Tape(tmp_path / "a.tape") as tape:
        tape.write([(asked(1), Heard(raw, "sse", None, Usage()))])
        assert tape.get(asked(1).key) == Stored(raw, "sse")


def test_the_first_reply_stays_and_the_second_is_a_double(tmp_path: Path) -> None:
    with Tape(tmp_path / "a.tape", run="r") as tape:
        tape.write([(asked(1), heard(1)), (asked(1), heard(2))])
        tape.write([(asked(1), heard(3))])
        assert tape.get(asked(1).key) == Stored(heard(1).raw, "json")
        assert tape.spent()["m"].attempts == {"double": 2}
        assert [entry.heard.raw for entry in tape.entries()] == [heard(2).raw, heard(3).raw, heard(1).raw]


def test_spent_counts_by_model_and_run_and_attempts_that_no_server_heard_of_are_no_requests(tmp_path: Path) -> None:
    path = tmp_path / "a.tape"
    with Tape(path, run="one") as tape:
        tape.write([(asked(1), heard(1, "busy", "status 429")), (asked(1), heard(1, "no route", "unreachable"))])
        tape.write([(asked(1), heard(1)), (asked(2, "other"), heard(2))])
    with Tape(path, run="two") as tape:
        tape.write([(asked(3), heard(3))])
        everything, second = tape.spent(), tape.spent("two")
    assert (everything["m"].requests, everything["m"].replies) == (3, 2)
    assert everything["m"].attempts == {"status 429": 1, "unreachable": 1}
    assert everything["m"].usage == Usage(40, 8, 4, 4)
    assert second == {"m": type(everything["m"])(1, 1, {}, Usage(10, 2, 1, 1))}
    assert everything["other"].replies == 1


def test_experience_leaves_out_replies_whose_tokens_are_unknown(tmp_path: Path) -> None:
    with Tape(tmp_path / "a.tape") as tape:
        tape.write([(asked(1), heard(1)), (asked(2), Heard(b"{}", "json", None, Usage()))])
        assert tape.experience("m") == (1, len(asked(1).body), Usage(10, 2, 1, 1))


def test_claims_of_two_tapes_in_one_process_are_apart_and_end_with_writing_releasing_and_closing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.tape"
    keys = [asked(number).key for number in range(4)]
    with Tape(path) as first, Tape(path) as second:
        assert set(first.claim(keys).values()) == {"mine"}
        assert set(second.claim(keys).values()) == {"theirs"}
        assert set(first.claim(keys).values()) == {"mine"}
        second.write([], release=keys)  # not its own
        first.write([(asked(0), heard(0))], release=[keys[1]])
        after = second.claim(keys)
        assert after == {keys[0]: Stored(heard(0).raw, "json"), keys[1]: "mine", keys[2]: "theirs", keys[3]: "theirs"}
        first.close()
        assert second.claim(keys[2:]) == {keys[2]: "mine", keys[3]: "mine"}
        with Tape(path) as third:  # closing the first one dropped no lock of the second
            assert third.claim(keys[1:2]) == {keys[1]: "theirs"}


def test_a_failed_write_keeps_nothing_of_it(tmp_path: Path) -> None:
    with Tape(tmp_path / "a.tape") as tape:
        wrong = Asked(asked(2).key, None, 0, b"{}")  # type: ignore[arg-type]
        with pytest.raises(Exception, match="NOT NULL"):
            tape.write([(asked(1), heard(1)), (wrong, heard(2))])
        assert tape.get(asked(1).key) is None
        tape.write([(asked(1), heard(1))])
        assert tape.get(asked(1).key) is not None


def test_entries_come_in_the_order_of_their_questions_or_by_key(tmp_path: Path) -> None:
    questions = fill(tmp_path / "a.tape", 1200)
    with Tape(tmp_path / "a.tape", readonly=True) as tape:
        assert [entry.asked for entry in tape.entries()] == questions
        keys = sorted(question.key for question in questions)
        assert [entry.asked.key for entry in tape.entries(by_key=True)] == keys
        wanted = [key for key in keys if key.startswith("a1b"[:2])]
        assert [entry.asked.key for entry in tape.entries(prefix="a1")] == wanted


# files that are no tapes


def test_a_text_file_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary\n")
    for readonly in (False, True):
        with pytest.raises(UsageError, match="not a tape"):
            Tape(path, readonly=readonly)
    assert path.read_text() == "dear diary\n"


def test_another_programs_database_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mail.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE mail (a)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(UsageError, match="another program"):
        Tape(path)
    assert path.read_bytes() == before


def test_a_newer_format_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.tape"
    with Tape(path) as tape:
        tape.change([("UPDATE meta SET value = 7 WHERE name = 'format'", ())])
    with pytest.raises(UsageError, match="format 7; this negforge reads up to 1"):
        Tape(path)


def test_an_empty_file_is_a_new_tape_and_a_missing_one_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.tape"
    path.touch()
    with Tape(path, readonly=True) as tape:
        assert list(tape.entries()) == []
    assert path.stat().st_size == 0
    with Tape(path) as tape:
        tape.write([(asked(1), heard(1))])
    with pytest.raises(UsageError, match="no such tape"):
        Tape(tmp_path / "b.tape", readonly=True)
    with pytest.raises(UsageError, match="no regular file"):
        Tape(tmp_path)


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    fill(tmp_path / "a.tape", 1)
    with Tape(tmp_path / "a.tape", readonly=True) as tape, pytest.raises(ValueError, match="reading only"):
        tape.write([(asked(2), heard(2))])


# damage


def test_a_flipped_payload_is_told_counted_as_not_stored_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.tape"
    questions = fill(path, 30)
    packed = packing.Packer().pack(heard(7).raw)
    content = bytearray(path.read_bytes())
    at = content.index(packed) + len(packed) // 2
    content[at] ^= 0xFF
    path.write_bytes(content)
    key = questions[7].key
    with Tape(path, run="again") as tape:
        assert tape.claim([key, questions[8].key]) == {key: "mine", questions[8].key: Stored(heard(8).raw, "json")}
        assert [str(one)[:54] for one in tape.damaged.values()] == [f"row 8 of entries, key {key}"]
        assert len(list(tape.entries())) == 29
        tape.write([(questions[7], heard(7))])
        assert tape.get(key) == Stored(heard(7).raw, "json")
        assert tape.spent("r")["m"].attempts == {"damaged": 1}  # what it cost stays counted
        assert tape.spent()["m"].usage == Usage(310, 62, 31, 31)


def test_a_question_that_does_not_hash_to_its_key_is_damaged_and_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "a.tape"
    questions = fill(path, 3)
    with Tape(path) as tape:
        tape.change([("UPDATE entries SET sample = 5 WHERE number = 2", ())])
        assert tape.get(questions[1].key) is None
        assert "question does not hash" in str(next(iter(tape.damaged.values())))
        tape.write([(questions[1], heard(9))])
        assert tape.get(questions[1].key) == Stored(heard(9).raw, "json")


def test_a_payload_that_would_inflate_beyond_bounds_is_damaged(tmp_path: Path) -> None:
    import zstandard

    bomb = zstandard.ZstdCompressor(level=1)
    parts = bomb.compressobj(size=300 << 20)
    packed = b"".join([*(parts.compress(bytes(1 << 20)) for _ in range(300)), parts.flush()])
    endless = zstandard.ZstdCompressor(level=1, write_content_size=False).compress(b"x")
    (question, *_) = fill(tmp_path / "a.tape", 1)
    for payload in (packed, endless):
        with Tape(tmp_path / "a.tape") as tape:
            tape.change([("UPDATE entries SET raw = ?", (payload,))])
            assert tape.get(question.key) is None
            assert "more than 256 MiB" in str(next(iter(tape.damaged.values())))


def test_broken_pages_are_told_with_the_file_and_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "a.tape"
    questions = fill(path, 400)
    content = bytearray(path.read_bytes())
    for page in range(3, len(content) // 8192, 3):
        content[page * 8192 : page * 8192 + 200] = bytes([0xEE]) * 200
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"a\.tape: broken .* negforge tape salvage"):  # noqa: SIM117
        with Tape(path, readonly=True) as tape:
            for question in questions:
                tape.get(question.key)


# several processes


WORKER = """
import random, time
path, name, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
waiting = [asked(one) for one in range(number)]
random.Random(name).shuffle(waiting)
by_key = {one.key: one for one in waiting}
done = 0
with Tape(path, run=name) as tape:
    keys = list(by_key)
    while keys:
        states = tape.claim(keys[:8])
        mine = [key for key in states if states[key] == "mine"]
        tape.write([(by_key[key], heard(int(1))) for key in mine])
        done += len(mine)
        keys = keys[8:] + [key for key in states if states[key] == "theirs"]
        if not mine:
            time.sleep(0.002)
print(done)
"""


def test_processes_that_share_a_tape_do_the_work_once(tmp_path: Path) -> None:
    path = tmp_path / "a.tape"
    workers = [python(WORKER, str(path), f"w{number}", "300") for number in range(4)]
    done = [int(worker.communicate(timeout=300)[0]) for worker in workers]
    assert sum(done) == 300
    with Tape(path, readonly=True) as tape:
        spent = tape.spent()["m"]
        assert (spent.replies, spent.attempts) == (300, {})
        assert tape.query("SELECT count(*) FROM claims") == [(0,)]
    assert sorted(os.listdir(tmp_path)) == ["a.tape", "a.tape.lock"]


def test_a_killed_owners_claims_are_taken_over_at_once_and_its_writes_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.tape"
    code = """
tape = Tape(Path(sys.argv[1]), run="killed")
print(set(tape.claim([asked(one).key for one in range(5)]).values()), flush=True)
tape.write([(asked(0), heard(0))])
print("written", flush=True)
sys.stdin.read()
"""
    owner = python(code, str(path))
    assert owner.stdout is not None
    assert owner.stdout.readline() == "{'mine'}\n"
    assert owner.stdout.readline() == "written\n"
    keys = [asked(number).key for number in range(5)]
    with Tape(path) as tape:
        assert set(tape.claim(keys[1:]).values()) == {"theirs"}
        owner.send_signal(signal.SIGKILL)
        owner.wait()
        states = tape.claim(keys)
        assert states.pop(keys[0]) == Stored(heard(0).raw, "json")
        assert set(states.values()) == {"mine"}
    owner.communicate()


def test_kill_at_any_moment_loses_nothing_that_write_returned_from(tmp_path: Path) -> None:
    path = tmp_path / "a.tape"
    code = """
tape = Tape(Path(sys.argv[1]))
first = int(sys.argv[2])
for number in range(first, 100000):
    tape.claim([asked(number).key])
    tape.write([(asked(number), heard(number))])
    print(number, flush=True)
"""
    known = 0
    for turn in range(4):
        process = python(code, str(path), str(known))
        assert process.stdout is not None
        for _ in range(40 + 60 * turn):
            known = int(process.stdout.readline()) + 1
        process.kill()
        rest = process.communicate()[0]
        known = max([known, *(int(line) + 1 for line in rest.splitlines() if line)])
        with Tape(path) as tape:
            assert all(tape.get(asked(number).key) for number in range(known))
            assert tape.query("PRAGMA integrity_check") == [("ok",)]
    assert known > 400


def test_readers_go_on_while_a_run_writes(tmp_path: Path) -> None:
    path = tmp_path / "a.tape"
    fill(path, 600)
    with Tape(path) as writer, Tape(path, readonly=True) as reader:
        entries = reader.entries()
        next(entries)
        writer.write([(asked(number), heard(number)) for number in range(600, 640)])
        assert sum(1 for _ in entries) == 639


def test_one_side_file_serves_all_tapes_of_a_process(tmp_path: Path) -> None:
    first, second = side_file(str(tmp_path / "a.lock")), side_file(str(tmp_path / "a.lock"))
    assert first is second
    first.hold(3)
    first.close()
    code = "print(side_file(sys.argv[1]).lives(3))"
    assert python(code, str(tmp_path / "a.lock")).communicate(timeout=300)[0] == "True\n"
    second.drop(3)
    assert python(code, str(tmp_path / "a.lock")).communicate(timeout=300)[0] == "False\n"
    second.close()


def test_what_was_only_assumed_is_told_apart_from_what_the_server_counted(tmp_path: Path) -> None:
    asked = Asked("0" * 32, "m", 0, b"{}")
    with Tape(tmp_path / "t.sqlite", run="r") as tape:
        lost = Heard(b"", "json", "gone", Usage(100, 50), kind="silence")
        null = Heard(b"{}", "json", "null content", Usage(7, 3), kind="malformed")
        tape.write([(asked, lost), (asked, null), (asked, Heard(b"{}", "json", None, Usage(7, 4)))])
        spent = tape.spent("r")["m"]
    assert (spent.usage, spent.assumed) == (Usage(114, 57), Usage(100, 50))
    assert (spent.requests, spent.replies) == (3, 1)
