"""Every knob of the mock server on one page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MockSettings:
    """How the server listens, what it answers, and what goes wrong. Shares are between 0 and 1.

    ``port`` 0: any free one. ``api_key`` None: any key will do, and none too. ``script``: a file of scripted replies;
    what it does not match is answered from templates. ``fixed_reply_chars``: all requests are answered with one
    constant text of so many characters, unread. ``faults``: see ``faults.mix_of``. ``retry_after``: the longest wait
    that a 429 asks for in seconds; one with a date asks for the next whole second after it. ``outage``: it begins so
    many seconds after the first request, and lasts so many. ``huge_bytes``, ``deep_levels``, ``slow_ms`` (for a byte):
    the size of these faults. ``batch_polls``: so often a batch is found unfinished; of its lines the given shares
    fail, are missing, come twice.
    """

    host: str = "127.0.0.1"
    port: int = 0
    api_key: str | None = None
    model: str = "mock-model"
    rng_seed: int = 0
    script: Path | None = None
    fixed_reply_chars: int | None = None
    latency_ms: float = 0.0
    latency_per_token_ms: float = 0.0
    faults: str = "none"
    retry_after: float = 0.2
    outage: tuple[float, float] | None = None
    huge_bytes: int = 100_000_000
    deep_levels: int = 100_000
    slow_ms: float = 20.0
    tls: bool = False
    tls_dir: Path | None = None
    batch_polls: int = 1
    batch_failed: float = 0.0
    batch_missing: float = 0.0
    batch_doubled: float = 0.0
    batch_lines_limit: int = 50_000
    file_bytes_limit: int = 200 * 1024 * 1024
