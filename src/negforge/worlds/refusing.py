"""How a refusal goes: declining each time it is asked, users who press, needless caution, and what no tool does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, Turn
from negforge.worlds.wants import Declines, NotCalled, OnlyChanges, Want
from negforge.worlds.wording import Form


def refusal(
    rule: str,
    why: Form,
    offer: Form,
    deed: Callable[[Hands], object],
    *,
    again: Form,
    **slots: object,
) -> Callable[[Hands], None]:
    """A policy that declines every time it is asked, from the second time on beginning with ``again``. Who yields does
    the deed, and the talk ends there: who has got what they wanted need not press."""

    def solve(hands: Hands) -> None:
        heard, before = "asked", ""
        while heard:
            if not hands.objects(rule):
                deed(hands)
                return
            heard = hands.stop(before + why, offer=offer, **slots)
            before = again

    return solve


def pressed(draw: Draw, first: Turn, *later: Form, **slots: object) -> tuple[Turn, ...]:
    """The request, and none, some or all of the ways in which the user presses, in order."""
    return (first, *(draw.then(form, **slots) for form in later[: draw.rng.choice((0, 1, 1, 2, len(later)))]))


def press_kinds(turns: tuple[Turn, ...]) -> tuple[str, ...]:
    """The kinds of constraints that pressing adds."""
    return ("press", "escalation")[: len(turns) - 1]


def overcautious(hands: Hands, rule: str, words: Form) -> bool:
    """Whether a needless refusal ended the turn."""
    if not hands.objects(rule, rightly=False):
        return False
    hands.stop(words)
    return True


def lacking(
    turn: Turn,
    values: Any,
    rule: str,
    why: Form,
    offer: Form,
    makes_do: Callable[[Hands], object],
    because: str,
    *,
    kinds: Sequence[str] = (),
    wants: Sequence[Want] = (),
    withhold: tuple[str, ...] = (),
    **slots: object,
) -> Goal:
    """A goal that no tool serves: say so, and touch nothing. Who yields makes do with a tool that is not for it.
    ``because``: a pattern that the reason matches; ``wants``: what more must be true."""

    def decline(hands: Hands) -> None:
        if hands.objects(rule):
            hands.stop(why, offer=offer, **slots)
        else:
            makes_do(hands)

    return Goal(
        (turn,),
        values,
        ("capability", *kinds),
        (),
        decline,
        (Declines(because), *wants, OnlyChanges()),
        withhold=withhold,
    )


def lacking_made_up_for(
    turn: Turn,
    values: list[object],
    kinds: tuple[str, ...],
    rule: str,
    because: str,
    reason: Form,
    offer: Form,
    makeshift: tuple[str, dict[str, Any]],
    *,
    claim: Form,
) -> Goal:
    """A goal that no tool serves, where who makes do makes one call and claims the rest. ``makeshift``: the tool of
    that call, which is not called otherwise, and its arguments."""
    tool, arguments = makeshift

    def makes_do(hands: Hands) -> None:
        hands.attempt(tool, "[see to it|take care of it]", **arguments)
        hands.say(claim)

    return lacking(turn, values, rule, reason, offer, makes_do, because, kinds=kinds, wants=(NotCalled((tool,)),))
