"""Reasoning that some servers leave in front of an answer, between ``<think>`` and ``</think>``."""

from __future__ import annotations

import re

_BEGIN, _END = "<think>", "</think>"
_END_ON_A_LINE = re.compile(rf"(?:\A|\n)[ \t]*+{_END}")


def begins_with_reasoning(text: str) -> bool:
    return text.lstrip().startswith(_BEGIN)


def answer_begins(text: str) -> int | None:
    """Where the answer begins, 0 where no reasoning stands before it; None where the reasoning never ends.

    Reasoning ends with the last end of it, as it may quote one. A chat template may have opened it, so that the text
    has no beginning of it: then its end must begin a line.
    """
    if begins_with_reasoning(text):
        return text.rfind(_END) + len(_END) if _END in text else None
    ends = list(_END_ON_A_LINE.finditer(text))
    return ends[-1].end() if ends else 0


def reasoning_in(text: str) -> str | None:
    """The reasoning without its tags; None where there is none, or no answer after it."""
    thought = text[: answer_begins(text) or 0].strip().removesuffix(_END).removeprefix(_BEGIN)
    return thought.strip() or None
