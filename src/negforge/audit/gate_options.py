"""What a gate can be asked for."""

from __future__ import annotations

from dataclasses import dataclass

from negforge.audit.gate_report import GateKind, Measure, On
from negforge.audit.grouping import Grouping, groups
from negforge.audit.judge import Group, ShortcutJudge
from negforge.audit.suite import ALL, QUICK


@dataclass(frozen=True, slots=True)
class Bars:
    """Shares, 0 to 1: of the groups' macro averages, of single surface cues, process cues and words."""

    surface: float = 0.55
    process: float = 0.60
    full: float = 0.58
    cue: float = 0.55
    process_cue: float = 0.60
    word: float = 0.55


@dataclass(frozen=True, slots=True)
class GateOptions:
    """``judges``: () for all of the kind's. ``unseen``: the judge that selection never sees, None where it cannot run,
    and then ``unseen_says`` why. ``folds``: of the templates that are held out in turn. ``shown``: cues and words."""

    kind: GateKind
    bars: Bars = Bars()
    rng_seed: int = 0
    folds: int = 3
    shown: int = 10
    draws: int = 2000
    judges: tuple[ShortcutJudge, ...] = ()
    unseen: ShortcutJudge | None = None
    unseen_says: str = "not part of the quick gate"
    grouping: Grouping = groups

    def suite(self) -> tuple[ShortcutJudge, ...]:
        return self.judges or (QUICK if self.kind == "quick" else ALL)

    def bar_of(self, group: Group, on: On) -> tuple[Measure, float] | None:
        """What is held against a group: estimates at the size of the build, upper bounds on a test build, which is
        large enough for them; of process, which is partly honest, the estimate. The context group is legitimate."""
        if group == "process":
            return "estimate", self.bars.process
        if group == "surface":
            return ("estimate" if on == "build" else "upper"), self.bars.surface
        if group == "full" and (on == "test" or self.kind == "quick"):
            return ("estimate" if on == "build" else "upper"), self.bars.full
        return None
