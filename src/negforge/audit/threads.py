"""One thread for the numbers: sums come out the same on every machine, and small fits are faster by it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """What the libraries start inside runs in one thread. They are loaded first: only what is loaded can be bound."""
    import sklearn.linear_model
    from threadpoolctl import threadpool_limits

    assert sklearn.linear_model
    with threadpool_limits(limits=1):
        yield
