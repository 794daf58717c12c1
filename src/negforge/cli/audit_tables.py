"""The tables of an audit, as plain text. Words and names come from files: every cell is made harmless."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from negforge.cli.terminal import table

if TYPE_CHECKING:
    from negforge.audit.report import AuditReport
    from negforge.stats.bootstrap import Estimate, Figures

_WIDEST = 40  # characters of a word from a file


def audit_tables(report: AuditReport, top: int) -> str:
    """What was audited, the groups, the judges, the cues, the words and the pairs that leak most."""
    blocks = [
        _what(report),
        f"Accuracy of judges that never read the task\n{_group_table(report)}",
        f"Single cues that decide best\n{_cue_table(report, top)}",
    ]
    if report.words:
        blocks.append(f"Words that leak most\n{_word_table(report)}")
    if len(report.defects) > 1:
        blocks.append(f"Defects known by their looks\n{_defect_table(report, top)}")
    if report.telling:
        blocks.append(f"Pairs that leak most\n{_pair_table(report)}")
    return "\n\n".join(blocks)


def _what(report: AuditReport) -> str:
    line = f"{report.pairs} pairs in {report.clusters} groups that belong together, the largest {report.largest:.1%}"
    if report.method == "cross_validated":
        return f"{line}; cross-validated by group."
    return (
        f"{line}; judges trained on {report.trained_on} other pairs ({report.known} pairs have a template of theirs)."
    )


def _group_table(report: AuditReport) -> str:
    """A row a group and judge, a column a split; then what the same judges do elsewhere and with swapped sides."""
    splits = [split for split, _ in report.groups[0].ensemble.splits]
    rows = []
    for group in report.groups:
        rows.append([group.group.upper(), *_row(group.ensemble)])
        rows.extend([f"  {one.name}", *_row(one.figures)] for one in group.judges)
        if group.left_out is not None:
            rows.append(["  (learned on other splits)", *_row(group.left_out)])
        rows.append(["  (control: sides swapped)", *_row(group.control)])
    header = ["judge", "macro", "at most", *splits]
    note = "(percent, 95 % interval by cluster bootstrap; at most: one-sided 95 % bound; capitals: ensemble of\n"
    note += " those below, FULL: of all judges; the control must be near 50)"
    return f"{table(header, rows, right=range(2, len(header)))}\n{note}"


def _row(figures: Figures) -> list[str]:
    return [
        _interval(figures.macro),
        _percent(figures.macro.upper),
        *(_percent(one.value) for _, one in figures.splits),
    ]


def _cue_table(report: AuditReport, top: int) -> str:
    rows = []
    for one in report.cues[:top]:
        split, worst = max(one.figures.splits, key=lambda held: held[1].value)
        cells = [one.cue, one.kind, _percent(one.decides), _percent(one.right), _interval(one.figures.macro)]
        rows.append([*cells, f"{_percent(worst.value)} {split}"])
    header = ["cue", "kind", "decides", "right of those", "macro, a tie one half", "most"]
    note = f"(of {len(report.cues)} cues; the best of so many reaches {_percent(report.chance)} by chance)"
    return f"{table(header, rows, right=(2, 3))}\n{note}"


def _word_table(report: AuditReport) -> str:
    rows = [
        [
            one.gram if len(one.gram) <= _WIDEST else f"{one.gram[: _WIDEST - 3]}...",
            f"{one.view}{', masked' if one.masked else ''}",
            one.side,
            f"{one.weight:+.2f}",
            str(one.pairs),
            _percent(one.right),
        ]
        for one in report.words
    ]
    header = ["word", "in", "speaks for", "weight", "pairs", "right"]
    return table(header, rows, right=(3, 4, 5)) + "\n(§d a number, §i an id, §n a name, §q a quotation, §l a link)"


def _defect_table(report: AuditReport, top: int) -> str:
    """Those of which the surface ensemble gains most pairs over guessing."""
    held = sorted(report.defects, key=lambda one: (-one.pairs * (one.surface - 0.5), one.defect))
    rows = [[one.defect, str(one.pairs), _percent(one.surface), _percent(one.full)] for one in held[:top]]
    return table(["defect", "pairs", "surface", "full"], rows, right=(1, 2, 3))


def _pair_table(report: AuditReport) -> str:
    rows = [[one.id, one.split, one.defect or "", f"{one.score:.2f}"] for one in report.telling]
    return table(["pair", "split", "defect", "sure"], rows, right=(3,))


def _interval(estimate: Estimate) -> str:
    return f"{_percent(estimate.value)} [{_percent(estimate.low)}, {_percent(estimate.high)}]"


def _percent(value: float) -> str:
    return "-" if math.isnan(value) else f"{100 * value:.1f}"
