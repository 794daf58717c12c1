"""Builds from a log, in this process or in one of their own, and ways to break them off.

What they are for (stages, parts, files, kills) does not hang on how many rules there are: FEW_RULES fill every file
(pairs in two splits, drops) at a fraction of the time of all.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from negforge.pipeline.building.build import build_benchmark

FEW_RULES = ("remove_needed_step", "repeat_successful_call", "add_doubt")
EVERY_RULE = ("--set", "perturb.rules=all")
PATIENCE = 300.0  # seconds


def build(log: Path, out: Path, *, every_rule: bool = False, **more: Any) -> None:
    """``more``: as for ``build_benchmark``."""
    rules = "all" if every_rule else list(FEW_RULES)
    build_benchmark("from_logs", out, overrides={"input": [str(log)], "perturb.rules": rules}, **more)


def typed(log: Path, out: Path, *more: str) -> list[str]:
    """What is typed behind ``negforge`` for the same build. ``more`` comes last."""
    rules = ("--set", f"perturb.rules=[{', '.join(FEW_RULES)}]")
    return ["build", "from_logs", "--input", str(log), "--out", str(out), *rules, *more]


def start(log: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    """The same build in a process of its own. It hears Ctrl-C also where a script started these tests with ``&``."""
    command = [sys.executable, "-m", "negforge", *typed(log, out, *more)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_hear_ctrl_c)


def _hear_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def finish(process: subprocess.Popen[str]) -> str:
    """Waits for its end, which is a good one; what it said on stderr."""
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    return err


def signal_when(process: subprocess.Popen[str], number: signal.Signals, ready: Callable[[], bool]) -> None:
    """The signal as soon as ``ready``; none where the process ends before."""
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        if ready():
            process.send_signal(number)
            break
        time.sleep(0.0005)


def kill_when(process: subprocess.Popen[str], ready: Callable[[], bool]) -> bool:
    """kill -9 as soon as ``ready``; whether that came before the end."""
    signal_when(process, signal.SIGKILL, ready)
    process.communicate(timeout=PATIENCE)
    return process.returncode == -signal.SIGKILL
