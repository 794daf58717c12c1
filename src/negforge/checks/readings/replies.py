"""Replies: what of a tool's reply hangs on the request alone: what it echoes of the arguments, and request numbers."""

from __future__ import annotations

import re

from negforge.checks.readings.tools import argument_leaves

REQUEST_NUMBER = re.compile(
    r"((?:request|trace|correlation)(?:[_ -]?id)?[\"']?\s*[:=]\s*[\"']?)([\w-]{4,})", re.IGNORECASE
)


def struck_out(arguments: str, reply: str) -> str:
    """The reply with a mark in the place of what it echoes of the call's own arguments."""
    for _, leaf in sorted(argument_leaves(arguments), key=lambda item: -len(str(item[1]))):
        if str(leaf) and str(leaf) in reply:
            reply = re.sub(rf"(?<!\w){re.escape(str(leaf))}(?!\w)", "<>", reply)
    return reply


def unnumbered(reply: str) -> str:
    """The reply without the number of its request, which is another one each time."""
    return REQUEST_NUMBER.sub(r"\1<>", reply)
