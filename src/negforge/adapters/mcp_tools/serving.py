"""Offering tools over MCP, by stdio or HTTP, with the official SDK.

A tool's errors are results (``isError``), as the protocol has it: an agent is to read them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from negforge.core.errors import UsageError
from negforge.core.json_text import compact
from negforge.core.task import Tool

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

Execute = Callable[[str, str], tuple[str, bool]]
"""(name, arguments as JSON text) -> (what the tool says, whether that is an error)."""


def tool_server(name: str, instructions: str, tools: Sequence[Tool], execute: Execute) -> Server[Any]:
    """A server of these tools. ``instructions``: the rules that whoever uses them is told."""
    types, server_class = _sdk()
    offered = [
        types.Tool(
            name=tool.name,
            description=tool.description,
            input_schema=json.loads(tool.parameters),
            annotations=json.loads(tool.extra or "{}").get("annotations"),
        )
        for tool in tools
    ]

    async def list_tools(_context: Any, _params: Any) -> Any:
        return types.ListToolsResult(tools=offered)

    async def call_tool(_context: Any, params: Any) -> Any:
        text, is_error = execute(params.name, compact(params.arguments or {}))
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=is_error)

    server: Server[Any] = server_class(
        name, instructions=instructions, on_list_tools=list_tools, on_call_tool=call_tool
    )
    return server


def serve_stdio(server: Server[Any]) -> None:
    """Serve on this process's stdin and stdout until the client leaves. Nothing else may print there."""
    import anyio
    from mcp.server.stdio import stdio_server

    async def run() -> None:
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(run)


def serve_http(server: Server[Any], host: str, port: int) -> None:
    """Serve streamable HTTP at ``/mcp`` until stopped."""
    import uvicorn

    uvicorn.run(server.streamable_http_app(host=host), host=host, port=port, log_level="warning")


def _sdk() -> tuple[Any, Any]:
    try:
        import mcp.types
        from mcp.server.lowlevel import Server
    except ImportError:
        raise UsageError("MCP needs the package mcp: pip install 'negforge[mcp]'") from None
    return mcp.types, Server
