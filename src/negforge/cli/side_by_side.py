"""A pair on the screen: in two columns where there is room, else one side under the other.

Log text is data: it reaches the screen through ``visible`` and as rich Text, so that no escape, control character or
markup in it does anything. Marks are letters as well as colours: [-gone-] and {+new+}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from negforge.cli.sides import Fold, Row, Side, aligned
from negforge.cli.terminal import visible
from negforge.core.defect import find_defect
from negforge.core.pair import Pair

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

TWO_COLUMNS_FROM = 100
LONGEST_IN_BRIEF = 300
_STYLE = {"same": "", "gone": "bold red", "new": "bold green", "folded": "dim"}
_MARKED = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}", "folded": "{}"}


def print_pair(pair: Pair) -> None:
    """The whole pair: both sides, then what is wrong with the rejected and where it is proved."""
    console = _console()
    console.rule(_plain(f"pair {pair.id}", "bold"), characters="-", align="left")
    if console.width >= TWO_COLUMNS_FROM:
        _print_columns(console, pair)
    else:
        _print_stacked(console, pair)
    console.print(_plain("-" * min(console.width, 60), "dim"))
    for name, value in explanation(pair):
        console.print(_plain(f"{name:<9} ", "bold"), _plain(value), sep="")


def print_brief(pair: Pair) -> None:
    """Only the edits, and what they are meant to break."""
    console = _console()
    rule = pair.certificate.rule if pair.certificate else "no rule"
    console.print(_plain(f"{pair.id}  {rule} -> {pair.defect}", "bold"))
    for finding in pair.certificate.failed[:1] if pair.certificate else ():
        console.print(_plain(f"  {finding.says}"))
    for row in aligned(pair, LONGEST_IN_BRIEF):
        if isinstance(row, Row) and row.edited:
            for label, side in (("chosen  ", row.chosen), ("rejected", row.rejected)):
                if side is not None:
                    console.print(_plain(f"  {label} ", "dim"), _side(side), sep="")
    console.print()


def explanation(pair: Pair) -> list[tuple[str, str]]:
    """Claim, evidence, rule and label, a line each."""
    defect = find_defect(pair.defect or "")
    lines = [("defect", pair.defect or "(not told)")]
    if defect:
        lines += [("claim", defect.claim), ("severity", f"{defect.severity} of 3")]
    certificate = pair.certificate
    if certificate:
        for finding in certificate.failed:
            lines.append(("finding", f"{finding.check}: {finding.says}"))
            lines += [("evidence", f"message {one.message}: {one.quote}") for one in finding.evidence]
        lines += [("follows", f"{one.check}: {one.says}") for one in certificate.consequences]
        lines += [("warrant", certificate.warrant)] if certificate.warrant else []
        lines.append(("rule", f"{certificate.rule} {certificate.parameters}"))
        lines += [("level", f"{pair.level} of 5, {certificate.depth}")] if pair.level is not None else []
    by = {"program": "a program", "outcome": "the outcome", "person": "a person", "panel": "a panel"}[pair.label.by]
    lines.append(("label", f"{pair.label.value} is the better side, says {by} (origin: {pair.origin})"))
    lines += [(name, value) for name, value in (("split", pair.split), ("rollout", pair.rollout)) if value]
    return lines


def _console() -> Console:
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False, soft_wrap=False)


def _print_columns(console: Console, pair: Pair) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_lines=False, expand=True, padding=(0, 1))
    table.add_column("chosen", ratio=1, overflow="fold")
    table.add_column("rejected", ratio=1, overflow="fold")
    for row in aligned(pair):
        if isinstance(row, Fold):
            table.add_row(_fold(row), _fold(row))
        else:
            table.add_row(*(_plain("") if side is None else _side(side) for side in (row.chosen, row.rejected)))
        table.add_row("", "")
    console.print(table)


def _print_stacked(console: Console, pair: Pair) -> None:
    for row in aligned(pair):
        if isinstance(row, Fold):
            console.print(_fold(row))
        elif not row.edited and row.chosen is not None:
            console.print(_side(row.chosen))
        else:
            for label, side in (("chosen", row.chosen), ("rejected", row.rejected)):
                if side is not None:
                    console.print(_plain(f"{label}: ", "bold"), _side(side), sep="")
        console.print()


def _side(side: Side) -> Text:
    text = _plain(f"#{side.number} {side.heading}\n", "cyan")
    for mark, words in side.words:
        text.append(_MARKED[mark].format(visible(words, lines=True)), style=_STYLE[mark])
    return text


def _fold(fold: Fold) -> Text:
    return _plain(f"... {fold.messages} message{'s' if fold.messages > 1 else ''} alike ...", "dim")


def _plain(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(visible(text, lines=True), style=style, overflow="fold")
