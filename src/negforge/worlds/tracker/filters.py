"""Finding issues: what a filter object selects, as the search index has them now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from negforge.worlds.tracker.state import PRIORITIES, Issue, Tracker


def visible(tracker: Tracker, issue: Issue) -> bool:
    """Whether the signed-in member may see the issue."""
    role = tracker.role(issue.project)
    if tracker.me in issue.hidden_from:
        return False
    return issue.visibility == "project" or role in ("lead", "developer", "auditor")


def found(tracker: Tracker, now: datetime, wanted: dict[str, Any]) -> list[tuple[Issue, dict[str, Any]]]:
    """The issues that a filter selects, newest first, each with what the index shows of it."""
    rows = [(issue, tracker.shown(issue, now)) for issue in tracker.issues.values() if visible(tracker, issue)]
    rows = [(issue, shown) for issue, shown in rows if _fits(tracker, issue, shown, wanted)]
    return sorted(rows, key=lambda row: (row[0].created, row[0].key), reverse=True)


def in_order(
    rows: list[tuple[Issue, dict[str, Any]]], sort: list[dict[str, str]]
) -> list[tuple[Issue, dict[str, Any]]]:
    """Sorted by the given fields, the first one counting most."""
    for step in reversed(sort):
        rows = sorted(rows, key=lambda row: _rank(row, step["by"]), reverse=step.get("order") == "desc")
    return rows


def _rank(row: tuple[Issue, dict[str, Any]], by: str) -> Any:
    issue, shown = row
    if by == "priority":
        return -PRIORITIES.index(shown["priority"])
    if by == "story_points":
        return shown["story_points"] or 0
    return issue.created if by == "created" else issue.key


def _fits(tracker: Tracker, issue: Issue, shown: dict[str, Any], wanted: dict[str, Any]) -> bool:
    for key, many in (("type", "types"), ("status", "statuses"), ("priority", "priorities")):
        if many in wanted and shown[key] not in wanted[many]:
            return False
    if "projects" in wanted and issue.project not in wanted["projects"]:
        return False
    if "keys" in wanted and issue.key not in wanted["keys"]:
        return False
    for many in ("components", "labels"):
        if many in wanted and not set(wanted[many]) & set(shown[many]):
            return False
    if "assignee" in wanted and shown["assignee"] != me_or(tracker, wanted["assignee"]):
        return False
    if "sprint_id" in wanted and shown["sprint"] != wanted["sprint_id"]:
        return False
    if "fix_version" in wanted and shown["fix_version"] != wanted["fix_version"]:
        return False
    if any(word not in shown["title"].lower() for word in wanted.get("text", "").lower().split()):
        return False
    return "worked" not in wanted or _worked(tracker, issue, wanted["worked"])


def _worked(tracker: Tracker, issue: Issue, worked: dict[str, str]) -> bool:
    author, day = me_or(tracker, worked.get("by")), worked.get("day")
    return any(
        entry.issue == issue.key
        and (author is None or entry.author == author)
        and (day is None or entry.day.isoformat() == day)
        for entry in tracker.worklogs.values()
    )


def me_or(tracker: Tracker, handle: str | None) -> str | None:
    """``me`` stands for the signed-in member."""
    return tracker.me if handle == "me" else handle
