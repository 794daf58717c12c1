"""The stage between rollouts and pairs, where the recipe names a model: rollouts.jsonl → rerolls.jsonl."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from negforge.adapters.wire import decode_rollout, encode_rollout
from negforge.agents.counterfactual import WorldRun, run_of
from negforge.agents.loop import Bounds, HowToAsk, Run, next_request
from negforge.core.chat import ChatRequest
from negforge.core.ports import ChatModel
from negforge.core.trajectory import Rollout
from negforge.perturb.recollection import LogMemory
from negforge.perturb.reroll import Start, base_of, go_on, starts
from negforge.pipeline.endpoints.forecast import Plan, forecast
from negforge.pipeline.endpoints.models import Asking, models
from negforge.pipeline.endpoints.over_budget import over_budget
from negforge.pipeline.endpoints.wiring import rules_of
from negforge.pipeline.gathering.ingest_stage import ROLLOUTS, Progress
from negforge.pipeline.gathering.screening import certified
from negforge.pipeline.running.asking import ask_in_order
from negforge.pipeline.running.run_files import whole_file
from negforge.recipe.knobs import Recipe

REROLLS = "rerolls.jsonl"
STAGE = "rerolls"
Place = tuple[WorldRun, Start]


def reroll_files(folder: Path) -> tuple[str, ...]:
    """What the stage left."""
    return (REROLLS,) if (folder / REROLLS).is_file() else ()


def make_rerolls(recipe: Recipe, asking: Asking, folder: Path, progress: Progress) -> None:
    """Let the recipe's model go on after slips in the rollouts. Raises RunError where the budget did not suffice,
    Unfinished where replies are to come by file."""
    (folder / REROLLS).unlink(missing_ok=True)
    name = recipe.perturb.reroll.model
    if name is None:
        return
    done = over = 0

    async def work(chats: Mapping[str, ChatModel], place: Place) -> tuple[Rollout, Run]:
        run, start = place
        maker = asking.models[name].model
        return await go_on(run, start, chats[name], _how(recipe, asking), _bounds(recipe), maker)

    with whole_file(folder / REROLLS) as lines:

        def heard(result: tuple[Rollout, Run]) -> None:
            nonlocal done, over
            rollout, ended = result
            progress("let a model go on", done := done + 1, None)
            over += ended.stopped == "no_reply:over_budget"
            lines.write(encode_rollout(certified(rollout, ended.stopped)) + b"\n")

        opened = partial(models, asking, [name], STAGE)
        at_once = asking.models[name].in_flight
        ask_in_order(opened, work, _places(recipe, folder), heard, at_once=at_once, note=asking.note)
        if over:
            raise over_budget(asking.spend, over, done, "rollouts are not finished")


def rerolls_in(folder: Path) -> dict[str, tuple[Rollout, ...]]:
    """The rerolled rollouts by the id of the one that they go on from."""
    found: dict[str, list[Rollout]] = {}
    if (folder / REROLLS).is_file():
        with (folder / REROLLS).open("rb") as lines:
            for line in lines:
                rollout = decode_rollout(line)
                found.setdefault(base_of(rollout), []).append(rollout)
    return {base: tuple(rollouts) for base, rollouts in found.items()}


def forecast_rerolls(recipe: Recipe, asking: Asking, folder: Path) -> Plan:
    """What the model will be asked, if it needs as many replies as the run that it goes on from had left."""
    return forecast(STAGE, asking, _expected(recipe, asking, folder))


def _expected(recipe: Recipe, asking: Asking, folder: Path) -> Iterator[tuple[str, ChatRequest]]:
    name = recipe.perturb.reroll.model
    if name is None:
        return
    for run, start in _places(recipe, folder):
        episode = run.episode_at(start.messages)
        left = run.episode_at(run.rollout.trajectory.messages, ends=True).acts[len(episode.acts) :]
        for act in left:
            yield name, next_request(episode, _how(recipe, asking))
            if episode.over:
                break
            episode.perform(act.text, act.calls)


def _places(recipe: Recipe, folder: Path) -> Iterator[Place]:
    """Where the model takes over, in the order of the rollouts."""
    with (folder / ROLLOUTS).open("rb") as lines:
        memory = LogMemory.collect(decode_rollout(line) for line in lines)
    with (folder / ROLLOUTS).open("rb") as lines:
        for line in lines:
            rollout = decode_rollout(line)
            run = run_of(rollout) if rollout.outcome is not None and rollout.outcome.value == "success" else None
            if run is not None:
                most = recipe.perturb.reroll.per_rollout
                found = starts(rollout, rules_of(recipe), memory, run, rng_seed=recipe.rng_seed, most=most)
                yield from ((run, start) for start in found)


def _how(recipe: Recipe, asking: Asking) -> HowToAsk:
    knobs = recipe.perturb.reroll
    assert knobs.model is not None
    model = asking.models[knobs.model]
    return HowToAsk(knobs.prompt, model.max_tokens, model.temperature)


def _bounds(recipe: Recipe) -> Bounds:
    return Bounds(recipe.perturb.reroll.messages, None, recipe.collect.alike)
