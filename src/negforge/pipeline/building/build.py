"""The main job: a recipe and its inputs → a run folder with pairs, splits, judgements and a manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from negforge.core.errors import RunError
from negforge.pipeline.building.gate_stage import NAME as GATE_NAME
from negforge.pipeline.building.gate_stage import STAGE as GATE_STAGE
from negforge.pipeline.building.gate_stage import is_due, read_gate
from negforge.pipeline.building.recipe_check import check_recipe
from negforge.pipeline.building.stages import STAGES, Work, run_stages
from negforge.pipeline.endpoints.batch_rounds import refuse_unfinished
from negforge.pipeline.endpoints.forecast import Plan
from negforge.pipeline.endpoints.model_judging import forecast_judging, model_names
from negforge.pipeline.endpoints.models import TAPE, Asking, Note, check_endpoints
from negforge.pipeline.endpoints.recipe_rewards import check_there, rewards_in, weights_of
from negforge.pipeline.endpoints.reward_judging import check_rewards
from negforge.pipeline.gathering.collecting import played_for
from negforge.pipeline.gathering.ingest_stage import ingest
from negforge.pipeline.gathering.log_reads import reads_of
from negforge.pipeline.judging.judging_stage import METRICS, USE
from negforge.pipeline.pairs.bars_stage import bars_in
from negforge.pipeline.pairs.reroll_stage import forecast_rerolls
from negforge.pipeline.reading.manifest import MANIFEST, RECIPE, read_manifest, write_manifest
from negforge.pipeline.reading.manifest import STAGE as MANIFEST_STAGE
from negforge.pipeline.reading.origin import made_from
from negforge.pipeline.reading.splits_stage import pairs_of
from negforge.pipeline.running.chosen_pairs import selection_in
from negforge.pipeline.running.inputs import InputFile, corpus_files, find_inputs
from negforge.pipeline.running.ledger import Ledger, key_of, open_run, refuse_sources
from negforge.pipeline.running.run_files import write_text
from negforge.recipe.knobs import recipe_text
from negforge.recipe.load import LoadedRecipe, load_recipe

JUDGING = "judgements"
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A finished run. ``fresh`` is False where it lay there finished before. ``manifest``, ``metrics``: as on disk.
    ``use``: what its models were asked and what that cost, None where it asks none. ``selection``: what was asked of
    the splits and what was reached, None where all pairs went in. ``gate``: gate.json, None where the recipe has no
    gate; a gate that failed (``passed``) is told here, not raised. ``bars``: what the splits were held to, None where
    the recipe gives them no sizes."""

    folder: Path
    fresh: bool
    manifest: Mapping[str, Any]
    metrics: list[Mapping[str, Any]]
    use: Mapping[str, Any] | None = None
    selection: Mapping[str, Any] | None = None
    gate: Mapping[str, Any] | None = None
    bars: tuple[Mapping[str, Any], ...] | None = None


def _no_note(text: str) -> None:
    """For those who do not want to hear."""


def _no_progress(stage: str, done: int, total: int | None) -> None:
    """For those who do not want to know."""


def build_benchmark(
    recipe: str | LoadedRecipe,
    out: str | Path | None = None,
    *,
    workers: int = 1,
    overwrite: bool = False,
    overrides: Mapping[str, Any] | None = None,
    progress: Progress = _no_progress,
    note: Note = _no_note,
    batch: bool = False,
    replies: Sequence[Path] = (),
) -> BuildResult:
    """Make the recipe's benchmark in ``out`` (default: runs/<recipe name>), going on where an earlier try ended.

    With ``batch``, models are asked by files: raises Unfinished where replies are to come (``replies``: files of them
    that lie elsewhere). The same recipe, inputs and program give the same bytes, whatever ``workers`` is. Called with
    more than one worker from a script, it needs the usual ``if __name__ == "__main__":`` there. Raises NegforgeError.
    """
    with _opened(recipe, overrides, out, workers, overwrite, progress, note, batch, replies, check=_check_asked) as (
        work,
        ledger,
    ):
        if is_due(work.recipe, work.folder):
            ledger.forget([GATE_NAME])
        ran = run_stages(work, ledger, (*STAGES, GATE_STAGE))
        fresh = ran or not ledger.is_done(MANIFEST_STAGE)
        if fresh:
            write_manifest(work.recipe, ledger)
        return read_run(work.folder, fresh=fresh)


