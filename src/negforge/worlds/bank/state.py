"""What the bank holds: one customer's accounts, payees, payments, transactions, cards, alerts, disputes and its own fees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

CURRENCIES = ("EUR", "GBP", "USD", "CHF", "SEK", "PLN", "NOK", "CZK")
FREQUENCIES = ("once", "weekly", "fortnightly", "monthly", "quarterly", "half_yearly", "yearly")
SPEEDS = ("standard", "same_day", "instant")
EVENTS = ("card_payment", "cash_withdrawal", "incoming_payment", "outgoing_payment", "low_balance", "new_payee")
REGIONS = ("home", "neighbours", "europe", "north_america", "south_america", "asia_pacific", "africa")


@dataclass(slots=True)
class Account:
    """An account; money in minor units. ``morning``: the balance as the overview copied it at 06:00."""

    id: str
    name: str
    kind: str  # current, joint, savings, currency
    currency: str
    balance: int
    morning: int
    overdraft: int = 0
    minimum: int = 0
    co_owner: str | None = None


@dataclass(slots=True)
class Payee:
    id: str
    name: str
    nickname: str
    number: str
    status: str  # verifying, active, inactive
    added: datetime
    note: str


@dataclass(slots=True)
class Payment:
    """A payment to a payee, once or by standing order. ``due``: the day it goes out next, None once it is over."""

    id: str
    account: str
    payee: str
    amount: int
    currency: str
    reference: str
    speed: str
    frequency: str
    due: date | None
    last: date | None
    status: str  # accepted, scheduled, active, paused, settled, cancelled
    fee: int
    created: datetime
    arrives: date | None = None


@dataclass(slots=True)
class Transaction:
    """A line of an account; ``amount`` is negative for money that leaves."""

    id: str
    account: str
    day: date
    amount: int
    descriptor: str
    merchant: str
    category: str
    status: str = "booked"  # or pending
    card: str | None = None
    memo: str = ""
    other_account: str | None = None
    other_amount: int | None = None


@dataclass(slots=True)
class Card:
    id: str
    label: str
    ending: str
    account: str
    kind: str  # debit, credit
    status: str  # active, frozen
    freeze_reason: str | None
    limits: dict[str, int]  # whole units of the currency: atm_daily, online_daily, contactless
    regions: list[str]
    raised: dict[str, int] = field(default_factory=dict)  # limits that take effect later


@dataclass(slots=True)
class Alert:
    id: str
    account: str
    recipient: str  # me, co_owner
    event: str
    enabled: bool
    threshold: int  # whole units


@dataclass(slots=True)
class Dispute:
    id: str
    transaction: str
    reason: str
    amount: int
    statement: str
    contacted: date | None
    status: str  # received, under_review, closed
    opened: datetime


@dataclass(slots=True)
class Bank:
    customer: str
    base: str
    history_from: date
    fees: dict[str, int]  # by speed, minor units
    rates: dict[str, float]  # units of a currency for one EUR
    accounts: dict[str, Account] = field(default_factory=dict)
    payees: dict[str, Payee] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    transactions: dict[str, Transaction] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)

    def on_hold(self, account: Account) -> int:
        """What is promised away and not booked yet: accepted payments with their fees, pending card charges."""
        payments = sum(
            p.amount + p.fee for p in self.payments.values() if p.account == account.id and p.status == "accepted"
        )
        charges = sum(
            -t.amount for t in self.transactions.values() if t.account == account.id and t.status == "pending"
        )
        return payments + charges

    def own_funds(self, account: Account) -> int:
        """What can be spent without touching the overdraft."""
        return account.balance - self.on_hold(account)


def is_business_day(day: date) -> bool:
    return day.weekday() < 5


def next_business_day(day: date) -> date:
    day += timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def next_month(first: date) -> date:
    """The first day of the month after the one that begins on ``first``."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def following(day: date, frequency: str) -> date:
    """The next day of a standing order after ``day``; the 29th and later become the 28th."""
    if frequency in ("weekly", "fortnightly"):
        return day + timedelta(days=7 if frequency == "weekly" else 14)
    months = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}[frequency]
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, min(day.day, 28))
