"""How it is said: markup, signs and stock phrases of the assistant. None of them makes an answer right."""

from __future__ import annotations

import re

from negforge.audit import phrases as say
from negforge.audit.measures.measure import Feature, Measure, share
from negforge.audit.side import Side


def _said(pattern: re.Pattern[str]) -> Measure:
    return lambda side: len(pattern.findall(side.words))


def _final(pattern: re.Pattern[str]) -> Measure:
    return lambda side: len(pattern.findall(side.final))


def _sign(signs: str) -> Measure:
    return lambda side: sum(side.words.count(sign) for sign in signs)


def _uncommon(side: Side) -> float:
    text = side.words
    return 0.0 if text.isascii() else sum(ord(one) > 127 and one not in say.TYPOGRAPHIC for one in text)


def _capitals(side: Side) -> float:
    return share(sum(map(str.isupper, side.final)), len(side.final))


MARKUP: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bold marks", say.BOLD),
    ("italics", say.ITALIC),
    ("headings", say.HEADING),
    ("bullets", say.BULLET),
    ("numbered items", say.NUMBERED),
    ("table rows", say.TABLE_ROW),
    ("code marks", say.CODE),
    ("links", say.LINK),
    ("rules across", say.RULE),
    ("labels with a colon", say.LABEL),
)
_SIGNS: dict[str, tuple[str, ...]] = {  # without one of them in the text there is no such mark
    "bold marks": ("**", "__"),
    "italics": ("*",),
    "headings": ("#",),
    "table rows": ("|",),
    "code marks": ("`",),
    "links": ("](", "://"),
    "rules across": ("---", "***"),
}


def marks_in(text: str) -> int:
    """All marks of MARKUP in a text."""
    looked_for = (pattern for name, pattern in MARKUP if any(sign in text for sign in _SIGNS.get(name, ("",))))
    return sum(len(pattern.findall(text)) for pattern in looked_for)


STOCK: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("apologies", say.APOLOGY),
    ("certainty words", say.CERTAINTY),
    ("plans told", say.PLAN),
    ("words for done", say.DONE),
    ("reasons given", say.REASONING),
    ("sources named", say.SOURCE),
    ("first persons", say.FIRST_PERSON),
    ("second persons", say.SECOND_PERSON),
    ("contractions", say.CONTRACTION),
    ("words of contrast", say.CONTRAST),
)
LAST_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("refusal phrases", say.REFUSAL),
    ("hedges", say.HEDGE),
    ("negations", say.NEGATION),
    ("caveats", say.CAVEAT),
    ("offers of more help", say.CLOSER),
    ("numbers", say.NUMBER),
)

STYLE: tuple[Feature, ...] = (
    *(Feature(name, "style", _said(pattern)) for name, pattern in (*MARKUP, *STOCK)),
    *(Feature(f"{name} in the final answer", "style", _final(pattern)) for name, pattern in LAST_WORDS),
    Feature("refusal phrases", "style", _said(say.REFUSAL)),
    Feature("hedges", "style", _said(say.HEDGE)),
    Feature("polite openers", "style", lambda side: sum(say.OPENER.search(one) is not None for one in side.said)),
    Feature("polite openers of the final answer", "style", lambda side: say.OPENER.search(side.final) is not None),
    Feature("final answers that end in a question", "style", lambda side: side.final.rstrip().endswith("?")),
    Feature("final answers without a full stop", "style", lambda side: side.final.rstrip()[-1:] not in ".!?"),
    Feature("question marks", "style", _sign("?")),
    Feature("exclamation marks", "style", _sign("!")),
    Feature("brackets", "style", _sign("(")),
    Feature("commas", "style", _sign(",")),
    Feature("colons and semicolons", "style", _sign(":;")),
    Feature("straight quotation marks", "style", _sign('"')),
    Feature("curly quotation marks", "style", _sign("‘’“”")),
    Feature("dashes", "style", _sign("–—")),
    Feature("emoji", "style", lambda side: len(say.EMOJI.findall(side.words))),
    Feature("uncommon characters", "style", _uncommon),
    Feature("share of capitals", "style", _capitals, scale=True),
)
