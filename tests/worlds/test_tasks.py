"""The task grammar: distinct tasks on demand, many skeletons, pools that never meet, names that give the task back."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from negforge.core.errors import UsageError
from negforge.core.message import text_of
from negforge.recipe.collecting import PROPORTIONS
from negforge.worlds.faults import FaultKind
from negforge.worlds.tasks import FAULT_KINDS, TaskName, WorldTask, pool_of, set_task, task_named, tasks
from tests.worlds.sentences import masked_sentences

SPLITS = tuple(PROPORTIONS)
EACH = 220
DRAWN: dict[str, list[WorldTask]] = {}


def some(split: str) -> list[WorldTask]:
    if split not in DRAWN:
        DRAWN[split] = list(islice(tasks(split), EACH))
    return DRAWN[split]


@pytest.mark.parametrize("split", SPLITS)
def test_a_split_has_many_skeletons_and_none_is_common(split: str) -> None:
    found = Counter((task.name.world, task.skeleton) for task in some(split))
    assert len(found) >= (30 if split == "safety_refusal" else 40)
    assert max(found.values()) <= 0.05 * len(some(split))


@pytest.mark.parametrize("split", SPLITS)
def test_tasks_are_distinct_and_their_names_give_them_back(split: str) -> None:
    found = some(split)
    assert len({task.key for task in found}) == len(found)
    for task in found[:25]:
        again = task_named(str(task.name))
        assert again.task == task.task and again.key == task.key


def test_user_turns_fit_their_split() -> None:
    for split in SPLITS:
        for task in some(split):
            turns = len(task.goal.turns)
            if split.startswith("planning_single"):
                assert turns == 1, task.name
            if split == "planning_multi_easy":
                assert 2 <= turns <= 3, task.name
            if split == "planning_multi_hard":
                assert 4 <= turns <= 6, task.name


def test_no_user_sentence_is_common() -> None:
    """Names and numbers masked: at most 2 % of tasks."""
    total = 0
    found: Counter[str] = Counter()
    for split in SPLITS:
        for task in some(split):
            total += 1
            found.update({s for turn in task.goal.turns for s in masked_sentences(turn.text)})
    sentence, count = found.most_common(1)[0]
    assert count <= 0.02 * total, (sentence, count, total)


def test_pools_never_meet() -> None:
    drawn = {
        pool: {t.key for t in islice(tasks("planning_single_easy", pool), 40)} for pool in ("release", "build", "test")
    }
    assert not drawn["release"] & drawn["build"] and not drawn["build"] & drawn["test"]
    shares = Counter(pool_of(task.content) for split in SPLITS for task in some(split))
    assert 3 < shares["build"] / shares["release"] < 8


def test_another_seed_draws_other_tasks() -> None:
    one, other = ({t.key for t in islice(tasks("planning_single_hard", None, seed), 40)} for seed in (1, 2))
    assert len(one & other) <= 2


def test_a_fault_stands_in_the_skeleton_and_the_policy_tells_the_time() -> None:
    kinds: set[FaultKind] = {task.faults[0].kind for task in some("robust_recovery")}
    assert len(kinds) >= 10, set(FAULT_KINDS) - kinds
    task = some("robust_recovery")[0]
    assert task.skeleton[0].startswith("fault:")
    assert task.task.policy is not None and "It is now" in task.task.policy


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("library", "is no task"),
        ("nowhere:x:single_easy:1", "no world"),
        ("library:x:single_easy:1", "no goal"),
        ("library:meeting_room:sideways:1", "no kind"),
        ("library:meeting_room:missing:1:flood", "no fault"),
    ],
)
def test_a_name_that_is_none_says_what_is_wrong(name: str, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        task_named(name)


def test_a_goal_that_the_state_does_not_offer_is_none() -> None:
    assert set_task(TaskName("library", "meeting_room", "single_easy", 1)) is None


def test_the_opening_is_what_the_user_says_first() -> None:
    for task in some("planning_multi_hard")[:20]:
        assert text_of(task.task.opening[0]) == task.goal.turns[0].text
        assert task.task.parent == str(task.name)
