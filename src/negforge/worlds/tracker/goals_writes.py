"""Careful writes that goals share: each can tell by a read whether it took effect when no answer came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from negforge.worlds.goal import Hands
from negforge.worlds.session import Response
from negforge.worlds.wording import Form

Row = dict[str, Any]


def flat(issue: Row) -> Row:
    """An issue as read, with the keys of a search row."""
    sprint, person = issue["sprint"], issue["assignee"]
    return {
        **issue,
        "assignee": person["handle"] if person else None,
        "sprint_id": sprint["id"] if sprint else None,
    }


def edit(hands: Hands, key: str, why: Form, took: Callable[[Row], bool], **fields: Any) -> Any:
    """Change fields of an issue."""

    def landed() -> Row | None:
        now = hands.call(
            "get_issue", "[see whether the change got through|check if the edit arrived]", key=key, expand=["watchers"]
        )
        return {"key": key} if took(flat(now)) else None

    return hands.call("edit_issue", why, landed=landed, key=key, fields=fields)


def move(hands: Hands, key: str, why: Form, to: str, **details: str) -> Response:
    """A transition whose refusal may be part of the plan."""

    def landed() -> Row | None:
        now = hands.call("get_issue", "[see whether {key} moved|check the status of {key}]", key=key)
        return {"key": key} if flat(now)["status"] == to else None

    return hands.attempt("transition_issue", why, landed=landed, key=key, to=to, details=details or None)


def must_move(hands: Hands, key: str, why: Form, to: str, **details: str) -> Any:
    """A transition that is needed to go on."""

    def landed() -> Row | None:
        now = hands.call("get_issue", "[see whether {key} moved|check the status of {key}]", key=key)
        return {"key": key} if flat(now)["status"] == to else None

    return hands.call("transition_issue", why, landed=landed, key=key, to=to, details=details or None)


def remark(hands: Hands, key: str, why: Form, text: str, **more: Any) -> Any:
    """A comment, maybe with mentions or a verdict. Returns its id and the approvals."""

    def landed() -> Row | None:
        now = hands.call("get_issue", "[see whether the comment is there|look if the comment arrived]", key=key, expand=["comments", "review"])  # fmt: skip
        hits = [row for row in now["comments"] if row["text"] == text]
        have = [handle for handle in now["review"]["approved_by"] if handle != flat(now)["assignee"]]
        needed = now["review"]["approvals_needed"]
        return {"comment_id": hits[-1]["id"], "approvals": {"have": len(have), "needed": needed}} if hits else None

    return hands.call("add_comment", why, landed=landed, key=key, text=text, **more)


def tie(hands: Hands, why: Form, operations: Sequence[Row]) -> Any:
    """Links; the last operation adds one."""
    added = operations[-1]

    def landed() -> Row | None:
        now = hands.call("get_issue", "[see whether the link is set|look at the links of {key}]", key=added["first"], expand=["links"])  # fmt: skip
        set_now = any(row["relation"] == added["relation"] and row["other_key"] == added["second"] for row in now["links"])  # fmt: skip
        return {"applied": True} if set_now else None

    return hands.call("link_issues", why, landed=landed, operations=list(operations))


def book(hands: Hands, why: Form, *operations: Row) -> Row:
    """Hours of the user; returns what the last operation left: an entry, or nothing after a delete."""
    last = operations[-1]

    def landed() -> Row | None:
        now = hands.call("get_issue", "[see whether the hours arrived|check the worklog of {key}]", key=last["key"], expand=["worklog"])  # fmt: skip
        own = [row for row in now["worklog"] if row["yours"]]
        if last["op"] == "delete":
            return {"entries": [last]} if all(row["entry_id"] != last["entry_id"] for row in own) else None
        if last["op"] == "amend":
            own = [row for row in own if row["entry_id"] == last["entry_id"]]
        else:
            own = [row for row in own if row["day"] == str(last["day"])]
        hits = [row for row in own if row["hours"] == last["hours"]]
        return {"entries": hits[-1:]} if hits else None

    done: Row = hands.call("update_worklog", why, landed=landed, operations=list(operations))["entries"][-1]
    return done
