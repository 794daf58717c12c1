"""Judging with reward models, ``rm:PATH_OR_NAME`` here and ``remote-rm:NAME`` behind an endpoint: one judgement a pair.

Scores are kept on the run's tape as they are made, so the same command again goes on where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from pydantic import ValidationError

from negforge.adapters.chat.desk import Desk
from negforge.adapters.chat.meter import Meter
from negforge.adapters.hf_reward.loading import check
from negforge.adapters.hf_reward.options import HfOptions, missing
from negforge.adapters.remote_rm import RemoteReward
from negforge.adapters.tapes.tape import Tape
from negforge.core.errors import UsageError
from negforge.core.pair import Pair
from negforge.core.verdict import Failure, FailureKind, Judgement
from negforge.evaluate.bradley_terry import BradleyTerry
from negforge.pipeline.endpoints.models import (
    Asking,
    budget_of,
    check_endpoints,
    endpoint_of,
    run_of_scores,
    spent_before,
)
from negforge.pipeline.endpoints.over_budget import over_budget
from negforge.pipeline.running.asking import ask_in_order
from negforge.pipeline.running.bounded import chunked
from negforge.recipe.load import load_recipe, parse_setting
from negforge.recipe.mistakes import did_you_mean
from negforge.recipe.published_config import RewardModelSpec
from negforge.recipe.rewards import Reward

LOCAL, REMOTE = "rm:", "remote-rm:"
REWARD_PREFIXES = (LOCAL, REMOTE)
KNOB = "rm."  # before a knob of reward models on the command line
TOGETHER = 512
"""Pairs that a model here is given at once: those of one task, and of tasks with the same tools, are read together."""
PASSING: tuple[FailureKind, ...] = ("provider", "timeout")
Sink = Callable[[Pair, Judgement], None]
Item = TypeVar("Item")
Result = TypeVar("Result")
Opened = Callable[[], AbstractAsyncContextManager[BradleyTerry]]


@dataclass(frozen=True, slots=True)
class Rewards:
    """The reward models of an evaluation by their whole names (``rm:PATH``, ``remote-rm:NAME``), and how they run:
    all alike, but for those that stand in ``each``."""

    names: tuple[str, ...] = ()
    knobs: Reward = field(default_factory=Reward)
    each: Mapping[str, Reward] = field(default_factory=dict)

    def knobs_of(self, name: str) -> Reward:
        return self.each.get(name, self.knobs)


NO_REWARDS = Rewards()
NOTHING: Mapping[str, Reward] = {}


def is_reward(name: str) -> bool:
    return name.startswith(REWARD_PREFIXES)


def rewards_of(
    judges: Sequence[str],
    settings: Sequence[str] = (),
    specs: Sequence[RewardModelSpec] = (),
    described: Mapping[str, Reward] = NOTHING,
) -> Rewards:
    """The reward models among the judges' names, each once, with the knobs among the settings (``rm.dtype=float32``),
    or, of a config.yaml, as it describes them (``specs``), or a recipe (``described``: its ``rewards``). Raises
    UsageError for a name without a model, and for a knob that there is not."""
    names = tuple(dict.fromkeys(name for name in judges if is_reward(name)))
    for name in names:
        if not name.partition(":")[2].strip():
            raise UsageError(f"{name}: name the model, such as {name}path/to/a/model")
        if name.startswith(LOCAL) and (reason := missing()) is not None:
            raise UsageError(f"{name}: {reason}")
    given = dict(parse_setting(one.removeprefix(KNOB)) for one in settings if one.startswith(KNOB))
    said = {name: one.model_dump(exclude_unset=True) for name, one in described.items()}
    held = {name: said[bare] for name in names if (bare := name.partition(":")[2]) in said}
    held |= {name_of(spec): _described(spec) for spec in specs}
    return Rewards(names, _knobs(given), {name: _knobs({**knobs, **given}) for name, knobs in held.items()})


def described_in(recipe: str | None) -> Mapping[str, Reward]:
    """How the recipe of that name or in that file says that reward models are read; None: there is no recipe."""
    return load_recipe(recipe).recipe.rewards if recipe else NOTHING


def name_of(spec: RewardModelSpec) -> str:
    """The judge that a reward model of a config.yaml is: what is not loaded here is asked elsewhere."""
    return (LOCAL if spec.kind == "bt" else REMOTE) + spec.name


def _described(spec: RewardModelSpec) -> dict[str, Any]:
    if spec.kind == "bt_remote":
        return {"tie_band": spec.tie_eps}
    return {
        "model": spec.model_path,
        "tie_band": spec.tie_eps,
        "device": spec.device,
        "dtype": spec.dtype,
        "max_length": spec.max_length,
    }


def other_settings(settings: Sequence[str]) -> list[str]:
    """Those that are no knobs of reward models."""
    return [one for one in settings if not one.startswith(KNOB)]


def asked_elsewhere(judges: Sequence[str]) -> list[str]:
    """The names without ``remote-rm:``: so Asking's ``models`` holds the endpoints of these."""
    return [name.removeprefix(REMOTE) for name in judges if name.startswith(REMOTE)]


