"""Figures for machines: what is not a number is null."""

from __future__ import annotations

import math
from typing import Any

DIGITS = 6  # more than an interval can tell; so another processor's last digit changes no byte


def plain(value: Any, digits: int | None = DIGITS) -> Any:
    """What ``asdict`` gives, for JSON: numbers rounded, however deep they lie; ``digits`` None: as they are."""
    if isinstance(value, dict):
        return {key: plain(held, digits) for key, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(held, digits) for held in value]
    if not isinstance(value, float):
        return value
    if math.isnan(value):
        return None
    return value if digits is None else round(value, digits)
