"""What is told of pairs as they are read: rows left out, pairs met twice, files that are not as a build wrote them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from negforge.core.pair import Pair, pair_id
from negforge.core.task import new_task

Kind: TypeAlias = Literal["odd", "left_out", "repeat", "clash", "altered"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing told, as a line with its place.

    ``odd``: a row that is read, and strange. ``left_out``: ``rows`` that cannot be read. ``repeat``: a pair that was
    there before, and counts once. ``clash``: another pair under an id that is taken. ``altered``: a file of a finished
    run that is not as the build wrote it.
    """

    kind: Kind
    text: str
    rows: int = 1

    def __str__(self) -> str:
        return self.text


Note: TypeAlias = Callable[[Remark], None]


def distinct(placed: Iterable[tuple[str, Pair]], note: Note) -> Iterator[Pair]:
    """Every pair once. What has the id of another pair, and is another pair, gets the id of what is in it: rates and
    judgements are kept by id, and none may be lost."""
    return (one.pair for one in every_row(placed, note) if not one.again)


@dataclass(frozen=True, slots=True)
class PlacedPair:
    """A pair under the id that it is judged by, and where it stands. ``again``: it stood in an earlier row too."""

    place: str
    pair: Pair
    again: bool


def every_row(placed: Iterable[tuple[str, Pair]], note: Note) -> Iterator[PlacedPair]:
    """The same with the rows that ``distinct`` leaves out."""
    met: dict[str, tuple[str, str]] = {}
    for place, pair in placed:
        content = _content(pair)
        before, at = met.get(pair.id, (content, ""))
        if before != content:
            told = f"{place}: has the id of {at}, {pair.id}, but is another pair; judged as {content}: was it edited?"
            note(Remark("clash", told))
            pair = replace(pair, id=content)
            at = met.get(content, ("", ""))[1]
        if at:
            note(Remark("repeat", f"{place}: is the same pair as {at}"))
        else:
            met[pair.id] = (content, place)
        yield PlacedPair(place, pair, again=bool(at))


def _content(pair: Pair) -> str:
    """The id that the pair's own words give, whatever id it bears."""
    try:
        task = new_task(pair.task.opening, pair.task.tools, policy=pair.task.policy)
        return pair_id(task, pair.chosen, pair.rejected)
    except RecursionError:  # arguments that can just be read, and not be written
        return f"{hash((pair.task.opening, pair.chosen, pair.rejected)):x}"
