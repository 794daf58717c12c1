"""The tracker's reading tools: search, one issue, projects, sprints, and a sprint's plain-text tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from negforge.worlds.tracker.filters import found, in_order, visible
from negforge.worlds.tracker.rules import issue_of, quorum, tracker_of
from negforge.worlds.tracker.schemas import FILTER, KEY, PROJECT, array_of, one_of, record
from negforge.worlds.tracker.state import INDEX_LAG, Issue, Project, Sprint, Tracker
from negforge.worlds.world import Desk, FaultHold, Problem, tool

HOURS_PER_POINT = 6


@tool(
    f"Search issues. Answers come from the search index, which can be up to {INDEX_LAG} minutes behind: status, assignee, priority or "
    "version of an issue that was changed lately may still be the old ones (get_issue has the current ones). Newest first unless "
    "sorted; at most 20 a page, go on with start = next_start.",
    {
        "filter": FILTER,
        "sort": array_of(
            record(
                {"by": one_of("priority", "story_points", "created", "key"), "order": one_of("asc", "desc")}, ("by",)
            ),
            maxItems=3,
        ),
        "start": {"type": "integer", "minimum": 0},
        "limit": {"type": "integer", "minimum": 1, "maximum": 20, "description": "8 if not given."},
    },
    required=["filter"],
    faults=FaultHold(
        rows="issues",
        volatile=("issues.*.story_points",),
        renames=(("issues.*.story_points", "estimate"), ("issues.*.assignee", "owner")),
        note="issues.*.last_remark",
    ),
)
def search_issues(
    desk: Desk, filter: dict[str, Any], sort: list[dict[str, str]] | None = None, start: int = 0, limit: int = 8
) -> Any:
    tracker = tracker_of(desk)
    rows = in_order(found(tracker, desk.now, filter), sort or [])
    page = rows[start : start + limit]
    more = start + limit if start + limit < len(rows) else None
    return {
        "source": "index",
        "total": len(rows),
        "start": start,
        "next_start": more,
        "issues": [
            {
                "key": issue.key, "type": shown["type"], "title": shown["title"], "status": shown["status"],
                "priority": shown["priority"], "components": shown["components"], "labels": shown["labels"],
                "assignee": shown["assignee"], "story_points": shown["story_points"], "sprint_id": shown["sprint"],
                "fix_version": shown["fix_version"], "created": issue.created, "last_remark": _remark(tracker, issue),
            }
            for issue, shown in page
        ],
    }  # fmt: skip


def _remark(tracker: Tracker, issue: Issue) -> str:
    remarks = sorted((c for c in tracker.comments.values() if c.issue == issue.key), key=lambda c: (c.at, c.id))
    return remarks[-1].text[:60] if remarks else ""


@tool(
    "One issue as it is now. Comments, links, worklog, review (reviewers, approvals and how many are needed, the build handed in) and "
    "history only where expanded. A link names the other issue and its title; its status is on the other issue.",
    {
        "key": KEY,
        "expand": array_of(one_of("comments", "links", "worklog", "review", "watchers", "history"), uniqueItems=True),
    },
    required=["key"],
    faults=FaultHold(
        rows="links",
        volatile=("story_points", "time_spent.value"),
        renames=(("story_points", "size"), ("status", "state"), ("fix_version", "target")),
        units=(("time_spent.value", 60, "time_spent.unit", "min"),),
        echo=("key", "key"),
        note="latest_comment.text",
    ),
)
def get_issue(desk: Desk, key: str, expand: list[str] | None = None) -> Any:
    tracker, issue = tracker_of(desk), issue_of(desk, key)
    comments = sorted((c for c in tracker.comments.values() if c.issue == key), key=lambda c: (c.at, c.id))
    hours = [w for w in tracker.worklogs.values() if w.issue == key]
    sprint = tracker.sprints.get(str(issue.sprint))
    body: dict[str, Any] = {
        "key": issue.key, "project": issue.project, "type": issue.type, "title": issue.title, "status": issue.status,
        "resolution": issue.resolution, "priority": issue.priority, "components": issue.components, "labels": issue.labels,
        "story_points": issue.story_points, "assignee": _person(tracker, issue.assignee),
        "reporter": _reporter(tracker, issue.reporter), "fix_version": issue.fix_version,
        "sprint": {"id": sprint.id, "name": sprint.name, "state": sprint.state} if sprint else None,
        "due_date": issue.due, "created": issue.created, "visibility": issue.visibility,
        "time_spent": {"value": sum((w.hours for w in hours), 0.0), "unit": "h"},
        "latest_comment": {"by": comments[-1].author, "text": comments[-1].text} if comments else None,
    }  # fmt: skip
    return body | {part: _expanded(desk, issue, part) for part in expand or ()}


def _expanded(desk: Desk, issue: Issue, part: str) -> Any:
    tracker = tracker_of(desk)
    if part == "comments":
        rows = sorted((c for c in tracker.comments.values() if c.issue == issue.key), key=lambda c: (c.at, c.id))
        return [
            {"id": c.id, "by": c.author, "at": c.at, "text": c.text, "audience": c.audience, "verdict": c.verdict}
            for c in rows
        ]
    if part == "links":
        links = sorted(tracker.links.values(), key=lambda link: link.id)
        return [_link(tracker, issue, x) for x in links if issue.key in (x.source, x.target)]
    if part == "worklog":
        hours = sorted((w for w in tracker.worklogs.values() if w.issue == issue.key), key=lambda w: (w.day, w.id))
        return [
            {"entry_id": w.id, "by": w.author, "yours": w.author == tracker.me, "day": w.day, "hours": w.hours, "note": w.note}
            for w in hours
        ]  # fmt: skip
    if part == "review":
        return {
            "build": issue.build, "reviewers": issue.reviewers, "approved_by": issue.approvals, "approvals_needed": quorum(issue)
        }  # fmt: skip
    if part == "watchers":
        return issue.watchers
    return [
        {"at": c.at, "by": c.who, "field": c.what, "from": c.old, "to": c.new}
        for c in tracker.changes
        if c.issue == issue.key
    ]


def _link(tracker: Tracker, issue: Issue, link: Any) -> dict[str, Any]:
    outward = link.source == issue.key
    other = tracker.issues[link.target if outward else link.source]
    inverse = {"blocks": "is_blocked_by", "duplicates": "is_duplicated_by", "relates": "relates"}
    return {
        "link_id": link.id, "relation": link.kind if outward else inverse[link.kind], "other_key": other.key, "other_title": other.title
    }  # fmt: skip


def _person(tracker: Tracker, handle: str | None) -> dict[str, str] | None:
    return {"handle": handle, "name": tracker.people[handle].name} if handle else None


def _reporter(tracker: Tracker, reporter: str) -> dict[str, str]:
    if reporter in tracker.people:
        return {"kind": "member", "name": tracker.people[reporter].name}
    return {"kind": "customer", "name": reporter}


@tool(
    "Projects and what belongs to them; without sections only key, name, lead and your role. Members come with their role and "
    "absences, components with owner and deputy, versions with their state (frozen: only the lead moves issues into or out of it).",
    {
        "projects": array_of(PROJECT, description="All of yours if left out."),
        "sections": array_of(one_of("members", "components", "versions"), uniqueItems=True),
    },
    faults=FaultHold(rows="projects.*.members", renames=(("projects.*.members.*.away_until", "absent_to"),)),
)
def project_details(desk: Desk, projects: list[str] | None = None, sections: list[str] | None = None) -> Any:
    tracker = tracker_of(desk)
    unknown = [key for key in projects or () if key not in tracker.projects]
    if unknown:
        raise Problem(404, "project_not_found", f"There is no project {unknown[0]}.", projects=list(tracker.projects))
    chosen = [p for p in tracker.projects.values() if not projects or p.key in projects]
    return {
        "signed_in_as": _person(tracker, tracker.me),
        "projects": [_project(tracker, project, sections or []) for project in chosen],
    }


def _project(tracker: Tracker, project: Project, sections: list[str]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "key": project.key, "name": project.name, "board_id": project.board,
        "lead": _person(tracker, project.lead), "your_role": project.roles[tracker.me],
    }  # fmt: skip
    if "members" in sections:
        people = [(tracker.people[handle], role) for handle, role in project.roles.items()]
        body["members"] = [
            {"handle": p.handle, "name": p.name, "role": role, "team": p.team, "away_until": p.away_until}
            for p, role in people
        ]
    if "components" in sections:
        body["components"] = [
            {"name": c.name, "owner": c.owner, "deputy": c.deputy} for c in project.components.values()
        ]
    if "versions" in sections:
        mine = [v for v in tracker.versions.values() if v.project == project.key]
        body["versions"] = [{"name": v.name, "state": v.state, "release_on": v.release_on} for v in mine]
    return body


@tool(
    "Sprints of a project with dates, capacity and what is committed so far, both in story points. A sprint takes no more than its "
    "capacity. Issues of each sprint on request.",
    {
        "project": PROJECT,
        "states": array_of(one_of("closed", "active", "planned"), minItems=1, uniqueItems=True),
        "with_issues": {"type": "boolean"},
    },
    required=["project", "states"],
    pretty=True,
    faults=FaultHold(
        rows="sprints",
        volatile=("sprints.*.committed.value",),
        renames=(("sprints.*.committed", "planned_load"),),
        units=(
            ("sprints.*.capacity.value", HOURS_PER_POINT, "sprints.*.capacity.unit", f"hours ({HOURS_PER_POINT} per point)"),
            ("sprints.*.committed.value", HOURS_PER_POINT, "sprints.*.committed.unit", f"hours ({HOURS_PER_POINT} per point)"),
        ),
        echo=("project", "project"),
    ),
)  # fmt: skip
def list_sprints(desk: Desk, project: str, states: list[str], with_issues: bool = False) -> Any:
    tracker = tracker_of(desk)
    if project not in tracker.projects:
        raise Problem(404, "project_not_found", f"There is no project {project}.", projects=list(tracker.projects))
    rows = [s for s in tracker.sprints.values() if s.project == project and s.state in states]
    rows.sort(key=lambda sprint: sprint.starts, reverse=True)
    return {"project": project, "sprints": [_sprint(tracker, sprint, with_issues) for sprint in rows]}


def _sprint(tracker: Tracker, sprint: Sprint, with_issues: bool) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": sprint.id, "name": sprint.name, "goal": sprint.goal, "state": sprint.state, "starts": sprint.starts,
        "ends": sprint.ends, "capacity": {"value": sprint.capacity, "unit": "points"},
        "committed": {"value": tracker.committed(sprint.id), "unit": "points"},
    }  # fmt: skip
    if with_issues:
        inside = [i for i in tracker.issues.values() if i.sprint == sprint.id and visible(tracker, i)]
        body["issues"] = [
            {
                "key": i.key, "title": i.title, "story_points": i.story_points, "status": i.status, "assignee": i.assignee
            }
            for i in inside
        ]  # fmt: skip
    return body


@tool(
    "A table about a sprint as plain text. burndown: for each working day the points left in the evening, finished and added; "
    "changelog: every change of its issues, oldest first; workload: unfinished points by assignee.",
    {
        "sprint_id": {"type": "integer", "minimum": 1000, "maximum": 9999},
        "table": one_of("burndown", "changelog", "workload"),
        "since": {"type": "string", "format": "date", "description": "Leave out what is older."},
    },
    required=["sprint_id", "table"],
)
def sprint_table(desk: Desk, sprint_id: int, table: str, since: str | None = None) -> Any:
    tracker = tracker_of(desk)
    sprint = tracker.sprints.get(str(sprint_id))
    if sprint is None:
        raise Problem(404, "sprint_not_found", f"There is no sprint {sprint_id}.")
    after = date.fromisoformat(since) if since else date.min
    lines = [f"{sprint.name} ({sprint.state}), {sprint.starts} to {sprint.ends}, capacity {sprint.capacity:g}"]
    inside = [i for i in tracker.issues.values() if i.sprint == sprint_id and visible(tracker, i)]
    if table == "burndown":
        lines.append(f"{'day':<12}{'left':>8}{'finished':>10}{'added':>8}")
        lines += [f"{d} {left:>9g}{done:>10g}{new:>8g}" for d, left, done, new in sprint.burn if d >= after]
    elif table == "changelog":
        keys = {issue.key for issue in inside}
        lines.append(f"{'when':<18}{'issue':<10}{'who':<16}{'what':<14}change")
        lines += [
            f"{c.at:%Y-%m-%d %H:%M}  {c.issue:<10}{c.who:<16}{c.what:<14}{c.old} -> {c.new}"
            for c in tracker.changes
            if c.issue in keys and c.at.date() >= after
        ]
    else:
        lines.append(f"{'assignee':<18}{'open':>6}{'points':>8}")
        for handle in sorted({issue.assignee or "(nobody)" for issue in inside if issue.status != "done"}):
            mine = [i for i in inside if (i.assignee or "(nobody)") == handle and i.status != "done"]
            lines.append(f"{handle:<18}{len(mine):>6}{sum(i.story_points or 0 for i in mine):>8g}")
    return "\n".join(lines)
