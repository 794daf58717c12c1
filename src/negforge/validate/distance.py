"""Distance: the rejected is close to the chosen, and not too close: few root edits, an edit ratio within bounds."""

from __future__ import annotations

from dataclasses import dataclass

from negforge.core.pair import Pair
from negforge.core.transcript import render


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a rejected may be from its chosen; both ends of the edit ratio are included."""

    max_edits: int
    min_edit_ratio: float
    max_edit_ratio: float


def distance(pair: Pair, bounds: Bounds) -> str | None:
    """Why the pair is out of bounds, or None. Edits are root edits: a replayed suffix does not count."""
    if pair.roots > bounds.max_edits:
        return f"{pair.roots} edits, more than max_edits {bounds.max_edits}"
    ratio = edit_ratio(pair)
    if ratio < bounds.min_edit_ratio:
        return f"edit ratio {ratio:.4f}, below min_edit_ratio {bounds.min_edit_ratio:g}"
    if ratio > bounds.max_edit_ratio:
        return f"edit ratio {ratio:.4f}, above max_edit_ratio {bounds.max_edit_ratio:g}"
    return None


def edit_ratio(pair: Pair) -> float:
    """Levenshtein distance of the two transcripts in characters, over the length of the longer one: 0 same, 1 all new.

    Whole transcripts, policy and opening included: the share of what a judge reads that tells the sides apart. Exact;
    rapidfuzz takes off what both have at their start and end, and ``score_hint`` makes it search a narrow band first
    and a wider one only where needed (200 kB with edits at both ends: 10 ms instead of 950).
    """
    from rapidfuzz.distance import Levenshtein

    chosen, rejected = render(pair.task, pair.chosen), render(pair.task, pair.rejected)
    longer = max(len(chosen), len(rejected))
    return Levenshtein.distance(chosen, rejected, score_hint=64) / longer if longer else 0.0
