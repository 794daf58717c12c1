"""What is wrong with a recipe, told in one line each: where, what, and what was probably meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from negforge.recipe.knobs import Recipe


def tell(error: ValidationError, where: str, lines: Mapping[str, int], changes: Mapping[str, Any]) -> list[str]:
    """One line for each mistake, in the order of the file; alternatives of one knob are told once."""
    told: dict[tuple[str, ...], str] = {}
    for mistake in error.errors(include_url=False, include_context=False):
        loc = tuple(str(step) for step in mistake["loc"] if not _names_an_alternative(step))
        told.setdefault(loc, f"{place(where, lines, changes, loc)}: {_say(mistake, loc)}")
    return [told[loc] for loc in sorted(told, key=lambda loc: lines.get(".".join(loc), 0))]


def place(where: str, lines: Mapping[str, int], changes: Mapping[str, Any], loc: tuple[str, ...]) -> str:
    """``recipes/hotels.yaml:7``, or ``--set ...`` where the command line set the knob."""
    for length in range(len(loc), 0, -1):
        knob = ".".join(loc[:length])
        if knob in changes:
            return f"--set {knob}"
        if knob in lines:
            return f"{where}:{lines[knob]}"
    return where


def did_you_mean(word: str, known: tuple[str, ...]) -> str:
    """``; did you mean X?`` where one of ``known`` is near, else the list of them; empty where nothing is known."""
    from rapidfuzz import process

    near = process.extractOne(word, known, score_cutoff=60) if len(word) > 2 else None
    if near:
        return f"; did you mean {near[0]}?"
    return f"; there is {', '.join(known)}" if known else ""


def _names_an_alternative(step: Any) -> bool:
    """pydantic puts the name of the tried type into the path of a union: ``literal['all']``, ``tuple[str, ...]``."""
    return isinstance(step, str) and ("[" in step)


def _say(mistake: Any, loc: tuple[str, ...]) -> str:
    knob, kind = ".".join(loc), mistake["type"]
    if kind == "extra_forbidden":
        return f"{knob} is not a knob{did_you_mean(loc[-1], _knobs_beside(loc))}"
    if kind == "missing":
        return f"{knob} is missing"
    if kind == "literal_error":
        return f"{knob} should be the word {mistake['msg'].rpartition(' ')[2]} or a list of names"
    if kind in ("model_type", "model_attributes_type"):
        return f"{knob} should hold knobs: {', '.join(_knobs_beside((*loc, '')))}"
    problem = mistake["msg"].removeprefix("Value error, ").replace("Input should", "should")
    found = mistake["input"]
    plain = isinstance(found, str | int | float | bool) or found is None
    return f"{knob} {problem}" + (f", not {str(found)[:60]!r}" if plain and kind != "value_error" else "")


def _knobs_beside(loc: tuple[str, ...]) -> tuple[str, ...]:
    model: Any = Recipe
    for step in loc[:-1]:
        field = next((f for n, f in model.model_fields.items() if (f.alias or n) == step), None)
        if field is None or not isinstance(field.annotation, type) or not issubclass(field.annotation, BaseModel):
            return ()
        model = field.annotation
    return tuple(field.alias or name for name, field in model.model_fields.items())
