"""What goes wrong on purpose: which kinds there are, in which shares, and whose turn it is."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import accumulate

from negforge.core.errors import UsageError

FAULTS: Mapping[str, str] = {
    "429": "too many requests, with Retry-After in seconds or as a date",
    "500": "internal server error",
    "reset": "the connection is reset",
    "hang": "no answer, until the client leaves",
    "broken": "half of the JSON",
    "null": "null content, neither calls nor a refusal",
    "cut": "the stream ends in the middle, the body before its Content-Length",
    "huge": "a body of 100 MB",
    "endless": "a reply that never ends",
    "deep": "JSON nested 100,000 levels",
    "latin": "bytes that are no UTF-8",
    "echo": "the content is the request's own Authorization header",
    "redirect": "302 to another host",
    "slow": "the reply a byte at a time",
}
PRESETS: Mapping[str, Mapping[str, float]] = {
    "none": {},
    "standard": {
        "429": 0.10, "500": 0.05, "reset": 0.02, "hang": 0.02, "broken": 0.03, "null": 0.03, "cut": 0.03,
    },
}  # fmt: skip


def mix_of(spec: str) -> dict[str, float]:
    """The share of each kind: a preset, ``kind=share`` pairs, or both: ``standard,hang=0,echo=0.01``.

    Raises UsageError where a kind is unknown, a share is none, or the shares sum to more than 1.
    """
    mix: dict[str, float] = {}
    for part in (piece.strip() for piece in spec.split(",")):
        if part in PRESETS:
            mix.update(PRESETS[part])
            continue
        kind, _, share = part.partition("=")
        if kind not in FAULTS:
            close = get_close_matches(kind, [*FAULTS, *PRESETS], 1)
            hint = f"did you mean {close[0]}?" if close else f"known are {', '.join([*PRESETS, *FAULTS])}"
            raise UsageError(f"--faults {spec}: `{kind}` is no fault; {hint}")
        mix[kind] = _share(spec, kind, share)
    if sum(mix.values()) > 1 + 1e-9:
        raise UsageError(f"--faults {spec}: the shares sum to {sum(mix.values()):g}; 1 is the most")
    return mix


@dataclass(slots=True)
class Faults:
    """The draws. What a body meets the n-th time it is asked hangs on nothing but the seed, the body and n."""

    mix: Mapping[str, float]
    rng_seed: int
    asked: Counter[bytes] = field(default_factory=Counter)
    bounds: tuple[tuple[float, str], ...] = field(init=False)

    def __post_init__(self) -> None:
        shares = [(kind, self.mix[kind]) for kind in FAULTS if self.mix.get(kind)]
        self.bounds = tuple(zip(accumulate(share for _, share in shares), (kind for kind, _ in shares), strict=True))

    def draw(self, body: bytes) -> tuple[str | None, int]:
        """The fault for this asking of the body (given by its hash) or None; and a number for further choices."""
        if not self.bounds:
            return None, 0
        number = self.asked[body]
        self.asked[body] += 1
        digest = hashlib.sha256(b"fault %d %d %b" % (self.rng_seed, number, body)).digest()
        point = int.from_bytes(digest[:8], "big") / 2**64
        return next((kind for bound, kind in self.bounds if point < bound), None), int.from_bytes(digest[8:16], "big")


def _share(spec: str, kind: str, text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise UsageError(f"--faults {spec}: `{kind}={text}` needs a share between 0 and 1, such as {kind}=0.05")
    return share
