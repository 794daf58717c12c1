"""The judge ladder on real logs: does it climb there as it climbs on our pairs?

    python benchmarks/ladder_on_logs.py [PATH...]

Natural pairs of the shared logs (NEGFORGE_SHARED_DATA, else ../shared/data beside the repository; none of them lies in
it): a run that its own benchmark, or a person, calls a success beside a failed one of the same task. LiveMCPBench has
one run a task: there a success stands beside the failures of other tasks (and the intervals, by the task of the
success, are too narrow). PATH: run folders or pair files of ours, to be ranked beside them: rank correlation of the
rungs, and every two rungs whose order differs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from negforge.core.message import ToolCall
from negforge.core.trajectory import Rollout
from negforge.core.transcript import render_messages
from negforge.core.verdict import Rate
from negforge.evaluate.ladder.rungs import RUNGS
from negforge.pipeline.gathering.ingest_stage import ROLLOUTS, ingest
from negforge.pipeline.gathering.log_reads import reads_of
from negforge.pipeline.judging.ladder_run import climb
from negforge.pipeline.pairs.pairs_stage import read_rollouts
from negforge.pipeline.running.inputs import find_inputs
from negforge.recipe.knobs import Recipe
from negforge.stats.intervals import clustered_rate
from negforge.stats.paired import paired

SHARED = Path(os.environ.get("NEGFORGE_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
SHORTCUTS = ("shorter", "fewer_calls")
NAMES = (*SHORTCUTS, *(rung.name for rung in RUNGS))
NEAR = 0.005  # accuracies that differ by no more have no order


@dataclass(frozen=True, slots=True)
class Marked:
    """One run: its task, whether it is a success, and what speaks against it, by each shortcut and rung."""

    task: str
    good: bool
    marks: tuple[int, ...]


def main(paths: Sequence[str]) -> int:
    if not SHARED.is_dir():
        print(f"shared logs absent: no {SHARED} (set NEGFORGE_SHARED_DATA to their folder); skipped")
        return 0
    found: dict[str, list[Rate]] = {}
    for name, rollouts in _sources():
        runs = [_marked(one) for one in rollouts if one.outcome is not None and one.trajectory.messages]
        found[name] = _rates(name, runs)
    _table(found)
    if paths:
        _compare(found, _of_splits([Path(path) for path in paths]))
    return 0


def _sources() -> Iterator[tuple[str, list[Rollout]]]:
    airline = SHARED / "tau-bench"
    tools, policy = str(airline / "derived" / "airline-tools.json"), str(airline / "airline-policy.md")
    yield "tau", _read([str(airline / "gpt-4o-airline.json")], tools, policy)
    yield "tau2", _read([str(path) for path in sorted((SHARED / "tau2-bench").glob("*_airline.json"))])
    yield "livemcp", _read([str(SHARED / "livemcpbench" / "claude-sonnet-4.human-annotated.json")])


def _read(files: Sequence[str], tools: str | None = None, policy: str | None = None) -> list[Rollout]:
    """The rollouts of logs, as a build reads them."""
    recipe = Recipe.model_validate({"name": "logs", "input": tuple(files), "tools": tools, "policy": policy})
    with TemporaryDirectory() as folder:
        ingest(find_inputs(recipe.input), reads_of(recipe), Path(folder), lambda *_: None, iter(()))
        return list(read_rollouts(Path(folder) / ROLLOUTS))


def _marked(rollout: Rollout) -> Marked:
    messages = rollout.trajectory.messages
    length = sum(len(block) for block in render_messages(messages))
    calls = sum(isinstance(message, ToolCall) for message in messages)
    marks = (length, calls, *(rung.mark(rollout.task, rollout.trajectory) for rung in RUNGS))
    assert rollout.outcome is not None
    return Marked(rollout.task.parent or rollout.task.id, rollout.outcome.value == "success", marks)


def _rates(name: str, runs: Sequence[Marked]) -> list[Rate]:
    """Accuracy of each shortcut and rung, clustered by the task of the success; prints each rung against the last."""
    same = [(a, b) for a in runs if a.good for b in runs if not b.good and (a.task == b.task) == (name != "livemcp")]
    clusters = [good.task for good, _ in same]
    told = [[_verdict(good, bad, at) for good, bad in same] for at in range(len(NAMES))]
    first = len(SHORTCUTS)
    for at in range(first + 1, len(NAMES)):
        one = paired(told[at], told[at - 1], clusters)
        print(
            f"{name}: {NAMES[at]} over {NAMES[at - 1]}: {100 * one.gain:+.1f} points "
            f"(better {one.better}, worse {one.worse}, p {one.p:.4f} by task)"
        )
    return [clustered_rate(values, clusters, 0) for values in told]


def _verdict(good: Marked, bad: Marked, at: int) -> float:
    """As a rung judges: the mark of its own, a tie goes a rung down; a shortcut has its own mark only."""
    first = len(SHORTCUTS)
    for place in range(at, first - 1, -1) if at >= first else (at,):
        if good.marks[place] != bad.marks[place]:
            return float(good.marks[place] < bad.marks[place])
    return 0.5


def _table(found: Mapping[str, Sequence[Rate]]) -> None:
    print("\nAccuracy on natural pairs (percent, 95 % interval by task)")
    print(f"{'judge':26}" + "".join(f"{f'{name} {rates[0].n}':>24}" for name, rates in found.items()))
    for at, judge in enumerate(NAMES):
        cells = (
            f"{100 * r.value:.1f} [{100 * r.low:.1f}, {100 * r.high:.1f}]" for r in (v[at] for v in found.values())
        )
        print(f"{judge:26}" + "".join(f"{cell:>24}" for cell in cells))


def _of_splits(paths: Sequence[Path]) -> dict[str, dict[str, float]]:
    """Split → rung → accuracy, of our pairs."""
    found = climb(paths, 1, lambda _: None, lambda *_: None)
    splits: dict[str, dict[str, float]] = {}
    for row in found.rows:
        if row.by in ("split", "all"):
            splits.setdefault(row.group, {})[row.rung] = row.rate.value
    return splits


def _compare(found: Mapping[str, Sequence[Rate]], splits: Mapping[str, Mapping[str, float]]) -> None:
    from scipy.stats import kendalltau, spearmanr

    rungs = [rung.name for rung in RUNGS[:-1]]
    print("\nRank correlation of rungs 1 to 5, ours with the logs (Spearman / Kendall), and rungs whose order differs")
    for source, rates in found.items():
        there = {name: rates[len(SHORTCUTS) + at].value for at, name in enumerate(rungs)}
        for split, here in splits.items():
            one, other = [here[name] for name in rungs], [there[name] for name in rungs]
            rho, tau = spearmanr(one, other).statistic, kendalltau(one, other).statistic
            print(
                f"{source:8}{split:22}{rho:6.2f} / {tau:5.2f}  {'; '.join(_disagreements(here, there, rungs)) or '-'}"
            )


def _disagreements(here: Mapping[str, float], there: Mapping[str, float], rungs: Sequence[str]) -> Iterator[str]:
    for at, low in enumerate(rungs):
        for high in rungs[at + 1 :]:
            ours, theirs = here[high] - here[low], there[high] - there[low]
            if ours * theirs < 0 and min(abs(ours), abs(theirs)) > NEAR:
                yield f"{high[7]} over {low[7]}: {100 * ours:+.0f} ours, {100 * theirs:+.0f} there"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
