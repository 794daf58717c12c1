"""Single cues and words before the gate: each held against its bar, so that noise in so many fails no clean build.

Each takes its direction from the independent build. It fails where the lower bound of its share right lies above the
bar, each bound taken at 5 % divided by the number of bounds (Bonferroni): of gates in which every cue lies at its bar,
at most one in twenty fails, and of clean ones far fewer. Cues that decide no pair do not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from negforge.audit.cues import cue_signs, cue_verdicts
from negforge.audit.features import FEATURES
from negforge.audit.gate_options import GateOptions
from negforge.audit.gate_report import CueKind, GateCue, On
from negforge.audit.gate_words import word_verdicts
from negforge.audit.table import Table
from negforge.stats.intervals import clustered_rate

if TYPE_CHECKING:
    import numpy as np

RISK = 0.05  # of failing some cue that lies at its bar, all cues together


@dataclass(frozen=True, slots=True)
class _Cue:
    """``verdicts``: of each tested pair, +1 right, -1 wrong, 0 undecided. ``of_all``: an undecided pair counts as one
    half; else it does not count."""

    cue: str
    kind: CueKind
    verdicts: np.ndarray
    at_most: float
    of_all: bool


def gate_cues(
    train: Table, test: Table, rows: Mapping[On, slice], options: GateOptions
) -> tuple[int, tuple[GateCue, ...]]:
    """How many cues were held, and those that fail with the worst of the others."""
    held = [
        (on, own, cue)
        for cue in (*_features(train, test, options), *_words(train, test, options))
        for on, own in rows.items()
        if cue.verdicts[own].any()
    ]
    level = 1 - 2 * RISK / max(1, len(held))
    found = [_held(on, own, cue, test, level) for on, own, cue in held]
    found.sort(key=lambda one: (one.passed, one.at_most - one.low, one.on, one.cue))
    failed = sum(not one.passed for one in found)
    return len(found), tuple(found[: max(failed, options.shown)])


def _features(train: Table, test: Table, options: GateOptions) -> Iterator[_Cue]:
    """Surface cues by the pairs that they decide: what must not decide shall not do so where it speaks. Process cues
    by all pairs: an invalid call is rare, and honest where it is there."""
    signs = cue_signs(train)
    verdicts = cue_verdicts(test, signs)
    for column, feature in enumerate(FEATURES):
        sign: Literal[-1, 1] = 1 if signs[column] > 0 else -1
        process = feature.kind == "process"
        bar = options.bars.process_cue if process else options.bars.cue
        yield _Cue(feature.prefers(sign), feature.kind, verdicts[:, column], bar, process)


def _words(train: Table, test: Table, options: GateOptions) -> Iterator[_Cue]:
    """By all pairs too: a word in few of them is often a part of what is wrong, and decides little."""
    words = word_verdicts(train, test)
    for column, cue in enumerate(words.cues):
        yield _Cue(cue, "word", words.verdicts[:, column], options.bars.word, of_all=True)


def _held(on: On, own: slice, cue: _Cue, test: Table, level: float) -> GateCue:
    verdicts, clusters = cue.verdicts[own], test.clusters[own]
    counted = [place for place, verdict in enumerate(verdicts) if cue.of_all or verdict]
    values = [float(verdicts[place] + 1) / 2 for place in counted]
    rate = clustered_rate(values, [clusters[place] for place in counted], 0, level)
    decides = float((verdicts != 0).mean())
    return GateCue(on, cue.cue, cue.kind, decides, rate.value, rate.low, cue.at_most, rate.low <= cue.at_most)
