"""What the server was asked and what it served."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Counts:
    """``requests``: for chat completions, however they ended. Each ends in exactly one of: ``replies`` (by finish
    reason, fully written), ``errors`` (by status: what the client did wrong, or an outage), ``faults`` (by kind),
    ``left`` (the client went before the end of a reply). ``bodies``: how many well-formed replies were fully written,
    by the first 32 hex digits of the sha256 of the request's body. Written is not received: a client may die in
    between.
    """

    requests: int = 0
    replies: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    left: int = 0
    bodies: Counter[bytes] = field(default_factory=Counter)
    in_flight: int = 0
    in_flight_max: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    batches: Counter[str] = field(default_factory=Counter)
    elsewhere: int = 0
    elsewhere_with_key: int = 0

    def enter(self) -> None:
        """A request came."""
        self.requests += 1
        self.in_flight += 1
        self.in_flight_max = max(self.in_flight_max, self.in_flight)

    def completed(self, body: bytes, endings: tuple[str, ...], prompt_tokens: int, completion_tokens: int) -> None:
        """A well-formed reply is fully written. Of several choices, the first one's ending counts."""
        self.replies[endings[0]] += 1
        self.bodies[body] += 1
        self.prompt_tokens += prompt_tokens
        self.completion_tokens += completion_tokens

    def reset(self) -> None:
        """All to zero but what is under way."""
        fresh = Counts(in_flight=self.in_flight, in_flight_max=self.in_flight)
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))

    def as_json(self) -> dict[str, Any]:
        """What GET /mock/counts answers."""
        return {
            "requests": self.requests,
            "replies": dict(self.replies),
            "errors": dict(self.errors),
            "faults": dict(self.faults),
            "left": self.left,
            "in_flight": self.in_flight,
            "in_flight_max": self.in_flight_max,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "batches": dict(self.batches),
            "elsewhere": self.elsewhere,
            "elsewhere_with_key": self.elsewhere_with_key,
            "bodies": {body.hex(): count for body, count in self.bodies.items()},
        }
