"""Facts about the worlds, counted: for lists and for the README."""

from __future__ import annotations

from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.recipe.mistakes import did_you_mean
from negforge.worlds.registry import world_named, world_names
from negforge.worlds.tasks import SPLIT_OF
from negforge.worlds.world import World

Row = dict[str, Json]


def world_of(name: str) -> World:
    """The world of this name. Raises UsageError where there is none."""
    if name not in world_names():
        raise UsageError(f"{name}: no such world{did_you_mean(name, world_names())}")
    return world_named(name)


def world_rows() -> list[Row]:
    """A row a world: tools, writing tools, goals, and kinds of goals."""
    return [_row(world_named(name)) for name in world_names()]


def goal_rows(name: str) -> list[Row]:
    """A row a goal of the world: its kinds, and the name of an example."""
    world = world_of(name)
    return [
        {"goal": maker.slug, "kinds": ", ".join(maker.kinds), "example": f"{name}:{maker.slug}:{maker.kinds[0]}:1"}
        for maker in world.goals
    ]


def _row(world: World) -> Row:
    counts: Row = {
        str(kind): sum(kind in maker.kinds for maker in world.goals) for kind in SPLIT_OF if kind != "unrelated"
    }
    return {
        "world": world.name,
        "what": world.title,
        "tools": len(world.tools),
        "writes": sum(tool.writes for tool in world.tools),
        "goals": len(world.goals),
        **counts,
    }
