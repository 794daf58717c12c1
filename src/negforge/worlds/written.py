"""Arguments as JSON text, as agents write them: key order as given, dates and times in ISO form, nothing absent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any


def written_arguments(arguments: Mapping[str, Any]) -> str:
    """The JSON text; an argument that is None is left out."""
    return json.dumps({key: plain(value) for key, value in arguments.items() if value is not None}, ensure_ascii=False)


def plain(value: Any) -> Any:
    """A value as JSON has it: dates as ``YYYY-MM-DD``, moments as ``YYYY-MM-DDTHH:MM``, times as ``HH:MM``."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
