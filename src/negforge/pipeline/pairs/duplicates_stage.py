"""The stage between pairs and splits: duplicates, and what is near to a given corpus, told and kept out of the splits.

pairs.jsonl → duplicates.jsonl (a drop for every pair that goes) and duplicates.json (who is near to whom, and to what).
"""

from __future__ import annotations

import json
from pathlib import Path

from negforge.adapters.wire import encode_drop
from negforge.assemble.portraits import portrait_of
from negforge.pipeline.pairs.duplicates_found import look, report_of
from negforge.pipeline.reading.splits_stage import read_pairs
from negforge.pipeline.running.inputs import corpus_files
from negforge.pipeline.running.joining import PAIRS
from negforge.pipeline.running.kept_out import DUPLICATES
from negforge.pipeline.running.run_files import whole_file, write_text
from negforge.recipe.duplicates import Duplicates

REPORT = "duplicates.json"


def find_duplicates(folder: Path, knobs: Duplicates) -> None:
    """Write the stage's files."""
    portraits = tuple(map(portrait_of, read_pairs(folder / PAIRS)))
    looked = look(portraits, knobs, corpus_files(knobs.against), lambda _: None)
    with whole_file(folder / DUPLICATES) as out:
        for drop in looked.drops:
            out.write(encode_drop(drop) + b"\n")
    write_text(folder / REPORT, json.dumps(report_of(looked, knobs), indent=1, ensure_ascii=True) + "\n")
