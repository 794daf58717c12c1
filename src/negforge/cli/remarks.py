"""What reading pairs gave cause to say, on stderr: sorted by how much it matters, and never without end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from negforge.cli.terminal import tell, tell_text

if TYPE_CHECKING:
    from negforge.pipeline.running.remarks import Kind, Remark

SHOWN = 5


def tell_remarks(remarks: Sequence[Remark]) -> None:
    """All of it: altered files and rows left out first, and each kind with its number."""
    tell_faults(remarks)
    if clashes := _told(remarks, "clash"):
        tell(f"{clashes} pairs bear an id that another pair has; each is judged under an id of its own")
    if repeats := _told(remarks, "repeat", shown=1):
        tell(f"{repeats} rows repeat a pair that was there before; each pair counts once")
    odd = _told(remarks, "odd")
    if odd > SHOWN:
        tell(f"{odd - SHOWN} more notes on odd rows; all rows that can be read are judged")


def tell_faults(remarks: Sequence[Remark]) -> None:
    """Files of a run that are not as the build wrote them, and rows that could not be read."""
    for one in remarks:
        if one.kind == "altered":
            tell_text(str(one))
    if rows := _told(remarks, "left_out"):
        tell(f"{rows} rows were left out: they could not be read as pairs")


def rows_left_out(remarks: Sequence[Remark]) -> int:
    return _rows(remarks, "left_out")


def _told(remarks: Sequence[Remark], kind: Kind, shown: int = SHOWN) -> int:
    """How many rows there are of this kind, once the first few are told."""
    for one in [one for one in remarks if one.kind == kind][:shown]:
        tell_text(str(one))
    return _rows(remarks, kind)


def _rows(remarks: Sequence[Remark], kind: Kind) -> int:
    return sum(one.rows for one in remarks if one.kind == kind)
