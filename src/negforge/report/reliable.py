"""Reliability curves of judges that state probabilities, where no evaluation wrote them down."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from negforge.report.entries import Entry
from negforge.report.figures import Reliability, Step
from negforge.report.told import Told
from negforge.stats.calibration import squared_error
from negforge.stats.intervals import clustered_rate

BINS = 10  # of equal width, from one half to 1


def reliability(evaluator: str, told: Mapping[str, Told], entries: Sequence[Entry]) -> Reliability | None:
    """None where it stated no probability. A pair's confidence is the mean over its answers."""
    stated = [
        (*both, one.cluster)
        for one in entries
        if one.pair_id in told and (both := told[one.pair_id].confidence()) is not None
    ]
    if not stated:
        return None
    held: dict[int, list[tuple[float, float, str]]] = {}
    for row in stated:
        held.setdefault(min(BINS - 1, int((row[0] - 0.5) * 2 * BINS + 1e-9)), []).append(row)
    steps = tuple(_step(number, rows) for number, rows in sorted(held.items()))
    ece = math.fsum(one.true.n * abs(one.stated - one.true.value) for one in steps) / len(stated)
    brier = math.fsum(squared_error(p, y) for p, y, _ in stated) / len(stated)
    return Reliability(evaluator, len(stated), steps, ece, brier)


def _step(number: int, rows: Sequence[tuple[float, float, str]]) -> Step:
    rate = clustered_rate([y for _, y, _ in rows], [cluster for *_, cluster in rows], 0)
    width = 0.5 / BINS
    low = 0.5 + width * number
    return Step(low, low + width, math.fsum(p for p, _, _ in rows) / len(rows), rate)
