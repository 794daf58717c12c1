"""Known: the records met so far, found by the names that words speak."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from negforge.checks.readings.records import Record, has_digit

_CHOICE = re.compile(r"[a-z][a-z-]*(?: [a-z-]+){0,2}")
_TOKEN = re.compile(r"\w+")


class Known:
    """Records in the order in which they were met, with an index of their names: to look for the names that some words
    speak takes as long as the words, however many records there are."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.records: list[Record] = []
        self.own: set[str] = set()
        self._bearing: dict[str, list[int]] = {}
        self._by_token: dict[str, set[str]] = {}
        self._unlike: dict[str, int] = {}
        self._choices: dict[str, set[str]] = {}
        self.add(records)

    def __len__(self) -> int:
        return len(self.records)

    def add(self, records: Iterable[Record]) -> None:
        for record in records:
            for name in record.names:
                self._bear(name, len(self.records))
            self.own |= record.own
            for field, text in record.fields:
                plain = text.replace("_", " ").lower()
                if len(field) >= 4 and _CHOICE.fullmatch(plain):
                    self._choices.setdefault(field, set()).add(plain)
            self.records.append(record)

    @property
    def names(self) -> Set[str]:
        return self._bearing.keys()

    def choices(self) -> dict[str, frozenset[str]]:
        """Fields of a few words' choice (a cabin, a status, yes or no) and what the records hold in them."""
        return {field: frozenset(held) for field, held in self._choices.items() if 2 <= len(held) <= 12}

    def spoken_in(self, words: str) -> list[str]:
        """The names of records that stand in words (lower case), as words of their own."""
        tokens = set(_TOKEN.findall(words))
        near = (name for token in tokens for name in self._by_token.get(token, ()))
        return sorted(name for name in near if name in words and _as_word(name, words))

    def bearing(self, names: Iterable[str]) -> list[Record]:
        """The records that bear one of the names."""
        places = {place for name in names for place in self._bearing.get(name, ())}
        return [self.records[place] for place in sorted(places)]

    def unlike(self, name: str) -> int:
        """How many records that differ bear a name."""
        if name not in self._unlike:
            self._unlike[name] = len({record.fields or record.own for record in self.bearing((name,))})
        return self._unlike[name]

    def _bear(self, name: str, place: int) -> None:
        if name not in self._bearing:
            self._by_token.setdefault(max(_TOKEN.findall(name), key=len), set()).add(name)
        self._bearing.setdefault(name, []).append(place)
        self._unlike.pop(name, None)


def ids(names: Iterable[str]) -> list[str]:
    return [name for name in names if has_digit(name)]


def _as_word(name: str, text: str) -> bool:
    """Whether a name stands in a text between other signs than letters, digits and ``_``."""
    start = text.find(name)
    while start >= 0:
        around = text[start - 1 : start] + text[start + len(name) : start + len(name) + 1]
        if not any(sign.isalnum() or sign == "_" for sign in around):
            return True
        start = text.find(name, start + 1)
    return False
