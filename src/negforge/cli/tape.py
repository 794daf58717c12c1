"""``negforge tape``: what lies on a tape, and what can be done with it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from negforge.cli.options import AsJson
from negforge.cli.terminal import table, tell, visible
from negforge.core.errors import UsageError

if TYPE_CHECKING:
    from negforge.pipeline.endpoints.tape_tools import Shown, TapeStats

SNIPPET = 60  # characters of a reply in a table

TapePath: TypeAlias = Annotated[str, typer.Argument(metavar="TAPE", help="A tape.")]
Attempts: TypeAlias = Annotated[bool, typer.Option("--attempts", help="Attempts too, not only replies.")]

app = typer.Typer(
    name="tape",
    help="Look at, count, merge, prune and exchange tapes: every model reply under the hash of what was asked.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)


@app.command("show", short_help="Show questions and replies.")
def show(
    tape: TapePath,
    prefix: Annotated[str, typer.Argument(metavar="[KEY-PREFIX]", help="Show in full those whose keys begin so.")] = "",
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="So many at most.")] = 20,
    attempts: Attempts = False,
    as_json: AsJson = False,
) -> int:
    """Show the first replies in a table, or those whose keys begin with KEY-PREFIX in full."""
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.endpoints import tape_tools

    prefix = prefix.lower()
    if len(prefix) > 32 or not set(prefix) <= set("0123456789abcdef"):
        raise UsageError(
            f"{visible(prefix)}: no beginning of a key, which has 32 hex digits; see the first column of show"
        )
    shown, damaged = tape_tools.show(Path(tape), prefix, attempts=attempts, limit=limit)
    _tell_all(damaged)
    if prefix and not shown and not damaged:
        raise UsageError(f"{prefix}: no {'entry' if attempts else 'reply'} in {tape} has a key that begins so")
    if as_json:
        print(as_json_text([{**one.entry, "row": one.row, "run": one.run, "tokens": one.tokens} for one in shown]))
    elif prefix:
        print("\n\n".join(_in_full(one) for one in shown))
    elif shown:
        print(_overview(shown))
    return 0


@app.command("stats", short_help="Count replies, attempts, tokens and bytes.")
def stats(tape: TapePath, as_json: AsJson = False) -> int:
    """Count by model and run what was asked and what it came to, and look through every row for damage."""
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.endpoints import tape_tools

    counted = tape_tools.stats(Path(tape))
    if as_json:
        print(as_json_text(tape_tools.as_dict(counted)))
        return 0
    if counted.totals:
        print(_totals(counted))
    damaged = (
        f"{counted.damaged} damaged rows (asked again when they are needed)" if counted.damaged else "none damaged"
    )
    print(f"{counted.file_bytes} bytes on disk; {damaged}")
    for told in counted.examples:
        print(visible(told))
    return 0


@app.command("merge", short_help="Bring tapes and JSON lines together.")
def merge(
    into: Annotated[str, typer.Argument(metavar="INTO", help="The tape to add to; made if need be.")],
    sources: Annotated[list[str], typer.Argument(metavar="FROM...", help="Tapes, or JSON lines from tape export.")],
) -> int:
    """Add what other tapes and exported JSON lines hold; what INTO has already stays as it is."""
    from negforge.pipeline.endpoints import tape_tools

    merged = tape_tools.merge(Path(into), [Path(source) for source in sources])
    print(
        f"{into}: {merged.reply} replies and {merged.attempt} attempts added; {merged.known} were there already; "
        f"{merged.double} other replies to questions answered before (kept as attempts); {merged.refusals} refused"
    )
    _tell_all(merged.refused)
    return 1 if merged.refusals else 0


@app.command("prune", short_help="Remove what is no longer wanted.")
def prune(
    tape: TapePath,
    attempts: Annotated[bool, typer.Option("--attempts", help="Only attempts go; replies stay.")] = False,
    model: Annotated[str | None, typer.Option("--model", metavar="M", help="Only what was asked of M goes.")] = None,
    keep_run: Annotated[
        str | None, typer.Option("--keep-run", metavar="RUN", help="What RUN itself asked and paid for stays.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; remove nothing.")] = False,
) -> int:
    """Remove entries for which all given options hold, and give their room back."""
    from negforge.pipeline.endpoints import tape_tools

    gone = tape_tools.prune(Path(tape), attempts=attempts, model=model, keep_run=keep_run, dry_run=dry_run)
    what = f"{gone.replies} replies and {gone.attempts} attempts"
    print(f"{tape}: {what} would go" if dry_run else f"{tape}: {what} removed, {gone.freed} bytes freed")
    return 0


@app.command("export", short_help="Write a tape as JSON lines.")
def export(
    tape: TapePath,
    out: Annotated[str | None, typer.Argument(metavar="[OUT.jsonl]", help="[default: stdout]")] = None,
    attempts: Attempts = False,
) -> int:
    """Write one JSON object a line, by key: readable, and the same bytes for the same replies."""
    from negforge.pipeline.endpoints import tape_tools

    def print_line(line: bytes) -> None:
        sys.stdout.flush()
        sys.stdout.buffer.write(line + b"\n")

    target = Path(out) if out else None
    damaged = tape_tools.export(Path(tape), target, attempts=attempts, print_line=print_line)
    sys.stdout.buffer.flush()
    _tell_all(damaged)
    return 1 if damaged else 0


@app.command("salvage", short_help="Save what is left of a broken tape.")
def salvage(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The broken tape; it stays as it is.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The tape to make.")],
) -> int:
    """Copy every row that can be read to a new tape, and say how many were lost."""
    from negforge.pipeline.endpoints import tape_tools

    saved = tape_tools.salvage(Path(old), Path(new))
    lost = f"at least {saved.lost}" if saved.by_pages else str(saved.lost)
    print(f"{new}: {saved.replies} replies and {saved.attempts} attempts saved; {lost} rows lost")
    return 0 if saved.replies or saved.attempts or not (saved.lost or saved.by_pages) else 1


def _overview(shown: Sequence[Shown]) -> str:
    rows = [
        [
            one.entry["key"][:12], str(one.row), one.entry["model"], str(one.entry["sample"]),
            one.entry.get("kind", "reply"), one.run, str(one.tokens["prompt"]), str(one.tokens["completion"]),
            one.reply[:SNIPPET],
        ]
        for one in shown
    ]  # fmt: skip
    return table(
        ["key", "row", "model", "sample", "is", "run", "prompt", "completion", "begins"], rows, right=(1, 3, 6, 7)
    )


def _in_full(one: Shown) -> str:
    entry = one.entry
    head = f"{entry['key']} · row {one.row} · {entry['model']} · sample {entry['sample']} · run {one.run or '-'}"
    answer = f"attempt, {entry['kind']}: {entry['flaw']}" if "flaw" in entry else "reply"
    told = ", ".join(f"{number} {name}" for name, number in one.tokens.items())
    lines = [head, "question", _indented(entry.get("body"), one.body), f"{answer} ({entry['media']}; tokens: {told})"]
    return visible("\n".join([*lines, _indented(entry.get("reply"), one.reply)]), lines=True)


def _indented(value: object, raw: str) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) if isinstance(value, dict) else raw


def _totals(counted: TapeStats) -> str:
    kinds = sorted({kind for one in counted.totals for kind in one.attempts})
    header = ["model", "run", "replies", *kinds, "prompt", "completion", "reasoning", "bytes stored", "raw"]
    rows = [
        [
            one.model, one.run or "-", str(one.replies), *(str(one.attempts.get(kind, 0)) for kind in kinds),
            str(one.usage.prompt), str(one.usage.completion), str(one.usage.reasoning), str(one.stored), str(one.raw),
        ]
        for one in counted.totals
    ]  # fmt: skip
    return table(header, rows, right=range(2, len(header)))


def _tell_all(messages: Sequence[str]) -> None:
    for message in messages:
        tell(visible(message))
