"""The published evaluator scores our files unchanged: it runs as a child process against the mock server.

Its own code lies in the shared folder and never here. What it imports and does not use for an LLM judge (torch,
transformers) is stood in for by empty modules; without a tokenizer it counts characters.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from negforge.pipeline.publishing_run import publish_run
from tests import shared_data
from tests.mock_endpoint import mock_endpoint
from tests.small_run import small_run

SCRIPT = "evaluate_benchmark_final.py"
STAND_INS = {
    "torch": "def no_grad():\n    return lambda function: function\n",
    "transformers": "AutoTokenizer = AutoModel = AutoModelForSequenceClassification = None\n",
}
CONFIG = """
models:
  - {{name: mock-model, model_type: llm_judge, api_key: none, base_url: "{url}", temperature: 0.0, max_tokens: 256}}
"""


def upstream() -> Path:
    """The published evaluator; skips the test, saying so, where it is absent."""
    script = shared_data.ROOT.parent / "upstream" / SCRIPT
    if not script.exists():
        pytest.skip(f"published evaluator absent: no {script}")
    for name in ("requests", "tqdm", "yaml"):
        pytest.importorskip(name, reason=f"the published evaluator needs {name}")
    return script


def test_every_pair_is_scored_in_both_orders_without_an_error(tmp_path: Path) -> None:
    script = upstream()
    counts = publish_run(small_run(), tmp_path / "benchmark").manifest["counts"]["by_split"]
    for name, text in STAND_INS.items():
        (tmp_path / "stand_ins").mkdir(exist_ok=True)
        (tmp_path / "stand_ins" / f"{name}.py").write_text(text)
    with mock_endpoint() as endpoint:
        (tmp_path / "config.yaml").write_text(CONFIG.format(url=endpoint.base_url))
        ran = _ran(script, tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "Error" not in ran.stdout and "failed" not in ran.stdout, ran.stdout
    for split, told in counts.items():
        found = _predictions(tmp_path / "out" / "mock-model" / split / "predictions.jsonl")
        assert Counter(one["swapped"] for one in found) == {False: told["pairs"], True: told["pairs"]}
        assert len({one["uuid"] for one in found}) == told["pairs"]
        assert {one["winner"] for one in found} <= {"A", "B", "Tie"}
        assert all(one["total_tokens"] > 0 for one in found)


def _ran(script: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    options = {"--config": "config.yaml", "--data-dir": "benchmark", "--output-dir": "out", "--workers": "8"}
    words = [word for option in options.items() for word in option]
    environment = {**os.environ, "PYTHONPATH": str(folder / "stand_ins"), "PYTHONIOENCODING": "utf-8"}
    environment |= {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    return subprocess.run(
        [sys.executable, str(script), *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def _predictions(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
