"""The mock server as a command needs it: it serves until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from negforge.adapters.mock_server.settings import MockSettings
from negforge.pipeline.running.asking import fast_loop

__all__ = ["MockSettings", "serve_until_stopped"]


def serve_until_stopped(settings: MockSettings, started: Callable[[str, Path | None], None]) -> dict[str, Any]:
    """Serves until Ctrl-C or SIGTERM; what it served comes back. ``started`` is called with the base URL, and with the
    authority to trust where it speaks TLS. Raises UsageError and RunError where it cannot begin."""
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        return runner.run(_serve(settings, started))


async def _serve(settings: MockSettings, started: Callable[[str, Path | None], None]) -> dict[str, Any]:
    from negforge.adapters.mock_server.app import MockServer

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stopped.set)
        except NotImplementedError:  # Windows: Ctrl-C comes as KeyboardInterrupt
            continue
    async with MockServer(settings) as server:
        started(server.base_url, server.ca_file)
        await stopped.wait()
        return server.counts.as_json()
