"""Borne out: whether the chosen of a natural pair bears out the fault that a check names on the rejected.

Nobody put that fault in, so what a check finds may be the lesser part of what went wrong, or no part of it. The other
side tells: it does what the fault is said to leave undone, asks where the other guessed, takes what the other passed
over. Each test below says why a fault is not borne out, or "".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

from negforge.checks.readings.figures_near import within_reach
from negforge.checks.readings.picked_rows import picks
from negforge.checks.readings.rows import choices
from negforge.checks.readings.things import known_things, names_in, spoken
from negforge.checks.readings.tools import Step, all_steps, is_write, outcome_unknown, same_call, succeeded
from negforge.checks.readings.turns import told_the_user, user_turns
from negforge.checks.readings.values import canons
from negforge.checks.readings.words_alone import by_words_alone
from negforge.core.certificate import Finding, quotes_of
from negforge.core.message import Message, ToolCall, ToolResponse, said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

UNSURE = ("records", "constraints")  # of what they said of failures that nobody edited, readers took too little


@dataclass(frozen=True)
class Side:
    """One side of a natural pair: the row of all its shown messages, and its steps."""

    task: Task
    messages: tuple[Message, ...]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return all_steps(self.messages)

    def wish_at(self, at: int) -> str:
        """The user's last words before a place."""
        turns = user_turns(self.messages, at)
        return text_of(self.messages[turns[-1]]) if turns else ""

    def calls(self, tool: str) -> list[Step]:
        """The steps with a tool that took effect, or may have."""
        return [step for step in self.steps if step.call.name == tool and _may_have_taken_effect(step)]

    def questions(self, wish: str) -> Iterator[str]:
        """What the assistant asks in the turn of these words of the user, and the user replies to."""
        for at, (one, following) in enumerate(pairwise(self.messages)):
            asks = said_by(one, "assistant") and "?" in text_of(one)
            if asks and said_by(following, "user") and self.wish_at(at) == wish:
                yield text_of(one)

    def takes(self, named: str) -> bool:
        """Whether a write or an answer takes the row of a response that goes by a name."""
        if any(named in s.call.arguments for s in self.steps if _writes(s, self)):
            return True
        found = picks(self.task, self.messages, choices(self.task, self.messages))
        return any(named in (one.row.name, one.row.title, *dict(one.row.fields).values()) for one in found)

    def told(self, until: int | None = None) -> str:
        """What the user was told up to a place."""
        return "\n".join(text for _, text in told_the_user(self.messages[:until]))


def against(check: str, findings: Sequence[Finding], task: Task, chosen: Trajectory, rejected: Trajectory) -> str:
    """Why the pair does not bear out what a check finds on the rejected; "" where it does."""
    if check in UNSURE:
        return "on runs that nobody edited it errs too often"
    test = _TESTS.get(check)
    if test is None:
        return ""
    sides = Side(task, shown(task, chosen)), Side(task, shown(task, rejected))
    return next((why for one in findings if (why := test(one, *sides))), "")


def _figure(finding: Finding, chosen: Side, rejected: Side) -> str:
    """A value that nothing is said to support."""
    told = canons("\n".join(text_of(one) for one in chosen.messages if said_by(one, "assistant")))
    if any(canons(quote) & told for quote in quotes_of(finding)):
        return "the chosen tells the value too"
    for place in finding.evidence:
        heard = [text_of(m) for m in rejected.messages[: place.message] if not _is_own(m)]
        if within_reach(place.quote, heard):
            return f"{place.quote} may be counted or reckoned from figures that were read"
    return ""


def _guess(finding: Finding, chosen: Side, rejected: Side) -> str:
    """Several records fit: then the chosen asks, and its question tells the one that was taken from another."""
    at, taken = finding.evidence[0].message, finding.evidence[0].quote
    met = [text_of(m) for m in rejected.messages[:at] if isinstance(m, ToolResponse)]
    same = known_things(met, taken)
    for question in chosen.questions(rejected.wish_at(at)):
        own = {name: spoken(question) & thing.said for name, thing in same.items()}
        mine = own.get(taken, frozenset())
        if any(mine - other and other - mine for name, other in own.items() if name != taken):
            return ""
    return "the chosen does not ask which of them is meant"


def _unconfirmed(finding: Finding, chosen: Side, rejected: Side) -> str:
    """A yes is wanted: then the chosen asks for it, or does not do the thing at all."""
    at = finding.evidence[0].message
    asked = any(True for _ in chosen.questions(rejected.wish_at(at)))
    return "" if asked or not chosen.calls(_tool_at(rejected, at)) else "the chosen does it without asking, too"


