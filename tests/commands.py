"""``negforge`` as people type it, in a process of its own. What needs none uses the fixture ``typed``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

KEY = "sk-very-secret-0123456789"
PATIENCE = 300.0  # seconds


def negforge(*words: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Its end. A key is at hand; ``environment`` comes on top of ours."""
    return subprocess.run(
        [sys.executable, "-m", "negforge", *words],
        capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=cwd, env=_on_top(environment),
    )  # fmt: skip


def started(*words: str, **environment: str) -> subprocess.Popen[str]:
    """The same, under way."""
    command = [sys.executable, "-m", "negforge", *words]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_on_top(environment)
    )


def _on_top(environment: dict[str, str]) -> dict[str, str]:
    """NEGFORGE_DEBUG: errors come with their traceback, which must not hold the key either."""
    return {**os.environ, "OPENAI_API_KEY": KEY, "NEGFORGE_DEBUG": "1", **environment}
