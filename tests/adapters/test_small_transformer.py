"""The small transformer: small, antisymmetric, repeatable, and it learns a word that nobody told it of."""

from __future__ import annotations

from random import Random

import pytest

from negforge.adapters.small_transformer import LAST, SmallTransformer, Training, missing, tokens_of

needs_torch = pytest.mark.skipif(missing() is not None, reason="torch is not installed: pip install 'negforge[rm]'")


def pairs(count: int, seed: int) -> list[tuple[str, str]]:
    rng = Random(seed)
    texts = [" ".join(rng.choices([f"word{at}" for at in range(50)], k=10)) for _ in range(2 * count)]
    return [(f"{one} zebra", other) for one, other in zip(texts[::2], texts[1::2], strict=True)]


def test_the_last_words_are_read_and_no_more() -> None:
    text = " ".join(f"w{at}" for at in range(2 * LAST))
    assert tokens_of(text) == tokens_of(" ".join(text.split()[-LAST:])) and len(tokens_of(text)) == LAST
    assert tokens_of("") == [] and tokens_of("Yes.") == tokens_of("yes .")


@needs_torch
def test_it_learns_a_word_and_turns_with_the_sides() -> None:
    model = SmallTransformer(pairs(120, 1), Training(epochs=4))
    test = pairs(40, 2)
    scores = model.scores(test)
    assert (scores > 0).mean() > 0.9 and model.parameters <= 2_000_000
    turned = model.scores([(other, one) for one, other in test])
    assert abs(scores + turned).max() < 1e-5
    assert (scores == SmallTransformer(pairs(120, 1), Training(epochs=4)).scores(test)).all()


@needs_torch
def test_an_empty_text_is_scored_too() -> None:
    model = SmallTransformer([("a b", ""), ("", "c")], Training(epochs=1))
    assert model.scores([("", ""), ("a", "")]).shape == (2,)
