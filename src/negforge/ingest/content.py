"""The content of an API message as parts, with a note of how it was written."""

from __future__ import annotations

from collections.abc import Mapping

from negforge.core.json_text import Json, compact
from negforge.core.message import Part, Text, Unknown
from negforge.ingest.as_read import Notes, Oddities

TEXT_TYPES = ("text", "input_text", "output_text", "refusal")
TEXT_KEYS = ("text", "content", "refusal")


def read_content(message: Mapping[str, Json], who: str, notes: Notes, oddities: Oddities) -> tuple[Part, ...]:
    """The parts: one Text for a text (an empty one too), none for null, one a list item, else one Unknown."""
    if "content" not in message:
        notes.lacks("content")
        return ()
    content = message["content"]
    if content is None:
        return ()
    if isinstance(content, str):
        return (Text(content),)
    if isinstance(content, list):
        read = [_read_part(item, who, oddities) for item in content]
        notes.fields["content"] = [template for _, template in read]
        return tuple(part for part, _ in read)
    oddities.add(f"{who}.content is neither text nor list")
    notes.fields["content"] = "json"
    return (Unknown(compact(content)),)


def is_wordless(parts: tuple[Part, ...]) -> bool:
    """Nothing but empty texts."""
    return all(isinstance(part, Text) and not part.text for part in parts)


def _read_part(item: Json, who: str, oddities: Oddities) -> tuple[Part, Json]:
    """One list item, and its template: the item without its text."""
    if isinstance(item, str):
        return Text(item), "text"
    if isinstance(item, dict) and item.get("type", "text") in TEXT_TYPES:
        keys = [key for key in TEXT_KEYS if key in item]
        text = item[keys[0]] if len(keys) == 1 else None
        if isinstance(text, str):
            oddities.fields(f"{who}.content", {key: item[key] for key in item if key not in ("type", keys[0])})
            return Text(text), {**item, keys[0]: None}
    kind = item.get("type") if isinstance(item, dict) else None
    oddities.add(f"{who}.content: part of type {str(kind)[:40]}")
    return Unknown(compact(item)), None
