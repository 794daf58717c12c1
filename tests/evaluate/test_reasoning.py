"""Reasoning in front of an answer: where it ends, and what it was."""

from __future__ import annotations

import pytest

from negforge.evaluate.reasoning import answer_begins, reasoning_in


@pytest.mark.parametrize(
    ("text", "answer", "reasoning"),
    [
        ("[[A]]", "[[A]]", None),
        ("<think>hm</think>[[A]]", "[[A]]", "hm"),
        (" <think>\nit says </think> here\n</think>\n[[A]]", "\n[[A]]", "it says </think> here"),
        ("opened by the template\n </think>\n[[A]]", "\n[[A]]", "opened by the template"),
        ("</think>[[A]]", "[[A]]", None),
        ("the page says </think> [[A]]", "the page says </think> [[A]]", None),
        ("thought\n</think>\nThe page says </think>, so [[A]]", "\nThe page says </think>, so [[A]]", "thought"),
    ],
)
def test_an_answer_begins_where_its_reasoning_ends(text: str, answer: str, reasoning: str | None) -> None:
    begin = answer_begins(text)
    assert begin is not None and text[begin:] == answer
    assert reasoning_in(text) == reasoning


def test_reasoning_that_never_ends_has_no_answer() -> None:
    assert answer_begins("<think>[[A]]") is None and reasoning_in("<think>[[A]]") is None
