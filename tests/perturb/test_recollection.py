"""What the logs remember: one answer to one call, and only what was asked of a world as its task began."""

from __future__ import annotations

from negforge.core.json_text import Json
from negforge.core.message import Message, Pointer, Text, ToolResponse, text_of
from negforge.core.ports import LoggedCall
from negforge.perturb.recollection import EMPTY, LogMemory, steps_as_text, world_of
from tests.build import assistant, call, conversation, response, task, user
from tests.perturb.proving import Conversation, log_of, rollout_of

SHOP = ["get_order", "send_mail", "cancel_booking"]
TASK = task(user("?"), tools=SHOP)
ASK = '{"order": "W-31"}'


def shop(*messages: Message, tools: list[str] = SHOP) -> Conversation:
    return conversation(user("What about W-31?"), *messages, tools=tools)


def looked(reply: Json = "31.50", arguments: str = ASK) -> tuple[Message, Message]:
    return call("get_order", arguments), response(reply)


def sent(to: str, reply: str = "Mail sent to {to}.") -> tuple[Message, Message]:
    return call("send_mail", {"to": to}), response(reply.format(to=to))


def answer(log: LogMemory, arguments: str = ASK) -> str | None:
    found = log.answer(TASK, "get_order", arguments)
    return text_of(found) if found is not None else None


def test_what_every_run_was_answered_is_remembered_whatever_the_key_order() -> None:
    log = log_of(
        shop(*looked("31.50", '{"order": "W-31", "full": true}')),
        shop(*looked("31.50", '{"full":true,"order":"W-31"}')),
    )
    assert answer(log, '{ "order":"W-31", "full":true }') == "31.50"
    assert answer(log, '{"order":"W-32"}') is None


def test_what_two_runs_were_answered_otherwise_is_not_relied_on() -> None:
    assert answer(log_of(shop(*looked("31.50")), shop(*looked("48.25")))) is None
    assert answer(log_of(shop(*looked("31.50")), shop(*looked("48.25")), shop(*looked("31.50")))) is None


def test_a_world_is_a_set_of_tools_in_any_order() -> None:
    log = log_of(shop(*looked()))
    assert log.answer(task(user("?"), tools=SHOP[::-1]), "get_order", ASK) is not None
    assert log.answer(task(user("?"), tools=SHOP[:2]), "get_order", ASK) is None
    assert world_of(task(user("?"), tools=SHOP)) == world_of(task(user("!"), tools=SHOP[::-1], policy="Be brief."))


def test_after_a_write_nothing_is_remembered_as_the_world_is_no_longer_as_it_began() -> None:
    other = '{"order": "W-32"}'
    log = log_of(shop(*looked(), *sent("anna"), *looked("48.25", other), *sent("otto")))
    assert answer(log) == "31.50"
    assert answer(log, other) is None
    assert [one.arguments for one in log.calls_of_tool(TASK, "send_mail")] == ['{"to":"anna"}']


def test_a_write_that_failed_changed_nothing() -> None:
    failed = (call("send_mail", {"to": "anna"}), response("Error: mailbox full"))
    log = log_of(shop(*failed, *looked()))
    assert answer(log) == "31.50"
    assert log.calls_of_tool(TASK, "send_mail") == ()


def test_what_failed_or_was_never_answered_is_not_remembered() -> None:
    log = log_of(shop(*looked("Error: no such order")), shop(call("get_order", {"order": "W-99"})))
    assert answer(log) is None
    assert log.calls_in_task(rollout_of(shop()).task) == ()
    assert answer(log, '{"order":"W-99"}') is None


def test_a_write_is_no_answer_to_a_read() -> None:
    log = log_of(shop(*sent("anna")))
    assert log.answer(TASK, "send_mail", '{"to":"anna"}') is None


def test_calls_of_this_very_task_are_told_from_those_of_others() -> None:
    log = LogMemory.collect(
        [
            rollout_of(shop(*looked()), "one"),
            rollout_of(shop(*sent("anna")), "two"),
            rollout_of(shop(*looked("9")), None),
        ]
    )
    in_one = log.calls_in_task(rollout_of(shop(), "one").task)
    assert [(one.name, one.arguments, text_of(one.response)) for one in in_one] == [("get_order", ASK, "31.50")]
    assert [one.name for one in log.calls_in_task(rollout_of(shop(), "two").task)] == ["send_mail"]
    assert log.calls_in_task(TASK) == ()
    assert len(log.calls_of_tool(TASK, "get_order")) == 1


