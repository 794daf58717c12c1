"""The published evaluator as a child process. Its own code lies in the shared folder and never here.

What it imports and does not use for an LLM judge (torch, transformers) is stood in for by empty modules; without a
tokenizer it counts characters.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks.judging.inputs import SCRIPT, write_stand_ins

CONFIG = """
models:
  - {{name: mock-model, model_type: llm_judge, api_key: none, base_url: "{url}", temperature: 0.0, max_tokens: 256}}
"""


def upstream() -> Path:
    """The published evaluator; skips the test, saying so, where it is absent."""
    if not SCRIPT.exists():
        pytest.skip(f"published evaluator absent: no {SCRIPT}")
    for name in ("requests", "tqdm", "yaml", "numpy"):
        pytest.importorskip(name, reason=f"the published evaluator needs {name}")
    return SCRIPT


def run_upstream(
    script: Path, folder: Path, base_url: str, *more: str, workers: int = 8
) -> subprocess.CompletedProcess[str]:
    """It judges ``folder``/benchmark by the model at ``base_url`` into ``folder``/out."""
    write_stand_ins(folder / "stand_ins")
    (folder / "config.yaml").write_text(CONFIG.format(url=base_url))
    options = {"--config": "config.yaml", "--data-dir": "benchmark", "--output-dir": "out", "--workers": str(workers)}
    words = [word for option in options.items() for word in option]
    environment = {**os.environ, "PYTHONPATH": str(folder / "stand_ins"), "PYTHONIOENCODING": "utf-8"}
    environment |= {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    return subprocess.run(
        [sys.executable, str(script), *words, *more],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def predictions(folder: Path, split: str) -> Path:
    """Where it writes what it got for a split."""
    return folder / "out" / "mock-model" / split / "predictions.jsonl"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def results(folder: Path) -> dict[str, Any]:
    """Its figures by split."""
    found: dict[str, Any] = json.loads((folder / "out" / "mock-model" / "all_results.json").read_text())
    return found
