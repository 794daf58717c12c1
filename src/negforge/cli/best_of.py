"""``negforge best-of``: how often does the rollout that a judge picks succeed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negforge.cli.asked import asking_of_judges
from negforge.cli.evaluate_options import (
    BaseUrl,
    KeyEnv,
    MaxCalls,
    MaxCost,
    MaxTokens,
    PriceOption,
    RecipeFile,
    Settings,
)
from negforge.cli.options import AsJson, DryRun, LogFormat, Policy, Tools
from negforge.cli.remarks import tell_remarks
from negforge.cli.roles_tables import percent
from negforge.cli.terminal import progress_shown, table, tell, tell_text

if TYPE_CHECKING:
    from negforge.pipeline.running.remarks import Remark

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="Run folders, rollouts.jsonl, or logs whose outcomes are known.")
]
Judges = Annotated[
    list[str],
    typer.Option("--judge", "-j", metavar="NAME", help="As for `negforge evaluate`; `checks` too. Repeatable."),
]
Sizes = Annotated[str, typer.Option("-n", metavar="N,N...", help="From how many rollouts one is picked.")]
Compare = Annotated[
    bool, typer.Option("--compare", help="Let judges compare every two rollouts, also those that give each a number.")
]
Out = Annotated[
    str | None,
    typer.Option(
        "--out", "-o", metavar="DIR", help="Where models' judgements and scores go.  [default: runs/best-of-PATH]"
    ),
]
TapeFile = Annotated[
    str | None, typer.Option("--tape", metavar="FILE", help="The tape of all replies.  [default: DIR/tape.sqlite]")
]


def best_of(
    paths: Paths,
    judges: Judges,
    sizes: Sizes = "1,2,4,8",
    compare: Compare = False,
    tools: Tools = None,
    policy: Policy = None,
    log_format: LogFormat = None,
    base_url: BaseUrl = None,
    api_key_env: KeyEnv = None,
    recipe: RecipeFile = None,
    settings: Settings = None,
    out: Out = None,
    tape: TapeFile = None,
    dry_run: DryRun = False,
    max_calls: MaxCalls = None,
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    price: PriceOption = None,
    as_json: AsJson = False,
) -> int:
    """Rerank the rollouts of each task: success at N beside a blind pick and an oracle.

    From N rollouts of a task a judge picks one: by its score (built-in scorers, rm:PATH, remote-rm:NAME), or by its
    wins where every two are compared (all others; all with --compare). What is told is the mean over all ways to draw N
    from those there are, with a 95 % interval clustered by template; blind and oracle are of the same tasks. Rollouts
    whose outcome is not known are left out and counted.
    """
    from negforge.cli.tables import as_json_text
    from negforge.cli.use_tables import plan_table
    from negforge.evaluate.best_of.rerank import attempts
    from negforge.pipeline.gathering.rollouts_at import reads_for, rollouts_at, sizes_of
    from negforge.pipeline.judging.best_of_run import (
        best_of_json,
        named_judges,
        outcome_counts,
        plan_reranking,
        rerank,
        rows_of,
    )

    wanted, reads, places = sizes_of(sizes), reads_for(tools, policy, log_format), [Path(path) for path in paths]
    asking, rewards = asking_of_judges(
        "best-of", places, judges, settings=settings, out=out, tape=tape, recipe=recipe, base_url=base_url,
        api_key_env=api_key_env, price=price,
        bounds={"max_calls": max_calls, "max_tokens": max_tokens, "max_cost": max_cost},
    )  # fmt: skip
    named = named_judges(judges, compare=compare, rewards=rewards)
    remarks: list[Remark] = []
    with progress_shown() as progress:
        tasks, unknown = attempts(rollouts_at(places, reads, remarks.append, progress))
        if asking is not None and dry_run:
            if rewards.names:
                texts = sum(len(of.rollouts) for of in tasks)
                tell_text(f"no forecast for {', '.join(rewards.names)}: each rollout is one text, {texts} in all")
            planned = plan_reranking(tasks, named, asking)
            print(as_json_text(planned.json()) if as_json else plan_table(planned))
            return 0
        rows: Any = best_of_json(rows_of(rerank(tasks, named, asking, progress), wanted))
    tell_remarks(remarks)
    if unknown:
        tell(f"{unknown} rollouts have no known outcome and are left out")
    counts = outcome_counts(tasks)
    told = {"of": counts, "unknown_outcomes": unknown, "best_of": rows, "notes": named.notes()}
    print(as_json_text(told) if as_json else _shown(rows, counts, named.notes()))
    silent = sorted({row["evaluator"] for row in rows if row["asked"] and row["failed"] == row["asked"]})
    if silent:
        tell_text(f"no answer came from {', '.join(silent)}: what it picks is picked blindly")
    return 1 if silent else 0


def _shown(rows: Sequence[Any], counts: Mapping[str, int], notes: Mapping[str, str]) -> str:
    lines = [
        [row["evaluator"], row["by"], str(row["n"]), str(row["tasks"])]
        + [percent(row[which]) for which in ("success", "blind", "oracle")]
        + [f"{100 * row['gain']:+.1f}", _p(row["p"]), _share(row["headroom"]), f"{row['failed']} of {row['asked']}"]
        for row in rows
    ]
    header = ["judge", "by", "N", "tasks", "success", "blind", "oracle", "gain", "p", "of headroom", "failed"]
    told = (
        f"{counts['rollouts']} rollouts of {counts['tasks']} tasks, {counts['mixed_tasks']} of them with successes and "
        "failures\n(percent, 95 % interval clustered by template; gain over blind, p by sign changes of templates)"
    )
    return "\n".join([table(header, lines, right=(2, 3, 7, 8, 9, 10)), told, *(f"{k} {v}" for k, v in notes.items())])


def _p(p: float) -> str:
    return f"{p:.4f}" if p >= 0.0001 else "<0.0001"


def _share(headroom: float | None) -> str:
    return "-" if headroom is None else f"{100 * headroom:.0f} %"
