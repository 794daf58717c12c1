"""The gate's verdict as plain text: every figure with its bar, the worst cues and words, and what next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from negforge.cli.terminal import table
from negforge.core.errors import GateFailed

Report: TypeAlias = Mapping[str, Any]
"""gate.json."""
RUNS = {"independent": "independent", "held_out_templates": "templates held out"}
ON = {"build": "this build", "test": "test build"}
MEASURES = {"estimate": "estimate", "upper": "95 % bound"}
_WIDEST = 40  # characters of a word from a file


def gate_table(report: Report) -> str:
    """What was trained and tested on, the groups, the cues and the words."""
    tested = ", ".join(f"{ON[on]} {pairs}" for on, pairs in report["pairs"].items())
    blocks = [
        f"{'passed' if report['passed'] else 'FAILED'} ({report['kind']}; judges trained on an independent build of "
        f"{report['trained_on']} pairs; tested on: {tested})",
        _group_table(report),
        f"Judge that selection never sees: {report['unseen']}" if report["kind"] == "full" else "",
        _cue_table(report),
        _word_table(report) if report["words"] else "",
    ]
    return "\n".join(block for block in blocks if block)


def failure(report: Report, folder: str) -> GateFailed:
    """What did not pass, by how much, and what next, in one line."""
    told = [
        f"{row['group']} ({RUNS[row['run']]}, {ON[row['on']]}): {MEASURES[row['bar']['measure']]} "
        f"{_percent(row['bar']['value'])}, at most {_percent(row['bar']['at_most'])}"
        for row in report["rows"]
        if row["bar"] and not row["bar"]["passed"]
    ]
    told += [
        f"{one['cue']!r} ({ON[one['on']]}): right {_percent(one['right'])}, surely over {_percent(one['low'])}, "
        f"at most {_percent(one['at_most'])}"
        for one in report["cues"]
        if not one["passed"]
    ]
    more = f" and {len(told) - 3} more" if len(told) > 3 else ""
    words = ", ".join(repr(word["gram"]) for word in report["words"][:3])
    leaks = f"; words that leak most: {words}" if words else ""
    return GateFailed(
        f"{folder}: the gate failed: {'; '.join(told[:3])}{more}{leaks}; all of it is in {folder}/gate.json; mend what "
        "makes the sides differ there, and build anew: the files stay, and should not be used as a benchmark"
    )


def _group_table(report: Report) -> str:
    rows = []
    for row in report["rows"]:
        macro, bar = row["figures"]["macro"], row["bar"]
        cells = [RUNS[row["run"]], ON[row["on"]], row["group"], _interval(macro), _percent(macro["upper"])]
        held = f"{MEASURES[bar['measure']]} at most {_percent(bar['at_most'])}" if bar else "-"
        rows.append([*cells, held, _verdict(bar)])
    header = ["judges", "tested on", "group", "macro", "95 % bound", "bar", ""]
    return table(header, rows, right=(4,))


def _cue_table(report: Report) -> str:
    rows = [
        [
            one["cue"],
            one["kind"],
            ON[one["on"]],
            _percent(one["decides"]),
            _percent(one["right"]),
            _percent(one["low"]),
            _percent(one["at_most"]),
            _verdict(one),
        ]
        for one in report["cues"]
    ]
    header = ["worst cues", "kind", "tested on", "decides", "right", "surely over", "at most", ""]
    note = f"(of {report['cues_held']} cues; right: of the pairs decided, of process cues and words a tie as one half)"
    return f"{table(header, rows, right=(3, 4, 5, 6))}\n{note}"


def _word_table(report: Report) -> str:
    rows = [
        [
            one["gram"] if len(one["gram"]) <= _WIDEST else f"{one['gram'][: _WIDEST - 3]}...",
            f"{one['view']}{', masked' if one['masked'] else ''}",
            one["side"],
            str(one["pairs"]),
            _percent(one["right"]),
        ]
        for one in report["words"]
    ]
    return table(["worst words", "in", "speaks for", "pairs", "right"], rows, right=(3, 4))


def _verdict(bar: Report | None) -> str:
    return "" if bar is None else "passed" if bar["passed"] else "FAILED"


def _interval(estimate: Report) -> str:
    return f"{_percent(estimate['value'])} [{_percent(estimate['low'])}, {_percent(estimate['high'])}]"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"
