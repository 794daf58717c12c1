"""Critique first: what is wrong with each run, then two scores, and the higher one wins.

As DeepSeek-GRM answers (Liu et al. 2025, arXiv 2504.02495: principles, a critique, and scores from 1 to 10 in a box,
``\\boxed{7, 4}``); any model that follows instructions can be asked so. Equal scores are a tie. The words are ours.
"""

from __future__ import annotations

import re

from negforge.evaluate.formats.answer_format import AnswerFormat
from negforge.evaluate.formats.ending import read_ending
from negforge.evaluate.verdict_text import Reading, Side, Unreadable

_NUMBER = r"\d{1,3}(?:\.\d{1,4})?"
_BOX = re.compile(rf"\\boxed\s*+\{{\s*+({_NUMBER}\s*+[,;]\s*+{_NUMBER})\s*+\}}")
_BOUNDS = (0.0, 10.0)


def read_scores(text: str) -> Reading | Unreadable:
    """``\\boxed{FIRST, SECOND}`` at the end of the answer, each score from 0 to 10."""
    found = read_ending(text, _BOX, _higher, "\\boxed{score, score}")
    if isinstance(found, Unreadable) or found.at is None:
        return found
    scores = scores_in(text[found.at : text.index("}", found.at)])
    low, high = _BOUNDS
    if not all(low <= score <= high for score in scores):
        return Unreadable(f"scores outside {low:g} to {high:g}")
    return Reading(found.side, None, scores)


def scores_in(pair: str) -> tuple[float, float]:
    """The two numbers of "7, 4"."""
    first, _, second = pair.replace(";", ",").partition(",")
    return float(first), float(second)


def _higher(pair: str) -> Side:
    first, second = scores_in(pair)
    return "tie" if first == second else "A" if first > second else "B"


CRITIQUE = AnswerFormat(
    "critique",
    r"a critique of each run, then scores from 0 to 10: \boxed{7, 4}",
    read_scores,
    prompt="negforge.evaluate:prompts/critique.md",
)
