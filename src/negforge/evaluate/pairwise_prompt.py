"""The prompt of a judge that compares two runs. It is made of what a judge may see: no pair comes in here."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import takewhile

from negforge.core.fence import fence, fence_entries, mark_of
from negforge.core.message import Say, say
from negforge.core.task import Task, Tool
from negforge.core.trajectory import Trajectory, shown
from negforge.core.transcript import render_messages


def pairwise_prompt(
    task: Task, a: Trajectory, b: Trajectory, *, structured: bool = False, shared_prefix: bool = True
) -> tuple[Say, Say]:
    """The judge's instructions as the system's words; the material, and then the question, as the user's.

    ``shared_prefix``: the messages with which both runs begin are shown once, else only the task's opening is. What
    many prompts have in common stands first, so that a provider can cache it: instructions, policy and tools are the
    same for all pairs that share them, and the two orders of a pair differ from run A on.
    """
    parts = _parts()
    question = parts["question, structured" if structured else "question"]
    blocks = [render_messages(shown(task, run)) for run in (a, b)]
    rules = [task.policy or "", *map(_tool_text, task.tools)]
    rules_mark = mark_of(rules, elsewhere=blocks[0] + blocks[1])
    runs_mark = mark_of(blocks[0] + blocks[1], elsewhere=rules)
    common = _common(blocks[0], blocks[1]) if shared_prefix else len(task.opening)
    sections = [*_rules(task, rules_mark), *_runs(blocks[0], blocks[1], common, runs_mark)]
    return say("system", parts["system"]), say("user", "\n\n".join([*sections, question]))


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


def _runs(of_a: list[str], of_b: list[str], common: int, mark: str) -> list[str]:
    """The conversation that both share, and then the rest of each; messages are numbered 1, 2, A3, A4, B3 ..."""
    shared = [(str(number), block) for number, block in enumerate(of_a[:common], 1)]
    sections = [fence_entries("CONVERSATION", shared, mark)]
    for name, blocks in (("A", of_a), ("B", of_b)):
        rest = [(f"{name}{number}", block) for number, block in enumerate(blocks[common:], common + 1)]
        label = f"RUN {name}" if rest else f"RUN {name} (it ends with the conversation above)"
        sections.append(fence_entries(label, rest, mark))
    return sections


@cache
def _parts() -> dict[str, str]:
    """The prompt file by its top headings."""
    text = files("negforge.evaluate").joinpath("prompts/pairwise.md").read_text(encoding="utf-8")
    sections = (section.partition("\n") for section in f"\n{text}".split("\n# ")[1:])
    return {heading.strip(): body.strip() for heading, _, body in sections}
