"""The fourth stage: splits → judgements.jsonl, metrics.json, measures.json; and judging other pairs the same way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from negforge.adapters.wire import decode_pair, encode_judgement
from negforge.core.errors import RunError
from negforge.core.json_text import Json
from negforge.core.pair import Pair
from negforge.core.verdict import Judgement
from negforge.evaluate.composed.roles import GateRole, MemberRole
from negforge.evaluate.facts import Facts, facts_of
from negforge.evaluate.judges import Judge, evaluate_pairs
from negforge.evaluate.measures import Measures, measure
from negforge.evaluate.scores import Row, rates
from negforge.pipeline.endpoints.composed_judging import compose, note_of, roles_of
from negforge.pipeline.endpoints.forecast import use_of
from negforge.pipeline.endpoints.model_judging import (
    forecast_judging,
    judge_with_models,
    model_names,
    questions_of_a_pair,
)
from negforge.pipeline.endpoints.models import Asking
from negforge.pipeline.endpoints.reward_judging import NO_REWARDS, Rewards, judge_with_rewards
from negforge.pipeline.endpoints.wiring import judges_of
from negforge.pipeline.gathering.ingest_stage import Progress
from negforge.pipeline.reading.published_split import world_of
from negforge.pipeline.reading.splits_stage import pairs_of, split_files
from negforge.pipeline.running.bounded import chunked, run_in_order
from negforge.pipeline.running.figures import plain
from negforge.pipeline.running.run_files import whole_file, write_text

JUDGEMENTS, METRICS, MEASURES, USE = "judgements.jsonl", "metrics.json", "measures.json", "use.json"
CHUNK = 50
Names = Literal["all"] | Sequence[str]
Judged = list[tuple[Facts, list[Judgement]]]


@dataclass(frozen=True, slots=True)
class Figures:
    """``rows``: the accuracies, as in metrics.json; ``measures``: all that follows, as in measures.json; ``roles``: of
    the parts of composed judges."""

    rows: list[Row]
    measures: Measures
    roles: tuple[GateRole | MemberRole, ...] = ()


def judge_splits(
    names: Names, asking: Asking, folder: Path, workers: int, progress: Progress, rewards: Rewards = NO_REWARDS
) -> None:
    """Every judge on every pair in both orders, models last, and the rates that follow."""
    total = sum(1 for _ in _chunks(folder))
    chunks = ((f"pairs {number * CHUNK + 1} and after", lines) for number, lines in enumerate(_chunks(folder)))
    prepare = partial(judges_of, names)
    facts: list[Facts] = []
    judgements: list[Judgement] = []
    with whole_file(folder / JUDGEMENTS) as out:
        done = run_in_order(prepare, _judge_lines, chunks, workers=min(workers, total))
        for number, judged in enumerate(done, 1):
            for known, of_pair in judged:
                out.writelines(encode_judgement(one) + b"\n" for one in of_pair)
                facts.append(known)
                judgements.extend(of_pair)
            progress("judge", number, total)

        def heard(_: Pair, judgement: Judgement) -> None:
            timeless = replace(judgement, seconds=None, cost=None)  # a recipe decides every byte of its build
            out.write(encode_judgement(timeless) + b"\n")
            judgements.append(replace(timeless, raw=None, reasoning=None))

        if models := () if names == "all" else model_names(names):
            questions = questions_of_a_pair(models, asking) * len(facts)
            asked = partial(progress, "ask")
            unanswered = judge_with_models(models, asking, pairs_of(folder), heard, lambda done: asked(done, questions))
            if unanswered:
                raise RunError(f"{unanswered}; the same command asks only these again: what is answered is kept")
            planned = forecast_judging(models, asking, pairs_of(folder), afresh=True)
            write_text(folder / USE, json.dumps(use_of(asking, planned.forecasts), indent=1) + "\n")
        if rewards.names:
            scored = partial(_scored, progress, len(facts) * len(rewards.names))
            if unscored := judge_with_rewards(rewards, asking, lambda: pairs_of(folder), heard, scored):
                raise RunError(f"{unscored}; the same command asks only these again: what is scored is kept")
        for judgement in compose(judgements, () if names == "all" else names, pairs_of(folder)):
            out.write(encode_judgement(judgement) + b"\n")
            judgements.append(judgement)
    write_figures(judgements, facts, folder, () if names == "all" else names)


def _scored(progress: Progress, total: int, done: int) -> None:
    progress("score", done, total)


def judge(judges: Sequence[Judge], pairs: Iterable[Pair]) -> tuple[list[Judgement], list[Facts]]:
    """What the judges say of these pairs, in this process; pairs are read one at a time."""
    facts: list[Facts] = []
    judgements: list[Judgement] = []
    for pair in pairs:
        judgements.extend(evaluate_pairs(judges, [pair]))
        facts.append(slim(pair))
    return judgements, facts


def slim(pair: Pair) -> Facts:
    """What figures need of a pair. A million pairs' texts do not fit into memory."""
    return facts_of(pair, world_of(pair))


def figures_of(judgements: Sequence[Judgement], facts: Sequence[Facts], names: Sequence[str] = ()) -> Figures:
    """All that follows from the judgements. ``names``: of the judges, as they were asked for."""
    evaluators = dict.fromkeys(one.evaluator for one in judgements)
    unranked = frozenset(one for one in evaluators if note_of(one, tuple(names) or tuple(evaluators)))
    clusters = {one.pair_id: one.cluster for one in facts}
    measures = measure(judgements, facts, unranked)
    return Figures(rates(judgements, facts), measures, roles_of(names, judgements, clusters))


def write_figures(
    judgements: Sequence[Judgement], facts: Sequence[Facts], folder: Path, names: Sequence[str] = ()
) -> Figures:
    """The same, into metrics.json and measures.json."""
    figures = figures_of(judgements, facts, names)
    write_text(folder / METRICS, json.dumps(rows_json(figures.rows), indent=1) + "\n")
    write_text(folder / MEASURES, json.dumps(measures_json(figures.measures), indent=1) + "\n")
    return figures


def measures_json(measures: Measures) -> Json:
    """Measures for machines, in a stable order; a figure that there is not is null."""
    held: Json = plain(asdict(measures))
    return held


def rows_json(rows: Sequence[Row]) -> list[Json]:
    """Rows for machines; a rate over no pair has the value null."""
    return [
        {"evaluator": row.evaluator, "split": row.split, **plain(asdict(row.rate)), "flip_rate": plain(row.flip_rate)}
        for row in rows
    ]


def _judge_lines(judges: Sequence[Judge], lines: tuple[bytes, ...]) -> Judged:
    return [(slim(pair), list(evaluate_pairs(judges, [pair]))) for pair in (decode_pair(line) for line in lines)]


def _chunks(folder: Path) -> Iterator[tuple[bytes, ...]]:
    for name in split_files(folder):
        with (folder / name).open("rb") as file:
            yield from chunked(file, CHUNK)
