"""The judge gate of an evaluation: read before anything is asked, decided when all is judged, written for the CI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from negforge.adapters.files import write_lines
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.verdict import Judgement
from negforge.evaluate.facts import Facts
from negforge.evaluate.gate.conditions import LONGEST, Condition, needs_baseline, parse_conditions
from negforge.evaluate.gate.decide import decide
from negforge.evaluate.gate.figures import Figures, Place, rows_of
from negforge.evaluate.gate.names import unnamed
from negforge.evaluate.gate.reports import junit, markdown
from negforge.evaluate.gate.rulings import Ruling
from negforge.pipeline.judging.baseline import read_baseline, values_of
from negforge.pipeline.judging.noted import Settings, asked_otherwise, settings_at
from negforge.recipe.mistakes import did_you_mean


@dataclass(frozen=True, slots=True)
class JudgeGate:
    """``before``: the baseline, as it was before this evaluation wrote anything; ``asked``: how its judges were asked,
    as far as it says."""

    conditions: tuple[Condition, ...]
    before: Figures | None = None
    asked: Settings = field(default_factory=dict)

    def asked_otherwise(self, now: Settings) -> list[str]:
        """A line for each judge that the baseline asked otherwise than this evaluation did."""
        return asked_otherwise(self.asked, now)

    def rulings(self, metrics: Json, judgements: Iterable[Judgement], facts: Iterable[Facts]) -> tuple[Ruling, ...]:
        """What each condition comes to. ``metrics``: the rows of metrics.json; ``judgements``: what they were made of;
        ``facts``: of the pairs that were judged."""
        rows = rows_of(metrics, "this evaluation") if metrics else {}
        values = values_of(judgements) if self.before is not None else {}
        places = {one.pair_id: Place(one.split, one.cluster) for one in facts}
        return decide(self.conditions, Figures(rows, values), self.before, places)

    def check_names(self, judges: Sequence[str], splits: Callable[[], Sequence[str]]) -> None:
        """Raises UsageError where a condition names a split, judge or figure that there will not be: nothing is judged
        or paid then. ``splits``: of the pairs to be judged, read where a condition names more than judges and the macro
        average; where there is no pair at all, that is for others to tell."""
        if not any(True for _ in unnamed(self.conditions, judges, ())):
            return
        held = tuple(splits())
        wrong = next(unnamed(self.conditions, judges, held), None) if held else None
        if wrong is not None:
            told = did_you_mean(wrong.name, wrong.known)
            raise UsageError(
                f"--gate: `{wrong.condition[:LONGEST]}`: there will be no {wrong.what} {wrong.name[:LONGEST]}{told}"
            )


def open_gate(texts: Sequence[str], baseline: Path | None) -> JudgeGate:
    """Raises UsageError where a condition or the baseline cannot be read, or one is there without the other."""
    conditions = parse_conditions(texts)
    needed = [one.text for one in conditions if needs_baseline([one])]
    if needed and baseline is None:
        raise UsageError(f"--gate: `{needed[0]}` compares with an earlier run; name it: --baseline FILE or folder")
    if baseline is not None and not needed:
        raise UsageError(f"--baseline {baseline}: no condition of --gate compares with it; add `no significant drop`")
    if baseline is None:
        return JudgeGate(conditions)
    return JudgeGate(conditions, read_baseline(baseline), settings_at(baseline))


def write_reports(rulings: Sequence[Ruling], junit_file: Path | None, markdown_file: Path | None) -> None:
    """Raises RunError where one cannot be written."""
    for path, text in ((junit_file, junit), (markdown_file, markdown)):
        if path is not None:
            write_lines(path, text(rulings).encode("utf-8", "backslashreplace").splitlines())
