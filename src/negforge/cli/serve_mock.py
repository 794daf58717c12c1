"""``negforge serve-mock``: a server that speaks the chat completions API, to test against without paying."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import typer

from negforge.cli.terminal import tell
from negforge.core.errors import UsageError

SHARE = {"min": 0.0, "max": 1.0, "metavar": "SHARE"}

Port = Annotated[
    int, typer.Option("--port", metavar="N", min=0, max=65535, help="0: any free one; the line it prints names it.")
]
Host = Annotated[str, typer.Option("--host", help="Where to listen; by default nobody else can reach it.")]
KeyName = Annotated[
    str | None, typer.Option("--api-key-env", metavar="NAME", help="Only the key in this variable will do, else any.")
]
Script = Annotated[
    Path | None, typer.Option("--script", metavar="FILE", help="JSON lines: match and reply; data only.")
]
Fixed = Annotated[
    int | None,
    typer.Option("--fixed-reply-chars", metavar="N", min=0, help="One constant reply, requests unread."),
]
Latency = Annotated[float, typer.Option("--latency", metavar="MS", min=0.0, help="Milliseconds before every reply.")]
PerToken = Annotated[
    float, typer.Option("--latency-per-token", metavar="MS", min=0.0, help="And for each of its tokens.")
]
FaultMix = Annotated[
    str,
    typer.Option(
        "--faults",
        metavar="SPEC",
        help="none, standard, or KIND=SHARE,... of 429 500 reset hang broken null cut huge endless deep latin echo "
        "redirect slow. Every request that is asked again gets through in the end, if the shares sum to less than 1.",
    ),
]
RetryAfter = Annotated[float, typer.Option("--retry-after", metavar="S", min=0.0, help="The longest wait of a 429.")]
Outage = Annotated[
    str | None,
    typer.Option("--outage", metavar="START:SECONDS", help="Refuse connections, so long after the first request."),
]
Tls = Annotated[bool, typer.Option("--tls", help="Serve HTTPS with a certificate made on the spot.")]
TlsDir = Annotated[Path | None, typer.Option("--tls-dir", metavar="DIR", help="Where it is put.  [default: temporary]")]
Seed = Annotated[int, typer.Option("--rng-seed", metavar="N", help="Another seed: other verdicts, other faults.")]
Polls = Annotated[int, typer.Option("--batch-polls", metavar="N", min=0, help="So often a batch is found unfinished.")]
Failed = Annotated[float, typer.Option("--batch-failed", **SHARE, help="Lines of a batch that fail.")]
Missing = Annotated[float, typer.Option("--batch-missing", **SHARE, help="Lines that are missing: it expired.")]
Doubled = Annotated[float, typer.Option("--batch-doubled", **SHARE, help="Lines that come twice.")]


def serve_mock(
    port: Port = 8000,
    host: Host = "127.0.0.1",
    api_key_env: KeyName = None,
    script: Script = None,
    fixed_reply_chars: Fixed = None,
    latency: Latency = 0.0,
    latency_per_token: PerToken = 0.0,
    faults: FaultMix = "none",
    retry_after: RetryAfter = 0.2,
    outage: Outage = None,
    tls: Tls = False,
    tls_dir: TlsDir = None,
    rng_seed: Seed = 0,
    batch_polls: Polls = 1,
    batch_failed: Failed = 0.0,
    batch_missing: Missing = 0.0,
    batch_doubled: Doubled = 0.0,
) -> int:
    """Serve a mock model on this machine: the same request gets the same reply; faults are seeded.

    It answers chat completions (/v1/chat/completions), batches and files, and scores of a reward model (/v1/score).

    Ctrl-C ends it and tells what it served. Try: negforge serve-mock --port 0 --faults standard
    """
    told = dict(locals())
    from negforge.pipeline.running.serving import MockSettings, serve_until_stopped

    known = {field.name for field in fields(MockSettings)}
    knobs: dict[str, Any] = {name: value for name, value in told.items() if name in known}
    knobs.update(latency_ms=latency, latency_per_token_ms=latency_per_token, outage=_outage(outage))
    counts = serve_until_stopped(MockSettings(**knobs, api_key=_key(api_key_env)), _announce)
    tell(_summary(counts))
    return 0


def _announce(base_url: str, ca_file: Path | None) -> None:
    if ca_file is not None:
        print(f"trust {ca_file}")
    print(f"serving on {base_url}", flush=True)


def _key(name: str | None) -> str | None:
    if name is None:
        return None
    key = os.environ.get(name)
    if not key:
        raise UsageError(f"--api-key-env {name}: the environment has no such variable; set it, or leave the option out")
    return key


def _outage(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    start, _, seconds = text.partition(":")
    try:
        found = float(start), float(seconds)
    except ValueError:
        found = (-1.0, -1.0)
    if not all(0 <= value < 1e9 for value in found):
        raise UsageError(f"--outage {text}: write START:SECONDS, such as 5:30, both counted in seconds")
    return found


def _summary(counts: dict[str, Any]) -> str:
    """What was served, in one line; the counts of single bodies are left to GET /mock/counts."""
    parts = [f"{counts['requests']} requests", f"{counts['in_flight_max']} at once at most"]
    for word in ("replies", "faults", "errors", "batches"):
        told = ", ".join(f"{name} {count}" for name, count in sorted(counts[word].items()) if count)
        parts += [f"{word}: {told}"] if told else []
    parts += [f"left early: {counts['left']}"] if counts["left"] else []
    return "; ".join(parts)
