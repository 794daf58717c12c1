"""Longer requests about people and their time: who takes an issue, who reviews it, what is asked of a lead, a day's hours."""

from __future__ import annotations

from datetime import date
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.tracker.goals_common import (
    add_up,
    any_project,
    as_they_are,
    hrs,
    newest_first,
    only,
    pts,
    search_all,
    sprint_in,
    tells_person,
    tracker,
    versions,
)
from negforge.worlds.tracker.goals_writes import Row, book, edit, must_move, remark
from negforge.worlds.tracker.state import Issue, Project, Tracker, snapshot
from negforge.worlds.wants import Becomes, Gains, Holds, NotCalled, Says, Tells, Want
from negforge.worlds.wording import Form, listed


@goal("single_hard")
def to_the_least_loaded(draw: Draw) -> Goal | None:
    """Give an issue to whoever of the running sprint has the least open points, with people left out."""
    state = tracker(draw)
    options = []
    for project in state.projects.values():
        sprint = sprint_in(state, project.key, "active")
        load: dict[str, float] = {}
        for item in state.of(project.key):
            if item.sprint == sprint.id and item.status != "done" and item.assignee:
                load[item.assignee] = load.get(item.assignee, 0.0) + (item.story_points or 0)
        options.append((project, sprint, load))
    project, sprint, load = options[draw.rng.randrange(3)]
    rules = draw.some(("absence", "exclusion", "team", "role"), draw.rng.choice((1, 2, 2, 3)))
    people = state.people
    banned = draw.one([h for h in sorted(load, key=lambda h: load[h])[:2] if h != state.me])
    team = people[draw.rng.choice(sorted(load))].team
    tests: dict[str, Any] = {
        "absence": lambda m: not m["away_until"],
        "exclusion": lambda m: m["handle"] != banned,
        "team": lambda m: m["team"] != team,
        "role": lambda m: m["role"] != "lead",
    }
    members = [_member(state, project.key, handle) for handle in load]
    left = [m for m in members if all(tests[rule](m) for rule in rules)]
    if banned is None or not left or len(left) == len(members):
        return None
    ranked = sorted(left, key=lambda m: load[m["handle"]])
    if len(ranked) > 1 and load[ranked[0]["handle"]] == load[ranked[1]["handle"]]:
        return None
    right = ranked[0]["handle"]
    issue = draw.one(i for i in state.of(project.key) if i.status in ("ready", "backlog") and i.assignee != right)
    if issue is None:
        return None
    words: dict[str, Form] = {
        "absence": "[Nobody who is away, obviously.|Skip whoever is on leave.|It must not be someone who is absent just now.]",
        "exclusion": "[But not {banned}.|Leave {banned} out of it this time.|Anyone but {banned}; there's other work waiting.]",
        "team": "[Nobody from the {team} team.|The {team} people are taken, so none of them.|Not somebody of {team}, they have no slot.]",
        "role": "[The lead doesn't count.|Developers only, not the lead.|Don't give it to the project lead.]",
    }
    turn = draw.ask(
        "[Please give {key} to whoever has the fewest open points in the running sprint.|Who has the least on the plate in the running sprint? Assign {key} to that person.|{key} needs an owner: take the one with the smallest open load in the current sprint of {project}.|Assign {key} to the least loaded person of {project}'s running sprint, by open points.|Find the person with the lightest load in {project}'s active sprint and put {key} there.]",
        "[Only people who have something in that sprint already.|It has to be someone who is part of that sprint, i.e. has an issue in it.|Whoever has nothing in the sprint is on other duty, so leave those out.]",
        *(words[rule] for rule in rules),
        because="[It came in over the hotline.|We drew lots last time and it caused grumbling.|I don't want to be unfair.|Our usual volunteer is full up.|It needs somebody by tonight.]",
        key=issue.key,
        project=project.key,
        banned=people[banned].name,
        team=team,
    )

    def solve(hands: Hands) -> None:
        found = hands.call(
            "list_sprints", "[find the running sprint|look up the sprint that is on|get the active sprint]",
            project=project.key, states=["active"],
        )  # fmt: skip
        table = hands.call(
            "sprint_table",
            "[see who has how much|read the workload|get the open points by assignee]",
            otherwise=("list_sprints", {"project": project.key, "states": ["active"], "with_issues": True}),
            sprint_id=hands.best(found["sprints"], lambda s: s["starts"])["id"],
            table="workload",
        )
        loads = _loads(table)
        details = hands.call(
            "project_details", "[see who these people are|check roles and absences|read the members]",
            projects=[project.key], sections=["members"],
        )  # fmt: skip
        rows = [m for m in details["projects"][0]["members"] if m["handle"] in loads]
        for rule in rules:
            rows = hands.keep(rows, rule, tests[rule])
        chosen = hands.best(rows, lambda m: loads[m["handle"]])
        edit(hands, issue.key, f"[assign {issue.key}|hand {issue.key} over|give {issue.key} an owner]", lambda now: now["assignee"] == chosen["handle"], assignee=chosen["handle"])  # fmt: skip
        hands.say(
            fact(
                issue.key,
                chosen["name"],
                "[{Label} went to {value}, who has {load} open in {sprint}.|{value} has {Label} now, with {load} open so far.|I gave {Label} to {value} ({load} open).]",
                load=pts(loads[chosen["handle"]]),
                sprint=found["sprints"][0]["name"],
            )
        )

    return Goal(
        (turn,),
        [issue.key, sorted(rules), banned if "exclusion" in rules else "", team if "team" in rules else ""],
        (*rules, "load"),
        ("list_sprints", "sprint_table", "project_details", "edit_issue"),
        solve,
        (
            Becomes(f"issues.{issue.key}.assignee", right),
            tells_person(state, "the new assignee", right),
            only(f"issues.{issue.key}.assignee"),
        ),
        fallback=("sprint_table",),
    )


