"""Arguments of a call, read and checked as a service would: strict JSON, an object, valid under the tool's schema."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from negforge.core.json_text import parse
from negforge.worlds.world import Problem, WorldTool

if TYPE_CHECKING:
    from jsonschema_rs import Validator


def arguments_of(tool: WorldTool, text: str) -> dict[str, Any]:
    """The call's arguments, whole numbers as such (``12.0`` is one). Raises Problem (400 or 422) with what a service
    would say of them."""
    readable, value = parse(text or "{}")
    if not readable or not isinstance(value, dict) or not _is_text(value):
        raise Problem(400, "malformed_request", "The request body is not a JSON object in UTF-8.")
    for error in _validator(tool.schema).iter_errors(value):
        where = ".".join(str(step) for step in error.instance_path)
        raise Problem(422, "invalid_argument", f"{where}: {error.message}" if where else error.message)
    given: dict[str, Any] = _with_integers(tool.parameters, value)
    return given


def _is_text(value: object) -> bool:
    """Whether no string in it holds half a character."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _with_integers(schema: Any, value: Any) -> Any:
    if not isinstance(schema, dict):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if abs(value) > LARGEST:
            raise Problem(422, "invalid_argument", f"{value:g} is out of range.")
        return int(value) if schema.get("type") == "integer" else value
    if isinstance(value, dict):
        parts = schema.get("properties") or {}
        return {name: _with_integers(parts.get(name, {}), item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_integers(schema.get("items", {}), item) for item in value]
    return value


LARGEST = 1e12  # in numbers of a request: no service takes more


@lru_cache(maxsize=1024)
def _validator(schema: str) -> Validator:
    import jsonschema_rs

    return jsonschema_rs.validator_for(json.loads(schema), validate_formats=True)
