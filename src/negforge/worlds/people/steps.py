"""What the goals share: how things are spoken of, and careful ways of reading and writing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Hands
from negforge.worlds.people.state import Leave, Portal
from negforge.worlds.wants import OnlyChanges
from negforge.worlds.wording import Form

Row = dict[str, Any]
ORDINALS = ("first", "second", "third", "fourth")
CATEGORY_WORDS = {
    "meals": "meals", "lodging": "lodging", "rail_and_bus": "rail and bus", "mileage": "mileage", "equipment": "equipment",
    "client_gift": "client gift", "phone": "phone",
}  # fmt: skip
LEAVE_WORDS = {"annual": "annual leave", "sick": "sick leave", "carer": "carer's leave", "study": "study leave", "unpaid": "unpaid leave"}  # fmt: skip


def portal(draw: Draw) -> Portal:
    state: Portal = draw.state
    return state


def only(*paths: str) -> OnlyChanges:
    return OnlyChanges(paths)


def days(value: float) -> str:
    """``3.5 days``, ``1 day``."""
    return f"{value:g} {'day' if value == 1 else 'days'}"


def hours(value: float) -> str:
    return f"{value:g} {'hour' if value == 1 else 'hours'}"


def cash(amount: float, currency: str) -> str:
    return f"{amount:,.2f} {currency}"


def my_currency(state: Portal) -> str:
    return state.sites[state.people[state.me].site].currency


def monday_after(day: date, weeks: int) -> date:
    """The Monday ``weeks`` weeks after the one of this week."""
    return day + timedelta(days=7 * weeks - day.weekday())


def busy(state: Portal, first: date, last: date) -> bool:
    """Whether the user has leave, asked for or approved, in this period."""
    mine = (x for x in state.leaves.values() if x.person == state.me and x.state in ("pending", "approved"))
    return any(x.first <= last and first <= x.last for x in mine)


def all_requests(hands: Hands, sort_of: str, whose: str, states: list[str], why: Form) -> list[Row]:
    """All pages of requests, newest filed first."""
    found = hands.call("list_requests", why, sort_of=sort_of, whose=whose, states=states)
    rows = list(found["requests"])
    while found.get("next_cursor") and hands.bother("the next page", "more"):
        found = hands.call(
            "list_requests", "[get the next page|load the rest of the list|read on, the list is longer]",
            sort_of=sort_of, whose=whose, states=states, cursor=found["next_cursor"],
        )  # fmt: skip
        rows += found["requests"]
    return rows


def ask_leave(hands: Hands, first: date, last: date, why: Form, **more: Any) -> Row:
    """File annual leave; where no answer came, the list of requests tells."""

    def landed() -> Row | None:
        rows = all_requests(
            hands, "leave", "mine", ["pending"], "[see whether the request is there|check if the request arrived]"
        )
        hit = next((r for r in rows if r["first"] == first.isoformat() and r["last"] == last.isoformat()), None)
        return {"request_id": hit["id"], "state": hit["state"], "cost": hit["cost"]} if hit else None

    done: Row = hands.call(
        "request_leave", why, landed=landed, leave_type="annual", first=first.isoformat(), last=last.isoformat(), **more
    )
    return done


def take_back(hands: Hands, sort_of: str, request_id: str, why: Form) -> None:
    """Withdraw one request of the user's."""

    def landed() -> Row | None:
        rows = all_requests(
            hands, sort_of, "mine", ["withdrawn"], "[see whether it is withdrawn|check if that got through]"
        )
        return {"withdrawn": [request_id]} if any(r["id"] == request_id for r in rows) else None

    hands.call("withdraw_requests", why, landed=landed, request_ids=[request_id])


def period_words(leave: Leave) -> str:
    return f"{leave.first.isoformat()} to {leave.last.isoformat()}"
