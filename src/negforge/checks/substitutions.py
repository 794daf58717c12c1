"""Substitutions: what was done is what was asked for, or the answer says that it is something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from negforge.checks.readings.acts import Act, ability, deeds_of, first_clause, name_words, requested, stem, stems
from negforge.checks.readings.participles import outward, participle
from negforge.checks.readings.phrases import ASKS, FAILURE, REFUSAL, sentence_at, sentences
from negforge.checks.readings.tools import (
    Step,
    argument_leaves,
    is_handover,
    is_write,
    last_answer,
    steps_of,
    succeeded,
)
from negforge.checks.readings.turns import user_turns
from negforge.checks.readings.unread import unread
from negforge.checks.readings.values import keys
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, said_by, text_of
from negforge.core.task import Task, Tool, find_tool
from negforge.core.trajectory import Trajectory, shown

CHECK = "substitutions"
_SAYS_SO = re.compile(
    r"\b(?:instead|rather than|in place of|alternative\w*|closest|nearest|only|but|however|although|though|already|"
    r"locked|refused|blocked|because|still|unfortunately|not|no)\b|n['’]t\b",
    re.IGNORECASE,
)
_OPTION = re.compile(r"[a-z]{2,20}(?:_[a-z]{2,20}){0,4}")
_TAKES = frozenset("get put bring merge scale roll turn rename restore recall restart deploy rebuild ship swap".split())
_EMPTY = frozenset("the a an and or of in on at to for from with by one it this that you me my your".split())


def substitutions(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """The run's only kind of write has nothing to do with what the user asks to be done: its tool does other deeds,
    and its declaration speaks neither of the deed nor of its object. The answer does not say what was done: no word
    of what the tool does, no value that only its response gave, no "instead", nothing that was not done. Nobody asked
    the user, who speaks only once before it.

    Only requests whose every deed is foreign to the tool count; where one of them is not, it may have been meant.
    """
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    writes = [s for s in steps_of(task, trajectory) if _is_deed(task, s)]
    answer = last_answer(messages)
    if not writes or answer is None or writes[-1].at > answer or len({s.call.name for s in writes}) > 1:
        return ()
    step = writes[-1]
    tool = find_tool(task, step.call.name)
    asked_at = user_turns(messages, writes[0].at)
    if tool is None or not tool.description or len(asked_at) != 1 or _asked_back(messages, asked_at[0], writes[0].at):
        return ()
    request, told = text_of(messages[asked_at[0]]), text_of(messages[answer])
    acts = list(_deeds(request))
    if (
        not acts
        or any(_near(task, step, tool, request, act) for act in acts)
        or _tells(messages, step, tool, request, told)
    ):
        return ()
    says = (
        f"The user asks for one thing ({_words(request, acts[0])}); {tool.name} does another "
        f'("{first_clause(tool.description)}"), and the answer tells it as if it were the same.'
    )
    symptom = next((s.text.strip() for s in sentences(told) if _REPORTS.search(s.text)), told.strip())
    asking = next(s.text.strip() for s in sentences(request) if s.start <= acts[0].start < s.end)
    evidence = (Evidence(answer, symptom), Evidence(asked_at[0], asking), Evidence(step.at, step.call.arguments))
    return (Finding(CHECK, says, evidence, constraints=1),)


_REPORTS = re.compile(r"\b(?:is|are|has|have|will|I)\b|\bdone\b|\bin\b", re.IGNORECASE)


def _is_deed(task: Task, step: Step) -> bool:
    own = step.call.requestor == "assistant" and succeeded(step)
    return own and is_write(task, step.call.name) and not is_handover(task, step.call.name)


def _asked_back(messages: Sequence[Message], start: int, end: int) -> bool:
    said = (m for m in messages[start + 1 : end] if said_by(m, "assistant"))
    return any(ASKS.search(text_of(m)) for m in said)


def _deeds(request: str) -> Iterator[Act]:
    """What the user asks to be done, with its object (an amount is one too); what is only to be looked up or told is no
    deed."""
    for act in requested(request):
        amount = re.search(r"\d", request[act.start : act.end]) is not None
        if (outward(act.verb) and (act.words or amount)) or (act.verb in _TAKES and act.words and not amount):
            yield act


def _near(task: Task, step: Step, tool: Tool, request: str, act: Act) -> bool:
    """Whether a step's tool does such deeds, by its declaration or the options that it is called with, or speaks of
    the deed or of its object; or the request speaks of what the tool acts on."""
    able = ability(task, tool)
    options = [str(leaf) for _, leaf in argument_leaves(step.call.arguments) if _OPTION.fullmatch(str(leaf))]
    chosen = frozenset().union(*(deeds_of(word) for leaf in options for word in name_words(leaf)[:1]))
    deeds = deeds_of(act.verb) & (able.deeds | chosen)
    named = {stem(act.verb), stem(participle(act.verb))} & able.spoken
    sentence = sentence_at(request, act.start)
    about = stems(sentence.text) & able.heads if sentence is not None else frozenset()
    return bool(deeds or named or about or (act.words and set(act.words) <= able.words))


def _tells(messages: Sequence[Message], step: Step, tool: Tool, request: str, told: str) -> bool:
    """Whether the answer says what was done, or that it is not what was asked for."""
    if _SAYS_SO.search(told) or REFUSAL.search(told) or FAILURE.search(told):
        return True
    own = (stems(tool.name) | stems(first_clause(tool.description))) - _EMPTY - stems(request)
    assert step.response is not None
    known = frozenset().union(*(keys(text_of(m)) for m in messages[: step.at]))
    given = (keys(text_of(step.response)) | keys(step.call.arguments)) - known
    own |= {participle(word) for word in own}
    return bool(own & stems(told) or given & keys(told))


def _words(request: str, act: Act) -> str:
    return request[act.start : act.end]
