"""Notes on how a message was written, so that nothing of it is lost: what goes into ``extra``.

``extra`` is the JSON text of an object: the fields of the API message that core has no word for, verbatim, and under
the key ``as_read`` (absent where the message is in the plain OpenAI form) how the rest was written:

- ``role``: the original role, where it is not the usual one of the core message;
- ``lacks``: usual fields that were missing (role, content, id, type, tool_call_id; name where the call gave it);
- ``content``: "empty" (an empty text beside calls), "json" (a value that is neither text nor list), or, for a list, one
  template a part (the part with null for its text, "text" for a bare string, null for a part held as Unknown);
- ``error``, ``refusal``: "text" where that field gave the words; ``content`` is then the original content itself;
- ``reasoning_at``, ``error_at``, ``id_at``, ``keys`` (of name and arguments): where a value lay, if not as usual;
- ``id``: the original id, where the call_id differs from it;
- ``arguments``: "json" (a value, written as text) or "null" (no value, written as an empty object);
- ``call``, ``function``: the other fields of the call object and of the function object in it; ``call`` is "json"
  where the call was no object, and ``arguments`` of the core message then holds it; ``from``: "function_call";
- ``copies``: the field of a response that repeated its call;
- ``own``: the value of a field that the log itself called ``as_read``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from negforge.core.json_text import Json, compact


class Notes:
    """What is noted of one core message while it is read."""

    def __init__(self) -> None:
        self.fields: dict[str, Json] = {}

    def lacks(self, field: str) -> None:
        missing = self.fields.setdefault("lacks", [])
        assert isinstance(missing, list)
        missing.append(field)

    def extra(self, leftovers: Mapping[str, Json] | None = None) -> str | None:
        """The JSON text for ``extra``, or None where there is nothing to say."""
        kept = dict(leftovers or {})
        if "as_read" in kept:
            self.fields["own"] = kept.pop("as_read")
        if self.fields:
            kept["as_read"] = self.fields
        return compact(kept) if kept else None


class Oddities:
    """Names of what core has no word for, and of what is out of the ordinary: each once, in order of first meeting."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}

    def add(self, name: str) -> None:
        self._names.setdefault(name)

    def fields(self, where: str, leftovers: Mapping[str, Json], quiet: Iterable[str] = ()) -> None:
        """Every leftover field by its path; those in ``quiet`` only where they hold something."""
        for key, value in leftovers.items():
            if key not in quiet or not (value is None or value == "" or value == [] or value == {}):
                self.add(f"{where}.{key}")

    def names(self) -> tuple[str, ...]:
        return tuple(self._names)
