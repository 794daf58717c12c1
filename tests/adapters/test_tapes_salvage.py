"""What is left of a broken tape is found, and what is lost is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from negforge.adapters.tapes.salvage import salvage
from negforge.adapters.tapes.tape import Stored, Tape
from negforge.core.errors import UsageError
from tests.adapters.test_tapes import asked, fill, heard

PAGE = 8192


def saved(path: Path, number: int) -> int:
    """How many of the first replies are there; every one that is there is right."""
    with Tape(path, readonly=True) as tape:
        found = [(at, tape.get(asked(at).key)) for at in range(number)]
        assert not tape.damaged
    assert all(one is None or one == Stored(heard(at).raw, "json") for at, one in found)
    return sum(one is not None for _, one in found)


def test_a_whole_tape_is_copied_with_its_runs_and_attempts(tmp_path: Path) -> None:
    old, new = tmp_path / "old.tape", tmp_path / "new.tape"
    fill(old, 20)
    with Tape(old, run="later") as tape:
        tape.write([(asked(30), heard(1, "broken", "malformed")), (asked(1), heard(9))])
    done = salvage(old, new)
    assert (done.replies, done.attempts, done.lost, done.by_pages) == (20, 2, 0, False)
    with Tape(old, readonly=True) as one, Tape(new, readonly=True) as other:
        assert one.spent() == other.spent()
        assert one.spent("later") == other.spent("later")
        assert [(e.run, e.asked, e.heard) for e in one.entries()] == [
            (e.run, e.asked, e.heard) for e in other.entries()
        ]


@pytest.mark.parametrize("page", [0, 2, 3, 7, -1], ids=str)
def test_one_broken_page_costs_only_what_lay_on_it(tmp_path: Path, page: int) -> None:
    old, new = tmp_path / "old.tape", tmp_path / "new.tape"
    fill(old, 400)
    content = bytearray(old.read_bytes())
    at = page * PAGE if page >= 0 else len(content) - PAGE
    content[at + 16 if page == 0 else at : at + 300] = bytes([0xEE]) * (284 if page == 0 else 300)
    old.write_bytes(content)
    done = salvage(old, new)
    assert done.replies == saved(new, 400)
    assert 320 <= done.replies <= 400
    assert done.lost >= 400 - done.replies or page == 0
    assert old.read_bytes() == bytes(content)


def test_a_truncated_tape_keeps_what_is_before_the_cut(tmp_path: Path) -> None:
    old, new = tmp_path / "old.tape", tmp_path / "new.tape"
    fill(old, 400)
    content = old.read_bytes()
    old.write_bytes(content[: len(content) * 2 // 3 + 77])
    with pytest.raises(UsageError, match="negforge tape salvage"), Tape(old, readonly=True) as tape:
        list(tape.entries())
        assert tape.query("PRAGMA quick_check") == []
    done = salvage(old, new)
    assert 150 < done.replies == saved(new, 400) < 400
    assert done.lost > 0


def test_long_replies_are_followed_from_page_to_page_and_out_of_the_log(tmp_path: Path) -> None:
    import random

    old, new = tmp_path / "old.tape", tmp_path / "new.tape"
    noise = random.Random(1).randbytes(100_000)
    with Tape(old) as tape:
        long = type(heard(0))(noise, "sse", None, heard(0).usage)
        tape.write([(asked(1), long), (asked(2), heard(2)), (asked(3), heard(3, "cut", "cut_stream"))])
        content, log = old.read_bytes(), Path(f"{old}-wal").read_bytes()
    broken = tmp_path / "broken.tape"
    broken.write_bytes(content[:16] + bytes(60) + content[76:])
    Path(f"{broken}-wal").write_bytes(log[:100] + b"!" + log[101:])  # sqlite believes no frame of it any more
    done = salvage(broken, new)
    assert (done.replies, done.attempts, done.by_pages) == (2, 1, True)
    assert Path(f"{broken}-wal").stat().st_size == len(log)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "broken.tape",
        "broken.tape-wal",
        "new.tape",
        "old.tape",
    ]
    with Tape(new, readonly=True) as tape:
        assert tape.get(asked(1).key) == Stored(noise, "sse")


def test_a_new_tape_is_never_an_old_file(tmp_path: Path) -> None:
    fill(tmp_path / "old.tape", 1)
    fill(tmp_path / "new.tape", 2)
    with pytest.raises(UsageError, match="exists already"):
        salvage(tmp_path / "old.tape", tmp_path / "new.tape")
    with pytest.raises(UsageError, match="no such file"):
        salvage(tmp_path / "nowhere.tape", tmp_path / "newer.tape")
