"""Things: what tool responses hold under an id, and the words and values by which people speak of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from negforge.checks.readings.records import has_digit, scalar_text, structured
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.values import Value, is_small, key, values
from negforge.core.json_text import Json

_BEARS_AN_ID = re.compile(
    r"(?:^|_)(?:id|ids|key|handle|email|path|sku|code|number|no|ref|reference|slug)$", re.IGNORECASE
)
_NAMING = re.compile(r"name|title|label|subject|nickname|payee|author|holder|place|station|city|summary", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_CAPITAL = re.compile(r"(?<![^\W\d_])[A-Z][a-z][^\W\d_]+")
_COMPOUND = re.compile(r"(?<![\w.@/-])[A-Za-z]+(?:[-._/][A-Za-z]+)+(?![\w@])")  # manifest-worker, t.cardew
_COMMON = frozenset(
    "the and for with from you your our are was not but all any can has had have him her his its one out two who how "
    "why this that will what when where which there their they them then than into over some more most also only "
    "please could would should about after before until between other another today tomorrow".split()
)
_MOST_WORDS = 8
_MOST_TEXT = 80
_MOST_LEAVES = 80  # of one object, its parts included
_DEEP = 4


@dataclass(frozen=True, slots=True)
class Thing:
    """``kind``: the field that bears its id, and whether there are figures in it. ``named``: the words of its names and
    its own values; ``said``: these and all other words and values of the object. ``refers``: ids of other things that
    the object holds."""

    kind: tuple[str, bool]
    id: str
    named: frozenset[str]
    said: frozenset[str]
    refers: frozenset[str] = frozenset()

    def joined(self, other: Thing) -> Thing:
        """Both together: the same thing met twice, or with what it refers to."""
        return Thing(self.kind, self.id, self.named | other.named, self.said | other.said, self.refers | other.refers)


@remembered(2048)
def things(text: str) -> tuple[Thing, ...]:
    """Every object of a structured response that bears an id of its own: the first of its fields that is one."""
    return tuple(_things(structured(text), 0))


@remembered(2048)
def spoken(text: str) -> frozenset[str]:
    """The words and values of somebody's sentence, spelled as those of things are."""
    names = (f"id:{match.lower()}" for match in _COMPOUND.findall(text))
    return frozenset((*_words(text), *names, *(key(value) for value in values(text) if tells(value))))


def tells(value: Value) -> bool:
    """Whether a value may tell things apart: counts up to twelve do not, unless written with a point (1.0 l)."""
    return not is_small(value) or "." in value.raw


@remembered(2048)
def names_in(text: str) -> frozenset[str]:
    """Of what a sentence speaks, the values and the words with a capital."""
    capital = frozenset(word.lower() for word in _CAPITAL.findall(text))
    return frozenset(feature for feature in spoken(text) if ":" in feature or feature in capital)


def quoted(text: str, feature: str) -> str:
    """How a text spells what ``spoken`` found in it."""
    for value in values(text):
        if key(value) == feature:
            return value.raw
    feature = feature.removeprefix("id:")
    match = re.search(rf"(?<![^\W\d_]){re.escape(feature)}(?![^\W\d_])", text, re.IGNORECASE)
    return match.group() if match is not None else ""


def known_things(texts: Sequence[str], named: str) -> dict[str, Thing]:
    """By id, the thing of that id and all others of its kind in some responses, each with what is said of the things it
    refers to; empty where they hold none of that id."""
    met = [thing for text in texts for thing in things(text)]
    kind = next((thing.kind for thing in met if thing.id == named), None)
    found: dict[str, Thing] = {}
    if kind is None:
        return found
    for thing in met:
        if thing.kind == kind:
            found[thing.id] = found[thing.id].joined(thing) if thing.id in found else thing
    referred = {name for thing in found.values() for name in thing.refers}
    others = [thing for thing in met if thing.id in referred and thing.kind != kind]
    for other in others:
        for thing in list(found.values()):
            if other.id in thing.refers:
                found[thing.id] = thing.joined(other)
    return found


def _things(value: Json, depth: int) -> Iterator[Thing]:
    if depth > 60:
        return
    if isinstance(value, list):
        for item in value:
            yield from _things(item, depth + 1)
    elif isinstance(value, dict):
        own = next(((str(name), text) for name, part in value.items() if (text := _id_text(str(name), part))), None)
        if own is not None:
            yield _thing((own[0], has_digit(own[1])), own[1], value)
        for part in value.values():
            if isinstance(part, dict | list):
                yield from _things(part, depth + 1)


def _thing(kind: tuple[str, bool], name: str, value: dict[str, Json]) -> Thing:
    named: set[str] = set()
    said: set[str] = set()
    refers: set[str] = set()
    for number, (field, text) in enumerate(_leaves(value, 0)):
        if number >= _MOST_LEAVES:
            break
        if len(text) > _MOST_TEXT or len(text.split()) > _MOST_WORDS:
            continue
        held = {feature for feature in spoken(text) if ":" in feature}
        words = set(_words(text)) if not is_code(text) else set()
        said |= held | words
        named |= held
        if _NAMING.search(field) or _BEARS_AN_ID.search(field):
            named |= words
        else:
            named |= {word.lower() for word in _WORD.findall(text) if word[0].isupper() and word.lower() in words}
        if text != name and _id_text(field, text):
            refers.add(text)
    return Thing(kind, name, frozenset(named), frozenset(said), frozenset(refers))


def _leaves(value: Json, depth: int, field: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if depth < _DEEP:
            for name, part in value.items():
                yield from _leaves(part, depth + 1, str(name))
    elif isinstance(value, list):
        if depth < _DEEP:
            for part in value:
                yield from _leaves(part, depth + 1, field)
    elif not isinstance(value, bool) and value is not None:
        yield field, scalar_text(value)


def _id_text(field: str, value: Json) -> str:
    """The id that a field holds, or "": a short text without spaces, with a figure in it or under a telling name."""
    if not isinstance(value, str) or not 3 <= len(value) <= 60 or " " in value:
        return ""
    telling = _BEARS_AN_ID.search(field) is not None
    return value if telling or is_code(value) else ""


def is_code(text: str) -> bool:
    """An id by its looks: letters and figures in one word, and no date, time or amount."""
    if not has_digit(text) or " " in text or not any(sign.isalpha() for sign in text) or "/" in text or "@" in text:
        return False
    return any(value.kind == "id" for value in values(text))


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.lower()):
        if word not in _COMMON:
            yield word
