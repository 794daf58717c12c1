"""Step judges on pairs from wherever they lie: judged side by side, and what machines are told of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from negforge.adapters.json_records import encode
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.pair import Pair
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.core.verdict import Failure
from negforge.evaluate.scorers import SCORERS, Scorer
from negforge.evaluate.stepwise.naming import Naming
from negforge.evaluate.stepwise.place import first_bad_step
from negforge.evaluate.stepwise.prefixes import prefixes_of, whole_row
from negforge.evaluate.stepwise.report import LAST, StepJudged, StepRow, judge_steps, step_judged, step_rows
from negforge.pipeline.endpoints.folders import open_folder
from negforge.pipeline.endpoints.model_judging import PREFIX
from negforge.pipeline.endpoints.models import Asking
from negforge.pipeline.endpoints.reward_judging import REWARD_PREFIXES, Rewards, check_rewards, is_reward
from negforge.pipeline.endpoints.reward_scoring import SCORES, Read, read_json, score_with_rewards
from negforge.pipeline.gathering.ingest_stage import Progress
from negforge.pipeline.judging.pairs_wanted import ALL, Wanted, wanted_pairs
from negforge.pipeline.running.bounded import chunked, run_in_order
from negforge.pipeline.running.figures import plain
from negforge.pipeline.running.ledger import Lock
from negforge.pipeline.running.remarks import Note, Remark
from negforge.pipeline.running.run_files import whole_file
from negforge.recipe.mistakes import did_you_mean

CHUNK = 25
MARK = "steps.json"


@dataclass(frozen=True, slots=True)
class ByModels:
    """The reward models among the step judges, and how they are asked."""

    rewards: Rewards
    asking: Asking


@dataclass(frozen=True, slots=True)
class StepsPlan:
    """What there is to score: ``pairs``, of them ``unknown`` without a known bad step, and the ``texts`` that each
    reward model reads: every prefix of both sides."""

    pairs: int
    unknown: int
    texts: int


def plan_steps(paths: Sequence[Path], wanted: Wanted = ALL, note: Note | None = None) -> StepsPlan:
    """Counted, without a key, an endpoint or a folder."""
    pairs = unknown = texts = 0
    for pair in wanted_pairs(paths, note or _unheard, wanted):
        pairs += 1
        unknown += first_bad_step(pair) is None
        texts += len(texts_of(pair))
    return StepsPlan(pairs, unknown, texts)


def _check_places(paths: Sequence[Path], wanted: Wanted) -> None:
    pair = None
    for pair in wanted_pairs(paths, _unheard, wanted):
        if first_bad_step(pair) is not None:
            return
    if pair is not None:
        raise UsageError(
            f"{', '.join(map(str, paths))}: of no pair there the first bad step is known, so no judge can find it; "
            "give pairs with edits or certificates: a run folder, or a release or its full/ instead of a flat file"
        )


def scorers_of(names: Sequence[str]) -> tuple[Scorer, ...]:
    """The scorers of these names, each once. Raises UsageError for a name that none has."""
    known = {scorer.name: scorer for scorer in SCORERS}
    every = (*known, *(f"{prefix}NAME" for prefix in REWARD_PREFIXES))
    for name in names:
        if name.startswith(PREFIX):
            raise UsageError(f"no judge named {name} gives scores: it gives verdicts; there is {', '.join(every)}")
        if name not in known:
            raise UsageError(f"no judge named {name} gives scores{did_you_mean(name, every)}")
    return tuple(known[name] for name in dict.fromkeys(names))


def notes_of(names: Sequence[str]) -> dict[str, str]:
    """What a reader of their figures must know, where there is something."""
    return {one.name: one.note for one in scorers_of([name for name in names if not is_reward(name)]) if one.note}


def check_step_judges(names: Sequence[str]) -> None:
    """Raises UsageError for a name that neither gives scores itself nor is a reward model."""
    scorers_of([name for name in names if not is_reward(name)])


def judge_steps_at(
    paths: Sequence[Path],
    names: Sequence[str],
    naming: Naming,
    margin: float,
    workers: int,
    note: Note,
    progress: Progress,
    by_models: ByModels | None = None,
    wanted: Wanted = ALL,
    heard: Callable[[StepJudged], None] = lambda _: None,
) -> list[StepRow]:
    """Every named judge on every step of every wanted pair in ``paths``: scorers in ``workers`` processes, reward
    models as ``by_models`` says. ``heard`` gets what each judge made of each pair. Raises UsageError where there are
    pairs, and of none the bad step is known."""
    built_in = [name for name in names if not is_reward(name)]
    prepare = partial(scorers_of, tuple(built_in))
    prepare()
    _check_places(paths, wanted)
    with _opened(by_models):
        judged: list[StepJudged] = []
        parts = chunked(wanted_pairs(paths, note, wanted), CHUNK)
        chunks = ((f"pairs {at * CHUNK + 1} and after", (some, naming, margin)) for at, some in enumerate(parts))
        for number, some in enumerate(run_in_order(prepare, _judge, chunks, workers=workers), 1):
            judged += some
            progress("judge", number * CHUNK, None)
        if by_models is not None and judged:
            judged += _judged_by_models(paths, by_models, naming, margin, progress, wanted)
        for one in judged:
            heard(one)
        place = {name: at for at, name in enumerate((*names, LAST))}
        return step_rows(sorted(judged, key=lambda one: place[one.evaluator]))


def _opened(by_models: ByModels | None) -> Lock:
    """The folder of the models' scores, held. Raises UsageError before anything is read
    where a model cannot be asked."""
    if by_models is None:
        return Lock(None)
    check_rewards(by_models.rewards, by_models.asking)
    return open_folder(by_models.asking.folder, by_models.asking.tape, (SCORES,), MARK)


def _judged_by_models(
    paths: Sequence[Path], by_models: ByModels, naming: Naming, margin: float, progress: Progress, wanted: Wanted
) -> list[StepJudged]:
    """The same by reward models: every prefix of both sides is a text, and scores.jsonl keeps their scores."""
    asking, names = by_models.asking, by_models.rewards.names
    total = plan_steps(paths, wanted).texts * len(names)
    pairs = {name: wanted_pairs(paths, _unheard, wanted) for name in names}  # the pairs once more, beside their scores
    judged: list[StepJudged] = []
    with whole_file(asking.folder / SCORES) as out:

        def heard(name: str, read: Read) -> None:
            pair, given = next(pairs[name]), iter(read)
            rows = []
            for side, trajectory in (("rejected", pair.rejected), ("chosen", pair.chosen)):
                some = [next(given) for _ in prefixes_of(trajectory)]
                steps: list[Json] = [read_json(one) for one in some]
                out.write(encode({"pair_id": pair.id, "evaluator": name, "side": side, "steps": steps}) + b"\n")
                rows.append(whole_row(one if isinstance(one, Failure) else one.value for one in some))
            judged.append(step_judged(pair, name, rows[0], rows[1], naming, margin))

        missing = score_with_rewards(
            names,
            by_models.rewards,
            asking,
            lambda: (texts_of(pair) for pair in wanted_pairs(paths, _unheard, wanted)),
            heard,
            lambda done: progress("score", done, total),
        )
    if missing:
        asking.note(f"{missing}; the same command asks only these again")
    return judged


def texts_of(pair: Pair) -> list[tuple[Task, Trajectory]]:
    """Every prefix of the rejected, then of the chosen."""
    return [(pair.task, prefix) for side in (pair.rejected, pair.chosen) for prefix in prefixes_of(side)]


def _unheard(_: Remark) -> None:
    """What is odd about the pairs is told once, when they are first read."""


def steps_json(rows: Sequence[StepRow]) -> list[Json]:
    """Rows for machines; a rate over no pair has the value null."""
    return [plain(asdict(row)) for row in rows]


def _judge(scorers: tuple[Scorer, ...], work: tuple[tuple[Pair, ...], Naming, float]) -> list[StepJudged]:
    pairs, naming, margin = work
    return [one for pair in pairs for one in judge_steps(pair, scorers, naming, margin)]
