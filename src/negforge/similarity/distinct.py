"""Distinct tasks: tasks that are equal once numbers, names, ids and dates are masked count as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from negforge.core.json_text import digest
from negforge.core.pair import Pair
from negforge.similarity.masking import masked_all
from negforge.similarity.shingles import words_of
from negforge.similarity.texts import task_text


def task_keys(pairs: Iterable[Pair]) -> list[str]:
    """A name for each pair's task: tasks that count as one have one name, a hash of the masked words of the user."""
    return keys_of([task_text(pair.task, pair.chosen) for pair in pairs])


def keys_of(texts: Sequence[str]) -> list[str]:
    """The same for texts. What is a name in a text is learnt from all texts together, so keys of different calls are
    not to be compared."""
    keys = {text: digest(words_of(plain)) for text, plain in masked_all(texts).items()}
    return [keys[text] for text in texts]
