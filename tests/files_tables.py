"""The tables of docs/files.md, from the declared columns. ``python -m tests.files_tables`` writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from negforge.adapters.columns import Column, described
from negforge.adapters.published_columns import FULL, PLAN_REWARDBENCH

PAGE = Path(__file__).resolve().parents[1] / "docs" / "files.md"
REPEATED = ("reject.messages[].", "rejected[].", "chosen[].", "edits[].before.", "edits[].after.", "neutral_")
"""Columns inside of these are those of another one that is described before."""


def columns_table(columns: Sequence[Column]) -> str:
    """One row a column; what is alike everywhere (messages, edits) once."""
    rows = ["| column | type | what it means |", "|---|---|---|"]
    for path, kind, says in described(columns):
        if not (path.startswith(REPEATED) and "." in path and not path.startswith("chosen.")):
            rows.append(f"| `{path}` | {kind} | {says.replace('|', chr(92) + '|')} |")
    return "\n".join(rows)


def with_tables(page: str) -> str:
    """The page with its tables as they should be."""
    for name, columns in (("plan_rewardbench", PLAN_REWARDBENCH), ("full", FULL)):
        pattern = rf"(?<=<!-- {name} -->\n).*?(?=<!-- end of {name} -->)"
        table = f"{columns_table(columns)}\n".replace("\\", "\\\\")
        page = re.sub(pattern, table, page, flags=re.DOTALL)
    return page


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
