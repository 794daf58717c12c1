"""Request files: limits, bytes, and a round that is there whole or not at all."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from negforge.adapters.batch.files import Limits, line_of, request_files, round_folders, write_round
from negforge.adapters.batch.notes import Notes
from negforge.adapters.batch.standing import standing
from negforge.adapters.tapes.tape import Asked
from negforge.core.errors import RunError
from tests.adapters.batch_lines import keys_in, question


def by_key(questions: list[Asked]) -> list[Asked]:
    return sorted(questions, key=lambda asked: (asked.model, asked.key))


def test_a_line_is_what_the_batch_api_wants_and_holds_the_body_byte_for_byte() -> None:
    asked = question(1, words='é "quoted" \ud800')
    line = line_of(asked)
    read = json.loads(line)
    assert list(read) == ["custom_id", "method", "url", "body"]
    assert (read["custom_id"], read["method"], read["url"]) == (asked.key, "POST", "/v1/chat/completions")
    assert read["body"]["model"] == "mock-model"
    assert b'"body":' + asked.body + b"}" == line[line.index(b'"body":') :]


def test_files_end_at_the_limit_on_lines_and_hold_one_model(tmp_path: Path) -> None:
    questions = by_key([question(n) for n in range(5)] + [question(n, model="other") for n in range(3)])
    folder = write_round(tmp_path, 1, questions, Limits(lines=2))
    models = [
        [json.loads(line)["body"]["model"] for line in path.read_text().splitlines()] for path in request_files(folder)
    ]
    assert models == [["mock-model"] * 2, ["mock-model"] * 2, ["mock-model"], ["other"] * 2, ["other"]]
    assert [key for path in request_files(folder) for key in keys_in(path)] == [one.key for one in questions]


def test_files_end_at_the_limit_on_bytes(tmp_path: Path) -> None:
    questions = by_key([question(n, words="x" * (100 * n)) for n in range(20)])
    folder = write_round(tmp_path, 1, questions, Limits(bytes=3000))
    sizes = [path.stat().st_size for path in request_files(folder)]
    assert max(sizes) <= 3000 and sum(sizes) == sum(len(line_of(one)) + 1 for one in questions)
    assert len(sizes) > 5


def test_a_limit_is_reached_to_the_byte(tmp_path: Path) -> None:
    questions = by_key([question(1), question(2)])
    exact = sum(len(line_of(one)) + 1 for one in questions)
    assert len(request_files(write_round(tmp_path, 1, questions, Limits(bytes=exact)))) == 1
    assert len(request_files(write_round(tmp_path, 2, questions, Limits(bytes=exact - 1)))) == 2


def test_a_line_that_fits_into_no_file_is_told_by_its_key_and_no_round_is_left(tmp_path: Path) -> None:
    large = question(1, words="x" * 5000)
    with pytest.raises(RunError, match=rf"request {large.key}: its line has \d+ bytes, and a batch file may have 3000"):
        write_round(tmp_path, 1, by_key([question(2), large]), Limits(bytes=3000))
    assert round_folders(tmp_path) == []


def test_the_same_questions_give_the_same_bytes_and_round_json_tells_them(tmp_path: Path) -> None:
    questions = by_key([question(n, sample=n % 3) for n in range(9)])
    folders = [write_round(tmp_path / name, 1, questions, Limits(lines=4)) for name in ("a", "b")]
    contents = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders]
    assert contents[0] == contents[1]
    about = json.loads(contents[0].pop("round.json"))
    assert about["highest_sample"] == 2
    assert {name: one["sha256"] for name, one in about["files"].items()} == {
        name: hashlib.sha256(content).hexdigest() for name, content in contents[0].items()
    }
    assert [one["requests"] for one in about["files"].values()] == [4, 4, 1]


def test_a_killed_writer_leaves_no_round_and_the_next_one_is_whole(tmp_path: Path) -> None:
    class Killed(BaseException):
        pass

    def questions():
        yield from by_key([question(n) for n in range(5)])
        raise Killed

    with pytest.raises(Killed):
        write_round(tmp_path, 1, questions(), Limits(lines=2))
    assert round_folders(tmp_path) == []
    again = write_round(tmp_path, 1, by_key([question(1)]), Limits())
    assert sorted(path.name for path in again.iterdir()) == ["requests-01.jsonl", "round.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["round-001"]


def test_notes_hold_each_question_once_and_give_them_by_model_and_key(tmp_path: Path) -> None:
    notes = Notes(tmp_path / "batch")
    asked = [question(n, model=model, sample=sample) for n in (3, 1, 2) for model in ("b", "a") for sample in (1, 0)]
    for one in [*asked, *asked]:
        notes.note(one)
    assert len(notes) == 12
    assert list(notes.questions(lambda key: True)) == by_key(asked)
    assert list(notes.questions(lambda key: key == asked[0].key)) == [asked[0]]
    assert list((tmp_path / "batch").iterdir()) == []  # the file has no name: nothing is left when we are killed
    notes.close()


def test_a_question_is_found_again_in_its_file_with_its_sample(tmp_path: Path) -> None:
    questions = by_key([question(n, sample=100 * n) for n in range(4)])
    write_round(tmp_path, 1, questions, Limits(lines=3))
    stand = standing(tmp_path)
    for asked in questions:
        file = stand.latest(asked.key)
        assert file is not None and file.asked(asked.key) == asked


def test_an_altered_request_is_no_question_and_a_foreign_line_is_told(tmp_path: Path) -> None:
    (asked,) = questions = [question(1)]
    (path,) = request_files(write_round(tmp_path, 1, questions, Limits()))
    path.write_bytes(path.read_bytes().replace(b"question 1", b"question 2"))
    file = standing(tmp_path).latest(asked.key)
    assert file is not None and file.asked(asked.key) is None
    path.write_bytes(path.read_bytes() + b'{"custom_id": "../../etc/passwd", "body": {}}\n')
    with pytest.raises(RunError, match=r"requests-01\.jsonl: line 2 is no request of ours; the file was altered"):
        standing(tmp_path)
