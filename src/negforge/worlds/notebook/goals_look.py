"""What one wants to know in a moment: what changed, who can open it, what was decided, which note it was."""

from __future__ import annotations

from datetime import date, timedelta

from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.notebook.state import Notebook, is_outside
from negforge.worlds.notebook.steps import Row, details, edit, entry, listing, locate, read, running
from negforge.worlds.notebook.told import client_of, named, named_like, reads, reports, rewritten, value_in
from negforge.worlds.wants import OnlyChanges, Says, Tells, Want

_FIGURES = (
    "Sites visited",
    "Interviews held",
    "Response rate",
    "Estimated saving a year (EUR)",
    "Expenses so far (EUR)",
    "Open questions",
    "Pilot ends on",
)
CALLED = {
    "Sites visited": "number of sites visited",
    "Interviews held": "number of interviews held",
    "Response rate": "response rate",
    "Estimated saving a year (EUR)": "estimated yearly saving",
    "Expenses so far (EUR)": "sum of the expenses so far",
    "Open questions": "number of open questions",
    "Pilot ends on": "end of the pilot",
}


def plainly(value: str) -> object:
    """A figure of a report as a want compares it."""
    if value.endswith("%"):
        return float(value.split()[0])
    if value.count("-") == 2:
        return date.fromisoformat(value)
    return float(value) if "." in value else int(value)


@goal("single_easy")
def what_changed(draw: Draw) -> Goal | None:
    """What a figure of a report was at an earlier version, or on a day, and what it is now."""
    notebook: Notebook = draw.state
    report = draw.one(d for d in reports(notebook) if len(d.versions) > 2)
    if report is None:
        return None
    days = [v.at.date() for v in report.versions]
    old = draw.one(report.versions[:-1])
    assert old is not None
    by_day = draw.chance(0.45) and days.count(old.at.date()) == 1
    asked = draw.one(k for k in _FIGURES if value_in(report, k, old.number) != value_in(report, k))
    if asked is None:
        return None
    day = old.at.date()
    later = next((d for d in days if d > day), None)
    if by_day and later is not None and (later - day).days > 2:
        day += timedelta(days=draw.rng.randrange(0, (later - day).days))
    phrase, known = named(draw, report)
    when = draw.word(
        "[on {day}|at the end of {day}|as of {day}]"
        if by_day
        else "[in version {n}|as of version {n}|back in version {n}]",
        day=day,
        n=old.number,
    )
    turn = draw.ask(
        "[What was the {figure} {when} in {paper}, and what is it now?|{paper_up}: which {figure} did it give {when}, and which today?|The {figure} in {paper} has moved. What did it say {when}, and what does it say at present?|How has the {figure} changed in {paper}? I need what stood there {when} and what stands there now.]",
        because="[The client quoted an odd number at me.|I am sure it was different when I read it.|Somebody changed things while I was away.|I need it for the cover letter.|We argued about it at lunch.]",
        figure=CALLED[asked],
        when=when,
        paper=phrase,
        paper_up=phrase[:1].upper() + phrase[1:],
    )

    def solve(hands: Hands) -> None:
        path = locate(hands, report.name, client_of(notebook, report).title, known)
        number = old.number
        if by_day:
            found = details(hands, "[see which versions there are|look at the version history]", path, "versions")
            rows = hands.keep(found["versions"], "date", lambda row: row["at"][:10] <= day.isoformat())
            number = hands.best(rows, lambda row: -row["version"])["version"]
        diff = hands.call(
            "compare_versions",
            "[compare it with the present one|see what has changed since]",
            path=path,
            from_version=number,
        )
        lines = [line for line in diff.splitlines()[3:] if line[:1] in "+-" and ":" in line]
        lines = hands.keep(lines, "figure", lambda line: line[1:].startswith(f"{asked}:"))
        was = next((line.partition(":")[2].strip() for line in lines if line.startswith("-")), "")
        now = next((line.partition(":")[2].strip() for line in lines if line.startswith("+")), "")
        if not was or not now:
            hands.say("[I see no change of that figure between the two.|That figure is the same in both versions.]")
            return
        hands.say(
            fact(
                f"{CALLED[asked]}, before",
                was,
                "[In version {number} it was {value}.|Version {number} had {value}.|It stood at {value} in version {number}.]",
                number=number,
            ),
            fact(
                f"{CALLED[asked]}, now",
                now,
                "[Now it is {value}.|The present version says {value}.|Today's text has {value}.]",
            ),
        )

    return Goal(
        (turn,),
        [report.id, asked, old.number, day.isoformat() if by_day else ""],
        ("figure", "date" if by_day else "version", *(() if known else ("client",))),
        (*(() if known else ("list_folder",)), *(("describe_item",) if by_day else ()), "compare_versions"),
        solve,
        (
            Tells(f"the earlier {CALLED[asked]}", plainly(value_in(report, asked, old.number))),
            Tells(f"the present {CALLED[asked]}", plainly(value_in(report, asked))),
            OnlyChanges(),
        ),
        fallback=() if known else ("list_folder",),
    )


