"""Tools for money between the customer's own accounts: exchange quotes that expire, and the move itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from negforge.core.json_text import digest
from negforge.worlds.bank.common import ACCOUNT_ID, CURRENCY, QUOTE_MINUTES, account_of, bank_of
from negforge.worlds.bank.state import Bank, Transaction
from negforge.worlds.world import Desk, FaultHold, Problem, tool


def rate_at(bank: Bank, sell: str, buy: str, moment: datetime) -> float:
    """What one unit of ``sell`` brings in ``buy``, margin included; it wanders a little every twenty minutes."""
    wander = (
        int(digest(["rate", sell, buy, moment.strftime("%m%d%H"), moment.minute // 20])[:6], 16) % 81 / 10000 - 0.004
    )
    return round(bank.rates[buy] / bank.rates[sell] * (1 - 0.007 + wander), 5)


def quote_number(bank: Bank, sell: str, buy: str, moment: datetime) -> str:
    check = int(digest(["quote", bank.customer, sell, buy, moment.strftime("%m%d%H%M")])[:6], 16) % 9000 + 1000
    return f"FX-{sell}{buy}-{moment:%m%d%H%M}-{check}"


@tool(
    f"A firm rate for changing money between two of the customer's accounts; amounts in DECIMALS. The quote holds for {QUOTE_MINUTES} minutes and "
    "is used with move_money. Asking costs nothing and commits to nothing.",
    {
        "sell": CURRENCY,
        "buy": CURRENCY,
        "amount": {
            "type": "object",
            "properties": {
                "value": {"type": "number", "exclusiveMinimum": 0, "maximum": 250000},
                "side": {
                    "type": "string",
                    "enum": ["sell", "buy"],
                    "description": "In which of the two currencies the value is.",
                },
            },
            "required": ["value", "side"],
            "additionalProperties": False,
        },
    },
    required=["sell", "buy", "amount"],
    faults=FaultHold(volatile=("you_buy.value",), renames=(("rate", "px"), ("quote_id", "quote_ref"))),
)
def quote_exchange(desk: Desk, sell: str, buy: str, amount: dict[str, Any]) -> Any:
    if sell == buy:
        raise Problem(422, "E-3301", "The two currencies are the same.")
    rate = rate_at(bank_of(desk), sell, buy, desk.now)
    sold = amount["value"] if amount["side"] == "sell" else round(amount["value"] / rate, 2)
    bought = round(sold * rate, 2) if amount["side"] == "sell" else amount["value"]
    return {
        "quote_id": quote_number(bank_of(desk), sell, buy, desk.now),
        "rate": rate,
        "you_sell": {"currency": sell, "value": sold},
        "you_buy": {"currency": buy, "value": bought},
        "margin_percent": 0.7,
        "expires_at": desk.now + timedelta(minutes=QUOTE_MINUTES),
    }


def _quoted(desk: Desk, quote_id: str, sell: str, buy: str) -> float:
    """The rate of a quote that is still good for this pair. Raises Problem otherwise."""
    bank = bank_of(desk)
    stamp = quote_id.split("-")[2]
    try:
        made = datetime.strptime(f"{desk.now.year}{stamp}", "%Y%m%d%H%M")
    except ValueError:
        raise Problem(404, "E-3304", f"No quote {quote_id}.") from None
    if quote_number(bank, sell, buy, made) != quote_id:
        raise Problem(404, "E-3304", f"No quote {quote_id} for {sell} to {buy}.")
    if desk.now > made + timedelta(minutes=QUOTE_MINUTES):
        raise Problem(
            410,
            "E-3310",
            f"The quote has expired; quotes hold for {QUOTE_MINUTES} minutes.",
            now=desk.now.strftime("%H:%M"),
        )
    return rate_at(bank, sell, buy, made)


@tool(
    "Move money between two of the customer's own accounts, booked at once. amount is a DECIMAL in the currency of from_account. Between "
    "two currencies a quote_id is needed. Savings accounts keep their minimum balance; this tool never uses an overdraft.",
    {
        "from_account": ACCOUNT_ID,
        "to_account": ACCOUNT_ID,
        "amount": {"type": "number", "exclusiveMinimum": 0},
        "quote_id": {"type": "string", "pattern": "^FX-[A-Z]{6}-[0-9]{8}-[0-9]{4}$"},
        "memo": {"type": "string", "maxLength": 60},
    },
    required=["from_account", "to_account", "amount"],
    writes=True,
)
def move_money(
    desk: Desk, from_account: str, to_account: str, amount: float, quote_id: str | None = None, memo: str = ""
) -> Any:
    bank, source, target = bank_of(desk), account_of(desk, from_account), account_of(desk, to_account)
    minor = round(amount * 100)
    if source is target:
        raise Problem(422, "E-1008", "The two accounts are the same.")
    if abs(amount * 100 - minor) > 1e-6 or minor < 1:
        raise Problem(422, "E-1009", "Amounts have at most two decimals.")
    if source.currency != target.currency and quote_id is None:
        raise Problem(409, "E-3302", "Between two currencies a quote is needed, see quote_exchange.")
    rate = (
        1.0 if source.currency == target.currency else _quoted(desk, quote_id or "", source.currency, target.currency)
    )
    if minor > bank.own_funds(source) - source.minimum:
        raise Problem(
            409, "E-1017" if source.minimum else "E-1002",
            "The minimum balance would not be kept." if source.minimum else "There is not enough money of the customer's own on the account.",
            movable_minor=max(0, bank.own_funds(source) - source.minimum), minimum_balance_minor=source.minimum,
        )  # fmt: skip
    credited = round(minor * rate)
    line = desk.id("TX", from_account, to_account, minor, memo, desk.now, digits=8)
    other = desk.id("TX", "in", from_account, to_account, minor, memo, desk.now, digits=8)
    source.balance -= minor
    target.balance += credited
    bank.transactions[line] = Transaction(
        line,
        source.id,
        desk.now.date(),
        -minor,
        f"TO {target.name.upper()}",
        target.name,
        "own transfer",
        memo=memo,
        other_account=target.id,
        other_amount=credited,
    )
    bank.transactions[other] = Transaction(
        other,
        target.id,
        desk.now.date(),
        credited,
        f"FROM {source.name.upper()}",
        source.name,
        "own transfer",
        memo=memo,
        other_account=source.id,
        other_amount=minor,
    )
    return {
        "transaction_id": line,
        "debited": {"account_id": source.id, "minor": minor, "currency": source.currency},
        "credited": {"account_id": target.id, "minor": credited, "currency": target.currency},
        "rate": None if rate == 1.0 else rate,
        "booked_at": desk.now,
    }