def test_a_call_is_remembered_once_with_the_words_that_followed_it() -> None:
    log = log_of(shop(*looked(), assistant("It costs 31.50.")), shop(*looked(), assistant("31.50!")))
    (only,) = log.calls_in_task(rollout_of(shop()).task)
    assert only.then == "It costs 31.50."
    (silent,) = log_of(shop(*looked(), *sent("anna"))).calls_of_tool(TASK, "get_order")
    assert silent.then == ""


def test_what_is_remembered_does_not_tell_where_it_was_read() -> None:
    traced = ToolResponse("c0", "get_order", (Text("31.50"),), extra='{"ms":3}', source=Pointer("a.json", 0, "traj/1"))
    log = log_of(shop(looked()[0], traced))
    assert log.answer(TASK, "get_order", ASK) == ToolResponse("c0", "get_order", (Text("31.50"),))


def explained(*runs: Conversation) -> list[LoggedCall]:
    return list(log_of(*runs).explained_writes(TASK))


def test_a_write_is_explained_when_the_reply_is_the_same_but_for_what_it_was_called_with() -> None:
    assert [one.arguments for one in explained(shop(*sent("anna")), shop(*sent("otto")))] == [
        '{"to":"anna"}',
        '{"to":"otto"}',
    ]
    assert explained(shop(*sent("anna")), shop(*sent("otto", "Mail 7781 sent to {to}."))) == []
    assert explained(shop(*sent("anna"))) == []
    assert explained(shop(*looked()), shop(*looked("31.50", '{"order": "W-32"}'))) == []


def test_a_part_of_a_word_is_no_echo() -> None:
    assert explained(shop(*sent("ann", "Sent to anna.")), shop(*sent("otto", "Sent to ottoa."))) == []


def test_the_last_words_of_failed_runs_are_remembered_with_their_steps() -> None:
    told = shop(*looked(), assistant("One moment."), assistant("It costs 31.50."))
    task_of_it = rollout_of(told).task
    steps = steps_as_text(told[1].messages)
    assert log_of(told, outcome="failure").failed_endings(task_of_it) == ((steps, "It costs 31.50."),)
    assert log_of(told, told, outcome="failure").failed_endings(task_of_it) == ((steps, "It costs 31.50."),)
    assert log_of(told, outcome="success").failed_endings(task_of_it) == ()
    assert log_of(told, outcome="failure", parent="another").failed_endings(task_of_it) == ()
    assert log_of(shop(*looked()), outcome="failure").failed_endings(task_of_it) == ()


def test_steps_as_text_are_equal_for_what_was_asked_and_answered_alike() -> None:
    one = shop(*looked("31.50", '{"order":"W-31"}'), assistant("a"))[1].messages
    assert steps_as_text(one) == steps_as_text(
        shop(assistant("b"), *looked("31.50", '{ "order": "W-31" }'))[1].messages
    )
    assert steps_as_text(one) != steps_as_text(shop(*looked("48.25"))[1].messages)
    assert steps_as_text(one) != steps_as_text(shop(looked()[0])[1].messages)


def test_too_long_responses_are_forgotten_and_too_many_calls() -> None:
    assert answer(log_of(shop(*looked("x" * 20_001)))) is None
    assert answer(log_of(shop(*looked("x" * 20_000)))) is not None
    many = [shop(*(one for n in range(300) for one in looked(str(n), f'{{"order":"W-{n}"}}')))]
    assert len(log_of(*many).calls_in_task(rollout_of(shop()).task)) == 200


def test_an_empty_memory_knows_nothing() -> None:
    assert answer(EMPTY) is None
    assert (EMPTY.calls_in_task(TASK), EMPTY.calls_of_tool(TASK, "get_order")) == ((), ())
    assert (EMPTY.explained_writes(TASK), EMPTY.failed_endings(TASK)) == ((), ())


def test_long_arguments_and_the_endings_of_long_runs_are_forgotten() -> None:
    long = '{"order": "' + "x" * 30_000 + '"}'
    assert log_of(shop(*looked("31.50", long))).calls_of_tool(TASK, "get_order") == ()
    told = assistant("Not done.")
    short, endless = shop(*looked(), told), shop(*looked("word " * 100_000), told)
    assert len(log_of(short, outcome="failure").failed_endings(rollout_of(short).task)) == 1
    assert not log_of(endless, outcome="failure").failed_endings(rollout_of(short).task)
