"""Scores of reward models for whatever texts are given: the rollouts of a task, the beginnings of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeAlias

from negforge.core.json_text import Json
from negforge.core.ports import Reading
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.core.verdict import Failure, FailureKind
from negforge.evaluate.bradley_terry import BradleyTerry
from negforge.pipeline.endpoints.models import Asking
from negforge.pipeline.endpoints.reward_judging import Rewards, ask_reward, told_of_ends

SCORES = "scores.jsonl"
Texts: TypeAlias = Sequence[tuple[Task, Trajectory]]
Read: TypeAlias = list[Reading | Failure]
GROUPS = 32
"""Groups of texts that a model here is given at once."""


def score_with_rewards(
    names: Sequence[str],
    rewards: Rewards,
    asking: Asking,
    groups: Callable[[], Iterable[Texts]],
    heard: Callable[[str, Read], None],
    progress: Callable[[int], None],
) -> str:
    """Every text by every reward model in ``names``, one model after another. ``groups`` (called for each model): texts
    that share much and are read together; ``heard`` gets a model's name and its numbers for one group, in the order of
    the groups; ``progress`` hears how many texts are done in all.

    What is returned says how many texts have no score because an endpoint gave none; empty where all have. Raises
    RunError where the budget did not suffice.
    """
    ends: Counter[FailureKind] = Counter()
    done = 0

    def hear(name: str, groups_read: Sequence[Read]) -> None:
        nonlocal done
        for read in groups_read:
            ends.update(one.kind for one in read if isinstance(one, Failure))
            done += len(read)
            heard(name, read)
        progress(done)

    for name in names:
        before = done
        more = partial(_more, progress, before)
        ask_reward(name, rewards, asking, _read, groups(), partial(hear, name), more, GROUPS)
    return told_of_ends(ends, asking, done, "texts")


def read_json(read: Reading | Failure) -> dict[str, Json]:
    """For machines: the score, or why there is none; what was cut where something was; how long it took if known."""
    if isinstance(read, Failure):
        return {"failure": {"kind": read.kind, "reason": read.reason}}
    told: dict[str, Json] = {"score": read.value, "tokens": read.tokens}
    if read.left_out:
        told["left_out"] = read.left_out
    return told if read.seconds is None else {**told, "seconds": read.seconds}


def _more(progress: Callable[[int], None], before: int, texts: int) -> None:
    progress(before + texts)


async def _read(judge: BradleyTerry, groups: Sequence[Texts]) -> list[Read]:
    """All groups in one call, as what begins alike costs less together."""
    read = iter(await judge.model.read([text for group in groups for text in group]))
    return [[next(read) for _ in group] for group in groups]
