"""The tracker's business rules: what a change of an issue may do. Single edits and bulk jobs obey the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from negforge.worlds.tracker.filters import me_or, visible
from negforge.worlds.tracker.state import (
    INDEX_LAG,
    LOCKED_AFTER,
    QUORUM,
    SECURITY_QUORUM,
    Change,
    Issue,
    Lag,
    Tracker,
)
from negforge.worlds.world import Desk, Problem


def tracker_of(desk: Desk) -> Tracker:
    state: Tracker = desk.state
    return state


def issue_of(desk: Desk, key: str) -> Issue:
    """The issue. Raises Problem where there is none that the signed-in member may see."""
    tracker = tracker_of(desk)
    issue = tracker.issues.get(key)
    if issue is None or not visible(tracker, issue):
        raise Problem(404, "issue_not_found", f"There is no issue {key}, or you may not see it.", key=key)
    return issue


def writable(desk: Desk, key: str) -> Issue:
    issue = issue_of(desk, key)
    if tracker_of(desk).role(issue.project) not in ("lead", "developer"):
        raise Problem(403, "read_only", f"Your role in {issue.project} does not allow changes.", key=key)
    return issue


def quorum(issue: Issue) -> int:
    return SECURITY_QUORUM if "security" in issue.labels else QUORUM


def leads(desk: Desk, issue: Issue) -> bool:
    return tracker_of(desk).role(issue.project) == "lead"


def check_edit(desk: Desk, issue: Issue, fields: Mapping[str, Any]) -> None:
    """Raises Problem where a field may not be changed so."""
    tracker = tracker_of(desk)
    project = tracker.projects[issue.project]
    if fields.get("assignee") is not None:
        handle = me_or(tracker, fields["assignee"])
        if project.roles.get(handle or "") not in ("lead", "developer"):
            raise Problem(422, "not_assignable", f"{handle} is no lead or developer of {project.key}.", key=issue.key)
    for handle in fields.get("reviewers", ()):
        if project.roles.get(me_or(tracker, handle) or "") not in ("lead", "developer"):
            raise Problem(422, "not_assignable", f"{handle} is no lead or developer of {project.key}.", key=issue.key)
    unknown = [name for name in fields.get("components", ()) if name not in project.components]
    if unknown:
        raise Problem(422, "unknown_component", f"{project.key} has no component {unknown[0]}.", key=issue.key)
    if "fix_version" in fields and fields["fix_version"] != issue.fix_version:
        _check_version(desk, issue, fields["fix_version"])
    if "story_points" in fields and fields["story_points"] != issue.story_points:
        _check_estimate(tracker, issue, fields["story_points"])
    if fields.get("sprint_id") is not None and fields["sprint_id"] != issue.sprint:
        _check_sprint(desk, issue, fields["sprint_id"], fields.get("story_points", issue.story_points))
    visibility = fields.get("visibility", {})
    if visibility and not leads(desk, issue):
        raise Problem(403, "lead_only", "Only the project's lead changes who sees an issue.", key=issue.key)


def _check_version(desk: Desk, issue: Issue, name: str | None) -> None:
    tracker = tracker_of(desk)
    for version_name in (issue.fix_version, name):
        if version_name is None:
            continue
        version = tracker.version(issue.project, version_name)
        if version is None:
            raise Problem(422, "unknown_version", f"{issue.project} has no version {version_name}.", key=issue.key)
        if version.state == "released":
            raise Problem(
                409, "version_released", f"{version_name} is out; its contents stay as they are.", key=issue.key
            )
        if version.state == "frozen" and not leads(desk, issue):
            raise Problem(
                403, "version_frozen", f"{version_name} is frozen: only the lead moves issues into or out of it.",
                key=issue.key, lead=tracker.projects[issue.project].lead,
            )  # fmt: skip


def _check_estimate(tracker: Tracker, issue: Issue, points: float | None) -> None:
    sprint = tracker.sprints.get(str(issue.sprint))
    if sprint is None:
        return
    if sprint.state != "planned":
        raise Problem(
            409, "estimate_locked", f"{sprint.name} has started; story points of its issues are locked.", key=issue.key
        )
    _check_room(tracker, issue, sprint.id, points or 0)


def _check_sprint(desk: Desk, issue: Issue, sprint_id: int, points: float | None) -> None:
    tracker = tracker_of(desk)
    sprint = tracker.sprints.get(str(sprint_id))
    if sprint is None or sprint.project != issue.project:
        raise Problem(422, "unknown_sprint", f"{issue.project} has no sprint {sprint_id}.", key=issue.key)
    if sprint.state == "closed":
        raise Problem(409, "sprint_closed", f"{sprint.name} is closed.", key=issue.key)
    if sprint.state == "active" and not leads(desk, issue):
        raise Problem(403, "sprint_running", f"{sprint.name} has started; only the lead adds to it.", key=issue.key)
    if points is None:
        raise Problem(422, "no_estimate", "An issue needs story points before it goes into a sprint.", key=issue.key)
    _check_room(tracker, issue, sprint.id, points)


def _check_room(tracker: Tracker, issue: Issue, sprint_id: int, points: float) -> None:
    sprint = tracker.sprints[str(sprint_id)]
    before = tracker.committed(sprint_id, without=issue.key)
    if before + points > sprint.capacity:
        raise Problem(
            409, "over_capacity", f"{sprint.name} holds {sprint.capacity:g} points; {before:g} are committed without this issue.",
            key=issue.key, capacity=sprint.capacity, committed=before, wanted=points,
        )  # fmt: skip


def check_move(desk: Desk, issue: Issue, to: str, details: Mapping[str, Any]) -> None:
    """Raises Problem where the workflow does not let the issue go there."""
    if to == issue.status:
        raise Problem(409, "already_there", f"{issue.key} has that status already.", key=issue.key)
    if to == "in_progress" and issue.assignee is None:
        raise Problem(422, "assignee_missing", "Work begins when somebody has the issue.", key=issue.key)
    if to == "in_review" and not details.get("build"):
        raise Problem(422, "field_required", "A move to in_review names the build to look at.", field="build")
    if to != "done":
        return
    resolution = details.get("resolution")
    if resolution is None:
        raise Problem(422, "field_required", "A move to done names a resolution.", field="resolution")
    tracker = tracker_of(desk)
    waiting = [blocker.key for blocker in tracker.open_blockers(issue.key)]
    if waiting:
        raise Problem(409, "open_blockers", f"{issue.key} is blocked by open issues.", key=issue.key, blockers=waiting)
    if resolution == "duplicate" and not any(
        link.kind == "duplicates" and link.source == issue.key for link in tracker.links.values()
    ):
        raise Problem(409, "duplicate_not_linked", "Link the issue to its original first.", key=issue.key)
    if resolution == "fixed":
        _check_approvals(issue)


def _check_approvals(issue: Issue) -> None:
    if issue.status != "in_review":
        raise Problem(409, "not_reviewed", "Only an issue in review can be closed as fixed.", key=issue.key)
    valid = [handle for handle in issue.approvals if handle != issue.assignee]
    if len(valid) < quorum(issue):
        raise Problem(
            409, "approvals_missing", f"{quorum(issue)} approvals of others are needed, there are {len(valid)}.",
            key=issue.key, have=len(valid), need=quorum(issue),
        )  # fmt: skip


def check_entry(desk: Desk, author: str, day: date, project: str) -> None:
    """Raises Problem where hours of that author and day may not be touched."""
    tracker = tracker_of(desk)
    if day > desk.now.date():
        raise Problem(422, "day_ahead", "Hours cannot be logged ahead of time.", day=day)
    if author != tracker.me and tracker.role(project) != "lead":
        raise Problem(403, "not_your_entry", "Only a lead may touch the hours of others.", author=author)
    if day < desk.now.date() - timedelta(days=LOCKED_AFTER) and tracker.role(project) != "lead":
        raise Problem(409, "entry_locked", f"Hours are locked after {LOCKED_AFTER} days.", day=day)


def apply_edit(desk: Desk, issue: Issue, fields: Mapping[str, Any]) -> None:
    """Carry out an edit that was checked."""
    tracker = tracker_of(desk)
    index(desk, issue)
    for name in ("title", "priority", "fix_version", "story_points", "components"):
        if name in fields:
            change(desk, issue, name, fields[name])
    if "sprint_id" in fields:
        change(desk, issue, "sprint", fields["sprint_id"])
    if "assignee" in fields:
        change(desk, issue, "assignee", me_or(tracker, fields["assignee"]))
    if "due_date" in fields:
        change(desk, issue, "due", date.fromisoformat(fields["due_date"]) if fields["due_date"] else None)
    if "reviewers" in fields:
        change(desk, issue, "reviewers", sorted({me_or(tracker, handle) or "" for handle in fields["reviewers"]}))
    labels = fields.get("labels", {})
    if labels:
        kept = [label for label in issue.labels if label not in labels.get("remove", ())]
        change(desk, issue, "labels", list(dict.fromkeys([*kept, *labels.get("add", ())])))
    watchers = fields.get("watchers", {})
    if watchers:
        gone = {me_or(tracker, handle) for handle in watchers.get("remove", ())}
        new = {me_or(tracker, handle) for handle in watchers.get("add", ())}
        change(desk, issue, "watchers", sorted(({*issue.watchers} - gone) | {h for h in new if h}))
    visibility = fields.get("visibility", {})
    if "level" in visibility:
        change(desk, issue, "visibility", visibility["level"])
    if "hidden_from" in visibility:
        change(desk, issue, "hidden_from", sorted(visibility["hidden_from"]))


def apply_move(desk: Desk, issue: Issue, to: str, details: Mapping[str, Any]) -> None:
    """Carry out a transition that was checked."""
    index(desk, issue)
    change(desk, issue, "status", to)
    if to == "done":
        change(desk, issue, "resolution", details["resolution"])
    elif issue.resolution is not None:
        change(desk, issue, "resolution", None)
    if to == "in_review":
        change(desk, issue, "build", details["build"])
        change(desk, issue, "approvals", [])
        desk.later(6, "assign_reviewer", key=issue.key)


def index(desk: Desk, issue: Issue) -> None:
    """From now on, searches show the issue as it is at this moment, until the index has caught up."""
    tracker = tracker_of(desk)
    shown = dict(tracker.shown(issue, desk.now))
    tracker.lag[issue.key] = Lag(desk.now + timedelta(minutes=INDEX_LAG), shown)


def change(desk: Desk, issue: Issue, name: str, value: Any) -> None:
    """Set a field and write it into the history, if it is another value."""
    old = getattr(issue, name)
    if old == value:
        return
    setattr(issue, name, value)
    tracker_of(desk).changes.append(Change(desk.now, issue.key, tracker_of(desk).me, name, _short(old), _short(value)))


def _short(value: Any) -> str:
    if value is None or value == []:
        return "none"
    return ",".join(value) if isinstance(value, list) else str(value)
