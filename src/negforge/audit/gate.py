"""The gate: judges that never read the task, trained on an independent build, tested once on the build at hand.

Selection can make a cross-validation inside the build look clean; it cannot touch a build that it never saw.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from negforge.audit.gate_cues import gate_cues
from negforge.audit.gate_options import GateOptions
from negforge.audit.gate_report import Bar, GateReport, GateRow, Measure, On, Run
from negforge.audit.judge import Group, ShortcutJudge, groups_of
from negforge.audit.leaks import leaking_words, right_of
from negforge.audit.options import Progress, silent
from negforge.audit.report import JudgeReport
from negforge.audit.rounds import Round, Scores, elsewhere, ensemble, scores_of
from negforge.audit.table import Table, table_of, whole
from negforge.audit.template_rounds import without_template
from negforge.audit.threads import one_thread
from negforge.core.errors import UsageError
from negforge.core.pair import Pair
from negforge.stats.bootstrap import Figures, cluster_bootstrap

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class _Work:
    """``tested``: all builds that are tested, in one table; ``rows``: which of its rows are whose."""

    learned: Table
    tested: Table
    rows: Mapping[On, slice]
    options: GateOptions
    progress: Progress


def gate(
    train: Sequence[Pair], builds: Mapping[On, Sequence[Pair]], options: GateOptions, progress: Progress = silent
) -> GateReport:
    """Whether the builds pass. The same pairs and options give the same report. Raises UsageError where there is no
    pair in one of them: where there is nothing to learn, a gate would let everything through."""
    for name, pairs in (("independent build", train), *builds.items()):
        if not pairs:
            raise UsageError(f"gate: no pair in the {name}; is this a run that made none?")
    with one_thread():
        learned = table_of(train, lambda pairs: [pair.id for pair in pairs])
        tested = table_of([pair for pairs in builds.values() for pair in pairs], options.grouping)
        return _report(_Work(learned, tested, _rows_of(builds), options, progress))


def _rows_of(builds: Mapping[On, Sequence[Pair]]) -> dict[On, slice]:
    found: dict[On, slice] = {}
    begin = 0
    for on, pairs in builds.items():
        found[on] = slice(begin, begin + len(pairs))
        begin += len(pairs)
    return found


def _report(work: _Work) -> GateReport:
    options = work.options
    rows = list(_independent(work))
    if options.kind == "full":
        rows += _held_out(work)
    held, cues = gate_cues(work.learned, work.tested, work.rows, options)
    passed = all(row.bar is None or row.bar.passed for row in rows) and all(cue.passed for cue in cues)
    reads_words = options.kind == "full" or not passed
    return GateReport(
        kind=options.kind,
        passed=passed,
        trained_on=len(work.learned.pairs),
        pairs=tuple((on, rows.stop - rows.start) for on, rows in work.rows.items()),
        unseen=options.unseen.name if options.unseen else options.unseen_says,
        rows=tuple(rows),
        cues_held=held,
        cues=cues,
        words=leaking_words(work.learned, work.tested, options.shown) if reads_words else (),
    )


def _independent(work: _Work) -> Iterator[GateRow]:
    """Every judge fitted once on the independent build; the one that selection never sees counts in full too, and has
    a row of its own: what it alone finds is not to be lost in a mean."""
    unseen = work.options.unseen
    judges = (*work.options.suite(), *([unseen] if unseen else []))
    scores = _scores(work, judges, elsewhere(work.learned, whole(work.tested)))
    yield from _rows("independent", work, judges, scores)
    if unseen:
        for on, rows in work.rows.items():
            (figures,) = _figures(work, rows, [scores[unseen.name][rows]])
            yield GateRow("independent", on, unseen.name, figures, (), _bar(figures, work.options.bar_of("full", on)))


def _held_out(work: _Work) -> Iterator[GateRow]:
    """The same judges where no template of a pair that is tested was learned from."""
    judges = work.options.suite()
    rounds = without_template(work.learned, whole(work.tested), work.options.folds, work.options.rng_seed)
    yield from _rows("held_out_templates", work, judges, _scores(work, judges, rounds))


def _scores(work: _Work, judges: Sequence[ShortcutJudge], rounds: Sequence[Round]) -> Scores:
    return scores_of(judges, {"all": rounds}, len(work.tested.pairs), work.progress)["all"]


def _rows(run: Run, work: _Work, judges: Sequence[ShortcutJudge], scores: Scores) -> Iterator[GateRow]:
    """A row a build and group."""
    used = groups_of(judges)
    together = {group: ensemble(judges, scores, group) for group in used}
    for on, rows in work.rows.items():
        columns = [*(scores[judge.name][rows] for judge in judges), *(together[group][rows] for group in used)]
        found = _figures(work, rows, columns)
        alone = dict(zip((judge.name for judge in judges), found, strict=False))
        for group, figures in zip(used, found[len(judges) :], strict=True):
            bar = _bar(figures, work.options.bar_of(group, on))
            yield GateRow(run, on, group, figures, _judges(group, judges, alone), bar)


def _judges(group: Group, judges: Sequence[ShortcutJudge], alone: Mapping[str, Figures]) -> tuple[JudgeReport, ...]:
    return tuple(JudgeReport(judge.name, alone[judge.name]) for judge in judges if judge.group == group)


def _figures(work: _Work, rows: slice, scores: Sequence[np.ndarray]) -> tuple[Figures, ...]:
    import numpy as np

    right = np.stack([right_of(column) for column in scores], axis=1)
    clusters, splits = work.tested.clusters[rows], work.tested.splits[rows]
    return cluster_bootstrap(right, clusters, splits, rng_seed=work.options.rng_seed, draws=work.options.draws)


def _bar(figures: Figures, held: tuple[Measure, float] | None) -> Bar | None:
    if held is None:
        return None
    measure, at_most = held
    value = figures.macro.upper if measure == "upper" else figures.macro.value
    return Bar(measure, value, at_most, value <= at_most)
