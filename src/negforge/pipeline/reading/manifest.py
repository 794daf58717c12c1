"""manifest.json, written last: what a run was made from, what is in it, and the sha256 of every file.

No times, no durations, no paths of this machine: the bytes are the same wherever and however often it is made.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from negforge.core.json_text import Json
from negforge.pipeline.gathering.ingest_stage import INGEST
from negforge.pipeline.reading.origin import sha256_text, source_sha256, versions
from negforge.pipeline.reading.splits_stage import read_pairs, split_files
from negforge.pipeline.running.joining import FUNNEL
from negforge.pipeline.running.kept_out import funnel_after
from negforge.pipeline.running.ledger import Ledger, key_of
from negforge.pipeline.running.run_files import write_text
from negforge.recipe.knobs import Recipe, recipe_text

MANIFEST = "manifest.json"
RECIPE = "recipe.yaml"
STAGE = "manifest"  # in the ledger: a damaged manifest is made again like any other file
NO_RULE = "(no rule)"


def write_manifest(recipe: Recipe, ledger: Ledger) -> None:
    folder = ledger.folder
    content: Json = {
        "name": recipe.name,
        "key": key_of(ledger.made_from),
        "versions": versions(),
        "source_sha256": source_sha256(),
        "recipe_sha256": sha256_text(recipe_text(recipe)),
        "recipe": recipe_text(recipe),
        "inputs": _load(folder / INGEST),
        "counts": _counts(folder),
        "funnel": funnel_after(_load(folder / FUNNEL), folder),
        "files": _files(ledger),
    }
    write_text(folder / MANIFEST, json.dumps(content, indent=1, ensure_ascii=True) + "\n")
    ledger.record(STAGE, (MANIFEST,))


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a finished run, None where there is none."""
    try:
        content = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _counts(folder: Path) -> Json:
    """Pairs by split, defect, rule and split x defect, and the rollouts and tasks that they come from."""
    splits: Counter[str] = Counter()
    defects: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    crossed: dict[str, Counter[str]] = {}
    rollouts: set[str] = set()
    templates: set[str] = set()
    for name in split_files(folder):
        for pair in read_pairs(folder / name):
            split, defect = str(pair.split), str(pair.defect)
            splits[split] += 1
            defects[defect] += 1
            rules[pair.certificate.rule if pair.certificate else NO_RULE] += 1
            crossed.setdefault(split, Counter())[defect] += 1
            rollouts.add(str(pair.rollout))
            templates.add(pair.task.template_id)
    return {
        "pairs": splits.total(),
        "rollouts_used": len(rollouts),
        "templates": len(templates),
        "by_split": dict(splits),
        "by_defect": _sorted(defects),
        "by_rule": _sorted(rules),
        "by_split_and_defect": {split: _sorted(counter) for split, counter in crossed.items()},
    }


def _sorted(counter: Counter[str]) -> Json:
    return {name: counter[name] for name in sorted(counter)}


def _files(ledger: Ledger) -> Json:
    """Every file of the run and its sha256. The ledger and this manifest cannot hold their own."""
    found = {name: sha for stage, files in ledger.stages.items() if stage != STAGE for name, sha in files.items()}
    return {name: found[name] for name in sorted(found)}


def _load(path: Path) -> Json:
    content: Json = json.loads(path.read_bytes())
    return content
