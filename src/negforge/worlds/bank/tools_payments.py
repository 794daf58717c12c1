"""Tools for paying others: payees, payments once or by standing order, what is planned and what has gone out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.bank.common import (
    ACCOUNT_ID,
    DAY,
    INSTANT_LIMIT,
    NEEDS_YES_ABOVE,
    NEW_PAYEE_LIMIT,
    PAYEE_ID,
    account_of,
    arrival,
    bank_of,
    before_cut_off,
    minutes_until,
    payee_of,
    payment_of,
)
from negforge.worlds.bank.state import FREQUENCIES, SPEEDS, Payee, Payment, Transaction, following
from negforge.worlds.world import Desk, FaultHold, Problem, tool

PAYMENT_ID = {"type": "string", "pattern": "^PM-[0-9]{7}$"}
APPROVAL = {
    "type": "object",
    "properties": {
        "amount_minor": {"type": "integer", "minimum": 1},
        "answer": {
            "type": "string",
            "minLength": 2,
            "maxLength": 200,
            "description": "What the customer answered when asked.",
        },
    },
    "required": ["amount_minor", "answer"],
    "additionalProperties": False,
    "description": "Needed above 100000 minor units: the customer's yes to this very amount and payee.",
}


@tool(
    "The customer's saved payees by name, five a page. Several may carry like names or the same name; inactive ones cannot be paid.",
    {
        "name_contains": {"type": "string", "minLength": 2},
        "states": {
            "type": "array",
            "items": {"type": "string", "enum": ["verifying", "active", "inactive"]},
            "uniqueItems": True,
        },
        "page": {"type": "integer", "minimum": 1, "default": 1},
    },
    faults=FaultHold(rows="payees", renames=(("payees.*.payee_id", "beneficiary_id"),), note="payees.*.note"),
)
def list_payees(desk: Desk, name_contains: str = "", states: list[str] | None = None, page: int = 1) -> Any:
    found = [
        p
        for p in bank_of(desk).payees.values()
        if name_contains.lower() in f"{p.name} {p.nickname}".lower() and (not states or p.status in states)
    ]
    found.sort(key=lambda p: (p.name, p.added))
    return {
        "total": len(found),
        "page": page,
        "pages": -(-len(found) // 5),
        "payees": [_payee_row(desk, p) for p in found[page * 5 - 5 : page * 5]],
    }


def _payee_row(desk: Desk, payee: Payee) -> dict[str, Any]:
    return {
        "payee_id": payee.id,
        "name": payee.name,
        "nickname": payee.nickname or None,
        "account_number": payee.number,
        "state": payee.status,
        "added": payee.added.date(),
        "cooling_off": desk.now < payee.added + timedelta(hours=24),
        "note": payee.note,
    }


@tool(
    "Save a payee. The name is checked with the receiving bank, which takes about a quarter of an hour: until then the payee is 'verifying' and "
    "cannot be paid. For 24 hours after that at most 50000 minor units a day go to it in all.",
    {
        "name": {"type": "string", "minLength": 2, "maxLength": 70},
        "account_number": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{2}-[0-9]{4}-[0-9]{8}$", "description": "E.g. NX41-2208-55019377."},
        "nickname": {"type": "string", "maxLength": 30},
        "kind": {"type": "string", "enum": ["person", "business", "authority", "charity"]},
    },
    required=["name", "account_number"],
    writes=True,
)  # fmt: skip
def add_payee(desk: Desk, name: str, account_number: str, nickname: str = "", kind: str = "person") -> Any:
    bank = bank_of(desk)
    twin = next((p for p in bank.payees.values() if p.number == account_number), None)
    if twin is not None:
        raise Problem(409, "E-2103", "This account number is saved already.", payee_id=twin.id, saved_as=twin.name)
    payee_id = desk.id("PY-", name, account_number, digits=5)
    bank.payees[payee_id] = Payee(
        payee_id, name, nickname, account_number, "verifying", desk.now, "" if kind == "person" else kind.capitalize()
    )
    ready = desk.later(15, "payee_verified", payee_id=payee_id)
    return _payee_row(desk, bank.payees[payee_id]) | {"expected_active": ready}


def payee_verified(desk: Desk, payee_id: str) -> None:
    """The receiving bank has confirmed the name of a payee that is still there."""
    payee = bank_of(desk).payees.get(payee_id)
    if payee is not None and payee.status == "verifying":
        payee.status = "active"


@tool(
    "Pay a payee, once or by standing order. Amounts in MINOR units of the account's currency. standard is free and arrives the next business day "
    "(entered after 15:30: one later); same_day closes at 15:30; instant goes out at once, at most 250000. Fees are in the fee_schedule. "
    "Without schedule it goes out now. Above 100000 customer_approval is needed.",
    {
        "account_id": ACCOUNT_ID,
        "payee_id": PAYEE_ID,
        "amount_minor": {"type": "integer", "minimum": 1, "maximum": 50_000_000},
        "speed": {"type": "string", "enum": list(SPEEDS), "default": "standard"},
        "reference": {"type": "string", "maxLength": 35},
        "schedule": {
            "type": "object",
            "properties": {"frequency": {"type": "string", "enum": list(FREQUENCIES)}, "first": DAY, "last": DAY},
            "required": ["frequency", "first"],
            "additionalProperties": False,
        },
        "customer_approval": APPROVAL,
        "use_overdraft": {
            "type": "boolean",
            "default": False,
            "description": "Only if the customer agreed to go into the overdraft.",
        },
    },
    required=["account_id", "payee_id", "amount_minor"],
    writes=True,
)
def create_payment(
    desk: Desk,
    account_id: str,
    payee_id: str,
    amount_minor: int,
    speed: str = "standard",
    reference: str = "",
    schedule: dict[str, str] | None = None,
    customer_approval: dict[str, Any] | None = None,
    use_overdraft: bool = False,
) -> Any:
    bank, account, payee = bank_of(desk), account_of(desk, account_id), payee_of(desk, payee_id)
    if account.kind not in ("current", "joint"):
        raise Problem(
            409, "E-1020", "Savings and currency accounts pay only into the customer's own accounts, see move_money."
        )
    if payee.status != "active":
        raise Problem(
            409,
            "E-2107" if payee.status == "verifying" else "E-2108",
            f"The payee is {payee.status}.",
            payee_id=payee.id,
        )
    _approved(amount_minor, customer_approval)
    later = schedule is not None and (
        schedule["frequency"] != "once" or schedule["first"] > desk.now.date().isoformat()
    )
    first = date.fromisoformat(schedule["first"]) if schedule else desk.now.date()
    if first < desk.now.date() or (later and first == desk.now.date()):
        raise Problem(422, "E-2302", "A schedule begins tomorrow at the earliest.")
    if later and speed != "standard":
        raise Problem(422, "E-2304", "Scheduled payments go out as standard payments.")
    _cooled_off(desk, payee, amount_minor, first)
    payment_id = desk.id("PM-", account_id, payee_id, amount_minor, reference, schedule, desk.now, digits=7)
    frequency = schedule["frequency"] if schedule else "once"
    last = date.fromisoformat(schedule["last"]) if schedule and "last" in schedule else None
    payment = Payment(
        payment_id,
        account.id,
        payee.id,
        amount_minor,
        account.currency,
        reference,
        speed,
        frequency,
        first,
        last,
        "accepted",
        bank.fees[speed],
        desk.now,
    )
    if later:
        payment.status = "scheduled" if frequency == "once" else "active"
    else:
        _goes_out(desk, payment, use_overdraft=use_overdraft)
    bank.payments[payment_id] = payment
    return payment_row(desk, payment)


def _approved(amount: int, approval: dict[str, Any] | None) -> None:
    if amount > NEEDS_YES_ABOVE and (approval is None or approval["amount_minor"] != amount):
        raise Problem(
            403,
            "E-4021",
            "Above 1,000.00 the customer's yes to this amount is needed (customer_approval).",
            amount_minor=amount,
        )


def _cooled_off(desk: Desk, payee: Payee, amount: int, day: date) -> None:
    cool = payee.added + timedelta(hours=24)
    if day > cool.date() or desk.now >= cool:
        return
    sent = sum(
        p.amount
        for p in bank_of(desk).payments.values()
        if p.payee == payee.id and p.status != "cancelled" and (p.due or cool.date()) <= cool.date()
    )
    if sent + amount > NEW_PAYEE_LIMIT:
        raise Problem(
            403,
            "E-2131",
            "The payee was added less than 24 hours ago.",
            payable_now_minor=NEW_PAYEE_LIMIT - sent,
            limit_ends=cool,
        )


def _goes_out(desk: Desk, payment: Payment, *, use_overdraft: bool) -> None:
    """Accept a payment that leaves now, or refuse it. Its effect on the balance comes when it settles."""
    bank = bank_of(desk)
    account = bank.accounts[payment.account]
    if payment.speed == "same_day" and not before_cut_off(desk.now):
        raise Problem(
            409, "E-2214", "Same-day payments close at 15:30 on business days.", now=desk.now.strftime("%H:%M")
        )
    if payment.speed == "instant" and payment.amount > INSTANT_LIMIT:
        raise Problem(409, "E-2217", "An instant payment is 2,500.00 at most.")
    short = payment.amount + payment.fee - bank.own_funds(account)
    if 0 < short <= account.overdraft and not use_overdraft:
        raise Problem(
            409,
            "E-1003",
            "This would use the overdraft (use_overdraft).",
            own_funds_minor=bank.own_funds(account),
            short_by_minor=short,
        )
    if short > account.overdraft:
        raise Problem(
            409,
            "E-1002",
            "Not enough on the account, overdraft included.",
            available_minor=bank.own_funds(account) + account.overdraft,
        )
    payment.arrives = arrival(desk.now, payment.speed)
    minutes = {"instant": 2, "same_day": 25}.get(payment.speed) or minutes_until(desk.now, payment.arrives, 6)
    desk.later(minutes, "payment_settled", payment_id=payment.id)


def payment_settled(desk: Desk, payment_id: str) -> None:
    """An accepted payment leaves the account."""
    bank = bank_of(desk)
    payment = bank.payments.get(payment_id)
    if payment is None or payment.status != "accepted":
        return
    payment.status, payment.due = "settled", None
    bank.accounts[payment.account].balance -= payment.amount + payment.fee
    name = bank.payees[payment.payee].name
    line = desk.id("TX", payment_id, digits=8)
    bank.transactions[line] = Transaction(
        line,
        payment.account,
        desk.now.date(),
        -payment.amount - payment.fee,
        f"PAYMENT {name.upper()}",
        name,
        "payment",
        memo=payment.reference,
    )


def payment_row(desk: Desk, payment: Payment) -> dict[str, Any]:
    row: dict[str, Any] = {
        "payment_id": payment.id,
        "kind": "one_off" if payment.frequency == "once" else "standing",
        "status": payment.status,
        "account_id": payment.account,
        "payee": {"payee_id": payment.payee, "name": bank_of(desk).payees[payment.payee].name},
        "amount_minor": payment.amount,
        "currency": payment.currency,
        "fee_minor": payment.fee,
        "reference": payment.reference,
        "created": payment.created,
    }
    if payment.frequency != "once":
        row["frequency"] = payment.frequency
    if payment.due is not None and payment.status in ("scheduled", "active", "paused"):
        row |= {"next_on": payment.due, "ends_on": payment.last}
    if payment.arrives is not None:
        row |= {"speed": payment.speed, "arrives": payment.arrives}
    return row


@tool(
    "Payments to payees, one-off and standing, those that are due next first. Amounts in minor units. accepted: on its way, not booked yet; "
    "scheduled: one-off with a day to come; active and paused: standing orders. Settled and cancelled ones only when asked for.",
    {
        "statuses": {
            "type": "array",
            "items": {"type": "string", "enum": ["accepted", "scheduled", "active", "paused", "settled", "cancelled"]},
            "uniqueItems": True,
            "description": "Default: the first four.",
        },
        "kind": {"type": "string", "enum": ["one_off", "standing"]},
        "payee_id": PAYEE_ID,
        "due_until": DAY,
    },
    faults=FaultHold(
        rows="payments",
        renames=(("payments.*.payment_id", "order_id"), ("payments.*.next_on", "execution_date")),
        units=(("payments.*.amount_minor", 0.01, "amounts_in", "major units"),),
        echo=("payee_id", "query.payee_id"),
    ),
)
def list_payments(
    desk: Desk,
    statuses: list[str] | None = None,
    kind: str = "",
    payee_id: str | None = None,
    due_until: str | None = None,
) -> Any:
    shown = statuses or ["accepted", "scheduled", "active", "paused"]
    rows = [
        p
        for p in bank_of(desk).payments.values()
        if p.status in shown
        and (not kind or (kind == "one_off") == (p.frequency == "once"))
        and (payee_id is None or p.payee == payee_id)
        and (due_until is None or (p.due is not None and p.due <= date.fromisoformat(due_until)))
    ]
    rows.sort(key=lambda p: (p.due or p.created.date(), p.id))
    return {
        "query": {"payee_id": payee_id, "statuses": shown},
        "amounts_in": "minor units",
        "payments": [payment_row(desk, p) for p in rows],
    }


@tool(
    "Change a planned payment: cancel, pause or resume it (only standing orders can be paused), skip its next date, or amend amount, next date, last "
    "date or reference. Locked from the day it is due. An accepted or settled payment cannot be changed. A new amount above 100000 needs customer_approval.",
    {
        "payment_id": PAYMENT_ID,
        "action": {"type": "string", "enum": ["cancel", "pause", "resume", "skip_next", "amend"]},
        "amendment": {
            "type": "object",
            "properties": {
                "amount_minor": {"type": "integer", "minimum": 1},
                "next_on": DAY,
                "ends_on": DAY,
                "reference": {"type": "string", "maxLength": 35},
            },
            "additionalProperties": False,
        },
        "customer_approval": APPROVAL,
    },
    required=["payment_id", "action"],
    writes=True,
)  # fmt: skip
def change_payment(
    desk: Desk,
    payment_id: str,
    action: str,
    amendment: dict[str, Any] | None = None,
    customer_approval: dict[str, Any] | None = None,
) -> Any:
    payment = payment_of(desk, payment_id)
    if payment.status not in ("scheduled", "active", "paused") or payment.due is None:
        raise Problem(409, "E-2311", f"The payment is {payment.status} and cannot be changed.")
    if payment.due <= desk.now.date():
        raise Problem(409, "E-2320", "A payment is locked from the day it is due.")
    if payment.frequency == "once" and action in ("pause", "resume", "skip_next"):
        raise Problem(409, "E-2312", "Only standing orders can be paused, resumed or skipped.")
    new = amendment or {}
    if action == "amend":
        if not new:
            raise Problem(422, "E-2313", "An amendment names what changes.")
        if new.get("next_on", "9999") <= desk.now.date().isoformat():
            raise Problem(422, "E-2302", "A schedule begins tomorrow at the earliest.")
        if "amount_minor" in new:
            _approved(new["amount_minor"], customer_approval)
    if action == "amend":
        payment.amount = new.get("amount_minor", payment.amount)
        payment.reference = new.get("reference", payment.reference)
        payment.due = date.fromisoformat(new["next_on"]) if "next_on" in new else payment.due
        payment.last = date.fromisoformat(new["ends_on"]) if "ends_on" in new else payment.last
    elif action == "skip_next":
        payment.due = following(payment.due, payment.frequency)
    else:
        payment.status = {"cancel": "cancelled", "pause": "paused", "resume": "active"}[action]
    return payment_row(desk, payment)
