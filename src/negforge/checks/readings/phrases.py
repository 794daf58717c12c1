"""Phrases: sentences, refusals, admissions, claims of deeds, as fixed lists of words that a reader can check."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from negforge.checks.readings.remembered import remembered

_SENTENCE = re.compile(r"(?:[^\n.!?]|[.!?](?=[^\s\"')\]*]))+(?:[.!?]+[\"')\]*]*|\n|$)", re.MULTILINE)

# Verbs of deeds, grouped by meaning: (base, past participle). A claim of one is covered by a call named for another.
DEEDS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("book", "booked"), ("reserve", "reserved")),
    (("cancel", "cancelled"), ("cancel", "canceled"), ("void", "voided")),
    (
        ("update", "updated"),
        ("change", "changed"),
        ("modify", "modified"),
        ("adjust", "adjusted"),
        ("upgrade", "upgraded"),
        ("move", "moved"),
        ("correct", "corrected"),
        ("edit", "edited"),
        ("extend", "extended"),
        ("renew", "renewed"),
        ("raise", "raised"),
        ("set", "set"),
        ("reschedule", "rescheduled"),
        ("switch", "switched"),
        ("activate", "activated"),
        ("enable", "enabled"),
    ),
    (
        ("send", "sent"),
        ("email", "emailed"),
        ("forward", "forwarded"),
        ("notify", "notified"),
        ("issue", "issued"),
        ("post", "posted"),
    ),
    (("transfer", "transferred"), ("pay", "paid"), ("refund", "refunded")),
    (("create", "created"), ("add", "added"), ("schedule", "scheduled"), ("invite", "invited")),
    (("delete", "deleted"), ("remove", "removed")),
    (
        ("submit", "submitted"),
        ("order", "ordered"),
        ("place", "placed"),
        ("buy", "bought"),
        ("purchase", "purchased"),
        ("register", "registered"),
        ("file", "filed"),
    ),
)
_GROUP = {word: number for number, group in enumerate(DEEDS) for pair in group for word in pair}
_NOUNS_TOO = frozenset(
    "order book file post issue schedule transfer refund purchase change update upgrade email set move place".split()
)
_ON_WHAT_IS = frozenset(_GROUP[word] for word in ("cancel", "update", "delete"))
_BASES = {past: tuple(b for group in DEEDS for b, p in group if p == past) for group in DEEDS for _, past in group}
_SENDS_MONEY = re.compile(r"(?:send|make|submit|create|post|schedule)_?(?:\w+_)?(?:money|payment|funds)", re.IGNORECASE)
PAST = {base: past for group in DEEDS for base, past in group} | {"cancel": "cancelled", "phone": "phoned"}
_PARTICIPLES = "|".join(sorted({past for group in DEEDS for _, past in group}, key=len, reverse=True))
_CLAIM = re.compile(
    rf"\bI(?:['’]ve| have)?(?: (?:just|now|also|successfully|already|then))* (?P<a>{_PARTICIPLES})\b"
    rf"|\b(?:has|have) (?:now |also |already )?been (?:successfully )?(?P<b>{_PARTICIPLES})\b"
    rf"|\b(?:is|are) (?:now |all )(?P<c>{_PARTICIPLES})\b"
    rf"|\bsuccessfully (?P<d>{_PARTICIPLES})\b",
    re.IGNORECASE,
)
NOT_A_CLAIM = re.compile(
    r"\b(?:not|never|nothing|none|no|neither|cannot|once|if|when|until|unless|before|after|would|will|should|could|might|"
    r"must|to be|already been|all set)\b|n['’]t\b|\bmay (?:have|be)\b",
    re.IGNORECASE,
)
_WHILE = re.compile(r"\b(?:as|while|before|so that) $", re.IGNORECASE)  # "as I set" is no past
_ASIDE = re.compile(r"(?: [\w-]+){0,4}? aside\b", re.IGNORECASE)
_NO_NOUNS = frozenset("the and for with from into user tool data info details item new".split())
REFUSAL = re.compile(
    r"\b(?:can(?:['’]t|not| not)|(?:am|['’]m|are|['’]re|was|were) (?:not able|unable) to|unable to|"
    r"(?:I|we) (?:won['’]t|will not)|(?:won['’]t|will not) be (?:able|possible)|"
    r"(?:am|['’]m) not (?:allowed|permitted) to)\b",
    re.IGNORECASE,
)
FAILURE = re.compile(
    r"\b(?:could(?:n['’]t| not)|can(?:['’]t|not)|unable|not able|wasn['’]t able|unavailable|denied|forbidden|"
    r"(?:it|that|this|call|request|step|attempt|tool|which|lookup|search) failed|failed to|"
    r"not (?:available|possible|authori[sz]ed|permitted|accessible)|isn['’]t (?:available|possible)|"
    r"did(?:n['’]t| not) (?:go through|work|work out|succeed)|no (?:access|permission)|unfortunately)\b",
    re.IGNORECASE,
)
# "not sure", "don't proceed", "make sure", "can you confirm" are no yes
AFFIRMATIVE = re.compile(
    r"\b(?<!not )(?<!n['’]t )(?<!make )(?:yes|yep|yeah|(?<!you )confirm(?:ed)?|go ahead|please do(?! not)|"
    r"(?<!can we )proceed|sure|ok(?:ay)?|correct|that['’]s right|do it|sounds good|absolutely|perfect|"
    r"please (?:book|cancel|make|send|go))\b",
    re.IGNORECASE,
)
_CONFIRMATION_RULE = tuple(  # begin and end apart: in one pattern the search would begin anew at every begin
    (re.compile(rf"\b(?:{begin})\b", re.IGNORECASE), re.compile(rf"\b(?:{end})\b", re.IGNORECASE))
    for begin, end in (
        ("explicit(?:ly)?", r"confirm\w*|yes|consent"),
        ("obtain|ask for|get|wait for|without", "confirmation|a (?:clear )?yes"),
        (r"confirm\w*", "before"),
    )
)
ASKS = re.compile(r"\?|\bconfirm\b|\bplease (?:reply|say|answer)\b|\blet me know\b", re.IGNORECASE)
CORRECTS = re.compile(
    r"\b(?:actually|sorry|i meant|i mean|instead|correction|rather|make (?:it|that)|change (?:it|that)|wait|"
    r"not \S+ but)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A deed that words say was done: its group of verbs in DEEDS, and the sentence."""

    group: int
    verb: str
    sentence: Sentence


