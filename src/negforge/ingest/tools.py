"""Tool declarations: read from the shapes that logs use, or inferred from the calls where a log declares none."""

from __future__ import annotations

from collections.abc import Iterable

from negforge.core.json_text import Json, compact, parse_object
from negforge.core.task import Tool
from negforge.ingest.as_read import Notes

SCHEMA_KEYS = ("parameters", "input_schema", "inputSchema")
TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")


def parse_tools(value: Json) -> tuple[Tool, ...]:
    """Tools from a list of ``{"type": "function", "function": {...}}`` or flat ``{"name", "description",
    "parameters"}`` objects (``input_schema`` and ``inputSchema`` too), in their order.

    The schema is kept as JSON text, key order included; "{}" where there is none. Fields with no word of ours go to
    ``Tool.extra``. Raises ValueError, saying which tool and what it lacks.
    """
    if not isinstance(value, list):
        raise ValueError(f"tools: expected a list of tool objects, found {json_type(value)}")
    return tuple(_parse_tool(item, f"tools[{index}]") for index, item in enumerate(value))


def infer_tools(calls: Iterable[tuple[str, str]]) -> tuple[Tool, ...]:
    """Tools as (name, arguments) pairs show them, sorted by name: types as seen, nothing required or forbidden."""
    seen: dict[str, dict[str, set[str]]] = {}
    for name, arguments in calls:
        properties = seen.setdefault(name, {})
        for key, value in (parse_object(arguments) or {}).items():
            properties.setdefault(key, set()).add(json_type(value))
    return tuple(Tool(name, "", compact(_schema(seen[name]))) for name in sorted(seen))


def json_type(value: Json) -> str:
    """The JSON Schema name of a value's type; "integer" for whole numbers written without a point."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (int, float)):
        return "integer" if isinstance(value, int) else "number"
    return "array" if isinstance(value, list) else "object"


def _schema(properties: dict[str, set[str]]) -> Json:
    described: dict[str, Json] = {key: {"type": _type_union(properties[key])} for key in sorted(properties)}
    return {"type": "object", "properties": described}


def _type_union(types: set[str]) -> Json:
    if "number" in types:
        types = types - {"integer"}
    names: list[Json] = [name for name in TYPES if name in types]
    return names[0] if len(names) == 1 else names


def _parse_tool(item: Json, where: str) -> Tool:
    if not isinstance(item, dict):
        raise ValueError(f"{where}: expected an object, found {json_type(item)}")
    wrapper, function = _unwrapped(item)
    name = function.get("name")
    if not isinstance(name, str) or not name:
        raise ValueError(f'{where}: no name; write {{"type": "function", "function": {{"name": ...}}}}')
    description = function.get("description")
    if description is not None and not isinstance(description, str):
        raise ValueError(f"{where} ({name}): description is {json_type(description)}, not a text")
    schema_key = next((key for key in SCHEMA_KEYS if key in function), None)
    schema = function[schema_key] if schema_key else {}
    if schema is not None and not isinstance(schema, (dict, bool)):
        raise ValueError(f"{where} ({name}): {schema_key} is {json_type(schema)}, not a JSON Schema object")
    used = {"name", schema_key} | ({"description"} if description is not None else set())
    notes = Notes()
    if wrapper:
        notes.fields["wrapper"] = wrapper
    extra = notes.extra({key: function[key] for key in function if key not in used})
    return Tool(name, description or "", compact(schema if schema is not None else {}), extra)


def _unwrapped(item: dict[str, Json]) -> tuple[dict[str, Json], dict[str, Json]]:
    """What lay around the function object, beside the usual type, and the function object itself."""
    function = item.get("function")
    if isinstance(function, dict):
        around = {key: item[key] for key in item if key != "function" and (key, item[key]) != ("type", "function")}
        return around, function
    return {}, {key: item[key] for key in item if (key, item[key]) != ("type", "function")}
