"""Forms of answer for any model: prose and a JSON object, JSON under a schema, and the mark ``[[A]]``.

``[[A]]`` as in MT-Bench (Zheng et al. 2023, arXiv 2306.05685) and in Plan-RewardBench (arXiv 2604.08178).
"""

from __future__ import annotations

from negforge.core.chat import OutputSchema
from negforge.evaluate.formats.answer_format import AnswerFormat
from negforge.evaluate.formats.ending import read_ending
from negforge.evaluate.verdict_text import MARK, SIDES, Reading, Unreadable, read_verdict

# The comparison comes first, so that the model thinks before it judges: models write fields in the order of the
# schema. The alphabet agrees, which matters because a request is sent with its keys sorted.
COMPARISON_THEN_VERDICT = OutputSchema(
    "judgement",
    '{"type":"object","properties":{"comparison":{"type":"string"},"verdict":{"type":"string","enum":["A","B","tie"]}},'
    '"required":["comparison","verdict"],"additionalProperties":false}',
)


def read_marker(text: str) -> Reading | Unreadable:
    """``[[A]]``, ``[[B]]`` or ``[[C]]`` (also ``[[tie]]``: neither) at the end of the answer."""
    return read_ending(text, MARK, SIDES.__getitem__, "[[A]], [[B]] or [[C]]")


VERDICT = AnswerFormat("verdict", 'a comparison, then {"verdict": "A" | "B" | "tie"} on the last line', read_verdict)
STRUCTURED = AnswerFormat(
    "structured",
    "JSON under a schema: the comparison, then the verdict",
    read_verdict,
    question="question, structured",
    schema=COMPARISON_THEN_VERDICT,
)
MARKER = AnswerFormat(
    "marker",
    "a comparison, then [[A]], [[B]] or [[C]] (a tie) on the last line",
    read_marker,
    prompt="negforge.evaluate:prompts/marker.md",
    words=("A", "B", "C"),
)
