"""The one place where work runs side by side: chunks go out in order, results come back in the same order.

Workers are started afresh (spawn): a forked copy of a process with threads may hang. A worker ends when its parent
does, however that ended.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from negforge.core.errors import NegforgeError, RunError, UsageError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Item = TypeVar("Item")
Result = TypeVar("Result")
State = TypeVar("State")

FEWER_COLLECTIONS = 50_000  # objects made before garbage is looked for: states of worlds are large, and hold no cycles
AHEAD = 2  # chunks under way for each worker: so much is held in memory, however long the input is
_held: list[Any] = []  # the worker's work and state, set once at its start


@dataclass(frozen=True, slots=True)
class _Told:
    message: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class _Bug:
    traceback: str


def chunked(items: Iterator[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """``size`` at a time, in order; the last may be fewer."""
    while some := tuple(islice(items, size)):
        yield some


def run_in_order(
    prepare: Callable[[], State],
    work: Callable[[State, Item], Result],
    items: Iterable[tuple[str, Item]],
    *,
    workers: int,
) -> Iterator[Result]:
    """``work(state, item)`` for every (name, item), results in input order. ``prepare`` makes the state, once a worker.

    One worker: all in this process. Raises RunError that names the item when a worker dies.
    """
    if workers <= 1:
        state = prepare()
        for _, item in items:
            yield work(state, item)
        return
    yield from _side_by_side(prepare, work, items, workers)


def _side_by_side(
    prepare: Callable[[], State],
    work: Callable[[State, Item], Result],
    items: Iterable[tuple[str, Item]],
    workers: int,
) -> Iterator[Result]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(prepare, work))
    waiting: deque[tuple[str, Future[Any]]] = deque()
    try:
        for name, item in items:
            waiting.append((name, pool.submit(_work, item)))
            if len(waiting) >= AHEAD * workers:
                yield _first_result(waiting)
        while waiting:
            yield _first_result(waiting)
        pool.shutdown()
    except BrokenProcessPool:
        names = [name for name, future in waiting if not _finished(future)]
        raise RunError(
            f"a worker process died (out of memory?) at {_one_of(names)}; what is done is kept: "
            "the same command goes on, and needs less memory with fewer --workers"
        ) from None
    finally:
        _stop(pool)


def _start(prepare: Callable[[], Any], work: Callable[[Any, Any], Any]) -> None:
    """In a worker: Ctrl-C is the parent's to handle, and without a parent there is nothing left to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(FEWER_COLLECTIONS)
    _held[:] = [work, prepare()]


def _end_with_parent() -> None:
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(item: Any) -> Any:
    """The result, or what went wrong as a value: not every exception survives the way between processes."""
    work, state = _held
    try:
        return work(state, item)
    except NegforgeError as error:
        return _Told(str(error), error.exit_code)
    except Exception:
        return _Bug(traceback.format_exc())


def _first_result(waiting: deque[tuple[str, Future[Any]]]) -> Any:
    """Waits for the first chunk under way. It leaves the queue only when it is there, so that its name is at hand."""
    name, future = waiting[0]
    result = future.result()
    waiting.popleft()
    if isinstance(result, _Told):
        raise (UsageError if result.exit_code == UsageError.exit_code else RunError)(result.message)
    if isinstance(result, _Bug):
        raise RuntimeError(f"a bug, met at {name}; in the worker:\n{result.traceback}")
    return result


def _finished(future: Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _one_of(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"one of {names[0]} to {names[-1]}" if names else "the last chunk"


def _stop(pool: ProcessPoolExecutor) -> None:
    """No waiting for chunks that nobody will read; files are written whole or not at all, so ending is safe.
    After an orderly end there is nothing left to stop."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()
