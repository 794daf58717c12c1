"""Whether conditions name splits, judges and figures that an evaluation will have: known before anything is judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from negforge.core.verdict import Rate
from negforge.evaluate.gate.bars import is_named
from negforge.evaluate.gate.conditions import COUNTS, SHARES, Bar, Condition
from negforge.evaluate.gate.figures import MACRO, Figures

FIGURES = frozenset((*(field.name for field in fields(Rate)), "flip_rate", *SHARES, *COUNTS)) - {"accuracy"}


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A condition that names what there will not be. ``known``: what it may have meant by ``name``."""

    condition: str
    name: str
    what: str
    known: tuple[str, ...]


def unnamed(conditions: Sequence[Condition], judges: Sequence[str], splits: Sequence[str]) -> Iterator[Unnamed]:
    """Each condition that cannot be decided on figures of these ``judges`` on pairs of these ``splits``, once."""
    row = dict.fromkeys(FIGURES, None)
    to_come = Figures({(judge, split): row for judge in judges for split in (*splits, MACRO)})
    for one in conditions:
        if isinstance(one, Bar):
            if not is_named(one.subject, to_come):
                yield _of_a_bar(one, judges, splits)
        elif one.judge is not None and one.judge not in judges:
            yield Unnamed(one.text, one.judge, "judge", tuple(judges))
        elif one.split is not None and one.split not in (*splits, MACRO):
            yield Unnamed(one.text, one.split, "split", (*splits, MACRO))


def _of_a_bar(bar: Bar, judges: Sequence[str], splits: Sequence[str]) -> Unnamed:
    """The part that is not known: behind a judge that is, the rest; before a split that is, the judge."""
    subject, places = bar.subject, (*splits, MACRO)
    judge = max((one for one in judges if subject.startswith(f"{one}:")), key=len, default=None)
    if judge is not None:
        subject = subject[len(judge) + 1 :].strip()
    split, _, figure = subject.rpartition(".")
    if split in places:
        return Unnamed(bar.text, figure, "figure", tuple(sorted((*FIGURES, "accuracy"))))
    plain = split if figure in (*FIGURES, "accuracy") else subject
    before, _, last = plain.rpartition(":")
    if judge is None and before and last in places:
        return Unnamed(bar.text, before, "judge", tuple(judges))
    return Unnamed(bar.text, plain, "split", (*places, *(() if judge else judges)))