@goal("single_easy")
def who_outside(draw: Draw) -> Goal | None:
    """Who outside the firm can open a paper today: its own shares and those of the client's folder, less what ran out."""
    notebook: Notebook = draw.state
    today = draw.now.date()
    report = draw.one(
        d for d in reports(notebook) if any(is_outside(w) for w in [*d.shares, *client_of(notebook, d).shares])
    )
    if report is None:
        return None
    folder = client_of(notebook, report)
    ends: dict[str, date] = {}
    for shares in (report.shares, folder.shares):
        for who, share in shares.items():
            if is_outside(who) and share.expires and share.holds(today):
                ends[who] = max(ends.get(who, share.expires), share.expires)
    phrase, known = named(draw, report)
    turn = draw.ask(
        "[Who outside the firm can open {paper} today, counting the folder it lies in, and until when?|Can anybody outside the house see {paper} at the moment, be it through the paper or the client's folder? Names and end dates, please.|Which outsiders have access to {paper} right now, by its own sharing or by the client folder's, and until which day?|List the people from outside who can get at {paper} today. Don't forget what comes down from the client folder; I want the end dates too.]",
        because="[There is a rewrite tonight that they should not see.|The lead is asking.|I am writing the data note.|I have a bad feeling about it.]",
        paper=phrase,
    )

    def solve(hands: Hands) -> None:
        path = locate(hands, report.name, folder.title, known)
        rows: list[Row] = list(
            details(hands, "[see who it is shared with|look at its shares]", path, "shares")["shares"]
        )
        root = "/".join(path.split("/")[:3])
        if hands.bother("what comes down from the folder", "more"):
            rows += details(
                hands, "[see what the folder is shared with|look at the folder's shares, too]", root, "shares"
            )["shares"]
        rows = [row for row in rows if is_outside(row["with"])]
        rows = hands.keep(rows, "still running", lambda row: running(row, today))
        latest: dict[str, str] = {}
        for row in rows:
            latest[row["with"]] = max(latest.get(row["with"], ""), str(row["expires"] or "open end"))
        told: list[Fact | str] = [
            fact(
                f"access of {who}",
                date.fromisoformat(end) if end[:1].isdigit() else end,
                "[{who} can open it until {value}.|Until {value}: {who}.|{who} has access, until {value}.]",
                who=who,
            )
            for who, end in latest.items()
        ]
        if not told:
            told.append(
                "[Nobody outside the firm can open it at the moment|No one from outside has access today|At present no outsider can open it][.|: whatever there was has run out.]"
            )
        hands.say(*told)

    wants: list[Want] = [Tells(f"the end date of {who}", end) for who, end in ends.items()]
    wants += [Tells("who that is", who) for who in ends]
    if not ends:
        wants.append(Says("that nobody outside can", r"\b(?:nobody|no one|none|no outsider|no (?:external|outside))\b"))
    return Goal(
        (turn,),
        [report.id, sorted(ends)],
        ("outside", "still running", *(() if known else ("client",))),
        (*(() if known else ("list_folder",)), "describe_item", "describe_item"),
        solve,
        (*wants, OnlyChanges()),
        fallback=() if known else ("list_folder",),
    )


