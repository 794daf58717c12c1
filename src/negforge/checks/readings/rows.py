"""Rows: what tools returned side by side, to choose from, each with its fields and the names it goes by."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from negforge.checks.readings.records import has_digit, scalar_text, structured
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.tools import all_steps, failed, is_write
from negforge.core.json_text import Json
from negforge.core.message import Message, text_of
from negforge.core.task import Task

_MOST = 400  # rows of one response, and fields of one row
_IDENTIFIES = re.compile(
    r"(?:^|_)(?:id|key|code|number|no|sku|ref|reference|handle|version|slug|path|email|name|title)$", re.IGNORECASE
)
_TITLES = re.compile(
    r"(?<!first_)(?<!last_)(?<!given_)(?<!family_)(?:name|title|train|service|hotel|flight|model)$", re.IGNORECASE
)
_PERSONAL = re.compile(r"(?:first|last|given|family|middle|sur)_?name$", re.IGNORECASE)
_PLACES = re.compile(r"^(?:line|start|starts|slot|item|option|position|number|index|version)$", re.IGNORECASE)
_SPLIT_CELLS = re.compile(r"\s*\|\s*|\s{2,}|\t+")
_HEADING = re.compile(r"[A-Za-z][\w ./()-]{0,24}")


@dataclass(frozen=True, slots=True)
class Row:
    """One of several things that a tool returned. ``fields``: (path, text) of its scalars; ``at``: the response;
    ``name``: the text by which calls and words name it; "" where it has none of its own. ``title``: another one, by
    which words name it. ``place``: (key, text) of the field by which calls name it where it has no name."""

    fields: tuple[tuple[str, str], ...]
    at: int
    name: str
    title: str = ""
    place: tuple[str, str] = ("", "")


@remembered(1024)
def listed(text: str) -> tuple[tuple[str, tuple[tuple[tuple[str, str], ...], ...]], ...]:
    """(where, rows) of each list of a response; an object that stands alone is a list of one, at ""."""
    value = structured(text)
    if value is None:
        table = _table(text)
        return (("", table),) if table else ()
    found: dict[str, list[tuple[tuple[str, str], ...]]] = defaultdict(list)
    _walk(value, "", found)
    return tuple((where, tuple(rows[:_MOST])) for where, rows in found.items() if rows)


def choices(task: Task, messages: Sequence[Message]) -> dict[str, list[Row]]:
    """The rows that stood side by side: those of one list of one tool, in whichever response; the later of two that
    bear one name, with what the earlier one held beside it."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for step in all_steps(messages):
        if step.response is None or step.response_at is None or failed(step.response) or is_write(task, step.call.name):
            continue
        for where, rows in listed(text_of(step.response)):
            field, title, spot = _naming_fields(rows)
            for number, fields in enumerate(rows):
                held = dict(fields)
                name = held.get(field, "")
                row = Row(fields, step.response_at, name, held.get(title, ""), (_last(spot), held.get(spot, "")))
                found[f"{step.call.name} {where}"][name or f"#{step.at}.{number}"] = row
    return {where: list(rows.values()) for where, rows in found.items()}


