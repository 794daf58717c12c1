"""How many attempts may be under way at one endpoint, and how fast they may follow one another."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from negforge.adapters.chat.endpoint import Endpoint

if TYPE_CHECKING:
    from aiolimiter import AsyncLimiter

_CROWDED = 0.25  # share of refusals (429) above which fewer attempts are let out
_CALM = 0.1  # and below which more are
_MEMORY = 0.05  # weight of the newest answer in that share
_PACE = 1.0  # seconds between two changes of the window
MINUTE = 60.0


class Limits:
    """A window of attempts in flight, at most the endpoint's ``in_flight``, that shrinks when the endpoint refuses many
    (429), grows again when it does not, and is shut while the endpoint asks to be left alone. Single refusals, as a
    gateway throws them at random, do not shrink it. Rates count over a minute.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.window = float(endpoint.in_flight)
        self._most = endpoint.in_flight
        self._active = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._refused = 0.0
        self._in_a_row = 0
        self._changed = 0.0
        self._shut_until = 0.0
        self._requests = _limiter(endpoint.requests_per_minute)
        self._tokens = _limiter(endpoint.tokens_per_minute)

    async def enter(self, tokens: int) -> None:
        """Wait for a place. ``tokens``: an estimate of what the attempt will take, for the rate."""
        if self._requests is not None:
            await self._requests.acquire()
        if self._tokens is not None:
            await self._tokens.acquire(min(float(tokens), self._tokens.max_rate))
        loop = asyncio.get_running_loop()
        while (shut := self._shut_until - loop.time()) > 0:
            await asyncio.sleep(shut)
        while self._active >= int(self.window):
            place = loop.create_future()
            self._waiting.append(place)
            try:
                await place
            except asyncio.CancelledError:
                self._pass_on(place)
                raise
        self._active += 1

    def leave(self) -> None:
        """Give the place back."""
        self._active -= 1
        self._wake()

    def answered(self, now: float) -> None:
        """The endpoint served an attempt, well or badly."""
        self._in_a_row = 0
        self._note(0.0, now)

    def refused(self, now: float, retry_after: float | None) -> None:
        """The endpoint refused an attempt for its rate. Two in a row with nothing served between: all wait."""
        self._in_a_row += 1
        if self._in_a_row > 1 and retry_after is not None:
            self._shut_until = max(self._shut_until, now + min(retry_after, MINUTE))
        self._note(1.0, now)

    def _note(self, refused: float, now: float) -> None:
        self._refused += _MEMORY * (refused - self._refused)
        if now - self._changed < _PACE:
            return
        if self._refused > _CROWDED:
            self.window, self._changed = max(1.0, 0.7 * self.window), now
        elif self._refused < _CALM and self.window < self._most:
            self.window, self._changed = min(float(self._most), 1.1 * self.window + 1), now
            self._wake()

    def _wake(self) -> None:
        free = int(self.window) - self._active
        while free > 0 and self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                free -= 1

    def _pass_on(self, place: asyncio.Future[None]) -> None:
        """Whoever is cancelled in the moment of being woken lets the next one have the place."""
        if place.done() and not place.cancelled():
            self._wake()


def _limiter(per_minute: float | None) -> AsyncLimiter | None:
    if per_minute is None:
        return None
    from aiolimiter import AsyncLimiter

    return AsyncLimiter(max(1.0, per_minute), MINUTE * max(1.0, 1 / per_minute))
