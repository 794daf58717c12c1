"""Best-of-N: rollouts with known outcomes, reranked by judges that score and by judges that compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from negforge.adapters.json_records import encode
from negforge.adapters.wire import encode_judgement
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.pair import Pair
from negforge.core.verdict import Failure, Judgement
from negforge.evaluate.best_of.report import BestOfRow, best_of_rows
from negforge.evaluate.best_of.rerank import Attempts, Reranked, by_scores, matches, met, scored, texts_of
from negforge.evaluate.judges import evaluate_pairs
from negforge.evaluate.scorers import SCORERS, Scorer
from negforge.pipeline.endpoints.composed_judging import check_composed, compose, note_of
from negforge.pipeline.endpoints.folders import open_folder
from negforge.pipeline.endpoints.forecast import Plan
from negforge.pipeline.endpoints.model_judging import (
    forecast_judging,
    judge_with_models,
    model_names,
    questions_of_a_pair,
)
from negforge.pipeline.endpoints.models import Asking, check_endpoints
from negforge.pipeline.endpoints.reward_judging import NO_REWARDS, Rewards, check_rewards, is_reward, judge_with_rewards
from negforge.pipeline.endpoints.reward_scoring import SCORES, Read, read_json, score_with_rewards
from negforge.pipeline.endpoints.wiring import judges_of
from negforge.pipeline.gathering.ingest_stage import Progress
from negforge.pipeline.judging.judging_stage import JUDGEMENTS
from negforge.pipeline.running.figures import plain
from negforge.pipeline.running.ledger import Lock
from negforge.pipeline.running.run_files import whole_file

MARK = "best-of.json"


@dataclass(frozen=True, slots=True)
class Named:
    """The judges of one call, by name: those that score, built-in ones and reward models, and those that compare.
    ``rewards``: every reward model, in whichever way it judges."""

    scorers: tuple[Scorer, ...]
    scoring: tuple[str, ...]
    comparing: tuple[str, ...]
    rewards: Rewards = NO_REWARDS

    def notes(self) -> dict[str, str]:
        """What a reader of their figures must know, where there is something."""
        own = {scorer.name: scorer.note for scorer in self.scorers}
        told = {**own, **{name: note_of(name, self.comparing) for name in self.comparing}}
        return {name: note for name, note in told.items() if note}


def named_judges(names: Sequence[str], *, compare: bool, rewards: Rewards = NO_REWARDS) -> Named:
    """Built-in judges that give each side a number are asked for it, and so are reward models; all others, and with
    ``compare`` those too, for which of two is better. Raises UsageError for a name that no judge has."""
    scorers = {scorer.name: scorer for scorer in SCORERS}
    each = tuple(dict.fromkeys(names))
    comparing = tuple(name for name in each if compare or not (name in scorers or is_reward(name)))
    parts_score = [name for name in each if name not in comparing]
    judges_of(comparing)
    try:
        check_composed(comparing)
    except UsageError as error:
        if parts_score:
            raise UsageError(f"{error} (a composed judge compares: say --compare, so that all do)") from None
        raise
    scoring = tuple(name for name in parts_score if is_reward(name))
    return Named(tuple(scorers[name] for name in parts_score if name in scorers), scoring, comparing, rewards)


def rerank(tasks: Sequence[Attempts], named: Named, asking: Asking | None, progress: Progress) -> list[Reranked]:
    """Every judge on every task's rollouts. Models are asked as ``asking`` says; None where there are none. Raises
    NegforgeError where a budget or an endpoint does not suffice to begin."""
    with _opened(named, asking):
        found = [scored(of, scorer) for scorer in named.scorers for of in tasks]
        if named.scoring and asking is not None:
            found += _scored_by_models(tasks, named, asking, progress)
        if not named.comparing:
            return found
        judgements = _judgements(tasks, named, asking, progress)
        by_match: dict[str, list[Judgement]] = {}
        for judgement in judgements:
            by_match.setdefault(judgement.pair_id, []).append(judgement)
        for name in named.comparing:
            for of in tasks:
                its = [judgement for match in matches(of) for judgement in by_match.get(match.id, ())]
                found.append(met(of, name, list(dict.fromkeys(its))))
        return found


def _opened(named: Named, asking: Asking | None) -> Lock:
    """The folder of what models say, held; nothing is where there are none."""
    models = model_names(named.comparing)
    if asking is None or not (models or named.rewards.names):
        return Lock(None)
    check_endpoints(asking, models)
    check_rewards(named.rewards, asking)
    return open_folder(asking.folder, asking.tape, (JUDGEMENTS, SCORES), MARK)


def _scored_by_models(
    tasks: Sequence[Attempts], named: Named, asking: Asking, progress: Progress
) -> Iterator[Reranked]:
    """Every rollout by the score of every reward model, which scores.jsonl keeps."""
    total = sum(len(of.rollouts) for of in tasks) * len(named.scoring)
    waiting = {name: iter(tasks) for name in named.scoring}
    found: list[Reranked] = []
    with whole_file(asking.folder / SCORES) as out:

        def heard(name: str, read: Read) -> None:
            of = next(waiting[name])
            for rollout, one in zip(of.rollouts, read, strict=True):
                line: dict[str, Json] = {"rollout": rollout.id, "task": of.task, "evaluator": name, **read_json(one)}
                out.write(encode(line) + b"\n")
            given = [one if isinstance(one, Failure) else one.value for one in read]
            found.append(by_scores(of, name, given))

        missing = score_with_rewards(
            named.scoring,
            named.rewards,
            asking,
            lambda: (texts_of(of) for of in tasks),
            heard,
            lambda done: progress("score", done, total),
        )
    if missing:
        asking.note(f"{missing}; the same command asks only these again")
    yield from found


def plan_reranking(tasks: Sequence[Attempts], named: Named, asking: Asking) -> Plan:
    """What asking the models will take; nothing is asked."""
    return forecast_judging(model_names(named.comparing), asking, all_matches(tasks))


def all_matches(tasks: Sequence[Attempts]) -> Iterator[Pair]:
    """The matches of all tasks, each once, one at a time."""
    met_before: set[str] = set()
    for of in tasks:
        for match in matches(of):
            if match.id not in met_before:
                met_before.add(match.id)
                yield match


def rows_of(reranked: Sequence[Reranked], sizes: Sequence[int]) -> list[BestOfRow]:
    """Raises UsageError where no task has rollouts enough for any size."""
    rows = best_of_rows(reranked, sizes)
    if not rows:
        most = max((len(one.successes) for one in reranked), default=0)
        raise UsageError(f"no task has {sizes[0]} rollouts with a known outcome; the most that one has is {most}")
    return rows


def best_of_json(rows: Sequence[BestOfRow]) -> list[Json]:
    """Rows for machines; what cannot be told is null."""
    return [plain(asdict(row)) for row in rows]


def _judgements(tasks: Sequence[Attempts], named: Named, asking: Asking | None, progress: Progress) -> list[Judgement]:
    judges = judges_of(named.comparing)
    total = sum(1 for _ in all_matches(tasks))
    judgements: list[Judgement] = []
    for number, match in enumerate(all_matches(tasks) if judges else (), 1):
        judgements += evaluate_pairs(judges, [match])
        progress("compare", number, total)
    if asking is not None and (model_names(named.comparing) or comparing_rewards(named).names):
        judgements += _asked(tasks, named, asking, total, progress)
    return judgements + compose(judgements, named.comparing, all_matches(tasks))


def comparing_rewards(named: Named) -> Rewards:
    """The reward models that compare: all with ``compare``, else none."""
    return replace(named.rewards, names=tuple(name for name in named.rewards.names if name in named.comparing))


def _asked(tasks: Sequence[Attempts], named: Named, asking: Asking, total: int, progress: Progress) -> list[Judgement]:
    models, rewards = model_names(named.comparing), comparing_rewards(named)
    judgements: list[Judgement] = []
    asked, compared = total * questions_of_a_pair(models, asking), total * len(rewards.names)
    with whole_file(asking.folder / JUDGEMENTS) as out:

        def heard(_: Pair, judgement: Judgement) -> None:
            out.write(encode_judgement(judgement) + b"\n")
            judgements.append(replace(judgement, raw=None, reasoning=None))

        unanswered = [
            judge_with_models(models, asking, all_matches(tasks), heard, lambda done: progress("ask", done, asked))
            if models
            else "",
            judge_with_rewards(
                rewards, asking, lambda: all_matches(tasks), heard, lambda done: progress("score", done, compared)
            ),
        ]
    for told in filter(None, unanswered):
        asking.note(f"{told}; the same command asks only these again")
    return judgements


def outcome_counts(tasks: Sequence[Attempts]) -> Mapping[str, int]:
    """What there is to choose from: tasks, rollouts, and tasks in which a choice changes anything."""
    mixed = sum(0 < sum(of.successes) < len(of.successes) for of in tasks)
    return {"tasks": len(tasks), "rollouts": sum(len(of.rollouts) for of in tasks), "mixed_tasks": mixed}
