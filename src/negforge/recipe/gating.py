"""The knobs of the gate: how much judges that never read the task may know before a build fails. Shares are 0 to 1."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StrictInt

from negforge.recipe.assembling import Share
from negforge.recipe.models import Knobs

GateKind: TypeAlias = Literal["off", "quick", "full"]
Times: TypeAlias = Annotated[StrictInt, Field(ge=1)]


class QuickBars(Knobs):
    """Bars of the quick gate, at the size of the build: the features, linear, by group (the estimate), and single cues
    (``cue``: right among the pairs that a surface cue decides; ``process_cue``, ``word``: a tie as one half)."""

    surface: Share = 0.55
    process: Share = 0.60
    full: Share = 0.58
    cue: Share = 0.55
    process_cue: Share = 0.60
    word: Share = 0.55


class FullBars(Knobs):
    """Bars of the full gate. ``surface``: for the estimate on the build, and on the test build for the one-sided 95 %
    upper bound. ``full``: for the upper bound on the test build. ``process``: for the estimate. Cues as above."""

    surface: Share = 0.55
    process: Share = 0.60
    full: Share = 0.58
    cue: Share = 0.55
    process_cue: Share = 0.60
    word: Share = 0.55


class Gate(Knobs):
    """``kind``: none, the quick gate (single cues, logistic regression on features) or the full one (all judges). The
    judges are trained on an independent build, as large as the build (quick) or ``times`` as large (full), and the full
    gate tests on another one of that size too. ``tasks_per_pair``: tasks set for each of their pairs. ``folds``: of the
    templates, held out in turn in the full gate's second run. ``shown``: so many of the worst cues and words."""

    kind: GateKind = "off"
    times: Times = 5
    tasks_per_pair: Annotated[float, Field(ge=0.1)] = 1.3
    folds: Annotated[StrictInt, Field(ge=2)] = 3
    shown: Annotated[StrictInt, Field(ge=0)] = 10
    quick: QuickBars = QuickBars()
    full: FullBars = FullBars()
