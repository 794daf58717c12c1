"""The knobs of duplicates and contamination: what counts as near, and near to what."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from negforge.recipe.models import Knobs

Share: TypeAlias = Annotated[float, Field(gt=0, le=1)]


class Duplicates(Knobs):
    """``drop``: ``nothing`` (near-duplicates are only told); ``across`` splits, so that no two of them ask nearly the
    same; ``all``, so that within a split too only one of nearly equal tasks stays. ``tasks``, ``runs``: from this share
    of three-word shingles in common what users say (numbers and names masked), or what whole runs read like, is near.
    ``against``: pair files, logs or texts; a pair of which that share stands in them goes."""

    drop: Literal["nothing", "across", "all"] = "nothing"
    tasks: Share = 0.8
    runs: Share = 0.8
    against: tuple[str, ...] = ()
