"""How a tracker begins: drawn from a random source, with look-alikes on purpose."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from negforge.core.json_text import digest
from negforge.worlds.tracker import vocabulary as words
from negforge.worlds.tracker.state import (
    INDEX_LAG,
    PRIORITIES,
    Change,
    Comment,
    Component,
    Issue,
    Lag,
    Link,
    Person,
    Project,
    Sprint,
    Tracker,
    Version,
    Worklog,
    snapshot,
)

ISSUES = 22  # in each project
_STATUS_MIX = ("done",) * 3 + ("in_review",) * 5 + ("in_progress",) * 4 + ("ready",) * 6 + ("backlog",) * 4
_POINTS = (1.0, 2.0, 2.0, 3.0, 3.0, 5.0, 5.0, 8.0, 0.5, 1.5, 2.5)


def make(rng: Random) -> tuple[Tracker, datetime]:
    """A tracker and the clock as they begin."""
    now = _start(rng)
    people = _people(rng, now.date())
    tracker = Tracker(me=next(iter(people)), people=people)
    tracker.people[tracker.me].away_until = None
    my_roles = rng.sample(("lead", "developer", "developer"), 3)
    for spec, mine in zip(rng.sample(words.PROJECTS, 3), my_roles, strict=True):
        name, key = spec.split(":")
        _add_project(tracker, key, name, mine, now, rng)
    return tracker, now


def _start(rng: Random) -> datetime:
    """Some weekday in 2026, in working hours."""
    day = date(2026, 1, 12) + timedelta(days=rng.randrange(300))
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, rng.randrange(9, 16), rng.randrange(0, 60, 5))


def _people(rng: Random, today: date) -> dict[str, Person]:
    """Twelve people; two given names occur twice."""
    given = rng.sample(words.GIVEN, 10)
    given = [*given, given[1], given[2]]
    people: dict[str, Person] = {}
    for first, family in zip(given, rng.sample(words.FAMILY, 12), strict=True):
        handle = f"{first[0]}.{family}".lower()
        away = today + timedelta(days=rng.randrange(3, 20)) if rng.random() < 0.25 else None
        people[handle] = Person(handle, f"{first} {family}", f"{handle}@members.example", rng.choice(words.TEAMS), away)
    return people


def _add_project(tracker: Tracker, key: str, name: str, mine: str, now: datetime, rng: Random) -> None:
    others = rng.sample([h for h in tracker.people if h != tracker.me], 8)
    roles = {tracker.me: mine}
    if mine != "lead":
        roles[others[0]] = "lead"
    roles |= dict.fromkeys(others[1:6], "developer") | {others[6]: "auditor", others[7]: "guest"}
    handles = list(roles)
    rng.shuffle(handles)
    roles = {handle: roles[handle] for handle in handles}
    staff = [h for h, role in roles.items() if role in ("lead", "developer")]
    components = {}
    for part in rng.sample(words.COMPONENTS, 4):
        owner, deputy = rng.sample(staff, 2)
        components[part] = Component(part, owner, deputy)
    project = Project(key, name, rng.randrange(100, 1000), roles, components)
    tracker.projects[key] = project
    _add_versions(tracker, project, now.date(), rng)
    sprints = _add_sprints(tracker, project, now.date(), rng)
    issues = _add_issues(tracker, project, sprints, now, rng)
    _add_links(tracker, issues, rng)
    _add_traces(tracker, project, issues, now, rng)
    _set_capacities(tracker, sprints, now.date(), rng)
    _let_the_index_lag(tracker, issues, now, rng)


def _add_versions(tracker: Tracker, project: Project, today: date, rng: Random) -> None:
    major, minor = rng.randrange(1, 9), rng.randrange(0, 17)
    day = today - timedelta(days=rng.randrange(15, 40))
    for step, state in enumerate(("released", "frozen", "open", "open")):
        name = f"{major}.{minor + step}"
        tracker.versions[f"{project.key}/{name}"] = Version(project.key, name, state, day)
        day = max(day, today) + timedelta(days=rng.randrange(6, 30))


def _add_sprints(tracker: Tracker, project: Project, today: date, rng: Random) -> list[Sprint]:
    monday = today - timedelta(days=today.weekday())
    starts = monday - timedelta(days=14 + 7 * rng.randrange(2))
    number = rng.randrange(9, 70)
    sprints = []
    for step, state in enumerate(("closed", "active", "planned", "planned")):
        begin = starts + timedelta(days=14 * step)
        sprint_id = rng.randrange(1000, 9999)
        while str(sprint_id) in tracker.sprints:
            sprint_id += 1
        sprint = Sprint(
            sprint_id, project.key, f"{project.key} sprint {number + step}", rng.choice(words.SPRINT_GOALS),
            state, begin, begin + timedelta(days=11), 0.0,
        )  # fmt: skip
        tracker.sprints[str(sprint_id)] = sprint
        sprints.append(sprint)
    return sprints


def _add_issues(tracker: Tracker, project: Project, sprints: list[Sprint], now: datetime, rng: Random) -> list[Issue]:
    staff = [h for h, role in project.roles.items() if role in ("lead", "developer")]
    names = [v.name for v in tracker.versions.values() if v.project == project.key]
    number = rng.randrange(60, 900)
    ages = sorted((rng.randrange(3 * 1440, 90 * 1440) for _ in _STATUS_MIX), reverse=True)
    statuses = list(_STATUS_MIX)
    rng.shuffle(statuses)
    issues: list[Issue] = []
    for (kind, title), status, age in zip(_titles(rng), statuses, ages, strict=True):
        number += rng.randrange(1, 9)
        created = now - timedelta(minutes=age)
        created = created.replace(hour=7 + created.hour * 11 // 24)
        issue = Issue(
            f"{project.key}-{number}", project.key, kind, title, status, rng.choice(PRIORITIES),
            rng.sample(sorted(project.components), rng.choice((1, 1, 2))),
            rng.choice(_POINTS) if status != "backlog" or rng.random() < 0.6 else None,
            rng.choice((*staff, tracker.me, tracker.me)) if status in ("done", "in_review", "in_progress") or rng.random() < 0.35 else None,
            rng.choice(words.OUTSIDERS) if kind == "complaint" or rng.random() < 0.2 else rng.choice(sorted(project.roles)),
            created,
        )  # fmt: skip
        if status == "done":
            issue.resolution = rng.choice(("fixed", "fixed", "wont_fix"))
            issue.fix_version = names[0] if issue.resolution == "fixed" else None
            issue.sprint = sprints[0].id
        elif status in ("in_review", "in_progress"):
            issue.fix_version = rng.choice((names[1], names[1], names[2]))
            issue.sprint = sprints[1].id
        else:
            issue.fix_version = rng.choice((names[1], names[2], None, None))
            issue.sprint = sprints[2].id if status == "ready" and rng.random() < 0.25 else None
        if kind == "vulnerability":
            issue.labels.append("security")
        if rng.random() < 0.3:
            issue.labels.append(rng.choice(("field-trial", "regression", "good-first", "needs-hardware")))
        issues.append(issue)
    for issue in sorted(issues, key=lambda i: i.key):
        tracker.issues[issue.key] = issue
    return issues


def _titles(rng: Random) -> list[tuple[str, str]]:
    """Types and titles of a project's issues; three pairs of bugs differ in when it happens only."""
    things, symptoms = rng.sample(words.THINGS, ISSUES), rng.sample(words.SYMPTOMS, 12)
    found: list[tuple[str, str]] = []
    for thing, symptom in zip(things[:3], symptoms[:3], strict=True):
        found += [("bug", f"{thing} {symptom} {moment}") for moment in rng.sample(words.MOMENTS, 2)]
    for thing, symptom in zip(things[3:9], symptoms[3:9], strict=True):
        found.append(("bug", f"{thing} {symptom} {rng.choice(words.MOMENTS)}"))
    for thing, form in zip(things[9:14], rng.sample(words.WISHES, 5), strict=True):
        found.append((rng.choice(("feature", "task")), form.format(thing=f"the {thing[0].lower()}{thing[1:]}")))
    for thing, symptom, form in zip(things[14:17], symptoms[9:12], rng.sample(words.GRIEVANCES, 3), strict=True):
        told = form.format(
            thing=f"the {thing[0].lower()}{thing[1:]}", symptom=symptom, moment=rng.choice(words.MOMENTS)
        )
        found.append(("complaint", told))
    for thing, form in zip(things[17:19], rng.sample(words.HOLES, 2), strict=True):
        plain = thing if form.startswith("{thing}") else f"the {thing[0].lower()}{thing[1:]}"
        found.append(("vulnerability", form.format(thing=plain)))
    rng.shuffle(found)
    return found


