"""Places of a state, as dotted paths of fields and keys (``loans.LN1042.due``): what stands there, what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any


def at_path(state: Any, path: str) -> Any:
    """What stands at a dotted path of fields and keys (the longest key that fits is taken), or GONE."""
    if not path:
        return state
    if isinstance(state, dict):
        for key in sorted((k for k in state if isinstance(k, str)), key=len, reverse=True):
            if path == key:
                return state[key]
            if path.startswith(f"{key}."):
                return at_path(state[key], path[len(key) + 1 :])
        return GONE
    first, _, rest = path.partition(".")
    return at_path(getattr(state, first), rest) if hasattr(state, first) else GONE


def changed_paths(before: Any, after: Any, path: str = "") -> list[str]:
    """Where two states differ, as dotted paths down to fields and keys."""
    if before == after:
        return []
    if is_dataclass(before) and is_dataclass(after) and type(before) is type(after):
        names: Sequence[str] = [f.name for f in fields(before)]
        return [
            p for n in names for p in changed_paths(getattr(before, n), getattr(after, n), f"{path}.{n}".lstrip("."))
        ]
    if isinstance(before, dict) and isinstance(after, dict):
        keys = list(dict.fromkeys([*before, *after]))
        missing = object()
        return [
            p
            for key in keys
            for p in changed_paths(before.get(key, missing), after.get(key, missing), f"{path}.{key}".lstrip("."))
        ]
    return [path]


class _Gone:
    def __repr__(self) -> str:
        return "gone"


GONE = _Gone()
