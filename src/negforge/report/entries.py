"""What is kept of a pair once its text is packed: where it counts, and what a list shows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from negforge.core.defect import find_defect
from negforge.core.message import said_by, text_of
from negforge.core.pair import Pair
from negforge.report.figures import SPLIT, Facet

FACETS: tuple[Facet, ...] = (
    SPLIT, "defect", "level", "depth", "severity", "world", "length", "origin", "family", "twin",
)  # fmt: skip
NO_SPLIT, UNKNOWN, NONE, OWN = "(no split)", "unknown", "none", "not a twin"
LONGEST_QUERY = 140


@dataclass(frozen=True, slots=True)
class Entry:
    """``cluster``: the task's template. ``facets``: the value that the pair counts under, for each of FACETS.
    ``query``: the beginning of what the user asks first."""

    pair_id: str
    cluster: str
    facets: Mapping[Facet, str]
    query: str


def entry_of(pair: Pair, world: str | None, length: str) -> Entry:
    """``world``: of its task, None where it is of none; ``length``: the published bin it falls into."""
    defect = find_defect(pair.defect or "")
    facets = {
        SPLIT: pair.split or NO_SPLIT,
        "defect": pair.defect or UNKNOWN,
        "level": str(pair.level or UNKNOWN),
        "depth": (pair.certificate.depth if pair.certificate else "") or UNKNOWN,
        "severity": str(defect.severity) if defect else UNKNOWN,
        "world": world or NONE,
        "length": length,
        "origin": pair.origin,
        "family": pair.family or UNKNOWN,
        "twin": pair.twin or OWN,
    }
    return Entry(pair.id, pair.task.template_id, facets, _query(pair))


def _query(pair: Pair) -> str:
    first = next((one for one in pair.task.opening if said_by(one, "user")), None)
    words = " ".join(text_of(first).split()) if first is not None else ""
    return words if len(words) <= LONGEST_QUERY else f"{words[: LONGEST_QUERY - 1]}…"
