"""Conversations of four and more turns about people, doubles and hours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.tracker.goals_common import (
    add_up,
    as_they_are,
    first_name,
    hrs,
    only,
    pts,
    search_all,
    status_words,
    tracker,
)
from negforge.worlds.tracker.goals_writes import Row, book, edit, must_move, remark, tie
from negforge.worlds.tracker.state import Issue, Project
from negforge.worlds.wants import Becomes, Gains, Holds, NotCalled, Tells, Want
from negforge.worlds.wording import Form, listed


@goal("multi_hard")
def before_the_leave(draw: Draw) -> Goal | None:
    """Hand over the user's open issues of a project before a leave: by status, with a correction and one that stays."""
    state = tracker(draw)
    options: list[tuple[Project, list[Issue], int]] = []
    for project in state.projects.values():
        seen = [
            i for i in state.of(project.key)
            if (s := state.shown(i, draw.now))["assignee"] == state.me and s["status"] != "done"
        ]  # fmt: skip
        mine = [i for i in seen if i.assignee == state.me and i.status != "done"]
        if 3 <= len(mine) <= 6 and len({i.status == "in_review" for i in mine}) == 2:
            options.append((project, mine, len(seen)))
    option = draw.one(options)
    if option is None:
        return None
    project, mine, seen_count = option
    staff = [h for h, r in project.roles.items() if r in ("lead", "developer") and h != state.me]
    first, second, third = draw.some(staff, 3)
    rows = sorted(mine, key=lambda i: (i.created, i.key))
    reviewed = [i for i in rows if i.status == "in_review"]
    rest = [i for i in rows if i.status != "in_review"]
    stays = draw.one(rest) if len(rest) > 1 and draw.chance(0.6) else None
    given = [i for i in rest if i is not stays]
    if len(reviewed) > 3 or len(given) > 3:
        return None
    names = {h: state.people[h].name for h in (first, second, third)}
    turns = [
        draw.ask(
            "[I'm off for two weeks from tomorrow. What do I have open in {project}?|Which open issues of {project} are on my name? I go on leave tonight.|My parental leave starts on Monday; list what I still have open in {project}.|I am moving to another team for a month. What's open in {project} under my name?]",
            "[Oldest first, please.|Put the oldest on top.|Sorted by age, oldest first.]",
            project=draw.rng.choice((project.key, f"{project.name} ({project.key})")),
        ),
        draw.then(
            "[Give those in review to {first}.|What is in review goes to {first}.|{first} takes the ones that are in review.|The ones under review should go to {first}, please.]",
            first=names[first],
        ),
        draw.then(
            "[The rest goes to {second}.|And everything else on that list to {second}.|All the others are for {second}.]",
            *(
                ["[Only {key} stays with me, I'll finish that from home.|Except {key}, I keep that one.|Not {key}, though; I have promised to see that through.]"]
                if stays
                else []
            ),
            second=names[second],
            key=stays.key if stays else "",
        ),
        draw.then(
            "[Sorry, not {second}; I just heard that {given} is full up. Make that {third}.|Wait, {third} instead of {second} for those. Please change it.|Correction: {third} takes them, not {second}.|Hm, {second} said no. {third} said yes, so please move them over there.]",
            second=names[second],
            third=names[third],
            given=first_name(state, second),
        ),
        draw.then(
            "[What is left with me in {project}, and how many points is it?|What do I still have in {project} after that? In points, too.|And what remains on my name there, how many points?|How many points are still on me in {project} now?]",
            project=project.key,
        ),
    ]  # fmt: skip
    left_points = add_up([stays.story_points]) if stays else 0.0

    def solve(hands: Hands) -> None:
        wanted: Row = {"projects": [project.key], "assignee": "me", "statuses": ["backlog", "ready", "in_progress", "in_review"]}  # fmt: skip
        listing = search_all(hands, wanted, sort=[{"by": "created", "order": "asc"}])
        listing = as_they_are(hands, listing)
        hands.say(
            *(
                fact(r["key"], f'"{r["title"]}" ({status_words(r["status"])}, {pts(r["story_points"])})', "{Label}: {value}.")
                for r in listing
            )
        )  # fmt: skip
        people = hands.call("project_details", "[look up the handles|find the members of the project|see who is who there]", projects=[project.key], sections=["members"])["projects"][0]["members"]  # fmt: skip

        def handle(name: str) -> str:
            return str(hands.best([m for m in people if m["name"] == name], lambda m: m["role"])["handle"])

        in_review = hands.keep(listing, "status", lambda r: r["status"] == "in_review")
        for row in in_review:
            _give(hands, row, handle(names[first]))
        hands.say(fact("handed over", listed([r["key"] for r in in_review]), "[{name} has {value} now.|{value} went to {name}.|Given to {name}: {value}.]", name=names[first]))  # fmt: skip
        others = [r for r in listing if r not in in_review]
        if stays:
            others = hands.keep(others, "exclusion", lambda r: r["key"] != stays.key)
        for row in others:
            _give(hands, row, handle(names[second]))
        hands.say(fact("handed over", listed([r["key"] for r in others]), "[{name} has {value} now.|{value} went to {name}.|Given to {name}: {value}.]", name=names[second]))  # fmt: skip
        for row in others:
            _give(hands, row, handle(names[third]))
        hands.say(fact("handed over", listed([r["key"] for r in others]), "[Changed: {value} went to {name}.|{name} has {value} instead.|{value} moved on to {name}.]", name=names[third]))  # fmt: skip
        if hands.bother("what was handed over before", "more"):
            kept = [r for r in listing if r not in in_review and r not in others]
        else:
            kept = search_all(hands, wanted)
        if not kept:
            hands.say("[Nothing is left with you in {project}: 0 points.|You have none left in {project}, so 0 points.|0 points; everything of yours in {project} is handed over.]", project=project.key)  # fmt: skip
            return
        hands.say(
            fact(
                "points left",
                pts(add_up(r["story_points"] for r in kept)),
                "[You still have {keys}, {value} in all.|{keys} stays with you, that is {value}.|With you: {keys}, {value}.]"
                if len(kept) == 1
                else "[You still have {keys}, {value} in all.|With you: {keys}, {value}.]",
                keys=listed([r["key"] for r in kept]),
            )
        )

    wants: list[Want] = [Becomes(f"issues.{i.key}.assignee", first) for i in reviewed]
    wants += [Becomes(f"issues.{i.key}.assignee", third) for i in given]
    wants += [Tells("the points left", left_points), only(*(f"issues.{i.key}.assignee" for i in (*reviewed, *given)))]
    wants += [Tells("what stays", stays.key)] if stays else []
    return Goal(
        tuple(turns),
        [project.key, first, second, third, stays.key if stays else ""],
        ("status", *(("exclusion",) if stays else ()), "correction", "sum"),
        (
            "search_issues", *("get_issue" for _ in range(seen_count)), "project_details",
            *("edit_issue" for _ in (*reviewed, *given, *given)),
        ),
        solve,
        tuple(wants),
    )  # fmt: skip


