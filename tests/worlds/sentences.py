"""Sentences with names and numbers masked: the unit in which wording is counted."""

from __future__ import annotations

import re


def masked_sentences(text: str) -> set[str]:
    """Sentences with numbers and capitalised or quoted names masked, as the bar has it."""
    masked = re.sub(r"[\"“][^\"”]*[\"”]|'[^']{3,}'", "N", text)
    masked = re.sub(r"\S*\d\S*", "#", masked)
    parts = re.split(r"(?<=[.!?])\s+|\n+", masked)
    return {re.sub(r"(?<!^)\b[A-Z][\w-]+", "N", part.strip()) for part in parts if len(part.strip()) > 3}
