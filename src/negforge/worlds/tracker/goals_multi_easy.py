"""Conversations of two or three turns."""

from __future__ import annotations

from negforge.worlds.goal import Draw, Goal, Hands, Turn, fact, goal, with_replies
from negforge.worlds.tracker.goals_common import (
    ORDINALS,
    RANK,
    any_project,
    as_they_are,
    at_most,
    hrs,
    nth,
    only,
    pts,
    search_all,
    sprint_in,
    status_words,
    tracker,
)
from negforge.worlds.tracker.goals_writes import Row, book, edit
from negforge.worlds.tracker.state import Issue
from negforge.worlds.wants import Asks, Becomes, Gains, Tells, Want


@goal("multi_easy")
def pick_from_what_waits(draw: Draw) -> Goal | None:
    """List what nobody has, then act on one of the list, and at times on another."""
    state = tracker(draw)
    project = any_project(draw)
    assert project is not None
    kind = draw.rng.choice(("bug", None, "high"))
    seen = [
        i for i in state.of(project.key)
        if (s := state.shown(i, draw.now))["assignee"] is None and s["status"] in ("ready", "backlog") and (kind != "bug" or i.type == "bug")
    ]  # fmt: skip
    rows = sorted(
        (i for i in seen if i.assignee is None and (kind != "high" or RANK[i.priority] < 2)),
        key=lambda i: (i.created, i.key),
    )
    if not 2 <= len(rows) <= 5 or len(seen) > 7:
        return None
    biggest = max(rows, key=lambda i: i.story_points or 0)
    clear = sum(i.story_points == biggest.story_points for i in rows) == 1
    at = draw.rng.randrange(len(rows))
    by_size = clear and draw.chance(0.35)
    target = biggest if by_size else rows[at]
    reference = (
        "[the one with the most points|the biggest of them|the largest one]"
        if by_size
        else f"[the {ORDINALS[at] if at < 4 else 'last'} one|the {ORDINALS[at] if at < 4 else 'last'} on that list|number {at + 1} of these]"
    )
    later = draw.chance(0.5)
    other = draw.one(i for i in rows if i is not target)
    assert other is not None
    label = draw.rng.choice(("field-trial", "quick-win", "ask-hardware", "release-note"))
    turns = [
        draw.ask(
            {
                "bug": "[Which bugs of {project} that are ready or in the backlog has nobody taken yet?|Show me the unassigned bugs of {project}, backlog and ready.|What bugs lie around in {project} (ready or backlog) without an owner?]",
                "high": "[Which issues of {project}, ready or backlog, have nobody assigned and are of high or critical priority?|Is there anything high or critical in {project}, ready or in the backlog, that nobody has?|List the ownerless issues of {project} in ready and backlog, high priority and up.]",
            }.get(
                kind or "",
                "[What in {project} is ready or in the backlog and has nobody on it?|Show me everything in {project} without an assignee, ready or backlog.|Which ready or backlog issues of {project} are still free?]",
            ),
            "[The oldest first.|Sorted by age, the oldest on top.|Begin with the one that has waited longest.]",
            because="[I have an hour before the train.|My current thing is stuck at the vendor's.|We want to hand out work in a minute.|I'd like to pick something myself.]",
            project=draw.rng.choice((project.key, f"{project.name} ({project.key})")),
        ),
        draw.then(
            f"[I'll take {reference}, assign it to me.|Put me on {reference}.|{reference} is for me, please assign it.|Assign {reference} to me.|Let me have {reference}.]"
        ),
    ]
    other_at = rows.index(other)
    if later:
        turns.append(
            draw.then(
                f"[And put the label {label} on the {ORDINALS[other_at] if other_at < 4 else 'last'} one.|The {ORDINALS[other_at] if other_at < 4 else 'last'} one of the list gets the label {label}.|Label the {ORDINALS[other_at] if other_at < 4 else 'last'} one of those with {label}, too.]"
            )
        )
    turns = [Turn(turn.text[:1].upper() + turn.text[1:]) for turn in turns]

    def solve(hands: Hands) -> None:
        wanted: Row = {"projects": [project.key], "statuses": ["ready", "backlog"], "assignee": None}
        wanted |= {"types": ["bug"]} if kind == "bug" else {}
        found = search_all(hands, wanted, sort=[{"by": "created", "order": "asc"}])
        found = as_they_are(hands, found)
        found = hands.keep(found, "assignee", lambda row: row["assignee"] is None)
        if kind == "high":
            found = hands.keep(found, "priority", lambda row: RANK[row["priority"]] < 2)
        hands.say(
            *(
                fact(row["key"], f'"{row["title"]}" ({row["priority"]} priority, {pts(row["story_points"])})', "{Label}: {value}.")
                for row in found
            )
        )  # fmt: skip
        chosen = hands.best(found, lambda row: -(row["story_points"] or 0)) if by_size else nth(hands, found, at)
        edit(hands, chosen["key"], "[assign it|take it on|set the assignee]", lambda now: now["assignee"] is not None, assignee="me")  # fmt: skip
        heard = hands.say(
            fact(
                chosen["key"],
                chosen["title"],
                '[{Label} is yours now: "{value}".|You have {Label} ("{value}") now.|I assigned {Label}, "{value}", to you.]',
            )
        )
        if heard:
            second = nth(hands, found, other_at)
            edit(hands, second["key"], "[set the label|add the label|put the label on it]", lambda now: label in now["labels"], labels={"add": [label]})  # fmt: skip
            hands.say(
                "[{key} has the label {label} now.|The label {label} is on {key}.|Labelled {key} with {label}.]",
                key=second["key"],
                label=label,
            )

    wants: list[Want] = [Becomes(f"issues.{target.key}.assignee", state.me), Tells("the issue taken", target.key, 1)]
    if later:
        wants.append(Becomes(f"issues.{other.key}.labels", [*other.labels, label]))
    wants.append(only(f"issues.{target.key}.assignee", *((f"issues.{other.key}.labels",) if later else ())))
    return Goal(
        tuple(turns),
        [project.key, kind, target.key, label if later else ""],
        ("assignee", *(("priority",) if kind == "high" else ()), "reference", *(("label",) if later else ())),
        ("search_issues", *("get_issue" for _ in seen), "edit_issue"),
        solve,
        tuple(wants),
    )


