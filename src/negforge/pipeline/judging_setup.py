"""From the words of a command line to how models are asked for one evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from negforge.core.errors import UsageError
from negforge.pipeline.model_run import run_name
from negforge.pipeline.models import TAPE, Asking, Note, variable_of
from negforge.recipe.knobs import Recipe
from negforge.recipe.load import load_recipe, parse_setting
from negforge.recipe.mistakes import did_you_mean
from negforge.recipe.models import Model, Spend


def asking_for(
    names: Sequence[str],
    *,
    paths: Sequence[Path],
    recipe: str | None,
    settings: Sequence[str],
    base_url: str | None,
    api_key_env: str | None,
    bounds: Mapping[str, float],
    price: str | None,
    out: str | None,
    tape: str | None,
    batch: bool,
    replies: tuple[Path, ...],
    note: Note,
) -> Asking:
    """Models of the recipe go by their names there; any other name is what the server calls the model."""
    held = load_recipe(recipe).recipe if recipe else Recipe(name="evaluate")
    given = _given(settings, api_key_env, price)
    models = {name: _model(name, held, given) for name in names}
    folder = Path(out) if out else Path("runs") / _default_name(paths)
    tape_file = Path(tape or held.tape or folder / TAPE)
    spend = _spend({**held.budget.model_dump(), **bounds})
    values = {variable_of(model.base_url): base_url for model in models.values()} if base_url else {}
    return Asking(models, spend, tape_file, folder, run_name(folder), note, batch, replies, values)


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


def _model(name: str, recipe: Recipe, given: Mapping[str, Any]) -> Model:
    held = recipe.models[name].model_dump() if name in recipe.models else {"model": name}
    try:
        return Model.model_validate({**held, **given})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        knob = str(first["loc"][0]) if first["loc"] else "--judge"
        known = tuple(Model.model_fields)
        told = f"is no knob of a model{did_you_mean(knob, known)}" if knob not in known else first["msg"]
        raise UsageError(f"llm:{name}: {knob} {told}") from None


def _price(text: str) -> dict[str, float]:
    try:
        prompt, completion = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"--price {text}: give two numbers, such as 2.5,10 (per million tokens)") from None
    return {"prompt": prompt, "completion": completion}


def _default_name(paths: Sequence[Path]) -> str:
    return f"judged-{paths[0].resolve().stem}" if paths else "judged"
