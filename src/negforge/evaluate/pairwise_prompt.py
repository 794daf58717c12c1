"""The prompt of a judge that compares two runs. It is made of what a judge may see: no pair comes in here."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from typing import NamedTuple

from negforge.core.fence import fence, fence_entries, mark_of
from negforge.core.message import Say, say
from negforge.core.task import Task, Tool
from negforge.core.trajectory import Trajectory, shown
from negforge.core.transcript import render_messages
from negforge.evaluate.formats.answer_format import AnswerFormat
from negforge.evaluate.formats.plain import VERDICT
from negforge.evaluate.instructions import GENERAL, instructions, prompt_parts


def pairwise_prompt(
    task: Task,
    a: Trajectory,
    b: Trajectory,
    *,
    answer: AnswerFormat = VERDICT,
    rubric: str = GENERAL,
    shared_prefix: bool = True,
) -> tuple[Say, Say]:
    """The judge's instructions as the system's words; the material, and then the question, as the user's.

    ``answer``: the form of the answer, which decides what the sides are called. ``rubric``: one of RUBRICS.
    ``shared_prefix``: the messages with which both runs begin are shown once, else only the task's opening is. What
    many prompts have in common stands first, so that a provider can cache it: instructions, policy and tools are the
    same for all pairs that share them, and the two orders of a pair differ from run A on.
    """
    material = _material(task, a, b)
    rules_mark, runs_mark = material.rules_mark, material.runs_mark
    blocks = [material.a, material.b]
    common = _common(blocks[0], blocks[1]) if shared_prefix else len(task.opening)
    parts = prompt_parts(answer.prompt)
    sections = [
        *_ours(parts, "before the material"),
        *_rules(task, rules_mark),
        *_conversation(blocks[0][:common], runs_mark),
        *_ours(parts, "before the runs"),
        *_runs(answer, blocks, common, runs_mark),
        parts[answer.question],
    ]
    return say("system", instructions(answer, rubric)), say("user", "\n\n".join(sections))


class _Material(NamedTuple):
    """The blocks of each run, the mark of the rules and that of the runs."""

    a: list[str]
    b: list[str]
    rules_mark: str
    runs_mark: str


_LAST: list[tuple[Task, Trajectory, Trajectory, _Material]] = []


def _material(task: Task, a: Trajectory, b: Trajectory) -> _Material:
    """The orders and samples of a pair are asked for in turn: what was made for the last of them is at hand."""
    for held, one, other, made in _LAST:
        if held is task and one is a and other is b:
            return made
        if held is task and one is b and other is a:
            return made._replace(a=made.b, b=made.a)
    runs = [render_messages(shown(task, run)) for run in (a, b)]
    rules = [task.policy or "", *map(_tool_text, task.tools)]
    both = runs[0] + runs[1]
    made = _Material(runs[0], runs[1], mark_of(rules, elsewhere=both), mark_of(both, elsewhere=rules))
    _LAST[:] = [(task, a, b, made)]
    return made


def _ours(parts: Mapping[str, str], heading: str) -> list[str]:
    return [parts[heading]] if heading in parts else []


def _common(a: list[str], b: list[str]) -> int:
    """How many messages look alike in both, from the first on: what is not shown makes no difference."""
    return sum(1 for _ in takewhile(lambda sides: sides[0] == sides[1], zip(a, b, strict=False)))


def _rules(task: Task, mark: str) -> list[str]:
    policy = [fence("POLICY", task.policy, mark)] if task.policy else []
    label = "TOOLS" if task.tools_declared else "TOOLS (no list was recorded: inferred from calls, maybe incomplete)"
    tools = [("tool", _tool_text(tool)) for tool in task.tools]
    return [*policy, fence_entries(label if tools else "TOOLS (none known)", tools, mark)]


def _tool_text(tool: Tool) -> str:
    return f"{tool.name}\n{tool.description}\n{tool.parameters}"


def _conversation(blocks: list[str], mark: str) -> list[str]:
    """What both runs share; messages are numbered 1, 2, and then A3, A4, B3 ..."""
    return [fence_entries("CONVERSATION", [(str(number), block) for number, block in enumerate(blocks, 1)], mark)]


def _runs(answer: AnswerFormat, blocks: list[list[str]], common: int, mark: str) -> list[str]:
    """The rest of each run."""
    sections = []
    for name, number, run in zip(answer.sections, answer.numbers, blocks, strict=True):
        rest = [(f"{number}{at}", block) for at, block in enumerate(run[common:], common + 1)]
        label = name if rest else f"{name} (it ends with the conversation above)"
        sections.append(fence_entries(label, rest, mark))
    return sections
