"""Conditions: what words want looked at before something is done, in general language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from negforge.checks.readings.phrases import sentences
from negforge.checks.readings.remembered import remembered
from negforge.core.json_text import parse_object

_LOOK = (
    r"read|check|look (?:at|up|whether|into)|look|verify|make sure|measure|consult|inspect|open|review|find out|locate|"
    r"obtain|authenticate"
)
_LOOK_FIRST = re.compile(  # read the logs before you undo anything
    rf"\b(?P<look>{_LOOK})\b(?P<what>[^.;:]{{3,90}}?),? before (?:you |it is |it |any )?(?P<deed>[^.;:,]{{3,80}})",
    re.IGNORECASE,
)
_BEFORE_IT = re.compile(  # before you undo anything, read the logs
    rf"\bbefore (?:you |any )?(?P<deed>[^.;:,]{{3,80}}), (?:always |you must |first )?(?:{_LOOK})\b"
    r"(?P<what>[^.;:]{3,90})",
    re.IGNORECASE,
)
_WISHED = re.compile(  # book it, provided that there is room
    r"\b(?:provided(?: that)?|only if|but not if|not if|if|unless|as long as|in case|should (?=the|it|there|that|this)|"
    r"whenever)\b (?P<what>[^.;:?!\n]{3,120})",
    re.IGNORECASE,
)
_OR_NOT = re.compile(
    r"\b(?:or else|otherwise|or)\b,? (?:we |just |please |then |simply )?(?:drop|leave|do(?:n['’]t| not| nothing)|"
    r"skip|forget|stop|it is off)\b",
    re.IGNORECASE,
)
_LEAVES = re.compile(
    r"\b(?:must )?(?:leave|keep)s?\b[^.;:?!\n]{0,40}\d[^.;:?!\n]{0,60}\b(?:free|left|over|rest)\b", re.IGNORECASE
)
_UP_TO_THE_USER = re.compile(
    r"\b(?:user|customer|travell?er|reader|member|engineer|employee|patient|client|person|yes|agree\w*|ask\w*|consent\w*|"
    r"confirm\w*|accept\w*|says?|said|wants?|wish\w*|you|i|explicit\w*|they|name|naming|tell|told)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\s(?:and|or)\s", re.IGNORECASE)
_ITSELF = re.compile(
    r"\b(?:read|open|check|look at)\b (?:it|them|the \w+ itself|the \w+ themselves) before (?:you )?"
    r"(?:rely|use|change|act|go)",
    re.IGNORECASE,
)
_RULES_APPLY = re.compile(
    r"\b(?:make sure|check|verify|see) (?:that )?(?:the|all|these|its|their) (?:rules?|conditions?|requirements?|terms)"
    r"\b[^.;:]{0,40}\bbefore (?:calling|making|changing|you call|you make|you change|any)",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\b(?:stress|hurry|rush|minute|please ask|ask me|let me know|say so|if you|if possible|if need\w*|"
    r"if (?:something|anything) (?:is|seems|does))\b",
    re.IGNORECASE,
)
_LITTLE = frozenset(
    "about after again also anything because before being both cannot could does done down each either else enough "
    "even every exactly first from further given goes have here into itself just least less like make many maybe mean "
    "more most much must need needed needs never nobody none nothing once only other otherwise over please possible "
    "really right same should since some still such sure than that their them then there these they thing things this "
    "those through today under until upon used very want wants well were what when where whether which while will with "
    "within without would your yours come comes gets give take works work says tell drop leave left rest keep "
    "number time date case name free full open real next last later earlier long good fine able find found "
    "another away back true false else none below above near sooner".split()
)


@dataclass(frozen=True, slots=True)
class Condition:
    """``deed``: stems of the words for what hangs on it; ``look``: stems of the words for what must be looked at;
    ``words``: the sentence."""

    deed: frozenset[str]
    look: frozenset[str]
    words: str


@remembered(256)
def rules_of_looking(policy: str) -> tuple[Condition, ...]:
    """Sentences of rules that want a look before a deed; not those that want the user's word."""
    return tuple(_rules(policy[:60_000]))


def _rules(policy: str) -> Iterator[Condition]:
    for sentence in sentences(policy):
        for part in re.split(r"[;:]\s", sentence.text):
            for form in (_LOOK_FIRST, _BEFORE_IT):
                match = form.search(part)
                if match is not None and not _UP_TO_THE_USER.search(match["what"]):
                    yield Condition(stems(match["deed"]), stems(match["what"]), sentence.text.strip(" -*\n"))


@remembered(256)
def wants_it_read(policy: str) -> Condition | None:
    """A sentence of rules that wants a record itself read before anything rests on what a search says of it; ``look``:
    stems of what a search may say of it."""
    for sentence in sentences(policy[:60_000]):
        match = _ITSELF.search(sentence.text)
        if match is not None:
            return Condition(frozenset(), stems(sentence.text[match.end() :]), sentence.text.strip(" -*\n"))
    return None


@remembered(256)
def wants_rules_checked(policy: str) -> str | None:
    """A sentence of rules that wants a record's conditions checked before a call changes it."""
    return next((one.text.strip(" -*\n") for one in sentences(policy[:60_000]) if _RULES_APPLY.search(one.text)), None)


@remembered(1024)
def wished_conditions(text: str) -> tuple[Condition, ...]:
    """Sentences of a user that let a deed hang on what the agent must look at."""
    found = []
    before = ""
    for sentence in sentences(text[:8000]):
        said = sentence.text
        whats = [part for match in _WISHED.finditer(said) for part in _AND.split(match["what"].split(",")[0])]
        if not whats and (_OR_NOT.search(said) or _LEAVES.search(said)):
            whats = [said]
        for look in map(stems, whats):
            if look and not _TALK.search(said):
                found.append(Condition(stems(f"{before} {said}") - look, look, said.strip()))
        before = said
    return tuple(found)


@remembered(4096)
def stems(text: str) -> frozenset[str]:
    """The words that mean something, cut to five letters: ``incident`` and ``incidents`` are one."""
    words = re.findall(r"[a-z]{4,}", text.lower().replace("_", " "))
    return frozenset(word[:5] for word in words if word not in _LITTLE)


@remembered(512)
def names_in_schema(parameters: str) -> frozenset[str]:
    """Stems of a tool's parameters and of what they may be (enums): what it can be asked about."""
    found: set[str] = set()
    stack: list[object] = [parse_object(parameters) or {}]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            properties = item.get("properties")
            if isinstance(properties, dict):
                found |= stems(" ".join(map(str, properties)))
            options = item.get("enum")
            if isinstance(options, list):
                found |= stems(" ".join(map(str, options)))
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return frozenset(found)
