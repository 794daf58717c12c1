"""Evaluations in which models judge: a folder of their own, where judgements, metrics and what they cost come to lie.

The tape is what makes them resumable: the same command asks only what is not answered yet.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from negforge.adapters.wire import encode_judgement
from negforge.core.pair import Pair
from negforge.core.verdict import Judgement
from negforge.evaluate.facts import Facts
from negforge.evaluate.judges import evaluate_pairs
from negforge.pipeline.endpoints.batch_rounds import BATCH, UNFINISHED
from negforge.pipeline.endpoints.composed_judging import check_composed, compose
from negforge.pipeline.endpoints.folders import open_folder
from negforge.pipeline.endpoints.forecast import Plan, Tally, use_of, with_more
from negforge.pipeline.endpoints.model_judging import (
    PREFIX,
    STAGE,
    asking_of,
    forecast_judging,
    judge_with_models,
    questions_of_a_pair,
)
from negforge.pipeline.endpoints.models import Asking, check_endpoints
from negforge.pipeline.endpoints.reward_judging import NO_REWARDS, REMOTE, Rewards, check_rewards, judge_with_rewards
from negforge.pipeline.endpoints.score_forecast import forecast_scores
from negforge.pipeline.endpoints.wiring import judges_of
from negforge.pipeline.judging.judging_stage import JUDGEMENTS, MEASURES, METRICS, USE, slim, write_figures
from negforge.pipeline.judging.noted import noted, read_noted, refuse_less, write_noted
from negforge.pipeline.judging.pairs_wanted import ALL, Evaluation, Wanted, wanted_pairs
from negforge.pipeline.running.remarks import Note, Remark
from negforge.pipeline.running.run_files import whole_file, write_text

OURS = (JUDGEMENTS, METRICS, MEASURES, USE, BATCH, UNFINISHED)
Watch = Callable[[Judgement, int], None]  # each judgement of a model as it comes, and how many that model will give


def evaluate_into(
    paths: Sequence[Path],
    judges: Sequence[str],
    names: Sequence[str],
    asking: Asking,
    note: Note,
    watch: Watch,
    wanted: Wanted = ALL,
    rewards: Rewards = NO_REWARDS,
    *,
    overwrite: bool = False,
) -> Evaluation:
    """Judge the ``wanted`` pairs in ``paths`` by built-in ``judges``, by the models ``names`` and by reward models; the
    files of ``asking.folder``. Of an evaluation that lies there, ``overwrite`` lets it be replaced by less.

    Raises Unfinished where replies are to come by file: then no final file is written.
    """
    folder = asking.folder
    built_in = judges_of(judges) if judges else ()
    named = (*judges, *(PREFIX + name for name in names), *rewards.names)
    check_composed(named)
    check_endpoints(asking, names)
    for name in names:
        asking_of(asking.models[name])
    next(wanted_pairs(paths, _unheard, wanted), None)  # that there are pairs is known before anything is touched
    check_rewards(rewards, asking)
    if (held := read_noted(folder)) is not None:
        found = sum(1 for _ in wanted_pairs(paths, _unheard, wanted))
        new = noted(paths, named, found, asking, wanted, rewards)
        if told := refuse_less(folder, held, new, overwrite=overwrite):
            asking.note(told)
    with open_folder(folder, asking.tape, OURS):
        facts: dict[str, Facts] = {}
        judgements: list[Judgement] = []
        count = 0
        with whole_file(folder / JUDGEMENTS) as out:

            def heard(judgement: Judgement) -> None:
                out.write(encode_judgement(judgement) + b"\n")
                judgements.append(replace(judgement, raw=None, reasoning=None))

            def know(pair: Pair) -> None:
                if pair.id not in facts:
                    facts[pair.id] = slim(pair)

            asks = bool(names or rewards.names)
            for pair in wanted_pairs(paths, note, wanted):
                count += 1
                for judgement in evaluate_pairs(built_in, [pair]):
                    heard(judgement)
                if not asks:
                    know(pair)  # else while answers are waited for
            total = {PREFIX + name: count * questions_of_a_pair([name], asking) for name in names}

            def answered(pair: Pair, judgement: Judgement) -> None:
                heard(judgement)
                watch(judgement, total[judgement.evaluator])
                know(pair)

            pairs = wanted_pairs(paths, _unheard, wanted)
            tally = Tally(STAGE, asking)

            def scored(pair: Pair, judgement: Judgement) -> None:
                heard(judgement)
                watch(judgement, count)
                know(pair)

            unanswered = []
            if names:
                unanswered.append(judge_with_models(names, asking, pairs, answered, lambda _: None, tally))
            if rewards.names:
                again = partial(wanted_pairs, paths, _unheard, wanted)
                unanswered.append(judge_with_rewards(rewards, asking, again, scored, lambda _: None))
            for judgement in compose(judgements, named, wanted_pairs(paths, _unheard, wanted)):
                heard(judgement)
        known = list(facts.values())
        write_noted(folder, notes := noted(paths, named, len(known), asking, wanted, rewards))
        for told in filter(None, unanswered):
            asking.note(f"{told}; the same command asks only these again")
        figures = write_figures(judgements, known, folder, named)
        if not asks:
            (folder / USE).unlink(missing_ok=True)  # of an evaluation that was replaced
            return Evaluation(figures, judgements, known, settings=notes.judges)
        texts = {name: 2 * count for name in rewards.names if name.startswith(REMOTE)}
        use = use_of(asking, tally.forecasts({name: total[PREFIX + name] for name in names}), texts)
        write_text(folder / USE, json.dumps(use, indent=1) + "\n")
        return Evaluation(figures, judgements, known, use, notes.judges)


def plan(
    paths: Sequence[Path],
    names: Sequence[str],
    asking: Asking,
    note: Note,
    wanted: Wanted = ALL,
    rewards: Rewards = NO_REWARDS,
) -> Plan:
    """The forecast of the same, without a key, an endpoint or a folder. Of reward models, only those elsewhere."""
    planned = forecast_judging(names, asking, wanted_pairs(paths, note, wanted))
    elsewhere = [name for name in rewards.names if name.startswith(REMOTE)]
    if not elsewhere:
        return planned
    return with_more(planned, forecast_scores(elsewhere, asking, wanted_pairs(paths, _unheard, wanted)), asking)


def _unheard(_: Remark) -> None:
    """What is odd about the pairs is told once, when they are first read."""
