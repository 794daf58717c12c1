"""Conversations of four and more turns about planning: with corrections, references back, and conditions that come late."""

from __future__ import annotations

from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.tracker.goals_common import (
    ORDINALS,
    add_up,
    any_project,
    as_they_are,
    nth,
    num,
    only,
    pts,
    search_all,
    sprint_in,
    status_words,
    tracker,
    versions,
)
from negforge.worlds.tracker.goals_writes import Row, edit, flat
from negforge.worlds.tracker.state import Issue
from negforge.worlds.wants import Becomes, Tells, Want
from negforge.worlds.wording import listed


def _by_size(issue: Issue) -> tuple[float, Any]:
    return (-(issue.story_points or 0), issue.created)


@goal("multi_hard")
def planning_talk(draw: Draw) -> Goal | None:
    """Room in the next sprint, what could go in, one of them goes in, then another instead; what is left, what still fits."""
    state = tracker(draw)
    project = any_project(draw)
    assert project is not None
    sprint = sprint_in(state, project.key, "planned")
    room = sprint.capacity - state.committed(sprint.id)
    limit = draw.rng.choice((3, 5, 8))
    seen = [
        i for i in state.of(project.key)
        if (s := state.shown(i, draw.now))["status"] in ("ready", "backlog") and s["sprint"] is None
    ]  # fmt: skip
    free_only = draw.chance(0.5)
    rows = [i for i in seen if i.story_points and i.story_points <= limit and not (free_only and i.assignee)]
    rows.sort(key=_by_size)
    first_at, second_at = draw.some(range(min(4, len(rows))), 2) if len(rows) > 1 else (0, 0)
    if not 3 <= len(rows) <= 7 or len(seen) > 8:
        return None
    first, second = rows[first_at], rows[second_at]
    if max(first.story_points or 0, second.story_points or 0) > room:
        return None
    rest = room - (second.story_points or 0)
    fitting = [i for i in rows if i is not second and (i.story_points or 0) <= rest]
    biggest = fitting[0] if fitting else None
    ends = draw.chance(0.5)
    turns = [
        draw.ask(
            "[What room does the next planned sprint of {project} have?|How full is {project}'s coming sprint, what's still free?|I want to plan {project}'s next sprint. How many points are free?|Let's look at the next sprint of {project}: how much is still free?]",
            because="[We have the planning call in ten minutes.|I do the planning alone this time.|Half the team is at the fair.|Last time we were twice over.]",
            project=draw.rng.choice((project.key, f"{project.name} ({project.key})")),
        ),
        draw.then(
            "[Which issues could go in?|What is there that could go in?|And what could we take?|Give me candidates for it.]",
            f"[Ready or backlog, in no sprint yet, estimated at {limit} points or less.|They have to be in no sprint, ready or in the backlog, and no bigger than {limit} points.|I mean estimated ones from ready and backlog, without a sprint, {limit} points at the most.]",
            *(
                ["[Nobody should have them yet.|Only unassigned ones.|Leave out what somebody has already.]"]
                if free_only
                else []
            ),
            "[Biggest first, and among equals the older first.|Sort them by size, the big ones on top; same size, the older one goes first.|Order by points, descending, then by age, oldest first.]",
        ),
        draw.then(
            f"[Put the {ORDINALS[first_at]} one in.|Take the {ORDINALS[first_at]} of those into the sprint.|The {ORDINALS[first_at]} on your list goes in.|Plan number {first_at + 1}, please.]"
        ),
        draw.then(
            f"[Sorry, I meant the {ORDINALS[second_at]}. Take the other one out again.|Hm, no. The {ORDINALS[second_at]} one instead, please swap them.|Wait, that should have been the {ORDINALS[second_at]} one. Please swap.|Actually, make it the {ORDINALS[second_at]} one; the other comes out again.]"
        ),
        draw.then(
            "[How much is left now, and which is the biggest of the remaining list that would still fit?|And now: what room is left, and what's the largest one of the others that could still go in?|What's free now? And which of the rest is the biggest that fits?|What remains free, and which other one from the list is the biggest that would fit into that?]"
        ),
    ]
    takes = ends and biggest is not None
    if takes:
        turns.append(
            draw.then("[Good, that one too.|Add that one as well.|Then take that in, too.|Yes, put that in as well.]")
        )

    def solve(hands: Hands) -> None:
        found = hands.call("list_sprints", "[see what is planned|look up the planned sprints|check capacity and commitments]", project=project.key, states=["planned"])  # fmt: skip
        target = hands.best(found["sprints"], lambda s: s["starts"])
        free = target["capacity"]["value"] - target["committed"]["value"]
        hands.say(
            fact("room", pts(free), "[{sprint} has {value} free.|There is room for {value} in {sprint}.|{sprint} can take {value} more.]", sprint=target["name"])
        )  # fmt: skip
        listing = search_all(hands, {"projects": [project.key], "statuses": ["ready", "backlog"], "sprint_id": None})
        listing = as_they_are(hands, listing)
        listing = hands.keep(listing, "size", lambda r: r["story_points"] is not None and r["story_points"] <= limit)
        if free_only:
            listing = hands.keep(listing, "assignee", lambda r: r["assignee"] is None)
        listing.sort(key=lambda r: (-(r["story_points"] or 0), r["created"]))
        hands.say(*(fact(r["key"], f'"{r["title"]}", {pts(r["story_points"])}', "{Label}: {value}.") for r in listing))
        one, other = nth(hands, listing, first_at), nth(hands, listing, second_at)
        _plan(hands, one, target["id"])
        hands.say(fact(one["key"], pts(one["story_points"]), "[{Label} is in with {value}.|I planned {Label} with {value}.|{Label} went in with {value}.]"))  # fmt: skip
        _plan(hands, one, None)
        _plan(hands, other, target["id"])
        free -= other["story_points"] or 0
        hands.say(
            "[{out} is out again, and {into} is in.|Swapped: {into} is planned, {out} no longer is.|{into} is in instead of {out}.]",
            out=one["key"],
            into=other["key"],
        )
        others = [r for r in listing if r is not other]
        others = hands.keep(others, "capacity", lambda r: (r["story_points"] or 0) <= free)
        if not others:
            hands.say(
                "[That leaves {free}, and none of the others fits into that.|Free now: {free}. Nothing else on the list fits.]",
                free=pts(free),
            )
            return
        choice = hands.best(others, lambda r: (-(r["story_points"] or 0), r["created"]))
        heard = hands.say(
            fact("room left", pts(free), "[Left now: {value}.|There is room for {value} now.|That leaves {value}.]"),
            fact("biggest that fits", choice["key"], "[The biggest that still fits is {value} ({size}).|{value} is the biggest that fits, {size}.|Of the rest, {value} ({size}) is the largest that fits.]", size=pts(choice["story_points"])),
        )  # fmt: skip
        if heard:
            _plan(hands, choice, target["id"])
            hands.say(
                "[{key} is in, too; {free} left.|{key} is planned as well, which leaves {free}.|Done, {key} went in. Still free: {free}.]",
                key=choice["key"],
                free=pts(free - (choice["story_points"] or 0)),
            )

    wants: list[Want] = [
        Tells("the room", room, 0),
        Becomes(f"issues.{second.key}.sprint", sprint.id),
        Becomes(f"issues.{first.key}.sprint", sprint.id if takes and biggest is first else None),
        Tells("the room left", rest, 4),
    ]
    wants += [Tells("the biggest that fits", biggest.key, 4)] if biggest else []
    wants += [Becomes(f"issues.{biggest.key}.sprint", sprint.id)] if takes and biggest else []
    touched = {first.key, second.key, *([biggest.key] if takes and biggest else [])}
    wants.append(only(*(f"issues.{key}.sprint" for key in touched)))
    return Goal(
        tuple(turns),
        [sprint.id, limit, free_only, first.key, second.key, takes],
        ("size", "correction", "capacity", *(("assignee",) if free_only else ()), *(("reference",) if takes else ())),
        ("list_sprints", "search_issues", *("get_issue" for _ in seen), *("edit_issue",) * (4 if takes else 3)),
        solve,
        tuple(wants),
    )


