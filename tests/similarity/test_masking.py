"""Masking: what is left of a text is how it is asked."""

from __future__ import annotations

import pytest

from negforge.similarity.masking import masked_all


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Put 2.25 hours on LUM-292 for August 11.", "Put <number> hours on <id> for <date>."),
        ("we need it by 3 Jun. Draft a reply", "we need it by <date>. Draft a reply"),
        ("from 2026-07-19, 16:30, or on Friday at 9 am", "from <date>, <time>, or on <date> at <time>"),
        ("order 70-827560 (two of it, 5 %)", "order <id> (<number> of it, <number> %)"),
        ("Write to a.b@c.example about /costs/q2.csv", "Write to <id> about <id>"),
        ('Ask for "A Short History of the Glacier" again', "Ask for <name> again"),
        ("Invite Paloma Moreau, Carolin Castellani and Wilma", "Invite <name>"),
        ("When does the train leave? In Rosvale I change.", "When does the train leave? In <name> I change."),
        ("Please ask Dr. Umland, I'm in", "Please ask <name>. <name>, I'm in"),
        ("PLEASE RENEW MY BOOKS, ALL 3 OF THEM", "PLEASE RENEW MY BOOKS, ALL <number> OF THEM"),
        ("明天 10 点", "明天 <number> 点"),
        ("", ""),
    ],
)
def test_figures_dates_ids_and_names_go(text: str, left: str) -> None:
    assert masked_all([text]) == {text: left}


def test_a_name_is_known_where_it_begins_a_sentence_once_it_stood_inside_of_one() -> None:
    texts = ["Tell Paula it is done.", "Paula wants it back.", "did paula's tell you?", "Is Paula in? Can I have it?"]
    first, second, third, _ = masked_all(texts).values()
    assert (first, second) == ("Tell <name> it is done.", "<name> wants it back.")
    assert third == "did <name> tell you?"


def test_a_word_that_is_written_small_more_often_is_no_name() -> None:
    texts = ["the Book is here", "a book", "my book, please"]
    assert list(masked_all(texts).values()) == ["the <name> is here", *texts[1:]]


@pytest.mark.parametrize(
    "unit", ["1.", "-", '"', "a-", "/a", "@a.", "1:", "<name> ", "A ", "( ", " ", "\n", "é1_", "\ud800"]
)
def test_no_text_takes_long(unit: str) -> None:
    assert masked_all([unit * (100_000 // len(unit))])
