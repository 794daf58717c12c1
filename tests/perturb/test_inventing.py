"""Invented values: of the form of the right ones, never the right ones, and never in conflict with each other."""

from __future__ import annotations

from random import Random

import pytest

from negforge.checks.readings.values import canons, key, values
from negforge.core.edit import Edit
from negforge.core.message import Message, Say, text_of
from negforge.perturb.inventing import with_invented_values
from tests.build import assistant, response, user

VALUES = (
    *("31.50", "1,810", "48", "15", "0.4127", "$54", "2026-05-13", "13 May", "May 3, 2026", "April 30", "2026-05-01"),
    *("09:10", "5 pm", "10 am", "11:45 PM", "23:55", "00:00", "W-4471", "R101", "HAT285", "SLN4471088624BE"),
)


def invented(*words: str, sole: str, rng_seed: int = 0, before: tuple[Message, ...] = ()) -> list[str] | None:
    """What the assistant's words become, where the values of ``sole`` are those of the step that was taken out."""
    row = (*before, *(assistant(text) for text in words))
    edits = with_invented_values(row, len(before) - 1, canons(sole), Random(rng_seed))
    if edits is None:
        return None
    assert all(edit.before == row[edit.at] != edit.after for edit in edits)
    made = {edit.at: edit.after for edit in edits}
    return [_text(made.get(at, message)) for at, message in enumerate(row) if at >= len(before)]


def _text(message: Message | None) -> str:
    assert isinstance(message, Say)
    return text_of(message)


@pytest.mark.parametrize("rng_seed", range(12))
@pytest.mark.parametrize("value", VALUES)
def test_an_invented_value_has_the_form_of_the_right_one_and_is_another(value: str, rng_seed: int) -> None:
    (words,) = invented(f"It is {value}, I think.", sole=value, rng_seed=rng_seed) or ("",)
    assert words.startswith("It is ") and words.endswith(", I think.")
    made = words.removeprefix("It is ").removesuffix(", I think.")
    (was,), (now,) = values(value), values(made)
    assert now.kind == was.kind and now.canon != was.canon
    assert abs(len(made) - len(value)) <= 3


def test_all_else_in_the_words_stays() -> None:
    words = "R1 leaves at 09:10 on 13 May and costs 31.50 euros (12 stops, 40 minutes)."
    (made,) = invented(words, sole="31.50") or ("",)
    price = made.removeprefix("R1 leaves at 09:10 on 13 May and costs ")[:5]
    assert made == words.replace("31.50", price) != words


def test_one_value_is_invented_once_however_often_and_however_it_is_told() -> None:
    first, second, third = (
        invented("It costs 31.50.", "As I said: 31.50, not 48.25.", "So 31.5.", sole="31.50") or ("",) * 3
    )
    told = first[9:14]
    assert second == f"As I said: {told}, not 48.25."
    assert {key(value) for value in values(third)} == {key(value) for value in values(f"So {told}.")}


@pytest.mark.parametrize("rng_seed", range(12))
def test_dates_and_times_move_together(rng_seed: int) -> None:
    words = "Out on 10 May at 09:40, arriving at 10:05; back on 24 May at 18:20, arriving at 18:45."
    (made,) = invented(words, sole="10 May, 24 May, 09:40, 10:05, 18:20, 18:45", rng_seed=rng_seed) or (words,)
    assert made != words
    for kind in ("date", "time"):
        canon = [value.canon for value in values(made) if value.kind == kind]
        assert canon == sorted(canon) and len(set(canon)) == len(canon)


def test_no_value_is_invented_that_the_run_has_met() -> None:
    met = response(" ".join(f"1{digit}" for digit in "346789"))
    for rng_seed in range(12):
        assert invented("There are 15 seats.", sole="15", rng_seed=rng_seed, before=(met,)) is None


@pytest.mark.parametrize(
    ("words", "sole"),
    [
        ("Nothing of that.", "31.50"),
        ("Ask anna@mail.example about the 31.50.", "anna@mail.example 31.50"),
        ("It was in 2022.", "2022"),
        (
            " and ".join(f"{number}.25" for number in range(20, 29)),
            " ".join(f"{number}.25" for number in range(20, 29)),
        ),
        ("The rent rises by 100.00, from 1100.00 to 1200.00.", "100.00"),
        ("Out for 282, back for 443: 725 in all.", "443"),
        ("The Rise is cheaper at 1038.30, but slower.", "1038.30"),
        ("At 1177.60 it is over your limit.", "1177.60"),
        ("It is on the 3rd May.", "3 May"),
    ],
    ids=["not told", "an address", "a year", "too much", "an increase", "a total", "compared", "limited", "an ordinal"],
)
def test_nothing_is_invented_that_would_not_be_believed(words: str, sole: str) -> None:
    assert invented(words, sole=sole) is None


def test_an_id_compares_with_nothing() -> None:
    (made,) = invented("It was accepted under number XB-26-0481937.", sole="XB-26-0481937") or ("",)
    assert made.startswith("It was accepted under number XB-2") and "XB-26-0481937" not in made


def test_words_before_the_place_and_words_of_the_user_stay() -> None:
    row = (assistant("It costs 31.50."), user("31.50?"), assistant("Yes, 31.50."))
    (edit,) = with_invented_values(row, 0, canons("31.50"), Random(0)) or ()
    assert isinstance(edit, Edit) and edit.at == 2
