"""Distance: the rejected is close to the chosen, and not too close: few root edits, an edit ratio within bounds."""

from __future__ import annotations

from dataclasses import dataclass

from negforge.core.message import Say
from negforge.core.pair import Pair
from negforge.core.trajectory import Trajectory
from negforge.core.transcript import render, render_messages
from negforge.validate.faithful import before_neutral


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a rejected may be from its chosen; both ends of the edit ratio are included. ``max_natural_ratio``: for
    two rollouts that nobody edited."""

    max_edits: int
    min_edit_ratio: float
    max_edit_ratio: float
    max_natural_ratio: float = 1.0


def distance(pair: Pair, bounds: Bounds) -> str | None:
    """Why the pair is out of bounds, or None. Edits are root edits: a replayed suffix does not count."""
    if pair.roots > bounds.max_edits:
        return f"{pair.roots} edits, more than max_edits {bounds.max_edits}"
    ratio = edit_ratio(pair)
    if ratio < bounds.min_edit_ratio:
        return f"edit ratio {ratio:.4f}, below min_edit_ratio {bounds.min_edit_ratio:g}"
    edited = pair.origin in ("rule", "minimal_edit")
    knob, most = (
        ("max_edit_ratio", bounds.max_edit_ratio) if edited else ("max_natural_ratio", bounds.max_natural_ratio)
    )
    return f"edit ratio {ratio:.4f}, above {knob} {most:g}" if ratio > most else None


def edit_ratio(pair: Pair) -> float:
    """Levenshtein distance of the two transcripts in characters, over the length of the longer one: 0 same, 1 all new.

    Whole transcripts before neutral differences, policy and opening included: the share of what a judge reads that the
    defect tells the sides apart by. Exact;
    rapidfuzz takes off what both have at their start and end, and ``score_hint`` makes it search a narrow band first
    and a wider one only where needed (200 kB with edits at both ends: 10 ms instead of 950).
    """
    from rapidfuzz.distance import Levenshtein

    chosen, rejected = (render(pair.task, Trajectory(side)) for side in before_neutral(pair))
    longer = max(len(chosen), len(rejected))
    return Levenshtein.distance(chosen, rejected, score_hint=64) / longer if longer else 0.0


def similarity(pair: Pair) -> float:
    """Share of the agent's own part of the transcripts that both sides have alike, before neutral differences: 1 minus
    the Levenshtein distance over the longer one. User turns, query and policy are left out: they are always alike."""
    from rapidfuzz.distance import Levenshtein

    one, other = (
        "\n".join(render_messages(tuple(m for m in side if not (isinstance(m, Say) and m.role == "user"))))
        for side in before_neutral(pair)
    )
    longer = max(len(one), len(other))
    return round(1 - Levenshtein.distance(one, other, score_hint=64) / longer, 4) if longer else 1.0
