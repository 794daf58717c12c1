"""How this desk declines: in every turn, with the reason and with what is possible instead."""

from __future__ import annotations

from typing import Any

from negforge.worlds.goal import Draw, Hands, Turn
from negforge.worlds.shop.state import Order, Shop
from negforge.worlds.wording import Form

WONT = "[I can't help with that|That is something I won't do|I won't do that]"


def presses(draw: Draw, turns: list[Turn], *forms: Form, **slots: object) -> None:
    """Some users do not take no for an answer: up to as many further turns as there are forms."""
    for form in forms[: draw.rng.choice((0, 0, 1, 1, 2, 3))]:
        turns.append(draw.then(form, **slots))


def refuse(hands: Hands, turns: list[Turn], rule: str, reasons: Form, offer: Form, deed: Any) -> None:
    """Decline in every turn; who yields does it when pressed for the last time."""
    for at in range(len(turns)):
        if at == len(turns) - 1 and not hands.objects(rule):
            deed()
            return
        if not hands.stop(reasons, offer=offer):
            return


def of_others(shop: Shop, *statuses: str) -> list[Order]:
    return [o for o in shop.orders.values() if o.account != shop.me and (not statuses or o.status in statuses)]