def _loads(source: Any) -> dict[str, float]:
    """Open points by handle, from the workload table or from the issues of the sprint."""
    loads: dict[str, float] = {}
    if isinstance(source, str):
        rows = [line.split() for line in source.splitlines()[2:]]
        return {row[0]: float(row[-1]) for row in rows if row[0] != "(nobody)"}
    for issue in source["sprints"][0]["issues"]:
        if issue["status"] != "done" and issue["assignee"]:
            loads[issue["assignee"]] = loads.get(issue["assignee"], 0.0) + (issue["story_points"] or 0.0)
    return loads


def _member(state: Tracker, project: str, handle: str) -> Row:
    person = state.people[handle]
    return {
        "handle": handle, "name": person.name, "team": person.team, "away_until": person.away_until,
        "role": state.role(project, handle),
    }  # fmt: skip


def _conditions(part: str) -> dict[str, tuple[Any, Form]]:
    """What may restrict the issues that move, and how a user says so."""
    return {
        "priority": (lambda row: row["priority"] in ("medium", "low"), "[Only those of medium or low priority.|High and critical ones stay.|Nothing of high or critical priority, though.]"),
        "status": (lambda row: row["status"] not in ("in_review", "done"), "[What is in review already may stay.|Leave what's in review where it is.|Not those that are in review.]"),
        "type": (lambda row: row["type"] != "vulnerability", "[Vulnerabilities have to stay in.|Security holes stay in {frozen}, no discussion.|No vulnerabilities among them.]"),
        "estimate": (lambda row: (row["story_points"] or 0) >= 2, "[Only those of two points or more; the rest we'll manage.|Anything below 2 points stays.|Leave the small ones, below two points or without an estimate.]"),
        "component": (lambda row: part in row["components"], "[It's about the component {part} only.|Only what concerns {part}.|Restrict it to the {part} component.]"),
    }  # fmt: skip


def _frozen_option(draw: Draw) -> tuple[Project, str, list[str], list[Issue], list[Issue]] | None:
    """A project and conditions that one to three open issues of its frozen version meet: those searched, those meant."""
    state = tracker(draw)
    project = any_project(draw)
    assert project is not None
    part = draw.rng.choice(sorted(project.components))
    frozen = versions(state, project.key)[1].name
    tests = _conditions(part)
    chosen = draw.some(tests, draw.rng.choice((1, 2, 2, 3)))
    shown = []
    for issue in newest_first(state.of(project.key)):
        row = state.shown(issue, draw.now)
        if row["fix_version"] == frozen and row["status"] != "done":
            shown.append(issue)
    right = [i for i in shown if all(tests[name][0](snapshot(i)) for name in chosen)]
    if not right or len(right) > 3 or len(shown) > 7 or len(right) == len(shown):
        return None
    return project, part, chosen, shown, right


