"""docs/files.md says what is true: its tables are the declared columns, its folder and fields those of a release."""

from __future__ import annotations

import json
import re
from pathlib import Path

from negforge.pipeline.building.publishing_run import publish_run
from tests.files_tables import PAGE, with_tables
from tests.small_run import small_run

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_program() -> None:
    assert with_tables(TEXT) == TEXT, "run python -m tests.files_tables"


def test_a_release_holds_what_the_page_says(tmp_path: Path) -> None:
    publish_run(small_run(), tmp_path / "b")
    there = {path.name for path in (tmp_path / "b").iterdir() if path.is_dir() or path.suffix == ".json"}
    assert all(name in TEXT for name in there)
    told = set(re.findall(r"`(\w+)`", TEXT.partition("### manifest.json")[2]))
    assert json.loads((tmp_path / "b/manifest.json").read_bytes()).keys() <= told
