"""From the words of a command line to how models are asked for one evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from negforge.core.errors import UsageError
from negforge.pipeline.endpoints.folders import run_name
from negforge.pipeline.endpoints.model_judging import PREFIX
from negforge.pipeline.endpoints.models import TAPE, Asking, Note, variable_of
from negforge.pipeline.endpoints.reward_judging import name_of
from negforge.recipe.knobs import Recipe
from negforge.recipe.load import load_recipe, parse_setting
from negforge.recipe.mistakes import did_you_mean
from negforge.recipe.models import Model, Spend
from negforge.recipe.published_config import PublishedConfig, read_published_config

NO_CONFIG = PublishedConfig()


@dataclass(frozen=True, slots=True)
class Named:
    """Who judges: names of judges as ``--judge`` takes them, and what a config.yaml says of those that it named."""

    judges: tuple[str, ...]
    config: PublishedConfig = NO_CONFIG


def judges_named(
    judges: Sequence[str], *, recipe: str | None = None, config: str | None = None, models: Sequence[str] = ()
) -> Named:
    """Those of the command line; those of the config.yaml, or of it those in ``models``; where neither names any, those
    of the recipe."""
    if models and config is None:
        raise UsageError("--models: names models of a config.yaml; give that with --config, or name --judge llm:MODEL")
    if config is not None:
        held = read_published_config(Path(config), models)
        rewards = (name_of(spec) for spec in held.reward_models)
        return Named((*judges, *(PREFIX + name for name in held.judges), *rewards), held)
    if recipe is not None and not judges:
        wanted = load_recipe(recipe).recipe.evaluate.judges
        return Named(() if wanted == "all" else wanted)
    return Named(tuple(judges))


def asking_for(
    names: Sequence[str],
    *,
    paths: Sequence[Path],
    recipe: str | None,
    settings: Sequence[str],
    base_url: str | None,
    api_key_env: str | None,
    bounds: Mapping[str, float | None],
    price: str | None,
    out: str | None,
    tape: str | None,
    batch: bool,
    replies: tuple[Path, ...],
    note: Note,
    answers: Mapping[str, Any] | None = None,
    config: PublishedConfig = NO_CONFIG,
) -> Asking:
    """Models of the config.yaml and of the recipe go by their names there; any other name is what the server calls the
    model. ``answers``: knobs of every model that have an option of their own (format, rubric, samples); of these and of
    ``bounds`` None is what was not given."""
    held = load_recipe(recipe).recipe if recipe else Recipe(name="evaluate")
    given = {**_given(settings, api_key_env, price), **_said(answers or {})}
    models = {name: _model(name, {**held.models, **config.judges, **config.remotes}, given) for name in names}
    folder = Path(out) if out else Path("runs") / _default_name(paths)
    tape_file = Path(tape or held.tape or folder / TAPE)
    spend = _spend({**held.budget.model_dump(), **_said(bounds)})
    values = dict(config.values)
    if base_url:
        values |= {variable_of(model.base_url): base_url for model in models.values()}
    return Asking(models, spend, tape_file, folder, run_name(folder), note, batch, replies, values)


def _said(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _spend(bounds: Mapping[str, Any]) -> Spend:
    try:
        return Spend.model_validate(bounds)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        option = "--" + str(first["loc"][0]).replace("_", "-")
        raise UsageError(f"{option}: {first['msg'].replace('Input should', 'should')}") from None


def _given(settings: Sequence[str], api_key_env: str | None, price: str | None) -> dict[str, Any]:
    given = dict(parse_setting(setting) for setting in settings)
    if price is not None:
        given["price"] = _price(price)
    if api_key_env is not None:
        given["api_key"] = f"${{{api_key_env}}}"
    return given


def _model(name: str, known: Mapping[str, Model], given: Mapping[str, Any]) -> Model:
    held = known[name].model_dump() if name in known else {"model": name}
    try:
        return Model.model_validate({**held, **given})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        if not first["loc"]:
            raise UsageError(f"llm:{name}: {first['msg'].removeprefix('Value error, ')}") from None
        knob, knobs = str(first["loc"][0]), tuple(Model.model_fields)
        told = f"is no knob of a model{did_you_mean(knob, knobs)}" if knob not in knobs else first["msg"]
        raise UsageError(f"llm:{name}: {knob} {told}") from None


def _price(text: str) -> dict[str, float]:
    try:
        prompt, completion = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"--price {text}: give two numbers, such as 2.5,10 (per million tokens)") from None
    return {"prompt": prompt, "completion": completion}


def _default_name(paths: Sequence[Path]) -> str:
    return f"judged-{paths[0].resolve().stem}" if paths else "judged"
