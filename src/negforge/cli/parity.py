"""``negforge parity``: the published evaluator's number from our replies, and why it is not ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negforge.cli.options import AsJson
from negforge.cli.remarks import tell_remarks
from negforge.cli.terminal import table

if TYPE_CHECKING:
    from negforge.evaluate.parity import Parity
    from negforge.pipeline.running.remarks import Remark

Run = Annotated[str, typer.Argument(metavar="RUN", help="A folder with judgements.jsonl, or such a file.")]
Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="The pairs that were judged.  [default: those that RUN says it judged]"),
]
Judges = Annotated[
    list[str] | None, typer.Option("--judge", "-j", metavar="NAME", help="Only this evaluator. Repeatable.")
]
Stopped = Annotated[
    int | None,
    typer.Option(
        "--stopped-after",
        metavar="N",
        min=0,
        help="As if it had been stopped after N judgements of each split and started again: it resumes by uuid.",
    ),
]
Out = Annotated[
    str | None, typer.Option("--out", "-o", metavar="FILE", help="Write every judgement that counts otherwise.")
]
EXAMPLES = 3  # of each cause
SAYS = {
    "met_twice": "the pair stands in two rows: once here, twice there",
    "never_asked": "its row has no uuid or no query: never asked there",
    "sibling_skipped": "resumed by uuid there: a sibling of an answered pair is skipped",
    "failure_is_loss": "no answer: a failure here, a loss there",
    "unreadable_is_loss": "unreadable for both: a failure here, a loss there",
    "unreadable_is_read": "unreadable here; there a marker in the words is the verdict",
    "form_unknown": "a verdict here, in a form that is not read there: a loss",
    "read_otherwise": "two verdicts: there the first kind of marker counts, wherever it stands",
    "tie_band": "two scores closer than its band: a tie there",
    "one_order": "scores are compared in one order there",
}


def parity(
    run: Run,
    paths: Paths = None,
    judges: Judges = None,
    stopped_after: Stopped = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """What Plan-RewardBench's published evaluator makes of the same replies, beside our number.

    It takes [[A]] wherever it stands, pools both orders, and scores a failure as a loss. It asks every question once:
    of several samples its number is that of the first, ours is their vote. The difference is told cause by cause, and,
    with --out or --json, judgement by judgement.
    """
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.judging.parity_run import parity_at, parity_json, write_differences

    remarks: list[Remark] = []
    places = [Path(path) for path in paths or ()]
    found = parity_at(Path(run), places, judges or (), remarks.append, stopped_after=stopped_after)
    tell_remarks([one for one in remarks if one.kind != "odd"])
    if out is not None:
        write_differences(Path(out), found)
    print(as_json_text(parity_json(found)) if as_json else "\n\n".join(_shown(one, out) for one in found))


def _shown(found: Parity, out: str | None) -> str:
    rows = [
        [one.split, str(one.samples), f"{one.accuracy:.2f}", _percent(one.ours), _points(one.accuracy, one.ours)]
        for one in found.splits
    ]
    rows.append(["average", "", f"{found.average:.2f}", _percent(found.ours), _points(found.average, found.ours)])
    blocks = [table([found.evaluator, "judgements", "published", "ours", "points"], rows, right=range(1, 5))]
    if steps := _steps(found):
        blocks.append(table(["why", "judgements", "points by split"], steps, right=(1,)))
    if unknown := sum(one.cause == "form_unknown" for one in found.differences):
        blocks.append(
            f"Verdicts stand in a form that the published evaluator does not read: losses there ({unknown} count\n"
            "otherwise). To compare, judge with --format marker."
        )
    blocks.extend(_examples(found))
    if found.times > 1:
        blocks.append(
            f"Each question was asked {found.times} times here. The published evaluator asks once: its number, and\n"
            f"every judgement above, is of the first sample; ours is the vote of all {found.times}."
        )
    if found.unjudged:
        blocks.append(f"{found.unjudged} rows have no judgement here and are left out on both sides.")
    total = len(found.differences)
    blocks.append(f"{total} judgements count otherwise" + (f": see {out}" if out else "; --out FILE writes them all"))
    return "\n\n".join(blocks)


def _steps(found: Parity) -> list[list[str]]:
    rows = []
    for cause, says in SAYS.items():
        of_cause = [(one.split, step) for one in found.splits for step in one.steps if step[0] == cause]
        if of_cause:
            told = ", ".join(f"{split} {points:+.2f}" for split, (_, _, points) in of_cause)
            rows.append([says, str(sum(count for _, (_, count, _) in of_cause)), told])
    pooled = [(one.split, one.pooling) for one in found.splits if one.pooling is not None and abs(one.pooling) > 1e-9]
    if pooled:
        told = ", ".join(f"{split} {points:+.2f}" for split, points in pooled)
        rows.append(["pooling: a pair weighs the same here, with one verdict or two", "", told])
    voted = [(one.split, one.vote) for one in found.splits if one.vote is not None and abs(one.vote) > 1e-9]
    if voted:
        told = ", ".join(f"{split} {points:+.2f}" for split, points in voted)
        rows.append([f"samples: here all {found.times} vote, there only the first is known", "", told])
    return rows


def _examples(found: Parity) -> list[str]:
    """Of each cause the first few, told as sentences."""
    lines = []
    for cause in SAYS:
        for one in [one for one in found.differences if one.cause == cause][:EXAMPLES]:
            lines.append([one.place, one.order, _value(one.there), _value(one.here), one.why])
    return [table(["for example", "order", "there", "here", "because"], lines)] if lines else []


def _value(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _points(there: float, here: float | None) -> str:
    return "-" if here is None else f"{here - there:+.2f}"
