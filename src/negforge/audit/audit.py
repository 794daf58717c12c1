"""The audit: how often judges that never read the task prefer the chosen side, and what gives it away.

Two ways: ``audit`` cross-validates inside one set of pairs; ``audit_trained`` fits every judge on one set and scores
another once, which selection inside the second cannot flatter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from negforge.audit.cues import best_by_chance, cue_reports, cue_signs
from negforge.audit.judge import Group, ShortcutJudge, groups_of
from negforge.audit.leaks import by_defect, leaking_words, right_of, telling_pairs
from negforge.audit.options import STANDARD, Options, Progress, silent
from negforge.audit.report import AuditReport, GroupReport, JudgeReport
from negforge.audit.rounds import (
    Round,
    Scores,
    cross_validation,
    elsewhere,
    ensemble,
    permuted,
    scores_of,
    split_by_split,
)
from negforge.audit.table import Table, table_of, whole
from negforge.audit.threads import one_thread
from negforge.core.errors import UsageError
from negforge.core.pair import Pair
from negforge.stats.bootstrap import Figures, cluster_bootstrap

if TYPE_CHECKING:
    import numpy as np

_CONTROL_SEED = 7919  # added to rng_seed, so that the control's swaps are not those of the folds


def audit(pairs: Sequence[Pair], options: Options = STANDARD, progress: Progress = silent) -> AuditReport:
    """Cross-validated: groups of pairs that belong together are learned from or scored, never both. The same pairs and
    options give the same report. Raises UsageError where there is no pair."""
    _not_empty(pairs, "to audit")
    with one_thread():
        table = table_of(pairs, options.grouping)
        rounds = cross_validation(whole(table), options.folds, options.rng_seed)
        return _report(table, table, rounds, options, progress)


def audit_trained(
    train: Sequence[Pair], test: Sequence[Pair], options: Options = STANDARD, progress: Progress = silent
) -> AuditReport:
    """Every judge fitted on ``train`` and tested once on ``test``; single cues take their direction from ``train`` too.
    Raises UsageError where one of them holds no pair."""
    _not_empty(train, "to train on")
    _not_empty(test, "to audit")
    with one_thread():
        learned, table = table_of(train, options.grouping), table_of(test, options.grouping)
        return _report(learned, table, elsewhere(learned, whole(table)), options, progress)


def _not_empty(pairs: Sequence[Pair], what_for: str) -> None:
    if not pairs:
        raise UsageError(f"no pair {what_for}: is this a run that made none?")


def _report(train: Table, table: Table, rounds: Sequence[Round], options: Options, progress: Progress) -> AuditReport:
    plans = {
        "plain": rounds,
        "left_out": split_by_split(whole(table)) if train is table else (),
        "control": permuted(rounds, options.rng_seed + _CONTROL_SEED),
    }
    judges = options.suite()
    scores = scores_of(judges, plans, len(table.pairs), progress)
    full, surface = (ensemble(judges, scores["plain"], group) for group in ("full", "surface"))
    same = Counter(table.clusters)
    templates = {pair.task.template_id for pair in train.pairs}
    return AuditReport(
        method="cross_validated" if train is table else "trained_elsewhere",
        quick=options.quick,
        rng_seed=options.rng_seed,
        pairs=len(table.pairs),
        trained_on=len(train.pairs),
        known=0 if train is table else sum(pair.task.template_id in templates for pair in table.pairs),
        clusters=len(same),
        largest=max(same.values()) / len(table.pairs),
        groups=_groups(judges, scores, table, options, has_left_out=bool(plans["left_out"])),
        cues=cue_reports(table, cue_signs(train), rng_seed=options.rng_seed, draws=options.draws),
        chance=best_by_chance(table, options.rng_seed),
        words=() if options.quick else leaking_words(train, table, options.shown),
        telling=telling_pairs(table.pairs, table.splits, full, options.shown),
        defects=by_defect(table.pairs, surface, full),
    )


def _groups(
    judges: Sequence[ShortcutJudge], scores: Mapping[str, Scores], table: Table, options: Options, *, has_left_out: bool
) -> tuple[GroupReport, ...]:
    """All figures from one bootstrap: every judge and every ensemble sees the same draws."""
    import numpy as np

    used = groups_of(judges)
    columns: dict[tuple[str, str], np.ndarray] = {
        ("plain", judge.name): scores["plain"][judge.name] for judge in judges
    }
    for plan in ("plain", "left_out", "control"):
        columns |= {(plan, f"={group}"): ensemble(judges, scores[plan], group) for group in used}
    verdicts = np.stack([right_of(column) for column in columns.values()], axis=1)
    figures = dict(
        zip(
            columns,
            cluster_bootstrap(verdicts, table.clusters, table.splits, rng_seed=options.rng_seed, draws=options.draws),
            strict=True,
        )
    )
    return tuple(_group(group, judges, figures, has_left_out) for group in used)


def _group(
    group: Group, judges: Sequence[ShortcutJudge], figures: Mapping[tuple[str, str], Figures], has_left_out: bool
) -> GroupReport:
    return GroupReport(
        group,
        figures["plain", f"={group}"],
        tuple(JudgeReport(one.name, figures["plain", one.name]) for one in judges if one.group == group),
        figures["left_out", f"={group}"] if has_left_out else None,
        figures["control", f"={group}"],
    )
