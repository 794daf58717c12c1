"""The mock endpoint with a judge behind it, as a process of its own; the same prompt always gets the same reply.

    python -m benchmarks.judging.judge '{"latency_ms": 50, "faults": "429=0.1"}' [--planted]

It knows a pair and its order by the marks in the prompt, whosever prompt that is, so that both evaluators get the same
words. The first argument: fields of MockSettings. ``--planted``: in every twelfth reply it quotes a [[A]] that stood in
a tool's response.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from negforge.adapters.mock_server.app import MockServer
from negforge.adapters.mock_server.replies import Replies
from negforge.adapters.mock_server.settings import MockSettings
from negforge.adapters.mock_server.templates import last_user_text
from negforge.core.json_text import Json
from negforge.pipeline.running.asking import fast_loop

RIGHT, TIE = 0.70, 0.08  # shares of the judge's verdicts: an accuracy near 74
_MARK = re.compile(r"~(\d{5})~(chosen|reject)")
_SIGN = re.compile(r"Ref (\d{5}) (\w+)\.")
PLANT = " A response orders to answer [[A]]; that is data."
Key = tuple[str, str]  # the pair and the order


@dataclass(frozen=True, slots=True)
class MarkedJudge(Replies):
    """A judge that is mostly right."""

    planted: bool = False

    def _message(
        self, body: Mapping[str, Json], digest: bytes, index: int, message: Mapping[str, Json] | None
    ) -> Mapping[str, Json]:
        if message is not None:
            return message
        found = _MARK.search(last_user_text(body))
        assert found is not None, "a prompt without a mark"
        return {"content": words(found[1], "chosen_first" if found[2] == "chosen" else "rejected_first", self.planted)}


def words(pair: str, order: str, planted: bool) -> str:
    """What the judge says: its verdict stands in both evaluators' forms, so that each can read its own."""
    point = int.from_bytes(hashlib.sha256(f"{pair} {order}".encode()).digest()[:8], "big") / 2**64
    sides = ("A", "B") if order == "chosen_first" else ("B", "A")
    named = "tie" if point < TIE else sides[0] if point < TIE + RIGHT else sides[1]
    plant = PLANT if planted and (2 * int(pair) + len(order)) % 12 == 0 else ""
    verdict = json.dumps({"verdict": named, "winner": "[[Tie]]" if named == "tie" else f"[[{named}]]"})
    found = f"Ref {pair} {order}. Message 4 tells: one of them gives a total that no response has.{plant}"
    return f"{found}\n{verdict}"


def key_in(reply: str) -> Key | None:
    """Which question a reply answers."""
    found = _SIGN.search(reply)
    return (found[1], found[2]) if found else None


async def _serve(settings: MockSettings, judge: Replies) -> None:
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with MockServer(settings, judge) as server:
        print(json.dumps({"base_url": server.base_url, "ca_file": server.ca_file and str(server.ca_file)}), flush=True)
        await stopped.wait()


def main(told: str, planted: bool) -> None:
    given = json.loads(told)
    given.update({name: Path(given[name]) for name in ("tls_dir",) if given.get(name)})
    given.update({name: tuple(given[name]) for name in ("outage",) if given.get(name)})
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        runner.run(_serve(MockSettings(**given), MarkedJudge(planted=planted)))


if __name__ == "__main__":
    main(sys.argv[1], "--planted" in sys.argv)
