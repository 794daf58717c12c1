"""``--limit`` and ``--split``: which pairs they come to, and what they leave out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from negforge.cli.terminal import tell_text

if TYPE_CHECKING:
    from negforge.pipeline.judging.pairs_wanted import Wanted


def pairs_asked_for(places: Sequence[Path], limit: int | None, splits: Sequence[str] | None) -> Wanted:
    """Which pairs in ``places`` are wanted; splits of which the limit leaves none are told on stderr."""
    from negforge.pipeline.judging.pairs_wanted import Wanted, spread

    wanted = spread(places, Wanted(limit, tuple(splits or ())))
    if without := wanted.without():
        held = len(wanted.shares or ())
        tell_text(f"--limit {limit}: fewer than the {held} splits there; no pair of {', '.join(without)} is judged")
    return wanted
