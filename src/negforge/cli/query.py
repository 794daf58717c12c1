"""``negforge query``: a run as tables, for questions in SQL."""

from __future__ import annotations

import csv
import io
import shutil
import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negforge.cli.options import AsJson
from negforge.cli.remarks import tell_remarks
from negforge.cli.terminal import table, tell, visible
from negforge.core.errors import UsageError

if TYPE_CHECKING:
    from negforge.adapters.duckdb_tables import Answer
    from negforge.pipeline.running.remarks import Remark

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="RUN... SQL", help="Runs, evaluations, releases or files of them; one query, - for stdin."),
]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print all rows as CSV.")]
Texts = Annotated[bool, typer.Option("--texts", help="With the columns of transcripts and models' raw words.")]
ListTables = Annotated[bool, typer.Option("--tables", help="List tables and columns, with types.")]
MOST_ROWS = 500  # of the table for people
NARROWEST = 8  # characters that a column keeps
UNKNOWN_WIDTH = 160  # where there is no terminal to ask
_NUMBERS = ("INT", "DOUBLE", "FLOAT", "DECIMAL", "HUGEINT")


def query(
    words: Words = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    texts: Texts = False,
    tables: ListTables = False,
) -> None:
    """Ask a run in SQL: its pairs, drops, judgements, scores and rollouts are tables in a DuckDB in memory.

    For example: negforge query runs/quickstart "select defect, count(*) from pairs group by defect". Several runs are
    told apart by the column run. The SQL reads these tables and nothing else: no file, no network, no setting.
    """
    named = words or []
    if tables:
        print(_listed(texts=texts, as_json=as_json))
        return
    if len(named) < 2:
        raise UsageError('query: give a run and SQL: negforge query runs/quickstart "select count(*) from pairs"')
    if as_csv and as_json:
        raise UsageError("--csv and --json: stdout holds one of them; choose")
    from negforge.pipeline.telling.query import answered

    sql = sys.stdin.read() if named[-1] == "-" else named[-1]
    remarks: list[Remark] = []
    with answered([Path(one) for one in named[:-1]], sql, remarks.append, texts=texts) as answer:
        tell_remarks(remarks)
        if as_json:
            _print_json(answer)
        elif as_csv:
            _print_csv(answer)
        else:
            _print_table(answer)


def _print_json(answer: Answer) -> None:
    """A list of objects, a row a line, written as they come."""
    import json

    names = _unique([name for name, _ in answer.columns])
    rows = (
        json.dumps({name: _plain(value) for name, value in zip(names, row, strict=True)}, ensure_ascii=True)
        for row in answer.rows
    )
    first = next(rows, None)
    print("[" if first is None else f"[\n{first}", end="")
    for row in rows:
        print(f",\n{row}", end="")
    print("]" if first is None else "\n]")


def _print_csv(answer: Answer) -> None:
    """As it is where it goes to a file; made visible where it goes to a terminal. Null is an empty field."""
    shown = sys.stdout.isatty()
    print(_csv_line([name for name, _ in answer.columns], shown))
    for values in answer.rows:
        print(_csv_line(["" if one is None else _words(one) for one in values], shown))


def _csv_line(cells: Sequence[str], shown: bool) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([visible(cell) if shown else cell for cell in cells])
    return out.getvalue()


def _print_table(answer: Answer) -> None:
    rows = list(islice(answer.rows, MOST_ROWS + 1))
    width = shutil.get_terminal_size((UNKNOWN_WIDTH, 24)).columns
    header = [name for name, _ in answer.columns]
    cells = [["-" if one is None else _words(one) for one in row] for row in rows[:MOST_ROWS]]
    right = [at for at, (_, kind) in enumerate(answer.columns) if any(word in kind for word in _NUMBERS)]
    print(cut_table(header, cells, width, right))
    if len(rows) > MOST_ROWS:
        tell(f"the first {MOST_ROWS} rows; --csv and --json print all")


def cut_table(header: Sequence[str], rows: Sequence[Sequence[str]], width: int, right: Sequence[int] = ()) -> str:
    """A table no wider than ``width``: long cells are cut, the widest columns first, and where that does not suffice
    the last columns are left out, which is said below."""
    cells = [[visible(cell) for cell in row] for row in (header, *rows)]
    kept = max(1, min(len(header), (width + 2) // (NARROWEST + 2)))
    widths = [max(len(row[at]) for row in cells) for at in range(len(header))]
    while kept < len(header) and _total(widths[: kept + 1], NARROWEST) <= width:
        kept += 1  # short columns need less than the narrowest of the long ones
    longest = max(widths, default=0)
    while longest > 1 and _total(widths[:kept], longest) > width:
        longest -= 1
    shown = [[cell if len(cell) <= longest else f"{cell[: longest - 1]}…" for cell in row[:kept]] for row in cells]
    text = table(shown[0], shown[1:], right=[at for at in right if at < kept])
    left = len(header) - kept
    return text + (f"\n({left} more columns: name fewer, or print --csv or --json)" if left else "")


def _total(widths: Sequence[int], longest: int) -> int:
    return sum(min(one, longest) for one in widths) + 2 * (len(widths) - 1)


def _words(value: Any) -> str:
    """One cell. Figures with six digits that tell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, (list, tuple, dict)):
        import json

        return json.dumps(_plain(value), ensure_ascii=False)
    return str(value)


def _plain(value: Any) -> Any:
    """A value of DuckDB's for JSON: what JSON has no form for is text; what is not a number is null."""
    from decimal import Decimal
    from math import isfinite

    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (float, Decimal)):
        return float(value) if isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return str(value)


def _unique(names: Iterable[str]) -> list[str]:
    """``a``, ``a_2`` where a query names two columns alike: an object holds each key once."""
    found: list[str] = []
    for name in names:
        number, own = 1, name
        while own in found:
            number += 1
            own = f"{name}_{number}"
        found.append(own)
    return found


def _listed(*, texts: bool, as_json: bool) -> str:
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.telling.query_columns import TABLES, columns_of

    names = {"string": "varchar", "int64": "bigint", "float64": "double", "bool": "boolean"}
    rows = [[name, one.name, names[str(one.kind)], one.says] for name in TABLES for one in columns_of(name, texts)]
    if as_json:
        return as_json_text([dict(zip(("table", "column", "type", "says"), row, strict=True)) for row in rows])
    return table(["table", "column", "type", ""], rows)
