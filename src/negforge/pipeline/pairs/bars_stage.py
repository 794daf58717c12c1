"""Bars that a build of the benchmark is held to beside its gate: pairs of the splits → bars.json, met or not, each with
its figure. Told, and no build fails for them. Without sizes in the recipe there is nothing to hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from negforge.assemble.plan import OF_LONG_RUNS
from negforge.assemble.splits import split_of
from negforge.assemble.traits import LONG_RUN, is_long
from negforge.core.length import BINS, length_bin, tokens_of
from negforge.core.pair import Pair
from negforge.pipeline.reading.published_split import world_of
from negforge.pipeline.reading.splits_stage import pairs_of
from negforge.pipeline.running.run_files import write_text
from negforge.recipe.knobs import Recipe
from negforge.validate.schema import invalid_calls, schema
from negforge.worlds.registry import world_names

BARS = "bars.json"
DEFECTS, INVALID, LONG_SHARE, IN_A_BIN = 25, 0.03, 0.15, 60
UP_TO = 16_000  # tokens: the bins below are held


@dataclass(frozen=True, slots=True)
class Bar:
    """``asked``: at least or at most so much, as words; ``reached``: the figure, a share from 0 to 1 or a number."""

    what: str
    asked: str
    reached: float
    met: bool


def hold_bars(recipe: Recipe, folder: Path) -> None:
    """Write the stage's file, or none."""
    (folder / BARS).unlink(missing_ok=True)
    if sizes := recipe.assemble.asked:
        found = [asdict(one) for one in bars_of(pairs_of(folder), sizes)]
        write_text(folder / BARS, json.dumps(found, indent=1) + "\n")


def bars_in(folder: Path) -> tuple[Mapping[str, Any], ...] | None:
    """The bars that were held; None where none were."""
    return tuple(json.loads((folder / BARS).read_bytes())) if bar_files(folder) else None


def bar_files(folder: Path) -> tuple[str, ...]:
    return (BARS,) if (folder / BARS).is_file() else ()


def bars_of(pairs: Iterable[Pair], sizes: Mapping[str, int]) -> Iterator[Bar]:
    """``sizes``: pairs that were asked for, by split."""
    total = certified = chosen_invalid = rejected_invalid = long = 0
    splits, bins, defects, worlds = Counter[str](), Counter[str](), set[str](), set[str]()
    for pair in pairs:
        total += 1
        split = split_of(pair)
        splits[split] += 1
        certified += pair.certificate is not None
        chosen_invalid += bool(invalid_calls(pair.task, pair.chosen))
        rejected_invalid += schema(pair) is not None
        long += split in OF_LONG_RUNS and is_long(pair)
        bins[length_bin(tokens_of(pair))] += 1
        defects.add(pair.defect or "")
        worlds.add(world_of(pair) or "")
    for split, size in sizes.items():
        yield Bar(f"pairs of {split}", f"{size}", splits[split], splits[split] == size)
    yield _share("with a certificate", certified, total, at_least=1.0)
    yield _share("whose chosen has an invalid call", chosen_invalid, total, at_most=0.0)
    yield _share("whose rejected has an invalid call of its own", rejected_invalid, total, at_most=INVALID)
    yield Bar("defects", f"at least {DEFECTS}", len(defects), len(defects) >= DEFECTS)
    there = len(worlds & set(world_names()))
    yield Bar("worlds", f"all {len(world_names())}", there, there == len(world_names()))
    if held := [split for split in OF_LONG_RUNS if split in sizes]:
        what = f"of {', '.join(held)} with {LONG_RUN} messages or more"
        yield _share(what, long, sum(splits[split] for split in held), at_least=LONG_SHARE)
    for below, name in BINS:
        if below <= UP_TO:
            yield Bar(f"pairs of {name} tokens", f"at least {IN_A_BIN}", bins[name], bins[name] >= IN_A_BIN)


def _share(what: str, count: int, of: int, *, at_least: float = 0.0, at_most: float = 1.0) -> Bar:
    """A share of the pairs; not met where there is none."""
    share = count / of if of else 0.0
    asked = f"at least {at_least:.0%}" if at_least else f"at most {at_most:.0%}"
    return Bar(what, asked, round(share, 4), of > 0 and at_least <= share <= at_most)
