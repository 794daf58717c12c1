"""Acts: what words ask for or speak of (a verb and its object), and what a declared tool does, so that the two can be
compared. Plain reading: no grammar, only the words after a verb up to the next preposition or stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from negforge.checks.readings.phrases import deed_group, sentences, split_camel
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.tools import is_write
from negforge.core.task import Task, Tool

LOOK = "look"
"""The one deed of all verbs of reading."""
LOOKS = frozenset(
    "get list search find check read lookup look show view fetch query retrieve browse see tell give name display open "
    "inspect describe report say".split()
)
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|[.,;:!?()\"“”–—\n]|\S+")
_ENDS_OBJECT = frozenset(
    "for of in to from with on at about by between until till along so that which who when where if and or but because "
    "as after before into onto per via then now right today tomorrow is are was were has have it them themselves away "
    "under over without within during again here there how what whether than is not can will please instead up out "
    "aside back off down while through anyway too also i you we they".split()
)
_NO_OBJECT = frozenset(
    "a an the any my your our his her their its this these those some one two three four five six all both each every "
    "another other new me us him more such own single just only same whole free possible particular specific".split()
)
_PARTICLES = frozenset("up in out back off on down over through aside away".split())
_NO_VERB = frozenset(
    "i you we they he she it the a an my your our his her their its this that these those there here what when where "
    "who which how why is are was were be am do does did have has had will would could should can may might must shall "
    "if as in on at to of by with from and or but so no not yes hello hi hey dear good thanks thank sorry ok okay "
    "because since after before then also again just only both all any some one two three for about once while until "
    "question regards cheers sir please kindly now".split()
)
_ASKS = re.compile(
    r"\b(?:please|kindly|can you|could you|would you|will you|can i|could i|may i|(?:i|we) (?:want|need|have|wish|"
    r"would like|['’]d like)(?: you| someone)? to|i['’]d like(?: you)? to|help me(?: to)?|let['’]s|i want you to|"
    r"and then|then|and|to)\s+(?:(?:please|just|also|quickly|kindly|either)\s+)*(?=[A-Za-z])",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"[A-Z]{3}")
_MOST_ACTS = 40
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Act:
    """A verb with its object: ``words`` are the object's content words, stemmed, the last one its ``head``."""

    verb: str
    words: tuple[str, ...]
    start: int
    end: int

    @property
    def head(self) -> str:
        return self.words[-1] if self.words else ""


@dataclass(frozen=True, slots=True)
class Ability:
    """What a tool does by its declaration. ``deeds``: its verbs' deeds; ``heads``: what it acts on or tells; ``words``:
    all of the name and the description; ``spoken``: those and the parameters'."""

    name: str
    deeds: frozenset[str]
    heads: frozenset[str]
    words: frozenset[str]
    spoken: frozenset[str]


def act_at(text: str, start: int) -> Act | None:
    """The act whose verb stands at a place; None where no word stands there that could be a verb."""
    found = list(_tokens(text, start, 3 * _MOST_WORDS))
    if not found or not found[0][0].isalpha() or found[0][0].lower() in _NO_VERB:
        return None
    verb, at, end = found[0]
    follows = found[1][0].lower() if len(found) > 1 else ""
    if follows in _PARTICLES or (verb.lower() == "look" and follows in ("for", "at")):
        end, found = found[1][2], found[1:]
    words: list[str] = []
    for word, _, stop in found[1:]:
        low = word.lower()
        if not word[:1].isalnum() or low in _ENDS_OBJECT or len(words) == _MOST_WORDS:
            break
        if low not in _NO_OBJECT and low[:1].isalpha() and not _CURRENCY.fullmatch(word):
            words.append(stem(low))
        end = stop
    return Act(verb.lower(), tuple(words), at, end)


@remembered(512)
def requested(text: str) -> tuple[Act, ...]:
    """The acts that the user's words ask for: orders at the start of a sentence or a part of it, and after "please",
    "can you", "I want to" and the like. Reads generously: what is no verb is an act that no tool does."""
    found: dict[int, Act] = {}
    for sentence in sentences(text[:20_000]):
        places = {sentence.start + len(sentence.text) - len(sentence.text.lstrip(" \t-*>\"'"))}
        places |= {sentence.start + match.end() for match in re.finditer(r"[:,;–—]\s+(?=[A-Za-z])", sentence.text)}
        places |= {sentence.start + match.end() for match in _ASKS.finditer(sentence.text)}
        for place in sorted(places):
            act = act_at(text, place)
            if act is not None:
                found.setdefault(act.start, act)
        if len(found) > _MOST_ACTS:
            break
    return tuple(found.values())