def _add_links(tracker: Tracker, issues: list[Issue], rng: Random) -> None:
    """Some issues wait for others; a blocker is an earlier one, so that nobody waits in a circle."""
    waiting = [i for i in issues[6:] if i.status not in ("done", "backlog")]
    for issue in rng.sample(waiting, min(6, len(waiting))):
        earlier = [i for i in issues[: issues.index(issue)] if i.story_points is not None]
        done = [i for i in earlier if i.status == "done"]
        chosen = rng.sample(earlier, min(rng.choice((1, 2, 2)), len(earlier)))
        if done and rng.random() < 0.7:
            chosen = [rng.choice(done), *chosen[:1]]
        for blocker in dict.fromkeys(i.key for i in chosen):
            link_id = f"L{int(digest(['link', blocker, issue.key]), 16) % 900000 + 100000}"
            tracker.links[link_id] = Link(link_id, "blocks", blocker, issue.key)


def _add_traces(tracker: Tracker, project: Project, issues: list[Issue], now: datetime, rng: Random) -> None:
    """Comments, approvals, hours and watchers."""
    staff = [h for h, role in project.roles.items() if role in ("lead", "developer")]
    for issue in issues:
        issue.watchers = sorted(rng.sample(list(project.roles), rng.randrange(0, 4)))
        for _ in range(rng.choice((0, 1, 1, 2))):
            at = now - timedelta(hours=rng.randrange(3, 200), minutes=rng.randrange(60))
            author = rng.choice(words.OUTSIDERS) if rng.random() < 0.4 else rng.choice(staff)
            comment_id = f"c{int(digest(['comment', issue.key, at.isoformat(), author]), 16) % 900000 + 100000}"
            tracker.comments[comment_id] = Comment(comment_id, issue.key, author, rng.choice(words.REMARKS), at)
        if issue.status == "in_review":
            others = [h for h in staff if h != issue.assignee]
            issue.approvals = rng.sample(others, rng.choice((0, 1, 2, 2, 3)))
            issue.build = f"{rng.randrange(1, 9)}.{rng.randrange(0, 20)}.{rng.randrange(1, 9)}-rc{rng.randrange(1, 6)}"
            issue.reviewers = sorted({*issue.approvals, rng.choice(others)})
        if issue.status in ("in_progress", "in_review", "done"):
            _add_hours(tracker, issue, staff, now.date(), rng)


