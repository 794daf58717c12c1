"""``python -m benchmarks.card``: see ``benchmarks.card.page``."""

from __future__ import annotations

import sys

from benchmarks.card.page import main

sys.exit(main(sys.argv[1:]))
