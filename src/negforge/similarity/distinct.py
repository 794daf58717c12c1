"""Distinct tasks: tasks that are equal once numbers, names, ids and dates are masked count as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from negforge.core.json_text import digest
from negforge.core.pair import Pair
from negforge.similarity.masking import masked_all
from negforge.similarity.shingles import words_of
from negforge.similarity.texts import task_text


@dataclass(frozen=True, slots=True)
class Distinct:
    """Of so many pairs: ``tasks``, distinct by their masked words; ``with_skeleton``, if another ``template_id`` (the
    same words met by another fault, say) counts as another task; ``skeletons``, and how many pairs the most frequent
    one has."""

    pairs: int
    tasks: int
    with_skeleton: int
    skeletons: int
    most_of_a_skeleton: int

    @property
    def share(self) -> float:
        """Distinct tasks over pairs; 1 where there is no pair."""
        return self.tasks / self.pairs if self.pairs else 1.0

    @property
    def largest_skeleton(self) -> float:
        """Share of the pairs that the most frequent skeleton has."""
        return self.most_of_a_skeleton / self.pairs if self.pairs else 0.0


def distinct_tasks(pairs: Iterable[Pair]) -> Distinct:
    """How many tasks there are in these pairs (of one split, say), and how much of one kind."""
    held = list(pairs)
    keys = task_keys(held)
    skeletons = Counter(pair.task.template_id for pair in held)
    both = {(key, pair.task.template_id) for key, pair in zip(keys, held, strict=True)}
    most = max(skeletons.values(), default=0)
    return Distinct(len(held), len(set(keys)), len(both), len(skeletons), most)


def task_keys(pairs: Iterable[Pair]) -> list[str]:
    """A name for each pair's task: tasks that count as one have one name, a hash of the masked words of the user."""
    return keys_of([task_text(pair.task, pair.chosen) for pair in pairs])


def keys_of(texts: Sequence[str]) -> list[str]:
    """The same for texts. What is a name in a text is learnt from all texts together, so keys of different calls are
    not to be compared."""
    keys = {text: digest(words_of(plain)) for text, plain in masked_all(texts).items()}
    return [keys[text] for text in texts]
