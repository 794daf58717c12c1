"""The tables of docs/perturbing.md, from taxonomy and rules. ``python -m tests.docs_tables`` writes them."""

from __future__ import annotations

import re
from pathlib import Path

from negforge.core.defect import DEFECTS
from negforge.perturb.registry import RULES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "perturbing.md"


def taxonomy() -> str:
    """One row a defect."""
    rows = ["| defect | families | severity | claim | check | implies | mirror |", "|---|---|---|---|---|---|---|"]
    for one in DEFECTS:
        cells = (one.slug, ", ".join(one.families), str(one.severity), one.claim, one.check, ", ".join(one.implies))
        rows.append(f"| {' | '.join(cells)} | {one.mirror} |")
    return "\n".join(rows)


def rules() -> str:
    """One row a rule."""
    rows = ["| rule | defect | needs | suffix | what it does |", "|---|---|---|---|---|"]
    for one in RULES:
        rows.append(f"| {one.name} | {one.defect.slug} | {', '.join(sorted(one.asks))} | {one.suffix} | {one.says} |")
    return "\n".join(rows)


def with_tables(page: str) -> str:
    """The page with its tables as they should be."""
    for name, table in (("taxonomy", taxonomy()), ("rules", rules())):
        pattern = rf"(?<=<!-- {name} -->\n).*?(?=<!-- end of {name} -->)"
        page = re.sub(pattern, lambda _, held=table: f"{held}\n", page, flags=re.DOTALL)  # type: ignore[misc]
    return page


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
