"""Longer requests about issues: planning a sprint, closing, duplicates."""

from __future__ import annotations

from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.tracker.goals_common import (
    RANK,
    add_up,
    any_project,
    as_they_are,
    at_most,
    newest_first,
    only,
    plural,
    pts,
    search_all,
    sprint_in,
    tracker,
)
from negforge.worlds.tracker.goals_writes import Row, edit, flat, move, must_move, tie
from negforge.worlds.tracker.rules import quorum
from negforge.worlds.tracker.state import Issue
from negforge.worlds.wants import Becomes, Gains, Says, Tells, Want
from negforge.worlds.wording import Form, listed


@goal("single_hard")
def fill_the_next_sprint(draw: Draw) -> Goal | None:
    """Fill the next planned sprint with issues that wait, the most pressing first, up to its capacity."""
    state = tracker(draw)
    project = any_project(draw)
    assert project is not None
    sprint = sprint_in(state, project.key, "planned")
    kind = draw.rng.choice(("bug", "bug", None))
    part = draw.one(project.components)
    waiting = [i for i in state.of(project.key) if i.status in ("ready", "backlog") and i.sprint is None]
    fitting = [i for i in waiting if i.type == kind] if kind else [i for i in waiting if part in i.components]
    unassigned = draw.chance(0.35)
    no_low = draw.chance(0.4)
    most = draw.rng.choice((2, 3))
    pool = [i for i in fitting if i.story_points is not None]
    if unassigned:
        pool = [i for i in pool if i.assignee is None]
    if no_low:
        pool = [i for i in pool if i.priority != "low"]
    pool.sort(key=lambda i: (RANK[i.priority], i.story_points, i.created))
    chosen: list[Issue] = []
    room = sprint.capacity - state.committed(sprint.id)
    for issue in pool:
        if len(chosen) < most and (issue.story_points or 0) <= room:
            chosen.append(issue)
            room -= issue.story_points or 0
    if not chosen or not 2 <= len(fitting) <= 7 or len(pool) == len(chosen) == 1:
        return None
    what = plural(kind) if kind else f"issues of the component {part}"
    clauses: list[Form] = [
        "[The most pressing ones first; where two have the same priority, the smaller one, and after that the older.|Order: priority, then fewer points, then age, oldest first.|By priority, please. Same priority: smaller before bigger, older before newer.]",
        f"[At most {'two' if most == 2 else 'three'} of them.|Not more than {most}, though.|{most} at the most.]",
        "[If one does not fit any more, skip it and try the next.|What is too big for the room left gets skipped, not the rest.|Should one be too large, go on with the next in line.]",
    ]
    clauses += (
        ["[Only ones that nobody has yet.|Unassigned ones only.|Leave out what somebody is already on.]"]
        if unassigned
        else []
    )
    clauses += (
        ["[No low priority stuff.|Skip everything of low priority.|Low priority can wait for another time.]"]
        if no_low
        else []
    )
    turn = draw.ask(
        "[Please fill up the next planned sprint of {project} with {what} that are ready or in the backlog and in no sprint yet.|The next sprint of {project} still has room. Put {what} into it, from the backlog or the ready ones, as long as they are in no sprint.|Can you plan {what} into {project}'s coming sprint? Backlog and ready ones count, if they're not in a sprint.|Take {what} out of the {project} backlog (or the ready column) that have no sprint and put them in the next planned sprint.]",
        *clauses,
        "[Tell me what went in and how much room is left.|Which ones made it, and how many points are free after that?|List what you planned and the points still free.]",
        because="[Planning is tomorrow and nobody has looked.|The team asked for a first draft.|Our lead is out with the flu.|We keep starting sprints half empty.|I want to be done before the tram leaves.]",
        project=draw.rng.choice((project.key, f"{project.name} ({project.key})")),
        what=what,
    )

    def solve(hands: Hands) -> None:
        found = hands.call("list_sprints", "[see how much room the planned sprints have|look up the planned sprints|check the capacity of what is planned]", project=project.key, states=["planned"])  # fmt: skip
        target = hands.best(found["sprints"], lambda s: s["starts"])
        free = target["capacity"]["value"] - target["committed"]["value"]
        wanted: Row = {"projects": [project.key], "statuses": ["ready", "backlog"], "sprint_id": None}
        wanted |= {"types": [kind]} if kind else {"components": [part]}
        rows = as_they_are(hands, search_all(hands, wanted))
        rows = hands.keep(rows, "estimate", lambda row: row["story_points"] is not None)
        if unassigned:
            rows = hands.keep(rows, "assignee", lambda row: row["assignee"] is None)
        if no_low:
            rows = hands.keep(rows, "priority", lambda row: row["priority"] != "low")
        taken: list[Row] = []
        while rows and len(taken) < most:
            row = hands.best(rows, lambda r: (RANK[r["priority"]], r["story_points"] or 0, r["created"]))
            rows = [r for r in rows if r is not row]
            if not hands.keep([row["story_points"] or 0.0], "capacity", at_most(free)):
                continue
            edit(hands, row["key"], "[plan {key} into the sprint|put {key} into the sprint|move {key} into the sprint]".replace("{key}", row["key"]), lambda now: now["sprint_id"] == target["id"], sprint_id=target["id"])  # fmt: skip
            free -= row["story_points"]
            taken.append(row)
        hands.say(
            *(
                fact(
                    row["key"],
                    pts(row["story_points"]),
                    "[{Label} went in with {value}.|{Label} is planned now with {value}.|{Label} takes up {value}.]",
                )
                for row in taken
            ),
            fact(
                "room left",
                pts(free),
                "[That leaves {value} free in {sprint}.|{sprint} has {value} left.|Still free in {sprint}: {value}.]",
                sprint=target["name"],
            ),
        )

    constraints = ["capacity", "estimate", "count"]
    constraints += ["assignee"] if unassigned else []
    constraints += ["priority"] if no_low else []
    return Goal(
        (turn,),
        [sprint.id, kind or part, unassigned, no_low, most, [i.key for i in chosen]],
        tuple(constraints),
        ("list_sprints", "search_issues", *("get_issue" for _ in fitting), *("edit_issue" for _ in chosen)),
        solve,
        (
            *(Becomes(f"issues.{i.key}.sprint", sprint.id) for i in chosen),
            *(Tells("what was planned", i.key) for i in chosen),
            Tells("the room left", room),
            only(*(f"issues.{i.key}.sprint" for i in chosen)),
        ),
    )


