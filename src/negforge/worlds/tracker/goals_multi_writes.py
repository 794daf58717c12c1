"""Conversations of two or three turns about writes that need care: a bulk job after a yes, hours put right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, with_replies
from negforge.worlds.tracker.goals_common import add_up, any_project, hrs, nth, only, sprint_in, tracker, versions
from negforge.worlds.tracker.goals_writes import Row, book
from negforge.worlds.tracker.state import Issue
from negforge.worlds.wants import Asks, Becomes, Called, Gains, Says, Tells, Want
from negforge.worlds.wording import Form, listed


@goal("multi_easy")
def bulk_after_a_yes(draw: Draw) -> Goal | None:
    """Change many issues of the running sprint with one job: list them, wait for a yes, and later say what it did."""
    state = tracker(draw)
    project = any_project(draw)
    assert project is not None
    sprint = sprint_in(state, project.key, "active")
    _, _, following, _ = versions(state, project.key)
    inside = [i for i in state.of(project.key) if i.sprint == sprint.id and i.status != "done"]
    banned = draw.one(sorted({i.assignee for i in inside if i.assignee and i.assignee != state.me}))
    if banned is None:
        return None
    rule = draw.rng.choice(("status", "size", "assignee", "type"))
    tests: dict[str, tuple[Any, Form]] = {
        "status": (lambda r: r["status"] == "in_progress", "[everything that is still in progress|all issues in progress|what is in progress, every one of it]"),
        "size": (lambda r: (r["story_points"] or 0) >= 2, "[everything of two points or more that is not done|all open issues with 2 points or more|whatever is open and has at least 2 points]"),
        "assignee": (lambda r: r["assignee"] != banned, "[everything open, except what {banned} has|all open issues but those of {banned}|whatever is not done, leaving out {banned}'s issues]"),
        "type": (lambda r: not r["title"].startswith(("Complaint", "Customer", "Returned", "Hotel")), "[everything open apart from complaints|all open issues, complaints excepted|whatever isn't done, leaving out customer complaints]"),
    }  # fmt: skip
    moved = draw.chance(0.6)
    label = draw.rng.choice(("carry-over", "demo", "audit-2026", "winter-kit"))
    hit = [i for i in inside if tests[rule][0](_row(i))]
    dropped = draw.one(hit) if draw.chance(0.5) else None
    hit_now = [i for i in hit if i is not dropped]
    frozen = [
        i for i in hit_now
        if moved and (v := state.version(i.project, i.fix_version or "")) and v.state == "frozen" and project.lead != state.me
    ]  # fmt: skip
    through = [i for i in hit_now if i not in frozen]
    if not 4 <= len(hit) <= 8 or len(hit_now) < 4 or len(hit) == len(inside) or not through:
        return None
    action: Form = "move {what} to version {version}" if moved else "put the label {label} on {what}"
    asked = draw.word(tests[rule][1], banned=state.people[banned].name)
    done = action.format(what=asked, version=following.name, label=label)
    reply = (
        draw.word(
            "[Yes, but leave out {key}.|Yes. Only {key} stays as it is, that one is special.|Go ahead, without {key} though.]",
            key=dropped.key,
        )
        if dropped
        else draw.word("[Yes, go ahead.|Yes, all of them.|Right, that's the list. Please do it.|Yes please.]")
    )
    turns = [
        with_replies(
            draw.ask(
                f"[For the running sprint of {{project}}: please {done}.|In {{project}}'s running sprint, please {done}.|Could you, in the sprint that {{project}} is in now, {done}?|Running sprint, {{project}}: {done}, please.]",
                because="[We settled that in the review.|The report is built from it.|It takes me twenty clicks otherwise.|The client wants to see what slips.|It has to be in before the nightly run.]",
                project=draw.rng.choice((project.key, f"{project.name} ({project.key})")),
            ),
            (r"\?", reply),
        ),
        draw.then(
            "[Has it gone through? Tell me what it changed and what it left out.|Is the job done? I'd like to know if anything was skipped, and why.|How did it go? Which ones did it change, and did it skip any?|And? Is everything changed, or was something left out?]"
        ),
    ]

    def solve(hands: Hands) -> None:
        found = hands.call("list_sprints", "[see what is in the running sprint|list the issues of the running sprint|read the running sprint]", project=project.key, states=["active"], with_issues=True)  # fmt: skip
        rows = [row for row in nth(hands, found["sprints"], 0)["issues"] if row["status"] != "done"]
        rows = hands.keep(rows, rule, tests[rule][0])
        change: Row = {"fix_version": following.name} if moved else {"labels": {"add": [label]}}
        if hands.bother("a yes for so many", "ask"):
            hands.say(
                *(fact(row["key"], row["title"], '{Label}: "{value}".') for row in rows),
                ask=(
                    "[Shall I move these {count} to {version}?|These {count} would go to {version}. Is that right?|Is it all right to move these {count} issues to {version}?]"
                    if moved
                    else "[Shall I put {label} on these {count}?|These {count} would get the label {label}. Is that right?|Is it all right to label these {count} issues with {label}?]"
                ),
                count=len(rows),
                version=following.name,
                label=label,
            )
            if dropped:
                rows = hands.keep(rows, "correction", lambda row: row["key"] != dropped.key)
        keys = [row["key"] for row in rows]

        def landed() -> Row | None:
            jobs = hands.call("poll_events", "[see whether the job is there|look at my jobs]", hold_minutes=0)["jobs"]
            return next((job for job in jobs if job["keys"] == keys), None)

        why = "[start the job|queue the change|hand it to a bulk job]"
        job = hands.call("bulk_edit", why, landed=landed, keys=keys, change=change)
        hands.say(
            fact(
                "job",
                job["job_id"],
                "[The job {value} is queued for {count} issues.|It is queued as {value}, {count} issues.|{value} will change {count} issues in a few minutes.]",
                count=len(rows),
            )
        )
        hold = 8 if hands.bother("the job takes some minutes", "more") else 0
        after = hands.call("poll_events", "[see where the job stands|ask for the job's result|wait for the job]", hold_minutes=hold, jobs=[job["job_id"]])["jobs"][0]  # fmt: skip
        if after["state"] != "finished":
            hands.say("[The job is still queued.|It has not run yet.|Not yet; it is still waiting.]")
            return
        hands.say(
            "[Changed: {changed}.|It went through for {changed}.|The job changed {changed}.]",
            *(
                [
                    "[Skipped: {skipped}, since the version they are in is frozen and only the lead may move them.|It left out {skipped}: frozen version, only the lead takes issues out of that.|{skipped} stayed as before, because only the lead moves issues out of a frozen version.]"
                ]
                if after["skipped"]
                else ["[Nothing was skipped.|It skipped none.]"]
            ),
            changed=listed(after["changed"]),
            skipped=listed(list(after["skipped"])),
        )

    wants: list[Want] = [Asks(), Called("bulk_edit", most=1)]
    for issue in through:
        where, value = ("fix_version", following.name) if moved else ("labels", [*issue.labels, label])
        wants.append(Becomes(f"issues.{issue.key}.{where}", value))
    wants += [Tells("what was skipped", issue.key) for issue in frozen]
    wants += [Says("why it was skipped", r"frozen|\blead\b")] if frozen else []
    paths = [f"issues.{i.key}.{'fix_version' if moved else 'labels'}" for i in through]
    wants += [Tells("what was changed", i.key) for i in through[:2]]
    wants.append(only("jobs", *paths))
    return Goal(
        tuple(turns),
        [sprint.id, rule, moved, dropped.key if dropped else "", banned if rule == "assignee" else ""],
        (rule, "confirmation", *(("correction",) if dropped else ()), "later"),
        ("list_sprints", "bulk_edit", "poll_events"),
        solve,
        tuple(wants),
    )


def _row(issue: Issue) -> Row:
    return {
        "status": issue.status, "story_points": issue.story_points, "assignee": issue.assignee, "title": issue.title
    }  # fmt: skip


@goal("multi_easy")
def hours_put_right(draw: Draw) -> Goal | None:
    """Log hours, then correct the figure or the issue; at last the sum of the day on the issue."""
    state = tracker(draw)
    day = draw.now.date() - timedelta(days=draw.rng.randrange(0, 2))
    pool = [i for i in state.issues.values() if i.status in ("in_progress", "in_review")]
    first, second = draw.some(pool, 2)
    hours = draw.rng.randrange(4, 16) / 4
    better = hours + draw.rng.choice((-0.75, -0.5, 0.5, 1.0, 1.25))
    wrong_issue = draw.chance(0.5)
    final = second if wrong_issue else first
    amount = hours if wrong_issue else better
    total = amount + add_up(w.hours for w in state.worklogs.values() if w.issue == final.key and w.author == state.me)
    everyone = amount + add_up(w.hours for w in state.worklogs.values() if w.issue == final.key)
    if day.weekday() > 4 or total == everyone:
        return None
    turns = [
        draw.ask(
            "[Log {hours} on {key} for {day}, please.|Please book {hours} of mine on {key}, {day}.|I did {hours} of work on {key} on {day}; please enter it.|{hours} for {key}, dated {day}, under my name.]",
            because="[Before I forget.|The timer app crashed.|I was offline all day.|It took longer than it should have.]",
            hours=hrs(hours),
            key=first.key,
            day=day,
        ),
        draw.then(
            "[Sorry, wrong issue: that was {other}, not {key}. Please move it.|Oops, it should have been {other}. Take it off {key} and put it there.|Wait, I meant {other}. Same hours, same day; remove it from {key}.]"
            if wrong_issue
            else "[Sorry, it was {better}. Please correct the entry.|Wait, make that {better}, I forgot the break.|Actually {better}; can you fix that entry?|I misread my notes: {better}. Please change it.]",
            other=second.key,
            key=first.key,
            better=hrs(better),
        ),
        draw.then(
            "[And how many hours do I have on it now, all my entries together?|What do my hours on that one add up to now, all days?|How much have I got on that issue in total by now? Mine only.|Then give me the sum of all my hours on it.]"
        ),
    ]

    def solve(hands: Hands) -> None:
        def log(key: str) -> Row:
            return {"op": "log", "key": key, "day": day, "hours": hours}

        entry = book(hands, "[book the hours|enter the time|log it]", log(first.key))
        hands.say(
            fact(
                "entry",
                entry["entry_id"],
                "[{key} has {hours} more now, entry {value}.|Entered as {value}: {hours} on {key}.|Booked {hours} on {key} ({value}).]",
                hours=hrs(hours),
                key=first.key,
            )
        )
        old = {"key": first.key, "entry_id": entry["entry_id"]}
        if wrong_issue:
            why = "[move the hours over|take it off and put it on the right one]"
            book(hands, why, {"op": "delete"} | old, log(second.key))
            hands.say(
                "[Moved: {hours} to {other}, and the entry on {key} is gone.|{key} no longer has them; {other} got {hours} instead.|Done, {other} has {hours} more and {key} is as it was.]",
                hours=hrs(hours),
                other=second.key,
                key=first.key,
            )
        else:
            why = "[correct the entry|change the figure|put the entry right]"
            book(hands, why, {"op": "amend", "hours": better} | old)
            hands.say(
                fact(
                    "entry",
                    hrs(better),
                    "[The entry on {key} says {value} now.|Corrected to {value} on {key}.|It is {value} on {key} now.]",
                    key=first.key,
                )
            )
        read = hands.call("get_issue", "[read the worklog|add up the entries|see what is booked on it]", key=final.key, expand=["worklog"])  # fmt: skip
        mine = hands.keep(read["worklog"], "author", lambda row: row["yours"])
        hands.say(
            fact(
                "hours",
                hrs(add_up(row["hours"] for row in mine)),
                "[You have {value} on {key} in all.|Your entries on {key} come to {value}.|All together {value} of yours are on {key}.]",
                key=final.key,
            )
        )

    return Goal(
        tuple(turns),
        [first.key, second.key, hours, better, wrong_issue],
        ("wrong issue" if wrong_issue else "wrong figure", "author", "sum"),
        ("update_worklog", "update_worklog", "get_issue"),
        solve,
        (
            Gains("worklogs", {"issue": final.key, "author": state.me, "day": day, "hours": amount}),
            Tells("the sum of the user's hours", total, instead=(everyone,)),
            only("worklogs"),
        ),
    )


WRITES = (bulk_after_a_yes, hours_put_right)
