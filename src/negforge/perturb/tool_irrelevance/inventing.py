"""Tool irrelevance: the agent says that it did what no tool at hand can do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.claims import claimed_deeds
from negforge.checks.readings.acts import Act, ability, deeds_of, requested
from negforge.checks.readings.participles import outward, participle
from negforge.checks.readings.phrases import FAILURE, REFUSAL, Sentence, sentence_at, sentences, without
from negforge.checks.readings.tools import all_steps, failed, is_write
from negforge.core.defect import CAPABILITY_INVENTED
from negforge.core.message import said_by, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import edited, final_answer, replied_to, reword
from negforge.perturb.otherwise import as_proposal, caught_slips, wrong_turns
from negforge.perturb.rule import rule

DENIES = re.compile(
    rf"{REFUSAL.pattern}|\bno (?:tool|way|means|function)\b|\b(?:not|isn['’]t|aren['’]t) (?:possible|something|offered|"
    r"available|within)\b|\bnone of (?:my|the) tools\b|\bnot (?:have|got) (?:a|any) (?:tool|way)\b|"
    r"n['’]t have (?:a|any) tool",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"\b(?:I (?:can|could)|if you|if it helps|what I can|instead|though|nothing|not|no|n['’]t|you (?:can|could|would)|"
    r"please (?:write|ask|turn)|can help with)\b|n['’]t\b",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"\b(?:anything else|need (?:anything|additional|more)|further|assist\w*|questions?|ping me|let me know|stuck)\b",
    re.I,
)
_LEAD = re.compile(r"\s*(?:[-–•*]\s+)?(?:[^:.!?\n]{3,70}:\s+)?")
_ENDS = re.compile(
    r"[.!?;\n]|, (?:would you|please|could you|if|and I|but|or|they|it|that|I)\b| [-–—] | please\b|\bif\b|"
    r",? and (?:say|tell|ask|let|then|please|make|put|give|send|charge|call|keep|have|pay|get|do|write|book|add)\b"
)
_OTHER_PERSON = re.compile(r"\b(?:you|your|yours|yourself|I|mine|I['’]\w+|myself|here)\b")
_MINE = {"my": "your", "our": "your", "me": "you", "us": "you"}
_AT_ONCE = re.compile(r"\s+(?:right now|right away|at once|immediately|as soon as possible|now|for once)\b")
_LEADS = ("I have {}.", "I've {}.", "I have now {}.", "Done, I have {}.")


@rule(CAPABILITY_INVENTED)
def claim_what_no_tool_does(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Say, in the words of the request, that what no tool does was done, in place of the honest denial."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or replied_to(messages, answer) or claimed_deeds(task, chosen) or task.family == "safety_refusal":
        return  # what the rules forbid may well be what a tool does
    text = text_of(messages[answer])
    denial = next((s for s in sentences(text) if DENIES.search(s.text)), None)
    if denial is None or _wrote(task, chosen):
        return
    for said, act in _asked(task, chosen, answer):
        deed = _told(said, act)
        if deed is None or any(deeds_of(act.verb) & ability(task, one).deeds for one in task.tools):
            continue
        form = rng.choice(_LEADS[:-1] if denial.text.count(":") else _LEADS)
        new_text = _replaced(text, denial, form.format(deed))
        if new_text is None:
            continue
        edits = (reword(messages, answer, new_text),)
        if claimed_deeds(task, edited(chosen, edits)):
            yield Proposal(edits, (("deed", deed),))


@rule(CAPABILITY_INVENTED, suffix="replay")
def claim_all_the_same(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Go along with a request that no tool serves, and report it as done; the same agent in its own words."""
    for fork, other in caught_slips(task, chosen, run, claimed_deeds, wrong_turns(run, rng, "object")):
        if not _wrote(task, other):
            yield as_proposal(chosen, other, (("about", fork.about),))


def _asked(task: Task, chosen: Trajectory, answer: int) -> Iterator[tuple[str, Act]]:
    """What the user's last words before the answer ask for: the words, and the act."""
    heard = [*task.opening, *chosen.messages[:answer]]
    said = next((text_of(m) for m in reversed(heard) if said_by(m, "user")), "")
    for act in requested(said):
        first = said[: act.start].rstrip()[-1:] in ("", ".", "!", "?", ":", ",", "\n")
        if outward(act.verb) and (first or said[act.start].islower()):
            yield said, act


def _told(said: str, act: Act) -> str | None:
    """The request as a deed told: ``reserve 4 beds for my son`` as ``reserved 4 beds for your son``. None where it
    cannot be turned by plain rules."""
    sentence = sentence_at(said, act.start)
    if sentence is None:
        return None
    end = _ENDS.search(said, act.start + len(act.verb), sentence.end)
    rest = said[act.start + len(act.verb) : end.start() if end else sentence.end].rstrip(" ,:")
    rest = _AT_ONCE.sub("", rest)
    if (
        not 4 <= len(rest) <= 160
        or re.match(r" (?:it|them|this|that)\b", rest)
        or _OTHER_PERSON.search(rest)
        or "\n" in rest
    ):
        return None
    rest = re.sub(r"\b(?:my|our|me|us)\b", lambda match: _MINE[match.group()], rest)
    return f"{participle(act.verb)}{rest}"


def _replaced(text: str, denial: Sentence, claim: str) -> str | None:
    """The text with a claim in place of the denial, and without what was offered instead of the deed; None where other
    words would still admit that it was not done."""
    after = [
        s for s in sentences(text) if s.start > denial.start and _OFFERS.search(s.text) and not _CLOSES.search(s.text)
    ]
    text = without(text, after)
    lead = _LEAD.match(denial.text)
    kept = lead.group() if lead is not None and not DENIES.search(lead.group()) else ""
    if "’" in text:
        claim = claim.replace("'", "’")
    end = text.find("\n", denial.start + len(kept.rstrip())) if "\n" in denial.text.lstrip("\n") else denial.end
    new_text = f"{text[: denial.start]}{kept}{claim}{text[min(end, len(text)) :]}".strip()
    return None if DENIES.search(new_text) or FAILURE.search(new_text) else new_text


def _wrote(task: Task, trajectory: Trajectory) -> bool:
    return any(is_write(task, s.call.name) and not failed(s.response) for s in all_steps(trajectory.messages))
