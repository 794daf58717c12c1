"""Tool irrelevance, for nothing: a call that the request has no use for, where rules or user ask not to make such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any

from negforge.agents.counterfactual import WorldRun
from negforge.checks.readings.thrift import sentence_against
from negforge.checks.readings.tools import argument_leaves, user_text
from negforge.checks.relevance import relevance
from negforge.core.defect import UNNECESSARY_CALL
from negforge.core.json_text import compact
from negforge.core.message import ToolCall, ToolResponse
from negforge.core.ports import Proposal
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import edited, final_answer, fresh_id, insert_step, replied_to, shuffled, written_like
from negforge.perturb.otherwise import slips
from negforge.perturb.rule import rule
from negforge.worlds.registry import world_named
from negforge.worlds.unrelated.plausible import plausible_arguments

_NAMES = re.compile(r"(?<![.!?:\n] )(?<!^)\b[A-Z][\w'’-]{3,}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SEARCHES = re.compile(r"quer|text|word|search|term|name|title|about|topic", re.IGNORECASE)
_IS_NO_LOOK = re.compile(
    r"wait|pause|poll|await|token|refresh|renew|role|login|auth|sleep|preview|check|quote", re.IGNORECASE
)


@rule(UNNECESSARY_CALL, suffix="replay")
def call_for_nothing(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Call a tool that has nothing to do with the request, where rules or user ask not to; answer as before."""
    if sentence_against(task, UNNECESSARY_CALL.check) is not None:
        yield from slips(task, chosen, rng, run, relevance, "needless")


@rule(UNNECESSARY_CALL)
def look_besides(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Put in a look that the request does not need, before the answer, with what the tool really says."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or replied_to(messages, answer) or relevance(task, chosen):
        return
    if task.family not in UNNECESSARY_CALL.families or sentence_against(task, UNNECESSARY_CALL.check) is None:
        return
    ids = [m.call_id for m in messages if isinstance(m, ToolCall)] or ["call_1"]
    like = next((m.arguments for m in messages if isinstance(m, ToolCall)), "")
    for name, arguments in _needless(task, chosen, rng, run):
        call = ToolCall(fresh_id(ids, rng), name, written_like(arguments, like))
        real = run.executed((*messages[:answer], call))
        response = next((m for m in real.messages[answer + 1 :] if isinstance(m, ToolResponse)), None)
        if response is None or real.messages[:answer] != messages[:answer]:
            continue
        edits = insert_step(answer, (call, response))
        if relevance(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", name),))


def _needless(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[tuple[str, dict[str, Any]]]:
    """Calls of tools that read and that the run does not use; a search only with a name that the request holds."""
    told = {m.name for m in chosen.messages if isinstance(m, ToolCall)}
    declared = {tool.name for tool in task.tools}
    reads = [tool for tool in world_named(run.task.name.world).tools if tool.name in declared - told]
    reads = [tool for tool in reads if not tool.writes and not _IS_NO_LOOK.search(tool.name)]
    names = list(dict.fromkeys(_NAMES.findall(user_text(task.opening))))
    for number in shuffled(range(len(reads)), rng):
        words = rng.sample(names, 1) if names else []
        arguments = plausible_arguments(reads[number], rng, words or ["-"])
        if arguments is None or (not words and any(_SEARCHES.search(key) for key in arguments)):
            continue
        leaves = [leaf for _, leaf in argument_leaves(compact(_of_today(task, arguments)))]
        if not any(any(c.isdigit() for c in str(leaf)) and str(leaf) not in policy_text(task) for leaf in leaves):
            yield reads[number].name, _of_today(task, arguments)


def _of_today(task: Task, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments with the day that the rules call today for a day."""
    today = _DAY.search(policy_text(task))
    return {
        name: today.group() if today is not None and isinstance(held, str) and _DAY.fullmatch(held) else held
        for name, held in arguments.items()
    }
