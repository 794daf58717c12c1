"""A world as an MCP server: its tools over stdio or HTTP, its rules as the server's instructions."""

from __future__ import annotations

from negforge.adapters.mcp_tools.serving import serve_http, serve_stdio, tool_server
from negforge.pipeline.gathering.world_facts import world_of
from negforge.worlds.session import Session
from negforge.worlds.tasks import task_named


def serve_world(name: str, rng_seed: int, *, port: int | None, host: str = "127.0.0.1") -> None:
    """Serve a world, or (for a task's name) the world as that task finds it, faults included; by stdio where no port is
    named. All clients of one server share one state; a new server begins anew."""
    session = task_named(name).session() if ":" in name else Session(world_of(name), rng_seed)
    world = session.world
    instructions = f"{world.policy}\n\nIt is now {session.desk.now:%A, %Y-%m-%d %H:%M}."

    def execute(tool: str, arguments: str) -> tuple[str, bool]:
        response = session.call(tool, arguments)
        return response.text, response.is_error

    server = tool_server(f"negforge-{world.name}", instructions, [tool.shown for tool in world.tools], execute)
    if port is None:
        serve_stdio(server)
    else:
        serve_http(server, host, port)
