"""The screen: positive, negative or neither, each with a reason."""

from __future__ import annotations

from dataclasses import replace

from negforge.collect.screen import screen
from negforge.core.certificate import Finding
from negforge.core.message import say
from negforge.core.task import Tool, new_task
from negforge.core.trajectory import Label, Rollout, new_rollout

TASK = new_task([say("user", "Hello")], [Tool("t", "d", "{}")])


def rollout(value: str | None) -> Rollout:
    label = Label(value, "program", reason="because") if value else None
    return new_rollout(TASK, [say("assistant", "Hi.")], outcome=label)


def objects(task: object, trajectory: object) -> list[Finding]:
    return [Finding("strict", "it is not right", ())]


def passes(task: object, trajectory: object) -> list[Finding]:
    return []


def test_a_success_that_no_check_objects_to_is_a_positive() -> None:
    found = screen(rollout("success"), "finished", {"a": passes, "b": passes})
    assert (found.role, found.reason) == ("positive", "because")


def test_a_success_that_a_check_objects_to_is_neither_and_says_which() -> None:
    found = screen(rollout("success"), "finished", {"a": passes, "strict": objects})
    assert found.role == "neither" and "strict objects: it is not right" in found.reason


def test_a_certified_failure_is_material_for_natural_negatives() -> None:
    assert screen(rollout("failure"), "finished", {}).role == "negative"
    assert screen(rollout("failure"), "loop", {}).role == "negative"


def test_a_run_that_broke_off_proves_nothing() -> None:
    broken = screen(rollout("failure"), "no_reply:provider", {})
    assert broken.role == "neither" and "broke off" in broken.reason
    assert screen(replace(rollout("success"), outcome=None), "finished", {}).role == "neither"
