"""The machinery of rules: one unit does not move another, limits hold, and guests need ten lines."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from negforge.adapters.wire import encode_pair
from negforge.core.defect import DEFECTS, REDUNDANT_CALL, Defect
from negforge.core.edit import Edit, apply
from negforge.core.errors import StaleEdit
from negforge.core.message import Message, Pointer, ToolCall, text_of
from negforge.core.pair import Candidate, pair_id
from negforge.core.ports import Proposal, Recollection
from negforge.core.task import Task
from negforge.core.trajectory import Rollout, Trajectory, new_rollout
from negforge.ingest.reading import Reading
from negforge.perturb.recollection import EMPTY, LogMemory
from negforge.perturb.registry import RULES
from negforge.perturb.rule import Rule, perturb, rule, unit_rng
from negforge.pipeline.gathering.log_reads import Reads
from negforge.pipeline.gathering.reading_logs import read_file
from negforge.pipeline.running.inputs import find_inputs
from tests.build import assistant, call, conversation, response, user
from tests.perturb.proving import Conversation, assert_could_have_happened, rollout_of

TASK, RUN = conversation(
    user("What do the North Star and the Blue Arrow cost?"),
    *(call("get_fare", {"train": "North Star"}), response({"train": "North Star", "price": 31.5})),
    *(call("get_fare", {"train": "Blue Arrow"}), response({"train": "Blue Arrow", "price": 48.25})),
    assistant("The North Star costs 31.50 euros.\nThe Blue Arrow costs 48.25 euros."),
    tools=["get_fare"],
)
ROLLOUT = rollout_of((TASK, RUN))


@rule(REDUNDANT_CALL)
def shout(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Say the last words louder.

    More about it, which no list shows.
    """
    last = len(chosen.messages) - 1
    for marks in rng.sample(range(1, 100), 5):
        yield Proposal((Edit(last, chosen.messages[last], assistant("!" * marks)),), (("marks", str(marks)),))


