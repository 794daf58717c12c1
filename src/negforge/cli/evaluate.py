"""``negforge evaluate``: how often the judges prefer the chosen side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from negforge.cli.evaluate_options import (
    BaseUrl,
    Config,
    ConfigModels,
    Format,
    Judges,
    KeyEnv,
    Limit,
    MaxCalls,
    MaxCost,
    MaxTokens,
    Out,
    Overwrite,
    Paths,
    PriceOption,
    RecipeFile,
    RubricOption,
    Samples,
    Settings,
    Splits,
    TapeFile,
)
from negforge.cli.gate_options import Baseline, Gate, GateAsked, JUnit, Markdown, gate_asked
from negforge.cli.idle_options import refuse_idle
from negforge.cli.judging_progress import judging_shown
from negforge.cli.limited import pairs_asked_for
from negforge.cli.options import AsJson, Batch, DryRun, Replies
from negforge.cli.remarks import rows_left_out, tell_remarks
from negforge.cli.terminal import tell, tell_text

if TYPE_CHECKING:
    from negforge.pipeline.endpoints.models import Asking
    from negforge.pipeline.endpoints.reward_judging import Rewards
    from negforge.pipeline.judging.pairs_wanted import Evaluation, Wanted
    from negforge.pipeline.running.remarks import Remark

PREFIX = "llm:"
MODELS = (PREFIX, "rm:", "remote-rm:")


def evaluate(
    paths: Paths,
    judges: Judges = None,
    base_url: BaseUrl = None,
    api_key_env: KeyEnv = None,
    recipe: RecipeFile = None,
    config: Config = None,
    models: ConfigModels = None,
    settings: Settings = None,
    answer_format: Format = None,
    rubric: RubricOption = None,
    samples: Samples = None,
    limit: Limit = None,
    splits: Splits = None,
    out: Out = None,
    overwrite: Overwrite = False,
    tape: TapeFile = None,
    batch: Batch = False,
    replies: Replies = None,
    dry_run: DryRun = False,
    max_calls: MaxCalls = None,
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    price: PriceOption = None,
    gate: Gate = None,
    baseline: Baseline = None,
    junit: JUnit = None,
    markdown: Markdown = None,
    as_json: AsJson = False,
) -> int:
    """Judge pairs: accuracy per split with a 95 % interval, and the average over splits.

    A judge sees each pair in both orders. Failures are counted apart: no answer is not a wrong answer. Models' replies
    are kept on a tape: the same command again asks only what is not answered. How models are asked: docs/judging.md.

    Rows that cannot be read are left out and counted on stderr; so are pairs met twice, which count once. Ends with 1
    where more rows were left out than judged, or none was judged; with 3 where a condition of --gate does not hold.
    """
    from negforge.pipeline.endpoints.judging_setup import asking_for, judges_named
    from negforge.pipeline.endpoints.model_judging import model_names
    from negforge.pipeline.endpoints.reward_judging import asked_elsewhere, described_in, other_settings, rewards_of

    asked_for = [name.strip() for name in models.split(",")] if models else []
    who = judges_named(judges or [], recipe=recipe, config=config, models=asked_for)
    named = list(who.judges)
    asked = gate_asked(gate, baseline, junit, markdown)
    refuse_idle(
        named,
        settings or (),
        {"--format": answer_format, "--rubric": rubric, "--samples": samples, "--batch": batch, "--replies": replies},
        {
            "--base-url": base_url,
            "--api-key-env": api_key_env,
            "--tape": tape,
            "--dry-run": dry_run,
            "--max-calls": max_calls,
            "--max-tokens": max_tokens,
            "--max-cost": max_cost,
            "--price": price,
        },
    )
    wanted = pairs_asked_for([Path(path) for path in paths], limit, splits)
    asked.check([Path(path) for path in paths], named, wanted)
    if out is None and not any(name.startswith(MODELS) for name in named):
        return _without_models(paths, named, wanted, asked, as_json)

    rewards = rewards_of(named, settings or (), who.config.reward_models, described_in(recipe))
    asking = asking_for(
        [*model_names(named), *asked_elsewhere(named)],
        paths=[Path(path) for path in paths],
        recipe=recipe,
        settings=other_settings(settings or ()),
        base_url=base_url,
        api_key_env=api_key_env,
        bounds={"max_calls": max_calls, "max_tokens": max_tokens, "max_cost": max_cost},
        price=price,
        out=out,
        tape=tape,
        batch=batch,
        replies=tuple(Path(one) for one in replies or ()),
        note=tell_text,
        answers={"format": answer_format, "rubric": rubric and rubric.value, "samples": samples},
        config=who.config,
    )
    return _with_models(
        paths, named, asking, rewards, wanted, asked, dry_run=dry_run, overwrite=overwrite, as_json=as_json
    )


def _without_models(paths: list[str], named: list[str], wanted: Wanted, asked: GateAsked, as_json: bool) -> int:
    from negforge.pipeline.judging.pairs_wanted import evaluate_at

    remarks: list[Remark] = []
    done = evaluate_at([Path(path) for path in paths], named or "all", remarks.append, wanted)
    return _told(done, named, remarks, asked, as_json=as_json)


def _with_models(
    paths: list[str],
    named: list[str],
    asking: Asking,
    rewards: Rewards,
    wanted: Wanted,
    asked: GateAsked,
    *,
    dry_run: bool,
    overwrite: bool,
    as_json: bool,
) -> int:
    from negforge.cli.tables import as_json_text
    from negforge.cli.use_tables import plan_table, use_table
    from negforge.pipeline.endpoints.model_judging import model_names
    from negforge.pipeline.judging.model_run import evaluate_into, plan

    remarks: list[Remark] = []
    places, models = [Path(path) for path in paths], model_names(named)
    if dry_run:
        if here := [name for name in rewards.names if name.startswith("rm:")]:
            tell_text(f"no forecast for {', '.join(here)}, which cost no money: each pair is two texts")
        planned = plan(places, models, asking, remarks.append, wanted, rewards)
        tell_remarks(remarks)
        print(as_json_text(planned.json()) if as_json else plan_table(planned))
        return 0
    built_in = [name for name in named if not name.startswith(MODELS)] if named else _all_built_in()

    def stored(name: str) -> int:
        """Judgements, for which a reward model is asked for two texts each."""
        return asking.from_tape[name.removeprefix(PREFIX)] // (1 if name.startswith(PREFIX) else 2)

    with judging_shown(stored) as watch:
        done = evaluate_into(
            places, built_in, models, asking, remarks.append, watch, wanted, rewards, overwrite=overwrite
        )
    written = ["judgements.jsonl", "metrics.json", "measures.json", *([] if done.use is None else ["use.json"])]
    below = [
        "",
        *([] if done.use is None else [use_table(done.use), *_from_tape(done, stored), ""]),
        f"Files: {asking.folder}/ ({', '.join(written)})",
    ]
    return _told(done, named, remarks, asked, *below, as_json=as_json)


def _all_built_in() -> list[str]:
    """Those that judge where none is named."""
    from negforge.pipeline.endpoints.wiring import judges_of

    return [judge.name for judge in judges_of("all")]


def _from_tape(done: Evaluation, stored: Callable[[str], int]) -> list[str]:
    """What this command had for nothing, a line a model."""
    counts = Counter(one.evaluator for one in done.judgements)
    return [
        f"{name}: {min(stored(name), count)} of {count} judgements came from the tape and cost this command nothing."
        for name, count in counts.items()
        if stored(name)
    ]


def _told(
    done: Evaluation, named: list[str], remarks: list[Remark], asked: GateAsked, *below: str, as_json: bool
) -> int:
    """Print what was found; the exit code. ``below``: lines under the tables."""
    from negforge.cli.failures import tell_failures
    from negforge.cli.measure_tables import evaluation_tables
    from negforge.cli.roles_tables import roles_tables
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.endpoints.composed_judging import roles_json
    from negforge.pipeline.judging.judging_stage import measures_json, rows_json

    tell_remarks(remarks)
    metrics, composed = rows_json(done.figures.rows), roles_json(done.figures.roles)
    if as_json:
        more = {**({} if done.use is None else {"use": done.use}), **({"composed": composed} if composed else {})}
        print(as_json_text({"metrics": metrics, **more} if more else metrics))
    else:
        tables = evaluation_tables(metrics, measures_json(done.figures.measures))
        print("\n".join((tables, *_notes(named), *roles_tables(composed), *below)))
    tell_failures(done.judgements)
    return asked.end(_exit_code(remarks, metrics), metrics, done, aside=as_json)


def _notes(named: list[str]) -> list[str]:
    """What a reader of these judges' figures must know."""
    from negforge.pipeline.endpoints.composed_judging import note_of

    return [f"{name} {note}" for name in dict.fromkeys(named) if (note := note_of(name, named))]


def _exit_code(remarks: list[Remark], metrics: list[Any]) -> int:
    """1 where most of what should have been judged was not."""
    judged = max(_pairs_of_each(metrics).values(), default=0)
    if not judged:
        tell("no pair was judged; is this a run that made none?")
        return 1
    silent = sorted({row["evaluator"] for row in metrics if row["split"] == "macro" and not row["n"]})
    if silent:
        tell(f"no verdict came from {', '.join(silent)}")
        return 1
    if rows_left_out(remarks) > judged:
        tell("more rows were left out than judged: the figures stand for the smaller part; mend the file")
        return 1
    return 0


def _pairs_of_each(metrics: list[Any]) -> dict[str, int]:
    """How many pairs each evaluator was asked about."""
    pairs: dict[str, int] = {}
    for row in metrics:
        if row["split"] != "macro":
            pairs[row["evaluator"]] = pairs.get(row["evaluator"], 0) + row["n"] + row["failed"]
    return pairs
