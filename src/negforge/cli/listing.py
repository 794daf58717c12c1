"""``negforge list``: what there is by name."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from negforge.cli.options import AsJson

Rows = list[dict[str, str]]


class Kind(StrEnum):
    recipes = "recipes"
    rules = "rules"
    judges = "judges"
    formats = "formats"
    defects = "defects"


Wanted = Annotated[Kind, typer.Argument(metavar="recipes|rules|judges|formats|defects", help="What to list.")]


def show_list(kind: Wanted, as_json: AsJson = False) -> None:
    """List recipes, rules, judges, formats or defects."""
    from negforge.cli.tables import as_json_text
    from negforge.cli.terminal import table

    rows = _ROWS[kind]()
    if as_json:
        print(as_json_text(rows))
    elif rows:
        print(table(list(rows[0]), [list(row.values()) for row in rows]))


def _recipes() -> Rows:
    from negforge.recipe.load import load_recipe
    from negforge.recipe.shipped import recipe_names

    return [{"recipe": name, "says": load_recipe(name).recipe.says} for name in recipe_names()]


def _rules() -> Rows:
    from negforge.plugins import all_rules

    return [
        {"rule": one.name, "family": one.defect.family, "defect": one.defect.slug, "says": one.says}
        for one in all_rules()
    ]


def _judges() -> Rows:
    from negforge.evaluate.ladder.rungs import SHARES
    from negforge.plugins import all_judges

    own = [{"judge": one.name, "says": one.says} for one in all_judges()]
    return [
        *own,
        {"judge": "llm:MODEL", "says": "asks a model behind a chat completions API (--base-url)"},
        {
            "judge": "rm:PATH",
            "says": "scores both sides by a reward model that runs here: a folder, or a name on the hub",
        },
        {"judge": "remote-rm:NAME", "says": "scores both sides by a reward model behind POST /v1/score (--base-url)"},
        {
            "judge": "gated:JUDGE",
            "says": f"checks veto a side or abstain, then JUDGE of the same call decides; {SHARES}",
        },
        {"judge": "ensemble:A+B", "says": "calibrated mean of judges of the same call, or their vote"},
    ]


def _formats() -> Rows:
    from negforge.pipeline.gathering.own_rollouts import ALL_FORMATS
    from negforge.plugins import all_formats

    rollouts = [{"format": one.name, "for": "build", "says": one.says} for one in ALL_FORMATS]
    pairs = [
        {"format": "negforge pairs", "for": "evaluate", "says": "a run folder, its pairs.jsonl or splits/*.jsonl"},
        {
            "format": "trl",
            "for": "evaluate",
            "says": "TRL preference rows: chosen and rejected, each messages or a text",
        },
        {
            "format": "plan_rewardbench",
            "for": "evaluate",
            "says": "Plan-RewardBench rows: {query, tools, chosen, reject}",
        },
    ]
    answers = [{"format": one.name, "for": "evaluate --format", "says": one.says} for one in all_formats()]
    return rollouts + pairs + answers


def _defects() -> Rows:
    from negforge.core.defect import DEFECTS

    return [
        {"defect": one.slug, "family": one.family, "severity": str(one.severity), "claim": one.claim} for one in DEFECTS
    ]


_ROWS = {
    Kind.recipes: _recipes,
    Kind.rules: _rules,
    Kind.judges: _judges,
    Kind.formats: _formats,
    Kind.defects: _defects,
}
