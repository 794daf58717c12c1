"""Tools for looking: overview, ledger, transactions, documents; each account with what is asked for and no more."""

from __future__ import annotations

from datetime import date
from typing import Any

from negforge.worlds.bank.common import (
    ACCOUNT_ID,
    CURRENCY,
    account_of,
    bank_of,
    decimal,
    signed,
)
from negforge.worlds.bank.state import Account, Card, Transaction, next_month
from negforge.worlds.world import Desk, FaultHold, Problem, tool


@tool(
    "The start page: the customer's accounts and, by section, cards, alerts and disputes. Amounts are DECIMALS. Balances are a "
    "copy made at 06:00 today: they lack what was booked or put on hold since, see read_ledger. The other sections are live.",
    {
        "sections": {
            "type": "array",
            "items": {"type": "string", "enum": ["accounts", "cards", "alerts", "disputes"]},
            "uniqueItems": True,
            "description": "Default: accounts only.",
        },
        "total_in": CURRENCY | {"description": "Also add up all balances in this currency."},
    },
    faults=FaultHold(
        rows="accounts",
        volatile=("accounts.*.balance",),
        renames=(("accounts.*.account_id", "account_no"), ("cards.*.ends_in", "last_digits")),
        units=(("accounts.*.balance", 100, "amounts_in", "minor units"),),
        note="cards.*.note",
    ),
)
def get_overview(desk: Desk, sections: list[str] | None = None, total_in: str | None = None) -> Any:
    bank = bank_of(desk)
    wanted = sections or ["accounts"]
    body: dict[str, Any] = {
        "customer": bank.customer,
        "as_of": f"{desk.now:%Y-%m-%d}T06:00",
        "amounts_in": "major units",
    }
    if "accounts" in wanted:
        body["accounts"] = [
            {"account_id": a.id, "name": a.name, "type": a.kind, "currency": a.currency, "balance": a.morning / 100}
            for a in bank.accounts.values()
        ]
    if total_in:
        body["total"] = {
            "currency": total_in,
            "value": round(
                sum(a.morning / 100 / bank.rates[a.currency] for a in bank.accounts.values()) * bank.rates[total_in], 2
            ),
        }
    if "cards" in wanted:
        body["cards"] = [card_row(card, bank.accounts[card.account].currency) for card in bank.cards.values()]
    if "alerts" in wanted:
        body["alerts"] = [
            {
                "alert_id": a.id,
                "account_id": a.account,
                "recipient": a.recipient,
                "event": a.event,
                "enabled": a.enabled,
                "threshold": a.threshold,
            }
            for a in bank.alerts.values()
        ]
    if "disputes" in wanted:
        body["disputes"] = [
            {
                "dispute_id": d.id,
                "transaction_id": d.transaction,
                "reason": d.reason,
                "amount": d.amount / 100,
                "status": d.status,
                "opened": d.opened,
            }
            for d in bank.disputes.values()
        ]
    return body


def card_row(card: Card, currency: str) -> dict[str, Any]:
    return {
        "card_id": card.id,
        "label": card.label,
        "ends_in": card.ending,
        "account_id": card.account,
        "status": card.status,
        "freeze_reason": card.freeze_reason,
        "limits": {"currency": currency, **card.limits},
        "limits_waiting": dict(card.raised),
        "regions": list(card.regions),
        "note": "Valid worldwide where the region is switched on.",
    }


@tool(
    "Live figures of accounts, in MINOR units (cents). booked: what is booked; on_hold: accepted payments and pending card "
    "charges that will still be taken from it; available = booked - on_hold + overdraft. Where the overview differs, this governs.",
    {
        "account_ids": {"type": "array", "items": ACCOUNT_ID, "minItems": 1, "maxItems": 8, "description": "Default: all accounts."},
        "include": {
            "type": "array",
            "items": {"type": "string", "enum": ["holds", "conditions", "owners"]},
            "uniqueItems": True,
            "description": "holds: each amount on hold; conditions: overdraft terms, minimum balance; owners: co-owners.",
        },
    },
    faults=FaultHold(
        rows="accounts",
        volatile=("accounts.*.booked",),
        moves=(("accounts.*.booked", "available"),),
        renames=(("accounts.*.on_hold", "reserved"),),
        units=tuple((f"accounts.*.{key}", 0.01, "amounts_in", "major units") for key in ("booked", "on_hold", "overdraft", "available")),
    ),
)  # fmt: skip
def read_ledger(desk: Desk, account_ids: list[str] | None = None, include: list[str] | None = None) -> Any:
    bank = bank_of(desk)
    chosen = [account_of(desk, account_id) for account_id in account_ids or list(bank.accounts)]
    return {
        "as_of": desk.now,
        "amounts_in": "minor units",
        "accounts": [_ledger_row(desk, account, include or []) for account in chosen],
    }


