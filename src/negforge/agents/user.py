"""The scripted user: says the task's turns in order, and answers a question where the script has an answer to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from negforge.checks.readings.askings import askings, said_for
from negforge.checks.readings.phrases import sentences
from negforge.core.json_text import digest
from negforge.worlds.goal import Turn

_COURTESY = re.compile(
    r"(?:anything else|help (?:you )?with|would you like me|let me know|is there|shall i also|want me to)[^?]*\?\s*$",
    re.IGNORECASE,
)
_SHRUG = "I have told you all I know. Please go on as you think best."
_SAID_AGAIN = ("{}.", "{}, please.", "{}, as I said.", "{}, as I wrote.", "It's {}.", "That is {}.", "{}. That's all.")


class ScriptedUser:
    """Turns in order. A question gets a reply of the present turn that has not been given, one that fits first: the
    user has few things to tell, and an agent asks for them in words that no pattern foresees. One to which there is no
    reply is answered with what the present turn says of it, or with a shrug, once; everything else moves the script on.
    "" when there is nothing more to say."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = list(turns)
        self._at = 0
        self._given: set[tuple[int, int]] = set()
        self._shrugged = False

    def hears(self, words: str) -> str:
        """What the user says to the agent's words, or "" when the script is over."""
        question = words.rstrip().endswith("?") or "?" in words.rstrip()[-200:]
        if question:
            left = [
                (number, pattern, answer)
                for number, (pattern, answer) in enumerate(self._turns[self._at].replies)
                if (self._at, number) not in self._given
            ]
            fitting = [one for one in left if re.search(one[1], words, re.IGNORECASE)]
            asks_otherwise = left if words.rstrip().endswith("?") and not _COURTESY.search(words) else []
            for number, _, answer in (*fitting, *asks_otherwise):
                self._given.add((self._at, number))
                return answer
            said = _said_before(words, self._turns[self._at].text)
            if said and (self._at, -1) not in self._given:
                self._given.add((self._at, -1))
                return said
        if self._at + 1 < len(self._turns):
            self._at += 1
            return self._turns[self._at].text
        if question and not self._shrugged and words.rstrip().endswith("?") and not _COURTESY.search(words):
            self._shrugged = True
            return _SHRUG
        return ""


def _said_before(question: str, turn: str) -> str:
    """What a turn says of what its listener asks for all the same, said again; "" where it says nothing of it."""
    said = (said_for(asking, turn) for sentence in sentences(question) for asking in askings(sentence.text))
    again = next((one for one in said if one), "")
    if not again:
        return ""
    form = _SAID_AGAIN[int(digest(question)[:6], 16) % len(_SAID_AGAIN)]
    told = form.format(again)
    return told[0].upper() + told[1:]
