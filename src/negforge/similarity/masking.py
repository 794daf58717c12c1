"""Masking: a text without its numbers, dates, ids and names, so that what is left is how it is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b(?:\.(?=,?\ (?-i:[a-z\d])))?"
)
_DATE = rf"""
    \b\d{{4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?(?:T[\d:.Z+-]+)?\b | \b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}\b
  | \b\d{{1,2}}(?:st|nd|rd|th)?[ ](?:of[ ])?{_MONTH}(?:,?[ ]\d{{4}}\b)?
  | \b{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?[ ]\d{{4}}\b)?
"""
_MASKS = re.compile(
    rf"""
    (?P<address>https?://\S+|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+|(?<![\w/])/[\w.-]+(?:/[\w.-]+)+)
  | (?P<quote>"[^"\n]{{1,200}}"|“[^”\n]{{1,200}}”|«[^»\n]{{1,200}}»)
  | (?P<date>{_DATE})
  | (?P<time>\b\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:[ ]?[ap]\.?m\b\.?)?|\b\d{{1,2}}[ ]?[ap]\.?m\b\.?)
  | (?P<code>\#\d+\b|\b\d+(?:[-_/]\d+)+\b)
  | (?P<number>(?<![\w.,])[-+−]?\d+(?:[.,]\d+)*(?:st|nd|rd|th|%)?(?!\w))
  | (?P<id>\b(?:[^\W\d]+[-_/.])*[^\W\d]*\d\w*(?:[-_/.]\w+)*\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PUT = {
    "address": "<id>",
    "quote": "<name>",
    "date": "<date>",
    "time": "<time>",
    "code": "<id>",
    "number": "<number>",
    "id": "<id>",
}
_ANY_MASK = re.compile(r"[\d@/\"“«]")
_IN_WORDS = re.compile(
    r"\b(?:(?P<date>(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"|(?P<number>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand|dozen"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty))\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"<\w+>|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BEFORE_A_WORD = " \t\"'“‘(«*"
_ENDS_A_SENTENCE = ".!?:;…\n•)–—-"
_TITLES = ("Dr", "Mr", "Mrs", "Ms", "St", "Prof")
_AGAIN = re.compile(r"(<\w+>)(?:(?: ?[,&/+–-] ?| and | ?)\1)+")  # behind one another: "<name>, <name> and <name>"
_SHOUTED = 0.7  # share of capitals from which a text is shouted, and capitals tell nothing
_ENDING = re.compile(r"['’]s?$")
_SELF = frozenset({"i", "i'm", "i’m", "i'd", "i’d", "i've", "i’ve", "i'll", "i’ll"})


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text without figures and quotations; its words, each with whether a capital tells that it is a name there."""

    text: str
    words: tuple[tuple[int, str, bool], ...]
    shouted: bool


def masked_all(texts: Iterable[str]) -> dict[str, str]:
    """Each text with ``<number>``, ``<date>``, ``<time>``, ``<id>`` and ``<name>`` for what stands there; several of
    one kind in a row are one.

    A name is what stands in quotation marks, a word with a capital inside a sentence, and any word that these texts
    together write so more often than without a capital: it is then known at the start of a sentence too, and where
    someone types without capitals. Scripts without capitals keep their names."""
    plain = {text: _plain(text) for text in texts}
    names = _names(plain.values())
    return {text: _without_names(one, names) for text, one in plain.items()}


def _plain(text: str) -> _Plain:
    if _ANY_MASK.search(text):
        text = _MASKS.sub(_put, text)
    text = _IN_WORDS.sub(_put, text)
    found = [(one.start(), one.group()) for one in _TOKEN.finditer(text)]
    words = [(at, word) for at, word in found if word[0] != "<"]
    letters = sum(len(word) for _, word in words)
    shouted = letters > 3 and sum(map(str.isupper, "".join(word for _, word in words))) > _SHOUTED * letters
    named = ((at, word, word[0].isupper() and not shouted and not _opens(text, at)) for at, word in words)
    return _Plain(text, tuple(named), shouted)


def _put(found: re.Match[str]) -> str:
    return _PUT[str(found.lastgroup)]


def _opens(text: str, at: int) -> bool:
    """Whether a sentence begins there, so that a capital says nothing."""
    end = at
    while end and text[end - 1] in _BEFORE_A_WORD:
        end -= 1
    if not end:
        return True
    return text[end - 1] in _ENDS_A_SENTENCE and not text.endswith(_TITLES, 0, end - 1)


def _names(plain: Iterable[_Plain]) -> frozenset[str]:
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for one in plain:
        for _, word, named in one.words:
            if named:
                capital[_root(word)] += 1
            elif not one.shouted and word[0].islower():
                small[_root(word)] += 1
    return frozenset(word for word, times in capital.items() if times > small[word] and word not in _SELF)


def _without_names(plain: _Plain, names: frozenset[str]) -> str:
    told: list[str] = []
    at = 0
    for start, word, named in plain.words:
        if (named and word.casefold() not in _SELF) or (names and _root(word) in names):
            told += (plain.text[at:start], "<name>")
            at = start + len(word)
    whole = " ".join("".join([*told, plain.text[at:]]).split())
    return _AGAIN.sub(r"\1", whole)


def _root(word: str) -> str:
    return _ENDING.sub("", word).casefold() if "'" in word or "’" in word else word.casefold()
