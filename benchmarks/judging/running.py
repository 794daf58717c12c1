"""The mock endpoint and both evaluators as processes of their own, with what they took."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.judging.inputs import SCRIPT, write_stand_ins

MODEL = "mock-model"


@dataclass(frozen=True, slots=True)
class Server:
    """``ca_file``: what to trust where it speaks TLS."""

    base_url: str
    ca_file: Path | None

    def counts(self) -> dict[str, Any]:
        """Plain HTTP only."""
        with urllib.request.urlopen(f"{self.base_url.removesuffix('/v1')}/mock/counts") as answer:
            found: dict[str, Any] = json.load(answer)
            return found


@dataclass(frozen=True, slots=True)
class Took:
    """A finished process: seconds of wall and of CPU (its own and the system's), and where it wrote."""

    wall: float
    cpu: float
    out: Path


@contextmanager
def server(
    settings: Mapping[str, Any], *, planted: bool = False, core: int | None = None, tls_dir: Path | None = None
) -> Iterator[Server]:
    """The mock judge, pinned to a core where one is named. ``tls_dir``: it speaks TLS, its certificates there."""
    told = {**settings, **({"tls": True, "tls_dir": str(tls_dir)} if tls_dir else {})}
    command = [sys.executable, "-m", "benchmarks.judging.judge", json.dumps(told), *(["--planted"] if planted else [])]
    process = subprocess.Popen(_on(core, command), stdout=subprocess.PIPE, text=True, env=_environment({}))
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "the server did not start"
        found = json.loads(line)
        yield Server(found["base_url"], Path(found["ca_file"]) if found["ca_file"] else None)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


class Ours:
    """``negforge evaluate`` with an llm: judge, as a user types it."""

    name = "negforge"

    def start(
        self, at: Server, pairs: Path, out: Path, in_flight: int, core: int | None, *, stream: bool = True
    ) -> Running:
        knobs = [f"in_flight={in_flight}", f"stream={str(stream).lower()}"]
        knobs += [f"ca_file={at.ca_file}"] if at.ca_file else []
        command = [sys.executable, "-m", "negforge", "evaluate", str(pairs), "--judge", f"llm:{MODEL}"]
        command += ["--base-url", at.base_url, "--out", str(out), *[word for knob in knobs for word in ("--set", knob)]]
        return Running(_on(core, command), _environment({"OPENAI_API_KEY": "none"}), out)

    def answers(self, out: Path) -> Iterator[tuple[str, float | None]]:
        """The words of every judgement, and 1, 0.5 or 0; None: a failure."""
        values = {"chosen": 1.0, "tie": 0.5, "rejected": 0.0}
        for line in (out / "judgements.jsonl").read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            yield one.get("raw") or "", values.get(one["outcome"]) if isinstance(one["outcome"], str) else None

    def accuracy(self, out: Path) -> float:
        rows = json.loads((out / "metrics.json").read_text())
        return 100 * next(row["value"] or 0.0 for row in rows if row["split"] == "macro")


class Published:
    """The published evaluator, as its README types it, but spared the start-up of what it imports and does not use."""

    name = "published"

    def start(
        self, at: Server, pairs: Path, out: Path, in_flight: int, core: int | None, *, stream: bool = False
    ) -> Running:
        """It never streams: ``stream`` changes nothing."""
        write_stand_ins(out)
        model = {
            "name": MODEL,
            "model_type": "llm_judge",
            "api_key": "none",
            "base_url": at.base_url,
            "max_tokens": 2048,
        }
        (out / "config.yaml").write_text(json.dumps({"models": [model]}))
        command = [sys.executable, str(SCRIPT), "--config", str(out / "config.yaml"), "--data-dir", str(pairs)]
        command += ["--output-dir", str(out), "--workers", str(in_flight)]
        trust = {"REQUESTS_CA_BUNDLE": str(at.ca_file)} if at.ca_file else {}
        return Running(_on(core, command), _environment({**trust, "PYTHONPATH": str(out)}), out)

    def answers(self, out: Path) -> Iterator[tuple[str, float | None]]:
        """The same of what it saved, an unread answer as the loss that it is there."""
        for file in sorted((out / MODEL).glob("*/predictions.jsonl")):
            for line in file.read_text(encoding="utf-8").splitlines():
                one = json.loads(line)
                yield one["response"], one["score"]

    def accuracy(self, out: Path) -> float:
        found = [one["accuracy"] for one in json.loads((out / MODEL / "all_results.json").read_text()).values()]
        return float(sum(found) / len(found))


class Running:
    """A process under way; its output goes to ``out``.log."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], out: Path) -> None:
        self._out = out
        self._log = out.with_suffix(".log").open("w")  # the folder is there: the pairs lie in it
        self._began = time.perf_counter()
        self._process = subprocess.Popen(command, env=environment, stdout=self._log, stderr=subprocess.STDOUT)

    def ended(self) -> Took:
        """Waits for it. Raises RuntimeError where it failed."""
        _, status, used = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - self._began
        self._log.close()
        if self._process.returncode:
            raise RuntimeError(
                f"exit code {self._process.returncode}: {self._out.with_suffix('.log').read_text()[-2000:]}"
            )
        return Took(wall, used.ru_utime + used.ru_stime, self._out)


Side = Ours | Published


def _on(core: int | None, command: list[str]) -> list[str]:
    return command if core is None else ["taskset", "-c", str(core), *command]


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, "PYTHONIOENCODING": "utf-8", "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **more}
