"""How the bank's users name sums and accounts, and wants that many of its goals share."""

from __future__ import annotations

from typing import Any

from negforge.worlds.bank.state import Account, Bank
from negforge.worlds.goal import Draw
from negforge.worlds.wants import Holds

_SIGN = {"EUR": "€", "GBP": "£", "USD": "$"}
_NAME = {"EUR": "euros", "GBP": "pounds", "USD": "dollars", "CHF": "francs", "SEK": "kronor"}


def cash(draw: Draw, minor: int, currency: str) -> str:
    """An amount as people write it."""
    number = f"{minor / 100:,.2f}" if minor % 100 else f"{minor // 100:,}"
    forms = [f"{number} {currency}", f"{currency} {number}", f"{number} {_NAME.get(currency, currency)}"]
    if currency in _SIGN:
        forms += [f"{_SIGN[currency]}{number}"] * 2
    return draw.rng.choice(forms)


def called(draw: Draw, account: Account) -> tuple[str, str | None]:
    """How the user refers to an account: by its name, or with its number as well (which the agent then knows)."""
    with_number = draw.chance(0.3)
    form = (
        "[account {id} ({name})|my {name} account ({id})|{name} ({id})]"
        if with_number
        else "[my {name} account|the {name} account|the account called {name}|my {name} account]"
    )
    return draw.word(form, name=account.name, id=account.id), account.id if with_number else None


def of_kind(bank: Bank, kind: str) -> list[Account]:
    return [account for account in bank.accounts.values() if account.kind == kind]


def as_before(draw: Draw, part: str, *except_for: str) -> Holds:
    """What was there of a part of the state is still as it was, but for some entries."""
    before: dict[str, Any] = getattr(draw.state, part)
    kept = {key: value for key, value in before.items() if key not in except_for}

    def wrong(state: Any) -> list[str]:
        return [key for key, value in kept.items() if getattr(state, part).get(key) != value]

    return Holds(
        f"the other {part} unchanged",
        lambda state: not wrong(state),
        f"the other {part} are as they were",
        lambda state: f"{wrong(state)[0]} is different",
    )