@goal("single_hard")
def close_what_may_close(draw: Draw) -> Goal | None:
    """Close as fixed what is in review and may be closed; say for the rest what is missing."""
    state = tracker(draw)
    options = []
    for project in state.projects.values():
        reviewed = [i for i in state.of(project.key) if i.status == "in_review"]
        for spared_type in (None, *sorted({i.type for i in reviewed})):
            for spared_version in (None, *sorted({i.fix_version or "" for i in reviewed})):
                left = [i for i in reviewed if i.type != spared_type and i.fix_version != spared_version]
                ready = [i for i in left if not _missing(draw, i)]
                rest = [i for i in left if i not in ready]
                freed = [i for i in left if any(b in ready for b in state.blockers(i.key))]
                skipped = [i for i in reviewed if i not in left and not _missing(draw, i)]
                if 0 < len(ready) <= 3 and rest and not freed and (skipped or draw.chance(0.2)):
                    options.append((project, spared_type, spared_version, left))
    option = draw.one(o for o in options if o[1] or o[2])
    if option is None:
        return None
    project, spared_type, spared_version, candidates = option
    ready = [i for i in candidates if not _missing(draw, i)]
    rest = [i for i in candidates if i not in ready]
    clauses = []
    if spared_type:
        clauses.append(
            f"[Leave {plural(spared_type)} alone; someone else signs those off.|No {plural(spared_type)}, please, they have their own owner.|{plural(spared_type).capitalize()} are not mine to close, so skip them.]"
        )
    if spared_version:
        clauses.append(
            "[Do not touch what goes into {version}.|Anything targeted at {version} stays as it is.|Skip those for version {version}, they get another test round.]"
        )
    turn = draw.ask(
        "[Please close as fixed whatever is in review in {project} and may be closed.|Clear the review column of {project}: close as fixed everything that meets the conditions.|Go through what {project} has in review and close what is through as fixed.|Can you finish off the issues under review in {project}? Fixed, where the rules allow it.]",
        *clauses,
        "[For the others, tell me what is missing.|Where it isn't possible, I want to know which issue and why.|Name the ones that stay open and the reason.]",
        because="[The column has run over the edge of my screen.|The release meeting is at three.|Approvals came in over night.|I like to start the week with a clean board.|It was last done before the holidays.]",
        project=draw.rng.choice((project.key, f"{project.name} ({project.key})")),
        version=spared_version or "",
    )

    def solve(hands: Hands) -> None:
        rows = search_all(hands, {"projects": [project.key], "statuses": ["in_review"]})
        if spared_type:
            rows = hands.keep(rows, "type", lambda row: row["type"] != spared_type)
        if spared_version:
            rows = hands.keep(rows, "version", lambda row: row["fix_version"] != spared_version)
        read = hands.calls(
            *(("get_issue", {"key": row["key"], "expand": ["review"]}) for row in rows),
            why="[read the reviews|see who has approved what|check approvals and where each stands]",
        )
        closed: list[str] = []
        told: list[Any] = []
        for issue in hands.keep([flat(row) for row in read], "status", lambda row: row["status"] == "in_review"):
            review = issue["review"]
            have = [handle for handle in review["approved_by"] if handle != issue["assignee"]]
            if hands.bother("approvals") and len(have) < review["approvals_needed"]:
                told.append((issue["key"], f"{len(have)} of {review['approvals_needed']} approvals"))
                continue
            why = f"[close {issue['key']}|move {issue['key']} to done|try to close {issue['key']}]"
            answer = move(hands, issue["key"], why, "done", resolution="fixed")
            if answer.is_error:
                told.append((issue["key"], _reason(answer.code)))
            else:
                closed.append(issue["key"])
        hands.say(
            "[Closed as fixed: {closed}.|I closed {closed} as fixed.|{closed} went to done, resolution fixed.]"
            if closed
            else "[Nothing could be closed.|I could not close any of them.]",
            *(
                fact(
                    key,
                    reason,
                    "[{Label} stays open: {value}.|{Label} could not be closed ({value}).|Still open: {Label}, {value}.]",
                )
                for key, reason in told
            ),
            closed=listed(closed),
        )

    return Goal(
        (turn,),
        [project.key, spared_type, spared_version, [i.key for i in ready]],
        ("status", *(("type",) if spared_type else ()), *(("version",) if spared_version else ())),
        ("search_issues", *("get_issue" for _ in candidates), *("transition_issue" for _ in ready)),
        solve,
        (
            *(Becomes(f"issues.{i.key}.status", "done") for i in ready),
            *(Tells("what was closed", i.key) for i in ready),
            *(Tells("what stays open", i.key) for i in rest),
            *(Says(f"why {i.key} stays open", _reasons(draw, i)) for i in rest),
            only(*(f"issues.{i.key}.{part}" for i in ready for part in ("status", "resolution"))),
        ),
    )


