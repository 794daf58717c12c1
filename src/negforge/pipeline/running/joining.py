"""The parts of a run joined in order: pairs.jsonl without repeats, drops.jsonl with them, and the funnel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from negforge.adapters.wire import decode_drop, decode_pair, encode_drop
from negforge.core.json_text import Json
from negforge.core.pair import Drop
from negforge.pipeline.running.run_files import whole_file, write_text
from negforge.validate.funnel import Funnel, FunnelRow, funnel_of, merge, rows

PAIRS, DROPS, FUNNEL = "pairs.jsonl", "drops.jsonl", "funnel.json"


def join_parts(parts: Path, total: int, folder: Path) -> None:
    """Write the stage's files. Of equal pairs the first stays; rules and rollouts keep their order."""
    first: dict[str, str] = {}
    funnel = Funnel()
    with whole_file(folder / PAIRS) as pairs, whole_file(folder / DROPS) as drops:
        for number in range(total):
            note = json.loads((parts / f"{number:06d}.json").read_bytes())
            kept, repeats = _join_pairs(parts / f"{number:06d}.pairs.jsonl", note["kept"], first, pairs)
            dropped = _join_drops(parts / f"{number:06d}.drops.jsonl", repeats, drops)
            funnel = merge((funnel, Funnel(kept), dropped))
    write_text(folder / FUNNEL, json.dumps(_funnel_json(rows(funnel)), indent=1) + "\n")


def _join_pairs(
    part: Path, kept: list[tuple[str, str]], first: dict[str, str], out: IO[bytes]
) -> tuple[Mapping[str, int], list[Drop]]:
    """Lines are copied as they are; only a repeat is decoded, for its drop."""
    by_rule: dict[str, int] = {}
    repeats: list[Drop] = []
    with part.open("rb") as lines:
        for (pair_id, rule), line in zip(kept, lines, strict=True):
            if pair_id in first:
                pair = decode_pair(line)
                reason = f"the same pair as one of rule {first[pair_id]} before it"
                repeats.append(Drop(pair_id, "duplicates", reason, rule, pair.defect, pair.rollout))
                continue
            first[pair_id] = rule
            by_rule[rule] = by_rule.get(rule, 0) + 1
            out.write(line)
    return by_rule, repeats


def _join_drops(part: Path, repeats: list[Drop], out: IO[bytes]) -> Funnel:
    with part.open("rb") as lines:
        dropped = []
        for line in lines:
            dropped.append(decode_drop(line))
            out.write(line)
    for repeat in repeats:
        out.write(encode_drop(repeat) + b"\n")
    return funnel_of([*dropped, *repeats])


def _funnel_json(found: tuple[FunnelRow, ...]) -> Json:
    shown: list[Any] = [
        {"rule": row.rule, "proposed": row.proposed, "kept": row.kept, "dropped": dict(row.dropped)} for row in found
    ]
    return shown
