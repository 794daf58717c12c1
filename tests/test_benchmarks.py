"""The benchmarks: each is run by `make bench` or told not to be, and the documents name none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import benchmarks.__main__ as runner

ROOT = Path(__file__).resolve().parents[1]
HELPERS = {"__main__", "browser"}


def there() -> set[str]:
    """Files and packages that can be run."""
    folder = ROOT / "benchmarks"
    files = {path.stem for path in folder.glob("*.py")} - HELPERS
    return files | {path.parent.name for path in folder.glob("*/__main__.py")}


def test_every_benchmark_is_run_or_told_not_to_be() -> None:
    run = {one.name for one in runner.BENCHMARKS}
    told = set(re.findall(r"\w+", (runner.__doc__ or "").partition("Not here")[2]))
    assert run <= there() and there() - run <= told


def test_every_benchmark_that_a_document_names_is_there() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    named = {name for page in pages for name in re.findall(r"benchmarks[./](\w+)", page.read_text(encoding="utf-8"))}
    assert len(named) > 4 and named <= there()