def _ledger_row(desk: Desk, account: Account, include: list[str]) -> dict[str, Any]:
    bank = bank_of(desk)
    held = bank.on_hold(account)
    row: dict[str, Any] = {
        "account_id": account.id,
        "name": account.name,
        "currency": account.currency,
        "booked": account.balance,
        "on_hold": held,
        "overdraft": account.overdraft,
        "available": account.balance - held + account.overdraft,
    }
    if "holds" in include:
        row["holds"] = [
            {"for": t.descriptor, "amount": -t.amount, "since": t.day}
            for t in bank.transactions.values()
            if t.account == account.id and t.status == "pending"
        ] + [
            {"for": p.id, "amount": p.amount + p.fee, "since": p.created.date()}
            for p in bank.payments.values()
            if p.account == account.id and p.status == "accepted"
        ]
    if "conditions" in include:
        row["conditions"] = {
            "minimum_balance": account.minimum,
            "overdraft_interest_percent": 9.9 if account.overdraft else None,
            "payments_to_others": account.kind in ("current", "joint"),
        }
    if "owners" in include:
        row["owners"] = [bank.customer, *([account.co_owner] if account.co_owner else [])]
    return row


@tool(
    "Lines of one account within a period, newest first, ten a page by default. Amounts in minor units, negative for money that "
    "leaves; refunds are positive lines of their own. Pending card charges are listed, and may still change.",
    {
        "account_id": ACCOUNT_ID,
        "period": {
            "type": "object",
            "properties": {"from": {"type": "string", "format": "date"}, "to": {"type": "string", "format": "date"}},
            "required": ["from", "to"],
            "additionalProperties": False,
        },
        "text": {"type": "string", "minLength": 2, "description": "Part of the name on the line."},
        "direction": {"type": "string", "enum": ["in", "out"]},
        "amount": {
            "type": "object",
            "properties": {"least": {"type": "integer", "minimum": 0}, "most": {"type": "integer", "minimum": 0}},
            "additionalProperties": False,
            "description": "Without sign, minor units.",
        },
        "page_size": {"type": "integer", "minimum": 5, "maximum": 50, "default": 10},
        "cursor": {"type": "string", "pattern": "^after-[0-9]+$", "description": "next_cursor of the page before."},
    },
    required=["account_id", "period"],
    faults=FaultHold(
        rows="items",
        renames=(("items.*.amount_minor", "minor_amount"), ("items.*.date", "booked_on")),
        units=(("items.*.amount_minor", 0.01, "amounts_in", "major units"),),
        echo=("account_id", "account_id"),
        note="items.*.memo",
    ),
)
def search_transactions(
    desk: Desk,
    account_id: str,
    period: dict[str, str],
    text: str = "",
    direction: str = "",
    amount: dict[str, int] | None = None,
    page_size: int = 10,
    cursor: str = "after-0",
) -> Any:
    account = account_of(desk, account_id)
    first, last = date.fromisoformat(period["from"]), date.fromisoformat(period["to"])
    if first > last:
        raise Problem(422, "E-1301", "The period ends before it begins.")
    between = amount or {}
    found = [
        t
        for t in bank_of(desk).transactions.values()
        if t.account == account.id
        and first <= t.day <= last
        and text.lower() in t.descriptor.lower()
        and (not direction or (t.amount > 0) == (direction == "in"))
        and between.get("least", 0) <= abs(t.amount) <= between.get("most", 10**12)
    ]
    found.sort(key=lambda t: (t.day, t.id), reverse=True)
    start = int(cursor.removeprefix("after-"))
    end = start + page_size
    return {
        "account_id": account.id,
        "currency": account.currency,
        "amounts_in": "minor units",
        "total": len(found),
        "items": [_line(t) for t in found[start:end]],
        "next_cursor": f"after-{end}" if end < len(found) else None,
    }


