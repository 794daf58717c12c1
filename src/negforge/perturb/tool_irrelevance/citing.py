"""Tool irrelevance: a tool that was never called is named as the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.agents.voices.sources import tellings, traced
from negforge.checks.citations import citations
from negforge.checks.readings.acts import LOOK, ability, stems
from negforge.checks.readings.phrases import Sentence
from negforge.checks.readings.tools import failed, is_handover, is_write, only_computes, user_text
from negforge.core.defect import UNCALLED_TOOL_CITED
from negforge.core.message import Message, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task, Tool
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import edited, final_answer, reword, shuffled, trajectory_steps, tries
from negforge.perturb.rule import rule

_LITTLE = frozenset(
    "the and for you your with from that this are was were not one any its per can have has will would what when which "
    "how many much please give tell number name day date time use also more only other without".split()
)

_NO_SOURCE = re.compile(r"assume|renew|refresh|token|session|wait|pause|hold_the", re.IGNORECASE)


@rule(UNCALLED_TOOL_CITED)
def cite_uncalled_tool(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Name a tool at hand as the source of what is told, though it was never called."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or citations(task, chosen):
        return
    text = text_of(messages[answer])
    if _named(task, text):
        return
    others = _uncalled(task, messages)
    told, steps = tellings(text), trajectory_steps(chosen)
    for number in shuffled(range(len(told)), rng)[: tries(text)]:
        asked = user_text(task.opening) + "\n" + user_text(messages, answer)
        for tool in (others[k] for k in shuffled(range(len(others)), rng)):
            if not _could_tell(tool, told[number], asked, len(steps) == 0):
                continue
            edits = (reword(messages, answer, traced(text, told[number], tool.name, rng)),)
            if citations(task, edited(chosen, edits)):
                yield Proposal(edits, (("tool", tool.name),))
                break


@rule(UNCALLED_TOOL_CITED)
def cite_another_tool(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Name a tool that was never called where the answer names the one that it has it from."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or citations(task, chosen):
        return
    text = text_of(messages[answer])
    others = _uncalled(task, messages)
    for tool in _named(task, text):
        for number in shuffled(range(len(others)), rng):
            edits = (reword(messages, answer, _spelled(tool.name).sub(others[number].name, text, count=1)),)
            if citations(task, edited(chosen, edits)):
                yield Proposal(edits, (("tool", others[number].name), ("instead_of", tool.name)))
                break


def _uncalled(task: Task, messages: tuple[Message, ...]) -> list[Tool]:
    """Tools that look things up and have not been called."""
    called = {step.call.name for step in trajectory_steps(Trajectory(messages)) if not failed(step.response)}
    return [
        tool
        for tool in task.tools
        if tool.name not in called
        and len(tool.name) >= 4
        and not _NO_SOURCE.search(tool.name)
        and LOOK in ability(task, tool).deeds
        and not (is_write(task, tool.name) or is_handover(task, tool.name) or only_computes(tool.name))
    ]


def _named(task: Task, text: str) -> list[Tool]:
    return [tool for tool in task.tools if re.search(r"[_A-Z-]", tool.name) and _spelled(tool.name).search(text)]


def _spelled(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _could_tell(tool: Tool, sentence: Sentence, asked: str, unaided: bool) -> bool:
    """Whether the declaration speaks of what the sentence tells, or of what was asked; of both where no tool was used
    at all, so that the request may have had nothing to do with any."""
    about = {word for word in stems(f"{tool.name} {tool.description}") if len(word) >= 4} - _LITTLE
    in_sentence, in_request = about & stems(sentence.text), about & stems(asked)
    if unaided:
        return bool(in_sentence) and len(in_sentence | in_request) >= 2
    return bool(in_sentence) or len(in_request) >= 2
