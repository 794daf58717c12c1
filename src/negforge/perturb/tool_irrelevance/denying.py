"""Tool irrelevance: the agent says that nothing at hand can do what a declared tool does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.denials import denials
from negforge.checks.readings.acts import (
    LOOK,
    LOOKS,
    ability,
    act_at,
    deeds_of,
    does,
    first_clause,
    name_words,
    requested,
    stem,
)
from negforge.checks.readings.phrases import DEEDS
from negforge.checks.readings.tools import Step, is_handover, is_write, only_computes, succeeded, user_text
from negforge.checks.readings.values import canons
from negforge.checks.relevance import looked_for_nothing
from negforge.core.defect import CAPABILITY_DENIED
from negforge.core.message import Message, Say, ToolCall, said_by, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task, Tool, find_tool
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import (
    answers_to,
    delete,
    each,
    edited,
    feeds_a_call,
    final_answer,
    only_source,
    replied_to,
    reword,
    taken_out,
    trajectory_steps,
    turn_start,
)
from negforge.perturb.otherwise import as_proposal, caught_slips, wrong_turns
from negforge.perturb.rule import rule

_DENIALS = (
    "I have no tool to {do}.",
    "There is no tool here to {do}.",
    "I can't {do} with the tools I have.",
    "I'm not able to {do} from here.",
    "I have no way to {do}.",
    "None of my tools can {do}.",
    "I don't have a tool that can {do}.",
    "I have no tool that can {do}, so that is not something I can help with.",
    "I'm unable to {do} with the tools at hand.",
    "There is no way for me to {do}.",
)
_AFTERWARDS = (
    "",
    "",
    "",
    " That leaves this open.",
    " So I cannot take this any further.",
    " Sorry that I can't be of more use here.",
    " You would have to turn to somebody else for that.",
    " So there is nothing I can do about it.",
)
_SAYS_LITTLE = frozenset("overview item items data info details".split())
_WHOLE_ONES = frozenset("stock money account agenda catalogue".split())
_BASES = frozenset(base for group in DEEDS for base, _ in group)
_THE = frozenset("account agenda calendar catalogue directory registry schedule weather".split())
_PLAIN = re.compile(r"[A-Za-z]+(?: [a-z][a-z'’-]*){1,5}")
_YOUR = re.compile(r"\b(?:my|our)\b")
LATE = 0.7  # of the denials come as late as they can: the earlier one comes, the more it shortens the run
_LONGEST = 14  # messages that are cut off


@rule(CAPABILITY_DENIED)
def deny_capability(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Stop before a step that the request needs, and say that no tool does what its tool does."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or replied_to(messages, answer) or denials(task, chosen):
        return
    start = turn_start(messages, answer)
    steps = each([s for s in trajectory_steps(chosen) if start <= s.at < answer], rng)
    for step in sorted(steps, key=lambda one: -one.at) if rng.random() < LATE else steps:
        cut = _from_reply_on(messages, step, answer)
        if not cut or len(cut) > _LONGEST:
            continue
        for sentence in _denying(task, step, messages, rng):
            told = sentence + (rng.choice(_AFTERWARDS) if ", so" not in sentence else "")
            denial = reword(messages, answer, _in_voice(told, messages))
            edits = (*delete(messages, cut), denial)
            if not denials(task, edited(chosen, edits)):
                continue
            if looked_for_nothing(task, edited(chosen, edits)):  # then it looked for nothing: it stops before it looks
                edits = (*delete(messages, range(start, answer)), denial)
            yield Proposal(edits, (("tool", step.call.name), ("denial", sentence)))
            break


@rule(CAPABILITY_DENIED, suffix="replay")
def decline_as_impossible(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Decline, as if no tool did it, where the careful agent helped; the same agent in its own words."""
    for fork, other in caught_slips(task, chosen, run, denials, wrong_turns(run, rng, "refuse")):
        yield as_proposal(chosen, other, (("about", fork.about),))


