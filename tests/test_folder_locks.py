"""One process at a time writes into a folder; who leaves it, however, leaves it free."""

from __future__ import annotations

from pathlib import Path

import pytest

from negforge.core.errors import RunError, UsageError
from negforge.pipeline.endpoints.folders import open_folder


def test_a_folder_that_is_held_lets_nobody_in(tmp_path: Path) -> None:
    again = pytest.raises(UsageError, match="another negforge is at work there")
    with open_folder(tmp_path, tmp_path / "tape.sqlite", ()), again:
        open_folder(tmp_path, tmp_path / "tape.sqlite", ())
    with open_folder(tmp_path, tmp_path / "tape.sqlite", ()):
        assert (tmp_path / "evaluation.json").exists()


def test_work_that_failed_leaves_the_folder_free_though_its_error_is_kept(tmp_path: Path) -> None:
    def work() -> None:
        with open_folder(tmp_path, tmp_path / "tape.sqlite", ()):
            raise RunError("the budget ends here")

    with pytest.raises(RunError) as kept:
        work()
    with open_folder(tmp_path, tmp_path / "tape.sqlite", ()):
        assert "budget" in str(kept.value)


def test_a_folder_that_is_refused_is_free(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"holds other files") as kept:
        open_folder(tmp_path, tmp_path / "tape.sqlite", ())
    (tmp_path / "letter.txt").unlink()
    with open_folder(tmp_path, tmp_path / "tape.sqlite", ()):
        assert "letter.txt" in str(kept.value)
