"""What is shown of every rule: its defect is in, nothing else moved or broke, and it could have happened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from random import Random

from negforge.checks.registry import CHECKS
from negforge.core.edit import Edit, apply
from negforge.core.message import Message, Say, ToolCall, ToolResponse
from negforge.core.pair import Pair, pair_id
from negforge.core.ports import Proposal, Recollection
from negforge.core.task import Task
from negforge.core.trajectory import Label, Rollout, Trajectory, new_rollout
from negforge.perturb.recollection import EMPTY, LogMemory
from negforge.perturb.rule import Rule
from negforge.validate.pairing import pairing
from negforge.validate.schema import schema

Conversation = tuple[Task, Trajectory]


def proposals(rule: Rule, conversation: Conversation, log: Recollection = EMPTY, rng_seed: int = 1) -> list[Proposal]:
    """All that the rule proposes for a conversation."""
    task, chosen = conversation
    more = {"log": log} if "log" in rule.asks else {}
    return list(rule.propose(task, chosen, Random(rng_seed), **more))


def proposed(
    rule: Rule, conversation: Conversation, log: Recollection = EMPTY, *, also: Collection[str] = ()
) -> list[Proposal]:
    """All that the rule proposes, after showing of each that it is sound; ``also``: the checks that must object too."""
    found = proposals(rule, conversation, log)
    for proposal in found:
        assert_sound(rule, conversation, proposal, also)
    return found


def assert_sound(rule: Rule, conversation: Conversation, proposal: Proposal, also: Collection[str] = ()) -> None:
    task, chosen = conversation
    rejected = Trajectory(apply(chosen.messages, proposal.edits))
    assert not CHECKS[rule.defect.check](task, chosen)
    assert newly_failing(task, chosen, rejected) == {rule.defect.check, *also}
    assert_nothing_else_moved(chosen, rejected, proposal.edits)
    assert_could_have_happened(conversation, proposal)


def assert_could_have_happened(conversation: Conversation, proposal: Proposal) -> None:
    """Calls and responses match, calls keep to their schemas, and the agent acts only where it is its turn."""
    task, chosen = conversation
    pair = pair_of(task, chosen, proposal.edits)
    assert pairing(pair) is None
    assert schema(pair) is None
    for edit in proposal.edits:
        if edit.before is None and isinstance(edit.after, ToolResponse):
            assert edit.at < len(chosen.messages)
            assert not _is_users(chosen.messages[edit.at])


def newly_failing(task: Task, chosen: Trajectory, rejected: Trajectory) -> set[str]:
    """The checks that are silent on the chosen and object to the rejected."""
    return {name for name, check in CHECKS.items() if check(task, rejected) and not check(task, chosen)}


def assert_nothing_else_moved(chosen: Trajectory, rejected: Trajectory, edits: Sequence[Edit]) -> None:
    """The very messages that no edit names stand in the rejected, in order; beside them only what edits put."""
    named = {edit.at for edit in edits if edit.before is not None}
    new = {id(edit.after) for edit in edits if edit.after is not None}
    kept = [id(message) for at, message in enumerate(chosen.messages) if at not in named]
    assert [id(message) for message in rejected.messages if id(message) not in new] == kept
    assert len(rejected.messages) == len(kept) + len(new)


def pair_of(task: Task, chosen: Trajectory, edits: Sequence[Edit]) -> Pair:
    rejected = Trajectory(apply(chosen.messages, edits))
    identity = pair_id(task, chosen, rejected)
    label = Label("chosen", by="program")
    return Pair(identity, task, chosen, rejected, "any", None, "rule", label, tuple(edits))


def rollout_of(conversation: Conversation, parent: str | None = "task", outcome: str = "success") -> Rollout:
    """A run of a task, as a log gives it."""
    task, run = conversation
    return new_rollout(replace(task, parent=parent), run.messages, outcome=Label(outcome, by="outcome"))


def log_of(*conversations: Conversation, parent: str | None = "task", outcome: str = "success") -> LogMemory:
    """What is remembered of runs of one task."""
    return LogMemory.collect(rollout_of(one, parent, outcome) for one in conversations)


def of_task(conversation: Conversation, parent: str = "task") -> Conversation:
    """The conversation as a run of a task that has other runs in the log."""
    task, run = conversation
    return replace(task, parent=parent), run


def words_of(proposal: Proposal, at: int) -> str:
    """The words that the proposal puts in the place of those at ``at``."""
    (edit,) = (one for one in proposal.edits if one.at == at and one.before is not None)
    assert isinstance(edit.before, Say) and isinstance(edit.after, Say)
    assert replace(edit.after, parts=edit.before.parts) == edit.before
    return "".join(part.text for part in edit.after.parts if hasattr(part, "text"))


def inserted(edits: Sequence[Edit], at: int, name: str, arguments: str, response: Message) -> bool:
    """Whether the edits begin with a step at ``at``: this call, answered as ``response`` is, with one id of its own."""
    call = edits[0].after
    assert isinstance(call, ToolCall) and isinstance(response, ToolResponse)
    expected = (ToolCall(call.call_id, name, arguments), replace(response, call_id=call.call_id))
    return tuple(edits[:2]) == tuple(Edit(at, None, message) for message in expected)


def _is_users(message: Message) -> bool:
    if isinstance(message, ToolCall):
        return message.requestor == "user"
    return isinstance(message, Say) and message.role == "user"
