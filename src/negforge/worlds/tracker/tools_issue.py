"""The tracker's tools that change one issue or tie issues together: edit, transition, link, comment."""

from __future__ import annotations

from typing import Any

from negforge.worlds.tracker.filters import me_or
from negforge.worlds.tracker.rules import (
    apply_edit,
    apply_move,
    change,
    check_edit,
    check_move,
    index,
    issue_of,
    leads,
    quorum,
    tracker_of,
    writable,
)
from negforge.worlds.tracker.schemas import DAY, HANDLE, KEY, array_of, one_of, or_null, record
from negforge.worlds.tracker.state import LINKS, PRIORITIES, RESOLUTIONS, STATUSES, Comment, Link
from negforge.worlds.world import Desk, Problem, tool

_MORE_OR_LESS = {"add": array_of({"type": "string"}), "remove": array_of({"type": "string"})}


@tool(
    "Change fields of one issue; only the fields given change. Story points are locked once the issue's sprint has started. A sprint "
    "takes no more than its capacity and only estimated issues; only the lead adds to a running one. Only the lead moves issues into or "
    "out of a frozen version, or changes who sees an issue. Status is changed by transition_issue.",
    {
        "key": KEY,
        "fields": record(
            {
                "title": {"type": "string", "minLength": 5, "maxLength": 160},
                "priority": one_of(*PRIORITIES),
                "assignee": or_null(HANDLE, "A lead or developer of the project, or null."),
                "story_points": or_null({"type": "number", "minimum": 0.5, "maximum": 21, "multipleOf": 0.5}),
                "sprint_id": or_null({"type": "integer"}),
                "fix_version": or_null({"type": "string"}),
                "components": array_of({"type": "string"}, minItems=1),
                "labels": record(_MORE_OR_LESS),
                "watchers": record(_MORE_OR_LESS),
                "reviewers": array_of(HANDLE, description="The new list, in place of the old one."),
                "due_date": or_null(DAY),
                "visibility": record(
                    {
                        "level": one_of("project", "security_team"),
                        "hidden_from": array_of({"type": "string"}, description="Handles that shall not see it."),
                    }
                ),
            },
            minProperties=1,
        ),
        "notify": {"type": "boolean", "description": "Whether watchers get a mail; true if left out."},
    },
    required=["key", "fields"],
    writes=True,
)
def edit_issue(desk: Desk, key: str, fields: dict[str, Any], notify: bool = True) -> Any:
    issue = writable(desk, key)
    check_edit(desk, issue, fields)
    apply_edit(desk, issue, fields)
    return {"key": key, "changed": list(fields), "watchers_notified": len(issue.watchers) if notify else 0}


@tool(
    "Move an issue through the workflow. To in_progress it needs an assignee; to in_review the build (the automation adds a reviewer "
    "some minutes later); to done a resolution, and no open blocker. fixed needs two approvals of people other than the assignee, three "
    "with the label security, and only follows in_review; duplicate needs a link to the original.",
    {
        "key": KEY,
        "to": one_of(*STATUSES),
        "details": record(
            {
                "resolution": one_of(*RESOLUTIONS),
                "build": {"type": "string", "pattern": "^[0-9]+[.][0-9]+[.][0-9]+(-rc[0-9]+)?$"},
                "note": {"type": "string", "maxLength": 300},
            }
        ),
    },
    required=["key", "to"],
    writes=True,
)
def transition_issue(desk: Desk, key: str, to: str, details: dict[str, Any] | None = None) -> Any:
    issue = writable(desk, key)
    came_from = issue.status
    check_move(desk, issue, to, details or {})
    apply_move(desk, issue, to, details or {})
    return {"key": key, "from": came_from, "status": issue.status, "resolution": issue.resolution}


def assign_reviewer(desk: Desk, key: str) -> None:
    """The automation: the owner of an issue's first component reviews it, or the deputy where the owner did the work."""
    tracker = tracker_of(desk)
    issue = tracker.issues.get(key)
    if issue is None or issue.status != "in_review":
        return
    component = tracker.projects[issue.project].components[issue.components[0]]
    reviewer = component.deputy if component.owner == issue.assignee else component.owner
    issue.reviewers = sorted({*issue.reviewers, reviewer})
    issue.watchers = sorted({*issue.watchers, reviewer})