def plan_build(
    recipe: str | LoadedRecipe,
    out: str | Path | None = None,
    *,
    workers: int = 1,
    overwrite: bool = False,
    progress: Progress = _no_progress,
    note: Note = _no_note,
) -> Plan:
    """What asking models will take in this build; nothing is asked. What needs no model is made, and kept."""
    with _opened(recipe, None, out, workers, overwrite, progress, note, False, ()) as (work, ledger):
        run_stages(work, ledger, [stage for stage in STAGES if stage.name not in ("rerolls", JUDGING)])
        if rewards := rewards_in(work.recipe).names:
            note(f"no forecast for {', '.join(rewards)}: each pair is two texts")
        rerolls = forecast_rerolls(work.recipe, work.asking, work.folder)
        judging = forecast_judging(_judging_models(work), work.asking, pairs_of(work.folder))
        return replace(judging, forecasts=rerolls.forecasts + judging.forecasts, passes=rerolls.passes + judging.passes)


def _check_asked(work: Work, ledger: Ledger) -> None:
    """Raises NegforgeError where a model cannot be asked: before anything is made."""
    check_endpoints(work.asking, _models_asked(work))
    rewards = rewards_in(work.recipe)
    check_rewards(rewards, work.asking)
    if not ledger.is_done(JUDGING):
        check_there(rewards, work.asking)


def _models_asked(work: Work) -> tuple[str, ...]:
    goes_on = work.recipe.perturb.reroll.model
    return tuple(dict.fromkeys([*([goes_on] if goes_on else []), *_judging_models(work)]))


def _judging_models(work: Work) -> tuple[str, ...]:
    judges = work.recipe.evaluate.judges
    return () if judges == "all" else model_names(judges)


@contextmanager
def _opened(
    recipe: str | LoadedRecipe,
    overrides: Mapping[str, Any] | None,
    out: str | Path | None,
    workers: int,
    overwrite: bool,
    progress: Progress,
    note: Note,
    batch: bool,
    replies: Sequence[Path],
    check: Callable[[Work, Ledger], None] = lambda work, ledger: None,
) -> Iterator[tuple[Work, Ledger]]:
    loaded = recipe if isinstance(recipe, LoadedRecipe) else load_recipe(recipe, overrides)
    check_recipe(loaded)
    own = loaded.recipe
    folder = Path(out) if out is not None else Path("runs") / own.name
    inputs = find_inputs(own.input)
    made = made_from(own, inputs, weights_of(rewards_in(own)))
    read_whole = () if isinstance(own.input, str) else (Path(name) for name in own.input if Path(name).is_dir())
    refuse_sources(folder, _sources(loaded, inputs), read_whole)
    ledger = open_run(folder, made, overwrite=overwrite)
    try:
        tape = Path(own.tape) if own.tape else folder / TAPE
        run = f"{own.name}-{key_of(ledger.made_from)[:6]}"
        asking = Asking(own.models, own.budget, tape, folder, run, note, batch, tuple(replies))
        work = Work(own, inputs, asking, folder, workers, progress)
        check(work, ledger)
        if ledger.replaces:
            played = played_for(own, workers, progress)
            ledger.take_over("ingest", lambda aside: ingest(inputs, reads_of(own), aside, progress, played))
        write_text(folder / RECIPE, recipe_text(own))
        yield work, ledger
    finally:
        ledger.release()


def read_run(folder: Path, *, fresh: bool = False) -> BuildResult:
    """A finished run as it lies there. Raises RunError where it is not finished."""
    manifest = read_manifest(folder)
    if manifest is None:
        refuse_unfinished(folder)
        raise RunError(f"{folder}: no finished run (no {MANIFEST}); `negforge build` makes or finishes one")
    metrics = json.loads((folder / METRICS).read_bytes())
    use, selection, gate = _read_use(folder / USE), selection_in(folder), read_gate(folder)
    return BuildResult(folder, fresh, manifest, metrics, use, selection, gate, bars_in(folder))


def _read_use(path: Path) -> Mapping[str, Any] | None:
    """The one file of a run that no sha256 guards: what was paid for differs from try to try."""
    try:
        use = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError):
        use = None
    if isinstance(use, dict) and all(isinstance(one, dict) and "requests" in one for one in use.values()):
        return use
    raise RunError(f"{path}: damaged; remove it, and the same command goes on without it")


def _sources(loaded: LoadedRecipe, inputs: Sequence[InputFile]) -> Iterator[Path]:
    """Every file of the user's that the build reads."""
    yield from (one.path for one in inputs)
    yield from (Path(name) for name in (loaded.recipe.tools, loaded.recipe.policy) if name)
    yield from (one.path for one in corpus_files(loaded.recipe.duplicates.against))
    if Path(loaded.where).is_file():
        yield Path(loaded.where)
