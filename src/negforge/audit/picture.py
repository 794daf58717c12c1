"""The audit as a picture: a bar with its interval for each group and split, as SVG text. Nothing in it can run."""

from __future__ import annotations

import math
import re
from xml.sax.saxutils import escape

from negforge.audit.judge import Group
from negforge.audit.report import AuditReport
from negforge.stats.bootstrap import Estimate

WIDTH, LABELS, ROW, GAP, TOP = 760, 230, 20, 14, 58
LOWEST, HIGHEST = 0.3, 1.0  # of the scale; what lies outside is cut
SHOWN_LABEL = 32  # characters of a split's or cue's name
CUES = 8
COLOURS: dict[Group, str] = {"surface": "#b5482a", "process": "#b58a2a", "context": "#3b7a8c", "full": "#4a4a68"}
_CUE_COLOUR = "#7a6a5a"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def picture(report: AuditReport) -> str:
    """An SVG file's text: 760 wide, as high as it takes, readable without colours, in the reader's own fonts."""
    rows: list[str] = []
    at = TOP
    for group in report.groups:
        rows.append(_heading(f"{group.group}: ensemble of its judges", at))
        at += ROW
        for name, estimate in (("macro average", group.ensemble.macro), *group.ensemble.splits):
            rows.append(_bar(name, estimate, at, COLOURS[group.group]))
            at += ROW
        at += GAP
    rows.append(_heading("single cues that decide best (macro average)", at))
    at += ROW
    for cue in report.cues[:CUES]:
        rows.append(_bar(cue.cue, cue.figures.macro, at, _CUE_COLOUR))
        at += ROW
    return _page(report, rows, at + 40)


def _page(report: AuditReport, rows: list[str], height: int) -> str:
    how = "cross-validated" if report.method == "cross_validated" else f"trained on {report.trained_on} other pairs"
    told = f"{report.pairs} pairs, {how}; bars: accuracy, lines: 95 % intervals"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
            f'viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12" role="img">',
            "<title>How often judges that never read the task prefer the chosen side</title>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            '<text x="12" y="22" font-size="15" font-weight="bold">Judges that never read the task</text>',
            f'<text x="12" y="40" fill="#555555">{_text(told)}</text>',
            *_scale(height),
            *rows,
            "</svg>",
            "",
        ]
    )


def _scale(height: int) -> list[str]:
    lines = []
    for percent in range(30, 101, 10):
        x = _place(percent / 100)
        strong = percent == 50
        dash = "" if strong else ' stroke-dasharray="2 3"'
        colour = "#222222" if strong else "#bbbbbb"
        lines.append(f'<line x1="{x}" y1="{TOP - 8}" x2="{x}" y2="{height - 26}" stroke="{colour}"{dash}/>')
        lines.append(f'<text x="{x}" y="{height - 10}" text-anchor="middle" fill="#555555">{percent}</text>')
    return lines


def _heading(told: str, at: int) -> str:
    return f'<text x="12" y="{at + 14}" font-weight="bold">{_text(told)}</text>'


def _bar(name: str, estimate: Estimate, at: int, colour: str) -> str:
    """From one half to the accuracy, with the interval as a line; only the name where there is no figure."""
    short = name if len(name) <= SHOWN_LABEL else f"{name[: SHOWN_LABEL - 1]}…"
    label = f'<text x="{LABELS - 8}" y="{at + 14}" text-anchor="end">{_text(short)}</text>'
    if math.isnan(estimate.value):
        return label
    start, end = sorted((_place(0.5), _place(estimate.value)))
    low, high, middle = _place(estimate.low), _place(estimate.high), at + ROW / 2
    told = f"{100 * estimate.value:.1f} [{100 * estimate.low:.1f}, {100 * estimate.high:.1f}]"
    bar = (
        f'<rect x="{start}" y="{at + 3}" width="{end - start:.1f}" height="{ROW - 6}" fill="{colour}" opacity="0.75"/>'
    )
    line = f'<line x1="{low}" y1="{middle}" x2="{high}" y2="{middle}" stroke="#111111" stroke-width="1.5"/>'
    return f'{label}{bar}{line}<text x="{WIDTH - 12}" y="{at + 14}" text-anchor="end">{told}</text>'


def _place(value: float) -> float:
    """Where a share lies on the scale, in pixels."""
    kept = min(HIGHEST, max(LOWEST, value))
    return round(LABELS + (kept - LOWEST) / (HIGHEST - LOWEST) * (WIDTH - LABELS - 140), 1)


def _text(told: str) -> str:
    """Others' text as XML text: no markup, no character that XML has not."""
    return escape(_NO_XML.sub("\ufffd", told))