@tool(
    "Add links between issues, or take some away. blocks: the first has to be done before the second can close; duplicates: the first "
    "says the same as the second, its original. All operations are carried out, or none.",
    {
        "operations": array_of(
            record(
                {"op": one_of("add", "remove"), "relation": one_of(*LINKS), "first": KEY, "second": KEY},
                ("op", "relation", "first", "second"),
            ),
            minItems=1,
            maxItems=6,
        ),
        "dry_run": {"type": "boolean"},
    },
    required=["operations"],
    writes=True,
)
def link_issues(desk: Desk, operations: list[dict[str, str]], dry_run: bool = False) -> Any:
    tracker = tracker_of(desk)
    plan: list[tuple[str, Link]] = []
    for row in operations:
        first, second = writable(desk, row["first"]), issue_of(desk, row["second"])
        if first.key == second.key:
            raise Problem(422, "self_link", "An issue cannot be linked to itself.", key=first.key)
        link = next(
            (x for x in tracker.links.values() if (x.kind, x.source, x.target) == (row["relation"], first.key, second.key)),
            None,
        )  # fmt: skip
        if row["op"] == "add" and link is not None:
            raise Problem(409, "link_exists", f"{first.key} {link.kind} {second.key} already.", link_id=link.id)
        if row["op"] == "remove" and link is None:
            raise Problem(404, "no_such_link", f"There is no such link from {first.key} to {second.key}.")
        link_id = desk.id("L", row["relation"], first.key, second.key)
        plan.append((row["op"], link or Link(link_id, row["relation"], first.key, second.key)))
    if not dry_run:
        for op, link in plan:
            if op == "add":
                tracker.links[link.id] = link
            else:
                del tracker.links[link.id]
    return {
        "applied": not dry_run,
        "links": [
            {"op": op, "link_id": x.id, "relation": x.kind, "first": x.source, "second": x.target} for op, x in plan
        ],
    }


@tool(
    "Comment on an issue, with or without a review verdict. A verdict counts as yours: it needs an issue in review, and nobody approves "
    "an issue that is assigned to them. Mentioned members get a mail. audience: members keeps it from customers, leads from all but leads.",
    {
        "key": KEY,
        "text": {"type": "string", "minLength": 3, "maxLength": 2000},
        "audience": one_of("everyone", "members", "leads"),
        "mentions": array_of({"type": "string"}, maxItems=8),
        "verdict": or_null(one_of("approve", "request_changes")),
    },
    required=["key", "text"],
    writes=True,
)
def add_comment(
    desk: Desk,
    key: str,
    text: str,
    audience: str = "everyone",
    mentions: list[str] | None = None,
    verdict: str | None = None,
) -> Any:
    tracker, issue = tracker_of(desk), issue_of(desk, key)
    if verdict is not None:
        writable(desk, key)
        if issue.status != "in_review":
            raise Problem(409, "not_in_review", f"{key} is not in review.", key=key)
        if issue.assignee == tracker.me:
            raise Problem(403, "own_work", "Nobody approves an issue that is assigned to them.", key=key)
    if audience == "leads" and not leads(desk, issue) and tracker.role(issue.project) != "developer":
        raise Problem(403, "read_only", "Your role does not allow that audience.", key=key)
    told = [me_or(tracker, handle) or "" for handle in mentions or ()]
    unknown = [handle for handle in told if handle not in tracker.people]
    if unknown:
        raise Problem(422, "unknown_member", f"There is no member {unknown[0]}.", handle=unknown[0])
    comment_id = desk.id("c", key, tracker.me, text, desk.now.isoformat())
    tracker.comments[comment_id] = Comment(comment_id, key, tracker.me, text, desk.now, audience, verdict, told)
    if verdict is not None:
        index(desk, issue)
        with_me = {*issue.approvals, tracker.me}
        change(desk, issue, "approvals", sorted(with_me if verdict == "approve" else with_me - {tracker.me}))
    return {
        "comment_id": comment_id, "key": key, "audience": audience, "mentioned": told,
        "approvals": {"have": len([h for h in issue.approvals if h != issue.assignee]), "needed": quorum(issue)},
    }  # fmt: skip
