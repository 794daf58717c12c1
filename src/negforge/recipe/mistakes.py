"""What is wrong with a recipe, told in one line each: where, what, and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from negforge.recipe.knobs import Recipe

SHOWN = 20  # mistakes; what is no recipe at all may hold many thousands
LONGEST = 100  # characters of one key
HINT = 8  # characters that are shown of a key that may be a secret
LIKE_A_KNOB = re.compile("[a-z_]+")


def tell(error: ValidationError, where: str, lines: Mapping[str, int], typed: Mapping[str, str]) -> str:
    """All mistakes, a line each, in the order of the file; alternatives of one knob are told once.

    ``typed``: knobs that the command line sets, and how that is typed (``--set limit``, ``--limit``).
    """
    first: dict[tuple[str, ...], Any] = {}
    for mistake in error.errors(include_url=False, include_context=False):
        first.setdefault(_knob(mistake["loc"], mistake["type"]), mistake)
    in_order = sorted(first, key=lambda loc: lines.get(".".join(loc), 0))
    told = (f"{_place(where, lines, typed, first[loc], loc)}: {_say(first[loc], loc)}" for loc in in_order)
    return together(told, len(in_order))


def together(told: Iterator[str], count: int) -> str:
    """One mistake as it is, several under their number; of very many the first 20."""
    if count == 1:
        return next(told)
    shown = [line for line, _ in zip(told, range(SHOWN), strict=False)]
    others = [f"... and {count - SHOWN} others; mend these first"] if count > SHOWN else []
    return "\n".join([f"{count} mistakes", *shown, *others])


def place(where: str, lines: Mapping[str, int], typed: Mapping[str, str], loc: Sequence[str]) -> str:
    """``recipes/hotels.yaml:7``, or ``--set ...`` where the command line set the knob, or a knob inside it."""
    for length in range(len(loc), 0, -1):
        knob = ".".join(loc[:length])
        if knob in typed:
            return typed[knob]
        if knob in lines:
            return f"{where}:{lines[knob]}"
        inside = next((said for other, said in typed.items() if other.startswith(f"{knob}.")), None)
        if inside is not None:
            return inside
    return where


def _place(where: str, lines: Mapping[str, int], typed: Mapping[str, str], mistake: Any, loc: Sequence[str]) -> str:
    """``place``, but what was typed is told without what may be a secret in it."""
    told = place(where, lines, typed, loc)
    return told.replace(loc[-1], _hint(loc)) if told in typed.values() and _may_be_secret(mistake, loc) else told


def _may_be_secret(mistake: Any, loc: Sequence[str]) -> bool:
    """A key under ``models`` that is no knob and does not look like one, by its letters or its length: someone's API
    key, pasted."""
    if mistake["type"] != "extra_forbidden" or loc[0] != "models" or len(loc[-1]) <= HINT:
        return False
    longest = max(map(len, _knobs_beside(loc)), default=0)
    return len(loc[-1]) > longest or not LIKE_A_KNOB.fullmatch(loc[-1])


def _hint(loc: Sequence[str]) -> str:
    return f"{loc[-1][:HINT]}..."


def did_you_mean(word: str, known: tuple[str, ...]) -> str:
    """``; did you mean X?`` where one of ``known`` is near, else the list of them; empty where nothing is known."""
    from rapidfuzz import process

    near = process.extractOne(word, known, score_cutoff=60) if len(word) > 2 else None
    if near:
        return f"; did you mean {near[0]}?"
    return f"; there is {', '.join(known)}" if known else ""


def _knob(loc: Sequence[int | str], kind: str) -> tuple[str, ...]:
    """The knob's path. pydantic puts the tried type into it where a knob may be one thing or another
    (``literal['all']``, ``tuple[str, ...]``), and ``[key]`` behind a key that may not be one."""
    if loc[-1:] == ("[key]",) and kind != "extra_forbidden":
        loc = loc[:-1]
    knob: list[str] = []
    holder: Any = Recipe
    for step in loc:
        if isinstance(step, str) and len(_alternatives(holder)) > 1:
            holder = None
            continue
        knob.append(str(step))
        holder = _inside(holder, str(step))
    return tuple(knob)


def _say(mistake: Any, loc: Sequence[str]) -> str:
    last = _hint(loc) if _may_be_secret(mistake, loc) else _short(loc[-1])
    knob, kind = _shown(".".join([*map(_short, loc[:-1]), last])), mistake["type"]
    if kind == "extra_forbidden":
        return f"{knob} is not a knob{did_you_mean(loc[-1][:LONGEST], _knobs_beside(loc))}"
    if kind == "missing":
        return f"{knob} is missing"
    if kind == "invalid_key":
        return f"{knob} is no name of a knob: it is no text"
    if kind == "literal_error":
        return f"{knob} should be the word {mistake['msg'].rpartition(' ')[2]} or a list of names"
    if kind in ("model_type", "model_attributes_type"):
        return f"{knob} should hold knobs: {', '.join(_knobs_beside((*loc, '')))}"
    problem = mistake["msg"].removeprefix("Value error, ").replace("Input should", "should")
    found = mistake["input"]
    plain = isinstance(found, str | int | float | bool) or found is None
    return f"{knob} {problem}" + (f", not {str(found)[:60]!r}" if plain and kind != "value_error" else "")


def _short(step: str) -> str:
    return step if len(step) <= LONGEST else f"{step[:LONGEST]}..."


def _shown(knob: str) -> str:
    """A key of someone's file cannot break the line it is told on, nor move the cursor."""
    return knob if knob.isprintable() else "".join(_spelled(character) for character in knob)


def _spelled(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def _knobs_beside(loc: Sequence[str]) -> tuple[str, ...]:
    holder: Any = Recipe
    for step in loc[:-1]:
        holder = _inside(holder, step)
    return tuple(_fields(holder))


def _inside(holder: Any, step: str) -> Any:
    """The type of what lies under this key of the holder; None where nothing is known of it."""
    only = _alternatives(holder)
    if len(only) != 1:
        return None
    if get_origin(only[0]) is dict:
        return get_args(only[0])[1]
    return _fields(only[0]).get(step)


def _fields(model: Any) -> dict[str, Any]:
    """Knobs by the names they have in a recipe, and their types."""
    only = _alternatives(model)
    if len(only) != 1 or not isinstance(only[0], type) or not issubclass(only[0], BaseModel):
        return {}
    return {field.alias or name: field.annotation for name, field in only[0].model_fields.items()}


def _alternatives(kind: Any) -> list[Any]:
    """What a knob may be, besides nothing."""
    if get_origin(kind) is Annotated:
        return _alternatives(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [one for part in get_args(kind) if part is not NoneType for one in _alternatives(part)]
    return [] if kind is None else [kind]
