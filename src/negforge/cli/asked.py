"""How the models among a command's judges are asked, where it judges something else than pairs of files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from negforge.cli.evaluate import MODELS
from negforge.cli.terminal import tell_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from negforge.pipeline.endpoints.models import Asking
    from negforge.pipeline.endpoints.reward_judging import Rewards


def asking_of_judges(
    verb: str,
    places: Sequence[Path],
    judges: Sequence[str],
    *,
    settings: Sequence[str] | None,
    bounds: Mapping[str, float | None],
    recipe: str | None,
    out: str | None,
    **how: Any,
) -> tuple[Asking | None, Rewards]:
    """How models are asked (None where no judge is one), and the reward models among them. ``how``: the other words of
    ``asking_for``. Raises UsageError for a name without a model, and for a knob that there is not."""
    from negforge.pipeline.endpoints.reward_judging import asked_elsewhere, described_in, other_settings, rewards_of

    rewards = rewards_of(judges, settings or (), described=described_in(recipe))
    if not any(name.startswith(MODELS) for name in judges):
        return None, rewards
    from negforge.pipeline.endpoints.judging_setup import asking_for
    from negforge.pipeline.endpoints.model_judging import model_names

    asking = asking_for(
        [*model_names(judges), *asked_elsewhere(rewards.names)],
        paths=places,
        recipe=recipe,
        settings=other_settings(settings or ()),
        bounds=bounds,
        out=out or f"runs/{verb}-{places[0].resolve().stem}",
        batch=False,
        replies=(),
        note=tell_text,
        **how,
    )
    return asking, rewards
