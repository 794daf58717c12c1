"""Real logs: how often each check objects to certified successes, and what each rule gives on each source.

    python benchmarks/real_logs.py [--show N]

Reads the shared logs (NEGFORGE_SHARED_DATA, else ../shared/data beside the repository; none of them lies in it), the
recorded rollouts that ship with negforge, and careful runs of reference agents. An objection to a certified success
is a false alarm unless it is true: ``--show N`` prints N of each check and source to be read.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from negforge.adapters.wire import encode_rollout
from negforge.agents.planning import tasks_for
from negforge.agents.recording import recording_of, replayed, rollout_of
from negforge.agents.reference import drawn_agent, play
from negforge.checks.registry import CHECKS
from negforge.core.pair import Pair
from negforge.core.trajectory import Rollout, succeeded
from negforge.perturb.natural import NATURAL
from negforge.perturb.registry import RULES
from negforge.perturb.rule import unit_rng
from negforge.pipeline.gathering.ingest_stage import ROLLOUTS, ingest
from negforge.pipeline.gathering.log_reads import reads_of
from negforge.pipeline.pairs.candidates import candidates_of, workbench
from negforge.pipeline.pairs.pairs_stage import read_rollouts
from negforge.pipeline.running.failures import memory_and_failures
from negforge.pipeline.running.inputs import find_inputs
from negforge.recipe.collecting import PROPORTIONS
from negforge.recipe.knobs import Recipe

SHARED = Path(os.environ.get("NEGFORGE_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
SEEDS = Path(__file__).resolve().parents[1] / "seeds"
EACH = 25  # tasks of a split for the careful runs


def main(show: int) -> int:
    if not SHARED.is_dir():
        print(f"shared logs absent: no {SHARED} (set NEGFORGE_SHARED_DATA to their folder)")
        return 0
    sources = {name: list(read) for name, read in _sources()}
    _precision(sources, show)
    _yield({name: rollouts for name, rollouts in sources.items() if name != "careful"})
    return 0


def _sources() -> Iterator[tuple[str, Iterator[Rollout]]]:
    yield "careful", _careful()
    yield "recorded", _recorded()
    yield (
        "tau",
        _read(
            [str(SHARED / "tau-bench" / "gpt-4o-airline.json")],
            tools=str(SHARED / "tau-bench" / "derived" / "airline-tools.json"),
            policy=str(SHARED / "tau-bench" / "airline-policy.md"),
        ),
    )
    yield "tau2", _read([str(path) for path in sorted((SHARED / "tau2-bench").glob("*_airline.json"))])
    yield "agentdojo", _read([str(SHARED / "agentdojo" / "runs")])
    yield "livemcp", _read([str(SHARED / "livemcpbench" / "claude-sonnet-4.human-annotated.json")])


def _careful() -> Iterator[Rollout]:
    for task in tasks_for(dict.fromkeys(PROPORTIONS, EACH), "build"):
        yield play(task, drawn_agent(task, unit_rng(0, str(task.name)), 1.0), 7).rollout


def _recorded() -> Iterator[Rollout]:
    """As their outcome check alone has it: what the screen holds back because a check objects is what is asked here."""
    for file in sorted((SEEDS / "recorded").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            one = recording_of(json.loads(line))
            yield rollout_of(replayed(one), one.maker, one.settings, one.stopped)


def _read(files: Sequence[str], tools: str | None = None, policy: str | None = None) -> Iterator[Rollout]:
    """The rollouts of logs, as a build reads them."""
    recipe = Recipe.model_validate({"name": "logs", "input": tuple(files), "tools": tools, "policy": policy})
    with TemporaryDirectory() as folder:
        ingest(find_inputs(recipe.input), reads_of(recipe), Path(folder), lambda *_: None, iter(()))
        yield from read_rollouts(Path(folder) / ROLLOUTS)


def _precision(sources: dict[str, list[Rollout]], show: int) -> None:
    good = {name: [one for one in rollouts if succeeded(one)] for name, rollouts in sources.items()}
    flagged: Counter[tuple[str, str]] = Counter()
    for name, rollouts in good.items():
        for rollout in rollouts:
            for check, look in CHECKS.items():
                found = look(rollout.task, rollout.trajectory)
                flagged[name, check] += bool(found)
                if found and flagged[name, check] <= show:
                    quotes = [(one.message, one.quote[:160]) for one in found[0].evidence]
                    print(f"{name} {check} {rollout.task.parent}: {found[0].says} {quotes}")
    print("Objections to certified successes (runs objected to, of all)")
    print(f"{'check':16}" + "".join(f"{name + ' ' + str(len(rollouts)):>16}" for name, rollouts in good.items()))
    for check in CHECKS:
        print(f"{check:16}" + "".join(f"{flagged[name, check]:>16}" for name in good))


def _yield(sources: dict[str, list[Rollout]]) -> None:
    kept: Counter[tuple[str, str]] = Counter()
    proposed: Counter[tuple[str, str]] = Counter()
    for name, rollouts in sources.items():
        with TemporaryDirectory() as folder:
            file = Path(folder) / "rollouts.jsonl"
            file.write_bytes(b"".join(encode_rollout(one) + b"\n" for one in rollouts))
            knobs = {"per_rule": 2, "natural": 2}
            recipe = Recipe.model_validate({"name": "logs", "perturb": knobs, "validate": {"max_edits": 24}})
            bench = workbench(recipe, *memory_and_failures(file), {})
            for rollout in rollouts:
                for rule, outcome in candidates_of(rollout, bench):
                    proposed[name, rule] += 1
                    kept[name, rule] += isinstance(outcome, Pair)
    print("\nKept of proposed, by rule (needs: run = a world to play in, log = what other runs show of the tools)")
    print(f"{'rule':32}{'needs':8}" + "".join(f"{name:>14}" for name in sources))
    for rule, needs in (*((one.name, ", ".join(sorted(one.asks))) for one in RULES), (NATURAL, "failures")):
        cells = (f"{kept[name, rule]} of {proposed[name, rule]}" if proposed[name, rule] else "-" for name in sources)
        print(f"{rule:32}{needs:8}" + "".join(f"{cell:>14}" for cell in cells))


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[2]) if sys.argv[1:2] == ["--show"] else 0))
