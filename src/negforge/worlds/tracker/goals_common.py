"""What the goals share: how things are spoken of, careful ways of reading and writing, wants about people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from negforge.worlds.goal import Draw, Hands
from negforge.worlds.tracker.goals_writes import Row, flat
from negforge.worlds.tracker.state import Issue, Project, Sprint, Tracker, Version
from negforge.worlds.wants import OnlyChanges, Says
from negforge.worlds.wording import Form

RANK = {"critical": 0, "high": 1, "medium": 2, "low": 3}
ORDINALS = ("first", "second", "third", "fourth")
_PLURALS = {"bug": "bugs", "feature": "features", "task": "tasks", "complaint": "complaints", "vulnerability": "vulnerabilities"}  # fmt: skip
_STATUS_WORDS = {"backlog": "in the backlog", "ready": "ready to start", "in_progress": "in progress", "in_review": "in review", "done": "done"}  # fmt: skip
READ: Form = "[read {key}|open {key}|look at {key} itself|see how {key} stands now|read {key} as it is now]"
WHY_SEARCH: Form = "[find the issues in question|search for them|see which issues match|pull up the matching issues|list what there is]"


def plural(kind: str) -> str:
    return _PLURALS[kind]


def status_words(status: str) -> str:
    return _STATUS_WORDS[status]


def num(value: float | None) -> str:
    """A number of points or hours as people write it."""
    return f"{value:g}" if value is not None else "no estimate"


def pts(value: float | None) -> str:
    """``3 points``, ``1 point``."""
    if value is None:
        return "no estimate"
    return f"{value:g} {'point' if value == 1 else 'points'}"


def hrs(value: float) -> str:
    return f"{value:g} {'hour' if value == 1 else 'hours'}"


def tracker(draw: Draw) -> Tracker:
    state: Tracker = draw.state
    return state


def any_project(draw: Draw, *roles: str) -> Project | None:
    """A project in which the user has one of the roles; any, where none is named."""
    state = tracker(draw)
    return draw.one(p for p in state.projects.values() if not roles or p.roles[state.me] in roles)


def versions(state: Tracker, project: str) -> list[Version]:
    """Released, frozen, open, open."""
    return [v for v in state.versions.values() if v.project == project]


def sprint_in(state: Tracker, project: str, which: str) -> Sprint:
    """The active sprint, the closed one, or the earliest planned one."""
    return min((s for s in state.sprints.values() if s.project == project and s.state == which), key=lambda s: s.starts)


def newest_first(issues: Iterable[Issue]) -> list[Issue]:
    return sorted(issues, key=lambda i: (i.created, i.key), reverse=True)


def first_name(state: Tracker, handle: str) -> str:
    return state.people[handle].name.split()[0]


def only(*paths: str) -> OnlyChanges:
    """Nothing else differs, apart from the history and the index that go with every change."""
    return OnlyChanges((*paths, "changes", "lag"))


def tells_person(state: Tracker, what: str, handle: str, turn: int | None = -1) -> Says:
    """The answer names this member, by name or handle."""
    name = state.people[handle].name
    return Says(
        f"{what}: {name}", rf"\b(?:{re.escape(name)}|{re.escape(handle)}|{re.escape(name.split()[-1])})\b", turn
    )


def search_all(
    hands: Hands, wanted: Row, sort: list[dict[str, str]] | None = None, why: Form = WHY_SEARCH
) -> list[Row]:
    """All pages of a search."""
    found = hands.call("search_issues", why, filter=wanted, sort=sort)
    rows = list(found["issues"])
    while found.get("next_start") is not None and hands.bother("the next page", "more"):
        found = hands.call(
            "search_issues", "[get the next page|load the rest of the list|read on, there are more]",
            filter=wanted, sort=sort, start=found["next_start"],
        )  # fmt: skip
        rows += found["issues"]
    return rows


def as_they_are(hands: Hands, rows: list[Row]) -> list[Row]:
    """The rows as the issues themselves have them: the index runs behind."""
    if not rows or not hands.bother("the index runs behind", "check"):
        return rows
    read = hands.calls(
        *(("get_issue", {"key": row["key"]}) for row in rows),
        why="[check the issues themselves, since the index may lag|read each of them, as the search runs behind|see what the issues themselves say]",
    )
    return [flat(issue) for issue in read]


def add_up(values: Iterable[float | None]) -> float:
    return sum((v or 0.0 for v in values), 0.0)


def at_most(limit: float) -> Callable[[float], bool]:
    """A test: no more than the limit."""
    return lambda value: value <= limit


def nth(hands: Hands, rows: list[Row], at: int) -> Row:
    """The row at this place; where the list is shorter, there is nothing to go on with."""
    return rows[at] if at < len(rows) else hands.best(rows[:0], len)