def _give(hands: Hands, row: Row, handle: str) -> None:
    edit(hands, row["key"], "[hand {0} over|assign {0}|give {0} to its new owner]".replace("{0}", row["key"]), lambda now: now["assignee"] == handle, assignee=handle)  # fmt: skip


@goal("multi_hard")
def doubles_the_other_way(draw: Draw) -> Goal | None:
    """Two issues say the same: link and close one, then find that it was the wrong one, and turn it round."""
    state = tracker(draw)
    pairs: list[tuple[Issue, Issue]] = []
    for issue in state.issues.values():
        for other in state.of(issue.project):
            alike = issue.title.split()[:3] == other.title.split()[:3] and issue is not other
            started = "done" in (issue.status, other.status) or state.open_blockers(issue.key)
            if alike and not started and issue.status != "in_review" and not state.open_blockers(other.key):
                pairs.append((issue, other))
    pair = draw.one(pairs)
    if pair is None:
        return None
    closed_first, finally_closed = pair
    words = " ".join(_shared(closed_first.title, finally_closed.title))
    newest = closed_first.created > finally_closed.created
    hours = draw.rng.randrange(2, 9) / 4
    asks_points = draw.chance(0.5)
    comment = draw.rng.choice(("This one stays open, the other report is merged into it.", "Please follow up here from now on.", "Both reports are handled here."))  # fmt: skip
    turns = [
        draw.ask(
            '[What issues do we have in {project} about "{words}"?|Search {project} for "{words}", please. What is there?|In {project}, is there something on "{words}"?|Find me whatever {project} has under "{words}".]',
            because="[Support asks for the number.|I think we have it twice.|Somebody opened it again, I believe.|It's the third mail about it today.]",
            project=closed_first.project,
            words=words,
        ),
        draw.then(
            f"[The {'newer' if newest else 'older'} one says the same as the other; link it as its duplicate.|Those are the same. Mark the {'newer' if newest else 'older'} as a duplicate of the other with a link.|Link the {'later' if newest else 'earlier'} one as a duplicate of the other one.]"
        ),
        draw.then(
            "[And close it.|Good. Now close the duplicate.|Then close that duplicate, please.|Close the one that is the duplicate now.]"
        ),
        draw.then(
            "[Oh no, it's the other way round: {kept} is the one with the customer's traces. Reopen it as it was, turn the link round and close {gone} instead.|Wait, wrong one. {kept} has to stay open, with the status it had. {gone} is the duplicate: turn the link round and close that.|Sorry! {kept} must live. Put it back to its old status, make {gone} its duplicate instead and close {gone}.]",
            kept=closed_first.key,
            gone=finally_closed.key,
        ),
        draw.then(
            f"[Put a comment on the one that stays: \"{comment}\"|On the one that stays open, comment: \"{comment}\"|And write \"{comment}\" as a comment on the surviving one.]"
        ),
    ]  # fmt: skip
    if asks_points:
        turns.append(
            draw.then(
                "[Log {hours} on it for me, today.|And {hours} of today's time on the same one, under my name.|Book {hours} from today on it for me.]",
                hours=hrs(hours),
            )
        )
    before = closed_first.status

    def solve(hands: Hands) -> None:
        rows = search_all(hands, {"projects": [closed_first.project], "text": words}, why="[search for these words|look for it in the project|find what goes by these words]")  # fmt: skip
        hands.say(
            *(
                fact(r["key"], f'"{r["title"]}", {r["priority"]} priority, opened {r["created"][:10]}', "{Label}: {value}.")
                for r in rows
            )
        )  # fmt: skip
        by_age = sorted(rows, key=lambda r: str(r["created"]), reverse=newest)
        source = hands.best(rows, by_age.index)
        target = hands.best([r for r in rows if r is not source], lambda r: r["created"])
        link = {"relation": "duplicates", "first": source["key"], "second": target["key"]}
        tie(hands, "[set the link|link the two|tie them together]", [{"op": "add"} | link])
        hands.say("[{one} is linked as a duplicate of {other}.|Linked: {one} duplicates {other}.|The link says that {one} duplicates {other}.]", one=source["key"], other=target["key"])  # fmt: skip
        old = source["status"]
        if hands.bother("the status it had"):
            old = hands.call("get_issue", "[read {key} before closing it|note the status of {key}|look at {key} once more]", key=source["key"])["status"]  # fmt: skip
        _close(hands, source["key"])
        hands.say("[{key} is closed as a duplicate.|Closed {key}, resolution duplicate.|{key} is done, as a duplicate.]", key=source["key"])  # fmt: skip
        turned = {"relation": "duplicates", "first": target["key"], "second": source["key"]}
        tie(
            hands,
            "[turn the link round|swap the link|replace the link]",
            [{"op": "remove"} | link, {"op": "add"} | turned],
        )
        must_move(hands, source["key"], "[reopen {key}|bring {key} back|restore the status of {key}]", old)
        _close(hands, target["key"])
        hands.say(
            "[{open} is open again ({status}), and {gone} is closed as its duplicate.|Turned round: {gone} is the closed duplicate, {open} is back to {status}.|{open} has its old status again, {status}; {gone} is linked to it and closed.]",
            open=source["key"],
            status=status_words(old).removeprefix("in the ") if old == "backlog" else status_words(old),
            gone=target["key"],
        )
        remark(hands, source["key"], "[leave the comment|write the comment|put the comment there]", comment)
        heard = hands.say("[The comment is on {key}.|I left the comment on {key}.|{key} has the comment now.]", key=source["key"])  # fmt: skip
        if heard:
            entry = {"op": "log", "key": source["key"], "day": draw.now.date(), "hours": hours}
            book(hands, "[book the hours|log the time]", entry)
            hands.say(fact("logged", hrs(hours), "[Logged {value} on {key}, dated today.|{key} has {value} of yours for today.|Booked: {value} on {key}.]", key=source["key"]))  # fmt: skip

    wants: list[Want] = [
        Gains("links", {"kind": "duplicates", "source": finally_closed.key, "target": closed_first.key}),
        Becomes(f"issues.{finally_closed.key}.resolution", "duplicate"),
        Becomes(f"issues.{closed_first.key}.status", before),
        Becomes(f"issues.{closed_first.key}.resolution", None),
        Gains("comments", {"issue": closed_first.key, "author": state.me, "text": comment}),
        *([Gains("worklogs", {"issue": closed_first.key, "author": state.me, "hours": hours})] if asks_points else []),
        only(
            "links", "comments", "worklogs",
            *(f"issues.{finally_closed.key}.{part}" for part in ("status", "resolution")),
            f"issues.{closed_first.key}.status",
        ),
    ]  # fmt: skip
    return Goal(
        tuple(turns),
        [closed_first.key, finally_closed.key, asks_points],
        ("age", "correction", "status", *(("reference",) if asks_points else ())),
        (
            "search_issues", "link_issues", "get_issue", "transition_issue", "link_issues", "transition_issue",
            "transition_issue", "add_comment", *(("update_worklog",) if asks_points else ()),
        ),
        solve,
        tuple(wants),
    )  # fmt: skip


