"""What selection chooses from: the pairs of a run, read side by side, and of each what selection knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from negforge.adapters.rollout_makers import Made, makers_in
from negforge.adapters.wire import decode_pair
from negforge.assemble.plan import Plan
from negforge.assemble.splits import split_of
from negforge.assemble.traits import UNKNOWN, Source, Traits, traits_of
from negforge.core.defect import Defect
from negforge.core.json_text import parse_object
from negforge.core.pair import Pair
from negforge.pipeline.gathering.ingest_stage import ROLLOUTS
from negforge.pipeline.reading.published_split import world_of
from negforge.pipeline.running.bounded import chunked, run_in_order
from negforge.pipeline.running.joining import PAIRS
from negforge.pipeline.running.kept_out import kept_out
from negforge.similarity import keys_of, task_text

LOG = "log"  # in the place of a world: of tasks that no world set
CHUNK = 50
_Read = tuple[Traits, str]  # and all that the user says


@dataclass(frozen=True, slots=True)
class _Known:
    """``sizes``: of the splits that are asked for; ``out``: pairs that may not be chosen; ``voices``: by rollout;
    ``severities``: by defect."""

    sizes: Mapping[str, int]
    out: frozenset[str]
    voices: Mapping[str, str]
    severities: Mapping[str, int]


def pools_in(folder: Path, plan: Plan, defects: Mapping[str, Defect], workers: int = 1) -> dict[str, list[Traits]]:
    """What may be chosen from, by split: pairs of the splits that are asked for, without duplicates and twins."""
    severities: dict[str, int] = {slug: defect.severity for slug, defect in defects.items()}
    read: list[_Read] = []
    with (folder / PAIRS).open("rb") as lines:
        chunks = ((f"pairs {n * CHUNK + 1} and after", chunk) for n, chunk in enumerate(chunked(lines, CHUNK)))
        for some in run_in_order(partial(_known, folder, dict(plan.sizes), severities), _read, chunks, workers=workers):
            read += some
    keys = keys_of([asked for _, asked in read])
    pools: dict[str, list[Traits]] = {}
    for (traits, _), key in zip(read, keys, strict=True):
        pools.setdefault(traits.split, []).append(replace(traits, task=key))
    return {split: pools[split] for split in plan.sizes if split in pools}


def _known(folder: Path, sizes: Mapping[str, int], severities: Mapping[str, int]) -> _Known:
    voices = {name: _voice(made) for name, made in makers_in(folder / ROLLOUTS).items()}
    return _Known(sizes, kept_out(folder), voices, severities)


def _read(known: _Known, lines: tuple[bytes, ...]) -> list[_Read]:
    """Of the pairs among them that may be chosen."""
    return [
        (_traits(known, pair), task_text(pair.task, pair.chosen))
        for pair in map(decode_pair, lines)
        if pair.id not in known.out and not pair.twin and known.sizes.get(split_of(pair))
    ]


def _traits(known: _Known, pair: Pair) -> Traits:
    source = Source(world_of(pair) or LOG, known.voices.get(pair.rollout or "", UNKNOWN))
    return traits_of(pair, source, known.severities.get(pair.defect or ""))


def _voice(made: Made) -> str:
    """Of a reference agent its voice, of others their name."""
    settings = parse_object(made.settings) if made.settings else None
    voice = (settings or {}).get("voice")
    return voice if isinstance(voice, str) else made.maker or UNKNOWN
