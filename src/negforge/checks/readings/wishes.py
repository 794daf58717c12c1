"""Wishes: the bounds that a user's words set, and whether a row keeps to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from negforge.checks.readings.phrases import Sentence, sentence_at, sentences
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.rows import Row
from negforge.checks.readings.values import Value, values

Sort: TypeAlias = Literal["date", "time", "money", "count", "weekday", "word", "choice"]

_UP_TO = re.compile(
    r"(?:\bbefore|\bby|\b(?:un)?till?|\b(?:no|not) later than|\bup to|\bearlier than|\bprior to|\bnot after|\bunder|"
    r"\bbelow|\bless than|\bfewer than|\bat (?:the )?most|\b(?:no|not) (?:more|longer|over|above|higher) than|"
    r"\bnot (?:above|over|exceeding)|\bcheaper than|\bshorter than|\bmax(?:imum)?(?: of)?|\b(?:limit|budget) (?:of|is)|"
    r"\bonly until|\bat the latest)$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?:\bafter|\bsince|\b(?:no|not) (?:earlier|sooner|less|fewer) than|\bnot before|\bat (?:the )?least|"
    r"\bmore than|\bover|\babove|\blonger than|\blater than|\bexceeding|\bstarting(?: from)?|"
    r"\bmin(?:imum)?(?: of)?|\bnot (?:under|below))$",
    re.IGNORECASE,
)
_OF_AMOUNTS = re.compile(r"^(?:over|above|under|below|less than|fewer than|more than|exceeding)$", re.IGNORECASE)
_STRICT = re.compile(
    r"(?:^|\s)(?:before|earlier than|prior to|under|below|less than|fewer than|after|more than|over|above|later than)$",
    re.IGNORECASE,
)
_UP_TO_AFTER = re.compile(
    r"(?:\s*\b\w+){0,3}?\s*(?:,\s*)?\b(?:at (?:the )?(?:very )?(?:most|latest)|"
    r"or (?:less|fewer|earlier|sooner|under|below|before)|"
    r"max(?:imum)?\b|tops\b|is (?:my|the|our) (?:ceiling|limit|max(?:imum)?|budget))",
    re.IGNORECASE,
)
_FROM_AFTER = re.compile(
    r"(?:\s*\b\w+){0,2}?\s*\b(?:or (?:more|later|over|above|after|longer)|"
    r"on\b(?! (?:the|a|my|mon|tue|wed|thu|fri|sat|sun))|"
    r"onwards?\b|and later|at (?:the )?(?:very )?(?:least|earliest)|minimum\b)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:\s|[$€£¥]|\b(?:EUR|USD|GBP|CHF|the|a|an|an?other|on|at|about|of|as|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\b,?)*$",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"^\s?(?:EUR|USD|GBP|CHF|AUD|CAD|euros?|dollars?|pounds?|francs?|crowns?|bucks)\b|^\s?[€$£]", re.IGNORECASE
)
_MONEY_BEFORE = re.compile(r"(?:\b(?:EUR|USD|GBP|CHF|AUD|CAD)|[€$£])\s?$")
_CONDITION = re.compile(
    r"\b(?:if|in case|should|unless|otherwise|else|whether|when|where|would|could|how|what|who|maybe|about|or so|"
    r"around|roughly|prefer\w*|ideally|if possible|last time|used to|was|were|had)\b",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(
    r"\b(?:lea?[vf]t?e? (?:it |them |that |those )?(?:out|alone|as|be)|leave out|left out|skip|ignor\w+|exclud\w+|"
    r"can wait|stays?|spare|untouched|(?:is|are) out|out of the question|not an option|"
    r"(?:won['’]t|will not|doesn['’]t) (?:do|work)|no (?:good|use)|not count\w*|"
    r"not includ\w*|without|except|but not)\b",
    re.IGNORECASE,
)
_ANYTHING = re.compile(r"\b(?:any\w*|every\w*|what\w*|who\w*|those|all|ones?)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:not|never|no|nothing|none|nobody|don['’]t|without|hardly)\b|n['’]t\b", re.IGNORECASE)
_EXCEPT = re.compile(
    r"\b(?:except(?: for)?|but not|(?:any\w*|all|everything) but|other than|apart from|exclud\w+|leave out|"
    r"not counting|"
    r"avoid|not with|no|not on|spare|without|rather not|not(?: an?y?| the| on| in| at| from| by| with)?)\s+"
    r"(?:(?:the|an?|any|those|that|of|on|in|at|from|by|with|for|ones?|has|my|our|to)\s+)*",
    re.IGNORECASE,
)
_A_NAME = r"(?:(?:Dr|Mr|Mrs|Ms|Prof)\.? )?(?!(?:Dr|Mr|Mrs|Ms|Prof)\b)[A-Z][\w'’-]*\w(?: [A-Z][\w'’-]*\w)*"
_NAMED = re.compile(rf"[\"“]([^\"”]{{3,50}})[\"”]|({_A_NAME})|([a-z]+-[a-z-]*[a-z])\b")
_NAME_IS_OUT = re.compile(
    rf"\b[Ll]eave ({_A_NAME}) out\b|({_A_NAME}) (?:is|are) (?:out(?: of the question)?|not an option)\b|"
    rf"\b(?:[Kk]eep|[Ss]pare) (?:the ones?|those|wh\w+ is|the rest) (?:for|in|of|at|to|with|from) ({_A_NAME})|"
    r"[\"“]([^\"”]{3,50})[\"”] (?:stays?|remains?|is to stay|should stay|must stay)\b"
)
_STAYS = re.compile(
    r"^\W*\w*\W*(?:any\w*|everything|what\w*|all)\b.*\b(?:stays?|left out|can wait|remains?)\b", re.IGNORECASE
)
_ONLY_STAYS = re.compile(r"\bonly (?:the )?(.{3,60}?) (?:stays?|remains?)\b", re.IGNORECASE)
_FEATURE = re.compile(
    r"(?:colou?r|size|voltage|format|material|room|priority|strength|category|edition|language|"
    r"speciality|severity|environment)$",
    re.IGNORECASE,
)
_NEEDED = re.compile(r"\b(?:with|has to|have to|must|needs?|want|only|include[sd]?|including)\b", re.IGNORECASE)
_WORDS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Bound:
    """``low``, ``high``: canonical spellings of dates and times, or numbers; a bound of sort ``word`` or ``weekday``
    excludes ``word``. ``quote``: the user's words; ``sentence``: all of them; ``unit``: what a count counts."""

    sort: Sort
    quote: str
    sentence: str
    low: str = ""
    high: str = ""
    strict: bool = False
    unit: str = ""
    word: str = ""
    year: str = ""


