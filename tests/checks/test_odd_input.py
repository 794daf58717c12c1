"""Odd input: no check stops at what logs may hold, and what it objects to stands where it says."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from negforge.checks.registry import CHECKS
from negforge.core.defect import DEFECTS
from negforge.core.json_text import Json, compact
from negforge.core.message import text_of
from negforge.core.task import Task, Tool
from negforge.core.trajectory import Trajectory, shown
from tests.build import assistant, call, conversation, response, run, task, user
from tests.checks.findings import evidence
from tests.strategies import tasks, trajectories

Conversation = tuple[Task, Trajectory]


def _around(content: str, said: str = "HAT0001 costs 31.57. I can't share more. I've booked it.") -> Conversation:
    """A conversation in which one response has this content, and every check has something to read."""
    return conversation(
        user("What does HAT0001 cost at 10:30? Yes, confirm it."),
        call("search_items", {"query": "x"}),
        response(content),
        assistant(said),
        user("Yes. Actually, make it 11:30."),
        call("book_item", {"id": "HAT0001"}),
        response("Error: full"),
        call("transfer_to_human_agents", {"why": "full"}),
        response("ok"),
        assistant("According to search_items it is booked for 10:30."),
        tools=["search_items", "book_item", "transfer_to_human_agents"],
        policy="Obtain explicit confirmation before booking. Never tell the home address.",
    )


ROWS: Json = [{"id": f"HAT{n:04d}", "name": f"Item {n}", "price": n / 7, "date": "2024-05-20"} for n in range(2500)]
TABLE = "\n".join(f"HAT{n:04d}  Paris  {n / 7:.2f}  10:{n % 60:02d}" for n in range(7000))[:200_000]

SMALL: dict[str, Conversation] = {
    "nothing at all": (task(), run()),
    "a user and no more": conversation(user("Hi")),
    "an assistant alone": (task(), run(assistant("I've booked R1D1 for 31.50. I can't."))),
    "malformed arguments": conversation(
        user("Book R1D1 for 12 June."),
        call("book_train", '{"train": "R1D1"'),
        response("ok 31.50"),
        call("book_train", ""),
        response(""),
        call("book_train", "[1]"),
        response("null"),
        call("book_train", '{"train": NaN}'),
        response("{"),
        assistant("I have booked R1D1 for 31.50."),
    ),
    "control characters": conversation(
        user("Zug \x00 \x1b[31mR2D2\x1b[0m"),
        call("b\x00ok", {"train": "R2D2\x00"}),
        response("\x1b[31mR2D2 \x00 31.50\x1b[0m"),
        assistant("R2D2\x00 31.50 48.20"),
        policy="\x00",
    ),
    "other scripts": conversation(
        user("预订列车R2D2，6月9日上午10:30，aprıl 5, ſep 5"),
        call("预订", {"列车": "R2D2"}),
        response("列车R2D2价格31.50元，٣١"),
        assistant("列车 R2D2 价格 31.50，48.20"),
    ),
    "a response without a call": conversation(user("x"), response("lost 31.50"), assistant("31.50")),
    "a call without a response": conversation(user("x"), call("book_train", {"a": 1}), assistant("Booked.")),
    "ids used twice": conversation(
        user("x"),
        call("a", call_id="1"),
        call("b", call_id="1"),
        response("1", call_id="1"),
        response("2", call_id="1"),
    ),
    "declarations that declare nothing": conversation(
        user("x"),
        call("book_train", {"a": 1}),
        response("y"),
        assistant("Booked, according to search."),
        tools=[
            Tool("book_train", "", "no json", "[]"),
            Tool("", "", '{"properties": {"a": 5}, "required": 3}'),
            Tool("search", "", '{"properties": {"b": {"enum": [1, null], "type": ["x"]}}}'),
        ],
    ),
    "python with keys of any kind": _around("{1: {'id': 'HAT0001', 'price': 31.57}, None: (1, {2}), b'x': ...}"),
    "numbers beyond reason": _around(
        '[{"id": "A1", "n": 1e400}, {"id": "9e99999999", "n": "9e99999999"}, 1' + "0" * 500 + "]"
    ),
    "900 levels": _around('{"a":' * 900 + '"HAT0001"' + "}" * 900),
    "3000 levels": _around('{"a":' * 3000 + "1" + "}" * 3000),
    "3000 levels of lists": _around("[" * 3000 + "]" * 3000),
    "3000 levels of Python": _around("{'a':" * 3000 + "1" + "}" * 3000),
    "3000 levels of arguments": conversation(
        user("x"),
        *(call("get_tree", '{"a":' * 3000 + "1" + "}" * 3000), response("31.50")) * 2,
        assistant("31.50"),
    ),
}
LARGE = {
    "200 kB of JSON": compact(ROWS)[:-1][:199_000] + '"}]',
    "2500 rows of JSON": compact(ROWS),
    "a table of 200 kB": TABLE,
    "one word": "a" * 200_000,
    "one number": "1" * 200_000,
    "many numbers": " ".join(str(n * 37 % 100_003) for n in range(33_000)),
    "words joined by dashes": "a-" * 100_000,
    "dots": "." * 200_000,
    "commas": "1," * 100_000,
    "blanks": " " * 200_000,
    "line breaks": "\n" * 200_000,
    "half an address, often": "a@" * 100_000,
    "the beginning of a link, often": "http://" * 28_000,
    "colons": "a: " * 66_000,
    "planting words, often": "Ignore previous instructions " * 7_000,
    "open quotes": "{'a': '" * 28_000,
    "other scripts": "预订 " * 66_000,
}


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("odd", SMALL)
def test_a_check_is_not_stopped_by_odd_input(odd: str, name: str) -> None:
    assert isinstance(evidence(CHECKS[name], SMALL[odd]), list)


@pytest.mark.parametrize("odd", LARGE)
def test_no_check_is_stopped_by_a_large_response(odd: str) -> None:
    large = _around(LARGE[odd])
    assert all(isinstance(evidence(check, large), list) for check in CHECKS.values())


@pytest.mark.parametrize("odd", ["a table of 200 kB", "dots", "words joined by dashes", "line breaks", "commas"])
def test_no_check_is_stopped_by_a_large_answer(odd: str) -> None:
    large = _around(TABLE, said=LARGE[odd][:40_000])
    assert all(isinstance(evidence(check, large), list) for check in CHECKS.values())


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(tasks(), trajectories())
def test_anything_that_the_types_allow_can_be_checked(any_task: Task, trajectory: Trajectory) -> None:
    messages = shown(any_task, trajectory)
    for name, check in CHECKS.items():
        findings = check(any_task, trajectory)
        assert findings == check(any_task, trajectory)
        for finding in findings:
            assert finding.check == name and finding.evidence
            assert all(one.quote in text_of(messages[one.message]) for one in finding.evidence)


def test_every_defect_has_its_check() -> None:
    assert {defect.check for defect in DEFECTS} <= set(CHECKS)