def _add_hours(tracker: Tracker, issue: Issue, staff: list[str], today: date, rng: Random) -> None:
    for _ in range(rng.choice((1, 2, 3))):
        author = rng.choice((issue.assignee or staff[0], tracker.me, rng.choice(staff)))
        day = today - timedelta(days=rng.randrange(1, 8))
        day -= timedelta(days=max(0, day.weekday() - 4))
        entry_id = f"w{int(digest(['hours', issue.key, author, day.isoformat()]), 16) % 900000 + 100000}"
        if entry_id not in tracker.worklogs:
            note = rng.choice(("bench test", "reading traces", "pairing session", "clean-up", "wrote a test", ""))
            tracker.worklogs[entry_id] = Worklog(entry_id, issue.key, author, day, rng.randrange(1, 8) / 2, note)


def _set_capacities(tracker: Tracker, sprints: list[Sprint], today: date, rng: Random) -> None:
    """Capacities with some room in what is planned, and the burndown of what has begun."""
    for sprint in sprints:
        room = {"closed": 0.0, "active": 1.0}.get(sprint.state, rng.randrange(10, 31) / 2)
        sprint.capacity = float(int(tracker.committed(sprint.id) + room))
        if sprint.state == "planned":
            continue
        issues = [i for i in tracker.issues.values() if i.sprint == sprint.id]
        left = sum(i.story_points or 0 for i in issues if i.status != "done")
        day = min(sprint.ends, today - timedelta(days=1))
        while day >= sprint.starts:
            if day.weekday() < 5:
                finished, added = rng.randrange(0, 9) / 2, rng.choice((0.0, 0.0, 0.0, 1.0, 2.0, 3.0))
                sprint.burn.insert(0, (day, left, finished, added))
                left = max(0.0, left + finished - added)
            day -= timedelta(days=1)


def _let_the_index_lag(tracker: Tracker, issues: list[Issue], now: datetime, rng: Random) -> None:
    """Three issues were changed minutes ago: the index still shows them as they were."""
    reviewed = [i for i in issues if i.status == "in_review"]
    ready = [i for i in issues if i.status == "ready" and i.assignee is None]
    moved: list[tuple[Issue, str, str | None, str]] = [
        (i, "status", "in_review", "in_progress") for i in rng.sample(reviewed, 1)
    ]
    moved += [(i, "assignee", None, i.reporter) for i in rng.sample(ready, min(1, len(ready)))]
    open_bugs = [i for i in issues if i.status in ("ready", "backlog") and i not in [m[0] for m in moved]]
    moved += [(i, "priority", i.priority, rng.choice(PRIORITIES)) for i in rng.sample(open_bugs, 1)]
    staff = [h for h, role in tracker.projects[issues[0].project].roles.items() if role in ("lead", "developer")]
    for issue, name, old, new in moved:
        ago = rng.randrange(1, 4)
        if name == "assignee":
            new = rng.choice([h for h in staff if h != tracker.me])
        tracker.lag[issue.key] = Lag(now + timedelta(minutes=INDEX_LAG - ago), snapshot(issue))
        setattr(issue, name, new)
        tracker.changes.append(
            Change(
                now - timedelta(minutes=ago), issue.key, rng.choice([h for h in staff if h != tracker.me]), name,
                old or "none", new or "none",
            )
        )  # fmt: skip
    tracker.changes.sort(key=lambda change: change.at)
