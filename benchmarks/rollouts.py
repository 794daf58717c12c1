"""Reference agents: rollouts a second, and what policy, voice and records cost over the bare tool calls.

    python benchmarks/rollouts.py [TASKS]

The floor executes the very calls of each rollout in a fresh world, and nothing else. Bar: at most 3 times the floor.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import islice

from negforge.agents.reference import Agent, play
from negforge.recipe.collecting import PROPORTIONS
from negforge.worlds.tasks import tasks

ROUNDS = 3
BAR = 3.0


def main(number: int) -> int:
    each = max(1, number // len(PROPORTIONS))
    found = [task for split in PROPORTIONS for task in islice(tasks(split), each)]
    agents = [Agent(voice="chatty"), Agent(voice="bulleted")]
    calls = {id(task): [c for act in play(task, Agent()).acts for c in act.calls] for task in found}

    def played() -> None:
        for number, task in enumerate(found):
            play(task, agents[number % 2])

    def bare() -> None:
        for task in found:
            session = task.session()
            for name, arguments in calls[id(task)]:
                session.call(name, arguments)

    def drawn() -> None:
        for split in PROPORTIONS:
            for _ in islice(tasks(split, None, 7), each):
                pass

    whole, floor, draw = (min(_timed(work) for _ in range(ROUNDS)) for work in (played, bare, drawn))
    made = sum(len(one) for one in calls.values())
    print(f"{len(found)} tasks, {made} calls")
    print(f"rollouts/s            {len(found) / whole:8.0f}")
    print(f"bare tool calls/s     {made / floor:8.0f}")
    print(f"tasks drawn/s         {len(found) / draw:8.0f}")
    print(f"loop over bare calls  {whole / floor:8.2f} x   (bar {BAR:g})")
    return 0 if whole / floor <= BAR else 1


def _timed(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 350))
