"""Reading a recipe: by name or from a file, with what the command line overrides, and the line of every knob."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from negforge.core.errors import UsageError
from negforge.recipe.knobs import Recipe
from negforge.recipe.mistakes import did_you_mean, place, tell
from negforge.recipe.shipped import recipe_names, shipped

LARGEST_RECIPE = 1_000_000  # bytes; a recipe is a page, and a YAML parser is slow on what is not


@dataclass(frozen=True, slots=True)
class LoadedRecipe:
    """A recipe and where each knob was written, so that whoever finds a knob wrong can say the line."""

    recipe: Recipe
    where: str
    lines: Mapping[str, int]
    overrides: Mapping[str, Any]

    def at(self, knob: str) -> str:
        return place(self.where, self.lines, self.overrides, tuple(knob.split(".")))


def load_recipe(name_or_path: str, overrides: Mapping[str, Any] | None = None) -> LoadedRecipe:
    """The recipe of that name, or in that file, with ``overrides`` (dotted knob → value) put in.

    Raises UsageError that lists everything wrong with it, each with its line.
    """
    path = _find(name_or_path)
    where = name_or_path if path == Path(name_or_path) else f"recipes/{path.name}"
    raw, lines = _read_yaml(path, where)
    changes = dict(overrides or {})
    for knob, value in changes.items():
        _put(raw, knob, value)
    try:
        recipe = Recipe.model_validate(raw)
    except ValidationError as error:
        told = tell(error, where, lines, changes)
        raise UsageError("\n".join(told) if len(told) == 1 else f"{len(told)} mistakes\n" + "\n".join(told)) from None
    return LoadedRecipe(recipe, where, lines, changes)


def parse_setting(text: str) -> tuple[str, Any]:
    """``validate.max_edits=4`` as (knob, value); the value is read as YAML, as in a recipe."""
    knob, equals, value = text.partition("=")
    if not equals or not knob.strip():
        raise UsageError(f"--set {text}: write it as knob=value, such as --set validate.max_edit_ratio=0.5")
    return knob.strip(), _yaml_value(value, f"--set {knob}")


def _find(name_or_path: str) -> Path:
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml") or len(path.parts) > 1:
        if not path.is_file():
            raise UsageError(f"{name_or_path}: no such recipe file; `negforge list recipes` shows what ships")
        return path
    inside = shipped("recipes") / f"{name_or_path}.yaml"
    if name_or_path in recipe_names():
        return inside
    if path.is_file():
        return path
    raise UsageError(f"no recipe named {name_or_path}{did_you_mean(name_or_path, recipe_names())}")


def _read_yaml(path: Path, where: str) -> tuple[dict[str, Any], dict[str, int]]:
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except OSError as error:
        raise UsageError(f"{where}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{where}: byte {error.start} is not UTF-8; save the recipe as UTF-8") from None
    if len(data) > LARGEST_RECIPE:
        raise UsageError(f"{where}: {len(data)} bytes are more than a recipe holds; is this an input? (--input)")
    raw = _yaml_value(text, where)
    if not isinstance(raw, dict):
        found = "nothing" if raw is None else "a list" if isinstance(raw, list) else "plain text"
        raise UsageError(f"{where}: holds {found}, not knobs; a recipe starts with `name: ...`")
    lines: dict[str, int] = {}
    _note_lines(raw, (), lines)
    return raw, lines


def _yaml_value(text: str, where: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import DuplicateKeyError
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return YAML(typ="rt").load(text)
    except DuplicateKeyError as error:
        key = str(error.problem).partition('"')[2].partition('"')[0]
        line = error.problem_mark.line + 1
        raise UsageError(f"{where}:{line}: {key} is set twice; keep one of the two") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise UsageError(f"{where}{line}: not YAML: {error.problem or error.context}") from None
    except (YAMLError, ValueError, RecursionError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else str(error).split("\n")[0]
        raise UsageError(f"{where}: not YAML: {reason}") from None


def _note_lines(node: Any, path: tuple[str, ...], lines: dict[str, int]) -> None:
    """Lines (1-based) of the keys and items that knobs can have: two levels and a list, so aliases cannot explode."""
    if len(path) >= 3:
        return
    lc: Any = getattr(node, "lc", None)  # ruamel's note of where each key and item stands, counted from 0
    if isinstance(node, dict):
        for key in node:
            knob = (*path, str(key))
            if key in lc.data:
                lines[".".join(knob)] = lc.key(key)[0] + 1
            _note_lines(node[key], knob, lines)
    elif isinstance(node, list):
        for index in range(len(node)):
            position = lc.item(index)  # None where the list bears a tag
            if position is not None:
                lines[".".join((*path, str(index)))] = position[0] + 1


def _put(raw: dict[str, Any], knob: str, value: Any) -> None:
    *rooms, last = knob.split(".")
    for room in rooms:
        inner = raw.setdefault(room, {})
        if not isinstance(inner, dict):
            raise UsageError(f"--set {knob}: {room} holds no knobs of its own")
        raw = inner
    raw[last] = value