def _denying(task: Task, step: Step, messages: tuple[Message, ...], rng: Random) -> Iterator[str]:
    """Sentences that deny what the step's tool does: in the user's own words, else in those of its declaration."""
    tool = find_tool(task, step.call.name)
    if tool is None or step.call.requestor != "assistant" or not succeeded(step):
        return
    if is_handover(task, tool.name) or only_computes(tool.name):
        return
    needed = is_write(task, tool.name) or _told(task, messages, step) or feeds_a_call(task, messages, step)
    if not (needed or answers_to(task, messages, step)):
        return  # nothing of the request hangs on it
    words = user_text(task.opening) + "\n" + user_text(messages, step.at)
    for doing in (*_asked_for(task, tool, words), _phrase(task, tool), _described(tool)):
        if doing:
            yield rng.choice(_DENIALS).format(do=doing)


def _told(task: Task, messages: tuple[Message, ...], step: Step) -> bool:
    """Whether the words after the step give a value that only its response holds."""
    assert step.response_at is not None
    said = canons(*(text_of(m) for m in messages[step.response_at + 1 :] if isinstance(m, Say)))
    return bool(only_source(task, messages, step) & said)


def _asked_for(task: Task, tool: Tool, words: str) -> Iterator[str]:
    """What the user asks for and the tool does, as the user says it."""
    able = ability(task, tool)
    for act in requested(words):
        said = words[act.start : act.end]
        if does(able, act) and _PLAIN.fullmatch(said):
            yield _YOUR.sub("your", said[:1].lower() + said[1:])


def _described(tool: Tool) -> str | None:
    """What the declaration says first: ``Move money between ...`` as it stands, ``Free slots for ...`` to look up."""
    clause = re.split(r"\b(?:and|which|that|where|when)\b", first_clause(tool.description))[0].strip()
    act = act_at(clause, 0)
    if act is None or not 2 <= len(clause.split()) <= 9 or not _PLAIN.fullmatch(clause):
        return None
    words = clause[:1].lower() + clause[1:]
    if deeds_of(act.verb) & {LOOK} or act.verb in _BASES or (stem(act.verb) == act.verb and act.verb in words):
        return words
    return None


def _object(tool: Tool) -> tuple[str, ...]:
    parts = name_words(tool.name)
    return parts[1:] if len(parts) > 1 and (parts[0] in _BASES or parts[0] in LOOKS) else parts


def _phrase(task: Task, tool: Tool) -> str | None:
    """``renew_loan``: renew a loan; ``delivery_slots``: look up delivery slots."""
    parts, nouns = name_words(tool.name), _object(tool)
    if not nouns or set(nouns) <= _SAYS_LITTLE or len(nouns) > 3 or any(len(word) < 3 for word in nouns):
        return None
    looks = len(nouns) == len(parts) or parts[0] in ("get", "list", "read", "check", "lookup", "fetch", "find", "show")
    if looks and not ability(task, tool).deeds & {"look"}:
        return None
    verb = "look up" if looks else parts[0]
    head = nouns[-1]
    if head in _THE or head in _WHOLE_ONES:
        article = "the " if head in _THE else ""
    elif stem(head) != head or head in ("info", "details", "data"):
        article = ""
    else:
        article = "an " if nouns[0][0] in "aeiou" else "a "
    return f"{verb} {article}{' '.join(nouns)}"


def _from_reply_on(messages: tuple[Message, ...], step: Step, answer: int) -> list[int]:
    """The places from the reply that makes the step's call up to the answer; none where the user speaks in between."""
    first = step.at
    while first and isinstance(here := messages[first], ToolCall) and here.with_previous:
        first -= 1
    places = sorted({*taken_out(messages, step), *range(first, answer)})
    said = [at for at in places if said_by(messages[at], "user")]
    return [] if said or places[-1] != answer - 1 else places


def _in_voice(text: str, messages: tuple[Message, ...]) -> str:
    """With the apostrophes that the run uses."""
    curly = any("’" in part for m in messages if isinstance(m, Say) for part in re.findall(r"\w[’']\w", str(m.parts)))
    return text.replace("'", "’") if curly else text
