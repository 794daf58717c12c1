"""Every benchmark that holds a figure against a floor or a peer of the same run, one after the other.

    python -m benchmarks [--whole] [NAME...]

Small unless ``--whole`` is said: then with the sizes that the documents quote (an hour or more). What a benchmark needs
and does not find (torch, a browser, shared data) it says, and is skipped. At the end stands which bars were missed;
exit code 1 where one was. Not here, as they hold no figure against another: real_logs, realism and ladder_on_logs
(tables of what logs hold), blind_reading and card (they write files).
"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """``small``, ``whole``: its words for either size."""

    name: str
    against: str
    small: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


BENCHMARKS = (
    Benchmark("startup", "a process that imports typer"),
    Benchmark("tasks", "bars on the task grammar", (), ("70000",)),
    Benchmark("rollouts", "the bare tool calls", ("105",)),
    Benchmark("perturbing", "parsing and writing the same pairs", ("cost", "1"), ("cost",)),
    Benchmark("throughput", "raw aiohttp", ("--quick",)),
    Benchmark("judging", "the published evaluator", ("pace", "--variants", "2", "--rounds", "1")),
    Benchmark("reward_prefix", "one text at a time", ("--only", "ours", "--tokens", "6000")),
    Benchmark("report_page", "an empty page in the same browser"),
)


def main() -> int:
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(one.name for one in BENCHMARKS))
    parser.add_argument("--whole", action="store_true", help="with the sizes that the documents quote")
    given = parser.parse_args()
    if unknown := {*given.names} - {one.name for one in BENCHMARKS}:
        parser.error(f"no benchmark named {', '.join(sorted(unknown))}")
    missed = []
    for one in BENCHMARKS:
        if not given.names or one.name in given.names:
            words = one.whole if given.whole else one.small
            print(f"== {' '.join((one.name, *words))}: beside {one.against}", flush=True)
            if subprocess.run([sys.executable, "-m", f"benchmarks.{one.name}", *words], cwd=ROOT).returncode:
                missed.append(one.name)
            print(flush=True)
    print(f"missed a bar, or failed: {', '.join(missed)}" if missed else "no bar was missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
