"""Collecting at an MCP server's tools: requests of the user's own, models at work, rollouts of unknown outcome.

Each rollout gets a connection of its own (for a command: a process of its own), so that runs do not meet. A killed
collection asks no model twice, but executes the calls again: only name a server that may be used so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from negforge.adapters.json_records import Broken, encode, read_records
from negforge.adapters.mcp_tools.connecting import mcp_tools
from negforge.adapters.wire import encode_rollout
from negforge.agents.elsewhere import Elsewhere
from negforge.agents.loop import Bounds, HowToAsk, Run, run_model
from negforge.core.errors import UsageError
from negforge.core.json_text import Json, compact
from negforge.core.message import say
from negforge.core.ports import ChatModel
from negforge.core.task import Task, Tool, new_task
from negforge.core.trajectory import Rollout, new_rollout
from negforge.pipeline.endpoints.folders import open_folder
from negforge.pipeline.endpoints.models import Asking, check_endpoints, models
from negforge.pipeline.endpoints.over_budget import over_budget
from negforge.pipeline.gathering.collecting import COLLECTED, ROLLOUTS, SCREEN, STAGE, USE, Progress, ways_of_asking
from negforge.pipeline.running.asking import ask_in_order
from negforge.pipeline.running.run_files import whole_file, write_text
from negforge.recipe.collecting import Collect


@dataclass(frozen=True, slots=True)
class Ask:
    """What a user wants, in one or more turns, and the rules that the agent is told."""

    turns: tuple[str, ...]
    policy: str | None = None


def asks_in(path: Path) -> list[Ask]:
    """Requests from a file: lines of text, or JSON lines ``{"query": text or [turns], "policy": text}``.

    Raises UsageError where a line is neither, naming it.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such file; give requests, one a line, or as JSON lines")
    if path.suffix not in (".json", ".jsonl"):
        lines = (line.strip() for line in path.read_text("utf-8", "replace").splitlines())
        found = [Ask((line,)) for line in lines if line]
    else:
        found = [_ask(path, one.where, None if isinstance(one, Broken) else one.value) for one in read_records(path)]
    if not found:
        raise UsageError(f"{path}: holds no request")
    return found


def collect_elsewhere(
    server: str, asks: Sequence[Ask], knobs: Collect, asking: Asking, progress: Progress
) -> dict[str, int]:
    """Let the models work on the requests with the server's tools; how many rollouts ended for which reason.

    Raises RunError where the budget did not suffice or the server cannot be reached; Unfinished as ever by batch files:
    no final file then.
    """
    if not knobs.models:
        raise UsageError("--mcp: name the models that are to use the tools, with --models")
    check_endpoints(asking, list(knobs.models))
    with open_folder(asking.folder, asking.tape, (ROLLOUTS, SCREEN, COLLECTED, USE), "collection.json"):
        bounds = Bounds(knobs.messages, knobs.tokens, knobs.alike)
        ends: dict[str, int] = {}
        items = [(ask, name, how) for ask in asks for name, how in ways_of_asking(knobs, asking)]

        async def work(chats: Mapping[str, ChatModel], item: tuple[Ask, str, HowToAsk]) -> tuple[Elsewhere, str, Run]:
            ask, name, how = item
            async with mcp_tools(server) as tools:
                place = Elsewhere(_task(ask, tools.tools, tools.instructions), ask.turns[1:], tools)
                return place, name, await run_model(place, chats[name], how, bounds)

        with whole_file(asking.folder / ROLLOUTS) as rollouts, whole_file(asking.folder / SCREEN) as screened:

            def heard(result: tuple[Elsewhere, str, Run]) -> None:
                place, name, run = result
                ends[run.stopped] = ends.get(run.stopped, 0) + 1
                progress("ask models", sum(ends.values()), len(items))
                rollout = _rollout(place, asking.models[name].model, name, run)
                rollouts.write(encode_rollout(rollout) + b"\n")
                line: Json = {
                    "rollout": rollout.id,
                    "stopped": run.stopped,
                    "role": "neither",
                    "reason": "no outcome is known",
                }
                screened.write(encode(line) + b"\n")

            at_once = sum(asking.models[name].in_flight for name in knobs.models)
            opened = partial(models, asking, list(knobs.models), STAGE)
            ask_in_order(opened, work, items, heard, at_once=at_once, note=asking.note)
            if unfinished := ends.get("no_reply:over_budget", 0):
                raise over_budget(asking.spend, unfinished, len(items), "rollouts are not finished")
        write_text(asking.folder / COLLECTED, json.dumps({"tasks": len(asks), "ends": ends}, indent=1) + "\n")
        return ends


def _task(ask: Ask, tools: tuple[Tool, ...], instructions: str) -> Task:
    policy = "\n\n".join(part for part in (ask.policy, instructions) if part) or None
    return new_task([say("user", ask.turns[0])], tools, policy=policy, parent=f"mcp/{ask.turns[0][:200]}")


def _rollout(place: Elsewhere, maker: str, name: str, run: Run) -> Rollout:
    settings = compact({"asked_as": name, "stopped": run.stopped, "detail": run.detail[:300]})
    return new_rollout(place.asked, place.messages, maker=maker, settings=settings)


def _ask(path: Path, where: str, value: Json) -> Ask:
    query = value.get("query") if isinstance(value, dict) else None
    turns = [query] if isinstance(query, str) else query
    policy = value.get("policy") if isinstance(value, dict) else None
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) and turn for turn in turns):
        raise UsageError(
            f'{path}: {where}: no request; write {{"query": "..."}} or {{"query": ["first turn", "second"]}}'
        )
    return Ask(tuple(str(turn) for turn in turns), policy if isinstance(policy, str) else None)
