"""The smallest value that a JSON Schema allows, as far as these schemas go: what structured output and calls hold."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from negforge.core.json_text import Json

DEEPEST = 40  # levels; a schema that refers to itself ends in null there
WORDS = {"date-time": "2026-01-01T00:00:00Z", "date": "2026-01-01", "time": "00:00:00Z", "email": "mock@example.com",
         "uri": "https://example.com/", "uuid": "00000000-0000-4000-8000-000000000000"}  # fmt: skip


def instance_of(schema: Json, rng: Random) -> Json:
    """A value for the schema: required properties only, the shortest arrays and texts, a member of an enum by ``rng``.

    Keywords that are understood: type, properties, required, items, prefixItems, minItems, enum, const, minLength,
    maxLength, format, minimum and maximum, also exclusive, multipleOf, anyOf, oneOf, allOf, $ref. Not ``pattern``.
    """
    return _Maker(schema, rng).make(schema, 0)


@dataclass(frozen=True, slots=True)
class _Maker:
    root: Json
    rng: Random

    def make(self, schema: Json, level: int) -> Json:
        schema = self._resolved(schema)
        if not isinstance(schema, dict) or level > DEEPEST:
            return None if level > DEEPEST else "mock"
        if "const" in schema:
            return schema["const"]
        if isinstance(enum := schema.get("enum"), list) and enum:
            return enum[self.rng.randrange(len(enum))]
        kind = _kind(schema)
        if kind == "object":
            return self._object(schema, level)
        if kind == "array":
            return self._array(schema, level)
        if kind == "string":
            return _string(schema)
        if kind in ("number", "integer"):
            return _number(schema, whole=kind == "integer")
        return self.rng.random() < 0.5 if kind == "boolean" else None if kind == "null" else "mock"

    def _resolved(self, schema: Json) -> Json:
        """The schema with its $ref followed, its allOf joined, and the first branch of an anyOf or oneOf taken."""
        for _ in range(DEEPEST):
            if not isinstance(schema, dict):
                return schema
            if isinstance(reference := schema.get("$ref"), str):
                schema = self.referred(reference)
            elif isinstance(parts := schema.get("allOf"), list) and parts:
                schema = _joined([{key: value for key, value in schema.items() if key != "allOf"}, *parts], self)
            elif isinstance(branches := schema.get("anyOf") or schema.get("oneOf"), list) and branches:
                rest = {key: value for key, value in schema.items() if key not in ("anyOf", "oneOf")}
                schema = _joined([rest, branches[0]], self)
            else:
                return schema
        return None

    def referred(self, reference: str) -> Json:
        """What a ``#/...`` pointer leads to; None where it leads nowhere."""
        found: Json = self.root
        for step in reference.removeprefix("#").split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def _object(self, schema: Mapping[str, Json], level: int) -> Json:
        required, properties = schema.get("required"), schema.get("properties")
        known = properties if isinstance(properties, dict) else {}
        wanted = [name for name in required if isinstance(name, str)] if isinstance(required, list) else []
        ordered = [name for name in known if name in set(wanted)] + [name for name in wanted if name not in known]
        return {name: self.make(known.get(name, True), level + 1) for name in ordered}

    def _array(self, schema: Mapping[str, Json], level: int) -> Json:
        least = int(_bound(schema, "minItems", 0))
        first = schema.get("prefixItems")
        leading = first if isinstance(first, list) else []
        return [
            self.make(leading[at] if at < len(leading) else schema.get("items", True), level + 1)
            for at in range(min(least, 1000))
        ]


def _kind(schema: Mapping[str, Json]) -> Json:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if kind is None:
        kind = "object" if "properties" in schema or "required" in schema else "array" if "items" in schema else None
    return kind


def _string(schema: Mapping[str, Json]) -> str:
    wanted = schema.get("format")
    text = WORDS.get(wanted, "mock") if isinstance(wanted, str) else "mock"
    text = text.ljust(min(int(_bound(schema, "minLength", 0)), 100_000), "x")
    return text[: int(_bound(schema, "maxLength", len(text)))]


def _number(schema: Mapping[str, Json], *, whole: bool) -> int | float:
    """Zero where it is allowed, else the allowed number next to the bound."""
    step = _bound(schema, "multipleOf", 0) or (1 if whole else 0)
    low, above = _bound(schema, "minimum", -math.inf), _bound(schema, "exclusiveMinimum", -math.inf)
    high, below = _bound(schema, "maximum", math.inf), _bound(schema, "exclusiveMaximum", math.inf)
    value: float = 0
    if value < low or value <= above:
        value = max(low, above)
        value = math.ceil(value / step) * step if step else value
        value += (step or _nudge(above, below, high)) if value <= above else 0
    elif value > high or value >= below:
        value = min(high, below)
        value = math.floor(value / step) * step if step else value
        value -= (step or _nudge(-below, -above, -low)) if value >= below else 0
    return int(value) if float(value).is_integer() else value


def _nudge(above: float, below: float, high: float) -> float:
    """A step off an exclusive bound that does not leap over the other one."""
    room = min(below, high) - above
    return 1.0 if room > 1 else room / 2


def _bound(schema: Mapping[str, Json], name: str, otherwise: float) -> float:
    value = schema.get(name)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else otherwise


def _joined(parts: Sequence[Json], maker: _Maker) -> Json:
    """One schema for several that all hold: properties and required add up, of other keywords the last one counts."""
    whole: dict[str, Json] = {}
    properties: dict[str, Json] = {}
    required: list[Json] = []
    for part in parts:
        reference = part.get("$ref") if isinstance(part, dict) else None
        one = maker.referred(reference) if isinstance(reference, str) else part
        if not isinstance(one, dict):
            continue
        whole.update(one)
        if isinstance(more := one.get("properties"), dict):
            properties.update(more)
        if isinstance(names := one.get("required"), list):
            required += names
    if properties:
        whole["properties"] = properties
    if required:
        whole["required"] = required
    return whole
