"""How many pairs it takes to tell two judges apart, from what their answers on some pairs show of chance."""

from __future__ import annotations

import math

POWER, LEVEL = 0.8, 0.05


def pairs_needed(gap: float, variance: float, n: int, *, tests: int = 1) -> int | None:
    """So many pairs, of as many a template and as many a split as the ``n`` at hand, find a true difference of ``gap``
    with a chance of 80 % in a two-sided test at 5 %, or at 5 % over ``tests`` (the hardest step of Holm's correction).

    ``variance``: of the mean difference over ``n`` pairs, as ``stats.differences`` has it: discordance and clustering
    are both in it, and it falls as 1 / n. With the gap that was seen for the gap, the figure holds only if that is the
    true one: a small gap seen by chance asks for too many pairs. None where no number would do (no gap, nothing known).
    """
    if not n or math.isnan(gap) or math.isnan(variance) or abs(gap) < 1e-9:
        return None
    return math.ceil(n * variance * (_quantiles(tests) / gap) ** 2) or 1


def gap_found(variance: float, tests: int = 1) -> float:
    """The smallest true difference that the pairs at hand find with a chance of 80 %; it does not rest on what they
    happened to show. NaN where the variance is."""
    return _quantiles(tests) * math.sqrt(variance)


def _quantiles(tests: int) -> float:
    from scipy.special import ndtri

    return float(ndtri(1 - LEVEL / tests / 2) + ndtri(POWER))
