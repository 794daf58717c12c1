"""Whether an endpoint answers at all: what its user is told, and when there is no hope left."""

from __future__ import annotations

from collections.abc import Callable

from negforge.adapters.chat.endpoint import Endpoint

Note = Callable[[str], None]
TOLD_AFTER = 5.0  # seconds of trouble before the user is told
_THERE: set[str] = set()  # places (host and port) where anybody answered this process, in any stage


class Health:
    """Whether the endpoint answers at all, and for how long it has not.

    Who answered once is waited for as long as one call may take (``deadline``). Where nobody ever did and connections
    are refused, the address is wrong or the server is not up: then it is ``patience``. Notes name host and port, which
    the user typed; reasons, which are kept in files, never do.
    """

    def __init__(self, endpoint: Endpoint, note: Note, there: set[str] = _THERE) -> None:
        """``there``: the places that are known to answer; shared, and added to."""
        self._endpoint = endpoint
        self._note = note
        self._there = there
        self._place = endpoint.place
        self._failing_since: float | None = None
        self._told = False
        self._given_up = False

    def served(self, now: float) -> None:
        self._there.add(self._place)
        if self._told and self._failing_since is not None:
            self._note(f"{self._endpoint.name}: answers again after {now - self._failing_since:.0f} s")
        self._failing_since, self._told, self._given_up = None, False, False

    def failed(self, reason: str, now: float, *, refused: bool = False) -> None:
        """An attempt brought nothing. ``refused``: there was not even a connection."""
        if not refused:
            self._there.add(self._place)  # no answer, but somebody is there
        if self._failing_since is None:
            self._failing_since = now
        if not self._told and now - self._failing_since > TOLD_AFTER:
            self._told = True
            told = f"{self._endpoint.name}: no answer so far from {self._place} ({reason})"
            if self._place in self._there:
                less = "; --set deadline=60 for less" if self._endpoint.deadline > 60 else ""
                self._note(f"{told}; trying on for up to {self._endpoint.deadline:g} s{less}; nothing is lost")
            else:
                self._note(f"{told}; nobody answered there yet: given up after {self._patience:g} s")

    def hopeless(self, reason: str, now: float) -> bool:
        """Nothing was served for as long as is waited: calls that come now need not wait as long again. Told once."""
        if self._failing_since is None or now - self._failing_since < self._patience:
            return False
        if not self._given_up and self._place not in self._there:
            self._given_up = True
            self._note(
                f"{self._endpoint.name}: nobody answers at {self._place} ({reason}): given up after "
                f"{now - self._failing_since:.0f} s; start the server or mend the address, then type the same command "
                "again (--set patience=600 waits longer for a server that is starting)"
            )
        return True

    def wait(self, seconds: float, now: float) -> float:
        """So many seconds until the next attempt, but no longer than there is hope."""
        if self._failing_since is None:
            return seconds
        return min(seconds, max(0.0, self._failing_since + self._patience - now))

    @property
    def _patience(self) -> float:
        deadline = self._endpoint.deadline
        return deadline if self._place in self._there else min(self._endpoint.patience, deadline)
