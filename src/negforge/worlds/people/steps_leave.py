"""Steps about leave that goals and conversations share: what may be asked for, and deciding on a request."""

from __future__ import annotations

from datetime import date, timedelta

from negforge.worlds.goal import Draw, Hands
from negforge.worlds.people.rules import check_leave, leave_days
from negforge.worlds.people.state import Leave, Portal
from negforge.worlds.people.steps import Row, all_requests, monday_after, portal
from negforge.worlds.world import Desk, Problem


def allowed(desk: Desk, first: date, last: date, halves: int = 0) -> float | None:
    """What annual leave of the user between two dates costs, or None where the rules forbid it."""
    state: Portal = desk.state
    cost = leave_days(state, state.me, first, last, halves)
    leave = Leave("", state.me, "annual", first, last, halves > 0, False, cost, "pending", desk.now)
    try:
        check_leave(desk, leave)
    except Problem:
        return None
    return cost


def free_period(draw: Draw, half: bool, more: int) -> tuple[date, date, float] | None:
    """Two days between which the user may take annual leave, and what it costs."""
    state = portal(draw)
    for _ in range(12):
        first = monday_after(draw.now.date(), draw.rng.randrange(2, 11)) + timedelta(days=draw.rng.randrange(5))
        last = first + timedelta(days=more)
        while last.weekday() > 4:
            last -= timedelta(days=1)
        cost = allowed(draw.desk, first, last, int(half)) if last > first or more == 0 else None
        if cost is not None and state.works(state.me, first):
            return first, last, cost
    return None


def decided(hands: Hands, request_id: str, verdict: str) -> str:
    """Decide; where the quorum forbids the approval, decline. Returns the state."""
    decisions = [{"request_id": request_id, "verdict": verdict}]
    outcome = {"approve": "approved", "decline": "declined"}

    def landed() -> Row | None:
        rows = all_requests(
            hands, "leave", "my_reports", [outcome[verdict]], "[see whether it is decided|check if the verdict arrived]"
        )
        return {"decided": []} if any(r["id"] == request_id for r in rows) else None

    answer = hands.attempt(
        "decide_requests", f"[{verdict} {request_id}|enter the verdict on {request_id}|settle {request_id}]",
        landed=landed, decisions=decisions,
    )  # fmt: skip
    if answer.is_error and answer.code == "TEAM_TOO_SMALL":
        hands.call("decide_requests", f"[decline {request_id} for lack of people|decline it, as the quorum would break]", decisions=[{"request_id": request_id, "verdict": "decline", "reason": "Below the quorum."}])  # fmt: skip
        return "declined"
    if answer.is_error:
        hands.call(
            "decide_requests", f"[enter the verdict on {request_id}|{verdict} {request_id}]", decisions=decisions
        )
    return outcome[verdict]
