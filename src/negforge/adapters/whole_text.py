"""Text that every reader of JSON and Parquet takes: half characters (lone surrogates) become the replacement sign."""

from __future__ import annotations

from negforge.core.json_text import Json


def whole(value: Json) -> Json:
    """The value, with U+FFFD for every half character in texts and keys; the very same object where there is none."""
    if isinstance(value, str):
        return value if value.isascii() else _whole(value)
    if isinstance(value, list):
        items = [whole(one) for one in value]
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    if isinstance(value, dict):
        pairs = [(whole(key), whole(one)) for key, one in value.items()]
        same = all(new[0] is old[0] and new[1] is old[1] for new, old in zip(pairs, value.items(), strict=True))
        return value if same else {str(key): one for key, one in pairs}
    return value


def _whole(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
