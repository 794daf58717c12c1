"""``negforge preview``: a few pairs on the screen before a long build."""

from __future__ import annotations

from typing import Annotated

import typer

from negforge.cli.options import Inputs, LogFormat, MoreFiles, Policy, RecipeName, RngSeed, Settings, Tools, load
from negforge.cli.terminal import progress_shown, tell

Number = Annotated[int, typer.Option("-n", "--number", metavar="N", min=1, help="How many pairs.")]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, help="Read only the first N rollouts.")]


def preview(
    recipe: RecipeName,
    more: MoreFiles = None,
    inputs: Inputs = None,
    tools: Tools = None,
    policy: Policy = None,
    log_format: LogFormat = None,
    number: Number = 10,
    rng_seed: RngSeed = None,
    settings: Settings = None,
    limit: Limit = 100,
) -> int:
    """Show a few of the pairs that a build would make, spread over the rules. Nothing is written."""
    loaded = load(
        recipe,
        [*(inputs or ()), *(more or ())],
        tools=tools,
        policy=policy,
        log_format=log_format,
        rng_seed=rng_seed,
        limit=limit,
        settings=settings,
    )
    from negforge.cli.side_by_side import print_brief
    from negforge.pipeline.building.preview import preview_pairs

    with progress_shown() as progress:
        pairs = preview_pairs(loaded, number, progress)
    for pair in pairs:
        print_brief(pair)
    tell(f"{len(pairs)} pairs from the first {limit} rollouts at most; `negforge build` makes them all")
    return 0 if pairs else 1
