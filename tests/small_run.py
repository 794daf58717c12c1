"""A small finished run over several splits, built once for all tests of a process."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from negforge import build_benchmark

RECIPE = """
name: small
input: worlds
collect:
  tasks: {planning_single_easy: 2, planning_multi_easy: 1, robust_recovery: 1, tool_irrelevance: 2}
  reference: 2
  careful: 0.5
perturb: {per_rule: 1}
duplicates: {drop: all}
evaluate: {judges: [shorter]}
"""


@cache
def small_run() -> Path:
    """Its folder; not to be changed."""
    folder = Path(tempfile.mkdtemp(prefix="negforge-small-run-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "small.yaml").write_text(RECIPE)
    build_benchmark(str(folder / "small.yaml"), folder / "run")
    return folder / "run"
