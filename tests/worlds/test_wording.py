"""Forms: choices are drawn, slots are filled, and values are never read as forms."""

from __future__ import annotations

from random import Random

import pytest

from negforge.worlds.wording import a_or_an, listed, variants, word


def test_a_form_is_drawn_and_filled() -> None:
    drawn = {word("[Could|Can] you [please |]find {what}?", Random(seed), {"what": "it"}) for seed in range(60)}
    assert drawn == {
        "Could you please find it?", "Can you please find it?", "Could you find it?", "Can you find it?",
    }  # fmt: skip


def test_choices_nest_and_are_counted() -> None:
    assert variants("[a|b[c|d]]e[|f]") == 6
    assert {word("[a|b[c|d]]", Random(seed), {}) for seed in range(40)} == {"a", "bc", "bd"}


def test_a_value_with_brackets_and_braces_stays_as_it_is() -> None:
    assert word("{x}", Random(0), {"x": "[a|b] {y}"}) == "[a|b] {y}"


@pytest.mark.parametrize("form", ["[a|b", "a]b", "[[a]"])
def test_unbalanced_brackets_are_told(form: str) -> None:
    with pytest.raises(ValueError, match="form"):
        word(form, Random(0), {})


def test_small_helpers_write_english() -> None:
    assert a_or_an("audiobook") == "an audiobook"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b"], "or") == "a or b"