@rule(REDUNDANT_CALL)
def recall(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """Say what the log remembers."""
    for one in log.calls_in_task(task):
        yield Proposal((Edit(len(chosen.messages), None, assistant(text_of(one.response))),))


def made(rules: Sequence[Rule], per_rule: int = 3, rng_seed: int = 7, **more: object) -> list[Candidate]:
    return list(perturb(ROLLOUT, rules, EMPTY, rng_seed=rng_seed, per_rule=per_rule, **more))  # type: ignore[arg-type]


def of_rule(candidates: Sequence[Candidate], name: str) -> list[Candidate]:
    return [one for one in candidates if one.rule == name]


def test_a_guest_rule_is_a_function_of_a_few_lines() -> None:
    candidates = made([shout], per_rule=2)
    assert [one.rule for one in candidates] == ["shout", "shout"]
    pair = candidates[0].pair
    assert (pair.defect, pair.family, pair.origin, pair.suffix) == ("redundant_call", "planning", "rule", "freeze")
    assert (pair.rollout, pair.label.value, pair.label.by) == (ROLLOUT.id, "chosen", "program")
    assert pair.rejected.messages == apply(pair.chosen.messages, pair.edits) != pair.chosen.messages
    assert pair.id == pair_id(pair.task, pair.chosen, pair.rejected)
    marks = text_of(pair.rejected.messages[-1])
    assert candidates[0].parameters == f'{{"marks":"{len(marks)}"}}'


def test_a_rule_knows_its_name_its_defect_and_what_it_says() -> None:
    assert (shout.name, shout.defect, shout.says) == ("shout", REDUNDANT_CALL, "Say the last words louder.")
    assert (shout.asks, recall.asks) == (frozenset(), {"log"})


def test_a_rule_without_a_docstring_is_refused() -> None:
    def mute(task: Task, chosen: Trajectory, rng: Random) -> list[Proposal]:
        return []

    with pytest.raises(TypeError, match="rule mute needs a docstring"):
        rule(REDUNDANT_CALL)(mute)


def test_a_rule_that_asks_for_the_log_is_handed_it() -> None:
    log = LogMemory.collect([ROLLOUT])
    said = [text_of(one.pair.rejected.messages[-1]) for one in perturb(ROLLOUT, [recall], log, rng_seed=1, per_rule=9)]
    assert said == ['{"train":"North Star","price":31.5}', '{"train":"Blue Arrow","price":48.25}']


def test_a_rule_whose_edits_do_not_fit_stops_the_run_and_says_where() -> None:
    @rule(REDUNDANT_CALL)
    def slip(task: Task, chosen: Trajectory, rng: Random) -> list[Proposal]:
        """Change what is not there."""
        return [Proposal((Edit(3, assistant("?"), None),))]

    with pytest.raises(StaleEdit, match="edit at message 3: expects"):
        made([slip])


def test_adding_a_rule_moves_no_other() -> None:
    alone = made(RULES)
    assert alone
    for rules in ((shout, *RULES), (*RULES, shout), (*RULES[::-1], shout)):
        together = made(rules)
        assert of_rule(together, "shout") == made([shout])
        for one in RULES:
            assert of_rule(together, one.name) == of_rule(alone, one.name)


def test_candidates_come_in_the_order_of_the_rules() -> None:
    names = [one.rule for one in made((shout, *RULES))]
    order = ["shout", *(one.name for one in RULES)]
    assert names == sorted(names, key=order.index)
    assert names[0] == "shout" and len(set(names)) > 2


def test_no_rule_gives_more_than_it_may_and_a_higher_limit_only_adds() -> None:
    assert made(RULES, per_rule=0) == []
    assert [len(made([shout], per_rule=limit)) for limit in (1, 2, 5, 50)] == [1, 2, 5, 5]
    assert made([shout], per_rule=2) == made([shout], per_rule=5)[:2]


def test_a_limit_by_name_goes_before_the_limit_for_all() -> None:
    fewer = made((shout, *RULES), per_rule=2, limits={"shout": 0, "nobody": 9})
    assert of_rule(fewer, "shout") == []
    assert len(of_rule(fewer, "repeat_successful_call")) == len(
        of_rule(made(RULES, per_rule=2), "repeat_successful_call")
    )
    assert len(of_rule(made((shout, *RULES), per_rule=1, limits={"shout": 4}), "shout")) == 4


def test_what_reads_the_same_is_given_once() -> None:
    @rule(REDUNDANT_CALL)
    def stutter(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
        """Say the same again, under another id."""
        for number in range(4):
            step = (call("get_fare", "{}", call_id=f"new{number}"), response("1", call_id=f"new{number}"))
            yield Proposal((Edit(0, None, step[0]), Edit(0, None, step[1])))

    assert len(made([stutter], per_rule=4)) == 1


def test_what_a_rule_does_not_need_it_does_not_compute() -> None:
    asked = []

    @rule(REDUNDANT_CALL)
    def endless(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
        """Never stop."""
        while True:
            asked.append(1)
            yield Proposal((Edit(0, None, assistant("?" * len(asked))),))

    assert len(list(islice(perturb(ROLLOUT, [endless], EMPTY, rng_seed=1, per_rule=3), 9))) == 3
    assert len(asked) <= 4


def test_the_random_numbers_of_a_unit_are_its_own() -> None:
    assert unit_rng(1, "perturb", "a", "b").random() == unit_rng(1, "perturb", "a", "b").random()
    firsts = {
        unit_rng(*unit).random()  # type: ignore[arg-type]
        for unit in ((1, "a", "bc"), (1, "ab", "c"), (1, "a,bc"), (2, "a", "bc"), (1, "bc", "a"), (1, "é"), (1,))
    }
    assert len(firsts) == 7


def test_another_seed_gives_another_choice_and_another_run_too() -> None:
    def marks(candidates: Sequence[Candidate]) -> list[str]:
        return [one.parameters for one in candidates]

    assert marks(made([shout], rng_seed=7)) != marks(made([shout], rng_seed=8))
    other = new_rollout(TASK, (*RUN.messages, assistant("Anything else?")))
    assert marks(made([shout])) != marks(list(perturb(other, [shout], EMPTY, rng_seed=7, per_rule=3)))


def test_the_chosen_is_published_without_what_tells_where_it_came_from() -> None:
    traced = (ToolCall("c9", "get_fare", "{}", extra='{"cost":1}', source=Pointer("secret.json", 0, "traj/1")),)
    rollout = new_rollout(TASK, (*RUN.messages, *traced, *RUN.messages[-1:]))
    for one in perturb(rollout, [shout], EMPTY, rng_seed=1, per_rule=1):
        for message in (*one.pair.chosen.messages, *one.pair.rejected.messages):
            assert (message.extra, message.source) == (None, None)


def test_every_rule_has_a_name_of_its_own_and_a_defect_of_the_taxonomy() -> None:
    names = [one.name for one in RULES]
    assert len(set(names)) == len(names)
    assert all(one.defect in DEFECTS and one.says.endswith(".") for one in RULES)
    assert {one.defect for one in RULES} == set(DEFECTS)


@cache
def seeds() -> tuple[Rollout, ...]:
    """The rollouts that ship with negforge."""
    reads = Reads(tools=None, policy=None, format=None, limit=None)
    found = (one.what for file in find_inputs("seeds") for one in read_file(file, reads))
    return tuple(one.rollout for one in found if isinstance(one, Reading))


def of_seeds(rng_seed: int, per_rule: int) -> Iterator[Candidate]:
    log = LogMemory.collect(seeds())
    for rollout in seeds():
        yield from perturb(rollout, RULES, log, rng_seed=rng_seed, per_rule=per_rule)


def test_whatever_is_proposed_for_the_shipped_seeds_could_have_happened() -> None:
    seen: set[Defect | str] = set()
    for one in of_seeds(rng_seed=3, per_rule=12):
        seen.add(one.rule)
        pair = one.pair
        assert apply(pair.chosen.messages, pair.edits) == pair.rejected.messages
        conversation_of_it: Conversation = (pair.task, pair.chosen)
        assert_could_have_happened(conversation_of_it, Proposal(pair.edits))
        ids = [message.call_id for message in pair.rejected.messages if isinstance(message, ToolCall)]
        assert len(set(ids)) == len(ids) or _reused(pair.chosen.messages)
    assert len(seen) >= 12


def _reused(messages: Sequence[Message]) -> bool:
    ids = [message.call_id for message in messages if isinstance(message, ToolCall)]
    return len(set(ids)) != len(ids)


def fingerprint() -> str:
    """Of all pairs, byte for byte, with their parameters."""
    seen = hashlib.sha256()
    for one in of_seeds(rng_seed=20261121, per_rule=4):
        seen.update(encode_pair(one.pair) + f"{one.rule} {one.parameters}\n".encode())
    return seen.hexdigest()


def test_another_process_with_another_hash_seed_makes_the_same_pairs() -> None:
    code = "from tests.perturb.test_rule import fingerprint; print(fingerprint())"
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "4242"}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    assert ran.stdout.strip() == fingerprint()