@goal("single_easy", "multi_easy")
def which_of_the_two(draw: Draw) -> Goal | None:
    """The user names a bug by words that fit two: ask which, change it, and then log hours on it."""
    state = tracker(draw)
    pairs: list[tuple[Issue, Issue, str]] = []
    for issue in state.issues.values():
        for other in state.of(issue.project):
            words = _common(issue.title, other.title)
            if issue is not other and len(words) > 2 and "done" not in (issue.status, other.status):
                pairs.append((issue, other, " ".join(words)))
    pair = draw.one(pairs)
    if pair is None:
        return None
    target, other, shared = pair
    priority = draw.one(p for p in RANK if p not in (target.priority, other.priority))
    hours = draw.rng.randrange(2, 9) / 4
    moment = target.title[len(shared) :].strip()
    older = target.created < other.created
    reply = draw.word(
        "[The one that happens {moment}.|{moment}, that one.|I mean the one {moment}.|Ah, I see. The one with \"{moment}\" in the title.]"
        if draw.chance(0.6)
        else ("[The older of the two.|The one that was opened first.|The older one, please.]" if older else "[The newer one.|The one that was opened last.|The later of the two, please.]"),
        moment=moment,
    )  # fmt: skip
    project = state.projects[target.project]
    first = draw.ask(
        '[Please set the priority of the bug "{shared}" to {priority}.|The bug in {project} where it says "{shared}" should have {priority} priority.|In {project} there is that bug, "{shared} ...". Make it {priority} priority, please.|Could you set that "{shared}" bug of {project} to {priority} priority?|{project}, "{shared}": {priority} priority, please.]',
        "[It's in {project}.|You'll find it in {project}.|The project is {project}.]",
        because="[Three customers called about it.|We talked about it at lunch.|It turned out worse than we believed.|The lead asked me to.|I don't have the number at hand.]",
        shared=shared,
        priority=priority or "high",
        project=project.key,
    )
    turns = [with_replies(first, (r"which|\btwo\b|\bmean\b|\bboth\b", reply[:1].upper() + reply[1:]))]
    if draw.kind == "multi_easy":
        turns.append(
            draw.then(
                "[And log {hours} of mine on it for today.|Book {hours} on it for me, today's date.|I spent {hours} on it today, please log that.|Put {hours} from today on the same issue, under my name.]",
                hours=hrs(hours),
            )
        )

    def solve(hands: Hands) -> None:
        rows = search_all(
            hands, {"projects": [project.key], "text": shared},
            why="[find the bug|look for that bug|search by the words of the title]",
        )  # fmt: skip
        row = nth(hands, rows, 0)
        if len(rows) > 1 and hands.bother("which one is meant", "ask"):
            hands.say(
                *(
                    fact(r["key"], f'"{r["title"]}" ({status_words(r["status"])}, from {r["created"][:10]})', "{Label}: {value}.")
                    for r in rows
                ),
                ask="[Which of the two do you mean?|There are two that fit. Which one is it?|Two bugs go by these words; which one shall I take?|Which one is meant?]",
            )  # fmt: skip
            row = nth(hands, [r for r in rows if r["title"].endswith(moment)], 0)
        edit(hands, row["key"], f"[set the priority of {row['key']}|change {row['key']}|update {row['key']}]", lambda now: now["priority"] == priority, priority=priority)  # fmt: skip
        heard = hands.say(
            fact(
                row["key"],
                priority,
                '[{Label} ("{title}") has {value} priority now.|{Label} is set to {value} priority: "{title}".|I set {Label}, "{title}", to {value} priority.]',
                title=row["title"],
            )
        )
        if heard:
            entry = {"op": "log", "key": row["key"], "day": draw.now.date(), "hours": hours}
            book(hands, "[log the hours|book the time|enter the hours]", entry)
            hands.say(
                fact(
                    row["key"],
                    hrs(hours),
                    "[{value} logged on {Label} for today.|{Label} got {value} of yours, dated today.|Booked {value} on {Label}.]",
                )
            )

    multi = draw.kind == "multi_easy"
    wants: list[Want] = [
        Asks(r"which|mean|one"),
        Becomes(f"issues.{target.key}.priority", priority),
        Tells("the issue", target.key, None),
    ]
    if multi:
        wants.append(
            Gains("worklogs", {"issue": target.key, "author": state.me, "hours": hours, "day": draw.now.date()})
        )
    wants.append(only(f"issues.{target.key}.priority", *(("worklogs",) if multi else ())))
    return Goal(
        tuple(turns),
        [target.key, priority, hours if multi else 0],
        ("ambiguity",),
        ("search_issues", "edit_issue", *(("update_worklog",) if multi else ())),
        solve,
        tuple(wants),
    )  # fmt: skip


