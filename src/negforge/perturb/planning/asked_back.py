"""Planning, questions: the agent asks back for what the user has just said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.questions import CHECK, questions
from negforge.checks.readings.askings import Asking, said_for
from negforge.checks.readings.thrift import sentence_against
from negforge.core.defect import NEEDLESS_QUESTION
from negforge.core.message import Message, Say, ToolCall, said_by, say, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown
from negforge.perturb.made_otherwise import renumbered
from negforge.perturb.making import edited
from negforge.perturb.otherwise import as_proposal
from negforge.perturb.rule import rule

_NOUNS = (
    *("account", "card", "payee", "order", "booking", "reservation", "trip", "issue", "incident", "service", "flag"),
    *("loan", "hold", "list", "place", "district", "document", "paper", "folder", "report", "branch", "version"),
    *("invoice", "receipt", "team", "project", "hotel", "station", "train", "doctor", "prescription", "event"),
    *("meeting", "label", "voucher", "reference", "sprint", "environment", "warehouse", "permit"),
)
_FORMS = {
    "day": ("which day should that be?", "what date is this for?", "which date do you have in mind?"),
    "amount": ("how much should it be?", "what amount should I enter?", "which amount is it to be?"),
    "number": (
        "what is the {thing} number?",
        "could you give me the {thing} number?",
        "may I have the {thing} number?",
    ),
    "which": ("which {thing} is this about?", "which {thing} should it be?", "which {thing} do you mean?"),
}
_PAYS = re.compile(r"\b(?:pay|send|transfer|move|owe|put)\b", re.IGNORECASE)
_BEFORE = (
    "",
    "",
    "",
    "Before I start, ",
    "To get this right, ",
    "Happy to help. ",
    "Just to be sure, ",
    "One thing first: ",
)


@rule(NEEDLESS_QUESTION, suffix="replay")
def ask_back(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Ask the user for what the user has just said; the user says that all is said, and the run goes on as it did."""
    if sentence_against(task, CHECK) is None or questions(task, chosen):
        return  # where no sentence asks not to, a question too many is no fault
    messages = chosen.messages
    starts = [at for at in range(len(messages)) if _begins_a_turn(messages, at)]
    rng.shuffle(starts)
    for at in starts:
        heard = [m for m in shown(task, Trajectory(messages[:at])) if said_by(m, "user")]
        askings = [one for one in _askings() if heard and _would_be_asked(one, text_of(heard[-1]))]
        rng.shuffle(askings)
        for asking in askings[:3]:
            other = _asked(run, chosen, at, _worded(asking, rng))
            if other is not None and questions(task, other):
                proposal = as_proposal(chosen, other, (("asked", asking.asked), ("thing", asking.thing)))
                yield Proposal(proposal.edits, proposal.parameters, 1)
                break


def _begins_a_turn(messages: Sequence[Message], at: int) -> bool:
    """Whether the agent begins to work here on what the user has just said: a call comes now, or after a word."""
    before = messages[at - 1] if at else None
    rest = messages[at : at + 2]
    return (before is None or said_by(before, "user")) and any(isinstance(message, ToolCall) for message in rest)


def _would_be_asked(asking: Asking, words: str) -> bool:
    """Whether words say what is asked for, and for a sum of money speak of paying it."""
    return bool(said_for(asking, words)) and (asking.asked != "amount" or _PAYS.search(words) is not None)


def _askings() -> list[Asking]:
    plain = [Asking("day"), Asking("amount")]
    return [*plain, *(Asking("which", noun) for noun in _NOUNS), *(Asking("number", noun) for noun in _NOUNS)]


def _worded(asking: Asking, rng: Random) -> str:
    before, question = rng.choice(_BEFORE), rng.choice(_FORMS[asking.asked]).format(thing=asking.thing)
    return before + (question if before and not before.endswith(". ") else question[0].upper() + question[1:])


def _asked(run: WorldRun, chosen: Trajectory, at: int, question: str) -> Trajectory | None:
    """The run with the question at a place, the user's reply as it comes, and then all as it was; None where the user
    goes on to something else."""
    messages = chosen.messages
    asked = (*messages[:at], say("assistant", question), *messages[at:])
    executed = run.executed(asked).messages
    reply = executed[at + 1] if len(executed) == len(asked) + 1 else None
    if not isinstance(reply, Say) or reply.role != "user" or reply in messages:
        return None  # the user went on with the next turn, or was silent
    rest = Trajectory((*executed[: at + 2], *messages[at:]))
    other = edited(rest, renumbered(rest.messages, executed, frozenset()))
    again = run.executed(other.messages).messages
    return Trajectory(again) if _words(again) == _words(other.messages) else None


def _words(messages: Sequence[Message]) -> list[str]:
    return [text_of(message) for message in messages if isinstance(message, Say)]
