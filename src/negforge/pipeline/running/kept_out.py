"""What was kept until it was held against one another: read back from duplicates.jsonl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from negforge.adapters.wire import decode_drop
from negforge.core.pair import Drop
from negforge.validate.funnel import NO_RULE

DUPLICATES = "duplicates.jsonl"


def kept_out(folder: Path) -> frozenset[str]:
    """The pairs that go into no split."""
    return frozenset(drop.pair_id for drop in _drops(folder))


def funnel_after(funnel: Any, folder: Path) -> Any:
    """The rows of the funnel with what this stage dropped: what it dropped is kept no longer."""
    lost = Counter((drop.rule or NO_RULE, drop.check) for drop in _drops(folder))
    rows = [dict(row) for row in funnel]
    checks = [*(rows[-1]["dropped"] if rows else ()), *sorted({check for _, check in lost})]
    for row in rows:
        mine = Counter[str]()
        for (rule, check), number in lost.items():
            mine[check] += number if row["rule"] in (rule, "all") else 0
        row["kept"] -= mine.total()
        row["dropped"] = {check: row["dropped"].get(check, 0) + mine[check] for check in dict.fromkeys(checks)}
    return rows


def _drops(folder: Path) -> Iterator[Drop]:
    with (folder / DUPLICATES).open("rb") as lines:
        yield from map(decode_drop, lines)
