"""The formats we read, in the order they are tried: the telling ones first, plain chat last."""

from __future__ import annotations

from negforge.core.json_text import Json
from negforge.ingest import agentdojo, livemcpbench, openai_chat, tau2, tau_bench
from negforge.ingest.reading import Format

FORMATS: tuple[Format, ...] = (
    tau2.FORMAT,
    tau_bench.FORMAT,
    agentdojo.FORMAT,
    livemcpbench.FORMAT,
    openai_chat.FORMAT,
)


def find_format(keys: tuple[str, ...], first: Json | None) -> Format | None:
    """The first format that knows this file by its top-level keys (empty: no object) or its first record."""
    return next((one for one in FORMATS if one.detect(keys, first)), None)
