"""Every knob of every room on one page. A recipe and its inputs decide every byte of a build.

Paths in a recipe count from the folder that negforge is started in, like those on the command line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, StrictInt, StringConstraints, model_validator

from negforge.recipe.assembling import Assemble
from negforge.recipe.collecting import Collect
from negforge.recipe.duplicates import Duplicates
from negforge.recipe.gating import Gate
from negforge.recipe.models import ASKED_FOR, Knobs, Model, Spend
from negforge.recipe.rewards import DECIDES, Reward

Name: TypeAlias = Annotated[str, StringConstraints(min_length=1, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


def _readable(text: str) -> str:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds half a character (a lone surrogate); write the whole one")
    return text


class Aim(Knobs):
    """Which negatives are wanted: computed levels (1 to 5), the third of the run in which the sides part, severities of
    the defect (1 to 3). Empty: any."""

    levels: tuple[Annotated[StrictInt, Field(ge=1, le=5)], ...] = ()
    depths: tuple[Literal["early", "middle", "late"], ...] = ()
    severities: tuple[Annotated[StrictInt, Field(ge=1, le=3)], ...] = ()


class Reroll(Knobs):
    """After some slips in a world a model goes on. ``model``: its name under the recipe's models, None for none.
    ``per_rollout``: so many of one rollout. ``prompt``: what it is told before the rules. ``messages``: where it
    ends."""

    model: Name | None = None
    per_rollout: StrictInt = Field(default=1, ge=1)
    prompt: str = ""
    messages: StrictInt = Field(default=64, ge=2)


class Perturb(Knobs):
    """``rules``: ``all``, or names. ``per_rule``: so many negatives may one rule make of one rollout; ``limits``: fewer
    or more for single rules, by name (0: none). ``per_rollout``: so many pairs of rules from one rollout; the rules are
    then tried in an order drawn for it, defects of a larger weight in ``weights`` (1) sooner. ``natural``: so many
    failures of its task may stand beside one success.
    ``neutral``: the share of pairs of rules whose sides both get differences that do not matter, where there is hold.
    ``aim``: what misses it is dropped, and the rule tries on."""

    rules: Literal["all"] | tuple[str, ...] = "all"
    per_rule: StrictInt = Field(default=2, ge=1)
    limits: dict[str, Annotated[StrictInt, Field(ge=0)]] = Field(default_factory=dict)
    per_rollout: StrictInt | None = Field(default=None, ge=1)
    weights: dict[str, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    natural: StrictInt = Field(default=2, ge=0)
    neutral: float = Field(default=0.65, ge=0, le=1)
    aim: Aim = Aim()
    reroll: Reroll = Reroll()
    only_successes: bool = True


class Validate(Knobs):
    """Bounds on how far a rejected may lie from its chosen. Ratios: changed share of the transcript, 0 to 1;
    ``max_natural_ratio``: of two rollouts that nobody edited. ``warrants``: a defect that only wastes (a repeated
    look-up, a retry, a question) needs a sentence of the query or the policy that forbids the waste."""

    max_edits: StrictInt = Field(default=8, ge=1)
    min_edit_ratio: float = Field(default=0.0, ge=0, le=1)
    max_edit_ratio: float = Field(default=0.6, ge=0, le=1)
    max_natural_ratio: float = Field(default=0.8, ge=0, le=1)
    warrants: bool = True

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_edit_ratio > self.max_edit_ratio:
            raise ValueError(f"min_edit_ratio {self.min_edit_ratio} lies above max_edit_ratio {self.max_edit_ratio}")
        return self


class Evaluate(Knobs):
    """``judges``: ``all`` built-in judges, or names. ``llm:NAME`` and ``remote-rm:NAME`` are the model of that name
    under ``models``; ``rm:NAME`` is the reward model of that name under ``rewards``, or in a folder or on the hub."""

    judges: Literal["all"] | tuple[str, ...] = "all"


class Recipe(Knobs):
    """One build. ``input``: the word ``seeds``, the word ``worlds`` (only what ``collect`` plays), or files, folders
    and patterns. ``format``: what the input is, where it is not to be guessed. ``tools``, ``policy``: files that
    overrule the log. ``limit``: read so many rollouts. ``models``: by the names that other knobs use. ``rewards``: how
    reward models are read, by the names in ``rm:NAME`` and ``remote-rm:NAME``. ``tape``: the file of all replies
    (default: in the run folder).
    """

    name: Name
    says: Annotated[str, AfterValidator(_readable)] = ""
    input: Literal["seeds", "worlds"] | tuple[str, ...] = ()
    format: str | None = None
    tools: str | None = None
    policy: str | None = None
    limit: StrictInt | None = Field(default=None, ge=1)
    rng_seed: StrictInt = 0
    perturb: Perturb = Perturb()
    validation: Validate = Field(default=Validate(), alias="validate")
    duplicates: Duplicates = Duplicates()
    assemble: Assemble = Assemble()
    evaluate: Evaluate = Evaluate()
    gate: Gate = Gate()
    collect: Collect = Collect()
    models: dict[Name, Model] = Field(default_factory=dict)
    rewards: dict[Name, Reward] = Field(default_factory=dict)
    budget: Spend = Spend()
    tape: str | None = None


def recipe_values(recipe: Recipe) -> dict[str, Any]:
    """All knobs as plain data, inputs by their last name: a run's record does not depend on where it was made."""
    values = recipe.model_dump(mode="json", by_alias=True)
    if recipe.input not in ("seeds", "worlds"):
        values["input"] = [Path(path).name for path in recipe.input]
    values["duplicates"]["against"] = [Path(path).name for path in recipe.duplicates.against]
    for reward in values["rewards"].values():
        reward["model"] = _without_folders(reward["model"])
    for knob in ("tools", "policy", "tape"):
        values[knob] = Path(values[knob]).name if values[knob] else None
    return values


def deciding_values(recipe: Recipe) -> dict[str, Any]:
    """The knobs that decide a build's bytes: how fast a model is asked and what may be spent is not among them, so that
    a run that ran into its budget goes on with a larger one; nor is the gate, which only looks."""
    values = recipe_values(recipe)
    models, rewards = values.pop("models"), values.pop("rewards")
    values["models"] = {name: {k: v for k, v in model.items() if k in ASKED_FOR} for name, model in models.items()}
    if rewards:
        values["rewards"] = {name: {k: v for k, v in one.items() if k in DECIDES} for name, one in rewards.items()}
    return {knob: value for knob, value in values.items() if knob not in ("budget", "gate", "tape")}


def _without_folders(model: str | None) -> str | None:
    """A model's folder by its last name; a name on the hub (``org/name``) as it is."""
    is_place = model is not None and (model.startswith((".", "/", "~")) or len(Path(model).parts) > 2)
    return Path(model).name if model is not None and is_place else model


def recipe_text(recipe: Recipe) -> str:
    """The recipe with every knob spelled out, as YAML."""
    from io import StringIO

    from ruamel.yaml import YAML

    out = StringIO()
    yaml = YAML(typ="rt")
    yaml.width = 10_000
    yaml.dump(recipe_values(recipe), out)
    return out.getvalue()
