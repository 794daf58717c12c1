"""The mock server as a program: the command, its signals, TLS, what it counts, and the helper for other tests."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import ssl
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from negforge.adapters.mock_server.app import MockServer
from negforge.adapters.mock_server.settings import MockSettings
from negforge.core.errors import RunError
from tests.mock_endpoint import mock_endpoint

COMMAND = """
import sys
from negforge.cli import main, serve_mock
if not any(command.name == "serve-mock" for command in main.app.registered_commands):
    main.app.command("serve-mock")(serve_mock.serve_mock)
sys.exit(main.main(["serve-mock", *sys.argv[1:]]))
"""
BODY = json.dumps({"model": "mock", "messages": [{"role": "user", "content": "hi"}]}).encode()


def ask(base_url: str, body: bytes = BODY, *, trust: Path | None = None, key: str = "any") -> bytes:
    """The reply's bytes, over a connection of its own."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    request = urllib.request.Request(f"{base_url}/chat/completions", body, headers)
    context = ssl.create_default_context(cafile=str(trust)) if trust else None
    with urllib.request.urlopen(request, timeout=20, context=context) as response:
        return bytes(response.read())


@contextmanager
def command(*options: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """(the running command, its base URL, the lines it printed before)"""
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        assert process.stdout is not None
        lines: list[str] = []
        while not (lines and lines[-1].startswith("serving on ")):
            line = process.stdout.readline()
            assert line, process.stderr.read() if process.stderr else ""
            lines.append(line.strip())
        yield process, lines[-1].removeprefix("serving on "), lines[:-1]
    finally:
        process.kill()
        process.communicate()


def refused(*options: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-c", COMMAND, *options], capture_output=True, text=True, timeout=300)
    return done.returncode, done.stderr


# the command


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_where_it_serves_and_ends_well_with_its_counts(number: signal.Signals) -> None:
    with command("--port", "0", "--faults", "none") as (process, base_url, _):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/v1", base_url)
        ask(base_url)
        process.send_signal(number)
        out, err = process.communicate(timeout=300)
        assert (process.returncode, out) == (0, "")
        assert err == "negforge: 1 requests; 1 at once at most; replies: stop 1\n"


def test_the_command_ends_though_a_request_hangs() -> None:
    with command("--port", "0", "--faults", "hang=1") as (process, base_url, _):
        host, port = re.findall(r"//(.*):(\d+)/", base_url)[0]
        with socket.create_connection((host, int(port))) as standing:
            head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(BODY)}\r\n\r\n"
            standing.sendall(head.encode() + BODY)
            while not json.loads(urllib.request.urlopen(base_url.replace("/v1", "/mock/counts")).read())["in_flight"]:
                time.sleep(0.02)
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=300)
        assert process.returncode == 0 and "faults: hang 1" in err and "Traceback" not in err


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, told = refused("--port", port)
    assert code == 1
    assert told.startswith(f"negforge: 127.0.0.1:{port}: cannot listen there (") and told.count("\n") == 1
    assert "choose another --port" in told


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--faults", "hangs=1"], "did you mean hang?"),
        (["--outage", "soon"], "--outage soon: write START:SECONDS"),
        (["--outage", "1:nan"], "write START:SECONDS"),
        (["--api-key-env", "NEGFORGE_NO_SUCH_KEY"], "the environment has no such variable"),
        (["--script", "missing.jsonl"], "missing.jsonl: cannot be read"),
        (["--batch-failed", "2"], "--batch-failed"),
    ],
)
def test_options_that_cannot_be_used_end_with_code_two(options: list[str], told: str) -> None:
    code, err = refused("--port", "0", *options)
    assert code == 2 and told in err and "Traceback" not in err


def test_the_key_is_taken_from_the_environment_and_never_shown() -> None:
    with command("--port", "0", "--api-key-env", "MY_KEY", MY_KEY="sk-very-secret") as (process, base_url, _):
        assert ask(base_url, key="sk-very-secret")
        with pytest.raises(urllib.error.HTTPError) as caught:
            ask(base_url, key="sk-wrong")
        assert caught.value.code == 401
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=300)
        assert "sk-" not in out + err + caught.value.read().decode() and "errors: 401 1" in err


def test_importing_the_command_imports_no_server() -> None:
    code = "import negforge.cli.serve_mock, negforge.pipeline.running.serving, sys; print('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


# TLS


def test_tls_serves_under_a_certificate_that_only_its_authority_vouches_for(tmp_path: Path) -> None:
    folder = tmp_path / "certificates"
    with command("--port", "0", "--tls", "--tls-dir", str(folder)) as (_, base_url, before):
        assert before == [f"trust {folder / 'ca.pem'}"]
        for address in (base_url, base_url.replace("127.0.0.1", "localhost")):
            assert address.startswith("https://") and json.loads(ask(address, trust=folder / "ca.pem"))["choices"]
        with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            ask(base_url)
    key = folder / "server-key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert b"PRIVATE" not in (folder / "ca.pem").read_bytes()


def test_a_temporary_certificate_goes_with_its_server() -> None:
    with mock_endpoint(tls=True) as endpoint:
        held = endpoint.ca_file
        assert held is not None and held.exists()
        assert ask(endpoint.base_url, trust=held)
    assert not held.exists()


def test_an_older_certificate_in_the_folder_is_replaced(tmp_path: Path) -> None:
    for _ in range(2):
        with mock_endpoint(tls=True, tls_dir=tmp_path) as endpoint:
            assert ask(endpoint.base_url, trust=tmp_path / "ca.pem")


