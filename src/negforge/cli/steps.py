"""``negforge steps``: how well do judges find the first bad step?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from negforge.cli.asked import asking_of_judges
from negforge.cli.evaluate_options import (
    BaseUrl,
    KeyEnv,
    Limit,
    MaxCalls,
    MaxCost,
    MaxTokens,
    Paths,
    PriceOption,
    RecipeFile,
    Settings,
    Splits,
)
from negforge.cli.failures import failures_told
from negforge.cli.limited import pairs_asked_for
from negforge.cli.options import AsJson, DryRun
from negforge.cli.remarks import rows_left_out, tell_remarks
from negforge.cli.roles_tables import percent
from negforge.cli.terminal import progress_shown, table, tell, tell_text

if TYPE_CHECKING:
    from negforge.evaluate.stepwise.report import StepJudged
    from negforge.pipeline.judging.pairs_wanted import Wanted
    from negforge.pipeline.running.remarks import Remark

Judges = Annotated[
    list[str],
    typer.Option(
        "--judge",
        "-j",
        metavar="NAME",
        help="shorter, fewer_calls, grounding, checks, ladder_N; rm:PATH and remote-rm:NAME are models. Repeatable.",
    ),
]
How = Annotated[
    Literal["lasting", "largest"],
    typer.Option("--name-by", help="The first fall that is never made good, or the largest fall."),
]
Margin = Annotated[float, typer.Option("--margin", metavar="X", min=0.0, help="A fall of no more than this is none.")]
Workers = Annotated[
    int, typer.Option("--workers", "-w", metavar="N", min=1, help="Processes; the result is the same for any number.")
]
Out = Annotated[
    str | None, typer.Option("--out", "-o", metavar="DIR", help="Where models' scores go.  [default: runs/steps-PATH]")
]
TapeFile = Annotated[
    str | None, typer.Option("--tape", metavar="FILE", help="The tape of all scores.  [default: DIR/tape.sqlite]")
]
_SHARES = ("exact", "within_one", "earlier", "later", "missed", "false_alarms")


def steps(
    paths: Paths,
    judges: Judges,
    name_by: How = "lasting",
    margin: Margin = 0.0,
    workers: Workers = 1,
    base_url: BaseUrl = None,
    api_key_env: KeyEnv = None,
    recipe: RecipeFile = None,
    settings: Settings = None,
    out: Out = None,
    tape: TapeFile = None,
    max_calls: MaxCalls = None,
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    price: PriceOption = None,
    limit: Limit = None,
    splits: Splits = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Score every prefix of both sides, name the first bad step, and hold it against the certificate.

    A step is one reply of the agent with the responses to it. On the rejected the step named is the one whose symptom
    the certificate shows, or another, or none; on the chosen every step named is a false alarm. "the last step" is the
    baseline that always blames the last one. Reward models score each prefix too: a text for every step of either side.
    """
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.judging.steps_run import ByModels, check_step_judges, judge_steps_at, notes_of, steps_json

    check_step_judges(judges)
    places = [Path(path) for path in paths]
    asking, rewards = asking_of_judges(
        "steps", places, judges, settings=settings, out=out, tape=tape, recipe=recipe, base_url=base_url,
        api_key_env=api_key_env, price=price,
        bounds={"max_calls": max_calls, "max_tokens": max_tokens, "max_cost": max_cost},
    )  # fmt: skip
    wanted = pairs_asked_for(places, limit, splits)
    if dry_run:
        return _planned(places, judges, wanted, as_json)
    models = ByModels(rewards, asking) if asking is not None else None
    remarks: list[Remark] = []
    heard: list[StepJudged] = []
    with progress_shown() as progress:
        found = judge_steps_at(
            places, judges, name_by, margin, workers, remarks.append, progress, models, wanted, heard.append
        )
    rows: Any = steps_json(found)
    tell_remarks(remarks)
    notes = notes_of(judges)
    print(as_json_text({"steps": rows, "notes": notes}) if as_json else _shown(rows, notes))
    _tell_failures(heard)
    whole = [row for row in rows if row["split"] == "all"]
    judged = max((row["false_alarms"]["n"] + row["false_alarms"]["failed"] for row in whole), default=0)
    if not judged:
        tell("no pair was judged; is this a run that made none?")
        return 1
    silent = sorted(row["evaluator"] for row in whole if not row["false_alarms"]["n"] and not row["exact"]["n"])
    if silent:
        tell(f"no step was judged by {', '.join(silent)}")
    return 1 if silent or rows_left_out(remarks) > judged else 0


def _tell_failures(judged: Sequence[StepJudged]) -> None:
    """Why sides have no scores, by judge."""
    from collections import Counter

    from negforge.core.verdict import Failure

    sides = [(one.evaluator, side) for one in judged for side in (one.named, one.alarm)]
    failed = ((name, side) for name, side in sides if isinstance(side, Failure))
    for line in failures_told(failed, Counter(name for name, _ in sides), "sides"):
        tell_text(line)


def _planned(places: Sequence[Path], judges: Sequence[str], wanted: Wanted, as_json: bool) -> int:
    """What would be scored. Nothing is asked, and no folder made."""
    from dataclasses import asdict

    from negforge.cli.tables import as_json_text
    from negforge.pipeline.endpoints.reward_judging import is_reward
    from negforge.pipeline.judging.steps_run import plan_steps

    remarks: list[Remark] = []
    plan = plan_steps(places, wanted, remarks.append)
    tell_remarks(remarks)
    models = [name for name in dict.fromkeys(judges) if is_reward(name)]
    if as_json:
        print(as_json_text({**asdict(plan), "models": list(models)}))
        return 0
    print(f"{plan.pairs} pairs, of {plan.unknown} the first bad step is not known; {plan.texts} texts (prefixes)")
    for name in models:
        print(f"{name} scores {plan.texts} texts; those on the tape cost nothing")
    return 0


def _shown(rows: Sequence[Any], notes: dict[str, str]) -> str:
    lines = [
        [row["evaluator"], row["split"], str(row["exact"]["n"] + row["exact"]["failed"])]
        + [percent(row[share]) for share in _SHARES]
        for row in rows
    ]
    header = [
        "judge",
        "split",
        "pairs",
        "exact",
        "within one",
        "earlier",
        "later",
        "none named",
        "false alarms (chosen)",
    ]
    unknown = max((row["unknown"] for row in rows), default=0)
    told = ["(percent of the rejected sides, 95 % interval clustered by template)"]
    if unknown:
        told.append(f"{unknown} rejected sides have no known place; of these only the chosen is judged")
    return "\n".join([table(header, lines, right=(2,)), *told, *(f"{name} {note}" for name, note in notes.items())])
