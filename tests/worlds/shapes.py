"""Shapes of tools: a JSON Schema with the names removed. Worlds that share them are one world in two coats of paint."""

from __future__ import annotations

from typing import Any, TypeAlias

from negforge.core.json_text import canonical
from negforge.worlds.world import World

Shape: TypeAlias = str


def shape(schema: dict[str, Any]) -> Shape:
    """Types, required flags and sizes of enums, in canonical order; no names, descriptions, patterns or bounds."""
    return canonical(_shape(schema))


def shared_share(first: World, second: World) -> float:
    """Share of the smaller world's tools whose shape the other world has too, each of its tools counting once."""
    one, other = ([shape(tool.parameters) for tool in world.tools] for world in (first, second))
    if len(one) > len(other):
        one, other = other, one
    left = list(other)
    shared = 0
    for item in one:
        if item in left:
            left.remove(item)
            shared += 1
    return shared / len(one) if one else 0.0


def _shape(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    kind = schema.get("type", "any")
    found: dict[str, Any] = {"type": sorted(kind) if isinstance(kind, list) else kind}
    if "enum" in schema:
        found["enum"] = len(schema["enum"])
    if "properties" in schema:
        required = set(schema.get("required", ()))
        parts = [[name in required, _shape(part)] for name, part in schema["properties"].items()]
        found["properties"] = sorted(parts, key=canonical)
    if "items" in schema:
        found["items"] = _shape(schema["items"])
    for key in ("anyOf", "oneOf"):
        if key in schema:
            found[key] = sorted((_shape(part) for part in schema[key]), key=canonical)
    return found
