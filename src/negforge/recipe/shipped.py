"""What ships with the package, recipes and seeds: inside an installed wheel, or in the repository."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal


def shipped(folder: Literal["recipes", "seeds"]) -> Path:
    """Where what ships with the package lies: inside an installed wheel, or in the repository."""
    inside = Path(str(files("negforge"))) / "_data" / folder
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / folder


def recipe_names() -> tuple[str, ...]:
    """Names of the recipes that ship with the package."""
    return tuple(sorted(path.stem for path in shipped("recipes").glob("*.yaml")))
