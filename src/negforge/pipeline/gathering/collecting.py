"""Collecting: tasks → rollouts of reference agents and models, screened; a folder of their own.

Reference agents cost nothing and are played anew each time; every reply of a model lies on the tape before it is used,
so that a killed collection goes on without asking twice, to the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

from negforge.adapters.json_records import encode
from negforge.adapters.wire import encode_rollout
from negforge.agents.episode import Episode
from negforge.agents.loop import Bounds, HowToAsk, Run, next_request, run_model
from negforge.agents.planning import Offer, Tries, names_for, tried
from negforge.agents.recording import rollout_of
from negforge.agents.reference import Agent, play
from negforge.collect.reference import reference_rollouts
from negforge.collect.screen import Screened
from negforge.core.chat import ChatRequest
from negforge.core.errors import RunError
from negforge.core.json_text import Json
from negforge.core.ports import ChatModel
from negforge.core.trajectory import Rollout
from negforge.pipeline.endpoints.folders import open_folder
from negforge.pipeline.endpoints.forecast import Plan, forecast, use_of
from negforge.pipeline.endpoints.models import Asking, check_endpoints, models
from negforge.pipeline.endpoints.over_budget import over_budget
from negforge.pipeline.gathering.screening import screened
from negforge.pipeline.gathering.world_facts import world_of
from negforge.pipeline.running.asking import ask_in_order
from negforge.pipeline.running.bounded import chunked, run_in_order
from negforge.pipeline.running.run_files import whole_file, write_text
from negforge.recipe.collecting import Collect, counts_of
from negforge.recipe.knobs import Recipe
from negforge.worlds.tasks import WorldTask, task_named

ROLLOUTS, SCREEN, COLLECTED, USE = "rollouts.jsonl", "screen.jsonl", "collect.json", "use.json"
STAGE = "collect"
CHUNK = 20
WORTH_A_WORKER = 100  # tasks to set: for fewer, another process costs more than it saves
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Collected:
    """One rollout with what the screen says of it, and what it was made of."""

    rollout: Rollout
    screened: Screened
    task: str
    split: str
    stopped: str


@dataclass(frozen=True, slots=True)
class Tally:
    """So many rollouts of one maker in one split, alike in role and end."""

    maker: str
    split: str
    role: str
    stopped: str
    rollouts: int


@dataclass(frozen=True, slots=True)
class Collection:
    """``use``: what models took, None where none was asked."""

    folder: Path
    counts: tuple[Tally, ...]
    use: Json


def collect_into(
    names: Sequence[str], knobs: Collect, asking: Asking, rng_seed: int, workers: int, progress: Progress
) -> Collection:
    """Collect rollouts of the tasks of these names into ``asking.folder``.

    Raises RunError where the budget did not suffice; Unfinished where replies are to come by file: no final file then.
    """
    check_endpoints(asking, list(knobs.models))
    with open_folder(asking.folder, asking.tape, (ROLLOUTS, SCREEN, COLLECTED, USE), "collection.json"):
        counts: Counter[tuple[str, str, str, str]] = Counter()
        with whole_file(asking.folder / ROLLOUTS) as rollouts, whole_file(asking.folder / SCREEN) as roles:

            def heard(one: Collected) -> None:
                _write(one, rollouts, roles)
                counts[(one.rollout.maker or "unknown", one.split, one.screened.role, one.stopped)] += 1

            for one in by_reference(names, knobs, rng_seed, workers, progress):
                heard(one)
            _ask_models(names, knobs, asking, heard, progress)
        use: Json = None
        if knobs.models:
            use = use_of(asking, forecast_collecting(names, knobs, asking, afresh=True).forecasts)
            write_text(asking.folder / USE, json.dumps(use, indent=1) + "\n")
        rows = tuple(Tally(*key, number) for key, number in sorted(counts.items()))
        content = {"tasks": len(names), "rollouts": [asdict(row) for row in rows]}
        write_text(asking.folder / COLLECTED, json.dumps(content, indent=1) + "\n")
        return Collection(asking.folder, rows, use)


def tasks_of(knobs: Collect, rng_seed: int, workers: int, progress: Progress) -> list[str]:
    """Names of the tasks that the recipe asks for, the same whatever ``workers`` is. Raises RunError where a split has
    not as many."""
    counts = counts_of(knobs)
    total = sum(counts.values())
    found: list[str] = []
    for world in knobs.worlds:
        world_of(world)
    at_once = min(workers, 1 + total // WORTH_A_WORKER)
    trying = partial(run_in_order, _nothing, _try, workers=at_once)
    for name in names_for(counts, knobs.pool, rng_seed, knobs.worlds, trying):
        found.append(name)
        progress("set tasks", len(found), total)
    if len(found) < total:
        raise RunError(f"only {len(found)} of {total} distinct tasks could be set; ask for fewer, or for more worlds")
    return found


def by_reference(
    names: Sequence[str], knobs: Collect, rng_seed: int, workers: int, progress: Progress
) -> Iterator[Collected]:
    """Rollouts of reference agents, in the order of the tasks, whatever ``workers`` is."""
    if not knobs.reference:
        return
    chunks = [(some[0], some) for some in chunked(iter(names), CHUNK)]
    work = partial(_play_chunk, knobs.reference, knobs.careful, rng_seed)
    done = 0
    for found in run_in_order(_nothing, work, chunks, workers=min(workers, len(chunks))):
        yield from found
        done += min(CHUNK, len(names) - done)
        progress("play reference agents", done, len(names))


def played_for(recipe: Recipe, workers: int, progress: Progress) -> Iterator[Rollout]:
    """The rollouts of reference agents that a build's recipe asks for; none where it sets no tasks, or names files (in
    which what was collected before may lie)."""
    knobs = recipe.collect
    if not isinstance(recipe.input, str) or not any(counts_of(knobs).values()):
        return
    names = tasks_of(knobs, recipe.rng_seed, workers, progress)
    yield from (one.rollout for one in by_reference(names, knobs, recipe.rng_seed, workers, progress))


def _nothing() -> None:
    """Workers need no state: a task is made anew from its name."""


def _try(_: None, tries: Tries) -> list[Offer]:
    return tried(tries)


def _play_chunk(each: int, careful: float, rng_seed: int, _: None, names: tuple[str, ...]) -> list[Collected]:
    found: list[Collected] = []
    for name in names:
        task = task_named(name)
        for played in reference_rollouts(task, each, careful, rng_seed):
            found.append(_collected(played.rollout, task, "finished"))
    return found


def _collected(rollout: Rollout, task: WorldTask, stopped: str) -> Collected:
    own, found = screened(rollout, stopped)
    return Collected(own, found, str(task.name), task.split, stopped)


def _ask_models(
    tasks: Sequence[str], knobs: Collect, asking: Asking, sink: Callable[[Collected], None], progress: Progress
) -> None:
    if not knobs.models:
        return
    names = list(knobs.models)
    bounds = Bounds(knobs.messages, knobs.tokens, knobs.alike)
    done = over = 0
    total = sum(one.samples for one in knobs.models.values()) * len(tasks)

    async def work(chats: Mapping[str, ChatModel], item: tuple[WorldTask, str, HowToAsk]) -> tuple[Episode, str, Run]:
        task, name, how = item
        episode = Episode(task)
        return episode, name, await run_model(episode, chats[name], how, bounds)

    def heard(result: tuple[Episode, str, Run]) -> None:
        nonlocal done, over
        episode, name, run = result
        done += 1
        progress("ask models", done, total)
        if run.stopped == "no_reply:over_budget":
            over += 1
            return
        how: dict[str, Json] = {"model": asking.models[name].model, "asked_as": name, "detail": run.detail[:300]}
        rollout = rollout_of(episode, asking.models[name].model, how, run.stopped)
        sink(_collected(rollout, episode.task, run.stopped))

    at_once = sum(asking.models[name].in_flight for name in names)
    opened = partial(models, asking, names, STAGE)
    ask_in_order(opened, work, _episodes(tasks, knobs, asking), heard, at_once=at_once, note=asking.note)
    if over:
        raise over_budget(asking.spend, over, total, "rollouts are not finished")


def _episodes(names: Iterable[str], knobs: Collect, asking: Asking) -> Iterator[tuple[WorldTask, str, HowToAsk]]:
    """Each task made when it is its turn; none where no model is asked."""
    ways = list(ways_of_asking(knobs, asking))
    tasks = map(task_named, names) if ways else ()
    return ((task, name, how) for task in tasks for name, how in ways)


def ways_of_asking(knobs: Collect, asking: Asking) -> Iterator[tuple[str, HowToAsk]]:
    """Every model and sample that works on a task, and how it is asked."""
    for name, asked in knobs.models.items():
        model = asking.models[name]
        warmth = model.temperature if asked.temperature is None else asked.temperature
        for sample in range(asked.samples):
            yield name, HowToAsk(asked.prompt, model.max_tokens, warmth, sample)


def forecast_collecting(names: Sequence[str], knobs: Collect, asking: Asking, *, afresh: bool = False) -> Plan:
    """What asking models will take, if they go about it as a careful reference agent does; nothing is asked."""
    return forecast(STAGE, asking, _expected(names, knobs, asking), afresh=afresh)


def _expected(names: Sequence[str], knobs: Collect, asking: Asking) -> Iterator[tuple[str, ChatRequest]]:
    for task, name, how in _episodes(names, knobs, asking):
        acts = play(task, Agent()).acts
        episode = Episode(task)
        for act in acts:
            yield name, next_request(episode, how)
            episode.perform(act.text, act.calls)


def _write(one: Collected, rollouts: IO[bytes], roles: IO[bytes]) -> None:
    rollouts.write(encode_rollout(one.rollout) + b"\n")
    line: Json = {
        "rollout": one.rollout.id,
        "task": one.task,
        "split": one.split,
        "maker": one.rollout.maker,
        "stopped": one.stopped,
        "faults_met": list(one.rollout.faults_met),
        "role": one.screened.role,
        "reason": one.screened.reason,
    }
    roles.write(encode(line) + b"\n")


def tasks_in(path: Path, limit: int | None = None) -> list[str]:
    """Names of the tasks that a file has, one a line, each once; ``#`` begins a remark. Raises UsageError for a name
    that is none."""
    lines = (line.split("#")[0].strip() for line in path.read_text("utf-8", "replace").splitlines())
    names = dict.fromkeys(line for line in lines if line)
    return [str(task_named(line).name) for line in islice(names, limit)]
