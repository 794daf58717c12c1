"""What an audit found, as values: every share is 0..1 and stands with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from negforge.audit.judge import Group
from negforge.audit.measures.measure import Kind
from negforge.audit.table import View
from negforge.stats.bootstrap import Figures

Method: TypeAlias = Literal["cross_validated", "trained_elsewhere"]


@dataclass(frozen=True, slots=True)
class JudgeReport:
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class GroupReport:
    """``ensemble``: the figures of the group. ``left_out``: each split by judges that learned from the others; None
    where there is one split. ``control``: the ensemble where sides are swapped at random; far from half is a fault."""

    group: Group
    ensemble: Figures
    judges: tuple[JudgeReport, ...]
    left_out: Figures | None
    control: Figures


@dataclass(frozen=True, slots=True)
class CueReport:
    """One feature as a judge: ``cue`` says which side it prefers, the way that is right more often (in the train pairs,
    where there are any). ``decides``: share of the pairs in which the sides differ in it; ``right``: share of those in
    which it prefers the chosen (NaN where there are none). ``figures``: with a tie as one half."""

    cue: str
    feature: str
    kind: Kind
    sign: Literal[-1, 1]
    decides: float
    right: float
    figures: Figures


@dataclass(frozen=True, slots=True)
class WordReport:
    """A word, or two in a row. ``side``: which one it speaks for; ``weight``: of the judge, in log odds for an average
    pair in which it differs; ``pairs``: in so many pairs it differs; ``right``: share of those in which it is right."""

    view: View
    masked: bool
    gram: str
    side: Literal["chosen", "rejected"]
    weight: float
    pairs: int
    right: float


@dataclass(frozen=True, slots=True)
class PairReport:
    """A pair that the full ensemble gets right and is surest of. ``score``: 0 undecided, 1 all judges quite sure."""

    id: str
    split: str
    defect: str | None
    score: float


@dataclass(frozen=True, slots=True)
class DefectReport:
    """Accuracy of two ensembles on the pairs of one defect."""

    defect: str
    pairs: int
    surface: float
    full: float


@dataclass(frozen=True, slots=True)
class AuditReport:
    """``largest``: share of the largest group of pairs that belong together. ``known``: of an audit trained elsewhere,
    the number of pairs whose template was in the train pairs. ``chance``: the 95 % point of the best cue's accuracy
    where labels are drawn at random; a cue below it may be chance."""

    method: Method
    quick: bool
    rng_seed: int
    pairs: int
    trained_on: int
    known: int
    clusters: int
    largest: float
    groups: tuple[GroupReport, ...]
    cues: tuple[CueReport, ...]
    chance: float
    words: tuple[WordReport, ...]
    telling: tuple[PairReport, ...]
    defects: tuple[DefectReport, ...]

    def group(self, name: Group) -> GroupReport:
        return next(one for one in self.groups if one.group == name)
