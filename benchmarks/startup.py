"""How long `negforge --help` takes, against a process that only imports typer, in the same run.

    python benchmarks/startup.py [repeats]

The two are run in turn, so that a slow spell of the machine meets both. Fails above BAR.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

BAR = 2.0
REPEATS = 15
COMMAND = Path(sys.executable).with_name("negforge")
HELP = [str(COMMAND), "--help"] if COMMAND.exists() else [sys.executable, "-m", "negforge", "--help"]
FLOOR = [sys.executable, "-c", "import typer"]


def main(repeats: int) -> int:
    """Print both medians and their ratio; 1 where it lies above the bar."""
    environment = {**os.environ, "NO_COLOR": "1"}
    seconds(HELP, environment), seconds(FLOOR, environment)  # once before counting: bytecode and file cache
    helps, floors = [], []
    for _ in range(repeats):
        helps.append(seconds(HELP, environment))
        floors.append(seconds(FLOOR, environment))
    ratio = median(helps) / median(floors)
    print(f"negforge --help  {1000 * median(helps):6.1f} ms (median of {repeats})")
    print(f"import typer     {1000 * median(floors):6.1f} ms")
    print(f"ratio            {ratio:6.2f}    (bar {BAR})")
    return 0 if ratio <= BAR else 1


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall-clock time of one process, from start to end."""
    begin = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS))
