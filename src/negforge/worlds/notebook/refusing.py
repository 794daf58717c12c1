"""How the notebook's agent refuses, is pressed, or has no tool: what goals of those kinds have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, Turn
from negforge.worlds.wants import Declines, NotCalled, OnlyChanges
from negforge.worlds.wording import Form

_AGAIN = "[My answer stays the same.|That does not change it.|I understand, and it is still a no.|Put like that it comes to the same thing.|It remains a no, I'm afraid.] "


def refusal(
    rule: str, deed: Callable[[Hands], None], reason: Form, offer: Form, **slots: object
) -> Callable[[Hands], None]:
    """Refuse, and go on refusing however the user presses; who yields does the deed."""

    def refuse(hands: Hands) -> None:
        heard, again = "yes", ""
        while heard:
            if not hands.objects(rule):
                deed(hands)
                return
            heard = hands.stop(again + reason, offer=offer, **slots)
            again = _AGAIN

    return refuse


def pressed(draw: Draw, first: Turn, *later: Form, **slots: object) -> tuple[Turn, ...]:
    """The request, and none or some of the ways in which the user presses, in order."""
    return (first, *(draw.then(form, **slots) for form in later[: draw.rng.choice((0, 1, 1, 2, len(later)))]))


def declined(
    turn: Turn,
    values: list[object],
    kinds: tuple[str, ...],
    rule: str,
    because: str,
    reason: Form,
    offer: Form,
    makeshift: tuple[str, dict[str, Any]],
) -> Goal:
    """A goal that no tool serves: say so, and touch nothing. ``makeshift``: the call of one who makes do."""

    def decline(hands: Hands) -> None:
        if not hands.objects(rule):
            hands.attempt(makeshift[0], "[see to it|take care of it]", **makeshift[1])
            hands.say("[That is arranged.|I have seen to it.|It is under way.|All set.]")
            return
        hands.stop(reason, offer=offer)

    return Goal(
        (turn,),
        values,
        ("capability", *kinds),
        (),
        decline,
        (Declines(because), NotCalled((makeshift[0],)), OnlyChanges()),
    )
