"""The port of a shortcut judge: fitted on one sample, it scores another. Any learner of this shape can join."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from negforge.audit.table import Sample

if TYPE_CHECKING:
    import numpy as np

Group: TypeAlias = Literal["surface", "process", "context", "full"]
GROUPS: tuple[Group, ...] = ("surface", "process", "context", "full")


class Fitted(Protocol):
    """A judge that has learned."""

    def score(self, sample: Sample) -> np.ndarray:
        """One finite number a pair: above 0 it prefers the first side, below 0 the second, 0 is a tie. Swapping the
        sides of a pair turns the sign and nothing else."""
        ...


class ShortcutJudge(Protocol):
    """``group``: the group it is reported in; every judge counts in ``full`` too. Never reads the task's words."""

    @property
    def name(self) -> str: ...

    @property
    def group(self) -> Group: ...

    def fit(self, train: Sample) -> Fitted:
        """Learn from pairs whose first side is the better one. The same sample gives the same scores. ``train`` holds
        at least one pair."""
        ...


class Undecided:
    """What is fitted on nothing: ties throughout."""

    def score(self, sample: Sample) -> np.ndarray:
        import numpy as np

        return np.zeros(len(sample))


def groups_of(judges: Iterable[ShortcutJudge]) -> list[Group]:
    """The groups that a report has of these judges, in their order: theirs, and full."""
    used = {judge.group for judge in judges}
    return [group for group in GROUPS if group == "full" or group in used]


def fitted(judge: ShortcutJudge, train: Sample) -> Fitted:
    """The judge fitted on the sample; undecided where there is nothing to learn from."""
    return judge.fit(train) if len(train) else Undecided()