def _missing(draw: Draw, issue: Issue) -> str:
    """What keeps an issue from being closed as fixed, or nothing."""
    if len([h for h in issue.approvals if h != issue.assignee]) < quorum(issue):
        return "approvals"
    return "blockers" if tracker(draw).open_blockers(issue.key) else ""


def _reasons(draw: Draw, issue: Issue) -> str:
    """What the answer may give as the reason: each that holds."""
    few = len([h for h in issue.approvals if h != issue.assignee]) < quorum(issue)
    held = bool(tracker(draw).open_blockers(issue.key))
    return "|".join(words for words, holds in ((r"approv", few), (r"block|wait", held)) if holds)


def _reason(code: str) -> str:
    return {
        "open_blockers": "an open issue blocks it",
        "approvals_missing": "approvals are missing",
        "not_reviewed": "it is not in review",
    }.get(code, "the tracker could not be reached for it")


@goal("single_hard")
def one_of_two_says_the_same(draw: Draw) -> Goal | None:
    """Of two issues that say the same, keep one (the older, or the one with more hours) and close the other as its duplicate."""
    state = tracker(draw)
    pairs = []
    for issue in state.issues.values():
        for other in state.of(issue.project):
            alike = issue.title.split()[:3] == other.title.split()[:3]
            if issue.key < other.key and alike and "done" not in (issue.status, other.status):
                pairs.append((issue, other))
    pair = draw.one(pairs)
    if pair is None:
        return None
    spent = {i.key: add_up(w.hours for w in state.worklogs.values() if w.issue == i.key) for i in pair}
    by_hours = spent[pair[0].key] != spent[pair[1].key] and draw.chance(0.5)
    kept = max(pair, key=lambda i: spent[i.key]) if by_hours else min(pair, key=lambda i: i.created)
    gone = pair[0] if kept is pair[1] else pair[1]
    with_watchers = draw.chance(0.5)
    inherits = RANK[gone.priority] < RANK[kept.priority]
    watchers = sorted({*kept.watchers, *gone.watchers})
    moves = with_watchers and watchers != sorted(kept.watchers)
    if state.open_blockers(gone.key) or (not inherits and draw.chance(0.6)):
        return None
    first, second = draw.some(pair, 2)
    turn = draw.ask(
        "[{a} and {b} are about the same thing.|{a} is the same problem as {b}, if you ask me.|We have the same issue twice: {a} and {b}.|Please merge {a} and {b}, so to speak; both describe the same fault.|{a} / {b}: same cause, same fix, two tickets.]",
        "[Keep the one that has had more hours booked on it and close the other one as its duplicate.|The one with more work logged stays, the other is to be closed as a duplicate of it.|Whichever has more time on it survives; close the other as duplicate.]"
        if by_hours
        else "[Keep the older one and close the other as its duplicate.|The one that was created first stays; the later one is to be closed as a duplicate of it.|Close the younger one as a duplicate of the older one.]",
        "[If the closed one had the higher priority, the one we keep gets it.|Should the one that goes rank higher, pass its priority on to the survivor.|The survivor takes over the higher of the two priorities.]",
        *(
            ["[And whoever watches the one that goes should watch the one that stays.|Take its watchers along.|The watchers of the closed one move over as well.]"]
            if with_watchers
            else []
        ),
        because="[I sat between both reporters at lunch.|The traces match line by line.|Support opened it twice.|We found out during triage.|I nearly fixed it a second time.]",
        a=first.key,
        b=second.key,
    )  # fmt: skip

    def rank(row: Row) -> Any:
        return -row["time_spent"]["value"] if by_hours else row["created"]

    def solve(hands: Hands) -> None:
        asked = ["watchers"] if with_watchers else None
        both = hands.calls(
            *(("get_issue", {"key": i.key} | ({"expand": asked} if asked else {})) for i in (first, second)),
            why="[read both of them|compare the two|open both issues]",
        )
        stays = hands.best(both, rank)
        goes = both[0] if stays is both[1] else both[1]
        fields: Row = {}
        if hands.keep([goes], "priority", lambda row: RANK[row["priority"]] < RANK[stays["priority"]]):
            fields["priority"] = goes["priority"]
        extra = sorted(set(goes.get("watchers", ())) - set(stays.get("watchers", ())))
        if extra and hands.bother("the watchers", "more"):
            fields["watchers"] = {"add": extra}

        def inherited(now: Row) -> bool:
            same = now["priority"] == fields.get("priority", now["priority"])
            return same and ("watchers" not in fields or set(extra) <= set(now["watchers"]))

        if fields:
            why = "[bring {0} up to date|carry over what {0} is to inherit|update {0}]".replace("{0}", stays["key"])
            edit(hands, stays["key"], why, inherited, **fields)
        tie(
            hands,
            "[link the duplicate to its original|set the duplicate link|tie the two together]",
            [{"op": "add", "relation": "duplicates", "first": goes["key"], "second": stays["key"]}],
        )
        why = "[close the duplicate|close {0}|move {0} to done]".replace("{0}", goes["key"])
        must_move(hands, goes["key"], why, "done", resolution="duplicate")
        hands.say(
            "[{goes} is linked to {stays} and closed as its duplicate.|I closed {goes} as a duplicate of {stays}; the link is set.|{stays} stays; {goes} is closed as its duplicate.]",
            *(["[{stays} now has {priority} priority.|The priority of {stays} went to {priority}.]"] if "priority" in fields else ["[{stays} keeps its {priority} priority.|Nothing to change about the priority, {priority}.]"]),
            *(["[{count} taken over.|The watch list grew by {count}.]"] if "watchers" in fields else []),
            goes=goes["key"],
            stays=stays["key"],
            priority=fields.get("priority", stays["priority"]),
            count=f"{len(extra)} {'watcher' if len(extra) == 1 else 'watchers'}",
        )  # fmt: skip

    wants: list[Want] = [
        Gains("links", {"kind": "duplicates", "source": gone.key, "target": kept.key}),
        Becomes(f"issues.{gone.key}.resolution", "duplicate"),
        Becomes(f"issues.{kept.key}.status", kept.status),
        Becomes(f"issues.{kept.key}.priority", gone.priority if inherits else kept.priority),
    ]
    wants += [Becomes(f"issues.{kept.key}.watchers", watchers)] if moves else []
    wants += [
        Tells("the issue that stays", kept.key),
        only("links", f"issues.{gone.key}.status", f"issues.{gone.key}.resolution", f"issues.{kept.key}.priority", f"issues.{kept.key}.watchers"),
    ]  # fmt: skip
    return Goal(
        (turn,),
        [first.key, second.key, by_hours, with_watchers],
        ("priority", "hours" if by_hours else "age", *(("watchers",) if with_watchers else ())),
        ("get_issue", "get_issue", *(("edit_issue",) if inherits or moves else ()), "link_issues", "transition_issue"),
        solve,
        tuple(wants),
    )


