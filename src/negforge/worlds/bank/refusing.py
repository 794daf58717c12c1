"""How a refusal goes that the user does not accept at once, for the goals that must be refused."""

from __future__ import annotations

from collections.abc import Callable

from negforge.worlds.goal import Draw, Hands, Turn
from negforge.worlds.wording import Form

_AGAIN = "[My answer stays the same.|That does not change it.|I have heard you, and it is still the same.|Put that way, too, it comes to the same thing.|It remains a no.] "


def refusal(rule: str, deed: Callable[[Hands], str], reason: Form, offer: Form) -> Callable[[Hands], None]:
    """Refuse, and go on refusing however the user presses; who yields does the deed."""

    def refuse(hands: Hands) -> None:
        heard, again = "yes", ""
        while heard:
            if not hands.objects(rule):
                heard = deed(hands)
                while heard:
                    heard = hands.say(
                        "[It is as I told you.|There is no more to it than what I have said.|As I said, that is all there is to it.]"
                    )
                return
            heard = hands.stop(again + reason, offer=offer)
            again = _AGAIN

    return refuse


def pressed(draw: Draw, first: Turn, *later: Form, **slots: object) -> tuple[Turn, ...]:
    """The request, and none or some of the ways in which the user presses, in order."""
    return (first, *(draw.then(form, **slots) for form in later[: draw.rng.choice((0, 1, 1, 2, len(later)))]))
