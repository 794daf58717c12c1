"""The address the server is found at, and how it is not found there for a while."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from negforge.core.errors import RunError

BACKLOG = 4096
TRIES, PAUSE = 200, 0.01  # until a port that was just closed can be taken again


@dataclass(slots=True)
class Listener:
    """A listening socket that can go away and come back under the same port."""

    protocol: Callable[[], Any]
    host: str
    port: int
    tls: ssl.SSLContext | None
    server: asyncio.AbstractServer | None = None
    bound: socket.socket | None = None
    ending: set[asyncio.Task[None]] = field(default_factory=set)
    outages: int = 0

    @property
    def is_out(self) -> bool:
        """Whether there is an outage now."""
        return self.outages > 0

    async def open(self) -> None:
        """Take the port (any free one for 0) and listen. Raises RunError where it is taken."""
        try:
            self.bound = _bound(self.host, self.port)
        except (OSError, OverflowError) as error:
            told = getattr(error, "strerror", None) or str(error)
            raise RunError(
                f"{self.host}:{self.port}: cannot listen there ({told}); choose another --port, 0 for any free one"
            ) from None
        self.port = self.bound.getsockname()[1]
        await self._listen()

    async def outage(self, seconds: float) -> None:
        """Refuse connections from now on, for so long. Returns when it has begun."""
        self.outages += 1
        if self.server is not None:
            self.server.close()
            self.server = None
            self.bound = await self._bound_again()  # the port stays ours, and nobody listens
        task = asyncio.get_running_loop().create_task(self._end(seconds))
        self.ending.add(task)
        task.add_done_callback(self.ending.discard)

    async def close(self) -> None:
        """Stop listening; an outage is over then, too."""
        for task in self.ending:
            task.cancel()
        if self.server is not None:
            self.server.close()
        elif self.bound is not None:
            self.bound.close()

    async def _end(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.outages -= 1
        if not self.outages:
            await self._listen()

    async def _listen(self) -> None:
        assert self.bound is not None
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(self.protocol, sock=self.bound, ssl=self.tls, backlog=BACKLOG)
        self.bound = None

    async def _bound_again(self) -> socket.socket:
        for _ in range(TRIES):
            try:
                return _bound(self.host, self.port)
            except OSError:
                await asyncio.sleep(PAUSE)
        raise RunError(f"{self.host}:{self.port}: another program took the port during the outage")


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.setblocking(False)
    except BaseException:
        made.close()
        raise
    return made
