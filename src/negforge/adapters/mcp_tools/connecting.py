"""Using the tools of any MCP server: a command (stdio) or an address (streamable HTTP).

What a server says is data: text parts are taken as they are, parts of other kinds as their JSON.
"""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

from negforge.core.errors import RunError, UsageError
from negforge.core.json_text import Json, compact, parse_object
from negforge.core.task import Tool

if TYPE_CHECKING:
    from mcp import Client

PATIENCE = 60.0  # seconds for one call
PATIENCE_AT_START = 30.0  # seconds to connect and to tell the tools
MOST_PAGES = 100  # of a server's list of tools


class McpTools:
    """A connected server: its ``tools``, its ``instructions``, and calls to them."""

    def __init__(self, client: Client, tools: tuple[Tool, ...], instructions: str) -> None:
        self._client = client
        self.tools = tools
        self.instructions = instructions

    async def call(self, name: str, arguments: str) -> tuple[str, bool]:
        """What the tool says, and whether it is an error. ``arguments``: JSON text of an object."""
        given = parse_object(arguments or "{}")
        if given is None:
            return "the arguments are not a JSON object", True
        from mcp import MCPError

        try:
            result = await self._client.call_tool(name, given, read_timeout_seconds=PATIENCE)
        except MCPError as error:
            return str(error), True
        return "\n".join(_text(part) for part in result.content), bool(result.is_error)


@asynccontextmanager
async def mcp_tools(server: str) -> AsyncIterator[McpTools]:
    """Connect: ``server`` is an http(s) address, or a command line (split as a shell does, but run without one).

    Raises UsageError where it is neither, RunError where the server cannot be reached.
    """
    try:
        from mcp import Client, MCPError, StdioServerParameters
    except ImportError:
        raise UsageError("MCP needs the package mcp: pip install 'negforge[mcp]'") from None
    where: Any = server
    if not server.startswith(("http://", "https://")):
        try:
            words = shlex.split(server)
        except ValueError as error:
            raise UsageError(f"--mcp {server}: no command line ({error})") from None
        if not words:
            raise UsageError("--mcp: a command or an address is wanted")
        where = StdioServerParameters(command=words[0], args=words[1:])
    async with AsyncExitStack() as stack:
        try:
            async with asyncio.timeout(PATIENCE_AT_START):
                client = await stack.enter_async_context(Client(where))
                tools = await _tools(client)
        except FileNotFoundError:
            raise UsageError(f"--mcp: {server.split()[0]}: no such command") from None
        except TimeoutError:
            raise RunError(f"{server}: no MCP server answers there within {PATIENCE_AT_START:g} s") from None
        except (MCPError, OSError, ValueError, ExceptionGroup) as error:
            raise RunError(f"{server}: no MCP server answers there ({_innermost(error)})") from None
        yield McpTools(client, tools, client.instructions or "")


async def _tools(client: Client) -> tuple[Tool, ...]:
    found: list[Tool] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = await client.list_tools(cursor=cursor)
        found += [Tool(one.name, one.description or "", compact(one.input_schema), _hints(one)) for one in page.tools]
        cursor = page.next_cursor
        if not cursor:
            break
    return tuple(found)


def _hints(tool: Any) -> str | None:
    """What the server says of the tool beside its schema (that it only reads, for one)."""
    hints = tool.annotations.model_dump(mode="json", by_alias=True, exclude_none=True) if tool.annotations else None
    return compact({"annotations": hints}) if hints else None


def _innermost(error: BaseException) -> BaseException:
    return _innermost(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error


def _text(part: Any) -> str:
    if getattr(part, "type", None) == "text":
        return str(part.text)
    value: Json = part.model_dump(mode="json", by_alias=True, exclude_none=True)
    return compact(value)
