"""Tools around the account: cards and their limits, disputes of charges, alerts, signing in again, letting time pass."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.bank.common import ACCOUNT_ID, DISPUTE_DAYS, account_of, bank_of
from negforge.worlds.bank.state import EVENTS, REGIONS, Alert, Dispute
from negforge.worlds.bank.tools_accounts import card_row
from negforge.worlds.world import Desk, Problem, tool

FINAL_REASONS = ("lost", "stolen", "fraud")
MOST = {"atm_daily": 2000, "online_daily": 6000, "contactless": 250}


@tool(
    "Change a card. Limits are whole units of the card's currency: lowering works at once, raising after half an hour (limits_waiting until then; atm_daily at "
    "most 2000, online_daily 6000, contactless 250). regions replaces the list. A card frozen as lost, stolen or fraud can never be unfrozen; "
    "misplaced, travel and precaution can.",
    {
        "card_id": {"type": "string", "pattern": "^CD-[0-9]{5}$"},
        "freeze": {
            "type": "object",
            "properties": {
                "frozen": {"type": "boolean"},
                "reason": {"type": "string", "enum": ["lost", "stolen", "fraud", "misplaced", "travel", "precaution"]},
            },
            "required": ["frozen"],
            "additionalProperties": False,
        },
        "limits": {
            "type": "object",
            "properties": {name: {"type": "integer", "minimum": 0, "maximum": most} for name, most in MOST.items()},
            "additionalProperties": False,
        },
        "regions": {"type": "array", "items": {"type": "string", "enum": list(REGIONS)}, "minItems": 1, "uniqueItems": True},
    },
    required=["card_id"],
    writes=True,
)  # fmt: skip
def update_card(
    desk: Desk,
    card_id: str,
    freeze: dict[str, Any] | None = None,
    limits: dict[str, int] | None = None,
    regions: list[str] | None = None,
) -> Any:
    bank = bank_of(desk)
    card = bank.cards.get(card_id)
    if card is None:
        raise Problem(404, "E-7001", f"There is no card {card_id}.")
    if freeze is None and not limits and regions is None:
        raise Problem(422, "E-7002", "Nothing to change was named.")
    if freeze is not None:
        if freeze["frozen"] and "reason" not in freeze:
            raise Problem(422, "E-7004", "Freezing a card needs a reason.")
        if not freeze["frozen"] and card.freeze_reason in FINAL_REASONS:
            raise Problem(409, "E-7003", f"A card frozen as {card.freeze_reason} stays frozen.")
        card.status = "frozen" if freeze["frozen"] else "active"
        card.freeze_reason = freeze.get("reason") if freeze["frozen"] else None
    for name, value in (limits or {}).items():
        card.raised.pop(name, None)
        if value > card.limits[name]:
            card.raised[name] = value
            desk.later(30, "limit_raised", card_id=card.id, limit=name, value=value)
        else:
            card.limits[name] = value
    if regions is not None:
        card.regions = [region for region in REGIONS if region in regions]
    row = card_row(card, bank.accounts[card.account].currency)
    return row | ({"limits_from": desk.now + timedelta(minutes=30)} if card.raised else {})


def limit_raised(desk: Desk, card_id: str, limit: str, value: int) -> None:
    """A raised limit takes effect, unless it was changed again since."""
    card = bank_of(desk).cards.get(card_id)
    if card is not None and card.raised.get(limit) == value:
        card.limits[limit] = card.raised.pop(limit)


@tool(
    f"Dispute a booked card charge, up to {DISPUTE_DAYS} days after its date; pending charges have to be booked first. not_received and not_as_described need "
    "merchant_contacted. The statement goes to the merchant's bank as it is. The case is under review some minutes later, see the disputes of the overview.",
    {
        "transaction_id": {"type": "string", "pattern": "^TX[0-9]{8}$"},
        "claim": {
            "type": "object",
            "properties": {
                "reason": {
                    "type": "string",
                    "enum": ["not_recognised", "charged_twice", "wrong_amount", "not_received", "not_as_described", "cancelled_subscription", "refund_missing"],
                },
                "statement": {"type": "string", "minLength": 10, "maxLength": 400},
                "merchant_contacted": {"type": "string", "format": "date"},
            },
            "required": ["reason", "statement"],
            "additionalProperties": False,
        },
        "amount_minor": {"type": "integer", "minimum": 1, "description": "Default: the whole charge."},
    },
    required=["transaction_id", "claim"],
    writes=True,
)  # fmt: skip
def open_dispute(desk: Desk, transaction_id: str, claim: dict[str, Any], amount_minor: int | None = None) -> Any:
    bank = bank_of(desk)
    charge = bank.transactions.get(transaction_id)
    if charge is None or charge.card is None or charge.amount >= 0:
        raise Problem(404, "E-5001", f"{transaction_id} is no card charge of this customer.")
    if charge.status == "pending":
        raise Problem(409, "E-5012", "The charge is still pending; it can be disputed once it is booked.")
    if desk.now.date() - charge.day > timedelta(days=DISPUTE_DAYS):
        raise Problem(
            409,
            "E-5060",
            f"The charge is older than {DISPUTE_DAYS} days.",
            last_day=charge.day + timedelta(days=DISPUTE_DAYS),
        )
    if any(d.transaction == transaction_id and d.status != "closed" for d in bank.disputes.values()):
        raise Problem(409, "E-5015", "There is an open dispute of this charge.")
    contacted = claim.get("merchant_contacted")
    if claim["reason"] in ("not_received", "not_as_described") and contacted is None:
        raise Problem(422, "E-5031", "For this reason the merchant has to be contacted first (merchant_contacted).")
    amount = min(amount_minor or -charge.amount, -charge.amount)
    dispute_id = desk.id("DP-", transaction_id, claim["reason"], amount, digits=5)
    bank.disputes[dispute_id] = Dispute(
        dispute_id,
        transaction_id,
        claim["reason"],
        amount,
        claim["statement"],
        date.fromisoformat(contacted) if contacted else None,
        "received",
        desk.now,
    )
    desk.later(10, "dispute_reviewed", dispute_id=dispute_id)
    return {
        "dispute_id": dispute_id,
        "transaction_id": transaction_id,
        "status": "received",
        "amount_minor": amount,
        "answer_within_days": 21,
    }


def dispute_reviewed(desk: Desk, dispute_id: str) -> None:
    """Somebody has taken up a dispute."""
    dispute = bank_of(desk).disputes.get(dispute_id)
    if dispute is not None and dispute.status == "received":
        dispute.status = "under_review"


@tool(
    "Set one alert of an account: who is told of which event, from which amount up (threshold, whole units; for low_balance: below it). recipient co_owner is the other owner of a joint account.",
    {
        "account_id": ACCOUNT_ID,
        "recipient": {"type": "string", "enum": ["me", "co_owner"]},
        "alert": {
            "type": "object",
            "properties": {
                "event": {"type": "string", "enum": list(EVENTS)},
                "enabled": {"type": "boolean"},
                "threshold": {"type": "integer", "minimum": 0, "maximum": 100000},
            },
            "required": ["event", "enabled"],
            "additionalProperties": False,
        },
    },
    required=["account_id", "recipient", "alert"],
    writes=True,
)
def set_alert(desk: Desk, account_id: str, recipient: str, alert: dict[str, Any]) -> Any:
    bank, account = bank_of(desk), account_of(desk, account_id)
    if recipient == "co_owner" and account.co_owner is None:
        raise Problem(409, "E-6003", "This account has no co-owner.")
    found = next(
        (
            a
            for a in bank.alerts.values()
            if (a.account, a.recipient, a.event) == (account_id, recipient, alert["event"])
        ),
        None,
    )
    if found is None:
        alert_id = desk.id("AL-", account_id, recipient, alert["event"], digits=5)
        found = bank.alerts[alert_id] = Alert(alert_id, account_id, recipient, alert["event"], True, 0)
    found.enabled, found.threshold = alert["enabled"], alert.get("threshold", found.threshold)
    return {
        "alert_id": found.id,
        "account_id": account_id,
        "recipient": recipient,
        "event": found.event,
        "enabled": found.enabled,
        "threshold": found.threshold,
    }


@tool(
    "Sign in again when access has expired; the customer confirms on their side.",
    {
        "factor": {
            "type": "string",
            "enum": ["app_push", "passkey", "card_reader", "sms_code", "hardware_key", "voice_callback"],
        },
        "keep_minutes": {"type": "integer", "minimum": 5, "maximum": 60},
    },
    required=["factor"],
)
def reauthenticate(desk: Desk, factor: str, keep_minutes: int = 30) -> Any:
    return {"signed_in": True, "factor": factor, "expires_at": desk.now + timedelta(minutes=keep_minutes)}


@tool(
    "Keep the session open while something is processed, e.g. the check of a new payee or a payment on its way.",
    {
        "minutes": {"type": "integer", "minimum": 1, "maximum": 240},
        "watching": {
            "type": "array",
            "items": {"type": "string"},
            "maxItems": 5,
            "description": "Ids of what is waited for.",
        },
    },
    required=["minutes"],
)
def wait_for_processing(desk: Desk, minutes: int, watching: list[str] | None = None) -> Any:
    desk.advance(minutes)
    return {"now": desk.now, "watched": watching or []}
