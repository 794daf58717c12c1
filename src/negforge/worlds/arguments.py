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
    """The call's arguments. Raises Problem (400 or 422) with what a service would say of them."""
    readable, value = parse(text or "{}")
    if not readable or not isinstance(value, dict):
        raise Problem(400, "malformed_request", "The request body is not a JSON object.")
    for error in _validator(json.dumps(tool.parameters)).iter_errors(value):
        where = ".".join(str(step) for step in error.instance_path)
        raise Problem(422, "invalid_argument", f"{where}: {error.message}" if where else error.message)
    return value


@lru_cache(maxsize=1024)
def _validator(schema: str) -> Validator:
    import jsonschema_rs

    return jsonschema_rs.validator_for(json.loads(schema), validate_formats=True)
