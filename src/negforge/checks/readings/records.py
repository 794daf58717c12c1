"""Records in tool responses: which values belong together, read from JSON, Python literals, blocks and table lines."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.values import canons, values
from negforge.core.json_text import Json, parse

_CELL = re.compile(r"\s{2,}|\t|\s*\|\s*|,\s*|;\s*|:\s+")
_LABELLED = re.compile(r"\s*[A-Za-z](?:[\w ./()-]{1,30}:\s|[A-Za-z_ ./()-]{1,30}?\s{2,}(?=\S)(?!.*\S\s{2,}))")
_NAMING = re.compile(
    r"(?:^|_)(?:name|title|label|id|number|no|code|ref\w*|sku|slug|key|subject|route|train|flight|hotel|line|product|model|"
    r"provider|carrier|operator|station|venue|item|payee|account)$",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"(?:first|last|given|family|middle|sur|user|file|tool|server)_?name$", re.IGNORECASE)
_NAMING_CELLS = 4  # in a row of a table, what it is stands at its beginning
_MAX_TEXT = 200_000  # no more than a check reads: see checks.readings.unread
_MAX_LINE = 500  # characters of a line that may be a label and its value


@dataclass(frozen=True, slots=True)
class Record:
    """``names``: its own short strings, lower case. ``values``: what it, its parts and the scalars of what it is a part
    of hold. ``own``: its own scalars only.

    ``fields``: (key, value as text) of its own scalars, in order.
    """

    names: frozenset[str]
    values: frozenset[str]
    own: frozenset[str]
    fields: tuple[tuple[str, str], ...]


@remembered(2048)
def records(text: str) -> tuple[Record, ...]:
    """All records of a response, outer ones first; a text that is no JSON gives one for each block or line."""
    if len(text) > _MAX_TEXT:
        return ()
    value = structured(text)
    if value is None:
        return tuple(_from_text(text))
    return tuple(_from_json(value, ()))


def structured(text: str) -> Json:
    """The object or list that a response spells as JSON or as a Python literal; None where it is plain text."""
    start = text.lstrip()[:1]
    if start not in ("{", "["):
        return None
    ok, value = parse(text)
    if ok:
        return value if isinstance(value, dict | list) else None
    if len(text) > 20_000:
        return None
    try:
        literal = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return literal if isinstance(literal, dict | list) else None


def _from_json(
    value: Json, extra_names: tuple[str, ...], depth: int = 0, above: frozenset[str] = frozenset()
) -> Iterator[Record]:
    if depth > 60:
        return
    if isinstance(value, list):
        for item in value:
            yield from _from_json(item, (), depth + 1, above)
    if not isinstance(value, dict):
        return
    fields = tuple((str(k), scalar_text(v)) for k, v in value.items() if not isinstance(v, dict | list))
    names = {text.lower() for name, text in fields if _names_its_record(name, text)}
    names |= {name.lower() for name in extra_names}
    own = frozenset().union(*(canons(text) for _, text in fields)) if fields else frozenset()
    inner: list[Record] = []
    everything = set(own)
    for name, part in ((str(name), part) for name, part in value.items()):  # Python's dicts have keys of any kind
        if isinstance(part, dict | list):
            named = (name,) if isinstance(part, dict) and has_digit(name) and is_name(name) else ()
            parts = list(_from_json(part, named, depth + 1, above | own))
            if isinstance(part, dict) and not named and parts:
                names |= parts[0].names  # an object inside an object is a group of the record's own fields
            inner.extend(parts)
            everything |= _all_values(part)
    yield Record(frozenset(names), above.union(everything), own, fields)
    yield from inner


def _names_its_record(name: str, text: str) -> bool:
    """Whether a field says what its record is: an id, or the text of a field called name, title or the like."""
    if not is_name(text) or _PERSONAL.search(name):
        return False
    return (has_digit(text) and " " not in text) or (_NAMING.search(name) is not None and len(text.split()) <= 8)


def _all_values(value: Json) -> frozenset[str]:
    found: set[str] = set()
    stack: list[Json] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(item.values())
            found |= canons(" ; ".join(str(name) for name in item))
        elif isinstance(item, list):
            stack.extend(item)
        else:
            found |= canons(scalar_text(item))
    return frozenset(found)


def _from_text(text: str) -> Iterator[Record]:
    for block in _blocks(text):
        lines = block if block[0].lstrip().startswith("- ") or len(block) == 1 else ["", *block]
        told = [lines[0], *(_without_label(line) for line in lines[1:])]  # a label names no record
        cells = [cell.strip(" -*'\"") for line in told for cell in _CELL.split(line.strip())[:_NAMING_CELLS]]
        names = frozenset(cell.lower() for cell in cells if _names_a_row(cell))
        held = canons("\n".join(block))
        if names and held:
            yield Record(names, held, held, ())


def _names_a_row(cell: str) -> bool:
    """An id, or a title of up to five words; words in lower case only are what a row says, not what it is."""
    return is_name(cell) and len(cell.split()) <= 5 and (cell[:1].isupper() or (has_digit(cell) and " " not in cell))


def _blocks(text: str) -> Iterator[list[str]]:
    """What is one record in plain text: a paragraph of labelled lines, a list item with its indented lines, a line."""
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line for line in paragraph.splitlines() if line.strip()]
        labelled = [line for line in lines if len(line) <= _MAX_LINE and _LABELLED.match(line)]
        if (
            len(lines) > 1
            and len(labelled) * 2 > len(lines)
            and not any(line.lstrip().startswith("- ") for line in lines)
            and not _lists(lines)
        ):
            yield lines
            continue
        block: list[str] = []
        for line in lines:
            if block and line.startswith(("  ", "\t")) and block[0].lstrip().startswith("- "):
                block.append(line)
                continue
            if block:
                yield block
            block = [line]
        if block:
            yield block


def _without_label(line: str) -> str:
    return _LABELLED.sub("", line, count=1) if len(line) <= _MAX_LINE else line


def _lists(lines: list[str]) -> bool:
    """Whether each line gives one value of one kind ("Grand Hotel: 120"): then each is a record, not a field."""
    held = [values(_without_label(line)) for line in lines]
    return all(len(one) == 1 for one in held) and len({one[0].kind for one in held}) == 1


def scalar_text(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def is_name(text: str) -> bool:
    """A short string with a letter in it, that could name a thing."""
    return 3 <= len(text) <= 80 and any(c.isalpha() for c in text) and text.lower() not in ("true", "false", "none")


def has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)
