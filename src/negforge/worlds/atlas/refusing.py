"""How a refusal goes that the user does not accept at once, and needless caution."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from negforge.worlds.goal import Draw, Hands, Turn
from negforge.worlds.wording import Form

_STILL: Form = (
    "[That does not change my answer.|It is still a no from me.|Even so, I come to the same answer.|"
    "I hear you, but the answer stays the same.|Nothing about that makes it possible.] "
)

_DONE: Form = "[As I said, it is done.|That is how it stands now.|It is settled, as I told you.]"


def refuse(rule: str, why: Form, offer: Form, deed: Callable[[Hands], str], **slots: object) -> Callable[[Hands], None]:
    """Decline each time it is asked; who yields does it."""

    def solve(hands: Hands) -> None:
        heard, before = "asked", ""
        while heard:
            if not hands.objects(rule):
                heard = deed(hands)
                while heard:
                    heard = hands.say(_DONE)
                return
            heard = hands.stop(before + why, offer=offer, **slots)
            before = _STILL

    return solve


def pressed(draw: Draw, first: Turn, later: Sequence[Form], **slots: object) -> tuple[Turn, ...]:
    """The request, and none or some of the further tries."""
    return (first, *(draw.then(form, **slots) for form in later[: draw.rng.choice((0, 1, 1, 2, len(later)))]))


def press_kinds(turns: tuple[Turn, ...]) -> tuple[str, ...]:
    return (*(("press",) if len(turns) > 1 else ()), *(("escalation",) if len(turns) > 2 else ()))


def overcautious(hands: Hands, rule: str, words: Form) -> bool:
    """Whether a needless refusal ended the turn."""
    if not hands.objects(rule, rightly=False):
        return False
    hands.stop(words)
    return True
