"""tau-bench results: a list of {task_id, reward, info, traj, trial}."""

from __future__ import annotations

from pathlib import PurePath

from negforge.core.json_text import Json
from negforge.ingest.reading import (
    Format,
    Reading,
    Refusal,
    Run,
    Source,
    finish,
    has_keys,
    label,
    leftovers,
    open_run,
    reward_is_one,
    text_or_none,
)


def detect(keys: tuple[str, ...], first: Json | None) -> bool:
    return has_keys(keys, first, "traj", "reward")


def read(record: Json, source: Source) -> Reading | Refusal:
    """The reward tells the final state of the database; a run that crashed (``info.error``) certifies nothing."""
    run = open_run(record, "traj")
    if isinstance(run, Refusal):
        return run
    task = text_or_none(run.fields.get("task_id")) or f"#{source.record}"
    return finish(
        run,
        source,
        parent=f"tau-bench/{PurePath(source.file).stem}/{task}",
        outcome=label(None if _crashed(run) else reward_is_one(run.fields.get("reward")), "outcome"),
        settings=leftovers(run),
    )


def _crashed(run: Run) -> bool:
    info = run.fields.get("info")
    return isinstance(info, dict) and bool(info.get("error"))


FORMAT = Format("tau_bench", "tau-bench results: {task_id, reward, info, traj, trial}", None, detect, read)
