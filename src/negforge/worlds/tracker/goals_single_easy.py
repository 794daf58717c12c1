"""Short requests: one to three calls."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.tracker.goals_common import (
    add_up,
    any_project,
    first_name,
    hrs,
    num,
    only,
    pts,
    sprint_in,
    tells_person,
    tracker,
)
from negforge.worlds.tracker.goals_writes import book, edit, remark
from negforge.worlds.wants import Becomes, Gains, NotCalled, Says, Tells, Want


@goal("single_easy")
def log_time_once(draw: Draw) -> Goal | None:
    """Log hours for a day; where the user has an entry of that day already, make that one longer instead."""
    state = tracker(draw)
    today = draw.now.date()
    issue = draw.one(i for i in state.issues.values() if i.status in ("in_progress", "in_review"))
    if issue is None:
        return None
    own = [w for w in state.worklogs.values() if w.issue == issue.key and w.author == state.me]
    if own and draw.chance(0.8):
        entry = draw.one(own)
        assert entry is not None
        day = entry.day
    else:
        day = today - timedelta(days=draw.rng.randrange(0, 3))
    if day.weekday() > 4 or len([w for w in own if w.day == day]) > 1:
        return None
    there = next((w for w in own if w.day == day), None)
    hours = draw.rng.randrange(2, 13) / 4
    total = (there.hours if there else 0) + hours
    turn = draw.ask(
        "[Please book {hours} on {key} for {day}.|I still owe {key} {hours} of work from {day}, please log it.|Log {hours} for me on {key}, dated {day}.|Could you put down {hours} of mine on {key} for {day}?|Add {hours} to {key} under my name; the day was {day}.|My timesheet misses {hours} on {key} ({day}), can you enter that?]",
        "[If I have an entry there for that day already, make that one longer rather than adding a second.|Should there be a line of mine from that day, just raise it, no second line please.|One line a day, though: if mine exists, add the time to it.|In case I logged something there on that day, increase that entry; accounting hates two lines a day.]",
        "[Tell me the day's total for it then.|What does that make for the day on that issue?|I'd like to hear what it adds up to for that day.|And say what it comes to for that day.]",
        because="[The stopwatch on my phone died.|I left in a hurry for the school run.|The client wants the sheet tonight.|I kept it on a sticky note until now.|Accounting closes the books at noon.|We debugged it in the car park, so nothing was clocked.]",
        hours=hrs(hours),
        key=issue.key,
        day=day,
    )

    def solve(hands: Hands) -> None:
        mine: list[Any] = []
        if hands.bother("an entry of that day"):
            read = hands.call(
                "get_issue",
                "[see what is booked on {key}|read the worklog of {key}|look for an entry of that day on {key}]",
                key=issue.key,
                expand=["worklog"],
            )
            rows = hands.keep(read["worklog"], "author", lambda row: row["yours"])
            mine = hands.keep(rows, "date", lambda row: row["day"] == day.isoformat())
        operation: dict[str, Any] = {"op": "log", "key": issue.key, "day": day, "hours": hours}
        if mine:
            old = mine[0]
            operation = {
                "op": "amend", "key": issue.key, "entry_id": old["entry_id"], "hours": old["hours"] + hours
            }  # fmt: skip

        done = book(hands, "[enter the hours|book the time|write the hours down]", operation)
        hands.say(
            fact(
                "entry",
                done["entry_id"],
                "[Booked on {key}: entry {value}, {total} for {day}.|{key} now shows {total} of yours for {day} (entry {value}).|Done, {total} on {key} for {day}; the entry is {value}.]"
                if not mine
                else "[You had an entry on {key} for {day}, so I made it longer: {value} now says {total}.|Entry {value} on {key} went up to {total} for {day}.|There was a line already; {value} on {key} now has {total} for {day}.]",
                key=issue.key,
                total=hrs(operation["hours"]),
                day=day,
            )
        )

    want: Want = (
        Becomes(f"worklogs.{there.id}.hours", total)
        if there
        else Gains("worklogs", {"issue": issue.key, "author": state.me, "day": day, "hours": hours})
    )
    return Goal(
        (turn,),
        [issue.key, day.isoformat(), hours],
        ("author", "date", "condition") if own else ("condition",),
        ("get_issue", "update_worklog"),
        solve,
        (want, Tells("the total of the day", total), only("worklogs")),
    )


@goal("single_easy")
def hand_to_a_namesake(draw: Draw) -> Goal | None:
    """Give an issue to one of two members of the same given name: the one in a team, or the one who is not away."""
    state = tracker(draw)
    pairs = []
    for project in state.projects.values():
        able = [h for h, r in project.roles.items() if r in ("developer", "lead") and h != state.me]
        pairs += [
            (project, a, b) for a in able for b in able if a != b and first_name(state, a) == first_name(state, b)
        ]
    pair = draw.one(pairs)
    if pair is None:
        return None
    project, right, other = pair
    by_absence = state.people[other].away_until is not None and state.people[right].away_until is None
    by_team = state.people[right].team != state.people[other].team
    if not (by_absence or by_team):
        return None
    absence = by_absence and (not by_team or draw.chance(0.6))
    issue = draw.one(
        i
        for i in state.of(project.key)
        if i.status in ("ready", "backlog", "in_progress") and i.assignee not in (right, other)
    )
    if issue is None:
        return None
    given, team = first_name(state, right), state.people[right].team
    clue = (
        "[We have two of that name; I mean the one who is not away.|Mind that there are two of them; take whichever is not on leave.|Two people go by that name here. The one who is around, please.]"
        if absence
        else "[The one in {team}, not the other.|There are two of that name; it is the one from {team}.|I mean {name} of the {team} team, to be clear.|Careful, two of them exist. The {team} one.]"
    )
    turn = draw.ask(
        "[Please give {key} to {name}.|{key} should go to {name}.|Assign {key} to {name}, please.|Can you put {name} on {key}?|Make {name} the assignee of {key}.|{name} takes over {key}, could you set that?]",
        clue,
        because="[We agreed on it over coffee.|The stand-up ran out of time.|It has been sitting around long enough.|The board looks wrong otherwise.|Nobody else has touched that part before.|It came up in the retro.]",
        key=issue.key,
        name=given,
        team=team,
    )
    kind = "absence" if absence else "team"

    def solve(hands: Hands) -> None:
        found = hands.call(
            "project_details",
            "[find out which {0} is meant|see who is called {0} there|look up the members]".replace("{0}", given),
            projects=[project.key],
            sections=["members"],
        )
        rows = [m for m in found["projects"][0]["members"] if m["name"].split()[0] == given]
        others = [m for m in rows if m["away_until"]]
        rows = hands.keep(rows, kind, lambda m: not m["away_until"] if absence else m["team"] == team)
        chosen = hands.best(rows, lambda m: m["role"] not in ("developer", "lead"))
        edit(
            hands, issue.key, "[assign {key}|hand {key} over|set the new assignee of {key}]",
            lambda now: now["assignee"] == chosen["handle"], assignee=chosen["handle"],
        )  # fmt: skip
        hands.say(
            fact(
                issue.key,
                f"{chosen['name']}",
                "[{Label} is now with {value}.|{value} has {Label} now.|I assigned {Label} to {value}.|The new assignee of {Label} is {value}.]",
            ),
            *(
                ["[The other {name} is away until {until}.|I left out the other {name}, who is away until {until}.]"]
                if absence and others and not chosen["away_until"]
                else []
            ),
            name=given,
            until=date.fromisoformat(others[0]["away_until"]) if others else "",
        )

    return Goal(
        (turn,),
        [issue.key, right],
        (kind,),
        ("project_details", "edit_issue"),
        solve,
        (
            Becomes(f"issues.{issue.key}.assignee", right),
            tells_person(state, "the new assignee", right),
            only(f"issues.{issue.key}.assignee"),
        ),
    )


@goal("single_easy")
def read_the_burndown(draw: Draw) -> Goal | None:
    """What the burndown table says of a day, or of the days since one."""
    state = tracker(draw)
    project = any_project(draw)
    assert project is not None
    which = draw.rng.choice(("active", "closed"))
    sprint = sprint_in(state, project.key, which)
    if len(sprint.burn) < 4:
        return None
    at = draw.rng.randrange(1, len(sprint.burn) - 1)
    day = sprint.burn[at][0]
    asked = draw.rng.choice(("left", "finished", "added"))
    since = sprint.burn[at:]
    column = {"left": 1, "finished": 2, "added": 3}[asked]
    value = sprint.burn[at][1] if asked == "left" else add_up(row[column] for row in since)  # type: ignore[misc]
    wrong = sprint.burn[-1][1] if asked == "left" else add_up(row[column] for row in sprint.burn)  # type: ignore[misc]
    if wrong == value:
        return None
    where = draw.word(
        "[the running sprint of {name}|{name}'s current sprint|the sprint that {name} is in now]"
        if which == "active"
        else "[the last finished sprint of {name}|the sprint that {name} closed last|{name}'s previous sprint, the closed one]",
        name=f"{project.name} ({project.key})",
    )
    turn = draw.ask(
        {
            "left": "[How many points were left on the evening of {day} in {where}?|In {where}, what stood on the burndown at the end of {day}?|I need the burndown figure for {day}, {where}: points left that evening.|What remained, in points, at the close of {day} in {where}?]",
            "finished": "[How many points were finished in {where} from {day} on, that day included?|Add up what got finished in {where} since {day} (including that day), according to the burndown.|Points burnt down in {where}, {day} and all days after it: what is the sum?|Going by the burndown of {where}, what did we finish from {day} onwards, {day} included?]",
            "added": "[How much scope was added to {where} from {day} on, that day included?|Sum up the points that slipped into {where} since {day}, {day} included.|By the burndown of {where}: how many points were added on {day} or later?|How many extra points crept into {where} from {day} onwards, counting {day} too?]",
        }[asked],
        because="[It is for a slide.|My chart has a hole there.|Someone claims we stood still.|The steering group asked.|I was off that week.|I bet a lunch on it.]",
        where=where,
        day=day,
    )

    def solve(hands: Hands) -> None:
        status = "in_progress" if which == "active" else "done"
        elsewhere: dict[str, Any] = {"filter": {"projects": [project.key], "statuses": [status]}, "limit": 20}
        found = hands.call(
            "list_sprints",
            "[find the sprint|look up which sprint that is|get the sprint's number]",
            otherwise=("search_issues", elsewhere),
            project=project.key,
            states=[which],
        )
        if not found.get("sprints") and "issues" not in found:
            found = hands.call("search_issues", "[find the sprint by its issues|look at the issues of that sprint]", **elsewhere)  # fmt: skip
        if found.get("sprints"):
            sprint_id = hands.best(found["sprints"], lambda s: s["starts"])["id"]
        else:
            numbers = [row["sprint_id"] for row in found["issues"] if row["sprint_id"]]
            sprint_id = hands.best(numbers, lambda number: -numbers.count(number))
        table = hands.call(
            "sprint_table",
            "[read its burndown|get the burndown table|look at the burndown]",
            sprint_id=sprint_id,
            table="burndown",
        )
        lines = [line.split() for line in table.splitlines()[2:]]
        if asked == "left":
            lines = hands.keep(lines, "date", lambda line: line[0] == day.isoformat())
            told = float(lines[-1][1])
        else:
            lines = hands.keep(lines, "date", lambda line: line[0] >= day.isoformat())
            told = add_up(float(line[column]) for line in lines)
        forms = {
            "left": "[Left on the evening of {day}: {value}.|{value} remained at the end of {day}.|The burndown has {value} left for {day}.]",
            "finished": "[From {day} on, {value} got finished.|Finished since {day}, that day included: {value}.|The burndown adds up to {value} finished from {day} on.]",
            "added": "[From {day} on, {value} came in on top.|Added since {day}, that day included: {value}.|Scope grew by {value} from {day} on.]",
        }
        hands.say(fact("burndown", pts(told), forms[asked], day=day))

    return Goal(
        (turn,),
        [sprint.id, day.isoformat(), asked],
        ("date", *(("sum",) if asked != "left" else ())),
        ("list_sprints", "sprint_table"),
        solve,
        (Tells("the figure", value, instead=(wrong,)), only()),
        fallback=("list_sprints",),
    )


@goal("single_easy")
def new_estimate(draw: Draw) -> Goal | None:
    """Set story points; where the estimate is locked, leave a comment with the figure instead."""
    state = tracker(draw)
    issue = draw.one(i for i in state.issues.values() if i.status != "done" and i.story_points is not None)
    if issue is None:
        return None
    sprint = state.sprints.get(str(issue.sprint))
    locked = sprint is not None and sprint.state != "planned"
    points = draw.rng.choice([p for p in (0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0) if p != issue.story_points])
    if sprint and not locked and state.committed(sprint.id, issue.key) + points > sprint.capacity:
        return None
    turn = draw.ask(
        "[{key} is rather {points}, please correct the estimate.|Re-estimate {key}: {points}.|Please set {key} to {points}.|We talked {key} over and it is {points} now, could you enter that?|The estimate of {key} should say {points}.|Can you change the story points of {key} to {points}?]",
        "[If the estimate cannot be changed any more, leave a comment on it with the new figure instead.|Should it be locked, write the figure into a comment there.|In case that is no longer possible, put the number in a comment on the issue so it is not lost.|If the system refuses, comment the new number on the issue.]",
        because="[We found a second cause.|It turned out to be a one-liner.|The vendor library does half of it.|Nobody had seen the legacy part before.|Planning poker went a second round.]",
        key=issue.key,
        points=pts(points),
    )

    def solve(hands: Hands) -> None:
        answer = hands.attempt(
            "edit_issue",
            "[change the estimate of {key}|set the new story points|enter the new figure]".replace("{key}", issue.key),
            landed=lambda: (
                {"key": issue.key}
                if hands.call("get_issue", "see whether it arrived", key=issue.key)["story_points"] == points
                else None
            ),
            key=issue.key,
            fields={"story_points": points},
        )
        if not answer.is_error:
            hands.say(
                fact(
                    issue.key,
                    pts(points),
                    "[{Label} is now estimated at {value}.|{Label} has {value} now.|The estimate of {Label} now says {value}.]",
                )
            )
            return
        if answer.code != "estimate_locked":
            hands.say(
                "[I could not change the estimate of {key}: the tracker answered {code}.|The estimate of {key} could not be changed, since the tracker answered {code}.|It was not possible to set the estimate of {key}; the answer was {code}.]",
                key=issue.key,
                code=answer.code.replace("_", " "),
            )
            return
        if not hands.bother("the comment instead", "more"):
            hands.say(
                "[The estimate of {key} is set to {points}.|{key} is at {points} now.|{key}: {points}, as you asked.]",
                key=issue.key,
                points=pts(points),
            )
            return
        remark(
            hands,
            issue.key,
            "[leave the figure as a comment|write it into a comment|note it on the issue]",
            f"New estimate: {num(points)} story points (the field is locked).",
        )
        hands.say(
            "[The estimate of {key} could not be changed: its sprint has started and the points are locked.|{key} is in a sprint that has started, so its points are locked.|The points of {key} are locked since its sprint began.] "
            "[I left a comment with the new figure, {points}.|A comment on it now says {points}.|The new figure, {points}, stands there as a comment.]",
            key=issue.key,
            points=pts(points),
        )

    wants: tuple[Want, ...] = (
        (
            Gains("comments", {"issue": issue.key, "author": state.me}),
            Says("that it is locked", r"lock|started|could not|can(?:not|'t)|running|refus"),
            only("comments"),
        )
        if locked
        else (
            Becomes(f"issues.{issue.key}.story_points", points),
            NotCalled(("add_comment",), effects_only=True),
            only(f"issues.{issue.key}.story_points"),
        )
    )
    return Goal(
        (turn,),
        [issue.key, points],
        ("condition",) if locked else (),
        ("edit_issue", "add_comment") if locked else ("edit_issue",),
        solve,
        (*wants, Tells("the figure", points)),
    )


EASY = (log_time_once, hand_to_a_namesake, read_the_burndown, new_estimate)
