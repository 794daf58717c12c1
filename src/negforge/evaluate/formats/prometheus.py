"""Prometheus 2 and its kin (Kim et al. 2024, arXiv 2405.01535; M-Prometheus): feedback by a rubric, then the result.

The shape is that of the published relative grading (github.com/prometheus-eval/prometheus-eval, docs/prompts.md): a
task description, the instruction, response A, response B and a score rubric; the answer is
``Feedback: ... [RESULT] A`` or ``... [RESULT] B``. There is no tie. The words are ours.
"""

from __future__ import annotations

import re

from negforge.evaluate.formats.answer_format import AnswerFormat
from negforge.evaluate.formats.ending import read_ending
from negforge.evaluate.verdict_text import SIDES, Reading, Unreadable

_RESULT = re.compile(r"\[RESULT:?\][\s:*]*+[(\[]?+(?:Response )?([AB])(?![A-Za-z0-9])", re.IGNORECASE)


def read_result(text: str) -> Reading | Unreadable:
    """``[RESULT] A`` or ``[RESULT] B`` at the end of the answer."""
    return read_ending(text, _RESULT, SIDES.__getitem__, "[RESULT] A or [RESULT] B")


PROMETHEUS = AnswerFormat(
    "prometheus",
    "Prometheus: feedback by the rubric, then [RESULT] A or [RESULT] B",
    read_result,
    prompt="negforge.evaluate:prompts/prometheus.md",
    names=("Response A", "Response B"),
    sections=("RESPONSE A", "RESPONSE B"),
    words=("A", "B", ""),
)