@goal("single_hard")
def out_of_the_frozen_version(draw: Draw) -> Goal | None:
    """Move what qualifies from the frozen version to the next; who is no lead leaves a comment for the lead instead."""
    state = tracker(draw)
    option = next((found for _ in range(9) if (found := _frozen_option(draw)) is not None), None)
    if option is None:
        return None
    project, part, chosen, shown, right = option
    tests = _conditions(part)
    lead = project.lead == state.me
    _, frozen, following, _ = versions(state, project.key)
    turn = draw.ask(
        "[{frozen} of {project} is too full. Please move what is open there to {following}.|Whatever is still open for {frozen} in {project} should go to {following}.|Can you shift the open issues from {frozen} to {following} in {project}?|Get {frozen} ({project}) lighter: its open issues go to {following}.]",
        *(tests[name][1] for name in chosen),
        "[If I am not allowed to move them, leave a comment on each of them instead that asks the lead (mention them) to do it.|Should that take the lead, don't move anything but comment on each one and mention the lead.|In case only the lead may do that and I'm not the one: a comment per issue, the lead mentioned, asking for the move.]",
        because="[The date does not move, the scope has to.|QA is down to one person.|We cannot test all that in a week.|Marketing has printed the flyers already.|It was decided in the release round.]",
        frozen=frozen.name,
        following=following.name,
        project=draw.rng.choice((project.key, f"{project.name} ({project.key})")),
        part=part,
    )

    def solve(hands: Hands) -> None:
        details = hands.call("project_details", "[see the versions and my rights there|look up role and versions|check who leads the project]", projects=[project.key], sections=["versions"])["projects"][0]  # fmt: skip
        rows = search_all(
            hands,
            {
                "projects": [project.key],
                "fix_version": frozen.name,
                "statuses": ["backlog", "ready", "in_progress", "in_review"],
            },
        )
        rows = as_they_are(hands, rows)
        for name in chosen:
            rows = hands.keep(rows, name, tests[name][0])
        allowed = details["your_role"] == "lead"
        for row in rows:
            if allowed:
                edit(hands, row["key"], f"[move {row['key']}|shift {row['key']}|retarget {row['key']}]", lambda now: now["fix_version"] == following.name, fix_version=following.name)  # fmt: skip
            else:
                why = f"[leave the request on {row['key']}|ask the lead on {row['key']}|comment on {row['key']}]"
                text = f"Please move this from {frozen.name} to {following.name}."
                remark(hands, row["key"], why, text, mentions=[details["lead"]["handle"]])
        keys = listed([row["key"] for row in rows])
        if not rows:
            hands.say()
        elif allowed:
            hands.say(
                fact(
                    "new version",
                    following.name,
                    "[{keys} moved to {value}.|{keys} are for {value} now.|Moved to {value}: {keys}.]"
                    if len(rows) > 1
                    else "[{keys} moved to {value}.|{keys} is for {value} now.|Moved to {value}: {keys}.]",
                    keys=keys,
                )
            )
        else:
            hands.say(
                "[{frozen} is frozen, and only the lead moves issues out of it.|You are not the lead of {project}, and {frozen} is frozen.|Only the lead can take issues out of {frozen}.]",
                "[So nothing was moved; I asked {lead} with a comment on {keys}.|I left a comment that mentions {lead} on {keys} and moved nothing.|Instead there is a comment for {lead} on {keys}.]",
                frozen=frozen.name,
                project=project.key,
                lead=details["lead"]["name"],
                keys=keys,
            )

    wants: list[Want] = [Tells("the issues", i.key) for i in right]
    if lead:
        wants += [Becomes(f"issues.{i.key}.fix_version", following.name) for i in right]
        wants.append(only(*(f"issues.{i.key}.fix_version" for i in right)))
    else:
        asked = {i.key for i in right}
        wants += [
            Gains("comments", {"author": state.me, "mentions": [project.lead]}, count=len(right)),
            Holds(
                "where the comments stand",
                lambda end: {c.issue for c in end.comments.values() if c.id not in state.comments} == asked,
                f"the comments stand on {', '.join(sorted(asked))}",
                lambda end: (
                    f"they stand on {sorted(c.issue for c in end.comments.values() if c.id not in state.comments)}"
                ),
            ),
            Says("that only the lead may", r"\blead\b"),
            only("comments"),
        ]
    return Goal(
        (turn,),
        [project.key, sorted(chosen), [i.key for i in right]],
        (*chosen, "role"),
        ("project_details", "search_issues", *("get_issue" for _ in shown), *("edit_issue" if lead else "add_comment" for _ in right)),
        solve,
        tuple(wants),
    )  # fmt: skip


