"""RM-R1 (Chen et al. 2025, arXiv 2505.02387, github.com/RM-R1-UIUC/RM-R1): a rubric or a solution of its own, an
evaluation by it, then the answer.

The shape is that of the published prompts: the client's question, the responses of chatbot A and chatbot B; the model
writes ``<rubric>``, ``<justify>`` and ``<eval>`` (or ``<solution>`` and ``<eval>``), and at last
``<answer>[[A]]</answer>`` or ``<answer>[[B]]</answer>``. Its training counts what follows ``</eval>`` alone, and so
does this reading, where there is one. There is no tie. The words are ours.
"""

from __future__ import annotations

import re

from negforge.evaluate.formats.answer_format import AnswerFormat
from negforge.evaluate.formats.ending import read_ending
from negforge.evaluate.verdict_text import SIDES, Reading, Unreadable

_ANSWER = re.compile(r"<answer>\s*+\[\[\s*+(A|B)\s*+\]\]\s*+</answer>")
_EVALUATED = "</eval>"


def read_answer(text: str) -> Reading | Unreadable:
    """``<answer>[[A]]</answer>`` or ``<answer>[[B]]</answer>`` at the end of the answer."""
    begin = text.rfind(_EVALUATED) + len(_EVALUATED) if _EVALUATED in text else 0
    return read_ending(text, _ANSWER, SIDES.__getitem__, "<answer>[[A]]</answer> or <answer>[[B]]</answer>", begin)


RM_R1 = AnswerFormat(
    "rm_r1",
    "RM-R1: a rubric, an evaluation, then <answer>[[A]]</answer> or <answer>[[B]]</answer>",
    read_answer,
    prompt="negforge.evaluate:prompts/rm_r1.md",
    names=("Chatbot A", "Chatbot B"),
    sections=("CHATBOT A", "CHATBOT B"),
    words=("A", "B", ""),
)
