"""``negforge world``: look at the worlds, play a task in one, or serve one over MCP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from negforge.cli.options import AsJson
from negforge.cli.terminal import table, tell, visible
from negforge.core.errors import UsageError
from negforge.core.json_text import Json, parse_object

app = typer.Typer(
    name="world",
    help="Worlds: executable tool environments. Look at them, play a task in one, serve one over MCP.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)

Verb: TypeAlias = Literal["start", "call", "say", "finish"]


@app.command("list", short_help="The worlds, or the goals of one.")
def show_worlds(
    world: Annotated[str | None, typer.Argument(metavar="[WORLD]", help="Show this world's goals.")] = None,
    as_json: AsJson = False,
) -> int:
    """The worlds with their tools and goals; with a name, the goals of it and the kinds they can be drawn as."""
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.gathering import world_facts

    rows = world_facts.goal_rows(world) if world else world_facts.world_rows()
    if as_json:
        print(as_json_text(rows))
        return 0
    header = list(rows[0])
    numbers = [at for at, name in enumerate(header) if all(isinstance(row[name], int) for row in rows)]
    print(table(header, [[str(row[name]) for name in header] for row in rows], right=numbers))
    if world:
        print(f"\nA task: {world}:GOAL:KIND:SEED, for example `negforge world play {rows[0]['example']} start`")
    return 0


@app.command("tools", short_help="A world's rules and tools, as an agent sees them.")
def show_tools(world: Annotated[str, typer.Argument(metavar="WORLD")], as_json: AsJson = False) -> int:
    """The rules that an agent is told in this world, and its tools with their JSON Schemas."""
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.gathering import world_facts

    found = world_facts.world_of(world)
    if as_json:
        print(
            as_json_text(
                [{"name": t.name, "description": t.description, "parameters": t.parameters} for t in found.tools]
            )
        )
        return 0
    print(f"{found.title}\n\n{found.policy}\n")
    for tool in found.tools:
        print(f"{tool.name}  {'writes' if tool.writes else 'reads'}\n  {tool.description}")
        print(f"  {tool.schema}\n")
    return 0


@app.command("play", short_help="Play a task: start, call, say, finish.")
def play(
    task: Annotated[
        str, typer.Argument(metavar="TASK", help="A task's name, or FILE:N for line N of a file of names.")
    ],
    verb: Annotated[Verb, typer.Argument(metavar="start|call|say|finish")],
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]...", help="Calls as JSON, or what to say.")
    ] = None,
    folder: Annotated[str, typer.Option("--in", metavar="DIR", help="Where plays are kept.")] = "plays",
    along: Annotated[str, typer.Option("--saying", metavar="TEXT", help="What is said along with a call.")] = "",
    maker: Annotated[str, typer.Option("--maker", metavar="NAME", help="Who plays (at start).")] = "",
    settings: Annotated[str, typer.Option("--settings", metavar="JSON", help="How it plays (at start).")] = "{}",
    why: Annotated[str, typer.Option("--because", metavar="TEXT", help="Why it ends early (at finish).")] = "",
    outcome: Annotated[bool, typer.Option("--outcome", help="Show the outcome check (at finish).")] = False,
) -> int:
    """Play a task from any shell; the state is kept between commands, and nothing is shown that an agent would not see.

    negforge world play TASK start;  ... call '{"name": "tool", "arguments": {}}' (several are made side by side);
    ... say 'words for the user';  ... finish.
    """
    from negforge.pipeline.gathering import playing

    with playing.alone(Path(folder)):
        return _play(task, verb, words or [], Path(folder), along, maker, settings, why, outcome)


def _play(
    task: str,
    verb: Verb,
    words: list[str],
    folder: Path,
    along: str,
    maker: str,
    settings: str,
    why: str,
    outcome: bool,
) -> int:
    from negforge.pipeline.gathering import playing

    if verb == "start":
        begun = playing.start_play(task, folder, maker or "unknown", _settings(settings))
        seen = playing.briefing(begun.episode.task)
        assert isinstance(seen, dict)
        print(f"RULES\n{visible(str(seen['rules']), lines=True)}\n\nTOOLS")
        for tool in seen["tools"] if isinstance(seen["tools"], list) else ():
            print(visible(json.dumps(tool, ensure_ascii=False)))
        print(f"\nUSER\n{visible(str(seen['user']), lines=True)}")
        return 0
    going = playing.open_play(task, folder)
    if verb == "finish":
        recording = playing.finish_play(going, why)
        tell(f"{going.file}: {recording.stopped}, {len(recording.acts)} replies")
        if outcome:
            result = going.episode.outcome()
            print(f"{'success' if result.success else 'failure'}: {visible(result.reason)}")
        return 0
    if not words:
        raise UsageError(f"{verb} what? {'Give a call as JSON' if verb == 'call' else 'Give the words'}")
    calls = [playing.call_of(word) for word in words] if verb == "call" else []
    seen_now = playing.reply(going, along if verb == "call" else " ".join(words), calls)
    for text in seen_now:
        if verb == "call":
            print(visible(text, lines=True))
        else:
            print(f"USER\n{visible(text, lines=True)}" if text else "The user has nothing more to say: finish.")
    return 0


def _settings(text: str) -> dict[str, Json]:
    value = parse_object(text)
    if value is None:
        raise UsageError("--settings: a JSON object is wanted")
    return value


@app.command("serve", short_help="Offer a world's tools over MCP.")
def serve(
    world: Annotated[str, typer.Argument(metavar="WORLD|TASK", help="A world, or a task: its world as it finds it.")],
    rng_seed: Annotated[int, typer.Option("--rng-seed", metavar="N", help="Another state of the world.")] = 1,
    port: Annotated[int | None, typer.Option("--port", metavar="N", help="Serve HTTP there.  [default: stdio]")] = None,
    host: Annotated[str, typer.Option("--host", metavar="NAME")] = "127.0.0.1",
) -> int:
    """Offer a world's tools to any MCP client, over stdio or (with --port) streamable HTTP at /mcp."""
    from negforge.pipeline.gathering.serving_worlds import serve_world

    if port is not None:
        tell(f"serving {world} at http://{host}:{port}/mcp (Ctrl-C stops)")
    serve_world(world, rng_seed, port=port, host=host)
    return 0
