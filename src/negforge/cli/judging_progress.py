"""How far the asking of models is: done, failed, rate, cost and the time left, a row for each model."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from negforge.cli.terminal import SECONDS_BETWEEN_LINES, tell_text

if TYPE_CHECKING:
    from negforge.core.verdict import Judgement

    Watch = Callable[[Judgement, int], None]

WINDOW = 30.0  # seconds: the rate is that of the last ones, so that what came from the tape at once tells nothing
SHORTEST = 1.0  # seconds: less tells no rate
MARKS = 256  # points in time that are remembered of a window
NO_ANSWER_YET = "waiting"


@dataclass(slots=True)
class Standing:
    """One model. ``marks``: (time, how many were done by then)."""

    total: int
    done: int = 0
    failed: int = 0
    cost: float | None = None
    marks: deque[tuple[float, int]] = field(default_factory=deque)

    def add(self, judgement: Judgement, now: float) -> None:
        from negforge.core.verdict import Failure

        self.done += 1
        outcome = judgement.outcome
        self.failed += isinstance(outcome, Failure) and outcome.kind != NO_ANSWER_YET
        if judgement.cost is not None:
            self.cost = (self.cost or 0.0) + judgement.cost
        if not self.marks or now - self.marks[-1][0] > WINDOW / MARKS:
            self.marks.append((now, self.done))
        while now - self.marks[0][0] > WINDOW and len(self.marks) > 1:
            self.marks.popleft()

    def told(self, now: float, stored: int = 0) -> str:
        """``3 failed, 14.2/s, cost 0.31, 2:36 left``. ``stored``: so many came from the tape, paid for before."""
        stored = min(stored, self.done)
        parts = [f"{self.failed} failed", *([f"{stored} from the tape"] if stored else [])]
        since, before = self.marks[0] if self.marks else (now, 0)
        rate = (self.done - before) / (now - since) if now - since >= SHORTEST else 0.0
        if rate:
            parts.append(f"{rate:,.1f}/s")
        if self.cost is not None:
            paid = " (paid before)" if stored == self.done else " (the tape's included)" if stored else ""
            parts.append(f"cost {self.cost:,.4g}{paid}")
        if rate and self.done < self.total:
            left = round((self.total - self.done) / rate)
            parts.append(f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02} left")
        return ", ".join(parts)


@contextmanager
def judging_shown(stored: Callable[[str], int] = lambda _: 0) -> Iterator[Watch]:
    """A live table where stderr is a terminal, else a line for a model now and then. ``stored``: how many of a judge's
    judgements came from the tape so far."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield _lines(time.monotonic, stored)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        standings: dict[str, Standing] = {}
        tasks: dict[str, TaskID] = {}

        def watch(judgement: Judgement, total: int) -> None:
            name, now = judgement.evaluator, time.monotonic()
            one = standings.setdefault(name, Standing(total))
            one.add(judgement, now)
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total, told="")
            bars.update(tasks[name], completed=one.done, total=total, told=one.told(now, stored(name)))

        yield watch


def _lines(clock: Callable[[], float], stored: Callable[[str], int]) -> Watch:
    """At each model's first judgement, at its last, and every five seconds between."""
    standings: dict[str, Standing] = {}
    last: dict[str, float] = {}

    def watch(judgement: Judgement, total: int) -> None:
        name, now = judgement.evaluator, clock()
        one = standings.setdefault(name, Standing(total))
        one.add(judgement, now)
        if one.done != total and name in last and now - last[name] < SECONDS_BETWEEN_LINES:
            return
        last[name] = now
        tell_text(f"{name} {one.done} of {total}: {one.told(now, stored(name))}")

    return watch