@remembered(512)
def bounds_in(text: str) -> tuple[Bound, ...]:
    """The bounds that some words set: a limit before or after a value, a range, what is to be left out."""
    found: list[Bound] = []
    seen = values(text)
    for place, value in enumerate(seen):
        sentence = sentence_at(text, value.start)
        if sentence is not None and len(sentence.text) <= 600:
            bound = _bound(text, sentence, value, seen[place + 1] if place + 1 < len(seen) else None)
            if bound is not None:
                found.append(bound)
    for sentence in sentences(text):
        if len(sentence.text) <= 600:
            found.extend(_exclusions(sentence, text))
    return tuple(found)


def features_in(text: str, rows: Sequence[Row]) -> list[Bound]:
    """What some words ask for among the choices that the rows offer: a colour, a size, a priority, something that is
    there or not; or what they want left out."""
    found: list[Bound] = []
    offered: dict[str, set[str]] = {}
    for row in rows:
        for path, held in row.fields:
            if len(held) <= 40 and (held in ("true", "false") or _is_feature(path)):
                offered.setdefault(path, set()).add(held)
    for path, choices in offered.items():
        if not 2 <= len(choices) <= 12:
            continue
        bound = _flag(text, path) if choices <= {"true", "false"} else _choice(text, path, choices)
        if bound is not None:
            found.append(bound)
    return found


