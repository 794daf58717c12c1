"""Where the tests find the shared real logs; none of them lies in this repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("NEGFORGE_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def shared(name: str) -> Path:
    """The path of a shared file or folder; skips the test, saying so, where the shared data is absent."""
    path = ROOT / name
    if not path.exists():
        pytest.skip(f"shared data absent: no {path} (set NEGFORGE_SHARED_DATA to its folder)")
    return path
