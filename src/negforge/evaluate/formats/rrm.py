"""Reward Reasoning Models (Guo et al. 2025, arXiv 2505.14674; RRM-7B, RRM-32B): long reasoning, then one of two
assistants in a box.

The shape is that of the published card and of scripts that use the models: a system message with the rules; the parts
"Query", "Assistant responses" with "Assistant 1" and "Assistant 2", and "Analysis"; at the end ``\\boxed{Assistant 1}``
or ``\\boxed{Assistant 2}``. There is no tie. The words are ours.
"""

from __future__ import annotations

import re

from negforge.evaluate.formats.answer_format import AnswerFormat
from negforge.evaluate.formats.ending import read_ending
from negforge.evaluate.verdict_text import Reading, Side, Unreadable

_BOX = re.compile(
    r"\\boxed\s*+\{\s*+(?:\\text(?:bf)?\s*+\{\s*+)?Assistant\s*+~?\s*+([12])\s*+\}(?:\s*+\})?", re.IGNORECASE
)
_SIDES: dict[str, Side] = {"1": "A", "2": "B"}


def read_boxed(text: str) -> Reading | Unreadable:
    """``\\boxed{Assistant 1}`` or ``\\boxed{Assistant 2}`` at the end of the answer."""
    return read_ending(text, _BOX, _SIDES.__getitem__, "\\boxed{Assistant 1} or \\boxed{Assistant 2}")


RRM = AnswerFormat(
    "rrm",
    r"Reward Reasoning Models: reasoning, then \boxed{Assistant 1} or \boxed{Assistant 2}",
    read_boxed,
    prompt="negforge.evaluate:prompts/rrm.md",
    names=("Assistant 1", "Assistant 2"),
    sections=("ASSISTANT 1", "ASSISTANT 2"),
    numbers=("one-", "two-"),
    words=("1", "2", ""),
)