def check_rewards(rewards: Rewards, asking: Asking) -> None:
    """Raises UsageError where an endpoint has no address or key, or is to be asked by batch files, and where a model is
    not to be had here or cannot be read (one named on the hub is fetched for that)."""
    names = asked_elsewhere(rewards.names)
    if names and asking.batch:
        raise UsageError(
            f"{REMOTE}{names[0]}: batch files hold no questions to reward models; leave --batch out for it"
        )
    check_endpoints(asking, names)
    for name in rewards.names:
        if name.startswith(LOCAL):
            check(*place_of(name, rewards))


def place_of(name: str, rewards: Rewards) -> tuple[str, HfOptions]:
    """Where a model that runs here lies, and how it is run."""
    knobs = rewards.knobs_of(name)
    return knobs.model or name.removeprefix(LOCAL), HfOptions(**knobs.model_dump(exclude={"tie_band", "model"}))


def judge_with_rewards(
    rewards: Rewards,
    asking: Asking,
    pairs: Callable[[], Iterable[Pair]],
    sink: Sink,
    progress: Callable[[int], None],
) -> str:
    """Every reward model on every pair, one model after another; judgements come in the order of models and pairs.
    ``pairs`` is called for each model; ``progress`` hears how many judgements are done in all.

    What is returned says how many pairs have no score because an endpoint gave none (asking again may bring one); empty
    where all have. Raises RunError where the budget did not suffice.
    """
    ends: Counter[FailureKind] = Counter()
    done = 0

    def heard(judged: Sequence[tuple[Pair, Judgement]]) -> None:
        nonlocal done
        for pair, judgement in judged:
            if isinstance(judgement.outcome, Failure):
                ends[judgement.outcome.kind] += 1
            sink(pair, judgement)
            done += 1
        progress(done)

    for name in rewards.names:
        ask_reward(name, rewards, asking, _judge, pairs(), heard, partial(_scored, progress, done))
    return told_of_ends(ends, asking, done, "pairs")


def ask_reward(
    name: str,
    rewards: Rewards,
    asking: Asking,
    work: Callable[[BradleyTerry, tuple[Item, ...]], Awaitable[Result]],
    items: Iterable[Item],
    heard: Callable[[Result], None],
    scored: Callable[[int], None],
    together: int = TOGETHER,
) -> None:
    """One reward model: ``heard(await work(it, some))`` for the items, some at a time and in their order, a model here
    ``together`` of them. ``scored`` hears how many texts a model here has read so far."""
    if name.startswith(LOCAL):
        opened, at_once = _here(name, rewards, asking, scored), 1
    else:
        opened, at_once = _elsewhere(name, rewards, asking), asking.models[name.removeprefix(REMOTE)].in_flight
        together = 1
    ask_in_order(opened, work, chunked(iter(items), together), heard, at_once=at_once, note=asking.note)


def told_of_ends(ends: Mapping[FailureKind, int], asking: Asking, done: int, things: str) -> str:
    """How many of the ``done`` things (pairs, texts) have no score because an endpoint gave none; empty where all have.
    Raises RunError where the budget did not suffice."""
    if over := ends.get("over_budget"):
        raise over_budget(asking.spend, over, done, f"{things} are not scored")
    passing = {kind: ends[kind] for kind in PASSING if ends.get(kind)}
    told = ", ".join(f"{kind} {count}" for kind, count in passing.items())
    return f"{sum(passing.values())} of {done} {things} have no scores ({told})" if told else ""


def _scored(progress: Callable[[int], None], before: int, trajectories: int) -> None:
    progress(before + trajectories // 2)


async def _judge(judge: BradleyTerry, pairs: Sequence[Pair]) -> list[tuple[Pair, Judgement]]:
    return list(zip(pairs, await judge.judge_pairs(pairs), strict=True))


def _here(name: str, rewards: Rewards, asking: Asking, scored: Callable[[int], None]) -> Opened:
    """A model that is loaded when it is its turn, and let go of after it."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[BradleyTerry]:
        from negforge.adapters.hf_reward.reward import open_reward

        place, options = place_of(name, rewards)
        total = 0

        def more(items: int) -> None:
            nonlocal total
            total += items
            scored(total)

        with Tape(asking.tape, run=f"{asking.run}/here") as tape:  # what is read here is paid by nobody's budget
            model = open_reward(name, place, options, tape, more)
            for remark in model.remarks:
                asking.note(remark)
            yield BradleyTerry(name, model, rewards.knobs_of(name).tie_band)

    return opened


def _elsewhere(name: str, rewards: Rewards, asking: Asking) -> Opened:
    @asynccontextmanager
    async def opened() -> AsyncIterator[BradleyTerry]:
        bare = name.removeprefix(REMOTE)
        with Tape(asking.tape, run=run_of_scores(asking.run, bare)) as tape:
            desk = Desk(tape)
            meter = Meter(budget_of(asking.spend), spent_before(asking, tape))
            endpoint = endpoint_of(name, asking.models[bare], asking.values)
            model = RemoteReward(name, endpoint, desk, meter, asking.note, asking.counting(name))
            try:
                yield BradleyTerry(name, model, rewards.knobs_of(name).tie_band)
            finally:
                await model.close()
                desk.flush()

    return opened


def _knobs(given: Mapping[str, Any]) -> Reward:
    try:
        return Reward.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        knob = str(first["loc"][0]) if first["loc"] else ""
        known = tuple(Reward.model_fields)
        told = f"is no knob of a reward model{did_you_mean(knob, known)}" if knob not in known else first["msg"]
        raise UsageError(f"--set {KNOB}{knob}: {told}") from None