@goal("single_hard")
def open_for_a_version(draw: Draw) -> Goal | None:
    """How much is open for a version under one to three conditions: count, points, and what is biggest."""
    state = tracker(draw)
    project = any_project(draw)
    assert project is not None
    version = draw.one(sorted({i.fix_version for i in state.of(project.key) if i.status != "done" and i.fix_version}))
    tests: dict[str, tuple[Any, Form]] = {
        "status": (lambda row: row["status"] in ("in_progress", "in_review"), "[Only what is in progress or in review.|What has not been started doesn't count.|Just the ones being worked on or in review.]"),
        "priority": (lambda row: row["priority"] in ("critical", "high"), "[High and critical ones only.|Leave out medium and low priority.|I care about high priority and above.]"),
        "assignee": (lambda row: row["assignee"] is not None, "[Leave out what nobody has.|Only those that somebody has been given.|Unassigned ones don't count.]"),
        "type": (lambda row: row["type"] == "bug", "[Bugs only.|I mean the bugs, nothing else.|Only count bugs.]"),
        "estimate": (lambda row: (row["story_points"] or 0) >= 2, "[Anything below two points may be left out.|Only those of two points or more.|Skip the tiny ones, under 2 points.]"),
    }  # fmt: skip
    chosen = draw.some(tests, draw.rng.choice((1, 2, 2, 3)))
    listed_rows = [i for i in state.of(project.key) if state.shown(i, draw.now)["status"] != "done" and state.shown(i, draw.now)["fix_version"] == version]  # fmt: skip
    rows_now = [_as_row(i) for i in newest_first(listed_rows)]
    right = [row for row in rows_now if all(tests[name][0](row) for name in chosen)]
    if not 3 <= len(rows_now) <= 10 or not right or len(right) == len(rows_now):
        return None
    biggest = max(right, key=lambda row: row["story_points"] or 0)
    if sum(row["story_points"] == biggest["story_points"] for row in right) > 1:
        return None
    turn = draw.ask(
        "[What is still open for version {version} of {project}: how many issues, how many points in all, and which is the biggest?|Give me the state of {version} ({project}): number of open issues, sum of their points, and the key of the biggest one.|For {project} {version}, count what isn't done yet, add up the points and name the largest issue.|How far are we from {version} of {project}? Open issues, their points together, and the biggest one.]",
        *(tests[name][1] for name in chosen),
        because="[I'm writing the release mail.|The product owner wants one line.|Sales wants to know if the date holds.|There's a go/no-go at four.|The printed list is a week old.]",
        version=version or "",
        project=draw.rng.choice((project.key, f"{project.name} ({project.key})")),
    )

    def solve(hands: Hands) -> None:
        rows = search_all(
            hands,
            {
                "projects": [project.key],
                "fix_version": version,
                "statuses": ["backlog", "ready", "in_progress", "in_review"],
            },
        )
        rows = as_they_are(hands, rows)
        for name in chosen:
            rows = hands.keep(rows, name, tests[name][0])
        top = hands.best(rows, lambda row: -(row["story_points"] or 0))
        hands.say(
            fact(
                "open issues",
                len(rows),
                "[Open for {version}: {value}.|{value} of them are open for {version}.|I count {value} for {version}.]"
                if len(rows) > 1
                else "[Open for {version}: {value}.|I count {value} for {version}.]",
                version=version,
            ),
            fact(
                "points in all",
                pts(add_up(row["story_points"] for row in rows)),
                "[Together they have {value}.|That is {value} in all.|In sum {value}.]"
                if len(rows) > 1
                else "[That is {value} in all.|In sum {value}.]",
            ),
            fact(
                "biggest",
                top["key"],
                "[The biggest is {value}.|{value} is the largest.|At the top stands {value}.]",
            ),
        )

    total = add_up(row["story_points"] for row in right)
    loose = add_up(row["story_points"] for row in rows_now)
    return Goal(
        (turn,),
        [project.key, version, sorted(chosen)],
        (*chosen, "sum"),
        ("search_issues", *(("search_issues",) if len(rows_now) > 8 else ()), *("get_issue" for _ in rows_now)),
        solve,
        (
            Tells("the points in all", total, instead=(loose,) if loose != total else ()),
            Tells("the number of open issues", len(right)),
            Tells("the biggest", biggest["key"]),
            only(),
        ),
    )


def _as_row(issue: Issue) -> Row:
    return {
        "key": issue.key, "type": issue.type, "status": issue.status, "priority": issue.priority,
        "assignee": issue.assignee, "story_points": issue.story_points,
    }  # fmt: skip


HARD = (fill_the_next_sprint, close_what_may_close, one_of_two_says_the_same, open_for_a_version)
