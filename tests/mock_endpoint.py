"""The mock endpoint for tests that are not asynchronous: it serves from a thread of its own, over real sockets.

with mock_endpoint(faults="standard", latency_ms=5) as endpoint:
    ask(endpoint.base_url)
    assert endpoint.counts()["requests"] == 1
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from negforge.adapters.mock_server.app import MockServer
from negforge.adapters.mock_server.settings import MockSettings

Result = TypeVar("Result")
PATIENCE = 30.0  # seconds for the server to start, to answer a call of ours, to end


@dataclass(frozen=True, slots=True)
class MockEndpoint:
    """A running server. ``base_url`` ends in /v1; ``ca_file`` is what to trust where it speaks TLS, else None."""

    server: MockServer
    loop: asyncio.AbstractEventLoop

    @property
    def base_url(self) -> str:
        return self.server.base_url

    @property
    def ca_file(self) -> Path | None:
        return self.server.ca_file

    def counts(self) -> dict[str, Any]:
        """What GET /mock/counts answers."""
        return self._there(_now(self.server.counts.as_json))

    def reset(self) -> None:
        """As POST /mock/reset: counts and fault histories begin anew."""
        self._there(_now(self.server.reset))

    def outage(self, seconds: float) -> None:
        """From now on, and for so long, connections are refused; those that stand are answered 503."""
        self._there(self.server.outage(seconds))

    def _there(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)


@contextmanager
def mock_endpoint(**settings: Any) -> Iterator[MockEndpoint]:
    """A server in a thread until the block ends. ``settings``: fields of MockSettings (faults, latency_ms, ...)."""
    ready = threading.Event()
    held: dict[str, Any] = {}

    async def serve() -> None:
        async with MockServer(MockSettings(**settings)) as server:
            end = asyncio.Event()
            held.update(endpoint=MockEndpoint(server, asyncio.get_running_loop()), end=end)
            ready.set()
            await end.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            held["error"] = error
        finally:
            ready.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(PATIENCE), "the mock endpoint did not start"
    if "error" in held:
        raise held["error"]
    endpoint: MockEndpoint = held["endpoint"]
    try:
        yield endpoint
    finally:
        if not endpoint.loop.is_closed():
            endpoint.loop.call_soon_threadsafe(held["end"].set)
        thread.join(PATIENCE)
    if "error" in held:
        raise held["error"]


def served(scenario: Callable[[MockServer, Any], Awaitable[Result]], **settings: Any) -> Result:
    """What ``scenario(server, client)`` gives, with a server and an AsyncOpenAI that asks it and never asks twice."""
    from openai import AsyncOpenAI

    async def run() -> Result:
        async with (
            MockServer(MockSettings(**settings)) as server,
            AsyncOpenAI(base_url=server.base_url, api_key="sk-test", max_retries=0, timeout=20) as client,
        ):
            return await scenario(server, client)

    return asyncio.run(run())


async def _now(function: Any) -> Any:
    return function()
