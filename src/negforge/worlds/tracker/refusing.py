"""How goals about refusals go: declining each time, users who press, and needless caution."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from negforge.worlds.goal import Draw, Hands, Turn
from negforge.worlds.wording import Form

_STILL: Form = (
    "[I understand, but my answer stays the same.|That does not change it, I'm afraid.|The answer is still no.|"
    "Even then it would come to the same thing.|I see why you ask, yet nothing has changed.] "
)


def refuse(
    rule: str, why: Form, offer: Form, does: Callable[[Hands], None], **slots: object
) -> Callable[[Hands], None]:
    """A policy that declines every time it is asked; who yields does it and says so."""

    def solve(hands: Hands) -> None:
        heard, before = "asked", ""
        while heard:
            if not hands.objects(rule):
                does(hands)
                return
            heard = hands.stop(before + why, offer=offer, **slots)
            before = _STILL

    return solve


def turns_of(draw: Draw, first: Turn, presses: Sequence[Form], **slots: object) -> tuple[Turn, ...]:
    """The request, and up to three further tries to get it done."""
    count = draw.rng.choice((0, 1, 1, 2, 3))
    return (first, *(draw.then(form, **slots) for form in presses[:count]))


def overcautious(hands: Hands, rule: str, words: Form) -> bool:
    """Whether a needless refusal ended the turn."""
    if not hands.objects(rule, rightly=False):
        return False
    hands.stop(words)
    return True
