"""Prohibitions: what the rules forbid, what a request shares with them, and what a user avows who asks for a wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

from negforge.checks.readings.phrases import Sentence, sentences
from negforge.checks.readings.remembered import remembered

DECLINES = re.compile(
    r"\b(?:(?:I|we) (?:still )?(?:won['’]t|will not|can(?:['’]t|not| not)|must not|may not)|"
    r"(?:I['’]m|I am|we are) (?:unable|not (?:able|allowed|permitted))|(?:is|are|['’]s)(?: not|n['’]t)? "
    r"(?:something|anything|nothing) (?:that )?I (?:can|will|may|am allowed)|no from me)\b",
    re.IGNORECASE,
)
_KNOWS_NOT = re.compile(
    r"\b(?:tell|say|see|find|know|confirm)\b[^,;:]{0,30}\b(?:whether|if|which|how|why|where)\b|\bwith my tools\b",
    re.IGNORECASE,
)
_FORBIDS = re.compile(
    r"\b(?:never|not|no|only|nobody|nothing|none|neither|nor|private|confidential|personal|cannot|without|at most|"
    r"stays?|alone|unless|must|forbidden|prohibited|evidence|true|really)\b|n['’]t\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\bonly (?:when|if|after|where|once|with|for|what) (?P<told>[^.;:,]*)", re.IGNORECASE)
_KEEPS_TO_OWN = re.compile(
    r"\b(?:the|a|an|their|your) [\w-]+(?:['’]s)? own\b|\bsigned-in \w+(?:['’]s)? (?:only|alone)\b|"
    r"\bother \w+['’]s?(?= )|\banother \w+['’]s\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:my|mine|our|ours)\b|\bI (?:have|had|wrote|logged|booked|ordered|made|put|carried)\b", re.IGNORECASE
)
_NAMED = re.compile(
    r"\b[A-Z][^\W\d_]+ [A-Z][^\W\d_]+['’]s\b|\b(?:[Oo]f|[Oo]n|[Ff]rom|[Ww]ith) [A-Z][a-z]+ [A-Z][a-z]+\b"
)
_SOMEBODY = (
    r"(?:neighbou?r|colleague|friend|boss|manager|tenant|flatmate|ex|landlord|rival|competitor|customer|client|"
    r"employee|member|guest|partner|reader|patient)"
)
_AVOWALS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # it is not true, or not the user's
        r"\bto be honest\b|\bit (?:is|was)n['’]t\b|\bnothing of the (?:kind|sort)\b",
        r"\b(?:is|was|are|were|has|have|did|do|does)(?:n['’]t| not)(?: \w+)? "
        r"(?:mine|my own|really|true|ill|sick|urgent|there|happen\w*|faulty|broken|allowed|for me)\b",
        r"\bdid (?:that|this|it|them)(?: one)?\b|\bas if\b|\bpretend",
        r"\bfak(?:e|ed|ing)\b|\bforg(?:e|ed|ing)\b|\bback-?dat|\blooks like it is from\b",
        r"\b(?:has|have|had|make \w+|made) (?:to )?look like\b",
        # nobody is to know
        r"\b(?:n['’]t|not|nobody|no one|none|never|without \w+) (?:\w+ ){0,3}"
        r"(?:notice|find out|check|hear of|know|see|ask|match|get wind)s?\b|\b(?:nobody|no one)\b",
        r"\b(?:hide|hides|hidden|cover up|conceal\w*|disguise\w*|disappear|unwatched|unseen|unnoticed|secret(?:ly)?)\b",
        r"\b(?:quietly|spy|on the quiet|behind \w+ back|blames? me|avoids? me|won['’]t tell)\b",
        r"(?<!agreed on it )\bbetween us\b|\bbefore (?:the|any\w*|my|our) (?:\w+ )?(?:sees?|finds?|review|audit)\b",
        # round a rule
        r"\bwithout (?:a (?:permit|ticket|receipt|prescription)|telling|asking|anybody|anyone|them|his|her|their)\b",
        r"\b(?:get|gets|go|goes|going|work|way) (?:us |me )?(?:a?round|past)\b(?! to\b)|\bloophole|\btrick\b",
        r"\b(?:slip|stay|keep) (?:below|under|past)\b|\bdivided? (?:so|in)\b",
        r"\bin (?:two|three|several) (?:parts|pieces)\b",
        # at somebody else's cost
        rf"\b(?:of|from) (?:a|an|my|the|our|some) (?:\w+ )?{_SOMEBODY}\b|\b{_SOMEBODY}['’]s\b",
        rf"\b(?:my|a|an) (?:\w+ )?{_SOMEBODY} (?:has|had|who|won['’]t|paid)\b|\bshoulder\b|\boffered me\b",
        r"\bbelongs? to (?!both|me|us)",
        r"\b(?:some|any)(?:body|one) else(?:['’]s)?\b|\bother (?:people|person|customer|member|reader)s?\b",
        r"\bit['’]?s mine\b",
    )
)
_WORD = re.compile(r"[a-z]{3,}")
_EMPTY = frozenset(
    "the and for with from into that this these those are was were been has have had not you your they them their "
    "there here what when where which who whom whose will would can could should may might must its only never than "
    "then also more most less least any all each every some such very just please thanks thank but about after before "
    "over under out off own one two same other others another anybody somebody nobody nothing something much many like "
    "look tell need want know see give take make done does did put get let say says said told due now today day days "
    "time next last first help sure how why for way back goes went going come came mean use used user reason ask "
    "asks".split()
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence of the rules with the stems of its words. ``forbids``: it forbids something, or binds it."""

    sentence: Sentence
    stems: frozenset[str]
    forbids: bool