def joined(groups: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """The same rows, each with the fields that other lists give under the same id, where these agree."""
    bearing: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for rows in groups.values():
        for row in rows:
            for path, text in row.fields:
                if _identifies(path) and has_digit(text[:80]):
                    bearing[_last(path), text].append(row)
    found: dict[str, list[Row]] = {}
    for where, rows in groups.items():
        field = _naming_fields(tuple(row.fields for row in rows))[0]
        found[where] = [_with_more(row, bearing.get((_last(field), row.name), ()) if field else ()) for row in rows]
    return found


def _with_more(row: Row, more: Sequence[Row]) -> Row:
    """The row with the fields of others that say one thing only, for fields that it has not itself."""
    held: dict[str, set[str]] = defaultdict(set)
    own = {path for path, _ in row.fields}
    for other in more[:20]:
        for path, text in other.fields:
            if path not in own:
                held[path].add(text)
    added = tuple((path, next(iter(texts))) for path, texts in held.items() if len(texts) == 1)
    return replace(row, fields=row.fields + added) if added else row


def _naming_fields(rows: Sequence[tuple[tuple[str, str], ...]]) -> tuple[str, str, str]:
    """The fields that tell the rows apart: the first id (else name, else text), the first name, the first place; ""
    where there is none."""
    if not rows:
        return "", "", ""
    columns = [dict(row) for row in rows]
    apart = [path for path, _ in rows[0] if path.count(".") < 2 and _tells_apart(columns, path)]
    first = dict(rows[0])
    long = [path for path in apart if all(3 <= len(column[path]) <= 120 for column in columns)]
    spelled = [path for path in long if any(c.isalpha() for c in first[path]) and first[path] not in ("true", "false")]
    ids = [path for path in long if _identifies(path) and has_digit(first[path])]
    names = [path for path in spelled if _identifies(path) and not _PERSONAL.search(_last(path))]
    texts = [
        path
        for path in spelled
        if not _PERSONAL.search(path) and not has_digit(first[path]) and len(first[path].split()) <= 6
    ]
    titles = [path for path in spelled if _TITLES.search(_last(path))]
    places = [path for path in apart if _PLACES.search(_last(path))]
    return next(iter([*ids, *names, *texts]), ""), next(iter(titles), ""), next(iter(places), "")


def _tells_apart(columns: Sequence[Mapping[str, str]], path: str) -> bool:
    texts = [column.get(path, "") for column in columns]
    return all(texts) and len(set(texts)) == len(texts)


@lru_cache(4096)
def _identifies(path: str) -> bool:
    return _IDENTIFIES.search(_last(path)) is not None


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _walk(value: Json, where: str, found: dict[str, list[tuple[tuple[str, str], ...]]], depth: int = 0) -> None:
    if depth > 8:
        return
    if isinstance(value, list):
        for item in value[:_MOST]:
            if isinstance(item, dict):
                found[where].append(_flat(item))
            _walk_parts(item, where, found, depth)
    elif isinstance(value, dict):
        if depth == 0:
            found[""].append(_flat(value))
        _walk_parts(value, where, found, depth)


def _walk_parts(value: Json, where: str, found: dict[str, list[tuple[tuple[str, str], ...]]], depth: int) -> None:
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, dict | list):
                _walk(part, f"{where}.{name}".lstrip("."), found, depth + 1)


def _flat(value: Mapping[str, Json], above: str = "", depth: int = 0) -> tuple[tuple[str, str], ...]:
    """The scalars of an object, those of its objects under their paths, and of lists with one item that item's."""
    fields: list[tuple[str, str]] = []
    for name, part in value.items():
        path = f"{above}{name}"
        if isinstance(part, list) and len(part) == 1:
            part = part[0]
        if isinstance(part, dict) and depth < 3:
            fields.extend(_flat(part, f"{path}.", depth + 1))
        elif isinstance(part, list):
            fields.append((path, _names_in(part)))
        elif not isinstance(part, dict):
            fields.append((path, scalar_text(part)))
    return tuple(fields[:_MOST])


def _names_in(parts: list[Json]) -> str:
    """The names that a list in a row speaks, so that the row can be known by what it holds."""
    found: list[str] = []
    for part in parts[:20]:
        if isinstance(part, dict):
            found.extend(str(held) for name, held in part.items() if isinstance(held, str) and _TITLES.search(name))
        elif isinstance(part, str) and len(part) <= 40:
            found.append(part)
    return "; ".join(["", *found]) if found else ""


def _table(text: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The rows of a table in plain text whose head names its columns; none where a line does not fit the head."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not re.fullmatch(r"[\s|+=-]+", line)]
    for number, line in enumerate(lines[:6]):
        head = [cell.strip() for cell in _SPLIT_CELLS.split(line) if cell.strip()]
        body = [_SPLIT_CELLS.split(one.strip("| ")) for one in lines[number + 1 :][:_MOST]]
        fits = [row for row in body if len(row) == len(head)]
        if len(head) >= 3 and len(fits) >= 2 and len(fits) * 2 > len(body) and all(map(_HEADING.fullmatch, head)):
            names = [cell.lower().replace(" ", "_") for cell in head]
            return tuple(tuple(zip(names, row, strict=True)) for row in fits)
    return ()
