"""Rows: facts and sentences as a voice can set them: a sentence, label and value, several of a kind in one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from negforge.worlds.goal import Fact, fact
from negforge.worlds.wording import Form, listed, word

_PLAIN_FORM = fact("", "").sentence
_PLAIN_FORMS: tuple[Form, ...] = (
    "The {label} is {value}.",
    "{Label}: {value}.",
    "[As for|Regarding|Concerning] the {label}, it is {value}.",
    "{value} is the {label}.",
    "The {label} [comes out as|reads|is given as] {value}.",
)
_LABEL, _VALUE = "\x02", "\x01"
_AROUND = re.compile(rf"([^{_LABEL}{_VALUE}]*){_LABEL}([^{_LABEL}{_VALUE}]*){_VALUE}([^{_LABEL}{_VALUE}]*)")
_PREPOSITIONS = frozenset("on at in as to for by of from until till with since under over".split())
_LOWERED = frozenset(
    "The Your It There You This That My They Its These Those We For In On At With As To Nothing Of Here From Both "
    "Each All "
    "Everything By After Before Since Their If Then Also Another Some Shall Which Should Would Could Can Do "
    "Does What When Where How Is Are May Who".split()
)

_CLAUSE = re.compile(r"(?:The|Your|It|There|This|I|They|My|These) ")


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a fact's sentence sets its label and value: ``before`` label ``between`` value ``after``."""

    before: str
    between: str
    after: str

    @property
    def quote(self) -> str:
        """What closes right behind the label."""
        return self.between[: len(self.between) - len(self.between.lstrip("\"'”’)*,:"))]

    @property
    def heading(self) -> str:
        """What the values are, where the sentence says it in a few words: ``is now due on`` gives ``Now due``."""
        words = self.between[len(self.quote) :].split()
        if len(words) < 2 or words[0] not in ("is", "are", "was", "were") or self.after.strip() not in (".", ""):
            return ""
        rest = words[1:-1] if words[-1] in ("on", "at", "in", "as", "a", "an", "the") else words[1:]
        if not rest or len(rest) > 4 or not all(part.isalpha() for part in rest):
            return ""
        return rest[0].capitalize() + "".join(f" {part}" for part in rest[1:])


def slots_of(item: Fact) -> dict[str, object]:
    label = item.label
    named = {"value": item.value, "label": label[:1].lower() + label[1:], "Label": label[:1].upper() + label[1:]}
    return {**named, **dict(item.slots)}


def sentence_of(item: Fact | str, rng: Random) -> str:
    """A fact as a sentence, in its own form; one that came without is worded here."""
    if isinstance(item, str):
        return item
    form = item.sentence
    if form == _PLAIN_FORM:
        form = _PLAIN_FORMS[rng.randrange(len(_PLAIN_FORMS))]
    return word(form, rng, slots_of(item))


def is_role(item: Fact | str) -> bool:
    """Whether a fact can stand as label and value: its label says what the value is, and nothing else belongs to it."""
    return isinstance(item, Fact) and item.label[:1].islower() and not item.slots


def grouped(told: Sequence[Fact | str]) -> list[list[Fact | str]]:
    """What is told, facts of one kind next to one another together."""
    groups: list[list[Fact | str]] = []
    for item in told:
        last = groups[-1][-1] if groups else None
        alike = isinstance(item, Fact) and isinstance(last, Fact) and item.sentence == last.sentence
        if alike and item.sentence != _PLAIN_FORM:  # type: ignore[union-attr]
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def pattern_of(items: Sequence[Fact | str], rng: Random) -> Pattern | None:
    """One drawing of the sentence that these facts share, or None where it says more than label and value."""
    first = items[0]
    if len(items) < 2 or not isinstance(first, Fact) or any(isinstance(item, Fact) and item.slots for item in items):
        return None
    drawn = word(first.sentence, rng, {"value": _VALUE, "label": _LABEL, "Label": _LABEL})
    fits = _AROUND.fullmatch(drawn)
    return Pattern(*fits.groups()) if fits else None


def in_one_sentence(items: Sequence[Fact | str], pattern: Pattern) -> str:
    """``"A" is due on 3 May, "B" on 4 May and "C" on 9 May.``; "" where the sentence does not allow it."""
    words, begin = pattern.between.split(), pattern.before.strip(" \"'“")
    link = words[-1] if len(words) > 1 else ""
    numbered = any(isinstance(item, Fact) and re.match(r"\d+[.)] ", item.label) for item in items)
    if pattern.after.strip() not in (".", "!", "") or not words or numbered:
        return ""
    if begin not in ("", "The", "Your") and (link not in _PREPOSITIONS or begin.split()[-1] in _PREPOSITIONS):
        return ""
    join = f"{pattern.quote} {link} " if link else pattern.between
    parts = []
    for at, item in enumerate(items):
        assert isinstance(item, Fact)
        opened = pattern.before[len(pattern.before.rstrip("\"'“")) :]
        before = pattern.before if at == 0 else lowered(pattern.before) if begin in ("The", "Your") else opened
        label = item.label if at or begin else item.label[:1].upper() + item.label[1:]
        parts.append(f"{before}{label}{pattern.between if at == 0 else join}{item.value}")
    return (listed(parts) if link else "; ".join(parts)) + (pattern.after.strip() or ".")


def label_value(item: Fact, pattern: Pattern | None = None) -> tuple[str, str]:
    """Label and value for a list or a table; the label quoted where the shared sentence quotes it."""
    label = item.label[:1].upper() + item.label[1:]
    opened = pattern.before[-1:] if pattern else ""
    return (f'"{label}"' if opened in ('"', "“") else label), item.value


def lowered(sentence: str) -> str:
    """The sentence as it stands behind a link; a name, or a word that may belong to one, stays as it is."""
    first, _, rest = sentence.partition(" ")
    if first in _LOWERED and not (rest[:1].isupper() and not re.match(r"I\b|[A-Z0-9]{2}", rest)):
        return first.lower() + (f" {rest}" if rest or sentence.endswith(" ") else "")
    return sentence


def follows(link: str, sentence: str) -> str:
    """The sentence behind a link, or as it was where it cannot stand there."""
    behind = lowered(sentence)
    if link.endswith(("that", "though")) and not _CLAUSE.match(sentence):
        return sentence
    if behind == sentence and not re.match(r"[\"“]|I\b(?!:)", sentence):
        return sentence
    return f"{link} {behind}"
