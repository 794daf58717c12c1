"""The names users write. Importing negforge starts nothing and loads no room before it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from negforge.core.defect import Defect
    from negforge.core.edit import Edit
    from negforge.core.pair import Pair
    from negforge.core.task import Task
    from negforge.core.trajectory import Trajectory
    from negforge.perturb.rule import rule
    from negforge.pipeline.building.build import build_benchmark
    from negforge.pipeline.judging.pairs_wanted import evaluate_pairs
    from negforge.pipeline.reading.pair_files import load_pairs

_HOMES = {
    "Defect": "negforge.core.defect",
    "Edit": "negforge.core.edit",
    "Pair": "negforge.core.pair",
    "Task": "negforge.core.task",
    "Trajectory": "negforge.core.trajectory",
    "build_benchmark": "negforge.pipeline.building.build",
    "evaluate_pairs": "negforge.pipeline.judging.pairs_wanted",
    "load_pairs": "negforge.pipeline.reading.pair_files",
    "rule": "negforge.perturb.rule",
}

__all__ = [
    "Defect",
    "Edit",
    "Pair",
    "Task",
    "Trajectory",
    "build_benchmark",
    "evaluate_pairs",
    "load_pairs",
    "rule",
]


def __getattr__(name: str) -> object:
    """Names are imported when they are first asked for: the help text of a command must not wait for the rooms."""
    if name not in _HOMES:
        raise AttributeError(f"module 'negforge' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
