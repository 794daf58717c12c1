"""Every name in a recipe that nothing has, told at once and before anything is built."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from negforge.core.errors import UsageError
from negforge.evaluate.composed.names import composed_of
from negforge.pipeline.endpoints.composed_judging import check_composed
from negforge.pipeline.endpoints.model_judging import PREFIX
from negforge.pipeline.endpoints.recipe_rewards import reward_names
from negforge.pipeline.gathering.own_rollouts import ALL_FORMATS
from negforge.plugins import all_judges, all_rules
from negforge.recipe.knobs import Recipe
from negforge.recipe.load import LoadedRecipe
from negforge.recipe.mistakes import did_you_mean, together


def check_recipe(loaded: LoadedRecipe) -> None:
    """Raises UsageError that lists every rule, judge and format of the recipe that there is not."""
    recipe = loaded.recipe
    rules = tuple(rule.name for rule in all_rules())
    defects = tuple(sorted({rule.defect.slug for rule in all_rules()}))
    judges = (
        *(judge.name for judge in all_judges()),
        *(PREFIX + name for name in recipe.models),
        *reward_names(recipe),
    )
    formats = tuple(one.name for one in ALL_FORMATS)
    wrong = [
        *_unknown("rule", recipe.perturb.rules, rules, loaded, "perturb.rules"),
        *_unknown("rule", tuple(recipe.perturb.limits), rules, loaded, "perturb.limits"),
        *_unknown("defect", tuple(recipe.perturb.weights), defects, loaded, "perturb.weights"),
        *_unknown("judge", recipe.evaluate.judges, (*judges, *_composed(recipe)), loaded, "evaluate.judges"),
        *_unknown(
            "model",
            (recipe.perturb.reroll.model,) if recipe.perturb.reroll.model else (),
            tuple(recipe.models),
            loaded,
            "perturb.reroll.model",
        ),
        *_unknown("format", () if recipe.format is None else (recipe.format,), formats, loaded, "format"),
        *_no_gate(loaded),
    ]
    if wrong:
        raise UsageError(together(iter(wrong), len(wrong)))


def _composed(recipe: Recipe) -> tuple[str, ...]:
    """The judges of the recipe that are made of others there. Raises UsageError for parts that there are not."""
    names = () if recipe.evaluate.judges == "all" else recipe.evaluate.judges
    check_composed(names)
    return tuple(one.name for one in composed_of(names))


def _no_gate(loaded: LoadedRecipe) -> list[str]:
    """Why the gate that the recipe asks for cannot be built: it needs other tasks than those of the build."""
    recipe = loaded.recipe
    if recipe.gate.kind == "off":
        return []
    if recipe.input != "worlds":
        return [f"{loaded.at('gate.kind')}: gate.kind: a gate trains on other tasks, so it needs input: worlds"]
    if recipe.collect.pool != "release":
        return [f"{loaded.at('collect.pool')}: collect.pool: a gate trains on pool build, so it needs pool: release"]
    return []


def _unknown(
    kind: str, names: Literal["all"] | Sequence[str], known: tuple[str, ...], loaded: LoadedRecipe, knob: str
) -> list[str]:
    return [
        f"{loaded.at(f'{knob}.{index}')}: {knob}: no {kind} named {name}{did_you_mean(name, known)}"
        for index, name in enumerate(() if names == "all" else names)
        if name not in known
    ]
