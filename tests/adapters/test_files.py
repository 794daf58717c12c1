"""Files are written all or nothing, and errors say what, where and what next."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from negforge.adapters.files import opened
from negforge.adapters.json_records import write_lines
from negforge.core.errors import RunError, UsageError


def test_lines_are_written_one_a_value_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / ("long name " * 24)
    write_lines(path, iter([b'{"a":1}', b"[]"]))
    assert path.read_bytes() == b'{"a":1}\n[]\n'
    write_lines(path, [])
    assert path.read_bytes() == b""
    assert list(tmp_path.iterdir()) == [path]


def test_what_stood_there_stays_until_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(b"old\n")

    def values() -> Iterator[bytes]:
        yield b"new"
        assert path.read_bytes() == b"old\n"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_lines(path, values())
    with pytest.raises(ValueError, match="a value with a line break is no line"):
        write_lines(path, [b"good", b"two\nlines"])
    assert path.read_bytes() == b"old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_of_the_values_is_not_taken_for_one_of_the_disk(tmp_path: Path) -> None:
    def values() -> Iterator[bytes]:
        yield b"1"
        raise FileNotFoundError("the source of the values")

    with pytest.raises(FileNotFoundError, match="the source"):
        write_lines(tmp_path / "out", values())


def test_a_place_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"no/such: cannot be written: No such file or directory; make its folder first"):
        write_lines(tmp_path / "no" / "such", [b"1"])
    with pytest.raises(RunError, match=r"cannot be written: Is a directory; name a file inside that folder"):
        write_lines(tmp_path, [b"1"])
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RunError, match=r"file/out: cannot be written: Not a directory"):
        write_lines(tmp_path / "file" / "out", [b"1"])
    with pytest.raises(RunError, match="cannot be written"):
        write_lines(tmp_path / "nul\0byte", [b"1"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told() -> None:
    with pytest.raises(RunError, match=r"/dev/full: cannot be written: No space left on device; free some space"):
        write_lines(Path("/dev/full"), [b"1"])


def test_a_link_stays_a_link_and_a_device_stays_a_device(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"old\n")
    link = tmp_path / "link"
    link.symlink_to(target)
    write_lines(link, [b"new"])
    assert link.is_symlink()
    assert target.read_bytes() == b"new\n"
    write_lines(Path("/dev/null"), [b"1"])
    assert not Path("/dev/null").is_file()


def test_a_written_file_has_the_mode_that_every_new_file_has(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    write_lines(tmp_path / "out", [b"1"])
    assert os.stat(tmp_path / "out").st_mode == os.stat(tmp_path / "plain").st_mode


def test_a_failing_read_is_a_run_error_with_the_path(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    with pytest.raises(RunError, match=r"file: reading failed: bad disk"), opened(path):
        raise OSError(5, "bad disk")
    with pytest.raises(UsageError, match="there is no such file"), opened(tmp_path / "none"):
        pass
