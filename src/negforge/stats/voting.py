"""The vote: of several answers of one judge to the same question, one judgement."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from negforge.core.chat import Usage
from negforge.core.verdict import WORTH, Failure, FailureKind, Judgement, Order, Verdict


def voted(judgements: Iterable[Judgement]) -> list[Judgement]:
    """One judgement for each evaluator, pair and order, in the order in which they first appear. A question with one
    answer keeps it as it is.

    Of several, the verdict that most of them have; where two or three have as many, a tie. Failures do not vote: they
    are told in the note, and only where there is no verdict at all is the outcome a failure, of the kind that most are.
    ``probability``: the mean of the samples' own, where every verdict has one, else the share of votes for the chosen,
    a tie counted half. ``scores``: their means, where every verdict has them. Tokens, seconds and cost are summed;
    words and reasoning stay with the samples.
    """
    asked: dict[tuple[str, str, Order], list[Judgement]] = {}
    for judgement in judgements:
        asked.setdefault((judgement.evaluator, judgement.pair_id, judgement.order), []).append(judgement)
    return [samples[0] if len(samples) == 1 else vote(samples) for samples in asked.values()]


def most_votes(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict that most of one or more are, a tie being one of them; where two lead, it is a tie."""
    (first, most), *others = Counter(verdicts).most_common()
    return "tie" if others and others[0][1] == most else first


def worth_of(verdicts: Iterable[Verdict]) -> float | None:
    """What a pair counts: the mean over the votes of its orders, those that have one; None where none has."""
    worth = [WORTH[verdict] for verdict in verdicts]
    return math.fsum(worth) / len(worth) if worth else None


def vote(samples: Sequence[Judgement]) -> Judgement:
    """The judgement that two or more samples of one question come to."""
    votes = [(sample, outcome) for sample in samples if not isinstance(outcome := sample.outcome, Failure)]
    failures = [sample.outcome for sample in samples if isinstance(sample.outcome, Failure)]
    first = samples[0]
    whole = Judgement(
        first.pair_id,
        first.evaluator,
        first.order,
        _most(failures, len(samples)) if not votes else most_votes([outcome for _, outcome in votes]),
        note=_told(failures, len(samples)),
        usage=_usage(samples),
        seconds=_sum([sample.seconds for sample in samples]),
        cost=_sum([sample.cost for sample in samples]),
    )
    if not votes:
        return whole
    own = [sample.probability for sample, _ in votes]
    shares = [WORTH[outcome] for _, outcome in votes]
    known = [probability for probability in own if probability is not None]
    scores = [sample.scores for sample, _ in votes if sample.scores is not None]
    return replace(
        whole,
        probability=_mean(known if len(known) == len(own) else shares),
        scores=(_mean([one for one, _ in scores]), _mean([other for _, other in scores]))
        if len(scores) == len(votes)
        else None,
    )


def _most(failures: Sequence[Failure], samples: int) -> Failure:
    kind, count = Counter(failure.kind for failure in failures).most_common(1)[0]
    reason = next(failure.reason for failure in failures if failure.kind == kind)
    return Failure(kind, f"{count} of {samples} samples: {reason}")


def _told(failures: Sequence[Failure], samples: int) -> str:
    if not failures:
        return ""
    kinds: Counter[FailureKind] = Counter(failure.kind for failure in failures)
    told = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    return f"{len(failures)} of {samples} samples failed ({told})"


def _usage(samples: Sequence[Judgement]) -> Usage | None:
    counted = [sample.usage for sample in samples if sample.usage is not None]
    return sum(counted, Usage()) if counted else None


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(math.fsum(known), 9) if known else None


def _mean(values: Sequence[float]) -> float:
    return round(math.fsum(values) / len(values), 6)
