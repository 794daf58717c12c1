"""Twins of pairs: made, certified anew, written; what could not be made is counted with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from negforge.adapters.files import write_lines
from negforge.adapters.wire import encode_pair
from negforge.checks.readings.tools import is_write
from negforge.core.defect import find_defect
from negforge.core.message import ToolCall
from negforge.core.pair import Pair
from negforge.core.ports import Check
from negforge.core.trajectory import shown
from negforge.perturb.rule import unit_rng
from negforge.perturb.twins.material import Talks
from negforge.perturb.twins.registry import TWINS
from negforge.perturb.twins.twin import Material, Twin
from negforge.pipeline.endpoints.wiring import check_names
from negforge.pipeline.reading.pair_files import pairs_at
from negforge.pipeline.running.remarks import Note
from negforge.plugins import all_checks
from negforge.validate.reach import level_of, reach_of

TRIES = 3  # so often a twin is drawn before the pair counts as one that has none
NO_HOLD = "the pair offers no hold for it"
NO_PROOF = "no check of ours proves the pair's defect"


@dataclass(slots=True)
class Tally:
    """Of each kind: how many were made, and why the others were not."""

    made: Counter[str] = field(default_factory=Counter)
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    pairs: int = 0

    def rows(self) -> list[dict[str, object]]:
        """A row a kind, in the order of the kinds: made, and the reasons with their numbers."""
        kinds = [twin.name for twin in TWINS if self.made[twin.name] or any(k == twin.name for k, _ in self.missed)]
        return [
            {
                "twin": kind,
                "made": self.made[kind],
                "not_made": {reason: number for (k, reason), number in sorted(self.missed.items()) if k == kind},
            }
            for kind in kinds
        ]


def write_twins(places: Sequence[Path], kinds: Sequence[str], out: Path, rng_seed: int, note: Note) -> Tally:
    """The twins of these kinds (none named: of all) of all pairs, one pair behind another. Raises UsageError where a
    kind is not known or a place holds no pairs."""
    check_names("twin", kinds, tuple(twin.name for twin in TWINS))
    wanted = [twin for twin in TWINS if not kinds or twin.name in kinds]
    pairs = list(pairs_at(places, note))
    tally = Tally(pairs=len(pairs))
    write_lines(out, (encode_pair(one) for one in twins_of(pairs, wanted, rng_seed, tally)))
    return tally


def twins_of(pairs: Iterable[Pair], wanted: Sequence[Twin], rng_seed: int, tally: Tally) -> Iterator[Pair]:
    """Every twin that could be made and proved."""
    pairs = list(pairs)
    checks = all_checks()
    material = Talks(pairs, lambda task, run: not any(check(task, run) for check in checks.values()))
    for pair in pairs:
        for twin in wanted:
            made = twin_of(pair, twin, rng_seed, material, checks)
            if isinstance(made, str):
                tally.missed[twin.name, made] += 1
            else:
                tally.made[twin.name] += 1
                yield made


def twin_of(pair: Pair, twin: Twin, rng_seed: int, material: Material, checks: Mapping[str, Check]) -> Pair | str:
    """The twin with its certificate, or why there is none."""
    defect = find_defect(pair.defect or "")
    root = pair.certificate.check if pair.certificate else defect.check if defect else None
    if root is None or root not in checks:
        return NO_PROOF
    reason = NO_HOLD
    for attempt in range(TRIES):
        made = twin.make(pair, unit_rng(rng_seed, "twin", twin.name, pair.id, str(attempt)), material)
        if made is None:
            continue
        proved = _certified(pair, made, root, checks)
        if isinstance(proved, Pair):
            return replace(proved, twin=twin.name)
        reason = proved
    return reason


def _certified(pair: Pair, made: Pair, root: str, checks: Mapping[str, Check]) -> Pair | str:
    """The twin, if the root check finds nothing on its chosen and something on its rejected, and every other check that
    passed the chosen passes it still."""
    passed = pair.certificate.passed if pair.certificate else ()
    for name in (root, *passed):
        if name in checks and checks[name](made.task, made.chosen):
            return f"{name}: objects to the twin's chosen"
    failed = tuple(checks[root](made.task, made.rejected))
    if not failed or not all(one.evidence for one in failed):
        return f"{root}: finds nothing on the twin's rejected"
    if pair.certificate is None:
        return made
    others = dict.fromkeys(one.check for one in pair.certificate.consequences)
    found = tuple(one for name in others if name in checks for one in checks[name](made.task, made.rejected))
    writes = [isinstance(one, ToolCall) and is_write(made.task, one.name) for one in shown(made.task, made.rejected)]
    defect = find_defect(made.defect or "")
    reach = reach_of(made, failed, writes, defect.weighs if defect else 0)
    told = replace(pair.certificate, failed=failed, consequences=found, reach=reach)
    return replace(made, certificate=told, level=level_of(reach))
