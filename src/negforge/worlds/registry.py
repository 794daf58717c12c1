"""The worlds by name. A world is loaded when it is asked for."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec

from negforge.worlds.world import World

NAMES: tuple[str, ...] = (
    "library", "rail", "shop", "mailroom", "bank", "clinic", "oncall", "tracker", "notebook", "atlas", "people", "home",
)  # fmt: skip


@lru_cache(maxsize=1)
def world_names() -> tuple[str, ...]:
    return tuple(name for name in NAMES if find_spec(f"negforge.worlds.{name}") is not None)


@cache
def world_named(name: str) -> World:
    """The world. Raises KeyError for a name that is none."""
    if name not in NAMES:
        raise KeyError(name)
    world: World = import_module(f"negforge.worlds.{name}").WORLD
    return world
