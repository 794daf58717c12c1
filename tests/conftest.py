"""Fixtures that several modules share. What they need is imported when they are asked for."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine draws examples slowly; that says nothing of what is tested.
settings.register_profile("any machine", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the small run, without a card; not to be changed."""
    from negforge.pipeline.building.publishing_run import publish_run
    from tests.small_run import small_run

    folder = tmp_path_factory.mktemp("released") / "benchmark"
    publish_run(small_run(), folder, release="1.0.0")
    return folder


@pytest.fixture
def place(released: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(released, tmp_path / "benchmark")
    return tmp_path / "benchmark"


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs ``negforge`` with these words in this process: exit code, stdout, stderr. No traceback is ever shown."""
    from negforge.cli.main import main

    def run(*words: str | Path) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        seen = capsys.readouterr()
        assert "Traceback" not in seen.err
        return code, seen.out, seen.err

    return run