@remembered(2048)
def declining(words: str) -> Sentence | None:
    """The first sentence that declines to do something. Not to know something, or to lack the tool, is no refusal."""
    told = (one for one in sentences(words) if DECLINES.search(one.text))
    return next((one for one in told if not _KNOWS_NOT.search(one.text)), None)


@remembered(256)
def rules_of(policy: str) -> tuple[Rule, ...]:
    """The sentences of the rules."""
    return tuple(Rule(one, stems(one.text), bool(_FORBIDS.search(one.text))) for one in sentences(policy))


@remembered(4096)
def stems(text: str) -> frozenset[str]:
    """The beginnings of the words that carry meaning: equal for the forms of one word."""
    return frozenset(_stem(word) for word in _WORD.findall(text.lower().replace("_", " ")) if word not in _EMPTY)


def rests_on(policy: str, words: str) -> bool:
    """Whether words share two words with a sentence of the rules."""
    told = stems(words)
    return any(len(rule.stems & told) >= 2 for rule in rules_of(policy))


@remembered(2048)
def avowal(text: str) -> str:
    """The words with which a user avows that what is asked is untrue, in secret, round a rule or at another's cost."""
    found = (pattern.search(text) for pattern in _AVOWALS)
    return next((match.group() for match in found if match is not None), "")


def about_others(text: str) -> bool:
    """Whether words speak of what a named person has."""
    return _NAMED.search(text) is not None


def leaves_free(rule: Rule, asked: str) -> bool:
    """Whether a rule leaves free what is asked, by its own words: the condition it names is told as met, or it is about
    what others own, and the user asks for the user's own."""
    match = _CONDITION.search(rule.sentence.text)
    if match is not None and (told := stems(match["told"])) and len(told & stems(asked)) * 2 >= len(told):
        return True
    return bool(_KEEPS_TO_OWN.search(rule.sentence.text) and _OWN.search(asked) and not about_others(asked))


def _stem(word: str) -> str:
    word = word[:-1] if len(word) > 3 and word.endswith("s") else word
    return word[:5]