@goal("single_easy")
def from_the_minutes(draw: Draw) -> Goal | None:
    """What the minutes of one meeting say: a decision, who has an action and until when, the next meeting."""
    notebook: Notebook = draw.state
    paper = draw.one(named_like(notebook, "minutes-2026"))
    if paper is None:
        return None
    client = client_of(notebook, paper)
    day = date.fromisoformat(paper.name[8:18])
    asked = draw.rng.choice(("decision", "action", "next"))
    n = draw.rng.randrange(1, 5)
    decision = next(line for line in paper.lines if line.startswith(f"D{n}. "))[4:]
    who, task, due = next(line for line in paper.lines if line.startswith(f"A{n} | ")).split(" | ")[1:]
    forms = {
        "decision": "[What was decision {n} at our meeting with {client} on {day}?|At {client}, on {day}, we took several decisions. How was number {n} worded?|Please quote me decision D{n} from the {client} minutes of {day}.|I need the text of D{n} in the minutes of {day}, {client}.]",
        "action": '[Who was to "{task}" after the {client} meeting of {day}, and by when?|In the minutes of {day} for {client} somebody promised to "{task}". Who, and until which day?|Look up the action "{task}" from {client}, {day}: whose is it and when is it due?|"{task}": who took that on at {client} on {day}, and what is the due date?]',
        "next": "[When was the next meeting with {client} to be, going by the minutes of {day}?|The {client} minutes of {day} name a next meeting. Which day?|Which date did we set for the meeting after the one of {day} at {client}?|Next meeting with {client}, as the minutes of {day} have it: when?]",
    }
    turn = draw.ask(
        forms[asked],
        because="[My own notes stop halfway.|I had left the room by then.|The client remembers it differently.|I'm writing the follow-up.|Nobody will admit to it.]",
        n=n,
        client=client.title,
        day=day,
        task=task,
    )

    def solve(hands: Hands) -> None:
        rows = listing(
            hands,
            "[look through the minutes|find the minutes of that day]",
            "/clients",
            depth=2,
            match="minutes-*",
            show="documents",
        )
        rows = hands.keep(rows, "client", lambda row: row["path"].startswith(f"{client.path}/"))
        rows = hands.keep(rows, "date", lambda row: day.isoformat() in row["path"])
        lines = [
            text for _, text in read(hands, "[read them|open the minutes]", hands.best(rows, lambda row: 0)["path"])
        ]
        if asked == "decision":
            text = next((line[4:] for line in lines if line.startswith(f"D{n}. ")), "")
            hands.say(
                fact(
                    f"decision {n}",
                    text,
                    '[{Label} reads: "{value}"|It says: "{value}"|"{value}" is what stands there as {label}.]',
                )
            )
        elif asked == "action":
            actions = [line.split(" | ") for line in lines if line.startswith("A") and line.count(" | ") == 3]
            found = hands.best(hands.keep(actions, "task", lambda a: a[2] == task), lambda a: 0)
            hands.say(
                fact("responsible", found[1], "[{value} took it on.|That is with {value}.|It went to {value}.]"),
                fact(
                    "due date",
                    date.fromisoformat(found[3][:10]),
                    "[It is due on {value}.|The date for it is {value}.|Until {value}.]",
                ),
            )
        else:
            _, text = entry(list(enumerate(lines)), "Next meeting")
            hands.say(
                fact(
                    "next meeting",
                    date.fromisoformat(text[:10]),
                    "[The next meeting was set for {value}.|They put down {value}.|{value} is the date in those minutes.]",
                )
            )

    wants: dict[str, tuple[Want, ...]] = {
        "decision": (Tells("the decision", decision.rstrip(".")),),
        "action": (Tells("who has it", who), Tells("the due date", date.fromisoformat(due))),
        "next": (Tells("the next meeting", date.fromisoformat(value_in(paper, "Next meeting"))),),
    }
    return Goal(
        (turn,),
        [paper.id, asked, n if asked != "next" else 0],
        ("client", "date", *(("task",) if asked == "action" else (asked,))),
        ("list_folder", "read_lines"),
        solve,
        (*wants[asked], OnlyChanges()),
    )


