"""Perturbing: what each defect and each rule gives in the worlds, and what making and proving pairs costs.

    python benchmarks/perturbing.py [SHARE]               # percent of the tasks, 100 unless told
    python benchmarks/perturbing.py cost [SCALE...]       # 1, 10 and 100 unless told

The evidence: rollouts of reference agents over all splits (build pool), every rule, natural pairs too. Bars: each
defect gives 15 pairs or more in three worlds or more, and so does its mirror; median similarity of edited pairs 0.85 or
more; no rule keeps less than 10 % of its proposals.

The cost: pairs a second on one core for rules with frozen suffix, beside the time to parse the same rollouts and write
the same lines (the floor), on one, ten and a hundred times as many rollouts. Bar: at most 4 times the floor.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from negforge.adapters.wire import decode_rollout, encode_drop, encode_pair, encode_rollout
from negforge.agents.planning import tasks_for
from negforge.collect.reference import reference_rollouts
from negforge.core.defect import DEFECTS
from negforge.core.pair import Drop, Pair
from negforge.core.trajectory import Rollout, succeeded
from negforge.perturb.natural import NATURAL
from negforge.perturb.registry import RULES
from negforge.pipeline.gathering.screening import certified
from negforge.pipeline.pairs.candidates import Workbench, candidates_of, workbench
from negforge.pipeline.running.failures import memory_and_failures
from negforge.recipe.knobs import Recipe

TASKS = {  # of each split
    "planning_single_easy": 60,
    "planning_single_hard": 60,
    "planning_multi_easy": 60,
    "planning_multi_hard": 60,
    "robust_recovery": 300,
    "safety_refusal": 150,
    "tool_irrelevance": 150,
}
EACH, CAREFUL = 3, 0.6  # rollouts of a task, and the share of careful ones
WORLDS_BAR, PAIRS_BAR, SURVIVAL_BAR, COST_BAR = 3, 15, 0.10, 4.0
REASONS = 3  # of drops, shown for a rule
TASKS_OF_COST = 7


def main(share: int) -> int:
    counts = {split: max(1, number * share // 100) for split, number in TASKS.items()}
    rollouts = list(_played(counts))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rollouts.jsonl"
        file.write_bytes(b"".join(encode_rollout(one) + b"\n" for one in rollouts))
        bench = _bench({"per_rule": 2, "natural": 2}, file)
        outcomes = [(one, *made) for one in rollouts for made in candidates_of(one, bench)]
    good = sum(map(succeeded, rollouts))
    print(f"{len(rollouts)} rollouts of {sum(counts.values())} tasks, {good} of them certified good")
    _rules(outcomes)
    return _defects(outcomes)


def cost(scales: Sequence[int]) -> int:
    """A line a scale; 1 above the bar."""
    return 0 if max([_cost(scale) for scale in scales]) <= COST_BAR else 1


def _played(counts: Mapping[str, int]) -> Iterator[Rollout]:
    for task in tasks_for(counts, "build"):
        for played in reference_rollouts(task, EACH, CAREFUL, 0):
            yield certified(played.rollout, "finished")


def _bench(knobs: dict[str, object], file: Path) -> Workbench:
    recipe = Recipe.model_validate(
        {"name": "benchmark", "input": "worlds", "perturb": knobs, "validate": {"max_edits": 24}}
    )
    return workbench(recipe, *memory_and_failures(file), {})


def _rules(outcomes: list[tuple[Rollout, str, Pair | Drop]]) -> None:
    kept: Counter[str] = Counter()
    dropped: defaultdict[str, Counter[str]] = defaultdict(Counter)
    offered: defaultdict[str, set[str]] = defaultdict(set)
    for rollout, rule, outcome in outcomes:
        offered[rule].add(rollout.id)
        if isinstance(outcome, Pair):
            kept[rule] += 1
        else:
            dropped[rule][f"{outcome.check}: {outcome.reason.split('(')[0][:60]}"] += 1
    print(f"\n{'rule':32}{'offered':>8}{'proposed':>9}{'kept':>6}{'share':>7}  dropped for")
    for rule in (*(one.name for one in RULES), NATURAL):
        proposed = kept[rule] + dropped[rule].total()
        share = kept[rule] / proposed if proposed else 0.0
        low = "  LOW" if proposed and share < SURVIVAL_BAR else ""
        reasons = "; ".join(f"{count} {reason}" for reason, count in dropped[rule].most_common(REASONS))
        print(f"{rule:32}{len(offered[rule]):>8}{proposed:>9}{kept[rule]:>6}{share:>7.0%}  {reasons}{low}")


def _defects(outcomes: list[tuple[Rollout, str, Pair | Drop]]) -> int:
    pairs: defaultdict[str, list[tuple[str, Pair]]] = defaultdict(list)
    for rollout, _, outcome in outcomes:
        if isinstance(outcome, Pair) and outcome.defect:
            pairs[outcome.defect].append(((rollout.task.parent or "").split(":")[0], outcome))
    names = f"{'defect':26}{'kept':>6}{'worlds':>7}{'natural':>8}{'similar':>8}"
    print(f"\n{names}  levels 1-5          depth e/m/l    families")
    enough = True
    for defect in DEFECTS:
        row = pairs[defect.slug]
        worlds = {world for world, _ in row}
        edited = [one.certificate.similarity for _, one in row if one.origin == "rule" and one.certificate]
        similar = median(value for value in edited if value is not None) if edited else 0.0
        levels = Counter(one.level for _, one in row)
        depths = Counter(one.certificate.depth for _, one in row if one.certificate)
        families = Counter(one.family for _, one in row)
        good = len(row) >= PAIRS_BAR and len(worlds) >= WORLDS_BAR
        enough = enough and good
        spread = " ".join(f"{levels[level]:>3}" for level in range(1, 6))
        thirds = "/".join(str(depths[depth]) for depth in ("early", "middle", "late"))
        shown = ", ".join(f"{family} {count}" for family, count in families.most_common())
        natural = sum(one.origin == "natural" for _, one in row)
        cells = f"{defect.slug:26}{len(row):>6}{len(worlds):>7}{natural:>8}{similar:>8.2f}"
        print(f"{cells}  {spread:20}{thirds:14} {shown}{'' if good else '  BELOW THE BAR'}")
    edited = [
        one.certificate.similarity
        for row in pairs.values()
        for _, one in row
        if one.origin == "rule" and one.certificate and one.certificate.similarity is not None
    ]
    print(f"\n{sum(map(len, pairs.values()))} pairs; median similarity of edited pairs {median(edited):.2f}")
    return 0 if enough else 1


def _cost(scale: int) -> float:
    """Time of perturbing and validating over the floor, on rollouts as a log has them: no world is at hand."""
    rollouts = [replace(one, settings=None) for one in _played(dict.fromkeys(TASKS, TASKS_OF_COST)) if succeeded(one)]
    lines = [encode_rollout(one) for one in rollouts]
    frozen = [one.name for one in RULES if one.suffix == "freeze" and not one.needs_world]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rollouts.jsonl"
        file.write_bytes(b"\n".join(lines))
        bench = _bench({"rules": frozen, "natural": 0}, file)
    spent = floor = 0.0
    pairs = 0
    for at in range(scale * 12):
        line = lines[at % len(lines)]
        began = time.perf_counter()
        made = [_encoded(outcome) for _, outcome in candidates_of(decode_rollout(line), bench)]
        spent += time.perf_counter() - began
        outcomes = [outcome for outcome, _ in made]
        began = time.perf_counter()
        decode_rollout(line)
        for outcome in outcomes:
            _encoded(outcome)
        floor += time.perf_counter() - began
        pairs += sum(isinstance(outcome, Pair) for outcome in outcomes)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ratio = spent / floor
    print(
        f"{scale:>4}x  {scale * 12:>5} rollouts  {pairs:>6} pairs  {pairs / spent:8.1f} pairs/s  floor "
        f"{pairs / floor:8.0f} pairs/s  ratio {ratio:6.1f} (bar {COST_BAR:g})  peak {peak:.0f} MB"
    )
    return ratio


def _encoded(outcome: Pair | Drop) -> tuple[Pair | Drop, bytes]:
    return outcome, encode_pair(outcome) if isinstance(outcome, Pair) else encode_drop(outcome)


if __name__ == "__main__":
    if sys.argv[1:2] == ["cost"]:
        raise SystemExit(cost([int(word) for word in sys.argv[2:]] or [1, 10, 100]))
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
