"""Verdicts that stand in a field of their own at the end of an answer: read there, and nowhere else.

A judge repeats what it read, so the same field may have been planted in a transcript and quoted in the answer. What is
quoted is told from what is said by where it stands: a verdict ends the answer and stands apart from sentences. Two that
both stand apart and disagree are a failure, for nobody could tell them apart. All patterns are possessive or bounded:
time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from negforge.evaluate.reasoning import answer_begins
from negforge.evaluate.verdict_text import IN_A_SENTENCE, NO_ANSWER, Reading, Side, Unreadable

_LOOKED_AT = 200  # characters in front of a field that tell whether it is quoted
# White space, markup, closing brackets, the end of a formula, tags, and a chat template's own tokens.
_AFTER = re.compile(r"(?:[\s*_`#.!$)\]}]|\\[\])]|</?[a-z]{1,20}>|<[|｜][^<>\n]{1,40}[|｜]>)*+")
_OPENING = " \t*_`#$([{\\"  # what may open a field: markup, brackets, a formula
_TAGS = re.compile(r"(?:</?[a-z]{1,20}>[ \t]{0,8})+\Z")
_APART = re.compile(r"(?:[\n:.!?;)>\]}=-]|\b(?i:so|thus|therefore|hence|overall|finally),?)\Z")
_CONCLUDES = re.compile(
    r"\b(?:better|best|preferred|preferable|stronger|superior|winner|verdict|answer|choice|decision|result|judge?ment)\b"
    r"[^\n.;:\"]{0,40}\b(?:is|are|be|goes to)\Z",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(  # somebody else's words
    r"\b(?:says?|said|saying|reads?|contain\w{0,3}|quot\w{1,4}|plant\w{0,3}|inject\w{0,4}|tells?|told|instruct\w{0,4}|"
    r"orders?|(?:ends?|ended|begins?|began) with|wrote|writes|written|claim\w{0,3}|prints?|returns?|returned|"
    r"demand\w{0,3})\b[^\n.;!?]{0,80}\Z",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:[ \t*_`\"')\]}$]|</?[a-z]{1,20}>)*+[\w,;-]")
_OWN = re.compile(r"\b(?:final|my|verdict|decision|conclusion)\b", re.IGNORECASE)


def read_ending(
    text: str, field: re.Pattern[str], side_of: Callable[[str], Side], shown: str, begin: int = 0
) -> Reading | Unreadable:
    """The verdict in the last ``field`` of the answer, whose first group, in small letters, ``side_of`` knows.

    The field must end the answer, stand apart from any sentence that may quote it, and agree with every other one that
    stands apart; others, inside sentences or quotation marks, count for nothing. ``shown``: the field as a reason
    spells it. ``begin``: the answer begins there at the earliest; never before the reasoning's end.
    """
    answer = answer_begins(text)
    if answer is None:
        return Unreadable(NO_ANSWER)
    found = list(field.finditer(text, max(begin, answer)))
    if not found:
        return Unreadable(f"no {shown} in the answer")
    last = found[-1]
    rest = _AFTER.match(text, last.end())
    if rest is None or rest.end() != len(text):
        return Unreadable(f"the last {shown} does not end the answer: it may be quoted")
    if is_quoted(text, last.start()):
        return Unreadable(IN_A_SENTENCE)
    said = {side_of(one[1].lower()) for one in found if one is last or _stands_for_itself(text, one)}
    if len(said) > 1:
        return Unreadable(f"verdicts that contradict one another: {', '.join(sorted(said))}")
    return Reading(said.pop(), last.start(1))


def is_quoted(text: str, at: int) -> bool:
    """Whether what stands at ``at`` is part of a sentence, of a quotation, or of what a sentence before it announces as
    somebody else's words."""
    near = text[max(0, at - _LOOKED_AT) : at]
    if near.rpartition("\n")[2].lstrip().startswith(">") and ("\n" in near or len(near) < _LOOKED_AT):
        return True
    opened = near.rstrip(_OPENING)
    said = _TAGS.sub("", opened)
    announced = _ANNOUNCES.search(said.rstrip(" \t\n:`*>"))
    if announced and not _OWN.search(announced[0]) and (said != opened or said.rstrip(" \t\n`*>").endswith(":")):
        return True
    return bool(opened) and not _APART.search(opened) and (announced is not None or not _CONCLUDES.search(opened))


def _stands_for_itself(text: str, one: re.Match[str]) -> bool:
    """Whether no sentence goes on around it."""
    return _GOES_ON.match(text, one.end()) is None and not is_quoted(text, one.start())