@goal("single_easy", "single_hard")
def library_note(draw: Draw) -> Goal | None:
    """Which reading note fits: by method, year, tags; hard: note it in a client's paper, if the sample is large enough."""
    notebook: Notebook = draw.state
    notes = [d for d in notebook.inside("/library") if "superseded" not in d.tags]
    method = draw.one(sorted({value_in(d, "Method") for d in notes}))
    fits = [d for d in notes if value_in(d, "Method") == method]
    everything = [d for d in notebook.inside("/library") if value_in(d, "Method") == method]
    if len(everything) < 2 or len(fits) < 1:
        return None
    year = {d.id: int(d.name.rsplit("-", 1)[1][:4]) for d in everything}
    newest = max(fits, key=lambda d: year[d.id])
    if [year[d.id] for d in fits].count(year[newest.id]) > 1:
        return None
    word = str(method).replace("-", " ")
    sample = int(value_in(newest, "Sample").split()[0])
    target = draw.one(reports(notebook)) if draw.hard else None
    if draw.hard and (target is None or notebook.locked_against(target, notebook.me, draw.now.date())):
        return None
    enough = draw.rng.choice((50, 200, 400, 900))
    phrase, known = named(draw, target) if target else ("", None)
    clauses = (
        [
            '[If it is based on at least {enough} people, add a last line "Source: {path_word}" to {paper}; if not, leave the report as it is.|Should the sample have {enough} people or more, put "Source: {path_word}" as the last line of {paper}. With a smaller sample do nothing.|Then, provided the sample is {enough} people or larger, append the line "Source: {path_word}" to {paper}; otherwise just tell me.]'
        ]
        if target
        else []
    )
    turn = draw.ask(
        "[Which is the newest note in our library on a study done by {method}? Superseded ones don't count. I need its path and how many people were in the sample.|In the library, find the most recent {method} study (nothing tagged superseded): where does the note lie, and how big was the sample?|I want the latest library note whose method is {method}, leaving out what is superseded. Path and sample size, please.|What is our most recent reading note on {method}, apart from superseded ones? Please give me the path and the sample.]",
        *clauses,
        because="[A reviewer wants a reference.|I am preparing a talk for the students.|It has been bugging me since yesterday.|The client asks what we base this on.]",
        method=f'"{word}"' if word != "literature" else '"literature"',
        enough=enough,
        path_word="<path of the note>",
        paper=phrase,
    )

    def solve(hands: Hands) -> None:
        words = ["method:", str(method)]
        found = hands.call(
            "search_notes", "[search the library|look for that method]", query={"all": words}, within="/library"
        )
        rows = list(found["hits"])
        while "next_cursor" in found and hands.bother("further hits", "more"):
            found = hands.call(
                "search_notes",
                "[see the further hits|get the next hits]",
                query={"all": words},
                within="/library",
                cursor=found["next_cursor"],
            )
            rows += found["hits"]
        rows = [row for row in rows if row["excerpt"].lower() == f"method: {method}"]
        rows = hands.keep(rows, "exclusion", lambda row: "superseded" not in row["tags"])
        row = hands.best(rows, lambda row: -int(row["path"].rsplit("-", 1)[1][:4]))
        size = entry(read(hands, "[read the note|see how large the sample was]", row["path"]), "Sample")[1]
        told: list[Fact | str] = [
            fact("note", row["path"], "[It is {value}.|That is {value}.|The newest one is {value}.]"),
            fact("sample", size, "[The sample was {value}.|It rests on {value}.|Sample: {value}.]"),
        ]
        if target is not None:
            people = [int(size.split()[0])] if size else []
            if hands.keep(people, "condition", lambda count: count >= enough):
                path = locate(hands, target.name, client_of(notebook, target).title, known)
                now = details(hands, "[see which version it is at|get the present version]", path)
                line = {"op": "append", "text": f"Source: {row['path']}"}
                edit(hands, "[add the source line|append the line]", path, now["version"], line)
                told.append(
                    fact(
                        "source line added to",
                        path,
                        "[I added the source line at the end of {value}.|{value} now ends with that source.|The last line of {value} names it.]",
                    )
                )
            else:
                told.append(
                    "[That is fewer than you asked for, so the report stays as it is.|Too small a sample, so I left the report alone.|As the sample is smaller than that, I changed nothing in the report.]"
                )
        hands.say(*told)

    more = (
        len({d.id for d in notebook.inside("/library") if any(f"method: {method}" in line.lower() for line in d.lines)})
        > 8
    )
    wants: list[Want] = [
        Tells("the path", newest.path, instead=tuple(d.path for d in everything if d is not newest)),
        Tells("the sample", sample),
    ]
    written = target is not None and sample >= enough
    if target is not None and written:
        wants += [
            reads(target, [*target.lines, f"Source: {newest.path}"], "the report ends with the source"),
            OnlyChanges(rewritten(target)),
        ]
    else:
        wants.append(OnlyChanges())
    plan = ("search_notes", "read_lines")
    if more:
        return None
    if written:
        plan += (*(() if known else ("list_folder",)), "describe_item", "edit_document")
    return Goal(
        (turn,),
        [newest.id, target.id if target else "", enough if target else 0],
        ("exclusion", "recency", *(("condition",) if target else ()), *(("client",) if written and not known else ())),
        plan,
        solve,
        tuple(wants),
        fallback=("list_folder",) if written and not known else (),
    )


LOOK = (what_changed, who_outside, from_the_minutes, library_note)
