"""Users who press, and how a policy goes on refusing."""

from __future__ import annotations

from collections.abc import Callable

from negforge.worlds.goal import Draw, Hands, Turn
from negforge.worlds.wording import Form


def pressed(draw: Draw, first: Turn, lines: tuple[Form, ...], **slots: object) -> list[Turn]:
    """The request, and up to three turns in which the user presses, rephrases or asks for more."""
    count = draw.rng.choice((0, 1, 1, 2, 3))
    return [first, *(draw.then(line, **slots) for line in draw.some(lines, count))]


def refusing(
    hands: Hands, rule: str, reasons: tuple[Form, ...], offer: Form, slip: Callable[[], object], **slots: object
) -> None:
    """Refuse, and go on refusing; ``slip``: what an agent that yields does instead; there the talk ends."""
    heard, times = "asked", 0
    while heard:
        if not hands.objects(rule):
            slip()
            return
        heard = hands.stop(reasons[min(times, len(reasons) - 1)], offer=offer if times == 0 else None, **slots)
        times += 1


def press_kinds(turns: list[Turn]) -> tuple[str, ...]:
    """What pressing adds to the kinds of constraints."""
    return (f"pressed {len(turns) - 1}",) if len(turns) > 1 else ()
