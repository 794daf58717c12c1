"""Unread: what is too much to be read clears no chosen and proves no defect."""

from __future__ import annotations

import pytest

from negforge.checks.grounding import grounding
from negforge.checks.readings.unread import MOST_TEXT, MOST_VALUES, unread, was_read
from negforge.checks.registry import CHECKS
from negforge.core.certificate import Finding
from negforge.core.defect import DEFECTS
from negforge.core.message import Message, Say, ToolResponse
from negforge.core.pair import Candidate, Pair
from negforge.core.task import Task
from negforge.core.trajectory import Label, Trajectory
from negforge.perturb.registry import RULES
from negforge.validate.certify import certify
from negforge.validate.examined import Examiner
from tests.build import assistant, call, conversation, response, system, user
from tests.perturb.proving import proposals

READS_NOTHING = {"repeats", "retries"}  # they compare calls and responses as they stand
READERS = sorted(set(CHECKS) - READS_NOTHING)
# what tools return is the same to them
OF_WORDS = {"citations", "confirmation", "denials", "disclosure", "handover", "surrender"}
LONG = "many words " * (MOST_TEXT // 11 + 1)
NUMBERS = " ".join(str(number) for number in range(100, 101 + MOST_VALUES))


def talk(*, asks: str = "", returns: str = "", answers: str = "", policy: str = "") -> tuple[Task, Trajectory]:
    return conversation(
        system(f"Obtain explicit confirmation before booking. {policy}"),
        user(f"What does R100 cost? {asks}"),
        call("look_up", {"id": "R100"}),
        response(f"R100 costs 31.50. {returns}"),
        assistant(f"It costs 31.50. {answers}"),
        tools=["look_up", "book_train"],
    )


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("where", ["asks", "returns", "answers", "policy"])
def test_a_check_objects_without_evidence_where_a_message_is_too_long_to_be_read(name: str, where: str) -> None:
    found = CHECKS[name](*talk(**{where: LONG}))
    if where == "returns" and name in OF_WORDS | {"constraints", "refusals"}:
        assert not found
        return
    (finding,) = found
    assert finding.check == name and finding.evidence == ()
    place = {"policy": 0, "asks": 1, "returns": 3, "answers": 4}[where]
    assert finding.says.startswith(f"not read: message {place} holds 2") and "characters" in finding.says


@pytest.mark.parametrize("name", ["grounding", "records", "relevance", "superseded"])
@pytest.mark.parametrize("where", ["asks", "returns", "answers", "policy"])
def test_a_check_of_values_objects_without_evidence_where_a_message_holds_too_many(name: str, where: str) -> None:
    (finding,) = CHECKS[name](*talk(**{where: NUMBERS}))
    assert finding.evidence == () and "values, more than 5,000" in finding.says


@pytest.mark.parametrize("name", sorted(READS_NOTHING))
def test_a_check_that_only_compares_calls_is_not_stopped_by_long_messages(name: str) -> None:
    assert not CHECKS[name](*talk(asks=LONG, returns=LONG, answers=LONG))


def test_a_policy_outside_the_messages_is_read_as_far_as_a_message() -> None:
    task, run = conversation(user("Hi"), assistant("Hello"), policy=LONG)
    (finding,) = unread("any", task, (*task.opening, *run.messages))
    assert finding.says.startswith("not read: the policy holds ")


def test_only_the_kinds_of_message_that_a_check_reads_are_counted() -> None:
    task, run = talk(returns=LONG)
    row = (*task.opening, *run.messages)
    assert unread("any", task, row) and unread("any", task, row, ToolResponse)
    assert not unread("any", task, row, Say)


def test_an_answer_full_of_values_that_nobody_stated_is_not_judged() -> None:
    (finding,) = grounding(*talk(answers=" ".join(str(number) for number in range(10_000, 10_600))))
    assert finding == Finding("grounding", "not read: message 4 gives 600 values that nobody stated", ())
    assert not was_read((finding,))
    assert was_read(grounding(*talk(answers="And 48.20.")))


def test_arguments_too_many_to_compare_with_the_users_values_are_not_judged() -> None:
    many = {"of": list(range(1_000))}
    task, run = conversation(user(NUMBERS[:4_000]), call("book_train", many), response("ok"), assistant("Done."))
    (finding,) = CHECKS["constraints"](task, run)
    assert finding.evidence == () and "too many arguments" in finding.says


def test_more_records_than_are_read_clear_nothing() -> None:
    rows = "\n".join(f"Item{number}  Bonn  12.50" for number in range(3_000))
    task, run = conversation(user("x"), call("a"), response(rows), call("b"), response(rows), assistant("12.50"))
    assert [finding.evidence for finding in CHECKS["records"](task, run)] == [()]


@pytest.mark.parametrize("name", READERS)
def test_a_pair_with_what_was_not_read_is_dropped_whichever_side_it_is_on(name: str) -> None:
    task, short = talk()
    _, long = talk(answers=LONG)
    defect = next(one for one in DEFECTS if one.check == name)
    examiner = Examiner({name: CHECKS[name]})
    sides = ((long, short), (short, long))
    dropped = [certify(candidate(task, *both, defect.slug), examiner, {defect.slug: defect}) for both in sides]
    assert all(isinstance(reason, str) and "not read: message 4" in reason for reason in dropped)


def candidate(task: Task, chosen: Trajectory, rejected: Trajectory, defect: str) -> Candidate:
    pair = Pair("id", task, chosen, rejected, defect, None, "rule", Label("chosen", by="program"), ())
    return Candidate(pair, "any", "{}")


@pytest.mark.parametrize("message", [user(f"What? {LONG}"), assistant(LONG)])
def test_rules_hold_back_where_their_check_does_not_read(message: Message) -> None:
    task, run = talk()
    longer = Trajectory((message, *run.messages))
    held_back = [rule.name for rule in RULES if not rule.asks and not proposals(rule, (task, longer))]
    assert set(held_back) >= {rule.name for rule in RULES if not rule.asks} - {
        "repeat_successful_call",
        "retry_unchanged",
    }
