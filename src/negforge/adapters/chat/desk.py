"""The desk between many calls under way and one tape: what arrives in one turn of the loop is one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal, TypeAlias

from negforge.adapters.tapes.tape import Asked, Heard, Stored, Tape

Claim: TypeAlias = Stored | Literal["mine", "theirs"]


class Desk:
    """Waits for nothing: the transaction is made before the loop looks at its sockets again. One for all clients of a
    tape; to be closed before the tape is."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._asked: dict[str, asyncio.Future[Claim]] = {}
        self._heard: list[tuple[Asked, Heard, asyncio.Future[None]]] = []
        self._released: list[str] = []
        self._under_way: dict[str, asyncio.Future[None]] = {}
        self._due = False

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Inside, nobody else here asks the same; whoever comes later waits, and finds the reply."""
        while (before := self._under_way.get(key)) is not None:
            await asyncio.shield(before)
        over = self._under_way[key] = asyncio.get_running_loop().create_future()
        try:
            yield
        finally:
            del self._under_way[key]
            over.set_result(None)

    async def claim(self, key: str) -> Claim:
        """The stored reply, or whose it is to ask: ours or another process's. One caller a key at a time."""
        place: asyncio.Future[Claim] = asyncio.get_running_loop().create_future()
        self._asked[key] = place
        self._soon()
        return await place

    async def write(self, asked: Asked, heard: Heard) -> None:
        """Returns when it is on the tape. Goes on when its caller is cancelled: what was paid for is kept."""
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._heard.append((asked, heard, place))
        self._soon()
        await asyncio.shield(place)

    def note(self, asked: Asked, heard: Heard) -> None:
        """The same for one who cannot wait."""
        self._heard.append((asked, heard, asyncio.get_running_loop().create_future()))
        self._soon()

    def release(self, key: str) -> None:
        """Nobody here asks for this any more."""
        self._released.append(key)
        self._soon()

    def flush(self) -> None:
        """Write what waits, now."""
        self._due = False
        asked, heard, released = self._asked, self._heard, self._released
        self._asked, self._heard, self._released = {}, [], []
        try:
            if heard or released:
                self._tape.write([(one, answer) for one, answer, _ in heard], released)
            claims = self._tape.claim(list(asked)) if asked else {}
        except Exception as error:  # a full disk, a damaged tape: everybody who waits hears of it
            for claim in asked.values():
                _fail(claim, error)
            for _, _, written in heard:
                _fail(written, error)
            if not asked and not heard:
                raise
            return
        for _, _, done in heard:
            if not done.done():
                done.set_result(None)
        for key, place in asked.items():
            if not place.done():
                place.set_result(claims[key])
            elif claims[key] == "mine":
                self.release(key)  # whoever asked has gone

    def _soon(self) -> None:
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_soon(self.flush)


def _fail(place: asyncio.Future[Any], error: Exception) -> None:
    if not place.done():
        place.set_exception(error)
