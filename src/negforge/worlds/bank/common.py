"""What the bank's tools have in common: schema parts, limits, lookups, dates, amounts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from negforge.worlds.bank.state import CURRENCIES, Account, Bank, Payee, Payment, is_business_day, next_business_day
from negforge.worlds.world import Desk, Problem

ACCOUNT_ID: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{6}$"}
PAYEE_ID: dict[str, Any] = {"type": "string", "pattern": "^PY-[0-9]{5}$"}
CURRENCY: dict[str, Any] = {"type": "string", "enum": list(CURRENCIES)}
DAY: dict[str, Any] = {"type": "string", "format": "date"}

CUT_OFF = time(15, 30)
NEEDS_YES_ABOVE = 100_000
NEW_PAYEE_LIMIT = 50_000
INSTANT_LIMIT = 250_000
QUOTE_MINUTES = 5
DISPUTE_DAYS = 60


def bank_of(desk: Desk) -> Bank:
    bank: Bank = desk.state
    return bank


def account_of(desk: Desk, account_id: str) -> Account:
    account = bank_of(desk).accounts.get(account_id)
    if account is None:
        raise Problem(404, "E-1001", f"{account_id} is not an account of the signed-in customer.")
    return account


def payee_of(desk: Desk, payee_id: str) -> Payee:
    payee = bank_of(desk).payees.get(payee_id)
    if payee is None:
        raise Problem(404, "E-2101", f"There is no payee {payee_id}.")
    return payee


def payment_of(desk: Desk, payment_id: str) -> Payment:
    payment = bank_of(desk).payments.get(payment_id)
    if payment is None:
        raise Problem(404, "E-2301", f"There is no payment {payment_id}.")
    return payment


def decimal(minor: int) -> str:
    return f"{minor / 100:,.2f}"


def signed(minor: int) -> str:
    return f"{minor / 100:+,.2f}"


def before_cut_off(now: datetime) -> bool:
    return is_business_day(now.date()) and now.time() <= CUT_OFF


def arrival(now: datetime, speed: str) -> date:
    """The day on which a payment entered now arrives."""
    if speed != "standard":
        return now.date()
    day = next_business_day(now.date())
    return day if before_cut_off(now) else next_business_day(day)


def minutes_until(now: datetime, day: date, hour: int) -> int:
    return int((datetime(day.year, day.month, day.day, hour) - now) / timedelta(minutes=1)) + 1
