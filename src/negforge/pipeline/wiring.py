"""From a recipe's names to the things themselves. What has no such name is told with the recipe's line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from negforge.adapters.json_values import NotJson, decode
from negforge.core.defect import DEFECTS, Defect
from negforge.core.errors import UsageError
from negforge.core.task import Tool
from negforge.evaluate.composed.names import composed_of, is_composed
from negforge.evaluate.judges import Judge
from negforge.ingest.reading import Format, parse_tools
from negforge.perturb.rule import Rule
from negforge.pipeline.composed_judging import check_composed
from negforge.pipeline.inputs import sha256_of_input
from negforge.pipeline.model_judging import PREFIX
from negforge.pipeline.own_rollouts import ALL_FORMATS
from negforge.pipeline.recipe_rewards import reward_names
from negforge.pipeline.reward_judging import is_reward
from negforge.plugins import all_judges, all_rules
from negforge.recipe.knobs import Recipe
from negforge.recipe.load import LoadedRecipe
from negforge.recipe.mistakes import did_you_mean, together
from negforge.validate.distance import Bounds


class Named(Protocol):
    @property
    def name(self) -> str: ...


Thing = TypeVar("Thing", bound=Named)


@dataclass(frozen=True, slots=True)
class Reads:
    """How logs are read: what the user says about tools, policy and format, and how many rollouts."""

    tools: tuple[Tool, ...] | None
    policy: str | None
    format: Format | None
    limit: int | None


def rules_of(recipe: Recipe) -> tuple[Rule, ...]:
    """The recipe's rules in their own order, whatever the order of the names."""
    return _pick(recipe.perturb.rules, all_rules())


def defects_by_slug(rules: Sequence[Rule]) -> dict[str, Defect]:
    """Those of the taxonomy, then those that guests' rules among these bring."""
    return {one.slug: one for one in (*DEFECTS, *(rule.defect for rule in rules))}


def judges_of(names: Literal["all"] | Sequence[str]) -> tuple[Judge, ...]:
    """The judges of these names that are asked and need no model, in their own order; "all" leaves out those that are
    asked by name only. Raises UsageError for a name that none has."""
    if names == "all":
        return tuple(judge for judge in all_judges() if not judge.by_name_only)
    needing_none = [name for name in names if not (name.startswith(PREFIX) or is_reward(name) or is_composed(name))]
    check_names("judge", needing_none, tuple(judge.name for judge in all_judges()))
    return _pick(needing_none, all_judges())


def bounds_of(recipe: Recipe) -> Bounds:
    knobs = recipe.validation
    return Bounds(knobs.max_edits, knobs.min_edit_ratio, knobs.max_edit_ratio, knobs.max_natural_ratio)


def reads_of(recipe: Recipe) -> Reads:
    chosen = next((one for one in ALL_FORMATS if one.name == recipe.format), None)
    return Reads(_tools(recipe.tools), _policy(recipe.policy), chosen, recipe.limit)


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


def check_names(kind: str, names: Literal["all"] | Sequence[str], known: tuple[str, ...]) -> None:
    for name in () if names == "all" else names:
        if name not in known:
            raise UsageError(f"no {kind} named {name}{did_you_mean(name, known)}")


def _unknown(
    kind: str, names: Literal["all"] | Sequence[str], known: tuple[str, ...], loaded: LoadedRecipe, knob: str
) -> list[str]:
    return [
        f"{loaded.at(f'{knob}.{index}')}: {knob}: no {kind} named {name}{did_you_mean(name, known)}"
        for index, name in enumerate(() if names == "all" else names)
        if name not in known
    ]


def _pick(names: Literal["all"] | Sequence[str], known: tuple[Thing, ...]) -> tuple[Thing, ...]:
    return known if names == "all" else tuple(one for one in known if one.name in names)


def _tools(file: str | None) -> tuple[Tool, ...] | None:
    """Tool declarations from a file: the list itself, or an object that holds it under ``tools``."""
    if file is None:
        return None
    sha256_of_input(Path(file))
    try:
        value = decode(Path(file).read_bytes())
        if isinstance(value, dict) and "tools" in value:
            value = value["tools"]
        return parse_tools(value)
    except (NotJson, ValueError) as error:
        raise UsageError(f"{file}: {error}; tools are a JSON list such as OpenAI's `tools`") from None


def _policy(file: str | None) -> str | None:
    if file is None:
        return None
    sha256_of_input(Path(file))
    try:
        return Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{file}: is not UTF-8 text; save the policy as UTF-8") from None
