"""Pairs from wherever they lie, ours, Plan-RewardBench's or TRL's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from negforge.adapters.files import readable
from negforge.adapters.full_layout import detect_full, read_full
from negforge.adapters.json_records import Broken, encode, head, read_records
from negforge.adapters.pair_layouts import detect_plan_rewardbench, read_plan_rewardbench
from negforge.adapters.wire import decode_pair
from negforge.assemble.splits import SPLITS, split_of
from negforge.core.defect import FAMILIES
from negforge.core.errors import RunError, UsageError
from negforge.core.json_text import Json
from negforge.core.pair import Pair
from negforge.pipeline.endpoints.batch_rounds import refuse_unfinished
from negforge.pipeline.reading.held_pairs import held
from negforge.pipeline.reading.manifest import MANIFEST, read_manifest
from negforge.pipeline.reading.publication import FULL_FOLDER, published_manifest, refuse_half_published
from negforge.pipeline.reading.splits_stage import FOLDER
from negforge.pipeline.reading.trl_pairs import detect_trl, read_trl
from negforge.pipeline.running.inputs import below, what_lies_at
from negforge.pipeline.running.ledger import LEDGER
from negforge.pipeline.running.remarks import Note, PlacedPair, Remark, distinct, every_row
from negforge.pipeline.running.run_files import sha256_of


def _unheard(remark: Remark) -> None:
    """For those who do not want to know what was odd."""


def load_pairs(path: str | Path, note: Note = _unheard) -> Iterator[Pair]:
    """The pairs of a run folder, of a pair file (ours, Plan-RewardBench's or TRL's), or of a folder of those; one at a
    time, each once. ``note`` hears of every odd, broken or repeated row, with its place (``str`` of it is the line),
    and of a run's files that were altered. Raises NegforgeError where there are no pairs.
    """
    return pairs_at([Path(path)], note)


def pairs_at(places: Sequence[Path], note: Note = _unheard) -> Iterator[Pair]:
    """The same for several places; what lies in two of them comes once."""

    def read(note: Note) -> Iterator[Pair]:
        return distinct((placed for place in places for placed in _placed(place, note)), note)

    return held(places, read, note)


def rows_at(places: Sequence[Path], note: Note = _unheard) -> Iterator[PlacedPair]:
    """The same, with the rows that bring a pair again."""
    return every_row((placed for place in places for placed in _placed(place, note)), note)


def _placed(place: Path, note: Note) -> Iterator[tuple[str, Pair]]:
    found = False
    for file in _pair_files(place, note):
        for placed in read_pair_file(file, note):
            found = True
            yield placed
    if not found and not _is_run_without_pairs(place):
        raise UsageError(f"{place}: not one pair could be read there")


def _pair_files(place: Path, note: Note) -> Iterator[Path]:
    if what_lies_at(place) != "folder":
        full = place.parent / FULL_FOLDER / place.name
        if published_manifest(place.parent) is not None and what_lies_at(full) == "file":
            told = "a release's rows for others to read: the policy stands in the query, certificates and edits are not"
            note(Remark("odd", f"{place}: {told} told; {full} holds the same pairs whole"))
        yield place
        return
    if published_manifest(place) is not None:
        yield from _listed_files(place, note, FULL_FOLDER)
        return
    if what_lies_at(place / MANIFEST) != "nothing":
        yield from _listed_files(place, note, FOLDER)
        return
    refuse_half_published(place)
    refuse_unfinished(place)
    if (place / LEDGER).exists():
        raise RunError(f"{place}: this run is not finished; the `negforge build` that began it goes on")
    files = [path for path, _ in below(place)]
    if not files:
        raise UsageError(f"{place}: holds no .json or .jsonl file")
    yield from files


def _listed_files(run: Path, note: Note, below: str) -> Iterator[Path]:
    """The splits of a finished run or of a release, in the folder ``below``; what of them is not as the manifest says
    is told, and read all the same."""
    written = _object(read_manifest(run) or {}, "files")
    if not written:
        note(Remark("altered", f"{run}: {MANIFEST} cannot be read; nobody can tell whether the splits are as built"))
    names = [f"{below}/{split}.jsonl" for split in SPLITS]
    there = [name for name in names if what_lies_at(run / name) == "file"]
    gone = [name for name in written if name.startswith(f"{below}/") and name not in there]
    if gone and not there:
        raise UsageError(f"{run}: its splits are gone ({', '.join(gone)}); type again the `negforge build` of this run")
    for name in gone:
        note(Remark("altered", f"{run}: {name} is gone, which the build wrote; its pairs are not judged"))
    for name in there:
        readable(run / name)
        if written and sha256_of(run / name) != _sha256(written.get(name)):
            note(Remark("altered", f"{run}: {name} is not as the build wrote it ({MANIFEST} has another sha256)"))
        yield run / name


def _sha256(written: Any) -> object:
    """A run's manifest has the hash alone, a release's has more of each file."""
    return written.get("sha256") if isinstance(written, dict) else written


def _is_run_without_pairs(place: Path) -> bool:
    """A finished run whose build made no pair: that is what it is, and no fault of the reading."""
    return what_lies_at(place) == "folder" and _object(read_manifest(place) or {}, "counts").get("pairs") == 0


def _object(holder: dict[str, Any], key: str) -> dict[str, Any]:
    held = holder.get(key)
    return held if isinstance(held, dict) else {}


def read_pair_file(path: Path, note: Note) -> Iterator[tuple[str, Pair]]:
    """Each pair and its place. The first row that is a pair at all tells the layout of all."""
    first = _first_pair(path)
    foreign = first is not None and detect_plan_rewardbench(first)
    trl = first is not None and not foreign and not _is_ours(first) and detect_trl(first)
    if not foreign and not trl and not _is_ours(first):
        raise UsageError(f"{path}: {_what_it_is(first, path)}")
    full = detect_full(first)
    for record in read_records(path):
        where = f"{path.name}: {record.where}"
        if isinstance(record, Broken):
            note(Remark("left_out", f"{where}: left out: {record.reason}", record.count))
            continue
        try:
            if not foreign:
                if trl:
                    own = read_trl(record.value, path.name, record.index)
                else:
                    own = read_full(record.value) if full else decode_pair(encode(record.value))
                yield where, _with_split(own, path)
                continue
            pair, notes = read_plan_rewardbench(record.value, path.name, record.index)
        except UsageError as error:
            note(Remark("left_out", f"{where}: left out: {_without_place(error, path, record.index)}"))
            continue
        for one in notes:
            note(Remark("odd", f"{where}: {one}"))
        yield where, _with_split(pair, path)


def _without_place(error: UsageError, path: Path, index: int) -> str:
    """What is wrong, without the place where a reader has told it: it stands before already."""
    return str(error).removeprefix(f"{path.name}: ").removeprefix(f"record {index + 1} ")


def is_pair_file(path: Path) -> bool:
    """Whether some of its first records are pairs, in any of the layouts."""
    first = _first_pair(path)
    return _is_ours(first) or (first is not None and (detect_plan_rewardbench(first) or detect_trl(first)))


def _first_pair(path: Path) -> Json | None:
    known = (detect_plan_rewardbench, _is_ours, detect_trl)
    return head(path, lambda record: any(detect(record) for detect in known)).first


def _with_split(pair: Pair, path: Path) -> Pair:
    """A split for pairs that name none: the one they would be sorted into, else the file's name."""
    if pair.split:
        return pair
    return replace(pair, split=split_of(pair) if pair.family in FAMILIES else path.stem)


def _is_ours(first: Json | None) -> bool:
    return isinstance(first, dict) and ({"id", "task", "chosen", "rejected"} <= first.keys() or detect_full(first))


def _what_it_is(first: Json | None, path: Path) -> str:
    broken = next((one for one in islice(read_records(path), 1) if isinstance(one, Broken)), None)
    why = f"{broken.where}: {broken.reason}" if broken else ""
    if first is None:
        return "holds no readable record; pairs are one JSON object a line" + (f" ({why})" if why else "")
    fields = first.keys() if isinstance(first, dict) else set()
    if "trajectory" in fields or "messages" in fields or "traj" in fields or "simulations" in fields:
        return "holds rollouts, not pairs: `negforge build from_logs --input FILE` makes pairs of them"
    if why:
        return f"holds no pair that can be read; {why}"
    return "holds no pairs: give a run folder, a pairs.jsonl, or a file in Plan-RewardBench's or TRL's layout"