def _given_up(finding: Finding, chosen: Side, rejected: Side) -> str:
    """One step more would have put it right: the chosen succeeds with that tool for the same words of the user, and up
    to the refusal the two had written and told alike, so that nothing had to be taken back first."""
    last = next((step for step in rejected.steps for one in finding.evidence if step.response_at == one.message), None)
    if last is None:
        return ""
    wish = rejected.wish_at(last.at)
    if not any(succeeded(step) and chosen.wish_at(step.at) == wish for step in chosen.calls(last.call.name)):
        return "the chosen does not get done either what the other gave up"
    earlier = (s for s in rejected.steps if s.at < last.at and succeeded(s) and is_write(rejected.task, s.call.name))
    if any(not any(same_call(step.call, other.call) for other in chosen.steps) for step in earlier):
        return "before the error the two had written different things"
    turn = user_turns(rejected.messages, last.at)[-1:]
    met = frozenset().union(*(names_in(text_of(m)) for m in rejected.messages if isinstance(m, ToolResponse)))
    told = names_in(rejected.told(turn[0] if turn else 0)) & met
    if told - names_in(chosen.told()) - names_in(wish):
        return "before the error the two had told different things"
    return ""


def _hidden(finding: Finding, chosen: Side, rejected: Side) -> str:
    """A failure counts where something hung on it: a write, or a read that the chosen needs as well."""
    name = _tool_at(rejected, finding.evidence[-1].message)
    if is_write(rejected.task, name) or any(step.call.name == name for step in chosen.steps):
        return ""
    return f"nothing hung on {name}: the chosen does without it"


def _part(finding: Finding, chosen: Side, rejected: Side) -> str:
    name = _tool_at(rejected, finding.evidence[-1].message)
    return "" if chosen.calls(name) else f"nothing hung on {name}: the chosen does without it"


def _unasked(finding: Finding, chosen: Side, rejected: Side) -> str:
    """The user asked for no such write: then the chosen, who heard the same words, makes none."""
    at = finding.evidence[0].message
    if chosen.calls(_tool_at(rejected, at)):
        return "the chosen makes such a write too"
    heard = any(text_of(m) == rejected.wish_at(at) for m in chosen.messages if said_by(m, "user"))
    return "" if heard else "the chosen did not hear the words that it follows on"


def _claimed(finding: Finding, chosen: Side, rejected: Side) -> str:
    """No call did what is told: then the rejected made no write there by which the chosen does it."""
    wish = rejected.wish_at(finding.evidence[0].message)
    by = [
        {s.call.name for s in side.steps if _writes(s, side) and side.wish_at(s.at) == wish}
        for side in (chosen, rejected)
    ]
    both = sorted(by[0] & by[1])
    return f"both sides do it by {both[0]}; what is wrong is what it was done to" if both else ""


def _substituted(finding: Finding, chosen: Side, rejected: Side) -> str:
    name = _tool_at(rejected, finding.evidence[-1].message)
    return f"the chosen does it by {name} too" if chosen.calls(name) else ""


def _passed_over(finding: Finding, chosen: Side, rejected: Side) -> str:
    """Another one was better: then the chosen takes that one, and the rejected does not."""
    best = finding.evidence[-1].quote
    if rejected.takes(best):
        return f"the rejected takes {best} too"
    return "" if chosen.takes(best) else f"the chosen does not take {best} either"


def _declined(finding: Finding, chosen: Side, rejected: Side) -> str:
    """What words alone answer the chosen answers so; what the tools speak of it does by them."""
    alone = any(by_words_alone(quote) == quote for quote in quotes_of(finding)[1:])
    return "the chosen needs a tool for it" if alone and chosen.steps else ""


def _doubt(finding: Finding, chosen: Side, rejected: Side) -> str:
    return "" if rejected.steps else "of a doubt nothing is known where no tool was asked"


Test: TypeAlias = Callable[[Finding, Side, Side], str]
_TESTS: Mapping[str, Test] = {
    "grounding": _figure,
    "ambiguity": _guess,
    "confirmation": _unconfirmed,
    "surrender": _given_up,
    "passing_errors": _given_up,
    "disclosure": _hidden,
    "partial_reads": _part,
    "unasked": _unasked,
    "claims": _claimed,
    "substitutions": _substituted,
    "superlatives": _passed_over,
    "over_refusals": _declined,
    "caveats": _doubt,
}


def _tool_at(side: Side, at: int) -> str:
    """The tool of the call or the response at a place."""
    return next((step.call.name for step in side.steps if at in (step.at, step.response_at)), "")


def _writes(step: Step, side: Side) -> bool:
    return is_write(side.task, step.call.name) and _may_have_taken_effect(step)


def _may_have_taken_effect(step: Step) -> bool:
    return succeeded(step) or (step.response is not None and outcome_unknown(step.response))


def _is_own(message: Message) -> bool:
    return isinstance(message, ToolCall) or said_by(message, "assistant")
