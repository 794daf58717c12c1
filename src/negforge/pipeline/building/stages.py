"""The stages of a build in their order: each reads files of the run folder, runs a room and writes files."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from negforge.pipeline.endpoints.models import Asking
from negforge.pipeline.endpoints.recipe_rewards import rewards_in
from negforge.pipeline.gathering.collecting import played_for
from negforge.pipeline.gathering.ingest_stage import INGEST, REFUSED, ROLLOUTS, Progress, ingest
from negforge.pipeline.gathering.log_reads import reads_of
from negforge.pipeline.judging.judging_stage import JUDGEMENTS, MEASURES, METRICS, judge_splits
from negforge.pipeline.pairs.bars_stage import bar_files, hold_bars
from negforge.pipeline.pairs.duplicates_stage import REPORT, find_duplicates
from negforge.pipeline.pairs.pairs_stage import PARTS, make_pairs
from negforge.pipeline.pairs.reroll_stage import make_rerolls, reroll_files
from negforge.pipeline.pairs.selection_stage import make_selection
from negforge.pipeline.reading.manifest import MANIFEST
from negforge.pipeline.reading.splits_stage import make_splits, split_files
from negforge.pipeline.running.chosen_pairs import selection_files
from negforge.pipeline.running.inputs import InputFile
from negforge.pipeline.running.joining import DROPS, FUNNEL, PAIRS
from negforge.pipeline.running.kept_out import DUPLICATES
from negforge.pipeline.running.ledger import Ledger
from negforge.recipe.knobs import Recipe


@dataclass(frozen=True, slots=True)
class Work:
    """What all stages of one build share."""

    recipe: Recipe
    inputs: tuple[InputFile, ...]
    asking: Asking
    folder: Path
    workers: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class Stage:
    """``files``: what it leaves in the folder, asked for when it has run."""

    name: str
    run: Callable[[Work], None]
    files: Callable[[Path], Sequence[str]]


WORTH_TELLING = 60.0  # seconds: of a shorter build nobody asks where the time went
STAGES: tuple[Stage, ...] = (
    Stage(
        "ingest",
        lambda work: ingest(
            work.inputs,
            reads_of(work.recipe),
            work.folder,
            work.progress,
            played_for(work.recipe, work.workers, work.progress),
        ),
        lambda _: (ROLLOUTS, REFUSED, INGEST),
    ),
    Stage(
        "rerolls",
        lambda work: make_rerolls(work.recipe, work.asking, work.folder, work.progress),
        reroll_files,
    ),
    Stage(
        "pairs",
        lambda work: make_pairs(work.recipe, work.folder, work.workers, work.progress),
        lambda _: (PAIRS, DROPS, FUNNEL),
    ),
    Stage(
        "duplicates",
        lambda work: find_duplicates(work.folder, work.recipe.duplicates),
        lambda _: (DUPLICATES, REPORT),
    ),
    Stage(
        "selection",
        lambda work: make_selection(work.recipe, work.folder, work.progress, work.workers),
        selection_files,
    ),
    Stage("splits", lambda work: make_splits(work.folder), split_files),
    Stage("bars", lambda work: hold_bars(work.recipe, work.folder), bar_files),
    Stage(
        "judgements",
        lambda work: judge_splits(
            work.recipe.evaluate.judges,
            work.asking,
            work.folder,
            work.workers,
            work.progress,
            rewards_in(work.recipe),
        ),
        lambda _: (JUDGEMENTS, METRICS, MEASURES),
    ),
)


def run_stages(work: Work, ledger: Ledger, stages: Sequence[Stage] = STAGES) -> bool:
    """Run what is not done yet; whether anything was. What stands on a stage that is made anew is made anew too. A long
    build ends with a note of where its time went."""
    ran = False
    took: dict[str, float] = {}
    for number, stage in enumerate(stages):
        if not ran and ledger.is_done(stage.name):
            continue
        if not ran:
            (work.folder / MANIFEST).unlink(missing_ok=True)  # it says that a run is finished
            ledger.forget([later.name for later in stages[number:]])
        ran = True
        begin = time.monotonic()
        stage.run(work)
        took[stage.name] = time.monotonic() - begin
        ledger.record(stage.name, stage.files(work.folder))
    rmtree(work.folder / PARTS, ignore_errors=True)
    if sum(took.values()) >= WORTH_TELLING:
        work.asking.note(f"time: {', '.join(f'{name} {spent:.0f} s' for name, spent in took.items())}")
    return ran
