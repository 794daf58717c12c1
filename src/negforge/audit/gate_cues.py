"""Single cues before the gate: each held against its bar, so that noise in so many of them fails no clean build.

A cue takes its direction from the independent build. It fails where the lower bound of its share right lies above the
bar, each bound taken at 5 % divided by the number of cues and builds (Bonferroni): of gates in which every
cue lies at its bar, at most one in twenty fails, and of clean ones far fewer. Cues that decide no pair do not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from negforge.audit.cues import cue_signs
from negforge.audit.features import FEATURES
from negforge.audit.gate_options import GateOptions
from negforge.audit.gate_report import GateCue, On
from negforge.audit.table import Table
from negforge.stats.intervals import clustered_rate

if TYPE_CHECKING:
    import numpy as np

RISK = 0.05  # of failing some cue that lies at its bar, all cues together


def gate_cues(
    train: Table, test: Table, rows: Mapping[On, slice], options: GateOptions
) -> tuple[int, tuple[GateCue, ...]]:
    """How many cues were held, and those that fail with the worst of the others."""
    import numpy as np

    signs = cue_signs(train)
    found: list[GateCue] = []
    for on, own in rows.items():
        verdicts = np.sign(test.features[own]) * signs
        at = [column for column in range(len(FEATURES)) if verdicts[:, column].any()]
        level = 1 - 2 * RISK / max(1, len(at) * len(rows))
        found += [_cue(on, column, signs, verdicts[:, column], test.clusters[own], level, options) for column in at]
    found.sort(key=lambda one: (one.passed, one.at_most - one.low, one.on, one.cue))
    failed = sum(not one.passed for one in found)
    return len(found), tuple(found[: max(failed, options.shown)])


def _cue(
    on: On,
    column: int,
    signs: np.ndarray,
    verdicts: np.ndarray,
    clusters: Sequence[str],
    level: float,
    options: GateOptions,
) -> GateCue:
    """Surface cues by the pairs that they decide: what must not decide shall not do so where it speaks. Process cues
    by all pairs: an invalid call is rare, and honest where it is there."""
    feature = FEATURES[column]
    process = feature.kind == "process"
    held = [place for place in range(len(verdicts)) if process or verdicts[place]]
    values = [float(verdicts[place] + 1) / 2 for place in held]
    rate = clustered_rate(values, [clusters[place] for place in held], 0, level)
    bar = options.bars.process_cue if process else options.bars.cue
    sign: Literal[-1, 1] = 1 if signs[column] > 0 else -1
    decides = float((verdicts != 0).mean())
    return GateCue(on, feature.prefers(sign), feature.kind, decides, rate.value, rate.low, bar, rate.low <= bar)
