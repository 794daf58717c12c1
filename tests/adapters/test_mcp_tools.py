"""MCP both ways, with the official SDK: a real client and a real server process, by stdio and by HTTP."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time

import pytest

pytest.importorskip("mcp")

from negforge.adapters.mcp_tools.connecting import McpTools, mcp_tools
from negforge.core.errors import NegforgeError, RunError, UsageError
from negforge.worlds.registry import world_named
from negforge.worlds.session import Session

SERVE = f"{sys.executable} -m negforge world serve library --rng-seed 5"


async def visit(where: str) -> list[tuple[str, bool]]:
    async with mcp_tools(where) as server:
        check(server)
        return [
            await server.call("reader_account", json.dumps({"sections": ["loans", "holds"]})),
            await server.call("reader_account", json.dumps({"sections": ["secrets"]})),
            await server.call("no_such_tool", "{}"),
            await server.call("reader_account", "not json"),
        ]


def check(server: McpTools) -> None:
    world = world_named("library")
    assert {tool.name for tool in server.tools} == {tool.name for tool in world.tools}
    shown = {tool.name: json.loads(tool.parameters) for tool in server.tools}
    assert shown["place_hold"] == next(t.parameters for t in world.tools if t.name == "place_hold")
    assert "confidential" in server.instructions and "It is now" in server.instructions


def expected(answers: list[tuple[str, bool]]) -> None:
    own = Session(world_named("library"), 5)
    assert answers[0] == (own.call("reader_account", '{"sections": ["loans", "holds"]}').text, False)
    assert answers[1][1] and "invalid_argument" in answers[1][0]
    assert answers[2][1] and "unknown_tool" in answers[2][0]
    assert answers[3][1]


def test_a_world_is_served_over_stdio() -> None:
    expected(asyncio.run(visit(SERVE)))


def test_a_world_is_served_over_http() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([*SERVE.split(), "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        expected(asyncio.run(visit(f"http://127.0.0.1:{port}/mcp")))
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ("no-such-command --x", UsageError),
        ("", UsageError),
        (f"{sys.executable} -c pass", RunError),
        ("http://127.0.0.1:1/mcp", RunError),
    ],
)
def test_a_server_that_is_none_is_told(where: str, error: type[NegforgeError]) -> None:
    with pytest.raises(error):
        asyncio.run(visit(where))
