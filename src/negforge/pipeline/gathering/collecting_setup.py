"""From the words of a command line to a collection: its tasks, its knobs, and how models are asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from negforge.core.errors import UsageError
from negforge.pipeline.endpoints.judging_setup import asking_for
from negforge.pipeline.endpoints.models import Asking, Note
from negforge.pipeline.gathering.collecting import tasks_in, tasks_of
from negforge.recipe.collecting import PROPORTIONS, Collect
from negforge.recipe.knobs import Recipe
from negforge.recipe.load import load_recipe
from negforge.recipe.mistakes import did_you_mean

DEFAULT_TASKS = 50
DEFAULT_SEED = 20261121


@dataclass(frozen=True, slots=True)
class Wanted:
    """A collection, ready to be made. ``tasks``: their names."""

    tasks: list[str]
    knobs: Collect
    asking: Asking
    rng_seed: int


def collection_for(
    *,
    recipe: str | None,
    models: str | None,
    tasks: str | None,
    number: int | None,
    reference: int | None,
    pool: str | None,
    worlds: str | None,
    rng_seed: int | None,
    workers: int,
    out: Path,
    base_url: str | None,
    api_key_env: str | None,
    settings: Sequence[str],
    tape: str | None,
    batch: bool,
    replies: tuple[Path, ...],
    bounds: Mapping[str, float | None],
    price: str | None,
    note: Note,
    progress: Callable[[str, int, int | None], None],
    without_tasks: bool = False,
) -> Wanted:
    """What the recipe says, with what the command line says put in. Raises UsageError for what fits neither."""
    held = load_recipe(recipe).recipe if recipe else Recipe(name="collect", rng_seed=DEFAULT_SEED)
    file = Path(tasks) if tasks and "=" not in tasks else None
    if file is not None and (pool or worlds):
        raise UsageError("--tasks FILE says which tasks: --pool and --worlds choose among those that are drawn")
    if file is not None and not file.is_file():
        raise UsageError(f"--tasks {tasks}: no such file; give a file of task names, or SPLIT=N")
    given: dict[str, Any] = {"reference": reference, "pool": pool}
    if tasks and file is None:
        given["tasks"] = _counts(tasks)
    elif number is not None:
        given["tasks"] = number
    elif not held.collect.tasks:
        given["tasks"] = DEFAULT_TASKS
    if worlds:
        given["worlds"] = [name for name in worlds.split(",") if name]
    if models:
        given["models"] = {name: held.collect.models.get(name, {}) for name in models.split(",") if name}
    knobs = _knobs(held.collect, given)
    asking = asking_for(
        list(knobs.models),
        paths=[],
        recipe=recipe,
        settings=settings,
        base_url=base_url,
        api_key_env=api_key_env,
        bounds=bounds,
        price=price,
        out=str(out),
        tape=tape,
        batch=batch,
        replies=replies,
        note=note,
    )
    seed = held.rng_seed if rng_seed is None else rng_seed
    found: list[str] = []
    if not without_tasks:
        found = tasks_in(file, number) if file else tasks_of(knobs, seed, workers, progress)
    return Wanted(found, knobs, asking, seed)


def _knobs(held: Collect, given: Mapping[str, Any]) -> Collect:
    try:
        return Collect.model_validate(held.model_dump() | {k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise UsageError(f"collect.{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _counts(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in text.split(","):
        split, _, count = part.partition("=")
        if split not in PROPORTIONS:
            raise UsageError(f"--tasks {part}: {split!r} is no split{did_you_mean(split, tuple(PROPORTIONS))}")
        if not re.fullmatch(r"[0-9]{1,9}", count):
            raise UsageError(f"--tasks {part}: a number is wanted after the =")
        found[split] = int(count)
    return found
