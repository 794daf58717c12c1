"""From names to the things themselves: rules, defects, judges. A name that nothing has is told with the nearest one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, TypeVar

from negforge.core.defect import DEFECTS, Defect
from negforge.core.errors import UsageError
from negforge.evaluate.composed.names import is_composed
from negforge.evaluate.judges import Judge
from negforge.perturb.rule import Rule
from negforge.pipeline.endpoints.model_judging import PREFIX
from negforge.pipeline.endpoints.reward_judging import is_reward
from negforge.plugins import all_judges, all_rules
from negforge.recipe.knobs import Recipe
from negforge.recipe.mistakes import did_you_mean
from negforge.validate.distance import Bounds


class Named(Protocol):
    @property
    def name(self) -> str: ...


Thing = TypeVar("Thing", bound=Named)


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


def check_names(kind: str, names: Literal["all"] | Sequence[str], known: tuple[str, ...]) -> None:
    for name in () if names == "all" else names:
        if name not in known:
            raise UsageError(f"no {kind} named {name}{did_you_mean(name, known)}")


def _pick(names: Literal["all"] | Sequence[str], known: tuple[Thing, ...]) -> tuple[Thing, ...]:
    return known if names == "all" else tuple(one for one in known if one.name in names)