@pytest.mark.parametrize("kind", ["reset", "cut"])
def test_faults_reach_the_client_through_tls(kind: str) -> None:
    with (
        mock_endpoint(tls=True, faults=f"{kind}=1") as endpoint,
        pytest.raises(Exception) as caught,
    ):
        ask(endpoint.base_url, trust=endpoint.ca_file)
    assert type(caught.value).__name__ in ("ConnectionResetError", "IncompleteRead", "URLError", "SSLEOFError",
                                           "RemoteDisconnected")  # fmt: skip


# counts, fixed replies, latency


def test_every_request_is_counted_once_and_every_reply_by_its_body() -> None:
    other = BODY.replace(b"hi", b"ho")
    with mock_endpoint() as endpoint:
        for body in (BODY, other, BODY):
            ask(endpoint.base_url, body)
        with pytest.raises(urllib.error.HTTPError):
            ask(endpoint.base_url, b"nonsense")
        address = endpoint.base_url.removesuffix("/v1")
        told = json.loads(urllib.request.urlopen(f"{address}/mock/counts").read())
        assert told == endpoint.counts()
        assert told["bodies"] == {sha256(BODY).hexdigest()[:32]: 2, sha256(other).hexdigest()[:32]: 1}
        assert (told["requests"], told["replies"], told["errors"]) == (4, {"stop": 3}, {"400": 1})
        assert told["completion_tokens"] == 9 and told["in_flight"] == 0 and told["left"] == 0
        urllib.request.urlopen(urllib.request.Request(f"{address}/mock/reset", b"", method="POST")).read()
        assert (endpoint.counts()["requests"], endpoint.counts()["bodies"]) == (0, {})


def test_a_reset_begins_the_fault_histories_anew() -> None:
    def codes(base_url: str) -> list[int]:
        found = []
        for _ in range(12):
            try:
                ask(base_url)
                found.append(200)
            except urllib.error.HTTPError as error:
                found.append(error.code)
        return found

    with mock_endpoint(faults="500=0.5") as endpoint:
        first = codes(endpoint.base_url)
        endpoint.reset()
        assert codes(endpoint.base_url) == first and set(first) == {200, 500}


def test_a_client_that_leaves_is_counted_and_its_body_is_not() -> None:
    from aiohttp import ClientSession, ClientTimeout

    async def run() -> dict[str, Any]:
        async with MockServer(MockSettings(latency_ms=20_000)) as server, ClientSession() as session:
            with pytest.raises(TimeoutError):
                await session.post(f"{server.base_url}/chat/completions", data=BODY, timeout=ClientTimeout(total=0.3))
            for _ in range(200):
                if server.counts.left:
                    break
                await asyncio.sleep(0.02)
            return server.counts.as_json()

    counts = asyncio.run(run())
    assert (counts["requests"], counts["left"], counts["bodies"], counts["in_flight"]) == (1, 1, {}, 0)


def test_latency_lets_requests_stand_side_by_side() -> None:
    from aiohttp import ClientSession

    async def run() -> tuple[float, int]:
        async with MockServer(MockSettings(latency_ms=300)) as server, ClientSession() as session:

            async def one() -> None:
                async with session.post(f"{server.base_url}/chat/completions", data=BODY) as response:
                    await response.read()

            began = time.monotonic()
            await asyncio.gather(*(one() for _ in range(20)))
            return time.monotonic() - began, server.counts.in_flight_max

    seconds, most = asyncio.run(run())
    assert seconds >= 0.3 and most == 20


def test_latency_per_token_delays_a_stream_between_its_pieces() -> None:
    from aiohttp import ClientSession

    async def run() -> float:
        settings = MockSettings(latency_per_token_ms=20)  # "You said: xxx": 60 tokens' worth would be 1.2 s
        async with MockServer(settings) as server, ClientSession() as session:
            body = json.loads(BODY) | {"stream": True}
            body["messages"][0]["content"] = "x" * 60
            async with session.post(f"{server.base_url}/chat/completions", json=body) as response:
                await response.content.readline()
                began = time.monotonic()
                assert (await response.read()).endswith(b"[DONE]\n\n")
                return time.monotonic() - began

    assert asyncio.run(run()) > 0.2


def test_a_fixed_reply_is_the_same_for_all_and_can_be_streamed() -> None:
    streamed = json.dumps(json.loads(BODY) | {"stream": True}).encode()
    with mock_endpoint(fixed_reply_chars=800) as endpoint:
        one, other = ask(endpoint.base_url), ask(endpoint.base_url, b"whatever")
        assert one == other and len(json.loads(one)["choices"][0]["message"]["content"]) == 800
        pieces = [line[6:] for line in ask(endpoint.base_url, streamed).splitlines() if line]
        assert pieces.pop() == b"[DONE]"
        choices = [choice for piece in pieces for choice in json.loads(piece)["choices"]]
        said = "".join(choice["delta"].get("content", "") for choice in choices)
        assert said == json.loads(one)["choices"][0]["message"]["content"]
        assert endpoint.counts()["replies"] == {"stop": 3} and len(endpoint.counts()["bodies"]) == 3


# the helper for tests


def test_an_outage_can_be_called_from_a_test_that_is_not_asynchronous() -> None:
    with mock_endpoint() as endpoint:
        endpoint.outage(0.6)
        with pytest.raises(urllib.error.URLError, match="refused"):
            ask(endpoint.base_url)
        for _ in range(200):
            try:
                assert ask(endpoint.base_url)
                break
            except urllib.error.URLError:
                time.sleep(0.05)
        assert endpoint.counts()["replies"] == {"stop": 1}


def test_what_keeps_a_server_from_starting_reaches_the_test() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(RunError, match="cannot listen"),
        mock_endpoint(port=taken.getsockname()[1]),
    ):
        raise AssertionError("it started")
