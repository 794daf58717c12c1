"""Which pairs a selection chose, for the stages after it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SELECTION = "selection.json"


def chosen_in(folder: Path) -> frozenset[str] | None:
    """The ids of the chosen pairs; None where nothing was selected, so that all are in."""
    selection = selection_in(folder)
    if selection is None:
        return None
    return frozenset(name for split in selection["splits"].values() for name in split["pairs"])


def selection_in(folder: Path) -> Mapping[str, Any] | None:
    """The report of the selection (negforge.assemble.outcome), None where there was none."""
    if not selection_files(folder):
        return None
    found: Mapping[str, Any] = json.loads((folder / SELECTION).read_bytes())
    return found


def selection_files(folder: Path) -> tuple[str, ...]:
    """What the selection left in the folder."""
    return (SELECTION,) if (folder / SELECTION).is_file() else ()
