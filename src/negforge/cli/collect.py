"""``negforge collect``: rollouts in worlds, by reference agents and by models."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negforge.cli.evaluate_options import (
    BaseUrl,
    KeyEnv,
    MaxCalls,
    MaxCost,
    MaxTokens,
    PriceOption,
    Settings,
    TapeFile,
)
from negforge.cli.options import AsJson, Batch, DryRun, Replies, RngSeed
from negforge.cli.terminal import progress_shown, tell_text
from negforge.core.errors import UsageError

if TYPE_CHECKING:
    from negforge.cli.terminal import Progress
    from negforge.pipeline.gathering.collecting import Collection
    from negforge.pipeline.gathering.collecting_setup import Wanted

RecipeOption = Annotated[
    str | None,
    typer.Option("--recipe", metavar="RECIPE", help="A recipe whose collect section, models, budget are used."),
]
Models = Annotated[
    str | None, typer.Option("--models", "-m", metavar="NAME,...", help="Models that work on the tasks too.")
]
Tasks = Annotated[
    str | None,
    typer.Option("--tasks", metavar="FILE|SPLIT=N,...", help="A file of task names, or so many of each split."),
]
Number = Annotated[int | None, typer.Option("-n", metavar="N", min=1, help="So many tasks, in the splits' proportion.")]
Each = Annotated[
    int | None, typer.Option("--reference", metavar="N", min=0, help="Rollouts by reference agents for each task.")
]
Server = Annotated[
    str | None,
    typer.Option("--mcp", metavar="COMMAND|URL", help="Take this MCP server's tools instead of a world's; see --ask."),
]
AskFile = Annotated[
    str | None, typer.Option("--ask", metavar="FILE", help="Requests for --mcp: one a line, or JSON lines {query}.")
]
Worlds = Annotated[
    str | None, typer.Option("--worlds", metavar="NAME,...", help="Only in these worlds.  [default: all]")
]
Pool = Annotated[str | None, typer.Option("--pool", metavar="NAME", help="release, build or test: pools never meet.")]
Out = Annotated[str, typer.Option("--out", "-o", metavar="DIR", help="Where the rollouts go.")]
Workers = Annotated[int, typer.Option("--workers", "-w", metavar="N", min=1, help="Processes for reference agents.")]


def collect(
    recipe: RecipeOption = None,
    models: Models = None,
    tasks: Tasks = None,
    number: Number = None,
    reference: Each = None,
    worlds: Worlds = None,
    pool: Pool = None,
    mcp: Server = None,
    ask: AskFile = None,
    rng_seed: RngSeed = None,
    out: Out = "runs/collected",
    base_url: BaseUrl = None,
    api_key_env: KeyEnv = None,
    settings: Settings = None,
    tape: TapeFile = None,
    workers: Workers = 1,
    batch: Batch = False,
    replies: Replies = None,
    dry_run: DryRun = False,
    max_calls: MaxCalls = None,
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    price: PriceOption = None,
    as_json: AsJson = False,
) -> int:
    """Let agents work on tasks in the worlds: every tool call is executed, every outcome checked.

    Reference agents (scripted, careful or with a lapse) need no key. Models are asked over the same seam as judges: the
    tape, budgets and --batch work alike. Then: negforge build from_worlds --input DIR/rollouts.jsonl
    """
    from negforge.pipeline.gathering.collecting import collect_into, forecast_collecting
    from negforge.pipeline.gathering.collecting_setup import collection_for

    if (mcp is None) != (ask is None):
        raise UsageError("--mcp and --ask belong together: a server's tools, and what is asked of whoever uses them")
    if mcp is not None:
        number, tasks, reference = None, None, 0
    with progress_shown() as progress:
        wanted = collection_for(
            recipe=recipe,
            models=models,
            tasks=tasks,
            number=number,
            reference=reference,
            pool=pool,
            worlds=worlds,
            rng_seed=rng_seed,
            workers=workers,
            out=Path(out),
            base_url=base_url,
            api_key_env=api_key_env,
            settings=settings or (),
            tape=tape,
            batch=batch,
            replies=tuple(Path(one) for one in replies or ()),
            bounds={"max_calls": max_calls, "max_tokens": max_tokens, "max_cost": max_cost},
            price=price,
            note=tell_text,
            progress=progress,
            without_tasks=mcp is not None,
        )
        if mcp is not None and ask is not None:
            return _elsewhere(mcp, Path(ask), wanted, progress, as_json)
        if dry_run:
            plan = forecast_collecting(wanted.tasks, wanted.knobs, wanted.asking)
        else:
            done = collect_into(wanted.tasks, wanted.knobs, wanted.asking, wanted.rng_seed, workers, progress)
    from negforge.cli.tables import as_json_text
    from negforge.cli.use_tables import plan_table

    if dry_run:
        print(as_json_text(plan.json()) if as_json else f"{len(wanted.tasks)} tasks\n\n{plan_table(plan)}")
        return 0
    if as_json:
        print(as_json_text({"folder": str(done.folder), "rollouts": done.counts, "use": done.use}))
    else:
        print(_shown(done))
    return 0


def _elsewhere(server: str, ask: Path, wanted: Wanted, progress: Progress, as_json: bool) -> int:
    from negforge.cli.tables import as_json_text
    from negforge.cli.terminal import table
    from negforge.pipeline.gathering.collecting_elsewhere import asks_in, collect_elsewhere

    ends = collect_elsewhere(server, asks_in(ask), wanted.knobs, wanted.asking, progress)
    if as_json:
        print(as_json_text({"folder": str(wanted.asking.folder), "ends": ends}))
        return 0
    print(table(("stopped", "rollouts"), [(why, str(count)) for why, count in sorted(ends.items())], right=(1,)))
    print(f"\nFiles: {wanted.asking.folder}/ (rollouts.jsonl, screen.jsonl, collect.json); no outcome is known")
    return 0


def _shown(done: Collection) -> str:
    from negforge.cli.terminal import table
    from negforge.cli.use_tables import use_table

    rows: dict[str, dict[str, int]] = {}
    stops: dict[str, int] = {}
    for one in done.counts:
        found = rows.setdefault(one.maker, {"positive": 0, "negative": 0, "neither": 0})
        found[one.role] += one.rollouts
        stops[one.stopped] = stops.get(one.stopped, 0) + one.rollouts
    header = ("rollouts by", "positive", "negative", "neither", "in all")
    cells = [
        (maker, *(str(found[role]) for role in ("positive", "negative", "neither")), str(sum(found.values())))
        for maker, found in rows.items()
    ]
    told = ", ".join(f"{why} {number}" for why, number in sorted(stops.items()))
    files = f"Stopped: {told}\nFiles: {done.folder}/ (rollouts.jsonl, screen.jsonl, collect.json)"
    used = f"\n\n{use_table(done.use)}" if done.use else ""
    go_on = f"Next: negforge build from_worlds --input {done.folder}/rollouts.jsonl"
    return f"{table(header, cells, right=(1, 2, 3, 4))}{used}\n\n{files}\n{go_on}"
