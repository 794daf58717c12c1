"""Earlier talks are true where the pair plays: careful runs in the same state, or talks of the log that only read."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from negforge.checks.readings.tools import is_write
from negforge.core.edit import Edit
from negforge.core.message import Message, ToolCall, ToolResponse, text_of
from negforge.core.pair import Pair
from negforge.core.trajectory import Trajectory
from negforge.perturb.twins.material import Talks
from negforge.worlds.tasks import task_named
from tests.build import assistant, call, conversation, response, run, user
from tests.perturb.proving import pair_of


def _pair_in_world(name: str) -> Pair:
    told = run(assistant("None.")).messages
    return pair_of(task_named(name).task, Trajectory(told), (Edit(0, told[0], assistant("One.")),))


def test_talks_of_a_world_are_what_its_tools_say_in_the_state_of_the_task() -> None:
    pair = _pair_in_world("library:from_another_library:multi_easy:0")
    talks = Talks([], lambda _task, _run: True).earlier_talks(pair, Random(1), 3_000)
    assert talks
    session = task_named("library:from_another_library:multi_easy:0").session()
    for talk in talks:
        calls = [message for message in talk if isinstance(message, ToolCall)]
        assert calls and not any(is_write(pair.task, one.name) for one in calls)
        answers = {message.call_id: message for message in talk if isinstance(message, ToolResponse)}
        for one in calls:
            assert session.call(one.name, one.arguments).text == text_of(answers[one.call_id])


def test_talks_of_a_log_end_before_the_first_write() -> None:
    other = (
        user("What does R1 cost?"),
        call("get_fare", {"train": "R1"}),
        response({"price": 31.5}),
        assistant("R1 costs 31.50."),
        user("Then book it."),
        call("book_seat", {"train": "R1"}),
        response({"state": "booked"}),
        assistant("It is booked."),
    )
    talk = _talks_beside(other)
    assert [text_of(message) for message in talk] == [text_of(message) for message in other[:4]]


def test_what_somebody_objects_to_is_no_earlier_talk() -> None:
    assert not _talks_beside((user("Hello?"), call("get_fare"), response({"price": 3}), assistant("Yes.")), sound=False)


def _talks_beside(other: tuple[Message, ...], *, sound: bool = True) -> tuple[Message, ...]:
    tools = ["get_fare", "book_seat"]
    one = _pair(
        user("When does R7 leave?"), call("get_fare", {"train": "R7"}), response({}), assistant("At nine."), tools=tools
    )
    beside = _pair(*other, tools=tools)
    talks = Talks([one, beside], lambda _task, _run: sound).earlier_talks(one, Random(1), 1)
    return talks[0] if talks else ()


def _pair(*messages: Message, tools: list[str]) -> Pair:
    task, told = conversation(*messages, tools=tools)
    end = len(told.messages) - 1
    return pair_of(replace(task, parent="log/1"), told, (Edit(end, told.messages[end], assistant("Never.")),))
