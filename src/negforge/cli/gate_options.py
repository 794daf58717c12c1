"""The judge gate of ``evaluate``: its options, its table, its exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from negforge.cli.terminal import table, tell_text
from negforge.core.errors import GateFailed, UsageError

if TYPE_CHECKING:
    from negforge.evaluate.gate.rulings import Ruling
    from negforge.pipeline.judging.judge_gate import JudgeGate
    from negforge.pipeline.judging.pairs_wanted import Evaluation, Wanted

Gate: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--gate", metavar="CONDITIONS", help='Exit 3 unless all hold: "SPLIT>=0.7; no significant drop". Repeatable.'
    ),
]
Baseline: TypeAlias = Annotated[
    str | None,
    typer.Option("--baseline", metavar="PATH", help="An earlier run, metrics.json or judgements.jsonl, for --gate."),
]
JUnit: TypeAlias = Annotated[str | None, typer.Option("--junit", metavar="FILE", help="The gate as JUnit XML.")]
Markdown: TypeAlias = Annotated[str | None, typer.Option("--markdown", metavar="FILE", help="The gate as Markdown.")]


@dataclass(frozen=True, slots=True)
class GateAsked:
    """``gate``: None where no --gate was given; then nothing here does anything."""

    gate: JudgeGate | None
    junit: Path | None = None
    markdown: Path | None = None

    def check(self, places: Sequence[Path], judges: Sequence[str], wanted: Wanted) -> None:
        """Raises UsageError for names in conditions that these judges on the wanted pairs will not have. ``judges``:
        empty for all built-in ones."""
        if self.gate is None:
            return
        from negforge.pipeline.endpoints.wiring import judges_of
        from negforge.pipeline.judging.pairs_wanted import splits_wanted

        names = tuple(dict.fromkeys(judges)) or tuple(one.name for one in judges_of("all"))
        self.gate.check_names(names, lambda: splits_wanted(places, wanted))

    def end(self, code: int, metrics: Any, done: Evaluation, *, aside: bool) -> int:
        """Decide, print, write. Gives ``code``, the evaluation's own; where that is 0 and the gate is not passed raises
        GateFailed. ``aside``: stdout is taken."""
        if self.gate is None:
            return code
        import sys

        from negforge.evaluate.gate.rulings import passed
        from negforge.pipeline.judging.judge_gate import write_reports

        for line in self.gate.asked_otherwise(done.settings):
            tell_text(f"--baseline: {line}")
        rulings = self.gate.rulings(metrics, done.judgements, done.facts)
        write_reports(rulings, self.junit, self.markdown)
        print(f"\n{gate_table(rulings)}", file=sys.stderr if aside else sys.stdout)
        if code == 0 and not passed(rulings):
            raise _failure(rulings)
        return code


def gate_asked(
    conditions: list[str] | None, baseline: str | None, junit: str | None, markdown: str | None
) -> GateAsked:
    """Raises UsageError where something cannot be read: before any judge is asked."""
    if not conditions:
        for name, given in (("--baseline", baseline), ("--junit", junit), ("--markdown", markdown)):
            if given is not None:
                raise UsageError(f'{name} {given}: there is no gate; add one, such as --gate "macro>=0.7"')
        return GateAsked(None)
    from negforge.pipeline.judging.judge_gate import open_gate

    gate = open_gate(conditions, Path(baseline) if baseline is not None else None)
    return GateAsked(gate, *(Path(one) if one is not None else None for one in (junit, markdown)))


def gate_table(rulings: Sequence[Ruling]) -> str:
    """A row a ruling. Figures stand as conditions have them: as shares."""
    rows = [[_SHOWN[one.decision], one.condition, one.judge, one.on, one.says] for one in rulings]
    return table(["gate", "condition", "judge", "on", ""], rows) + "\n(shares, as conditions have them: 0.7 is 70 %)"


def _failure(rulings: Sequence[Ruling]) -> GateFailed:
    """How many did not pass, and the first of them, in one line."""
    bad = [one for one in rulings if one.decision != "passed"]
    first = bad[0]
    who = " ".join(name for name in (first.judge, first.on) if name)
    more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
    undecided = all(one.decision == "undecided" for one in bad)
    what = "could not be decided" if undecided else "was not passed"
    return GateFailed(f"the judge gate {what}: `{first.condition}`: {who}: {first.says}{more}")


_SHOWN = {"passed": "passed", "failed": "FAILED", "undecided": "UNDECIDED"}
