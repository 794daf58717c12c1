"""Contamination: pairs of which others may have a part already, because it stands in a corpus of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from negforge.assemble.portraits import Portrait, dropped
from negforge.core.pair import Drop
from negforge.similarity import Nearest, Passage

CHECK = "against"
Part: TypeAlias = Literal["task", "run"]


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a corpus: what a user asks in it, and what whole runs read like. A plain text is asked and run."""

    where: str
    asked: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A pair that is near to a record: which part of it, and what share of that part stands there."""

    pair: Portrait
    part: Part
    share: float
    where: str

    def drop(self) -> Drop:
        part = "what its user says" if self.part == "task" else "its chosen"
        return dropped(self.pair, CHECK, f"{self.share:.2f} of {part} stands in {self.where}")


def held_against(
    pairs: Sequence[Portrait], records: Iterable[Record], tasks: float, runs: float
) -> tuple[list[Hit], int]:
    """The pairs of which a record holds at least that share of the three-word shingles of what the user says
    (``tasks``), or of the chosen's transcript (``runs``), each once and with its nearest record; and how many records
    there were. Exact, and without masking: another number is another question."""
    asked, run = _places(one.asked for one in pairs), _places(one.run for one in pairs)
    by_task, by_run = Nearest(list(asked), tasks), Nearest(list(run), runs)
    count = 0
    for record in records:
        count += 1
        for text in record.asked:
            by_task.meet(Passage(record.where, text))
        for text in record.runs:
            by_run.meet(Passage(record.where, text))
    hits = []
    for pair in pairs:
        both: tuple[tuple[Part, Nearest, int], ...] = (
            ("task", by_task, asked[pair.asked]),
            ("run", by_run, run[pair.run]),
        )
        near = [Hit(pair, part, found.share, found.where) for part, index, at in both if (found := index.found(at))]
        hits += sorted(near, key=lambda hit: -hit.share)[:1]
    return hits, count


def _places(texts: Iterable[str]) -> dict[str, int]:
    """Each different text and its place among them."""
    return {text: at for at, text in enumerate(dict.fromkeys(texts))}
