"""The manifest of a release: what it was made from, by what, and what is in it. No times, no paths of this machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from negforge.core.canary import CANARY
from negforge.core.json_text import Json
from negforge.pipeline.reading.origin import source_sha256, versions
from negforge.pipeline.reading.publication import KIND
from negforge.pipeline.reading.published_split import COUNTED

FORM = 1
"""Of the files: goes up where a column is added, dropped or means something else."""
CARD = "README.md"


def manifest_of(
    built: Mapping[str, Any], release: str, key: str, units: Mapping[str, Mapping[str, Any]]
) -> dict[str, Json]:
    """``built``: the manifest of the run. ``units``: what was noted of each part of the release."""
    by_split = {unit: noted["counts"] for unit, noted in units.items() if "counts" in noted}
    return {
        "kind": KIND,
        "canary": CANARY,
        "form": FORM,
        "name": built["name"],
        "release": release,
        "key": key,
        "built_by": {"versions": built["versions"], "source_sha256": built["source_sha256"]},
        "published_by": {"versions": {**versions(), "pyarrow": version("pyarrow")}, "source_sha256": source_sha256()},
        "recipe_sha256": built["recipe_sha256"],
        "recipe": built["recipe"],
        "seeds": {"rng_seed": rng_seed_of(built["recipe"]), "inputs": built["inputs"]},
        "run": built["key"],
        "counts": {**_sums(by_split), "by_split": dict(by_split)},
        "funnel": built["funnel"],
        "data_card": CARD,
        "files": _files(units, by_split),
    }


def rng_seed_of(recipe: str) -> int:
    """From the recipe as the run spelled it out."""
    from ruamel.yaml import YAML

    return int(YAML(typ="safe").load(recipe)["rng_seed"])


def _sums(by_split: Mapping[str, Mapping[str, Any]]) -> dict[str, Json]:
    """Over all splits. Tasks and templates are left out: splits may share them."""
    sums: dict[str, Json] = {name: sum(one[name] for one in by_split.values()) for name in ("pairs", "repaired")}
    for name in COUNTED:
        counts: Counter[str] = Counter()
        for one in by_split.values():
            counts.update(one[f"by_{name}"])
        sums[f"by_{name}"] = {key: counts[key] for key in sorted(counts)}
    return sums


def _files(units: Mapping[str, Mapping[str, Any]], by_split: Mapping[str, Mapping[str, Any]]) -> dict[str, Json]:
    """Every file: its sha256, its bytes, and its pairs."""
    found = {
        name: {**one, **({"pairs": by_split[unit]["pairs"]} if unit in by_split else {})}
        for unit, noted in units.items()
        for name, one in noted["files"].items()
    }
    return {name: found[name] for name in sorted(found)}