@goal("single_hard")
def fill_up_a_day(draw: Draw) -> Goal | None:
    """Book on an issue what is missing of a day's hours: what the user has booked that day has to be added up first."""
    state = tracker(draw)
    booked: dict[date, list[Any]] = {}
    for entry in state.worklogs.values():
        if entry.author == state.me:
            booked.setdefault(entry.day, []).append(entry)
    day = draw.one(d for d, entries in booked.items() if len({w.issue for w in entries}) in (2, 3, 4))
    if day is None:
        return None
    entries = booked[day]
    target = draw.rng.choice((6.0, 7.0, 7.5, 8.0, 8.5))
    notes = sorted({w.note for w in entries if w.note})
    note = draw.one(notes) if draw.chance(0.45) else None
    counted = [w for w in entries if w.note != note] if note else entries
    missing = target - add_up(w.hours for w in counted)
    issues = {w.issue for w in entries}
    goes_to = draw.one(i for i in state.issues.values() if i.status == "in_progress" and i.key not in issues)
    if goes_to is None or missing < 0.5:
        return None
    turn = draw.ask(
        "[My hours of {day} are incomplete. Fill them up to {target} with {key}, please.|I worked {target} on {day}. Whatever isn't booked yet belongs on {key}.|Please round off {day}: {target} in all, the rest goes to {key}.|For {day} I need {target} in the tracker; see what I have booked and put the remainder on {key}.|Top up my {day} to {target}, using {key} for what's missing.]",
        *(
            ["[What is noted as {note} doesn't count, that was my own time.|Ignore entries with the note {note}; they are not working time.|Leave the {note} entries out of the sum.]"]
            if note
            else []
        ),
        "[How much was it in the end?|Tell me how many hours that was.|I'd like to know what you booked.]",
        because="[The payroll run starts tonight.|I keep forgetting the afternoon.|My manager sends reminders by the hour.|The clock-in terminal was broken.|It is the last day of the period.]",
        day=day,
        target=hrs(target),
        key=goes_to.key,
        note=f'"{note}"',
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        rows = search_all(
            hands, {"worked": {"by": "me", "day": day}},
            why="[find what was worked on that day|search for that day's work|see which issues have hours of that day]",
        )  # fmt: skip
        read = hands.calls(
            *(("get_issue", {"key": row["key"], "expand": ["worklog"]}) for row in rows),
            why="[read the worklogs|see how many hours each has|add up that day's entries]",
        )
        lines = [line for issue in read for line in issue["worklog"]]
        lines = hands.keep(lines, "author", lambda line: line["yours"])
        lines = hands.keep(lines, "date", lambda line: line["day"] == day.isoformat())
        if note:
            lines = hands.keep(lines, "exclusion", lambda line: line["note"] != note)
        done = add_up(line["hours"] for line in lines)
        if target <= done:
            hands.say("[The day is full already, with {done}.|Nothing is missing, with {done} booked.]", done=hrs(done))
            return
        operation = {"op": "log", "key": goes_to.key, "day": day, "hours": target - done}
        book(hands, "[book the rest|log what is missing|enter the remainder]", operation)
        hands.say(
            fact(
                "booked",
                hrs(target - done),
                "[You had {done} for {day}; I booked {value} on {key}.|{value} went to {key}, on top of {done} from before for {day}.|With {done} there already, {key} got {value} for {day}.]",
                done=hrs(done),
                day=day,
                key=goes_to.key,
            )
        )

    return Goal(
        (turn,),
        [day.isoformat(), goes_to.key, target, note],
        ("author", "date", *(("exclusion",) if note else ()), "sum"),
        ("search_issues", *("get_issue" for _ in issues), "update_worklog"),
        solve,
        (
            Gains("worklogs", {"issue": goes_to.key, "author": state.me, "day": day, "hours": missing}),
            Tells("the hours booked", missing),
            only("worklogs"),
        ),
    )


@goal("single_easy", "single_hard")
def into_review(draw: Draw) -> Goal | None:
    """Hand an issue in for review and say whom the automation picked; in the hard form, swap somebody who is away."""
    state = tracker(draw)
    options = []
    for issue in state.issues.values():
        part = state.projects[issue.project].components[issue.components[0]]
        picked = part.deputy if part.owner == issue.assignee else part.owner
        away = state.people[picked].away_until is not None
        usable = issue.status == "in_progress" and issue.key not in state.lag
        if usable and not (away and (picked == part.deputy or part.deputy == issue.assignee)):
            options += [(issue, part, picked, away)] * (3 if away else 1)
    found = draw.one(options)
    if found is None:
        return None
    issue, part, picked, away = found
    build = f"{draw.rng.randrange(1, 9)}.{draw.rng.randrange(0, 20)}.{draw.rng.randrange(1, 9)}-rc{draw.rng.randrange(1, 6)}"
    swap = draw.hard and away
    turn = draw.ask(
        "[Please move {key} to review, the build is {build}.|{key} is finished from my side: hand it in for review with build {build}.|Put {key} into review with {build}, please.|Could you hand in {build} as the build for the review of {key}?|{key} can go to review. Build: {build}.]",
        "[The automation puts a reviewer on it after some minutes: who is it?|Then wait until the automation has picked a reviewer and tell me who it is.|Some minutes later it gets a reviewer on its own; I'd like to know whom.|Tell me whom the robot chose as reviewer once it has.]",
        *(
            ["[If that person is away, put the deputy of {part} in their place.|Should they be on leave, replace them by {part}'s deputy.|In case it hit somebody who is absent, the deputy for {part} takes the review instead.]"]
            if draw.hard
            else []
        ),
        because="[I want to catch them before they leave.|Last time it waited a week for somebody on holiday.|I'm proud of this one.|The trial begins on Monday.|The branch is about to be cut.]",
        key=issue.key,
        build=build,
        part=part.name,
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        why = f"[move {issue.key} to review|hand {issue.key} in|put {issue.key} into review]"
        must_move(hands, issue.key, why, "in_review", build=build)
        if hands.bother("the automation takes its time", "more"):
            hands.call("poll_events", "[wait for the automation|give the automation some minutes|wait until a reviewer is picked]", hold_minutes=10, keys=[issue.key])  # fmt: skip
        read = hands.call(
            "get_issue", "[see who the reviewer is|read the review|look who was picked]",
            key=issue.key, expand=["review"],
        )  # fmt: skip
        reviewers = read["review"]["reviewers"]
        if not reviewers:
            hands.say(
                "[{key} is in review with {build}; no reviewer shows yet.|{key} went to review ({build}), but nobody has been put on it yet.]",
                key=issue.key,
                build=build,
            )
            return
        person = shown = reviewers[0]
        if draw.hard and hands.bother("whether that person is there"):
            details = hands.call("project_details", "[check whether that person is there|look up absences and the deputy|see who is away]", projects=[read["project"]], sections=["members", "components"])["projects"][0]  # fmt: skip
            names = {m["handle"]: m["name"] for m in details["members"]}
            shown = names.get(person, person)
            away_now = [m for m in details["members"] if m["handle"] == person and m["away_until"]]
            deputies = [c["deputy"] for c in details["components"] if c["name"] == part.name]
            if away_now and deputies:
                until = date.fromisoformat(away_now[0]["away_until"])
                hands.call(
                    "edit_issue",
                    "[put the deputy in place|swap the reviewer|replace the reviewer]",
                    key=issue.key,
                    fields={"reviewers": deputies},
                )
                hands.say(
                    "[{key} is in review with build {build}.|{key} went to review with {build}.|Build {build} of {key} is handed in.]",
                    "[The automation picked {first}, who is away until {until}, so {second} reviews it now.|First it was {first}, absent until {until}; I put {second} there instead.|{first} was picked but is away until {until}. The reviewer is {second} now.]",
                    key=issue.key,
                    build=build,
                    first=away_now[0]["name"],
                    second=names[deputies[0]],
                    until=until,
                )
                return
        hands.say(
            fact(
                "reviewer",
                shown,
                "[{key} is in review with build {build}; {value} reviews it.|{key} went to review ({build}), and the automation picked {value}.|Handed in {build} for {key}. The reviewer is {value}.]",
                key=issue.key,
                build=build,
            )
        )

    final = part.deputy if swap else picked
    paths = ("status", "build", "approvals", "reviewers", "watchers")
    wants: list[Want] = [
        Becomes(f"issues.{issue.key}.status", "in_review"),
        Becomes(f"issues.{issue.key}.build", build),
        Becomes(f"issues.{issue.key}.reviewers", [final]),
        tells_person(state, "the reviewer", final),
        only(*(f"issues.{issue.key}.{path}" for path in paths)),
    ]
    if draw.hard and not swap:
        wants.append(NotCalled(("edit_issue",), effects_only=True))
    checks = (("project_details", "edit_issue") if swap else ("project_details",)) if draw.hard else ()
    return Goal(
        (turn,),
        [issue.key, build],
        ("later", *(("absence",) if draw.hard else ())),
        ("transition_issue", "poll_events", "get_issue", *checks),
        solve,
        tuple(wants),
    )


PEOPLE = (to_the_least_loaded, out_of_the_frozen_version, fill_up_a_day, into_review)
