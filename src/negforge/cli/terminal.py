"""What reaches the terminal: text made harmless, plain tables, and progress on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from unicodedata import category

Progress = Callable[[str, int, int | None], None]
SECONDS_BETWEEN_LINES = 5.0


def tell(message: str) -> None:
    """One message on stderr; nowhere where there is none."""
    if sys.stderr is not None:
        print(f"negforge: {message}", file=sys.stderr)


def tell_text(text: str) -> None:
    """The same for text that others had a hand in."""
    tell(visible(text))


def visible(text: str, *, lines: bool = False) -> str:
    r"""Log text fit for a terminal: what could move the cursor, colour, reorder or break the output is spelled out
    (``\x1b``). Line breaks stay where ``lines`` says so."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character, lines) for character in text)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Columns of plain text; those in ``right`` are set to the right."""
    cells = [tuple(visible(cell) for cell in row) for row in (header, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = []
    for row in cells:
        columns = (
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(columns).rstrip())
    return "\n".join(lines)


@contextmanager
def progress_shown() -> Iterator[Progress]:
    """Progress of long work: a moving bar where stderr is a terminal, else a line now and then."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield _lines_now_and_then()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield report


def _lines_now_and_then() -> Progress:
    """At the start of a stage, at its end, and every five seconds between."""
    last: dict[str, float] = {}

    def report(stage: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        if stage in last and done != total and now - last[stage] < SECONDS_BETWEEN_LINES:
            return
        last[stage] = now
        tell(f"{stage} {done}" + (f" of {total}" if total is not None else " ..."))

    return report


def _shown(character: str, lines: bool) -> str:
    if character.isprintable() or category(character) == "Zs" or (lines and character == "\n"):
        return character
    if character == "\t":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
