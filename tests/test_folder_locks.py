"""One process at a time writes into a folder; who leaves it, however, leaves it free."""

from __future__ import annotations

from pathlib import Path

import pytest

from negforge.core.errors import RunError, UsageError
from negforge.pipeline.model_run import open_folder


def test_a_folder_that_is_held_lets_nobody_in(tmp_path: Path) -> None:
    again = pytest.raises(UsageError, match="another negforge is at work there")
    with open_folder(tmp_path, tmp_path / "tape.sqlite"), again:
        open_folder(tmp_path, tmp_path / "tape.sqlite")
    with open_folder(tmp_path, tmp_path / "tape.sqlite"):
        assert (tmp_path / "evaluation.json").exists()


def test_work_that_failed_leaves_the_folder_free_though_its_error_is_kept(tmp_path: Path) -> None:
    def work() -> None:
        with open_folder(tmp_path, tmp_path / "tape.sqlite"):
            raise RunError("the budget ends here")

    with pytest.raises(RunError) as kept:
        work()
    with open_folder(tmp_path, tmp_path / "tape.sqlite"):
        assert "budget" in str(kept.value)
