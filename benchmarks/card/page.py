"""The data card of a release: its figures, written into benchmark/README.md. None of them is typed by hand.

    python -m benchmarks.card [FOLDER] [--audit FILE] [--ladder FILE] [--gate FILE] [--gate-full FILE]
                              [--selection FILE]

FOLDER is what `negforge publish` wrote (default: benchmark/). The reports are what `negforge audit PATH --json FILE`
and `negforge ladder PATH --json > FILE` gave of the same pairs, and gate.json and selection.json of the run (gate.json
once of the quick gate and once of the full one); one that is not named is looked for as FOLDER/reports/audit.json,
FOLDER/reports/gate_full.json and so on. Where there is none, its block says so.

The prose is that of benchmark/README.md here. What stands between its markers (``<!-- name -->`` and
``<!-- end of name -->``) and its front matter are made anew, and the card is written to FOLDER/README.md. The same
files give the same card.
"""

from __future__ import annotations

import re
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.card import counts, shortcuts
from benchmarks.card import release as of_release
from benchmarks.card import reports as of_reports
from benchmarks.card.release import Release, read_release
from benchmarks.card.reports import Reports, read_report

PROSE = Path(__file__).resolve().parents[2] / "benchmark" / "README.md"
CARD, REPORTS = "README.md", "reports"
NOT_PUBLISHED = "*Not published yet: `python -m benchmarks.card` writes this.*"
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_FRONT = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_BLOCK = re.compile(r"(<!-- (\w+) -->\n)(.*?)(<!-- end of \2 -->)", re.DOTALL)


def main(words: list[str]) -> int:
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=PROSE.parent)
    for name in Reports.__dataclass_fields__:
        parser.add_argument(f"--{name.replace('_', '-')}", type=Path)
    given = parser.parse_args(words)
    named = {name: getattr(given, name) for name in Reports.__dataclass_fields__}
    card = card_of(given.folder, named)
    (given.folder / CARD).write_text(card, encoding="utf-8", newline="\n")
    print(f"written: {given.folder / CARD}")
    return 0


def card_of(folder: Path, named: Mapping[str, Path | None] | None = None) -> str:
    """The card as it should be. Raises SystemExit, saying what and where, where files do not fit one another."""
    release = read_release(folder)
    blocks = blocks_of(release, reports_of(release, named or {}))
    page = PROSE.read_text(encoding="utf-8")
    names = [found[2] for found in _BLOCK.finditer(page)]
    if sorted(names) != sorted(blocks) or not _FRONT.match(page):
        odd = set(names) ^ set(blocks) or "one of them twice, or the front matter"
        raise SystemExit(f"{PROSE}: its blocks are not those of the program: {odd}")
    filled = _BLOCK.sub(lambda found: f"{found[1]}{blocks[found[2]]}\n{found[4]}", page)
    return _FRONT.sub(lambda _: front_matter(release), filled, count=1)


def blocks_in(card: str) -> dict[str, str]:
    """What stands between the markers of a card, by name."""
    return {found[2]: found[3].removesuffix("\n") for found in _BLOCK.finditer(card)}


def reports_of(release: Release | None, named: Mapping[str, Path | None]) -> Reports:
    """Those that are named, else those that lie beside the release."""
    if release is None:
        return Reports()
    beside = {name: release.folder / REPORTS / f"{name}.json" for name in Reports.__dataclass_fields__}
    places = {name: named.get(name) or (path if path.exists() else None) for name, path in beside.items()}
    return Reports(**{name: read_report(name, path, release) for name, path in places.items()})


def blocks_of(release: Release | None, reports: Reports) -> dict[str, str]:
    """The text of each block. Before anything is published, those of a release say so."""
    always = {
        "fields": of_release.fields_block(),
        "canary": of_release.canary_block(),
        "told_elsewhere": of_reports.told_elsewhere(),
    }
    if release is None:
        return {**dict.fromkeys((*OF_RELEASE, *OF_REPORTS), NOT_PUBLISHED), **always}
    told = {name: block(release) for name, block in OF_RELEASE.items()}
    return {**told, **{name: block(reports) for name, block in OF_REPORTS.items()}, **always}


OF_RELEASE: Mapping[str, Callable[[Release], str]] = {
    "release": of_release.release_block,
    "makers": of_release.makers_block,
    "example": of_release.example_block,
    "numbers": counts.numbers_block,
    "levels": counts.levels_block,
    "defects": counts.defects_block,
    "evidence": counts.evidence_block,
    "readings": of_release.readings_block,
    "citation": of_release.citation_block,
}
OF_REPORTS: Mapping[str, Callable[[Reports], str]] = {
    "selection": lambda reports: of_reports.selection_block(reports.selection),
    "audit": lambda reports: shortcuts.audit_block(reports.audit),
    "gate": lambda reports: shortcuts.gate_block(reports.gate),
    "gate_full": lambda reports: shortcuts.gate_block(reports.gate_full),
    "ladder": lambda reports: of_reports.ladder_block(reports.ladder),
    "ladder_by_level": lambda reports: of_reports.level_rates(reports.ladder),
}


def front_matter(release: Release | None) -> str:
    """What the Hugging Face hub and ``datasets`` read: a configuration a split, each with the one split ``test``."""
    lines = [
        "# written by benchmarks/card",
        'pretty_name: "negforge: near-miss pairs for judges of tool-using agents"',
        "license: apache-2.0",
        "language:\n- en",
        "task_categories:\n- text-classification\n- reinforcement-learning",
        "annotations_creators:\n- machine-generated",
        "language_creators:\n- machine-generated",
        "source_datasets:\n- original",
        "tags:\n- preference\n- reward-model\n- llm-as-a-judge\n- agents\n- tool-use\n- synthetic",
    ]
    if release is not None:
        pairs = len(release.rows)
        lines.append(f"size_categories:\n- {next((name for below, name in SIZES if pairs < below), 'n>1M')}")
        lines.append("configs:")
        for split in release.splits:
            path = f"parquet/{split}.parquet"
            lines.append(f"- config_name: {split}\n  data_files:\n  - split: test\n    path: {path}")
    return "\n".join(["---", *lines, "---", ""])