_SMALL = "a the when after on with in for during while behind below".split()


def _common(first: str, second: str) -> list[str]:
    shared: list[str] = []
    for one, other in zip(first.split(), second.split(), strict=False):
        if one != other:
            break
        shared.append(one)
    while shared and shared[-1] in _SMALL:
        shared.pop()
    return shared


@goal("multi_easy")
def does_it_still_fit(draw: Draw) -> Goal | None:
    """The room in the next sprint, then one issue into it if it fits, then another."""
    state = tracker(draw)
    project = any_project(draw)
    assert project is not None
    sprint = sprint_in(state, project.key, "planned")
    room = sprint.capacity - state.committed(sprint.id)
    free = [
        i for i in state.of(project.key) if i.status in ("ready", "backlog") and i.sprint is None and i.story_points
    ]
    tried = sorted(draw.some(free, 2 if draw.chance(0.6) else 1), key=lambda i: -(i.story_points or 0))
    if not tried:
        return None
    left, into = room, []
    for issue in tried:
        if (issue.story_points or 0) <= left:
            into.append(issue)
            left -= issue.story_points or 0
    if len(into) == len(tried) == 1 and draw.chance(0.5):
        return None
    turns = [
        draw.ask(
            "[How much room is there in the next planned sprint of {project}?|How many points are free in {project}'s coming sprint?|What is still free in the sprint that {project} plans next?|The next sprint of {project}: how much fits in yet?]",
            because="[I'm in the planning call.|Somebody wants to push things in.|I only have the printed plan from Monday.|We had some cancellations.]",
            project=draw.rng.choice((project.key, f"{project.name} ({project.key})")),
        ),
        draw.then(
            "[Then put {key} in if it fits. If not, tell me how many points it is over.|See whether {key} fits, and plan it there if it does; otherwise I want to know by how much it doesn't.|Can {key} still go in? If so, do it. If not, how many points are missing?|Try {key}: in if there's room, otherwise just tell me the excess in points.]",
            key=tried[0].key,
        ),
    ]
    if len(tried) > 1:
        turns.append(
            draw.then(
                "[And {key}, same thing.|What about {key} after that?|Now {key}, on the same terms.|Next {key}, please, the same way.]",
                key=tried[1].key,
            )
        )

    def solve(hands: Hands) -> None:
        found = hands.call("list_sprints", "[see what is planned|look up the planned sprints|check capacity and commitments]", project=project.key, states=["planned"])  # fmt: skip
        target = hands.best(found["sprints"], lambda s: s["starts"])
        now_free = target["capacity"]["value"] - target["committed"]["value"]
        hands.say(
            fact(
                "room",
                pts(now_free),
                "[{sprint} has {value} free.|There is room for {value} in {sprint}.|{sprint} can take {value} more.]",
                sprint=target["name"],
            )
        )
        for issue in tried:
            read = hands.call("get_issue", "[read {key}|see how big {key} is|look at the estimate of {key}]", key=issue.key)  # fmt: skip
            size = read["story_points"] or 0.0
            if hands.keep([size], "capacity", at_most(now_free)):
                edit(hands, issue.key, f"[plan {issue.key}|put {issue.key} into the sprint]", lambda now: now["sprint_id"] == target["id"], sprint_id=target["id"])  # fmt: skip
                now_free -= size
                hands.say(
                    fact(
                        issue.key,
                        pts(size),
                        "[{Label} is in with {value}; {free} left.|{Label} fits ({value}) and is planned now, which leaves {free}.|Planned {Label}, {value}. Still free: {free}.]",
                        free=pts(now_free),
                    )
                )
            else:
                hands.say(
                    fact(
                        issue.key,
                        pts(size - now_free),
                        "[{Label} does not fit: it is {value} over.|{Label} has {size}, which is {value} too much, so I left it out.|No room for {Label} ({size}); it exceeds what is free by {value}.]",
                        size=pts(size),
                    )
                )

    wants: list[Want] = [Tells("the room", room, 0)]
    left = room
    for at, issue in enumerate(tried):
        if issue in into:
            wants.append(Becomes(f"issues.{issue.key}.sprint", sprint.id))
            left -= issue.story_points or 0
        else:
            wants.append(Tells("what it is over", (issue.story_points or 0) - left, at + 1))
    wants.append(only(*(f"issues.{i.key}.sprint" for i in into)))
    return Goal(
        tuple(turns),
        [sprint.id, [i.key for i in tried]],
        ("capacity", "condition", *(("sum",) if len(tried) > 1 else ())),
        ("list_sprints", *(tool for i in tried for tool in (("get_issue", "edit_issue") if i in into else ("get_issue",)))),
        solve,
        tuple(wants),
    )  # fmt: skip


TALKS = (pick_from_what_waits, which_of_the_two, does_it_still_fit)
