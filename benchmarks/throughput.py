"""How many calls a second the seam to models makes, beside raw aiohttp in the same run.

One client core, 50 ms latency, prompts of 4.5 kB, answers of 800 characters, a fresh tape. 100 % is what the latency
allows: calls in flight ÷ 0.05 s. The server runs on another core (on a machine with one, the figures mean little).

    python benchmarks/throughput.py [--calls 6400] [--quick]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from negforge.adapters.chat.client import Client, question
from negforge.adapters.chat.desk import Desk
from negforge.adapters.chat.endpoint import Endpoint, Secret
from negforge.adapters.chat.meter import Budget, Meter
from negforge.adapters.tapes.tape import Tape
from negforge.core.chat import ChatRequest, Reply
from negforge.core.message import say

LATENCY = 0.05
BARS = {("http", 64): 85, ("https", 64): 75, ("http", 256): 45}  # per cent of the ideal, unstreamed
ROUNDS = 3  # of which the best counts: the machine is noisy, and noise only slows


def request_of(number: int) -> ChatRequest:
    return ChatRequest(
        (say("user", f"{number:08d} " + "judge these two runs. " * 200),), max_tokens=300, temperature=0.0
    )


def endpoint_of(base_url: str, ca_file: Path | None, in_flight: int, stream: bool) -> Endpoint:
    return Endpoint(
        "bench", "mock", Secret(base_url), Secret("none"), stream=stream, in_flight=in_flight, ca_file=ca_file
    )


async def through_the_seam(endpoint: Endpoint, calls: int) -> float:
    """Seconds of CPU and wall are measured outside; here the calls are made."""
    with tempfile.TemporaryDirectory() as folder, Tape(Path(folder) / "tape.sqlite", run="bench") as tape:
        desk = Desk(tape)
        client = Client(endpoint, desk, Meter(Budget()), print)

        async def one(number: int) -> None:
            outcome = await client.complete(request_of(number))
            assert isinstance(outcome, Reply) and len(outcome.text) >= 800, outcome

        try:
            await _side_by_side(one, range(10**7, 10**7 + endpoint.in_flight), endpoint.in_flight)  # connections
            return await _timed(one, calls, endpoint.in_flight)
        finally:
            await client.close()
            desk.flush()


async def raw_aiohttp(endpoint: Endpoint, calls: int) -> float:
    import ssl

    import aiohttp

    trust = ssl.create_default_context(cafile=str(endpoint.ca_file)) if endpoint.ca_file else True
    connector = aiohttp.TCPConnector(limit=endpoint.in_flight, ssl=trust)
    url = f"{endpoint.base_url.reveal()}/chat/completions"
    headers = {"Content-Type": "application/json", "Authorization": "Bearer none"}
    body = question(request_of(0), endpoint.model, {}).body
    async with aiohttp.ClientSession(connector=connector) as session:

        async def one(_: int) -> None:
            async with session.post(url, data=body, headers=headers) as response:
                assert len(await response.read()) >= 800

        await _side_by_side(one, range(endpoint.in_flight), endpoint.in_flight)
        return await _timed(one, calls, endpoint.in_flight)


async def _timed(one: Callable[[int], Awaitable[None]], calls: int, in_flight: int) -> float:
    began = time.perf_counter()
    await _side_by_side(one, range(calls), in_flight)
    return time.perf_counter() - began


async def _side_by_side(one: Callable[[int], Awaitable[None]], numbers: range, in_flight: int) -> None:
    waiting = iter(numbers)

    async def worker() -> None:
        for number in waiting:
            await one(number)

    await asyncio.gather(*(worker() for _ in range(in_flight)))


def measure(run: Callable[[Endpoint, int], Awaitable[float]], endpoint: Endpoint, calls: int) -> tuple[float, float]:
    """(calls a second, milliseconds of CPU a call), the best of some rounds."""
    best = (0.0, 0.0)
    for _ in range(ROUNDS):
        cpu = time.process_time()
        with asyncio.Runner(loop_factory=_loop()) as runner:
            seconds = runner.run(run(endpoint, calls))  # type: ignore[arg-type]
        cpu = time.process_time() - cpu
        if calls / seconds > best[0]:
            best = (calls / seconds, 1000 * cpu / calls)
    return best


@contextmanager
def server(core: int | None, tls: bool) -> Iterator[tuple[str, Path | None]]:
    """``negforge serve-mock`` in a process of its own: (base URL, certificates to trust)."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "negforge", "serve-mock", "--port", "0", "--latency", str(int(1000 * LATENCY))]
        command += ["--fixed-reply-chars", "800", *(["--tls", "--tls-dir", folder] if tls else [])]
        pin = None if core is None else lambda: os.sched_setaffinity(0, {core})
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=pin
        )
        try:
            assert process.stdout is not None
            told = ""
            while "serving on" not in told:
                line = process.stdout.readline()
                assert line, "the server did not start"
                told += line
            found = re.search(r"https?://\S+", told)
            assert found is not None
            certificates = sorted(Path(folder).glob("*.pem"), key=lambda path: "key" in path.name)
            yield found[0], certificates[0] if tls else None
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=6400)
    parser.add_argument("--quick", action="store_true", help="a tenth of the calls")
    options = parser.parse_args()
    calls = options.calls // 10 if options.quick else options.calls
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) > 1:
        os.sched_setaffinity(0, {cores[0]})
    missed = 0
    print(f"{'':8}{'in flight':>10}  {'seam':>16}  {'raw aiohttp':>16}  {'ratio':>6}  {'streamed':>16}  bar")
    for scheme in ("http", "https"):
        with server(cores[1] if len(cores) > 1 else None, tls=scheme == "https") as (base_url, ca_file):
            for in_flight in (64, 256):
                ideal = in_flight / LATENCY
                plain = endpoint_of(base_url, ca_file, in_flight, stream=False)
                seam = measure(through_the_seam, plain, calls * in_flight // 256)
                raw = measure(raw_aiohttp, plain, calls * in_flight // 256)
                streamed = measure(through_the_seam, endpoint_of(base_url, ca_file, in_flight, True), calls // 8)
                bar = BARS.get((scheme, in_flight))
                reached = 100 * seam[0] / ideal
                missed += bar is not None and reached < bar
                told = [f"{100 * rate / ideal:4.0f} % {cpu:5.2f} ms" for rate, cpu in (seam, raw, streamed)]
                print(
                    f"{scheme:8}{in_flight:>10}  {told[0]:>16}  {told[1]:>16}  {seam[0] / raw[0]:6.2f}  {told[2]:>16}  "
                    + ("-" if bar is None else f"{bar} %: {'reached' if reached >= bar else 'MISSED'}"),
                    flush=True,
                )
    print("per cent of in flight / latency; milliseconds of CPU a call; the best of", ROUNDS, "rounds")
    return 1 if missed else 0


def _loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


if __name__ == "__main__":
    sys.exit(main())
