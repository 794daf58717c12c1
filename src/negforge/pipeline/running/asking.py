"""Where calls to models run side by side: so many at once, results in the order of the items, and a clean end."""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeVar

from negforge.core.errors import NegforgeError

Item = TypeVar("Item")
Result = TypeVar("Result")
Opened = TypeVar("Opened")

BUFFERED = 8  # items under way or done for each that may be at work: a slow one does not hold up the others
GRACE = 15.0  # seconds that calls under way have to end after a Ctrl-C


class Stopped(NegforgeError):
    """Ctrl-C or SIGTERM, after the calls under way were waited for."""

    def __init__(self, number: int) -> None:
        super().__init__("stopped; the same command goes on where it was")
        self.exit_code = 128 + number  # as a shell says it


def ask_in_order(
    opened: Callable[[], AbstractAsyncContextManager[Opened]],
    work: Callable[[Opened, Item], Awaitable[Result]],
    items: Iterable[Item],
    sink: Callable[[Result], None],
    *,
    at_once: int,
    note: Callable[[str], None],
) -> None:
    """``sink(await work(opened, item))`` for every item, in their order. The first exception ends everything,
    once what is under way has had 15 seconds to end.

    Ctrl-C or SIGTERM: nothing new is begun, and what is under way (and perhaps paid for) may end; a second one, or
    15 seconds, cut it off. Raises Stopped then.
    """

    async def main() -> None:
        async with opened() as models, _asked_to_stop(note) as stop:
            await _run(models, work, items, sink, at_once, stop)

    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        runner.run(main())


async def _run(
    models: Opened,
    work: Callable[[Opened, Item], Awaitable[Result]],
    items: Iterable[Item],
    sink: Callable[[Result], None],
    at_once: int,
    stop: asyncio.Event,
) -> None:
    waiting: deque[asyncio.Task[Result]] = deque()
    failed = asyncio.Event()
    changed = asyncio.Event()  # something ended, or is to end: one thing to wait for costs less than three
    stopping = asyncio.ensure_future(stop.wait())
    stopping.add_done_callback(lambda _: changed.set())
    under_way = 0

    async def one(item: Item) -> Result:
        try:
            return await work(models, item)
        except BaseException:
            failed.set()
            raise

    def ended(_: asyncio.Task[Result]) -> None:
        nonlocal under_way
        under_way -= 1
        changed.set()

    def ending() -> bool:
        return stop.is_set() or failed.is_set()

    async def change() -> None:
        """Wait for the next one, and hand on the results that are there, the oldest first. Tasks move only while this
        waits: what is done was handed on, or is still to be told of."""
        changed.clear()
        await changed.wait()
        while waiting and waiting[0].done():
            sink(waiting.popleft().result())

    try:
        for item in items:
            while (under_way >= at_once or len(waiting) >= BUFFERED * at_once) and not ending():
                await change()
            if ending():
                break
            task = asyncio.create_task(one(item))
            task.add_done_callback(ended)
            waiting.append(task)
            under_way += 1
        while waiting and not ending():
            await change()
        if ending():
            await _let_end(waiting)
        for task in waiting:
            if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                raise error
    except Exception:
        failed.set()
        await _let_end(waiting)
        raise
    finally:
        for task in (*waiting, stopping):
            task.cancel()
        await asyncio.gather(*waiting, stopping, return_exceptions=True)


async def _let_end(waiting: Iterable[asyncio.Task[Result]]) -> None:
    """What is under way is perhaps paid for."""
    under_way = {task for task in waiting if not task.done()}
    if under_way:
        await asyncio.wait(under_way, timeout=GRACE)


@asynccontextmanager
async def _asked_to_stop(note: Callable[[str], None]) -> AsyncIterator[asyncio.Event]:
    """An event that the first Ctrl-C or SIGTERM sets; a second one ends all at once. Raises Stopped at the end where
    one came. Only the main thread hears of them."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None
    came: list[int] = []
    before: dict[int, Any] = {}

    def hear(number: int) -> None:
        came.append(number)
        if stop.is_set():
            task.cancel()
            return
        stop.set()
        note(f"stopping: calls under way have {GRACE:g} s to end, so that what is paid for is kept (again: at once)")

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            held = signal.getsignal(number)
            loop.add_signal_handler(number, hear, number)
            before[number] = held
        except (NotImplementedError, RuntimeError, ValueError):  # no such signals here, or not the main thread
            continue
    try:
        yield stop
    except asyncio.CancelledError:
        if not came:
            raise
    finally:
        for heard, held in before.items():
            loop.remove_signal_handler(heard)
            signal.signal(heard, held)
    if came:
        raise Stopped(came[0])


def fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's where it is installed (``negforge[serve]``), else asyncio's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
