"""What the gate found, as values: every figure with the bar it was held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from negforge.audit.measures.measure import Kind
from negforge.audit.report import JudgeReport, WordReport
from negforge.stats.bootstrap import Figures

GateKind: TypeAlias = Literal["quick", "full"]
Run: TypeAlias = Literal["independent", "held_out_templates"]
On: TypeAlias = Literal["build", "test"]
CueKind: TypeAlias = Kind | Literal["word"]
Measure: TypeAlias = Literal["estimate", "upper"]


@dataclass(frozen=True, slots=True)
class Bar:
    """``measure``: of the macro average, the estimate or its one-sided 95 % upper bound, which may be ``at_most``."""

    measure: Measure
    value: float
    at_most: float
    passed: bool


@dataclass(frozen=True, slots=True)
class GateRow:
    """One group of judges (or the judge that selection never sees, by its name) on one build. ``run``: trained on all
    of the independent build, or each template tested by judges that never met it. ``bar``: None where nothing is
    held against it. ``judges``: those that the group adds of its own."""

    run: Run
    on: On
    group: str
    figures: Figures
    judges: tuple[JudgeReport, ...]
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class GateCue:
    """A single cue or word in the direction that the independent build gives it. ``decides``: share of the pairs.
    ``right``: share of those, for process cues and words of all pairs with a tie as one half. ``low``: its lower bound,
    corrected for the number of cues; the cue fails where even that lies above ``at_most``."""

    on: On
    cue: str
    kind: CueKind
    decides: float
    right: float
    low: float
    at_most: float
    passed: bool


@dataclass(frozen=True, slots=True)
class GateReport:
    """``pairs``: of each build that was tested. ``cues``: those that fail, then the worst of the others. ``words``: by
    judges of words alone. ``unseen``: the judge that selection never sees, or why it did not run."""

    kind: GateKind
    passed: bool
    trained_on: int
    pairs: tuple[tuple[On, int], ...]
    unseen: str
    rows: tuple[GateRow, ...]
    cues_held: int
    cues: tuple[GateCue, ...]
    words: tuple[WordReport, ...]

    def failures(self) -> tuple[GateRow | GateCue, ...]:
        rows = [row for row in self.rows if row.bar is not None and not row.bar.passed]
        return (*rows, *(cue for cue in self.cues if not cue.passed))
