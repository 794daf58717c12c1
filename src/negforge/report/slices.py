"""Accuracy by every facet but the split, with an interval clustered by template, where no evaluation wrote it down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from negforge.report.entries import FACETS, Entry
from negforge.report.figures import SPLIT, Facet, Figure
from negforge.report.told import Told
from negforge.stats.intervals import clustered_rate


def slices(told: Mapping[str, Mapping[str, Told]], entries: Sequence[Entry]) -> tuple[Figure, ...]:
    """By facet, then by value in the order of their names, then by evaluator. A facet under which all pairs have one
    value tells nothing, and is left out."""
    found: list[Figure] = []
    for facet in FACETS:
        values = sorted({one.facets[facet] for one in entries})
        if facet == SPLIT or len(values) < 2:
            continue
        for value in values:
            held = [one for one in entries if one.facets[facet] == value]
            found += [figure for name, of in told.items() for figure in _figure(name, facet, value, of, held)]
    return tuple(found)


def _figure(
    name: str, facet: Facet, value: str, told: Mapping[str, Told], entries: Iterable[Entry]
) -> Iterable[Figure]:
    """One, or none where the evaluator was asked about none of these pairs."""
    asked = [(told[one.pair_id].value(), one.cluster) for one in entries if one.pair_id in told]
    if not asked:
        return
    judged = [(worth, cluster) for worth, cluster in asked if worth is not None]
    rate = clustered_rate([worth for worth, _ in judged], [cluster for _, cluster in judged], len(asked) - len(judged))
    yield Figure(name, facet, value, rate)
