"""Wholes: now and then an answer tells how many of a thing there are in all, as far as what was read goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from negforge.checks.readings.scopes import Listing
from negforge.worlds.goal import told_as
from negforge.worlds.wording import Form, listed, word

SHARE: Mapping[str, float] = {
    "terse": 0.35, "formal": 0.45, "bulleted": 0.45, "chatty": 0.4, "cautious": 0.55, "narrating": 0.5,
}  # fmt: skip
_ACCOUNT = "[on record|on the account|on file]"
_RECORD = "[on record|on file|in the system]"
_PLACES: Mapping[str, tuple[str, Form]] = {
    "orders": ("order", _ACCOUNT),
    "bookings": ("booking", _ACCOUNT),
    "payments": ("payment", _ACCOUNT),
    "loans": ("loan", _ACCOUNT),
    "holds": ("hold", _ACCOUNT),
    "returns": ("return", _ACCOUNT),
    "payees": ("payee", _ACCOUNT),
    "cards": ("card", _ACCOUNT),
    "permits": ("permit", _ACCOUNT),
    "accounts": ("account", _RECORD),
    "patients": ("patient", _ACCOUNT),
    "lists": ("list", _ACCOUNT),
    "departures": ("departure", "in the timetable"),
    "appointments": ("appointment", "[on record|on file|in the agenda]"),
    "slots": ("slot", "[in the schedule|in the system|on record]"),
    "issues": ("issue", "[in the tracker|on record|on file]"),
    "sprints": ("sprint", "[in the tracker|on record]"),
    "incidents": ("incident", _RECORD),
    "alerts": ("alert", _RECORD),
    "releases": ("release", "[in the registry|on record]"),
    "requests": ("request", _RECORD),
    "warnings": ("warning", _RECORD),
    "exports": ("export", _RECORD),
    "sessions": ("session", _RECORD),
    "editions": ("edition", "[in the catalogue|in the system]"),
    "rooms": ("room", "[in the system|on the list]"),
}
_ONE: tuple[Form, ...] = (
    "[That is|This is] the only {noun} {limit} {place}.",
    "[No other {noun} {limit} is {place}|There is no other {noun} {limit} {place}].",
    "[Just one {noun} {limit} is {place} in all|There is only one {noun} {limit} {place}].",
)
_SEVERAL: tuple[Form, ...] = (
    "[In all|Altogether|In total][,|] there are {count} {nouns} {limit} {place}.",
    "There are {count} {nouns} {limit} {place} [in all|altogether|in total|all told].",
)
_PLAIN = re.compile(
    r"(?!(?:results|items|values|matches|links|sources|rows|points|errors|notes|tags|levels|details|steps|fields|hits|"
    r"places|people|products|services|fares|changes|options|series|status|terms|times|segments|rooms|news|candidates|stays|lines|shares|comments|visits|members|flights|notices|messages|"
    r"images|\w+ies|\w+ss)$)[a-z]{4,14}s$"
)
_LOW = re.compile(r"from|after|start|since|begin|earliest", re.IGNORECASE)
_HIGH = re.compile(r"to$|until|before|end|by$|latest|till", re.IGNORECASE)
_SORT = re.compile(r"(?:stat(?:us|e)(?:es|s)?|kinds?|environment|sort_of)$", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?$")
_NAME = re.compile(r"[^\W\d_][^\d\"_:]{1,50}$")


@dataclass(frozen=True, slots=True)
class Whole:
    """A sentence that tells how many there are. ``limit``: the words in it that say of which only ("" where of all)."""

    text: str
    limit: str


def whole(listing: Listing, rng: Random) -> Whole | None:
    """How many rows the listing has, told with all that narrowed the call; None where words do not tell it well."""
    limit = _limit(listing)
    return None if limit is None or listing.noun not in _PLACES else _told(listing, *limit, rng)


def of_all(listing: Listing, rng: Random) -> str | None:
    """The same told without what narrowed the call, as if they were all that there are."""
    told = _told(listing, "", "", rng)
    return None if told is None else told.text


def _told(listing: Listing, before: str, behind: str, rng: Random) -> Whole | None:
    noun, place = _PLACES.get(listing.noun, (listing.noun.removesuffix("s"), _RECORD))
    if not 1 <= listing.count <= 12 or (listing.noun not in _PLACES and not _PLAIN.match(listing.noun)):
        return None
    forms = _ONE if listing.count == 1 else _SEVERAL
    slots = {
        "noun": f"{before} {noun}",
        "nouns": f"{before} {listing.noun}",
        "limit": behind,
        "place": word(place, rng, {}),
        "count": str(listing.count),
    }
    text = re.sub(r" +([.,]| )", r"\1", word(forms[rng.randrange(len(forms))], rng, slots))
    return Whole(text[:1].upper() + text[1:], " ".join(part for part in (before, behind) if part))


def without_limit(text: str, listing: Listing) -> str | None:
    """The words with every word that narrowed the listing taken out of them; None where they do not stand there."""
    limit = _limit(listing)
    if limit is None or limit == ("", ""):
        return None
    for part in limit:
        if part and part not in text:
            return None
        text = re.sub(rf"\s?{re.escape(part)}(?=[\s.,])", "", text, count=1) if part else text
    return re.sub(r" {2,}", " ", text)


def _limit(listing: Listing) -> tuple[str, str] | None:
    """What narrowed a call, in words before the noun and behind it; None where they could not say all of it."""
    states: list[str] = []
    words: list[str] = []
    days: dict[str, str] = {}
    for path, value in listing.filters:
        name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        if not isinstance(value, str):
            return None
        if _SORT.search(name) and re.fullmatch(r"[a-z]+(?:_[a-z]+)*", value):
            states.append(value.replace("_", " "))
        elif _ISO.match(value):
            side = "low" if _LOW.search(name) else "high" if _HIGH.search(name) else "on"
            if side in days:
                return None
            days[side] = value
        elif _NAME.match(value) and not (value.isupper() and len(value) > 4):
            lead = "from" if name == "from" else "to" if name == "to" else "for"
            words.append(f"{lead} {value}")
        else:
            return None
    span = _span(days)
    if span is None or len(words) > 2 or len(states) > 2:
        return None
    return listed(states, "or"), " ".join([*sorted(words, key=lambda one: one[:2] == "to"), *([span] if span else [])])


def _span(days: Mapping[str, str]) -> str | None:
    told = {side: told_as(date.fromisoformat(text[:10])) for side, text in days.items()}
    whole_days = all("T" not in text or text[11:16] in ("00:00", "23:59") for text in days.values())
    if not told:
        return ""
    if not whole_days:
        return None
    if "on" in told:
        return f"on {told['on']}" if len(told) == 1 else None
    if len(told) == 2:
        return f"on {told['low']}" if told["low"] == told["high"] else f"from {told['low']} to {told['high']}"
    return f"from {told['low']} on" if "low" in told else f"up to {told['high']}"
