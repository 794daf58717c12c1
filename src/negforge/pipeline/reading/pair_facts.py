"""What two versions of a benchmark are compared by: what a judge reads of a pair, and what is said of it, as hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from negforge.adapters.full_messages import message_row
from negforge.adapters.pair_layouts import write_plan_rewardbench
from negforge.core.edit import Edit
from negforge.core.json_text import Json, digest
from negforge.core.pair import Pair
from negforge.pipeline.reading.pair_files import load_pairs
from negforge.pipeline.running.remarks import Note

UNTOLD = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """``text``: all that a judge is shown of the pair, and which side is the better one. ``task``: what both sides
    share of it. ``proof``: defect, certificate, edits, label; ``UNTOLD`` where the layout has none of them."""

    id: str
    split: str
    task: str
    text: str
    proof: str
    defect: str


def facts_at(place: Path, note: Note) -> Iterator[Facts]:
    """One a pair, read a pair at a time. Raises NegforgeError where there are no pairs."""
    return map(facts_of, load_pairs(place, note))


def facts_of(pair: Pair) -> Facts:
    """The same for one pair, whether it was read in our layouts or in Plan-RewardBench's."""
    record = write_plan_rewardbench(pair)
    task: Json = [record.get("tools"), record.get("query")]
    sides: Json = [record.get("chosen"), record.get("reject", record.get("rejected"))]
    proof = digest(_proof(pair)) if pair.certificate is not None else UNTOLD
    return Facts(pair.id, str(pair.split), digest(task), digest([task, sides]), proof, pair.defect or "")


def _proof(pair: Pair) -> Json:
    ids = _in_order()
    edits: list[Json] = [
        [_edit(edit, ids) for edit in some] for some in (pair.edits, pair.neutral.chosen, pair.neutral.rejected)
    ]
    label: Json = [pair.label.value, pair.label.by, pair.label.strength, list(pair.label.votes)]
    return [pair.defect, pair.level, pair.origin, pair.roots, repr(pair.certificate), edits, label]


def _in_order() -> Callable[[str], str]:
    """Ids by the order in which they are met: a release spells them otherwise than the run that it came from."""
    met: dict[str, str] = {}
    return lambda call_id: met.setdefault(call_id, f"call_{len(met)}")


def _edit(edit: Edit, ids: Callable[[str], str]) -> Json:
    return [edit.at, *(message_row(one, ids) if one is not None else None for one in (edit.before, edit.after))]
