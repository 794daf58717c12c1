"""The published evaluator, and what both evaluators judge: shared Plan-RewardBench files, copied, each side marked."""

from __future__ import annotations

import json
import os
from itertools import islice
from pathlib import Path
from typing import Any

SHARED = Path(os.environ.get("NEGFORGE_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
DATA = SHARED / "plan_rewardbench"
SCRIPT = SHARED.parent / "upstream" / "evaluate_benchmark_final.py"
MARKED = ("chosen", "reject")
STAND_INS = {
    "torch": "def no_grad():\n    return lambda function: function\n",
    "transformers": "AutoTokenizer = AutoModel = AutoModelForSequenceClassification = None\n",
}


def absent() -> str | None:
    """What the benchmark needs and cannot find."""
    return next((f"no {path}" for path in (DATA, SCRIPT) if not path.exists()), None)


def write_stand_ins(folder: Path) -> None:
    """Empty modules, to stand on its path, for what the published evaluator imports and does not use for a model."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in STAND_INS.items():
        (folder / f"{name}.py").write_text(text)


def marked_pairs(folder: Path, of_each: int, variants: int = 1) -> int:
    """Writes the first ``of_each`` pairs of every file, in so many variants; how many. A side bears a mark of its own
    in its last message; siblings of a task keep their uuid, those of another variant have another."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    for file in sorted(DATA.glob("*.jsonl")):
        rows = [json.loads(line) for line in islice(file.open(encoding="utf-8"), of_each)]
        with (folder / file.name).open("w", encoding="utf-8") as out:
            for variant in range(variants):
                for row in rows:
                    out.write(json.dumps(_marked(row, number, variant), ensure_ascii=False) + "\n")
                    number += 1
    return number


def _marked(row: dict[str, Any], number: int, variant: int) -> dict[str, Any]:
    row = json.loads(json.dumps(row))
    for side in MARKED:
        row[side]["messages"][-1]["content"] += f" ({mark_of(number, side)})"
    return {**row, "uuid": row["uuid"] if variant == 0 else f"{row['uuid']}-{variant}"}


def mark_of(number: int, side: str) -> str:
    """What tells the mock judge which side of which pair it reads."""
    return f"~{number:05d}~{side}"
