"""What leaks most: the words that a judge leans on, the pairs it is surest of, the defects it knows by their looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from negforge.audit.grams import gram_bucket, word_grams
from negforge.audit.report import DefectReport, PairReport, WordReport
from negforge.audit.table import Table, View, whole
from negforge.audit.text_judge import TextJudge
from negforge.core.pair import Pair

if TYPE_CHECKING:
    import numpy as np

READ: tuple[tuple[View, bool], ...] = (("assistant", True), ("trajectory", False))
FEWEST = 3  # pairs in which a word must differ to be listed
NO_DEFECT = "(no defect named)"


def leaking_words(train: Table, test: Table, shown: int) -> tuple[WordReport, ...]:
    """For masked words of the assistant and for whole trajectories: the n-grams that move the scores of ``test`` most,
    by a judge fitted on ``train``."""
    return tuple(one for view, mask in READ for one in _words(train, test, view, mask, shown))


def _words(train: Table, test: Table, view: View, mask: bool, shown: int) -> list[WordReport]:
    import numpy as np

    if not train.pairs:
        return []
    judge = TextJudge("words", "full", view, mask, "words").fit(whole(train))
    sizes = np.asarray(abs(judge.rows(whole(test))).sum(axis=0)).ravel()
    moves = np.abs(judge.weights) * sizes
    counts = _differing(test.texts(view, mask))
    met: set[int] = set()
    found: list[WordReport] = []
    for gram, (more, less) in counts:
        bucket = gram_bucket(gram)
        pairs = more + less
        if pairs < FEWEST or bucket in met or judge.weights[bucket] == 0:
            continue
        met.add(bucket)
        weight = float(judge.weights[bucket] * sizes[bucket] / pairs)
        right = (more if weight > 0 else less) / pairs
        side = "chosen" if weight > 0 else "rejected"
        found.append(WordReport(view, mask, " ".join(gram), side, weight, pairs, right))  # type: ignore[arg-type]
    found.sort(key=lambda one: (-float(moves[gram_bucket(one.gram.split(" "))]), one.gram))
    return found[:shown]


def _differing(texts: Sequence[tuple[str, str]]) -> list[tuple[tuple[str, ...], tuple[int, int]]]:
    """Each n-gram with the number of pairs in which the first text has more of it, and the second; frequent first."""
    more: Counter[tuple[str, ...]] = Counter()
    less: Counter[tuple[str, ...]] = Counter()
    for first, second in texts:
        one, other = (Counter(word_grams(text)) for text in (first, second))
        more.update((one - other).keys())
        less.update((other - one).keys())
    often = more + less
    return [(gram, (more[gram], less[gram])) for gram, _ in sorted(often.items(), key=lambda item: (-item[1], item[0]))]


def telling_pairs(
    pairs: Sequence[Pair], splits: Sequence[str], scores: np.ndarray, shown: int
) -> tuple[PairReport, ...]:
    """The pairs with the highest scores, the surest first."""
    order = sorted(range(len(pairs)), key=lambda at: (-scores[at], pairs[at].id))
    return tuple(
        PairReport(pairs[at].id, splits[at], pairs[at].defect, float(scores[at]))
        for at in order[:shown]
        if scores[at] > 0
    )


def by_defect(pairs: Sequence[Pair], surface: np.ndarray, full: np.ndarray) -> tuple[DefectReport, ...]:
    """Of each defect the share of its pairs (ties as one half) that each ensemble gets right; frequent ones first."""
    held: dict[str, list[int]] = {}
    for at, pair in enumerate(pairs):
        held.setdefault(pair.defect or NO_DEFECT, []).append(at)
    rows = [
        DefectReport(defect, len(at), float(right_of(surface[at]).mean()), float(right_of(full[at]).mean()))
        for defect, at in held.items()
    ]
    return tuple(sorted(rows, key=lambda one: (-one.pairs, one.defect)))


def right_of(scores: np.ndarray) -> np.ndarray:
    """1 where the first side is preferred, 0 where the second, one half for a tie."""
    import numpy as np

    found: np.ndarray = (np.sign(scores) + 1) / 2
    return found
