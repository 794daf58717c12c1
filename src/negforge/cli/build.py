"""``negforge build``: make a benchmark, and say what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from negforge.cli.options import (
    Against,
    AsJson,
    Batch,
    DryRun,
    Inputs,
    Limit,
    LogFormat,
    MoreFiles,
    OptionalRecipe,
    Policy,
    Replies,
    RngSeed,
    Settings,
    Tools,
    load,
)
from negforge.cli.terminal import progress_shown, tell_text
from negforge.core.errors import UsageError

if TYPE_CHECKING:
    from negforge.pipeline.building.build import BuildResult
    from negforge.pipeline.endpoints.forecast import Plan

PUBLISHED = "release"  # the recipe that --like means where none is named
Out = Annotated[str | None, typer.Option("--out", "-o", metavar="DIR", help="The run folder.  [default: runs/RECIPE]")]
Workers = Annotated[
    int, typer.Option("--workers", "-w", metavar="N", min=1, help="Processes; the result is the same for any number.")
]
Gate = Annotated[
    Literal["off", "quick", "full"] | None,
    typer.Option("--gate", help="Fail with exit code 3 where judges that never read the task know too much."),
]
Like = Annotated[
    str | None, typer.Option("--like", metavar="SPLIT", help="Fresh pairs like this split's, of tasks in no release.")
]
Number = Annotated[int | None, typer.Option("--pairs", "-n", metavar="N", min=1, help="So many, with --like.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Make it anew, though the folder holds another run.")]


def build(
    recipe: OptionalRecipe = None,
    more: MoreFiles = None,
    inputs: Inputs = None,
    tools: Tools = None,
    policy: Policy = None,
    log_format: LogFormat = None,
    out: Out = None,
    workers: Workers = 1,
    rng_seed: RngSeed = None,
    settings: Settings = None,
    limit: Limit = None,
    against: Against = None,
    gate: Gate = None,
    like: Like = None,
    pairs: Number = None,
    overwrite: Overwrite = False,
    batch: Batch = False,
    replies: Replies = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Make pairs from rollouts: read, perturb, validate, sort into splits, judge.

    Stopped or killed, the same command goes on where it was. Try: negforge build quickstart
    """
    recipe, base = _recipe_and_base(recipe, like, pairs)
    loaded = load(
        recipe,
        [*(inputs or ()), *(more or ())],
        tools=tools,
        policy=policy,
        log_format=log_format,
        rng_seed=rng_seed,
        limit=limit,
        settings=[*(settings or ()), *([f"gate.kind={gate}"] if gate else ())],
        against=against,
        base=base,
    )
    from negforge.pipeline.building.build import build_benchmark, plan_build

    with progress_shown() as progress:
        if dry_run:
            plan = plan_build(loaded, out, workers=workers, overwrite=overwrite, progress=progress, note=tell_text)
        else:
            result = build_benchmark(
                loaded,
                out,
                workers=workers,
                overwrite=overwrite,
                progress=progress,
                note=tell_text,
                batch=batch,
                replies=[Path(one) for one in replies or ()],
            )
    if dry_run:
        _show_plan(plan, as_json)
        return 0
    if not result.fresh:
        tell_text(f"{result.folder}: finished before from the same inputs; nothing to do")
    _show(result, as_json)
    if result.gate is not None and not result.gate["passed"]:
        from negforge.cli.gate_table import failure

        raise failure(result.gate, str(result.folder))
    if result.manifest["counts"]["pairs"]:
        return 0
    tell_text(f"no pair was made; see {result.folder}/ingest.json (outcomes) and {result.folder}/drops.jsonl")
    return 1


def _recipe_and_base(recipe: str | None, like: str | None, pairs: int | None) -> tuple[str, dict[str, Any]]:
    """The recipe's name and what --like puts in. Raises UsageError where one of them is missing."""
    if (like is None) != (pairs is None):
        raise UsageError("--like SPLIT and -n N go together: which split the pairs are like, and how many")
    if like is None or pairs is None:
        if recipe is None:
            raise UsageError("no recipe named; try: negforge build quickstart")
        return recipe, {}
    from negforge.recipe.like import like as more_like

    named = recipe or PUBLISHED
    return named, more_like(named, like, pairs)


def _show_plan(plan: Plan, as_json: bool) -> None:
    from negforge.cli.tables import as_json_text
    from negforge.cli.use_tables import plan_table

    print(as_json_text(plan.json()) if as_json else plan_table(plan))


def _show(result: BuildResult, as_json: bool) -> None:
    from negforge.cli.tables import as_json_text, summary

    if as_json:
        told = {
            **_told(result),
            "selection": result.selection,
            "bars": result.bars,
            "gate": result.gate,
            "use": result.use,
        }
        print(as_json_text({"folder": str(result.folder), "fresh": result.fresh, **told}))
    else:
        print(summary(result))


def _told(result: BuildResult) -> dict[str, object]:
    manifest = {name: result.manifest[name] for name in ("name", "key", "inputs", "counts", "funnel")}
    return {**manifest, "metrics": result.metrics}