def deeds_of(verb: str) -> frozenset[str]:
    """What a verb says is done: the groups of deeds that it belongs to, one for all looking, else its own stem."""
    groups = {f"deed {number}" for form in (verb, _base(verb), _base(verb) + "e") for number in deed_group(form)}
    if {verb, _base(verb), _base(verb) + "e"} & LOOKS:
        groups.add(LOOK)
    return frozenset(groups) or frozenset({_base(verb)})


def ability(task: Task, tool: Tool) -> Ability:
    return _ability(tool.name, tool.description[:4000], tool.parameters[:20_000], is_write(task, tool.name))


def does(able: Ability, act: Act) -> bool:
    """Whether a tool does what an act says, down to its object; an act without a verb is a topic that it speaks of."""
    if not act.words:
        return False
    if not act.verb:
        return set(act.words) <= able.spoken
    return act.head in able.heads and bool(deeds_of(act.verb) & able.deeds) and set(act.words) <= able.words


def stems(text: str) -> frozenset[str]:
    """All words of a text, stemmed; names written with underscores or in camel case count by their parts."""
    return _stems(text)


@remembered(4096)
def _stems(text: str) -> frozenset[str]:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", text)
    return frozenset(stem(word) for word in re.findall(r"[a-z]{2,}", parted.lower()))


def stem(word: str) -> str:
    """A noun's singular, as near as plain rules get."""
    word = word.replace("’", "'").removesuffix("'s").rstrip("'")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:[sxz]|[cs]h)es$", word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def name_words(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z]+", split_camel(name).lower()))


def first_clause(description: str) -> str:
    """What a description says first, up to its first stop."""
    return re.split(r"[.;:\n(]|,\s", description.strip(), maxsplit=1)[0]


@lru_cache(maxsize=2048)
def _ability(name: str, description: str, parameters: str, writes: bool) -> Ability:
    parts = name_words(name)
    verb = parts[0] if parts and (deed_group(parts[0]) or parts[0] in LOOKS or len(parts) > 1) else ""
    told = act_at(description, 0)
    deeds: set[str] = set()
    heads = {stem(word) for word in parts[1:] or parts}
    if verb and (deed_group(verb) or verb in LOOKS):
        deeds |= deeds_of(verb)
    elif not writes:
        deeds.add(LOOK)
        heads |= {stem(word) for word in parts}
    else:
        deeds |= deeds_of(verb) if verb else frozenset()
    if told is not None:
        clause = first_clause(description)
        deeds |= deeds_of(told.verb) if writes or deeds_of(told.verb) & {LOOK} else frozenset()
        heads |= set(told.words[-1:])
        if not writes:
            heads |= {stem(word) for word in _leading_nouns(clause)}
    words = stems(name) | stems(description)
    return Ability(name, frozenset(deeds), frozenset(heads), words, words | stems(parameters))


def _leading_nouns(clause: str) -> Iterator[str]:
    """The words with which a description begins, up to the first preposition: "Free delivery slots for an order"."""
    for word, _, _ in _tokens(clause, 0, 6):
        if word.lower() in _ENDS_OBJECT or not word[:1].isalpha():
            return
        if word.lower() not in _NO_OBJECT:
            yield word.lower()


def _base(verb: str) -> str:
    """A verb without its ending: ``cancels``, ``cancelling`` and ``cancelled`` are ``cancel``."""
    plain = re.sub(r"(?:ing|ed|es|s)$", "", verb) if len(verb) > 4 else verb
    plain = re.sub(r"([b-df-hj-np-tv-z])\1$", r"\1", plain) if plain != verb else plain
    return plain.removesuffix("e")


def _tokens(text: str, start: int, most: int) -> Iterator[tuple[str, int, int]]:
    for number, match in enumerate(_WORD.finditer(text, start, min(len(text), start + 400))):
        if number >= most:
            return
        yield match.group(), match.start(), match.end()
