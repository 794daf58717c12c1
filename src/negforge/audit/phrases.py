"""Wordings that make a side look better or worse before anything is read: what shortcut judges look for."""

from __future__ import annotations

import re

_I = re.IGNORECASE


def _one_of(*wordings: str) -> re.Pattern[str]:
    """Any of these as whole words. What they begin with, a plain letter each, is looked at first: most words of a text
    begin with another, and are passed by at half the cost."""
    letters = {wording[0] for wording in wordings}
    assert all(letter.isalpha() for letter in letters)
    return re.compile(rf"\b(?=[{''.join(sorted(letters))}])(?:{'|'.join(wordings)})\b", _I)


REFUSAL = _one_of(
    r"i (?:can(?:no|['’])t|can not|won['’]t|will not|must decline|am (?:unable|not able|not allowed))",
    r"i['’]m (?:unable|not able|not allowed|afraid)",
    r"unable to",
    r"not (?:able|allowed|permitted|possible) to",
    r"c(?:an(?:no|['’])t|ould(?:n['’]t| not)) (?:help|assist|provide|do|find|access|complete)",
    r"decline[ds]?",
    r"refuse[ds]?",
)
APOLOGY = re.compile(r"\b(?:sorry|apolog\w+|unfortunately|regret\w*|my mistake)\b", _I)
HEDGE = _one_of(
    *("may", "might", "could", "perhaps", "possibly", "likely", "probably", "seems?", "appears?", "approximately"),
    *("around", "roughly", "typically", "generally", "usually", "should be", "as far as", "not sure", "estimated?"),
    "i (?:think|believe|assume)",
)
CERTAINTY = re.compile(
    r"\b(?:definitely|certainly|clearly|exactly|always|guarantee\w*|confirm(?:ed|s)|verified|indeed)\b", _I
)
OPENER = re.compile(
    r"^\W*(?:sure|certainly|of course|great|absolutely|okay|ok|alright|all right|happy to|thanks?|thank you|perfect|"
    r"here(?:['’]s| is| are)|understood|got it)\b",
    _I,
)
CLOSER = re.compile(
    r"\b(?:let me know|feel free|anything else|would you like|do you want|shall i|happy to help|"
    r"if you(?:['’]d| would)? (?:need|want|like|prefer)|don['’]t hesitate|hope this helps)\b",
    _I,
)
PLAN = re.compile(r"\b(?:let me|let['’]s|i['’]ll|i will|i['’]m going to|next,|first,|now i|to do this)", _I)
DONE = re.compile(r"\b(?:success\w*|done|completed?|finished|all set|is now|has been|have been|i['’]ve|i have)\b", _I)
NEGATION = re.compile(r"\b(?:no|not|never|none|nothing|neither|nor|without|cannot)\b|n['’]t\b", _I)
CONTRAST = re.compile(r"\b(?:however|but|although|though|instead|nevertheless|still|yet|despite)\b", _I)
CAVEAT = re.compile(
    r"\b(?:please note|note that|note:|keep in mind|be aware|important|caveat|disclaimer|warning)\b", _I
)
FIRST_PERSON = re.compile(r"\b(?:i|i['’]\w+|me|my)\b", _I)
SECOND_PERSON = re.compile(r"\b(?:you|your|yours|you['’]\w+)\b", _I)
CONTRACTION = re.compile(r"\w['’](?:s|t|re|ve|ll|d|m)\b", _I)
REASONING = re.compile(r"\b(?:because|since|therefore|thus|hence|so that|due to|as a result|which means)\b", _I)
SOURCE = re.compile(
    r"\b(?:according to|based on|the (?:tool|system|search|results?|record|data)|as shown|i checked)\b", _I
)

BOLD = re.compile(r"\*\*[^*\n]+\*\*|__[^_\n]+__")
HEADING = re.compile(r"^ {0,3}#{1,6} ", re.MULTILINE)
BULLET = re.compile(r"^\s*[-*•–] ", re.MULTILINE)
NUMBERED = re.compile(r"^\s*\d{1,2}[.)] ", re.MULTILINE)
TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$", re.MULTILINE)
CODE = re.compile(r"`[^`\n]+`|^```", re.MULTILINE)
LINK = re.compile(r"\[[^\]\n]*\]\([^)\n]+\)|https?://\S+")
ITALIC = re.compile(r"\*(?<![*\w]\*)[^*\s][^*\n]*\*(?![*\w])")  # from the sign on: a text without one is skimmed
RULE = re.compile(r"^\s*(?:---+|\*\*\*+)\s*$", re.MULTILINE)
LABEL = re.compile(r"^[^\n:]{2,40}:(?=\s)", re.MULTILINE)

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
DATE_TIME = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)?")
TYPOGRAPHIC = "‘’“”–—…•€£°·\u00a0\u202f"
EMOJI = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]")
