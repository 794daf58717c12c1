"""What the tracker holds: people, projects, versions, sprints, issues and everything that hangs on an issue."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

TYPES = ("bug", "feature", "task", "complaint", "vulnerability")
STATUSES = ("backlog", "ready", "in_progress", "in_review", "done")
PRIORITIES = ("critical", "high", "medium", "low")
RESOLUTIONS = ("fixed", "wont_fix", "duplicate", "cannot_reproduce")
LINKS = ("blocks", "duplicates", "relates")
QUORUM = 2  # approvals of others before an issue is done
SECURITY_QUORUM = 3
INDEX_LAG = 45  # minutes until a change shows in searches
LOCKED_AFTER = 14  # days after which a worklog entry stays as it is
INDEXED = (
    "title", "type", "status", "priority", "components", "labels", "assignee", "story_points", "sprint", "fix_version",
)  # fmt: skip


@dataclass(slots=True)
class Person:
    handle: str
    name: str
    email: str
    team: str
    away_until: date | None = None


@dataclass(slots=True)
class Component:
    name: str
    owner: str
    deputy: str


@dataclass(slots=True)
class Project:
    """``roles``: lead, developer, auditor or guest, by handle. ``components`` by name."""

    key: str
    name: str
    board: int
    roles: dict[str, str]
    components: dict[str, Component]

    @property
    def lead(self) -> str:
        return next(handle for handle, role in self.roles.items() if role == "lead")


@dataclass(slots=True)
class Version:
    project: str
    name: str
    state: str  # released, frozen, open
    release_on: date


@dataclass(slots=True)
class Sprint:
    """``burn``: day, points left in the evening, finished and added that day."""

    id: int
    project: str
    name: str
    goal: str
    state: str  # closed, active, planned
    starts: date
    ends: date
    capacity: float
    burn: list[tuple[date, float, float, float]] = field(default_factory=list)


@dataclass(slots=True)
class Issue:
    """``approvals`` and ``reviewers``: handles. ``hidden_from``: members who do not see it although their role would let them."""

    key: str
    project: str
    type: str
    title: str
    status: str
    priority: str
    components: list[str]
    story_points: float | None
    assignee: str | None
    reporter: str  # a handle, or the name of someone outside
    created: datetime
    fix_version: str | None = None
    sprint: int | None = None
    due: date | None = None
    labels: list[str] = field(default_factory=list)
    resolution: str | None = None
    build: str | None = None
    approvals: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    watchers: list[str] = field(default_factory=list)
    visibility: str = "project"  # project, security_team
    hidden_from: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Link:
    """``source`` blocks, duplicates or relates to ``target``."""

    id: str
    kind: str
    source: str
    target: str


@dataclass(slots=True)
class Comment:
    id: str
    issue: str
    author: str
    text: str
    at: datetime
    audience: str = "everyone"
    verdict: str | None = None
    mentions: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Worklog:
    id: str
    issue: str
    author: str
    day: date
    hours: float
    note: str = ""


@dataclass(slots=True)
class Change:
    at: datetime
    issue: str
    who: str
    what: str
    old: str
    new: str


@dataclass(slots=True)
class Lag:
    """What searches still show of an issue until its change is indexed."""

    until: datetime
    shown: dict[str, Any]


@dataclass(slots=True)
class Query:
    id: str
    name: str
    filter: dict[str, Any]
    columns: list[str]
    send_to: str | None = None
    every: str | None = None
    shared_with: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Job:
    id: str
    keys: list[str]
    change: dict[str, Any]
    state: str  # queued, finished
    changed: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Tracker:
    """Everything, by id. ``me``: the handle of the signed-in member."""

    me: str
    people: dict[str, Person] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)
    sprints: dict[str, Sprint] = field(default_factory=dict)
    issues: dict[str, Issue] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    worklogs: dict[str, Worklog] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    lag: dict[str, Lag] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def role(self, project: str, handle: str | None = None) -> str:
        return self.projects[project].roles.get(handle or self.me, "none")

    def version(self, project: str, name: str) -> Version | None:
        return self.versions.get(f"{project}/{name}")

    def of(self, project: str) -> list[Issue]:
        return [issue for issue in self.issues.values() if issue.project == project]

    def committed(self, sprint: int, without: str | None = None) -> float:
        inside = (i for i in self.issues.values() if i.sprint == sprint and i.key != without)
        return sum((i.story_points or 0.0 for i in inside), 0.0)

    def blockers(self, key: str) -> list[Issue]:
        return [self.issues[x.source] for x in self.links.values() if x.kind == "blocks" and x.target == key]

    def open_blockers(self, key: str) -> list[Issue]:
        return [issue for issue in self.blockers(key) if issue.status != "done"]

    def shown(self, issue: Issue, now: datetime) -> dict[str, Any]:
        """The indexed fields of an issue as searches have them now."""
        lag = self.lag.get(issue.key)
        if lag is not None and now < lag.until:
            return lag.shown
        return snapshot(issue)


def snapshot(issue: Issue) -> dict[str, Any]:
    """The indexed fields as they are."""
    return {name: value[:] if isinstance(value := getattr(issue, name), list) else value for name in INDEXED}
