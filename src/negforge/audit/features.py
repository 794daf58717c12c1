"""All features of a side in their order, and the table of differences that judges learn from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from negforge.audit.measures.length import LENGTH
from negforge.audit.measures.measure import Feature, Kind
from negforge.audit.measures.process import PROCESS
from negforge.audit.measures.provenance import PROVENANCE
from negforge.audit.measures.style import STYLE
from negforge.audit.side import Side

if TYPE_CHECKING:
    import numpy as np

FEATURES: tuple[Feature, ...] = (*LENGTH, *STYLE, *PROVENANCE, *PROCESS)
_COUNTS = [at for at, feature in enumerate(FEATURES) if not feature.scale]
SURFACE: tuple[Kind, ...] = ("length", "style", "provenance")


def columns(kinds: Sequence[Kind]) -> list[int]:
    """The places of the features of these kinds."""
    return [at for at, feature in enumerate(FEATURES) if feature.kind in kinds]


def differences(sides: Sequence[tuple[Side, Side]]) -> np.ndarray:
    """Of each pair (row) and feature (column): first side minus second. Counts by their logarithm (log 1 + n), so that
    one more of a few weighs more than one more of many; its sign is that of the plain difference."""
    import numpy as np

    found = np.zeros((len(sides), len(FEATURES)))
    for row, (first, second) in enumerate(sides):
        found[row] = values(first) - values(second)
    return found


def values(side: Side) -> np.ndarray:
    """All features of one side."""
    import numpy as np

    measured = np.array([float(feature.measure(side)) for feature in FEATURES])
    measured[_COUNTS] = np.log1p(measured[_COUNTS])
    return measured
