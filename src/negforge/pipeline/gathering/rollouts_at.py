"""Rollouts from wherever they lie: a run folder's rollouts.jsonl, or logs in any format that a build reads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from negforge.adapters.wire import decode_rollout
from negforge.core.errors import UsageError
from negforge.core.trajectory import Rollout
from negforge.pipeline.gathering.ingest_stage import REFUSED, ROLLOUTS, Progress, ingest
from negforge.pipeline.gathering.log_reads import Reads, reads_of
from negforge.pipeline.running.inputs import find_inputs
from negforge.pipeline.running.remarks import Note, Remark
from negforge.recipe.knobs import Recipe


def reads_for(tools: str | None, policy: str | None, log_format: str | None) -> Reads:
    """What a user says about logs, as a recipe would. Raises UsageError for files that cannot be read."""
    return reads_of(Recipe(name="best-of", tools=tools, policy=policy, format=log_format))


def rollouts_at(paths: Sequence[Path], reads: Reads, note: Note, progress: Progress) -> Iterator[Rollout]:
    """Every rollout once, in the order of the files. ``note`` hears how many records could not be read. Raises
    UsageError where there is none."""
    runs = [path / ROLLOUTS for path in paths if (path / ROLLOUTS).is_file()]
    logs = [path for path in paths if not (path / ROLLOUTS).is_file()]
    files = find_inputs([str(path) for path in (*runs, *logs)])
    with tempfile.TemporaryDirectory(prefix="negforge-rollouts-") as folder:
        ingest(files, reads, Path(folder), progress)
        with (Path(folder) / REFUSED).open("rb") as lines:
            if refused := sum(1 for _ in lines):
                note(Remark("left_out", f"{refused} records of these files are no rollouts, or repeat one", refused))
        with (Path(folder) / ROLLOUTS).open("rb") as lines:
            for line in lines:
                yield decode_rollout(line)


def sizes_of(text: str) -> tuple[int, ...]:
    """``1,2,4`` as numbers, each once and in order. Raises UsageError."""
    try:
        sizes = sorted({int(one) for one in text.split(",")})
    except ValueError:
        sizes = [0]
    if sizes[0] < 1:
        raise UsageError(f"-n {text}: give numbers from 1 on, such as 1,2,4,8")
    return tuple(sizes)
