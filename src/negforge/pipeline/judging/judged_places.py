"""Where the pairs of an earlier evaluation lie, as its folder says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.pipeline.endpoints.folders import MARK, PATHS
from negforge.pipeline.reading.manifest import MANIFEST

BY_OPTION = "name them by --pairs PATH"


def judged_places(folder: Path, otherwise: str = BY_OPTION) -> Iterator[Path]:
    """The places that ``evaluation.json`` notes; of a build that judged, the build. Raises UsageError where that is not
    known, or they are gone; ``otherwise`` says what to do then."""
    mark = json_at(folder / MARK)
    noted = mark.get(PATHS) if isinstance(mark, dict) else None
    if isinstance(noted, list) and noted:
        for one in noted:
            if not Path(str(one)).exists():
                raise UsageError(f"{one}: the pairs that {folder} judged are gone from there; {otherwise}")
            yield Path(str(one))
        return
    if mark is None and (folder / MANIFEST).is_file():
        yield folder
        return
    raise UsageError(f"{folder}: does not say which pairs were judged; {otherwise}")


def json_at(path: Path) -> Json | None:
    """What a file of an evaluation holds; None where it is not there. Raises UsageError where it is no JSON."""
    if not path.is_file():
        return None
    try:
        content: Json = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: is no JSON ({error}); evaluate once more, or take the file away") from error
    return content
