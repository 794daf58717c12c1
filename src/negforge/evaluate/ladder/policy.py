"""The top rung: every check there is, the rules' text, refusals and stated wishes included.

These checks are what the labels of our own pairs were certified with. So on them the rung shows what is provable at
all, and nothing about how hard the pairs are; it is never ranked with judges.
"""

from __future__ import annotations

from collections.abc import Iterator

from negforge.checks.registry import CHECKS
from negforge.core.defect import DEFECTS
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.evaluate.ladder.faults import Fault, sight

_WEIGHTS: dict[str, int] = {}
for _one in DEFECTS:
    _WEIGHTS[_one.check] = max(_one.severity, _WEIGHTS.get(_one.check, 1))


@sight
def policy(task: Task, trajectory: Trajectory) -> Iterator[Fault]:
    """All findings of all checks, each with the severity of the defect that its check proves."""
    for name, check in CHECKS.items():
        for finding in check(task, trajectory):
            at = finding.evidence[0].message if finding.evidence else -1
            yield Fault(_WEIGHTS.get(name, 1), at, finding.says)
