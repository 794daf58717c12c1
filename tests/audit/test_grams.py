"""Hashed n-grams: the same in every process, and what is equal on both sides leaves no trace."""

from __future__ import annotations

import numpy as np  # noqa: TID253  # a test of what learns from numbers
from hypothesis import given
from hypothesis import strategies as st

from negforge.audit.grams import BUCKETS, character_buckets, difference_rows, gram_bucket, word_buckets
from negforge.audit.sparse import column_scaled, row_scaled, unit_rows
from tests.strategies import texts


def test_words_and_two_in_a_row_are_counted() -> None:
    assert sorted(word_buckets("one two")) == sorted(
        [gram_bucket(["one"]), gram_bucket(["two"]), gram_bucket(["one", "two"])]
    )


def test_characters_come_in_runs_of_three_to_five() -> None:
    assert len(character_buckets("abcdef")) == 4 + 3 + 2
    assert len(character_buckets("ab")) == len(character_buckets("")) == 0


def test_the_buckets_are_those_of_every_other_process() -> None:
    assert gram_bucket(["order"]) == 18883
    assert character_buckets("abc").tolist() == [72742]


@given(texts(40), texts(40))
def test_rows_turn_with_the_sides_and_equal_texts_are_empty(one: str, other: str) -> None:
    for analyzer in ("words", "characters"):
        rows = difference_rows([(one, other), (other, one), (one, one)], analyzer)  # type: ignore[arg-type]
        assert rows.shape == (3, BUCKETS)
        assert (rows[0] + rows[1]).count_nonzero() == 0 and rows[2].nnz == 0


@given(st.integers(0, 3))
def test_scaling_is_multiplying(seed: int) -> None:
    from scipy.sparse import random_array

    rng = np.random.default_rng(seed)
    rows = random_array((5, 7), density=0.4, rng=rng).tocsr()
    by_row, by_column = rng.normal(size=5), rng.integers(0, 2, size=7).astype(float)
    dense = rows.toarray()
    assert np.allclose(row_scaled(rows, by_row).toarray(), dense * by_row[:, None])
    assert np.allclose(column_scaled(rows, by_column).toarray(), dense * by_column)
    lengths = np.linalg.norm(dense, axis=1)
    assert np.allclose(unit_rows(rows).toarray(), dense / np.where(lengths == 0, 1, lengths)[:, None])
    assert np.array_equal(rows.toarray(), dense)
