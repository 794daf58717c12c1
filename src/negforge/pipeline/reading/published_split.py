"""One split of a run → its three published files, a pair at a time: Plan-RewardBench's layout, ours, Parquet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from negforge.adapters.full_layout import Known, full_row
from negforge.adapters.json_values import encode
from negforge.adapters.pair_layouts import write_plan_rewardbench
from negforge.adapters.parquet import parquet_rows
from negforge.adapters.published_columns import FULL
from negforge.adapters.rollout_makers import Made
from negforge.adapters.whole_text import whole
from negforge.core.canary import CANARY
from negforge.core.defect import Defect
from negforge.core.json_text import Json, parse_object
from negforge.core.pair import Pair
from negforge.pipeline.reading.publication import FULL_FOLDER
from negforge.pipeline.running.run_files import whole_file
from negforge.worlds.registry import world_names

COUNTED = ("defect", "level", "origin", "world", "depth", "suffix")
UNKNOWN = "(unknown)"


@dataclass(slots=True)
class Tally:
    """``repaired``: pairs in whose text half characters were replaced."""

    pairs: int = 0
    repaired: int = 0
    tasks: set[str] = field(default_factory=set)
    templates: set[str] = field(default_factory=set)
    by: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in COUNTED})

    def add(self, row: Mapping[str, Json]) -> None:
        self.pairs += 1
        self.tasks.add(str(row["task_id"]))
        self.templates.add(str(row["template_id"]))
        for name, counter in self.by.items():
            counter[UNKNOWN if row[name] is None else str(row[name])] += 1

    def as_json(self) -> dict[str, Json]:
        by: dict[str, Json] = {
            f"by_{name}": {key: counts[key] for key in sorted(counts)} for name, counts in self.by.items()
        }
        sizes: dict[str, Json] = {"pairs": self.pairs, "tasks": len(self.tasks), "templates": len(self.templates)}
        return {**sizes, "repaired": self.repaired, **by}


def names_of(split: str) -> tuple[str, str, str]:
    """The files of a split, as names below the published folder."""
    return f"{split}.jsonl", f"{FULL_FOLDER}/{split}.jsonl", f"parquet/{split}.parquet"


def write_split(
    split: str, pairs: Iterable[Pair], folder: Path, makers: Mapping[str, Made], defects: Mapping[str, Defect]
) -> Tally:
    """Write the split's files below ``folder``; memory holds one row group of Parquet."""
    theirs, ours, table = (folder / name for name in names_of(split))
    tally = Tally()
    with ExitStack() as stack:
        lines, full = stack.enter_context(whole_file(theirs)), stack.enter_context(whole_file(ours))
        rows = stack.enter_context(parquet_rows(stack.enter_context(whole_file(table)), FULL))
        for pair in pairs:
            record = {**write_plan_rewardbench(replace(pair, extra=None, split=split)), "canary": CANARY}
            row = full_row(replace(pair, split=split), known_of(pair, str(record["uuid"]), makers, defects))
            safe_record, safe_row = whole(record), whole(row)
            tally.repaired += safe_row is not row or safe_record is not record
            lines.write(encode(safe_record) + b"\n")
            line = encode(safe_row)
            full.write(line + b"\n")
            assert isinstance(safe_row, dict)
            rows.add(safe_row, len(line))
            tally.add(safe_row)
    return tally


def known_of(pair: Pair, uuid: str, makers: Mapping[str, Made], defects: Mapping[str, Defect]) -> Known:
    """What the run knows of a pair from beside it."""
    chosen = makers.get(pair.rollout or "", Made(None, None))
    told = parse_object(pair.certificate.parameters) if pair.certificate and pair.origin == "natural" else None
    other = makers.get(str((told or {}).get("failure")), Made(None, None))
    return Known(uuid, world_of(pair), chosen.maker, other.maker, chosen.settings, defects.get(pair.defect or ""))


def world_of(pair: Pair) -> str | None:
    """A task of a world bears the world's name in front of its own."""
    world, colon, _ = (pair.task.parent or "").partition(":")
    return world if colon and world in world_names() else None
