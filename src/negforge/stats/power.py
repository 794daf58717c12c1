"""How many pairs it takes to tell two judges apart, from what their answers on some pairs show of chance."""

from __future__ import annotations

import math

from negforge.stats.differences import Difference

POWER, LEVEL = 0.8, 0.05
_NOTHING = 1e-12


def pairs_needed(found: Difference, *, tests: int = 1) -> int | None:
    """So many pairs, of as many a template and as many a split as those at hand, find a true difference as large as the
    one that was ``found`` with a chance of 80 % in a two-sided test at 5 %, or at 5 % over ``tests`` (the hardest step
    of Holm's correction).

    The variance of the mean difference has discordance and clustering in it and falls as 1 / n; it is not taken for
    less than so many differing pairs, and one more, would have alone. z^2 / 2 + 1 templates are added for what the
    normal quantiles leave out, and never fewer than a permutation needs. It holds only if the gap that was seen is the
    true one, and it is noisy: a gap twice too small by chance asks for four times too many pairs. None where nothing
    can be told: no gap, no spread, too few templates for any test.
    """
    if not _tells(found, tests) or abs(found.value) < 1e-9:
        return None
    pairs = found.n * _variance(found) * (_quantiles(tests) / found.value) ** 2
    a_template = found.n / found.clusters
    added = (_alpha(tests) ** 2 / 2 + 1) * a_template
    return math.ceil(max(pairs + added, least_templates(tests) * a_template))


def gap_found(found: Difference, tests: int = 1) -> float | None:
    """The smallest true difference that the pairs at hand find with a chance of 80 %, with the variance that they show;
    it does not rest on the difference that they happened to show. None where there are too few templates for any
    difference to be found, and where no spread is seen, as between judges that agree on every pair."""
    return _quantiles(tests) * math.sqrt(_variance(found)) if _tells(found, tests) else None


def least_templates(tests: int = 1) -> int:
    """Under so many no permutation by template is significant, however large the difference: the least p that G of them
    allow is 2^(1 - G)."""
    return 1 + math.ceil(math.log2(tests / LEVEL))


def _tells(found: Difference, tests: int) -> bool:
    return found.clusters >= least_templates(tests) and found.variance > _NOTHING


def _variance(found: Difference) -> float:
    return max(found.variance, (found.better + found.worse + 1) / found.n**2)


def _alpha(tests: int) -> float:
    from scipy.special import ndtri

    return float(ndtri(1 - LEVEL / tests / 2))


def _quantiles(tests: int) -> float:
    from scipy.special import ndtri

    return _alpha(tests) + float(ndtri(POWER))
