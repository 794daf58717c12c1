"""Published files load with `datasets`: offline, and with the same types whatever the split.

In a process of its own: `datasets` reads its settings when it is imported, and it is slow to import.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import pytest

from negforge.adapters.columns import arrow_schema, features_json
from negforge.adapters.published_columns import FULL, PLAN_REWARDBENCH
from negforge.pipeline.building.publishing_run import publish_run
from tests.small_run import small_run

LOADING = """
import json, sys
from datasets import Features, load_dataset
from negforge.adapters.columns import arrow_schema
from negforge.adapters.published_columns import FULL

folder, splits = sys.argv[1], sys.argv[2:]
forms = ("full", "plan_rewardbench")
types = {name: Features.from_dict(json.load(open(f"{folder}/types/{name}.json"))) for name in forms}
told = {"agree": types["full"] == Features.from_arrow_schema(arrow_schema(FULL)), "splits": {}}
for split in splits:
    files = {"parquet": f"parquet/{split}.parquet", "full": f"full/{split}.jsonl", "plan_rewardbench": f"{split}.jsonl"}
    for form, file in files.items():
        kind = "parquet" if form == "parquet" else "json"
        given = {} if form == "parquet" else {"features": types[form]}
        rows = load_dataset(kind, data_files=f"{folder}/{file}", split="train", **given)
        lines = [json.loads(line) for line in open(f"{folder}/{files['full' if form == 'parquet' else form]}")]
        told["splits"][f"{split} {form}"] = {
            "rows": len(rows),
            "typed": rows.features == types["full" if form == "parquet" else form],
            "equal": [bare(row) for row in rows] == [bare(line) for line in lines],
        }
print(json.dumps(told))
"""
BARE = """
def bare(value):
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items() if one is not None}
    return [bare(one) for one in value] if isinstance(value, list) else value
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process that loads every file tells of them."""
    if find_spec("datasets") is None:
        pytest.skip("datasets is not installed: pip install 'negforge[hub]'")
    folder = tmp_path_factory.mktemp("released")
    splits = list(publish_run(small_run(), folder / "benchmark").manifest["counts"]["by_split"])
    offline = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(folder / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", BARE + LOADING, str(folder / "benchmark"), *splits],
        env={**os.environ, **offline},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_every_file_loads_with_all_its_pairs(loaded: dict[str, Any]) -> None:
    counts = json.loads((small_run() / "manifest.json").read_bytes())["counts"]["by_split"]
    assert {name: one["rows"] for name, one in loaded["splits"].items()} == {
        f"{split} {form}": number
        for split, number in counts.items()
        for form in ("parquet", "full", "plan_rewardbench")
    }


def test_the_types_are_the_same_over_all_splits(loaded: dict[str, Any]) -> None:
    assert loaded["agree"]
    assert all(one["typed"] for one in loaded["splits"].values())


def test_what_is_loaded_is_what_was_written(loaded: dict[str, Any]) -> None:
    assert [name for name, one in loaded["splits"].items() if not one["equal"]] == []


def test_the_types_without_datasets() -> None:
    assert list(features_json(PLAN_REWARDBENCH))[:3] == ["query", "tools", "uuid"]
    assert arrow_schema(FULL).field("level").type == "int64"
