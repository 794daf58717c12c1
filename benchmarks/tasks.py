"""What the task grammar gives: distinct tasks, skeletons and their largest share by split, and each world's part.

python benchmarks/tasks.py [TASKS]        (70,000 in the splits' proportion is the bar; the default is a tenth)
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from itertools import islice
from pathlib import Path

import negforge.worlds as worlds
from negforge.recipe.collecting import Collect, counts_of
from negforge.worlds.registry import world_named, world_names
from negforge.worlds.tasks import pool_of, tasks

BARS = {"safety_refusal": 30}
SKELETONS = 40
LARGEST = 0.05


def main(number: int) -> int:
    begin = time.perf_counter()
    keys: set[str] = set()  # of all splits: a task counts once
    by_world: Counter[str] = Counter()
    skeletons_of: dict[str, set[tuple[str, ...]]] = {name: set() for name in world_names()}
    pools: Counter[str] = Counter()
    fine = True
    print(f"{'split':<24}{'asked for':>10}{'distinct':>10}{'skeletons':>11}{'largest':>9}")
    for split, count in counts_of(Collect(tasks=number)).items():
        found: Counter[tuple[str, ...]] = Counter()
        made = 0
        for task in islice(tasks(split, seen=keys), count):
            made += 1
            found[(task.name.world, *task.skeleton)] += 1
            by_world[task.name.world] += 1
            skeletons_of[task.name.world].add((split, *task.skeleton))
            pools[pool_of(task.content)] += 1
        largest = max(found.values(), default=0) / max(1, made)
        fine = fine and made == count and len(found) >= BARS.get(split, SKELETONS) and largest <= LARGEST
        print(f"{split:<24}{count:>10,}{made:>10,}{len(found):>11,}{largest:>9.1%}")
    print(f"{'all':<24}{number:>10,}{len(keys):>10,}    in {time.perf_counter() - begin:.0f} s")
    print(f"pools: {', '.join(f'{name} {share:,}' for name, share in sorted(pools.items()))}\n")
    print(f"{'world':<12}{'tools':>7}{'writes':>8}{'refusals':>10}{'goals':>7}{'skeletons':>11}{'tasks':>9}")
    for name in world_names():
        world = world_named(name)
        cells = (len(world.tools), sum(t.writes for t in world.tools), _refusals(name), len(world.goals))
        print(
            f"{name:<12}{cells[0]:>7}{cells[1]:>8}{cells[2]:>10}{cells[3]:>7}{len(skeletons_of[name]):>11,}{by_world[name]:>9,}"
        )
    print("\nrefusals: different codes with which the world's tools refuse a call (its rules, as an agent meets them)")
    return 0 if fine and len(keys) == number else 1


def _refusals(name: str) -> int:
    """Codes in the world's source: the second argument of each Problem."""
    folder = Path(worlds.__file__).parent / name
    source = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    return len(set(re.findall(r"Problem\(\s*\d{3},\s*\"([\w.-]+)\"", source)))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 7000))
