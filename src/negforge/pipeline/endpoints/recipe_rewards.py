"""The reward models that a recipe names as judges: which these are, what they are, whether they can be asked at all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import closing

from negforge.adapters.hf_reward.identity import identity_of
from negforge.adapters.hf_reward.loading import folder_of
from negforge.adapters.remote_rm import nobody_there
from negforge.adapters.tapes.tape import Tape
from negforge.core.errors import RunError
from negforge.pipeline.endpoints.models import Asking, endpoint_of
from negforge.pipeline.endpoints.reward_judging import (
    LOCAL,
    NO_REWARDS,
    REMOTE,
    Rewards,
    asked_elsewhere,
    place_of,
    rewards_of,
)
from negforge.recipe.knobs import Recipe


def reward_names(recipe: Recipe) -> tuple[str, ...]:
    """The names by which a judge of the recipe may be a reward model: those under ``rewards`` and ``models``, and every
    ``rm:`` with a folder or a name on the hub."""
    judges = () if recipe.evaluate.judges == "all" else recipe.evaluate.judges
    elsewhere = tuple(name for name in judges if name.startswith(LOCAL) and name != LOCAL)
    return (*(LOCAL + name for name in recipe.rewards), *(REMOTE + name for name in recipe.models), *elsewhere)


def rewards_in(recipe: Recipe) -> Rewards:
    """The reward models among the recipe's judges. Raises UsageError where one cannot run here for want of torch."""
    judges = recipe.evaluate.judges
    return NO_REWARDS if judges == "all" else rewards_of(judges, described=recipe.rewards)


def weights_of(rewards: Rewards) -> Mapping[str, str]:
    """Of each reward model that runs here a hash of its files, fetched from the hub where they are not there yet: other
    weights under the same name make another build. Raises UsageError where there is no such model."""
    found = {}
    for name in rewards.names:
        if name.startswith(LOCAL):
            found[name] = identity_of(folder_of(*place_of(name, rewards)))
    return found


def check_there(rewards: Rewards, asking: Asking) -> None:
    """Raises RunError where nobody answers at an endpoint that never answered before (by the tape): a long build would
    come to its judges only to fail. What fails later is asked again, as every judge is. Of models here
    ``check_rewards`` tells."""
    for name in asked_elsewhere(rewards.names):
        endpoint = endpoint_of(f"{REMOTE}{name}", asking.models[name], asking.values)
        if _has_answered(endpoint.model, asking):
            continue
        reason = asyncio.run(nobody_there(endpoint))
        if reason is not None:
            raise RunError(
                f"{REMOTE}{name}: nobody answers at its base_url ({reason}); start the server, or mend "
                f"models.{name}.base_url, then type the same command again"
            )


def _has_answered(model: str, asking: Asking) -> bool:
    if not asking.tape.exists():
        return False
    with closing(Tape(asking.tape, run=asking.run, readonly=True)) as tape:
        spent = tape.spent().get(model)
        return spent is not None and spent.replies > 0
