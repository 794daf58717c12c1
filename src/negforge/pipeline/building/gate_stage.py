"""The last stage: independent builds made and the gate run → gate.json. A gate that fails is no failure of the stage:
the run is finished, its files stay, and the verdict stands in the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from negforge.core.json_text import Json
from negforge.pipeline.building.gate_builds import Built, build_beside
from negforge.pipeline.building.stages import Stage, Work
from negforge.pipeline.reading.splits_stage import pairs_of
from negforge.pipeline.running.figures import plain
from negforge.pipeline.running.run_files import write_text
from negforge.recipe.gating import Gate
from negforge.recipe.knobs import Recipe

if TYPE_CHECKING:
    from negforge.audit.gate_options import GateOptions
    from negforge.audit.gate_report import GateReport, On

NAME, GATE = "gate", "gate.json"
LEARNERS = ("numpy", "scikit-learn", "torch")  # their answers go into the file


def run_gate(work: Work) -> None:
    """Write the stage's file, or none where the recipe has no gate or the run no pair."""
    (work.folder / GATE).unlink(missing_ok=True)
    own = tuple(pairs_of(work.folder))
    if work.recipe.gate.kind == "off" or not own:
        return
    from negforge.audit.gate import gate

    full = work.recipe.gate.kind == "full"
    times = work.recipe.gate.times if full else 1
    built = {"train": build_beside(work, "train", times)}
    builds: dict[On, tuple[Any, ...]] = {"build": own}
    if full:
        built["test"] = build_beside(work, "test", times)
        builds["test"] = built["test"].pairs
    options = options_of(work.recipe)
    report = gate(built["train"].pairs, builds, options, lambda name, done, of: work.progress(f"gate {name}", done, of))
    told = {"format": "negforge.gate/1", "asked": asked_of(work.recipe.gate), "builds": _told(built), **_report(report)}
    write_text(work.folder / GATE, json.dumps(told, indent=1, ensure_ascii=True, allow_nan=False) + "\n")


def gate_files(folder: Path) -> tuple[str, ...]:
    return (GATE,) if (folder / GATE).is_file() else ()


STAGE = Stage(NAME, run_gate, gate_files)


def read_gate(folder: Path) -> Mapping[str, Any] | None:
    """gate.json as it lies there, None where there is none that can be read."""
    try:
        content = json.loads((folder / GATE).read_bytes())
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def is_due(recipe: Recipe, folder: Path) -> bool:
    """Whether the gate that the recipe asks for is another than the one that lies there: another kind or other bars
    make no other run, only another gate."""
    held = read_gate(folder)
    wanted = None if recipe.gate.kind == "off" else asked_of(recipe.gate)
    return wanted != (held.get("asked") if held else None)


def asked_of(knobs: Gate) -> Json:
    """What decides the file beside the pairs."""
    packages: dict[str, Json] = {}
    for name in LEARNERS:
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = None
    return {"knobs": knobs.model_dump(mode="json"), "packages": packages}


def options_of(recipe: Recipe) -> GateOptions:
    """The knobs as the gate takes them."""
    from negforge.audit.gate_options import Bars, GateOptions
    from negforge.pipeline.building.unseen_judge import unseen_judge

    knobs = recipe.gate
    if knobs.kind != "full":
        quick = Bars(**knobs.quick.model_dump())
        return GateOptions("quick", quick, recipe.rng_seed, knobs.folds, knobs.shown)
    judge, says = unseen_judge(recipe.rng_seed)
    bars = Bars(**knobs.full.model_dump())
    return GateOptions("full", bars, recipe.rng_seed, knobs.folds, knobs.shown, unseen=judge, unseen_says=says)


def _told(built: Mapping[str, Built]) -> Json:
    return {
        part: {
            "folder": one.folder,
            "rng_seed": one.rng_seed,
            "asked": sum(one.asked.values()),
            "pairs": len(one.pairs),
        }
        for part, one in built.items()
    }


def _report(report: GateReport) -> dict[str, Any]:
    found: dict[str, Any] = plain(asdict(report))
    return {**found, "pairs": dict(found["pairs"])}
