"""Doubts: where a response says of itself that it is a part or an old copy, and where words say so to the user."""

from __future__ import annotations

import re

from negforge.checks.readings.remembered import remembered

_QUOTE = "[\"']"
_WARNS_OF_PART = re.compile(
    rf"{_QUOTE}(?:is_?)?(?:partial|incomplete|partial_?results?){_QUOTE}\s*:\s*(?i:true)"
    rf"|{_QUOTE}(?i:complete){_QUOTE}\s*:\s*(?i:false)"
    r"|\b\d+ of \d+ (?:rows|results|records|entries|items|matches|hits|shards) (?:returned|shown|answered|loaded)"
    r"|\b(?:entries|results|rows|records|items|matches|data|events|messages|some)(?: \w+)? (?:may|might) be missing\b"
    r"|\bpartial (?:results?|list|response|data|content)\b"
    r"|\b(?:results?|list) (?:is|are|was|were) incomplete\b",
    re.IGNORECASE,
)
_PAGED = re.compile(
    rf"{_QUOTE}(?:has_?more|more_available|has_?next(?:_?page)?){_QUOTE}\s*:\s*true"
    rf"|{_QUOTE}next_?(?:cursor|page|page_?token|token|link){_QUOTE}\s*:\s*(?!null|none|false|{_QUOTE}{_QUOTE})[^\s,}}]{{1,80}}"
    rf"|{_QUOTE}(?:is_?)?truncated{_QUOTE}\s*:\s*true"
    r"|\b(?:content|output|response|results?|list) (?:is |was |has been )?truncated"
    r"|\bshowing (?:the )?(?:first |results? |rows? )?\d+(?:\s?[-–]\s?\d+)? (?:out )?of \d+\b"
    r"|\bpage 1 of (?:[2-9]|\d\d)",
    re.IGNORECASE,
)
_PAGE = re.compile(rf"{_QUOTE}page{_QUOTE}\s*:\s*(\d{{1,6}})\b")
_PAGES = re.compile(rf"{_QUOTE}(?:total_?)?pages{_QUOTE}\s*:\s*(\d{{1,6}})\b")
_OLD = re.compile(
    rf"{_QUOTE}(?:served_from|data_?source|source|origin|via|warning|note|notice|freshness|x-cache){_QUOTE}\s*:\s*"
    rf"{_QUOTE}[^\"']{{0,80}}\b(?:cached?|stale|snapshot|outdated|out of date)\b[^\"']{{0,80}}{_QUOTE}"
    rf"|{_QUOTE}(?:is_?|from_?)?(?:cached?|stale|outdated){_QUOTE}\s*:\s*true"
    r"|\b(?:cached|stale|outdated) (?:copy|data|result|response|version|figures|value|values)\b"
    r"|\b(?:data|figures|results?|copy|snapshot|cache) (?:is|are|may be|might be|was last)? ?"
    r"(?:\d+ ?(?:h|min|hours?|minutes|days?) old|out of date|stale|outdated)\b",
    re.IGNORECASE,
)
_TELLS_PART = re.compile(
    r"\b(?:partial(?:ly)?|incomplete|(?:not|n['’]t)(?: \w+){0,2} (?:complete|full|whole|everything|all)|"
    r"(?:may|might|could|are|is|be) (?:\w+ )?missing|(?:complete|full|whole|entire) (?:list|picture|set|results?|data)|"
    r"part of (?:the|it|them|this|that|what)|(?:first|further|more|other|next|remaining) (?:page|results?|rows|entries|"
    r"hits|ones)|at least|so far|up to (?:here|now)|truncated|cut (?:off|short)|shards?|index|catching up|"
    r"\d+ (?:out )?of (?:the )?\d+|(?:could|can|did|was|were|is|are|do|does|has|have)(?:n['’]t| not)|cannot|unable|"
    r"no (?:further|complete|full)|unavailable|fail(?:ed|s|ure)?|what (?:came|I got) back|what (?:I|the \w+) "
    r"(?:could|got|returned|found|see)|gaps?|some of)\b",
    re.IGNORECASE,
)
_TELLS_OLD = re.compile(
    r"\b(?:cache[ds]?|stale|outdated|snapshots?|out of date|up[- ]to[- ]date|"
    r"cop(?:y|ies) (?:that|which|from|of the (?:data|figures|list))|old(?:er)? (?:cop(?:y|ies)|data|figures|reading)|"
    r"(?:some |a few |several |\d+ ?)(?:h|hours?|minutes?|days?) (?:old|ago)|"
    r"fresh|live (?:data|source|figures|system|values?)|last (?:synced|updated|refreshed)|"
    r"(?:may|might) (?:have|be) (?:since )?(?:changed|different|old|moved)|"
    r"not (?:be )?(?:current|recent|real[- ]time)|as of (?!now\b))\b",
    re.IGNORECASE,
)
_MOST = 200_000


@remembered(2048)
def warns_of_part(text: str) -> str | None:
    """Where a response says that rows are missing from it though they were asked for."""
    found = _WARNS_OF_PART.search(text[:_MOST])
    return found.group() if found else None


@remembered(2048)
def offers_more(text: str) -> str | None:
    """Where a response says that further pages of it can be had."""
    text = text[:_MOST]
    if found := _PAGED.search(text):
        return found.group()
    page, pages = _PAGE.search(text), _PAGES.search(text)
    return pages.group() if page and pages and int(page[1]) < int(pages[1]) else None


@remembered(2048)
def is_old_copy(text: str) -> str | None:
    """Where a response says that it is a copy from earlier."""
    found = _OLD.search(text[:_MOST])
    return found.group() if found else None


def in_doubt(text: str) -> bool:
    """Whether a response gives reason to ask again: it says that it is cut short or old."""
    return warns_of_part(text) is not None or is_old_copy(text) is not None


def tells_part(words: str) -> bool:
    """Whether words say, in whatever way, that something is not there, not all of it, or not yet."""
    return _TELLS_PART.search(words) is not None


def tells_old(words: str) -> bool:
    """Whether words say, in whatever way, that figures are not of the moment."""
    return _TELLS_OLD.search(words) is not None
