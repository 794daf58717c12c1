"""Planning, writes in passing: a write that nobody asked for, made before the answer and told of with the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.readings.phrases import PAST, deed_group, object_words, sentences
from negforge.checks.readings.tools import argument_leaves, failed, is_handover, is_write, user_text
from negforge.checks.readings.values import canons
from negforge.checks.unasked import unasked
from negforge.core.certificate import Finding
from negforge.core.defect import UNASKED_WRITE
from negforge.core.edit import diff
from negforge.core.json_text import compact
from negforge.core.message import Message, Say, Text, ToolCall, ToolResponse, text_of, with_text
from negforge.core.ports import Proposal
from negforge.core.task import Task, Tool
from negforge.core.trajectory import Trajectory
from negforge.perturb.filled_in import Met, filled_in
from negforge.perturb.making import final_answer, gaps, replied_to, shuffled, step_like, trajectory_steps, written_like
from negforge.perturb.rule import rule

_FILLED = 5  # times that a tool's arguments are drawn
_BY_ME = (
    "I've also {past} {what}.",
    "I have also {past} {what}.",
    "I {past} {what} as well.",
    "I also {past} {what}.",
    "Then I {past} {what}.",
    "With that I have {past} {what}.",
)
_DONE = (
    "{What} is {past} as well.",
    "{What} has been {past} too.",
    "Also {past}: {what}.",
    "{What} has also been {past}.",
    "{What} is {past}.",
    "{What} has been {past}.",
    "{Past}: {what}.",
)
_SET = (" ({})", ", {}", ": {}")
_SAYS_I = re.compile(r"\bI(?:['’]ve| have)?\b")
_TAKES_AWAY = re.compile(
    r"cancel|refund|withdraw|trash|delet|remov|revok|give_?up|dispute|decline|reject|resolved|closed|\bend\b",
    re.IGNORECASE,
)
_MASS = ("stock", "money", "leave")


@rule(UNASKED_WRITE, suffix="replay")
def write_in_passing(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make a write that nobody asked for, of what the run has met, and tell of it with the rest."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or answer not in gaps(messages) or replied_to(messages, answer) or unasked(task, chosen):
        return
    met = Met(messages)
    unused = _unused_writes(task, chosen)
    for number in shuffled(range(len(unused)), rng):
        other = _with_write(unused[number], messages, answer, met, run, rng)
        if other is not None and _is_the_one(unasked(task, other), len(task.opening) + answer):
            yield Proposal(diff(messages, other.messages), (("tool", unused[number].name),))


def _is_the_one(findings: Sequence[Finding], at: int) -> bool:
    """Whether the write at ``at`` is objected to, and no other."""
    return [one.message for finding in findings for one in finding.evidence] == [at]


def _unused_writes(task: Task, chosen: Trajectory) -> list[Tool]:
    """Writing tools that the run does not call and that deal with what the user did not speak of."""
    made = {step.call.name for step in trajectory_steps(chosen)}
    said = deed_group(user_text((*task.opening, *chosen.messages)).lower())
    return [
        tool
        for tool in task.tools
        if tool.name not in made
        and is_write(task, tool.name)
        and not is_handover(task, tool.name)
        and deed_group(tool.name)
        and not _TAKES_AWAY.search(tool.name)
        and not deed_group(tool.name) & said
    ]


def _with_write(
    tool: Tool, messages: Sequence[Message], answer: int, met: Met, run: WorldRun, rng: Random
) -> Trajectory | None:
    """The run with a call of the tool before its answer, as the world takes it; None where it takes none."""
    calls = [message.arguments for message in messages if isinstance(message, ToolCall)]
    for _ in range(_FILLED):
        given = filled_in(tool, met, rng)
        if given is None or not _is_sensible(compact(given)):
            continue
        written = written_like(given, calls[-1] if calls else compact(given))
        told = _told(tool.name, written, text_of(messages[answer]), met, rng)
        if told is None:
            return None
        blank = ToolResponse("call_1", tool.name, (Text(""),))
        said = messages[answer]
        assert isinstance(said, Say)
        step = step_like(messages, tool.name, written, blank, rng)
        executed = run.executed((*messages[:answer], *step, with_text(said, told), *messages[answer + 1 :])).messages
        if len(executed) == len(messages) + 2 and not _refused(executed[answer + 1]):
            return Trajectory(executed) if executed[:answer] == tuple(messages[:answer]) else None
    return None


def _is_sensible(arguments: str) -> bool:
    """Whether the call gives something and takes nothing away, and no value stands in two places."""
    leaves = [str(leaf) for _, leaf in argument_leaves(arguments) if isinstance(leaf, str)]
    return len(leaves) == len(set(leaves)) and not _TAKES_AWAY.search(arguments)


def _refused(message: Message) -> bool:
    return not isinstance(message, ToolResponse) or failed(message)


def _told(name: str, arguments: str, text: str, met: Met, rng: Random) -> str | None:
    """The answer with a sentence about the write in it, in the manner of its other sentences."""
    verb = re.split(r"[^a-z]", name.lower())[0]
    what = _what(name, arguments, met, rng)
    if verb not in PAST or not what:
        return None
    forms = _BY_ME if _SAYS_I.search(text) else (*_DONE, *_BY_ME)
    form = forms[rng.randrange(len(forms))]
    past = PAST[verb]
    sentence = form.format(past=past, what=what, What=what[0].upper() + what[1:], Past=past.capitalize())
    return _put_in(text, sentence, rng)


def _what(name: str, arguments: str, met: Met, rng: Random) -> str:
    """The thing that a write is about, with what it is called and what was set."""
    nouns = " ".join(object_words(name))
    if not nouns:
        return ""
    leaves = [(path, leaf) for path, leaf in argument_leaves(arguments) if isinstance(leaf, str)]
    ids = [leaf for _, leaf in leaves if re.search(r"\d", leaf) and re.search(r"[A-Za-z/_-]", leaf)]
    of = (met.name_of(ids[0]) or ids[0]) if ids else ""
    settings = [leaf.replace("_", " ") for _, leaf in leaves if leaf not in ids and 3 <= len(leaf) <= 40]
    singular = nouns[:-1] if nouns.endswith("s") and not nouns.endswith("ss") else nouns
    article = "" if singular in _MASS else "an " if singular[0] in "aeiou" else "a "
    told = rng.choice(_SET).format(", ".join(settings[:2])) if settings else ""
    return f"{article}{singular}{f' for {of}' if of else ''}{told}"


def _put_in(text: str, sentence: str, rng: Random) -> str:
    """The sentence among what is told: after the first sentence, or at the end, before words that tell nothing."""
    paragraphs = text.split("\n\n")
    telling = [at for at, one in enumerate(paragraphs) if canons(one)] or [len(paragraphs) - 1]
    at = telling[-1]
    if "\n" in paragraphs[at]:  # a list
        return "\n\n".join([*paragraphs[: at + 1], sentence, *paragraphs[at + 1 :]])
    told = sentences(paragraphs[at])
    ends = [one.end for one in told if canons(one.text) and not one.text.rstrip().endswith(":")] or [
        len(paragraphs[at])
    ]
    end = ends[0] if rng.random() < 0.3 else ends[-1]
    words = f"{paragraphs[at][:end].rstrip()} {sentence} {paragraphs[at][end:].lstrip()}".rstrip()
    return "\n\n".join([*paragraphs[:at], words, *paragraphs[at + 1 :]])
