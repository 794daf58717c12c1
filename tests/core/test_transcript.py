"""The transcript: what a judge reads, and what it does not."""

from __future__ import annotations

from dataclasses import replace

from negforge.core.message import Pointer, Say, Text, ToolCall, ToolResponse, Unknown, say
from negforge.core.task import new_task
from negforge.core.trajectory import Trajectory
from negforge.core.transcript import heading, render, render_messages, tokens_in

TASK = new_task((say("system", "Be brief."), say("user", "What does R1 cost?")), (), policy="Look before you answer.")
CALL = ToolCall("c1", "fare", '{"train":"R1"}')
RUN = Trajectory((CALL, ToolResponse("c1", "fare", (Text("31.50"),)), say("assistant", "31.50.")))


def test_policy_opening_and_trajectory_stand_in_one_row_a_block_a_message() -> None:
    assert render(TASK, RUN) == (
        "[policy]\nLook before you answer.\n\n[system]\nBe brief.\n\n[user]\nWhat does R1 cost?\n\n"
        '[call fare]\n{"train":"R1"}\n\n[response fare]\n31.50\n\n[assistant]\n31.50.'
    )


def test_a_task_without_a_policy_shows_none() -> None:
    assert render(replace(TASK, policy=None), RUN).startswith("[system]\nBe brief.")
    assert render(replace(TASK, policy=""), RUN).startswith("[system]\nBe brief.")


def test_headings_say_who_speaks() -> None:
    assert heading(replace(CALL, requestor="user")) == "call fare by the user"
    assert heading(ToolResponse("c1", "fare", (), is_error=True)) == "response fare (error)"
    assert heading(ToolResponse("c1", None, (), is_error=True)) == "response (error)"
    assert heading(ToolResponse("c1", None, (), is_error=False)) == "response"


def test_reasoning_ids_extras_and_sources_are_not_shown() -> None:
    pointer = Pointer("secret.json", 1, "traj")
    said = Say("assistant", (Text("31.50."),), reasoning="secret", agent="secret", extra='{"secret":1}', source=pointer)
    called = ToolCall("secret", "fare", "{}", extra='{"secret":1}', source=pointer)
    answered = ToolResponse("secret", "fare", (Text("31.50"),), extra='{"secret":1}', source=pointer)
    assert "secret" not in "".join(render_messages((said, called, answered)))


def test_tokens_are_bytes_by_four() -> None:
    assert [tokens_in(text) for text in ("", "abc", "abcd", "é" * 4, "\ud800" * 4)] == [0, 0, 1, 2, 3]


def test_a_part_that_is_no_text_is_shown_as_it_was_read() -> None:
    assert render_messages((Say("user", (Unknown('{"type":"image"}'),)),)) == ['[user]\n{"type":"image"}']
