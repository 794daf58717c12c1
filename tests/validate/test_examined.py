"""The examiner asks a check once of the same run, not before somebody wants to know, and forgets the oldest."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.core.certificate import Finding
from negforge.core.message import say
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.validate.examined import REMEMBERED, Examiner
from tests.validate.examples import CHOSEN, FARES


def test_a_check_is_asked_once_of_the_same_messages() -> None:
    asked: list[Trajectory] = []

    def check(task: Task, trajectory: Trajectory) -> Sequence[Finding]:
        asked.append(trajectory)
        return ()

    examiner = Examiner({"one": check})
    findings = examiner.examine(FARES, Trajectory(CHOSEN))
    assert not asked and list(findings) == ["one"] and len(findings) == 1
    assert findings["one"] == examiner.ask("one", FARES, Trajectory(tuple(CHOSEN))) == ()
    assert len(asked) == 1
    for number in range(REMEMBERED):
        examiner.ask("one", FARES, Trajectory((say("assistant", str(number)),)))
    examiner.ask("one", FARES, Trajectory(CHOSEN))
    assert len(asked) == REMEMBERED + 2
