"""The library's tools, as its public API offers them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from negforge.core.json_text import digest
from negforge.worlds.library.state import BRANCHES, LANGUAGES, Hold, Library, Loan, Record, Request
from negforge.worlds.world import Desk, FaultHold, Problem, tool

RECORD_ID = {"type": "string", "pattern": "^B[0-9]{6}$", "description": "Catalogue record id, e.g. B104233."}
MAX_RENEWALS = 2
MAX_HOLDS = 4
FEE_LIMIT = 10.0
PAGE = 6


@tool(
    "Search the catalogue by words of the title. One row per edition, newest first, six a page.",
    {
        "words": {"type": "string", "minLength": 2, "description": "Words of the title, in any order."},
        "author": {"type": "string", "description": "Family name of the author."},
        "languages": {
            "type": "array",
            "items": {"type": "string", "enum": list(LANGUAGES)},
            "description": "Only editions in these languages.",
        },
        "published_after": {"type": "integer", "minimum": 1450, "maximum": 2100},
        "page": {"type": "integer", "minimum": 1, "default": 1},
    },
    required=["words"],
    faults=FaultHold(rows="editions", renames=(("editions.*.year", "published"),), note="editions.*.shelf_note"),
)
def search_catalogue(
    desk: Desk,
    words: str,
    author: str = "",
    languages: list[str] | None = None,
    published_after: int = 0,
    page: int = 1,
) -> Any:
    wanted = [w for w in words.lower().split() if w not in ("the", "a", "of", "to", "and", "from")]
    found = [
        r
        for r in _library(desk).records.values()
        if all(w in r.title.lower() for w in wanted)
        and author.lower() in r.author.lower()
        and (not languages or r.language in languages)
        and r.year > published_after
    ]
    found.sort(key=lambda r: (-r.year, r.id))
    rows = [
        {
            "record_id": r.id,
            "title": r.title,
            "author": r.author,
            "year": r.year,
            "language": r.language,
            "format": r.format,
            "shelf_note": "Reference only, does not circulate." if r.reference else "Open shelves.",
        }
        for r in found[(page - 1) * PAGE : page * PAGE]
    ]
    return {"total": len(found), "page": page, "pages": -(-len(found) // PAGE), "editions": rows}


@tool(
    "Where the copies of one edition are, branch by branch, with due dates of those on loan.",
    {
        "record_id": RECORD_ID,
        "branches": {
            "type": "array",
            "items": {"type": "string", "enum": list(BRANCHES)},
            "minItems": 1,
            "uniqueItems": True,
        },
    },
    required=["record_id"],
    faults=FaultHold(rows="copies", echo=("record_id", "record_id")),
)
def list_copies(desk: Desk, record_id: str, branches: list[str] | None = None) -> Any:
    record = _record(desk, record_id)
    copies = [
        c for c in _library(desk).copies.values() if c.record == record.id and (not branches or c.branch in branches)
    ]
    rows = [
        {"barcode": c.barcode, "branch": c.branch, "status": c.status} | ({"due": c.due} if c.due else {})
        for c in copies
    ]
    return {"record_id": record.id, "title": record.title, "copies": sorted(rows, key=lambda row: str(row["branch"]))}


@tool(
    "The signed-in reader's account. Name the sections you need; without any, only name, card and home branch.",
    {
        "sections": {
            "type": "array",
            "items": {"type": "string", "enum": ["loans", "holds", "fees"]},
            "uniqueItems": True,
        },
    },
    faults=FaultHold(
        rows="loans",
        volatile=("fees.owed",),
        renames=(("loans.*.due", "return_by"),),
        units=(("fees.owed", 100, "fees.currency", "EUR cents"),),
    ),
)
def reader_account(desk: Desk, sections: list[str] | None = None) -> Any:
    library = _library(desk)
    body: dict[str, Any] = {
        "name": library.reader.name,
        "card": library.reader.card,
        "home_branch": library.reader.home,
    }
    if "loans" in (sections or ()):
        rows = sorted(library.loans.values(), key=lambda loan: (loan.due, loan.id))
        body["loans"] = [
            {
                "loan_id": x.id,
                "record_id": x.record,
                "title": library.records[x.record].title,
                "due": x.due,
                "renewals_used": x.renewals,
            }
            for x in rows
        ]
    if "holds" in (sections or ()):
        body["holds"] = [
            {
                "hold_id": h.id,
                "record_id": h.record,
                "pickup": h.pickup,
                "status": h.status,
                "queue_position": h.position,
            }
            for h in library.holds.values()
        ]
    if "fees" in (sections or ()):
        body["fees"] = {"owed": round(library.reader.owes, 2), "currency": "EUR"}
    return body


@tool(
    "Renew one loan by three weeks from today. A loan can be renewed twice, and not while other readers wait for it.",
    {
        "loan_id": {"type": "string", "pattern": "^LN[0-9]{5}$"},
        "dry_run": {"type": "boolean", "description": "Only say whether it would work."},
    },
    required=["loan_id"],
    writes=True,
)
def renew_loan(desk: Desk, loan_id: str, dry_run: bool = False) -> Any:
    loan = _loan(desk, loan_id)
    if _library(desk).reader.owes > FEE_LIMIT:
        raise Problem(
            403,
            "account_blocked",
            f"Fees of more than EUR {FEE_LIMIT:.0f} block renewals.",
            owed=_library(desk).reader.owes,
        )
    if loan.renewals >= MAX_RENEWALS:
        raise Problem(409, "renewal_limit", "This loan has been renewed twice already.", loan_id=loan.id)
    if loan.waiting:
        raise Problem(
            409, "requested_by_others", f"{loan.waiting} other reader(s) wait for this item.", loan_id=loan.id
        )
    due = max(loan.due, desk.now.date() + timedelta(days=21))
    if not dry_run:
        loan.due, loan.renewals = due, loan.renewals + 1
    return {"loan_id": loan.id, "due": due, "renewed": not dry_run, "renewals_left": MAX_RENEWALS - loan.renewals}


@tool(
    "Put a hold on an edition. The answer is an acknowledgement; the place in the queue shows in the account a few minutes later.",
    {
        "record_id": RECORD_ID,
        "pickup": {"type": "string", "enum": list(BRANCHES)},
        "not_needed_after": {"type": "string", "format": "date"},
    },
    required=["record_id", "pickup"],
    writes=True,
)
def place_hold(desk: Desk, record_id: str, pickup: str, not_needed_after: str | None = None) -> Any:
    library, record = _library(desk), _record(desk, record_id)
    if record.reference:
        raise Problem(409, "does_not_circulate", "Reference works cannot be reserved.", record_id=record.id)
    if library.reader.owes > FEE_LIMIT:
        raise Problem(
            403, "account_blocked", f"Fees of more than EUR {FEE_LIMIT:.0f} block new holds.", owed=library.reader.owes
        )
    if len(library.holds) >= MAX_HOLDS:
        raise Problem(409, "hold_limit", f"At most {MAX_HOLDS} holds at a time.")
    if any(h.record == record.id for h in library.holds.values()):
        raise Problem(409, "already_on_hold", "There is a hold on this edition already.", record_id=record.id)
    hold_id = desk.id("HD", record.id, pickup, library.reader.card, digits=5)
    library.holds[hold_id] = Hold(hold_id, record.id, pickup, "accepted", None)
    shows = desk.later(4, "queue_hold", hold_id=hold_id)
    return {"accepted": True, "hold_id": hold_id, "visible_from": shows.strftime("%H:%M")}


def queue_hold(desk: Desk, hold_id: str) -> None:
    """A hold that was accepted, and not withdrawn since, takes its place in the queue."""
    hold = _library(desk).holds.get(hold_id)
    if hold is None or hold.status != "accepted":
        return
    free = any(c.record == hold.record and c.status == "available" for c in _library(desk).copies.values())
    hold.position = 1 if free else 1 + int(digest([hold.record]), 16) % 4
    hold.status = "ready" if free else "queued"


@tool(
    "Withdraw a hold.",
    {"hold_id": {"type": "string"}, "reason": {"type": "string", "maxLength": 200}},
    required=["hold_id"],
    writes=True,
)
def cancel_hold(desk: Desk, hold_id: str, reason: str = "") -> Any:
    if hold_id not in _library(desk).holds:
        raise Problem(404, "no_such_hold", f"No hold {hold_id} on this account.")
    del _library(desk).holds[hold_id]
    return {"hold_id": hold_id, "cancelled": True}


@tool(
    "Pay fees from the card on file.",
    {
        "amount": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.01},
        "currency": {"type": "string", "enum": ["EUR"]},
    },
    required=["amount"],
    writes=True,
    faults=FaultHold(volatile=("remaining",)),
)
def pay_fees(desk: Desk, amount: float, currency: str = "EUR") -> Any:
    reader = _library(desk).reader
    if amount > reader.owes + 0.001:
        raise Problem(422, "more_than_owed", "The amount is more than what is owed.", owed=reader.owes)
    reader.owes = round(reader.owes - amount, 2)
    return {"paid": amount, "remaining": reader.owes, "receipt": desk.id("R", reader.card, amount, digits=7)}


@tool(
    "Opening hours of all branches on a day, as a table.",
    {"day": {"type": "string", "format": "date"}},
    required=["day"],
)
def opening_hours(desk: Desk, day: str) -> Any:
    when = date.fromisoformat(day)
    lines = [f"{when:%A} {when.isoformat()}", f"{'branch':<12}{'opens':>7}{'closes':>8}"]
    for number, branch in enumerate(BRANCHES):
        if when.weekday() == 6 and branch != "university":
            lines.append(f"{branch:<12}{'closed':>7}{'':>8}")
        else:
            late = 20 if when.weekday() in (1, 3) and number % 2 == 0 else 18
            lines.append(
                f"{branch:<12}{'10:00' if number % 2 else '09:00':>7}{f'{late - (when.weekday() == 5) * 4}:00':>8}"
            )
    return "\n".join(lines)


@tool(
    "Ask other libraries for an edition that none of our branches can lend. Offers arrive some time later and cost a fee.",
    {
        "record_id": RECORD_ID,
        "terms": {
            "type": "object",
            "properties": {
                "max_fee": {"type": "number", "minimum": 0, "maximum": 60},
                "needed_by": {"type": "string", "format": "date"},
            },
            "required": ["max_fee"],
            "additionalProperties": False,
        },
    },
    required=["record_id", "terms"],
    writes=True,
)
def request_from_elsewhere(desk: Desk, record_id: str, terms: dict[str, Any]) -> Any:
    record = _record(desk, record_id)
    if any(c.record == record.id and c.status == "available" for c in _library(desk).copies.values()):
        raise Problem(409, "available_here", "A copy is on our own shelves; place a hold instead.", record_id=record.id)
    request_id = desk.id("IL", record.id, digits=5)
    _library(desk).requests[request_id] = Request(request_id, record.id, terms["max_fee"], "accepted")
    desk.later(30, "offer", request_id=request_id)
    return {
        "request_id": request_id,
        "status": "accepted",
        "note": "Offers usually come within the hour; see list_requests.",
    }


def offer(desk: Desk, request_id: str) -> None:
    """Another library answers a request."""
    request = _library(desk).requests[request_id]
    request.fee, request.lender = offer_for(request.record)
    request.arrives = desk.now.date() + timedelta(days=5 + int(digest([request.id]), 16) % 12)
    request.status = "offered" if request.fee <= request.max_fee else "unfilled"


def offer_for(record_id: str) -> tuple[float, str]:
    """The fee that a partner asks for an edition, and which partner."""
    fee = round(4 + int(digest([record_id, "fee"]), 16) % 1400 / 100, 2)
    return fee, ("Uppsala", "Leiden", "Graz", "Turku", "Coimbra")[int(digest([record_id]), 16) % 5]


@tool(
    "Requests to other libraries, with offers that came in.",
    {"only_open": {"type": "boolean"}},
    faults=FaultHold(rows="requests", volatile=("requests.*.fee",)),
)
def list_requests(desk: Desk, only_open: bool = False) -> Any:
    rows = [r for r in _library(desk).requests.values() if not only_open or r.status in ("accepted", "offered")]
    return {
        "as_of": desk.now.strftime("%Y-%m-%dT%H:%M"),
        "requests": [
            {"request_id": r.id, "record_id": r.record, "status": r.status}
            | ({"lender": r.lender, "fee": r.fee, "arrives": r.arrives} if r.status == "offered" else {})
            for r in rows
        ],
    }


@tool(
    "Let time pass until a moment (at most a day ahead), e.g. to wait for an offer.",
    {"until": {"type": "string", "format": "date-time"}},
    required=["until"],
)
def wait_until(desk: Desk, until: str) -> Any:
    moment = datetime.fromisoformat(until).replace(tzinfo=None)
    if not desk.now < moment <= desk.now + timedelta(days=1):
        raise Problem(
            422,
            "bad_moment",
            "The moment has to lie within the next 24 hours.",
            now=desk.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
    desk.advance((moment - desk.now).total_seconds() / 60)
    return {"now": desk.now.strftime("%Y-%m-%dT%H:%M:%SZ")}


TOOLS = (
    search_catalogue, list_copies, reader_account, renew_loan, place_hold, cancel_hold, pay_fees, opening_hours,
    request_from_elsewhere, list_requests, wait_until,
)  # fmt: skip
EFFECTS = {"queue_hold": queue_hold, "offer": offer}


def _library(desk: Desk) -> Library:
    state: Library = desk.state
    return state


def _record(desk: Desk, record_id: str) -> Record:
    record = _library(desk).records.get(record_id)
    if record is None:
        raise Problem(404, "no_such_record", f"No record {record_id} in the catalogue.")
    return record


def _loan(desk: Desk, loan_id: str) -> Loan:
    loan = _library(desk).loans.get(loan_id)
    if loan is None:
        raise Problem(404, "no_such_loan", f"No loan {loan_id} on this account.")
    return loan
