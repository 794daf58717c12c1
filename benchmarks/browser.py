"""A browser of the machine that a page is opened in, for the benchmark and the tests: Chromium or one of its kin."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
PLACES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def executable() -> str | None:
    """The first that is there. None is downloaded."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((place for place in PLACES if Path(place).exists()), None)


def absent() -> str | None:
    """What is wanting to open a page, if anything is."""
    if find_spec("playwright") is None:
        return "playwright is not installed (pip install playwright): the page is not opened"
    if executable() is None:
        return f"no browser on this machine ({', '.join(NAMES)}): the page is not opened"
    return None