@lru_cache(4096)
def _is_feature(path: str) -> bool:
    return _FEATURE.search(path) is not None


def _choice(text: str, path: str, choices: set[str]) -> Bound | None:
    said: dict[str, tuple[str, Sentence]] = {}
    for choice in sorted(choices):
        word = choice.replace("_", " ")
        match = re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text, re.IGNORECASE) if len(word) >= 3 else None
        sentence = sentence_at(text, match.start()) if match is not None else None
        if match is not None and sentence is not None:
            said[choice] = match.group(), sentence
    if not said or len(said) == len(choices):
        return None
    about = [sentence for _, sentence in said.values()]
    if any(_CONDITION.search(one.text) for one in about):
        return None
    out = [_LEFT_OUT.search(one.text) is not None for one in about]
    if any(out) != all(out) or (not any(out) and any(_DENIED.search(one.text) for one in about)):
        return None
    wanted = choices - said.keys() if all(out) else set(said)
    quote = next(iter(said.values()))[0]
    return Bound("choice", quote, about[0].text, word="|".join(sorted(wanted)).lower(), unit=path)


def _flag(text: str, path: str) -> Bound | None:
    for token in name_tokens(
        path.rpartition(".")[2] if path.rpartition(".")[2] not in ("served", "available") else path
    ):
        match = re.search(rf"\b{token}\w{{0,2}}\b", text, re.IGNORECASE) if len(token) >= 5 else None
        sentence = sentence_at(text, match.start()) if match is not None else None
        if match is None or sentence is None or _CONDITION.search(sentence.text):
            continue
        out = _LEFT_OUT.search(sentence.text) is not None
        if not out and (_DENIED.search(sentence.text) or not _NEEDED.search(sentence.text)):
            continue
        return Bound("choice", match.group(), sentence.text, word="false" if out else "true", unit=path)
    return None


def _bound(text: str, sentence: Sentence, value: Value, following: Value | None) -> Bound | None:
    before = _LEAD.sub("", text[sentence.start : value.start][-120:])
    after = text[value.end : min(sentence.end, value.end + 60)]
    sort, unit = _sort_of(text, value, after)
    if sort is None or _CONDITION.search(_clause(before)):
        return None
    span = _range(text, before, value, following)
    if span is not None:
        quote = text[value.start : span.end]
        return Bound(sort, quote, sentence.text, value.canon, span.canon, unit=unit, year=_year(value))
    limit = _limit(value, before, after)
    if limit is None:
        return None
    is_most, strict = limit.is_most, _STRICT.search(limit.cue) is not None
    if _LEFT_OUT.search(sentence.text):
        if _ANYTHING.search(sentence.text) is None:
            return None  # it may be something else that is left out
        is_most, strict = not is_most, not strict
    start = text.rfind(limit.cue, sentence.start, value.start) if limit.cue else value.start
    quote = text[start : value.end + limit.tail]
    return Bound(
        sort,
        quote if len(quote) <= 120 else value.raw,
        sentence.text,
        low="" if is_most else value.canon,
        high=value.canon if is_most else "",
        strict=strict,
        unit=unit,
        year=_year(value),
    )


@dataclass(frozen=True, slots=True)
class _Limit:
    """``is_most``: whether a value is the most that is wished for, else it is the least. ``cue``: the words before it
    that say so, if any; else ``tail`` characters after it do."""

    is_most: bool
    cue: str
    tail: int