def _shared(first: str, second: str) -> list[str]:
    pairs = list(zip(first.split(), second.split(), strict=False))
    return [one for at, (one, _) in enumerate(pairs) if all(a == b for a, b in pairs[: at + 1])]


def _close(hands: Hands, key: str) -> None:
    why: Form = f"[close {key}|close {key} as a duplicate|move {key} to done]"
    must_move(hands, key, why, "done", resolution="duplicate")


@goal("multi_hard")
def week_of_hours(draw: Draw) -> Goal | None:
    """Several entries, one corrected, one moved to another issue; at the end the week's sum over all of them."""
    state = tracker(draw)
    today = draw.now.date()
    monday = today - timedelta(days=today.weekday())
    if today.weekday() < 1:
        monday -= timedelta(days=7)
    pool = [i for i in state.issues.values() if i.status in ("in_progress", "in_review")]
    with_mine = [i for i in pool if any(w.issue == i.key and w.author == state.me and w.day >= monday for w in state.worklogs.values())]  # fmt: skip
    one = draw.one(with_mine)
    if one is None:
        return None
    two, three = draw.some([i for i in pool if i is not one], 2)
    hours, other_hours = draw.rng.randrange(4, 14) / 4, draw.rng.randrange(3, 12) / 4
    better = hours + draw.rng.choice((-0.5, 0.5, 0.75, 1.25))
    tuesday = monday + timedelta(days=1)
    moves = draw.chance(0.6)
    final_two = three if moves else two
    kept = [w for w in state.worklogs.values() if w.author == state.me and w.issue in (one.key, final_two.key)]
    this_week = [w for w in kept if w.day >= monday]
    total = better + other_hours + add_up(w.hours for w in this_week)
    loose = better + other_hours + add_up(w.hours for w in state.worklogs.values() if w.issue in (one.key, final_two.key))  # fmt: skip
    clash = [w for w in state.worklogs.values() if w.author == state.me and (w.issue, w.day) in ((one.key, monday), (two.key, tuesday), (three.key, tuesday))]  # fmt: skip
    if loose == total or clash:
        return None
    turns = [
        draw.ask(
            "[Let's do my hours. Monday, {monday}: {hours} on {one}.|Time sheet, please: {hours} on {one} for Monday ({monday}).|I have to book some hours. First, {hours} on {one}, on {monday}.|Could you enter my hours? {one} got {hours} on {monday}.]",
            because="[It's nearly the end of the month.|The reminder mails get ruder.|I was on site all week.|I kept a paper list.]",
            monday=monday,
            hours=hrs(hours),
            one=one.key,
        ),
        draw.then(
            "[Then {hours} on {two} the day after.|The day after that, {hours} on {two}.|And {hours} for {two}, one day later.|Next day: {two}, {hours}.]",
            hours=hrs(other_hours),
            two=two.key,
        ),
        draw.then(
            "[Hm, the first one should be {better}. Please correct it.|Looking at my notes, the Monday entry was {better}, not {hours}. Fix that, please.|The first entry is off: {better} is right.|Make the first one {better}, sorry.]",
            better=hrs(better),
            hours=hrs(hours),
        ),
    ]
    if moves:
        turns.append(
            draw.then(
                "[And the second one belongs on {three}, not on {two}. Move it over, same day, same hours.|The second entry went to the wrong issue; it has to be {three}. Take it off {two}.|Oh, and what you put on {two} was really {three}. Please move the entry.]",
                three=three.key,
                two=two.key,
            )
        )
    turns.append(
        draw.then(
            "[All in all, how many hours do I have on those two issues since {monday}, that day included?|What do my entries on these two add up to from {monday} on?|Now add up my hours on both issues, everything from {monday} onwards.|Sum of my hours on the two of them since {monday}, old entries included?]",
            monday=monday,
        )
    )

    def solve(hands: Hands) -> None:
        first = _log(hands, one.key, monday, hours)
        hands.say(fact("entry", first, "[{key} has {hours} more, entry {value}.|Entered as {value}: {hours} on {key}.|Booked {hours} on {key} ({value}).]", hours=hrs(hours), key=one.key))  # fmt: skip
        second = _log(hands, two.key, tuesday, other_hours)
        hands.say(fact("entry", second, "[{key} has {hours} more for {day}, entry {value}.|Entered as {value}: {hours} on {key}, {day}.|Booked {hours} on {key} for {day} ({value}).]", hours=hrs(other_hours), key=two.key, day=tuesday))  # fmt: skip
        amended = {"op": "amend", "key": one.key, "entry_id": first, "hours": better}
        book(hands, "[correct the first entry|change the first entry|put the figure right]", amended)
        hands.say(fact("entry", hrs(better), "[The one on {key} says {value} now.|Corrected: {key} has {value}.|It is {value} on {key} now.]", key=one.key))  # fmt: skip
        if moves:
            book(
                hands,
                "[move the entry over|take the second off and put it on the right issue]",
                {"op": "delete", "key": two.key, "entry_id": second},
                {"op": "log", "key": three.key, "day": tuesday, "hours": other_hours},
            )
            hands.say("[{three} has {hours} more now, and {two} no longer does.|Moved to {three}: {hours}. The entry on {two} is gone.|Moved over: {three} has {hours} more, and the entry on {two} is gone.]", three=three.key, two=two.key, hours=hrs(other_hours))  # fmt: skip
        read = hands.calls(
            *(("get_issue", {"key": key, "expand": ["worklog"]}) for key in (one.key, final_two.key)),
            why="[add up the entries on both|read both worklogs|see what is booked on the two]",
        )
        lines = [line for issue in read for line in issue["worklog"]]
        lines = hands.keep(lines, "author", lambda line: line["yours"])
        lines = hands.keep(lines, "date", lambda line: line["day"] >= monday.isoformat())
        hands.say(
            fact(
                "hours in all",
                hrs(add_up(line["hours"] for line in lines)),
                "[Since {day} you have {value} on the two.|Your entries on both since {day} come to {value}.|From {day} on it is {value} in all.]",
                day=monday,
            )
        )

    wants: list[Want] = [
        Gains("worklogs", {"author": state.me}, count=2),
        *_entry_wants(draw, one.key, better),
        *_entry_wants(draw, final_two.key, other_hours),
        Tells("the sum", total, instead=(loose,)),
        NotCalled(("bulk_edit",)),
        only("worklogs"),
    ]
    return Goal(
        tuple(turns),
        [one.key, two.key, hours, other_hours, better, moves],
        ("author", "date", "correction", *(("wrong issue",) if moves else ()), "sum"),
        ("update_worklog", "update_worklog", "update_worklog", *(("update_worklog",) if moves else ()), "get_issue", "get_issue"),
        solve,
        tuple(wants),
    )  # fmt: skip


def _log(hands: Hands, key: str, day: date, hours: float) -> str:
    """Log hours; returns the id of the entry."""

    why: Form = f"[enter the hours on {key}|book the time on {key}|log it on {key}]"
    return str(book(hands, why, {"op": "log", "key": key, "day": day, "hours": hours})["entry_id"])


def _entry_wants(draw: Draw, key: str, hours: float) -> list[Want]:
    before = set(tracker(draw).worklogs)

    def new(end: Any) -> list[Any]:
        return [w for w in end.worklogs.values() if w.id not in before]

    return [
        Holds(
            f"the new entry on {key}",
            lambda end: any(w.issue == key and w.hours == hours for w in new(end)),
            f"{key} has a new entry of {hours:g} hours",
            lambda end: f"the new entries are {[(w.issue, w.hours) for w in new(end)]}",
        )
    ]


MORE_LONG = (before_the_leave, doubles_the_other_way, week_of_hours)