def _plan(hands: Hands, row: Row, sprint: int | None) -> None:
    why = (
        "[plan {0}|put {0} into the sprint|take {0} in]"
        if sprint
        else "[take {0} out again|remove {0} from the sprint]"
    )
    edit(hands, row["key"], why.replace("{0}", row["key"]), lambda now: now["sprint_id"] == sprint, sprint_id=sprint)


@goal("multi_hard")
def release_talk(draw: Draw) -> Goal | None:
    """What is open for a version, what holds one up, push it out, then more of them under a late condition; what remains."""
    state = tracker(draw)
    options = []
    for project in state.projects.values():
        _, _, version, following = versions(state, project.key)
        seen = []
        for issue in state.of(project.key):
            shown = state.shown(issue, draw.now)
            if shown["fix_version"] == version.name and shown["status"] != "done":
                seen.append(issue)
        rows = [i for i in seen if i.status != "done"]
        held = [i for i in rows if state.open_blockers(i.key)]
        if 3 <= len(rows) <= 6 and held:
            options.append((project, version, following, rows, held))
    option = draw.one(options)
    if option is None:
        return None
    project, version, following, rows, held = option
    rows = sorted(rows, key=lambda i: (i.created, i.key))
    stuck = draw.one(held)
    assert stuck is not None
    size = draw.rng.choice((2, 3))
    spared = draw.chance(0.6)
    more = [i for i in rows if i is not stuck and (i.story_points or 0) >= size and not (spared and i.priority == "critical")]  # fmt: skip
    if not more or len(more) > 2:
        return None
    back = draw.one(more) if draw.chance(0.5) else None
    moved = [i for i in [stuck, *more] if i is not back]
    remaining = add_up(i.story_points for i in rows if i not in moved)
    at = rows.index(stuck)
    turns = [
        draw.ask(
            "[What is still open for {version} of {project}?|Which issues are not done yet for {project} {version}?|List what {project} still has open for {version}, please.|{project} {version}: what's left to do?]",
            "[Oldest first.|Put the oldest first.|By age, the oldest on top.]",
            because="[I have to write to the customer.|We are behind, I think.|The lead wants a cut list.|The build farm is booked for Friday.]",
            version=version.name,
            project=draw.rng.choice((project.key, f"{project.name} ({project.key})")),
        ),
        draw.then(
            f"[What is holding up the {_nth(at, len(rows))}?|The {_nth(at, len(rows))}: what blocks it?|Why is the {_nth(at, len(rows))} not moving, is it waiting for something?|Does the {_nth(at, len(rows))} wait for anything that isn't done?]"
        ),
        draw.then(
            "[Then push that one to {next}.|Move it to {next}, then.|That won't make it. To {next} with it.|In that case it goes to {next}.]",
            next=following.name,
        ),
        draw.then(
            f"[The same for all others on that list with {size} points or more{', unless they are critical' if spared else ''}.|And everything else there of {size} points and up as well{'; critical ones stay, though' if spared else ''}.|Likewise for whatever else on the list has at least {size} points{', except critical ones' if spared else ''}.]"
        ),
    ]
    if back:
        turns.append(
            draw.then(
                "[Hm, {key} has been promised. Back to {version} with that one.|Wait, put {key} back to {version}; we promised it.|No, {key} has to stay in {version} after all, please undo that one.]",
                key=back.key,
                version=version.name,
            )
        )
    turns.append(
        draw.then(
            "[How many points does that leave for {version}?|What is left for {version} now, in points?|What do the ones that stay in {version} add up to, in points?|Sum of the points that remain open for {version}?]",
            version=version.name,
        )
    )

    def solve(hands: Hands) -> None:
        wanted = {"projects": [project.key], "fix_version": version.name, "statuses": ["backlog", "ready", "in_progress", "in_review"]}  # fmt: skip
        listing = search_all(hands, wanted, sort=[{"by": "created", "order": "asc"}])
        listing = as_they_are(hands, listing)
        hands.say(
            *(
                fact(r["key"], f'"{r["title"]}" ({status_words(r["status"])}, {pts(r["story_points"])})', "{Label}: {value}.")
                for r in listing
            )
        )  # fmt: skip
        chosen = nth(hands, listing, at)
        read = hands.call("get_issue", "[see what {key} waits for|read the links of {key}|look for what blocks {key}]", key=chosen["key"], expand=["links"])  # fmt: skip
        keys = [link["other_key"] for link in read["links"] if link["relation"] == "is_blocked_by"]
        waits = [flat(i) for i in hands.calls(*(("get_issue", {"key": k}) for k in keys), why="[see whether these are done|check if what it waits for is done]")]  # fmt: skip
        waits = hands.keep(waits, "status", lambda r: r["status"] != "done")
        hands.say(
            "[{key} waits for {what}.|It is {what} that {key} waits for.|What {key} is waiting for: {what}.]",
            key=chosen["key"],
            what=listed([f"{r['key']} ({status_words(r['status'])})" for r in waits]) or "nothing",
        )
        _retarget(hands, chosen, following.name)
        hands.say("[{key} is for {next} now.|Moved {key} to {next}.|{key} went to {next}.]", key=chosen["key"], next=following.name)  # fmt: skip
        others = [r for r in listing if r is not chosen]
        others = hands.keep(others, "size", lambda r: (r["story_points"] or 0) >= size)
        if spared:
            others = hands.keep(others, "exclusion", lambda r: r["priority"] != "critical")
        for row in others:
            _retarget(hands, row, following.name)
        hands.say(
            "[{keys} moved to {next}, too.|To {next} as well: {keys}.|I also moved {keys} to {next}.]",
            keys=listed([r["key"] for r in others]),
            next=following.name,
        )
        gone = [chosen, *others]
        if back:
            _retarget(hands, {"key": back.key}, version.name)
            hands.say("[{key} is back in {version}.|{key} is for {version} again.|Undone: {key} stays in {version}.]", key=back.key, version=version.name)  # fmt: skip
            gone = [r for r in gone if r["key"] != back.key]
        if hands.bother("what was moved before", "more"):
            left = [r for r in listing if r["key"] not in {g["key"] for g in gone}]
        else:
            left = search_all(hands, wanted)
        hands.say(
            fact("points left", pts(add_up(r["story_points"] for r in left)), "[{version} has {value} left.|What stays in {version} comes to {value}.|That leaves {value} for {version}.]", version=version.name),
            *(["[These are {keys}.|Namely {keys}.|To be done: {keys}.]"] if len(left) > 1 else []),
            keys=listed([r["key"] for r in left]),
        )  # fmt: skip

    blockers = state.blockers(stuck.key)
    wants: list[Want] = [Tells("what it waits for", b.key, 1) for b in state.open_blockers(stuck.key)]
    wants += [Becomes(f"issues.{i.key}.fix_version", following.name) for i in moved]
    wants += [Becomes(f"issues.{back.key}.fix_version", version.name)] if back else []
    wants += [
        Tells("the points left", remaining),
        only(*(f"issues.{i.key}.fix_version" for i in moved)),
    ]
    return Goal(
        tuple(turns),
        [project.key, stuck.key, size, spared, back.key if back else ""],
        ("status", "size", *(("exclusion",) if spared else ()), *(("correction",) if back else ()), "sum"),
        (
            "search_issues", *("get_issue" for _ in rows), "get_issue", *("get_issue" for _ in blockers),
            *("edit_issue" for _ in [stuck, *more]), *(("edit_issue",) if back else ()),
        ),
        solve,
        tuple(wants),
    )  # fmt: skip


def _nth(at: int, count: int) -> str:
    if at == count - 1:
        return "last one"
    return f"{ORDINALS[at]} one" if at < 4 else f"one at number {num(at + 1)}"


def _retarget(hands: Hands, row: Row, version: str) -> None:
    edit(hands, row["key"], "[move {0}|retarget {0}|set the version of {0}]".replace("{0}", row["key"]), lambda now: now["fix_version"] == version, fix_version=version)  # fmt: skip


LONG = (planning_talk, release_talk)
