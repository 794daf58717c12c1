"""Tools and steps: what writes, what failed and for how long, which calls are the same."""

from __future__ import annotations

import pytest
from hypothesis import given

from negforge.checks.readings.tools import (
    all_steps,
    argument_leaves,
    call_key,
    error_kind,
    failed,
    is_handover,
    is_write,
    last_answer,
    only_computes,
    quoted_in,
    same_call,
    user_text,
)
from negforge.core.json_text import Json
from negforge.core.task import Tool
from tests.build import assistant, call, response, run, system, task, tool, user
from tests.strategies import arguments, texts


@pytest.mark.parametrize(
    "name",
    [
        "book_train",
        "cancel_order",
        "sendEmail",
        "send_money",
        "make_payment",
        "checkout",
        "set_route",
        "transfer_to_human_agents",
        "预订",
        "",
    ],
)
def test_what_changes_something_is_a_write(name: str) -> None:
    assert is_write(task(), name)


@pytest.mark.parametrize(
    "name", ["get_order", "list_changes", "searchFlights", "find_updated_items", "calculate", "train_route", "think"]
)
def test_what_looks_something_up_is_no_write(name: str) -> None:
    assert not is_write(task(), name)


def test_a_tool_s_own_hint_overrules_its_name() -> None:
    given_task = task(tools=[tool("book_search", read_only=True), tool("get_and_lock", read_only=False)])
    assert not is_write(given_task, "book_search")
    assert is_write(given_task, "get_and_lock")


@pytest.mark.parametrize("extra", ["[]", "no json", '{"annotations": 3}', '{"annotations": {"readOnlyHint": "yes"}}'])
def test_a_hint_that_is_none_is_passed_over(extra: str) -> None:
    assert is_write(task(tools=[Tool("book_train", "", "{}", extra)]), "book_train")


def test_passing_the_user_on_is_known_by_name_or_description() -> None:
    given_task = task(
        tools=[tool("escalate", "Connect the user to a supervisor."), tool("move", "Moves personal funds.")]
    )
    assert is_handover(given_task, "transfer_to_human_agents")
    assert is_handover(given_task, "escalate")
    assert not is_handover(given_task, "move")
    assert not is_handover(task(tools=[tool("send", "Transfer money to a personal account.")]), "send")


@pytest.mark.parametrize(
    "content",
    [
        "Error: no such order",
        "ValueError: Channel does not exist!",
        "HTTP 404 Not Found",
        "404: not found",
        "  Failed to reach the station",
        {"error": "no such order"},
        {"status": "error", "message": "no such order"},
        {"success": False},
        {"ok": False, "why": "full"},
    ],
)
def test_an_error_that_says_nothing_of_waiting_is_lasting(content: Json) -> None:
    assert error_kind(response(content)) == "lasting"


@pytest.mark.parametrize(
    "content",
    [
        "Error: timed out",
        "503 Service Unavailable",
        "Error: rate limit exceeded",
        {"error": "temporarily out of reach, try again later"},
        "Error: busy, please try again",
    ],
)
def test_an_error_that_passes_is_transient(content: Json) -> None:
    assert error_kind(response(content)) == "transient"


def test_to_try_again_with_other_arguments_is_no_waiting() -> None:
    assert error_kind(response("Error: no such day. Please check the date and try again.")) == "lasting"


@pytest.mark.parametrize(
    "content",
    [
        "450 g of flour",
        "500 Main Street",
        "404 items found",
        {"error": None, "price": 31.5},
        {"errors": [], "items": 3},
        {"payment": "P-17", "status": "failed"},
        {"success": True},
        "No error was met.",
        "",
        "[]",
    ],
)
def test_a_response_with_such_words_in_it_is_no_error(content: Json) -> None:
    assert error_kind(response(content)) is None


def test_the_log_s_own_flag_makes_an_error_and_no_response_is_no_failure() -> None:
    assert failed(response("31.50", error=True))
    assert not failed(None)


def test_the_same_call_is_the_same_in_any_order_and_white_space() -> None:
    one = call("fare", '{"train": "R1", "seat": 2}')
    assert same_call(one, call("fare", '{"seat":2,"train":"R1"}'))
    assert not same_call(one, call("fare", {"train": "R1", "seat": 3}))
    assert not same_call(one, call("seat", '{"train": "R1", "seat": 2}'))
    assert same_call(call("fare", "{malformed"), call("fare", "{malformed"))
    assert not same_call(call("fare", "{malformed"), call("fare", "{malformed "))


@given(arguments())
def test_any_arguments_have_a_key(text: str) -> None:
    assert call_key("fare", text) == call_key("fare", text)
    assert all(path for path, _ in argument_leaves(text))


@pytest.mark.parametrize("depth", [900, 3000])
def test_deep_arguments_have_a_key_and_leaves(depth: int) -> None:
    text = '{"a":' * depth + "1" + "}" * depth
    assert call_key("fare", text)
    assert len(argument_leaves(text)) <= 1


def test_leaves_come_in_order_with_their_paths() -> None:
    leaves = argument_leaves('{"a": [1, {"b": null}], "c": "x", "d": {}}')
    assert leaves == ((("a", 0), 1), (("a", 1, "b"), None), (("c",), "x"))
    assert argument_leaves("[1]") == argument_leaves("{") == ()


def test_a_leaf_is_quoted_as_the_arguments_spell_it() -> None:
    assert quoted_in('{"a": "x1"}', "x1") == "x1"
    assert quoted_in('{"a": 1e3}', "1000.0") == '{"a": 1e3}'


def test_steps_pair_calls_with_their_responses() -> None:
    messages = run(
        call("fare", {"train": "R1"}),
        call("fare", {"train": "R2"}, with_previous=True),
        response("31.50"),
        response("48.00"),
        call("book"),
    ).messages
    assert [(step.at, step.response_at) for step in all_steps(messages)] == [(0, 2), (1, 3), (4, None)]


def test_the_last_answer_is_the_last_that_has_words() -> None:
    assert last_answer((user("Hi"), assistant("Yes?"), user("R1"), assistant("  "))) == 1
    assert last_answer((user("Hi"),)) is None


def test_the_user_s_words_are_the_user_s_only() -> None:
    messages = (system("Be kind."), user("R1"), assistant("R2"), user("R3"))
    assert user_text(messages) == "R1\nR3"
    assert user_text(messages, until=3) == "R1"


def test_tools_that_add_nothing_are_known() -> None:
    assert only_computes("calculate_total") and only_computes("think") and not only_computes("search")


@given(texts(60))
def test_no_text_stops_the_reading_of_errors(text: str) -> None:
    assert error_kind(response(text)) in (None, "transient", "lasting")
