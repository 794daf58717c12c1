"""What rules are made of: where a step may stand, ids for it, and what hangs together."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negforge.checks.readings.values import canons
from negforge.core.edit import Edit, apply
from negforge.core.json_text import parse
from negforge.core.message import Message, Say, Text, ToolCall, ToolResponse, text_of
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import (
    asked_again,
    assistant_words,
    delete,
    feeds_a_call,
    final_answer,
    fresh_id,
    gaps,
    insert_step,
    only_source,
    replied_to,
    reword,
    said_later,
    shuffled,
    stands_alone,
    step_like,
    taken_out,
    trajectory_steps,
    turn_start,
    written_like,
)
from tests.build import assistant, call, conversation, response, run, user
from tests.strategies import trajectories

LOOK = (call("look"), response("a cat"))
TALK = run(
    assistant("Let me look."),
    call("look", with_previous=True),
    call("count", with_previous=True),
    response("a cat"),
    response("1"),
    assistant("One cat."),
    user("And now?"),
    *LOOK,
    assistant("Still one."),
).messages


def test_a_step_may_stand_where_the_agent_has_its_turn_and_no_reply_is_open() -> None:
    assert gaps(TALK) == [0, 5, 7, 9]


def test_no_step_of_the_agent_stands_before_words_or_calls_of_the_user() -> None:
    row = run(
        assistant("Please restart it."), call("restart", by="user"), response("ok"), user("Done."), assistant("Good.")
    )
    assert gaps(row.messages) == [0, 4]


def test_after_a_call_that_was_never_answered_no_step_may_stand() -> None:
    assert gaps(run(assistant("a"), call("look"), assistant("b")).messages) == [0, 1]


@given(trajectories())
def test_a_step_inserted_in_a_gap_splits_nothing(trajectory: Trajectory) -> None:
    messages = trajectory.messages
    step = (ToolCall("fresh id", "look", "{}"), ToolResponse("fresh id", "look", ()))
    for at in gaps(messages):
        made = apply(messages, insert_step(at, step))
        assert made[at : at + 2] == step
        following = messages[at]
        assert not (isinstance(following, ToolCall) and following.with_previous)
        assert not (isinstance(following, Say) and following.role == "user")


def test_the_assistants_words_come_last_first_and_empty_ones_not_at_all() -> None:
    assert assistant_words((*TALK, assistant("  "))) == [9, 5, 0]


@pytest.mark.parametrize(
    ("row", "at"),
    [
        (TALK, 9),
        (TALK[:9], None),
        ((*TALK, user("Thanks.")), 9),
        (TALK[:5], None),
        ((), None),
        ((user("Hello?"),), None),
        (run(assistant("a"), *LOOK).messages, None),
    ],
)
def test_the_final_answer_is_followed_by_no_call(row: tuple[Message, ...], at: int | None) -> None:
    assert final_answer(row) == at


@pytest.mark.parametrize(
    ("after", "replied"), [((), False), ((user("Thanks."),), True), ((user(" ###STOP### "),), False), (LOOK, False)]
)
def test_a_reply_is_more_than_the_sign_off_of_a_simulated_user(after: tuple[Message, ...], replied: bool) -> None:
    assert replied_to((assistant("a"), *after), 0) is replied


def test_a_turn_starts_after_the_last_words_of_the_user() -> None:
    assert [turn_start(TALK, at) for at in (0, 5, 6, 7, 9)] == [0, 0, 0, 7, 7]


@given(st.lists(st.text(max_size=4), min_size=1, max_size=8), st.integers())
def test_a_fresh_id_is_none_of_those_at_hand(ids: list[str], rng_seed: int) -> None:
    assert fresh_id(ids, Random(rng_seed)) not in ids


@pytest.mark.parametrize(
    "ids", [["2", ""], ["", ""], ["-", "-"], ["call_0", "call_1", "call_"], [str(n) for n in range(10)]]
)
def test_a_fresh_id_is_found_where_its_manner_leaves_none(ids: list[str]) -> None:
    assert fresh_id(ids, Random(0)) not in ids


def test_a_fresh_id_is_made_in_the_manner_of_the_last() -> None:
    made = fresh_id(["x", "call_a7Q"], Random(3))
    head, tail = made[:5], made[5:]
    assert head == "call_"
    assert tail[0].islower() and tail[1].isdigit() and tail[2].isupper() and len(tail) == 3


def test_an_inserted_step_shows_nothing_of_where_it_came_from() -> None:
    logged = ToolResponse("other", "look", (Text("a cat"),), extra='{"cost":1}')
    made, answered = step_like(TALK, "look", '{"at":"x"}', logged, Random(0))
    assert (made.name, made.arguments, made.with_previous, made.requestor) == ("look", '{"at":"x"}', False, "assistant")
    assert answered == ToolResponse(made.call_id, "look", (Text("a cat"),))
    assert made.call_id not in {message.call_id for message in TALK if isinstance(message, ToolCall)}


def test_deleting_and_rewording_name_what_they_find() -> None:
    assert delete(TALK, [3, 1]) == (Edit(1, TALK[1], None), Edit(3, TALK[3], None))
    assert reword(TALK, 5, "Two cats.") == Edit(5, TALK[5], assistant("Two cats."))


def test_a_value_that_either_side_says_again_is_noticed_and_one_in_a_response_is_not() -> None:
    row = (assistant("31.50"), response("31.50"), user("So 31.50?"))
    keys = canons("31.50")
    assert said_later(row, 0, keys)
    assert not said_later(row[:2], 0, keys)
    assert not said_later(row, 2, keys)


def test_the_first_of_parallel_calls_carries_the_others() -> None:
    group = run(call("look"), call("count", with_previous=True), response("a"), response("b"), assistant("c")).messages
    assert [stands_alone(group, step) for step in trajectory_steps(Trajectory(group))] == [False, True]


def test_with_a_step_go_the_words_that_announced_it_and_no_other() -> None:
    steps = trajectory_steps(Trajectory(TALK))
    assert [sorted(taken_out(TALK, step)) for step in steps] == [[1, 3], [2, 4], [7, 8]]
    alone = run(
        assistant("Let me look."), call("look", with_previous=True), response("a cat"), assistant("A cat.")
    ).messages
    (step,) = trajectory_steps(Trajectory(alone))
    assert sorted(taken_out(alone, step)) == [0, 1, 2]
    assert stands_alone(alone, step)


@pytest.mark.parametrize(
    ("words", "alone"),
    [
        ("Order W-31 costs 31.50. Now the next.", False),
        ("So far 31.50, as you said. Now the next.", True),
        ("That is 48.25. Now the next.", True),
        ("<thinking>It was W-31.</thinking> Now the next.", True),
    ],
    ids=["told here only", "the user's own value", "told again in the end", "a thought"],
)
def test_words_that_tell_something_do_not_go_with_a_step(words: str, alone: bool) -> None:
    asked = (user("The first was 31.50, and the next?"), assistant(words), call("look", with_previous=True))
    row = run(*asked, response("48.25"), assistant("The next is 48.25.")).messages
    (step,) = trajectory_steps(Trajectory(row))
    assert stands_alone(row, step) is alone


def test_a_step_is_the_only_source_of_what_nothing_else_says() -> None:
    task, talk = conversation(
        user("Is 31.50 right?"), call("look"), response("31.50 and 48.25 and 66.10"), user("66.10?"), tools=["look"]
    )
    (step,) = trajectory_steps(talk)
    assert only_source(task, talk.messages, step) == {"number:48.25"}


@pytest.mark.parametrize(
    ("arguments", "reply", "feeds"),
    [
        ({"order": "W-31"}, "ok", True),
        ({"order": "W-31"}, "W-31 is on its way", True),
        ({"row": 41}, "row 41 is on its way", True),
        ({"colour": "dark green"}, "ok", True),
        ({"order": "W-99"}, "ok", False),
        ({"order": "W-77"}, "ok", False),
    ],
    ids=[
        "a value",
        "a value that comes back",
        "a number that comes back",
        "words",
        "another value",
        "what the user had said",
    ],
)
def test_a_step_feeds_a_call_that_is_made_with_what_it_gave(
    arguments: dict[str, str | int], reply: str, feeds: bool
) -> None:
    task, talk = conversation(
        user("What about W-77?"),
        *(call("look"), response({"order": "W-31", "other": "W-77", "row": 41, "colour": "dark green"})),
        *(call("send", dict(arguments)), response(reply)),
        tools=["look", "send"],
    )
    assert feeds_a_call(task, talk.messages, trajectory_steps(talk)[0]) is feeds


@pytest.mark.parametrize(
    "text", ["31.50, as of 09:10", '{"checked_at":"x"}', "generated on Monday", "it took 3 s", "now 21"]
)
def test_what_tells_its_moment_cannot_be_asked_again(text: str) -> None:
    assert asked_again(ToolResponse("c", "look", (Text(text),)), Random(0)) is None


def test_what_is_asked_again_is_answered_the_same_but_for_the_number_of_the_request() -> None:
    plain = ToolResponse("c", "look", (Text("a cat"),))
    assert asked_again(plain, Random(0)) == plain
    numbered = asked_again(ToolResponse("c", "look", (Text('{"request_id": "rq-55120", "cats": 12345}'),)), Random(0))
    assert numbered is not None
    readable, value = parse(text_of(numbered))
    assert readable and isinstance(value, dict)
    assert value["cats"] == 12345 and value["request_id"] != "rq-55120"
    assert isinstance(value["request_id"], str) and value["request_id"].startswith("rq-")


def test_changed_arguments_are_spaced_as_the_others_are() -> None:
    assert written_like({"a": 1, "b": "é"}, '{"a":2}') == '{"a":1,"b":"é"}'
    assert written_like({"a": 1, "b": "é"}, '{"a": 2}') == '{"a": 1, "b": "é"}'


def test_shuffling_leaves_the_items_as_they_were() -> None:
    items = (1, 2, 3, 4, 5)
    assert sorted(shuffled(items, Random(0))) == list(items)
    assert shuffled(items, Random(0)) == shuffled(items, Random(0)) != list(items)