def _line(t: Transaction) -> dict[str, Any]:
    row: dict[str, Any] = {
        "transaction_id": t.id,
        "date": t.day,
        "status": t.status,
        "amount_minor": t.amount,
        "descriptor": t.descriptor,
        "category": t.category,
        "memo": t.memo,
    }
    if t.card:
        row["card_ends_in"] = t.card
    if t.other_account:
        row |= {"other_account": t.other_account, "other_amount_minor": t.other_amount}
    return row


@tool(
    "A document as plain text, amounts in decimals. statement: one account, one full month that is over (needs account_id, year and "
    "month). fee_schedule: what payments cost by speed, with limits and cut-off. interest_certificate: interest of an account in a year so far.",
    {
        "kind": {"type": "string", "enum": ["statement", "fee_schedule", "interest_certificate"]},
        "account_id": ACCOUNT_ID,
        "period": {
            "type": "object",
            "properties": {"year": {"type": "integer", "minimum": 2020}, "month": {"type": "integer", "minimum": 1, "maximum": 12}},
            "required": ["year"],
            "additionalProperties": False,
        },
    },
    required=["kind"],
)  # fmt: skip
def get_document(desk: Desk, kind: str, account_id: str | None = None, period: dict[str, int] | None = None) -> Any:
    if kind == "fee_schedule":
        return _fee_schedule(desk)
    if account_id is None or period is None or (kind == "statement" and "month" not in period):
        raise Problem(422, "E-6102", "This document needs account_id and a period.")
    account = account_of(desk, account_id)
    if kind == "interest_certificate":
        lines = [
            t
            for t in bank_of(desk).transactions.values()
            if t.account == account.id and t.category == "interest" and t.day.year == period["year"]
        ]
        total = decimal(sum(t.amount for t in lines))
        return f"INTEREST CERTIFICATE {period['year']}\nAccount {account.id} ({account.name})\nInterest credited to date: {account.currency} {total}"
    return _statement(desk, account, date(period["year"], period["month"], 1))


def _fee_schedule(desk: Desk) -> str:
    bank = bank_of(desk)
    rows = (
        ("standard", "next business day*", "no limit"),
        ("same_day", "the same day, until 15:30", "no limit"),
        ("instant", "at once, at any hour", "2,500.00"),
    )
    lines = [
        f"PAYMENT FEES ({bank.base}), valid on {desk.now:%d.%m.%Y}",
        f"{'speed':<12}{'fee':>8}   {'arrives':<28}{'most per payment'}",
    ]
    lines += [f"{name:<12}{decimal(bank.fees[name]):>8}   {arrives:<28}{most}" for name, arrives, most in rows]
    lines.append(
        "* entered after 15:30 or on a weekend: one business day later. The fee is taken on top of the amount."
    )
    return "\n".join(lines)


def _statement(desk: Desk, account: Account, first: date) -> str:
    bank = bank_of(desk)
    end = next_month(first)
    if end > desk.now.date():
        raise Problem(
            409, "E-6101", "Statements are made when a month is over.", current_month=desk.now.strftime("%Y-%m")
        )
    if first < bank.history_from:
        raise Problem(404, "E-6104", "No statement that old online.", oldest=bank.history_from.strftime("%Y-%m"))
    booked = [t for t in bank.transactions.values() if t.account == account.id and t.status == "booked"]
    balance = account.balance - sum(t.amount for t in booked if t.day >= first)
    lines = [
        f"STATEMENT {first:%B %Y}   account {account.id} ({account.name})   {account.currency}",
        f"opening balance{decimal(balance):>49}",
        "-" * 64,
    ]
    for t in sorted((t for t in booked if first <= t.day < end), key=lambda t: (t.day, t.id)):
        balance += t.amount
        lines.append(f"{t.day:%d.%m.} {t.descriptor[:36]:<36}{signed(t.amount):>11}{decimal(balance):>11}")
    lines += ["-" * 64, f"closing balance{decimal(balance):>49}"]
    return "\n".join(lines)
