"""What a judge that never reads the task could go by: the one list of the differences that selection balances.

All that the audit measures of a side, a few cues more, and some that tell only together. A difference is the chosen's
figure less the rejected's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from negforge.audit.features import FEATURES, values
from negforge.audit.side import Side, later_turns, read_sides
from negforge.core.message import Say
from negforge.core.pair import Pair

_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_DENIAL = re.compile(r"\b(?:not|no|cannot|can't|unable|unfortunately|couldn't|didn't|won't|never)\b", re.IGNORECASE)
_DONE = re.compile(r"\b(?:done|completed?|successful\w*|confirmed|has been|have been|is now)\b", re.IGNORECASE)
_CAUSE = re.compile(r"\b(?:because|since|so|therefore|as|due)\b", re.IGNORECASE)
_CONTRAST = re.compile(r"\b(?:but|however|though|although|instead|only|except)\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:all|every|each|both|total|together|altogether|entire)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:I|I've|I'll|I'm|my)\b")
_YOU = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
_PLEASE = re.compile(r"\b(?:please|thanks?|thank you|glad|great|sure)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue that the audit does not measure: its name in reports, and its figure on a side."""

    name: str
    figure: Callable[[Side], float]


def differences(pair: Pair) -> tuple[float, ...]:
    """Of every cue in ``NAMES``, the chosen's figure less the rejected's; of two together 1 where the chosen has the
    figures that they are named for, -1 where the rejected has. Counts of the audit by their logarithm."""
    good, bad = read_sides(pair)
    apart = (values(good) - values(bad)).tolist()
    single = (*apart, *(cue.figure(good) - cue.figure(bad) for cue in CUES))
    found = dict(zip(_SINGLE, single, strict=True))
    return (*single, *(value for one, other in TOGETHER for value in _together(found[one], found[other])))


def _together(one: float, other: float) -> tuple[float, float, float]:
    """More of both; more of the one and less of the other; more of the other where the one is equal."""
    first, second = (one > 0) - (one < 0), (other > 0) - (other < 0)
    return (
        float(first) if first == second else 0.0,
        float(first) if first == -second else 0.0,
        float(second) if first == 0 else 0.0,
    )


def _in_final(pattern: re.Pattern[str]) -> Callable[[Side], float]:
    return lambda side: len(pattern.findall(side.final))


def _in_said(pattern: re.Pattern[str]) -> Callable[[Side], float]:
    return lambda side: len(pattern.findall(side.words))


def _signs(marks: str) -> Callable[[Side], float]:
    return lambda side: sum(side.final.count(mark) for mark in marks)


CUES: tuple[Cue, ...] = (
    Cue("turns of the user", later_turns),
    Cue("ends in words", lambda side: bool(side.messages) and isinstance(side.messages[-1], Say)),
    Cue("numbers told", _in_said(_NUMBER)),
    Cue("denials told", _in_said(_DENIAL)),
    Cue("clock times in the final answer", _in_final(_CLOCK)),
    Cue("denials in the final answer", _in_final(_DENIAL)),
    Cue("words for done in the final answer", _in_final(_DONE)),
    Cue("reasons in the final answer", _in_final(_CAUSE)),
    Cue("words of contrast in the final answer", _in_final(_CONTRAST)),
    Cue("words for all in the final answer", _in_final(_ALL)),
    Cue("first persons in the final answer", _in_final(_I)),
    Cue("second persons in the final answer", _in_final(_YOU)),
    Cue("courtesies in the final answer", _in_final(_PLEASE)),
    Cue("markup in the final answer", _signs("*_#`")),
    Cue("commas in the final answer", _signs(",;")),
    Cue("dashes in the final answer", _signs("–—-")),
    Cue("brackets in the final answer", _signs("(")),
    Cue("quotation marks in the final answer", _signs("\"“”'")),
    Cue("colons in the final answer", _signs(":")),
    Cue("exclamation marks in the final answer", _signs("!")),
    Cue("question marks in the final answer", _signs("?")),
)
TOGETHER: tuple[tuple[str, str], ...] = (
    ("calls", "words in the final answer"),
    ("calls", "denials in the final answer"),
    ("calls", "words for done in the final answer"),
    ("calls", "first persons in the final answer"),
    ("calls", "numbers in the final answer"),
    ("calls", "errors"),
    ("repeated calls", "errors never mended"),
    ("messages", "denials told"),
    ("messages", "hedges"),
    ("words in the final answer", "denials in the final answer"),
    ("words in the final answer", "hedges in the final answer"),
    ("words in the final answer", "numbers in the final answer"),
    ("words in the final answer", "words for all in the final answer"),
    ("words in the final answer", "first persons in the final answer"),
    ("sentences in the final answer", "denials in the final answer"),
)
"""Cues that say little alone and much together: a refusal in fewer words, a doubt in more, a report without a call."""

_SINGLE: tuple[str, ...] = (*(feature.name for feature in FEATURES), *(cue.name for cue in CUES))
NAMES: tuple[str, ...] = (
    *_SINGLE,
    *(name for one, other in TOGETHER for name in (f"{one} + {other}", f"{one} - {other}", f"{other}, {one} equal")),
)
