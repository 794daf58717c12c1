"""``python -m negforge``: the same door as the command ``negforge``."""

from __future__ import annotations

from negforge.cli.main import run

if __name__ == "__main__":
    run()
