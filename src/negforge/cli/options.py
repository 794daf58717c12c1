"""Options that several verbs share, and the recipe that they amount to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

if TYPE_CHECKING:
    from negforge.recipe.load import LoadedRecipe

_RECIPE = typer.Argument(metavar="RECIPE", help="A name from `negforge list recipes`, or a YAML file of your own.")
RecipeName: TypeAlias = Annotated[str, _RECIPE]
OptionalRecipe: TypeAlias = Annotated[str | None, _RECIPE]
MoreFiles: TypeAlias = Annotated[
    list[str] | None, typer.Argument(metavar="FILE", help="More input files, so that --input logs/*.json works.")
]
Inputs: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--input", "-i", metavar="FILE...", help="Agent logs: files, folders or patterns. Repeatable."),
]
Tools: TypeAlias = Annotated[
    str | None, typer.Option("--tools", metavar="FILE", help="Tool declarations (JSON), where the logs name none.")
]
Policy: TypeAlias = Annotated[
    str | None, typer.Option("--policy", metavar="FILE", help="The rules that the agent was given, as a text file.")
]
LogFormat: TypeAlias = Annotated[
    str | None, typer.Option("--format", metavar="NAME", help="What the logs are, if not to be guessed.")
]
RngSeed: TypeAlias = Annotated[int | None, typer.Option("--rng-seed", metavar="N", help="Another random seed.")]
Settings: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KNOB=VALUE", help="Any knob, such as validate.max_edit_ratio=0.5. Repeatable."),
]
Limit: TypeAlias = Annotated[int | None, typer.Option("--limit", metavar="N", help="Read only the first N rollouts.")]
Batch: TypeAlias = Annotated[
    bool, typer.Option("--batch", help="Ask models by batch files: write requests, go on from replies.")
]
Replies: TypeAlias = Annotated[
    list[str] | None, typer.Option("--replies", metavar="FILE", help="Replies to batch files that lie elsewhere.")
]
Against: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--against", metavar="FILE", help="Drop what is near to these pairs, logs or texts. Repeatable."),
]
DryRun: TypeAlias = Annotated[
    bool, typer.Option("--dry-run", help="Forecast what models will be asked: calls, tokens, money. Asks nothing.")
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def load(
    recipe: str,
    inputs: list[str],
    *,
    tools: str | None,
    policy: str | None,
    log_format: str | None,
    rng_seed: int | None,
    limit: int | None,
    settings: list[str] | None,
    against: list[str] | None = None,
    base: dict[str, Any] | None = None,
) -> LoadedRecipe:
    """The recipe with what the command line says put in: ``base``, then --set, so that a named option has the last
    word."""
    from negforge.recipe.load import load_recipe, parse_setting

    named: dict[str, Any] = {
        "input": inputs or None,
        "tools": tools,
        "policy": policy,
        "format": log_format,
        "rng_seed": rng_seed,
        "limit": limit,
        "duplicates.against": against or None,
    }
    options = {knob: value for knob, value in named.items() if value is not None}
    overrides = dict(parse_setting(setting) for setting in settings or ())
    return load_recipe(recipe, {**(base or {}), **overrides, **options}, options)
