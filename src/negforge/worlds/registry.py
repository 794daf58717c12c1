"""The worlds by name. A world is loaded when it is asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from negforge.worlds.world import World

NAMES: tuple[str, ...] = (
    "library", "rail", "shop", "mailroom", "bank", "clinic", "oncall", "tracker", "notebook", "atlas", "people",
)  # fmt: skip


def world_names() -> tuple[str, ...]:
    return NAMES


@cache
def world_named(name: str) -> World:
    """The world. Raises KeyError for a name that is none."""
    if name not in NAMES:
        raise KeyError(name)
    world: World = import_module(f"negforge.worlds.{name}").WORLD
    return world
