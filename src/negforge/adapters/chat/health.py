"""Whether an endpoint answers at all: what its user is told, and when there is no hope left."""

from __future__ import annotations

from collections.abc import Callable

from negforge.adapters.chat.endpoint import Endpoint

Note = Callable[[str], None]
TOLD_AFTER = 5.0  # seconds of trouble before the user is told


class Health:
    """Whether the endpoint answers at all, and for how long it has not."""

    def __init__(self, endpoint: Endpoint, note: Note) -> None:
        self._endpoint = endpoint
        self._note = note
        self._failing_since: float | None = None
        self._told = False

    def served(self, now: float) -> None:
        if self._told and self._failing_since is not None:
            self._note(f"{self._endpoint.name}: answers again after {now - self._failing_since:.0f} s")
        self._failing_since, self._told = None, False

    def failed(self, reason: str, now: float) -> None:
        if self._failing_since is None:
            self._failing_since = now
        if not self._told and now - self._failing_since > TOLD_AFTER:
            self._told = True
            patience = f"trying on for up to {self._endpoint.deadline:g} s"
            self._note(f"{self._endpoint.name}: no answer so far ({reason}); {patience}; nothing is lost")

    def hopeless(self, now: float) -> bool:
        """Nothing was served for as long as one call may take: those that come now need not wait as long again."""
        return self._failing_since is not None and now - self._failing_since > self._endpoint.deadline
