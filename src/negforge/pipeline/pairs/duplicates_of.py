"""Duplicates and contamination of pairs wherever they lie: the same look as a build's, and the pairs that stay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from negforge.adapters.files import write_lines
from negforge.adapters.wire import encode_pair
from negforge.assemble.portraits import portrait_of
from negforge.core.json_text import Json
from negforge.pipeline.pairs.duplicates_found import look, report_of
from negforge.pipeline.reading.pair_files import pairs_at
from negforge.pipeline.running.inputs import corpus_files
from negforge.pipeline.running.remarks import Note
from negforge.recipe.duplicates import Duplicates


def duplicates_at(places: Sequence[Path], knobs: Duplicates, out: Path | None, note: Note) -> Json:
    """The report on the pairs of all these places together. ``out``: where the pairs that stay go, a pair a line.
    Raises UsageError where a place holds no pairs, or a corpus no text."""
    corpora = corpus_files(knobs.against)
    looked = look([portrait_of(pair) for pair in pairs_at(places, note)], knobs, corpora, note)
    if out is not None:
        gone = {drop.pair_id for drop in looked.drops}
        kept = (pair for pair in pairs_at(places, lambda _: None) if pair.id not in gone)
        write_lines(out, (encode_pair(pair) for pair in kept))
    return report_of(looked, knobs)