def _limit(value: Value, before: str, after: str) -> _Limit | None:
    """What the words around a value make of it; None where neither side says, or it is denied."""
    upper, lower = _UP_TO.search(before), _FROM.search(before)
    if upper is not None and lower is not None:  # "no more than" ends as "more than" does
        upper, lower = (upper, None) if upper.start() < lower.start() else (None, lower)
    cue = upper or lower
    if cue is None:
        most, least = _UP_TO_AFTER.match(after), _FROM_AFTER.match(after)
        tail = most or least
        denied = _DENIED.search(before[-40:]) is not None
        return None if tail is None or denied else _Limit(most is not None, "", tail.end())
    if value.kind == "time" and lower is not None and cue.group().lower() == "since":
        return None  # it tells since when something is so
    if value.kind in ("date", "time") and _OF_AMOUNTS.search(cue.group()):
        return None  # "over at 11:55"
    if _DENIED.search(before[max(0, cue.start() - 40) : cue.start()]):
        return None
    return _Limit(upper is not None, cue.group(), 0)


def _clause(before: str) -> str:
    """What stands between the last comma, semicolon or colon before a value, and the value."""
    return re.split(r"[;:,]\s", before[-90:])[-1]


def _range(text: str, before: str, value: Value, following: Value | None) -> Value | None:
    if following is None or following.kind != value.kind or following.start - value.end > 30:
        return None
    between = text[value.end : following.start].lower()
    if re.search(r"\bbetween$", before, re.IGNORECASE):
        return following if re.search(r"\band\b", between) else None
    if re.search(r"\b(?:from|to)$", before, re.IGNORECASE):
        return following if re.search(r"\b(?:to|until|till|through)\b", between) else None
    return None


def _sort_of(text: str, value: Value, after: str) -> tuple[Sort | None, str]:
    if value.kind in ("date", "time"):
        return ("date" if value.kind == "date" else "time"), ""
    if value.kind != "number":
        return None, ""
    if _MONEY.match(after) or _MONEY_BEFORE.search(text[max(0, value.start - 5) : value.start]):
        return "money", ""
    unit = re.match(r"(?:\s|-)?([a-zA-Z]{3,20})\b|\s?(%)", after)
    if unit is None:
        return None, ""
    word = "percent" if unit[2] else unit[1].lower()
    return "count", word[:-1] if word.endswith("s") else word


def _exclusions(sentence: Sentence, text: str) -> list[Bound]:
    found = []
    for match in _EXCEPT.finditer(sentence.text):
        if _CONDITION.search(sentence.text[max(0, match.start() - 30) : match.start()]):
            continue
        if re.match(r"not\b", match.group(), re.IGNORECASE) and sentence.text[: match.start()].endswith(", "):
            continue  # "to LAS, not LAX" says what is meant, not what is to be left out
        rest = text[sentence.start + match.end() :][:60]  # a title's dot ends no name
        day = re.match(r"(mon|tues|wednes|thurs|fri|satur|sun)days?\b", rest, re.IGNORECASE)
        if day is not None:
            word = day.group().lower().rstrip("s")
            found.append(Bound("weekday", match.group() + day.group(), sentence.text, word=word))
            continue
        name = _NAMED.match(rest)
        if name is not None:
            word = next(part for part in name.groups() if part)
            found.append(Bound("word", match.group() + name.group(), sentence.text, word=word.lower()))
    if _STAYS.search(sentence.text):
        for value in values(sentence.text):
            if value.kind == "id" or (value.kind == "number" and "." in value.raw):
                found.append(Bound("word", value.raw, sentence.text, word=value.raw.lower()))
    for match in _NAME_IS_OUT.finditer(sentence.text):
        named = next(part for part in match.groups() if part)
        found.append(Bound("word", match.group(), sentence.text, word=named.lower()))
    for match in _ONLY_STAYS.finditer(sentence.text):
        found.append(Bound("word", match.group(), sentence.text, word=match[1].lower()))
    return found


def _year(value: Value) -> str:
    found = re.search(r"\b(?:19|20)\d{2}\b", value.raw)
    return found.group() if found is not None else ""


def name_tokens(path: str) -> list[str]:
    return [one for one in _WORDS.findall(path.lower()) if one not in ("date", "time", "the", "for")]