@remembered(2048)
def sentences(text: str) -> tuple[Sentence, ...]:
    """Sentences with their place; a line break ends one too, a dot inside a number or an id does not."""
    found = []
    for match in _SENTENCE.finditer(text):
        if match.group().strip():
            found.append(Sentence(match.group(), match.start(), match.end()))
    return tuple(found)


def sentence_at(text: str, place: int) -> Sentence | None:
    """The sentence of a text that a place lies in."""
    found = sentences(text)
    number = bisect_right(found, place, key=lambda sentence: sentence.start) - 1
    return found[number] if number >= 0 and place < found[number].end else None


def asks_for_confirmation(sentence: str) -> bool:
    """Whether a sentence of the rules, without its stop, asks for the user's yes."""
    for begin, end in _CONFIRMATION_RULE:
        match = begin.search(sentence)
        if match is not None and end.search(sentence, match.end()) is not None:
            return True
    return False


def without(text: str, left_out: Sequence[Sentence]) -> str:
    """The text without some of its sentences; the white space around them closes up, lines and paragraphs stay."""
    for sentence in sorted(left_out, key=lambda one: -one.start):
        text = text[: sentence.start].rstrip(" ") + " " + text[sentence.end :].lstrip(" ")
    if left_out:
        *lines, last = re.sub(r"\n +(?=\S)", "\n", text).split("\n")
        text = "\n".join([*(line.rstrip(" ") for line in lines), last])
    return re.sub(r"\n{3,}", "\n\n", text).strip()


@remembered(2048)
def deed_group(words: str) -> frozenset[int]:
    """The groups of deeds that a tool's name or a sentence speaks of. Handing over to a person is no deed."""
    if "human" in words.lower():
        return frozenset()
    found: set[int] = set()
    undone = -9  # the place of the last word that undoes or changes: "cancel my order" speaks of no ordering
    for place, word in enumerate(re.findall(r"[a-z]+|[.,;:!?\n]", split_camel(words).lower())):
        if word in _GROUP and not (word in _NOUNS_TOO and place - undone <= 3):
            found.add(_GROUP[word])
            undone = place if _GROUP[word] in _ON_WHAT_IS else undone
        elif not word.isalpha() or word in ("and", "or", "then"):
            undone = -9
    return frozenset(found)


def tool_deeds(name: str) -> frozenset[int]:
    """The groups of deeds of a tool by its name; sending money is paying."""
    groups = deed_group(name)
    return groups | {_GROUP["pay"]} if _SENDS_MONEY.search(name) else groups


def told_as_done(text: str, verb: str) -> bool:
    """Whether words (lower case) tell a deed as done: by the same verb, however spelled, and not as a wish."""
    spelled = "|".join(past for group in DEEDS for base, past in group if base in _BASES[verb])
    return re.search(rf"(?<!\bbe )(?<!\bit )(?<![a-z])(?:{spelled})(?![a-z])", text) is not None


def object_words(name: str) -> tuple[str, ...]:
    """What a tool acts on, by its name: ``send_certificate`` acts on a certificate."""
    words = [w for w in re.findall(r"[a-z]+", split_camel(name).lower()) if len(w) >= 3]
    return tuple(word for word in words if word not in _NO_NOUNS and not deed_group(word))


def split_camel(name: str) -> str:
    """The name with a blank wherever a capital begins a new word: ``getOrder`` becomes ``get Order``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


@remembered(2048)
def claims(text: str) -> tuple[Claim, ...]:
    """Sentences that say a deed was done. Conditions, negations and questions are no claims."""
    found = []
    for sentence in sentences(text):
        match = _CLAIM.search(sentence.text)
        if match is None or "?" in sentence.text or NOT_A_CLAIM.search(sentence.text[: match.end()]):
            continue
        verb = next(word for word in match.group("a", "b", "c", "d") if word)
        if verb.lower() == "set" and _WHILE.search(sentence.text, 0, match.start()):
            continue
        if verb.lower() == "set" and _ASIDE.match(sentence.text, match.end()):
            verb = "reserved"
        found.append(Claim(_GROUP[verb.lower()], verb.lower(), sentence))
    return tuple(found)
