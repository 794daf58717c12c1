"""What is done with a paper: lock it, start one from a template, bring one back, move it, hand it to the client."""

from __future__ import annotations

from datetime import date, timedelta

from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.notebook.state import Notebook, is_outside
from negforge.worlds.notebook.steps import (
    Row,
    details,
    listing,
    locate,
    move,
    person,
    running,
    share,
    slug_of,
    update,
)
from negforge.worlds.notebook.told import ROLE, client_of, named, reports, shared_as
from negforge.worlds.notebook.tools_write import TEMPLATES
from negforge.worlds.wants import Becomes, Gains, Holds, OnlyChanges, Tells, Want


@goal("single_easy")
def lock_and_tag(draw: Draw) -> Goal | None:
    """Lock the working copy of a report for some days, and tag it; a delivered copy has the same name."""
    notebook: Notebook = draw.state
    today = draw.now.date()
    report = draw.one(d for d in reports(notebook) if not (d.lock and d.lock.until >= today))
    if report is None:
        return None
    until = today + timedelta(days=draw.rng.randrange(1, 15))
    tag = (
        draw.one(("to-read", "reviewed", "proofreading", "with-figures", "hands-off", "layout"))
        if draw.chance(0.6)
        else None
    )
    raised = draw.chance(0.35) and report.marking != "confidential"
    phrase, known = named(draw, report)
    turn = draw.ask(
        "[Please lock {paper} for me until {until}.|I want nobody but me editing {paper} up to and including {until}.|Put a lock on {paper}, in my name, through {until}.|Reserve {paper} for my edits until {until}, please.]",
        *(['[Tag it "{tag}" as well.|It should also carry the tag {tag}.|And add the tag "{tag}".]'] if tag else []),
        *(
            [
                "[Mark it confidential, too.|Raise its marking to confidential while you're there.|And make it confidential from now on.]"
            ]
            if raised
            else []
        ),
        because="[I am rewriting the findings.|Two of us edited it at once last week.|The layout has to stay as it is for a bit.|There will be some shuffling of chapters.]",
        paper=phrase,
        until=until,
        tag=tag,
    )

    def solve(hands: Hands) -> None:
        path = locate(hands, report.name, client_of(notebook, report).title, known)
        change: Row = {"lock": {"action": "take", "until": until.isoformat()}}
        if tag:
            change["tags"] = {"add": [tag]}
        if raised:
            change["marking"] = "confidential"
        if hands.bother("an export while at it", "needless"):
            hands.call(
                "start_export", "[make a copy to be safe|export it to be safe]", sources=[{"path": path}], format="pdf"
            )
        done = update(hands, "[take the lock|lock it]", path, **change)
        told: list[Fact | str] = [
            fact(
                "lock",
                date.fromisoformat(str(done["lock"]["until"])),
                "[{path} is locked for you until {value}.|You hold the lock on {path} until {value}.|Until {value} only you can edit {path}.]",
                path=path,
            )
        ]
        if tag:
            told.append(fact("tag", tag, "[It carries the tag {value}.|The tag {value} is on it.|Tagged {value}.]"))
        if raised:
            told.append(fact("marking", "confidential", "[It is marked {value} now.|Its marking is {value}.]"))
        hands.say(*told)

    wants: list[Want] = [
        Becomes(f"documents.{report.id}.lock.holder", notebook.me),
        Becomes(f"documents.{report.id}.lock.until", until),
        Becomes(f"documents.{report.id}.tags", sorted({*report.tags, tag}) if tag else report.tags),
        Becomes(f"documents.{report.id}.marking", "confidential" if raised else report.marking),
        OnlyChanges(tuple(f"documents.{report.id}.{part}" for part in ("lock", "tags", "marking"))),
        Tells("until when", until),
    ]
    return Goal(
        (turn,),
        [report.id, until.isoformat(), tag or "", raised],
        (
            "working copy",
            "date",
            *(("tag",) if tag else ()),
            *(("marking",) if raised else ()),
            *(() if known else ("client",)),
        ),
        (*(() if known else ("list_folder",)), "update_item"),
        solve,
        tuple(wants),
        fallback=() if known else ("list_folder",),
    )


@goal("single_easy", "single_hard")
def from_a_template(draw: Draw) -> Goal | None:
    """A new paper from a template in a client's folder; hard: somewhere else if that folder lacks room, then share it."""
    notebook: Notebook = draw.state
    client = draw.one(notebook.clients)
    if client is None or client.quota is None:
        return None
    template = draw.rng.choice(sorted(TEMPLATES))
    day = draw.now.date() - timedelta(days=draw.rng.randrange(0, 9))
    day -= timedelta(days=max(0, day.weekday() - 4))
    title = draw.rng.choice(
        (
            "North depot",
            "Mill Street",
            "Harbour hall",
            "East counter",
            "Old kitchen",
            "Upper floor",
            "Gate four",
            "Yard office",
            "Ticket hall",
            "Cold room",
        )
    )
    name = f"{template}-{slug_of(title)}-{draw.rng.randrange(1, 30)}.md"
    mate = draw.one(h for h in notebook.people if h != notebook.me)
    present = [person(h) for h in draw.some([h for h in notebook.people if h != notebook.me], 2)]
    free = (client.quota - notebook.used(client.path)) / 1000
    need = draw.rng.choice((60, 120, 250)) + draw.rng.randrange(30)
    other = f"/people/{notebook.me}"
    room = free >= need
    role = draw.rng.choice(("comment", "edit"))
    clauses = [
        '[Date it {day}, title "{title}", present: {present}.|Title "{title}", dated {day}; {present} were there.|The title is "{title}", the date {day}, and {present} were present.|It is of {day}, called "{title}", with {present} present.]'
    ]
    if draw.hard:
        clauses += [
            "[There must be {need} kB free in that client's folder for the pictures that follow. If there isn't, create it in my own folder under /people instead.|I will add pictures of {need} kB later: should the client folder not have that much room left, put the paper into my private folder under /people.|Check first that the client's folder has at least {need} kB free for the photos; otherwise it goes into my folder under /people.]",
            "[Then let {mate} {role} it.|After that, give {mate} access to {role} it.|And {mate} should be able to {role} it.]",
        ]
    turn = draw.ask(
        "[Create {name} for {client} from the {template} template.|Please start a {template} for {client}, file name {name}, using the template.|I need a new paper {name} in the {client} folder, made from the {template} template.|Set up {name} under {client}, template {template}.]",
        *clauses,
        because="[We are on site tomorrow.|I forgot to do it on the day.|The others are waiting for a place to write.|My notes are on paper so far.]",
        name=name, client=client.title, template=template, day=day, title=title, present=" and ".join(present), need=need, mate=person(mate or ""), role=ROLE[role],
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        root = f"/clients/{slug_of(client.title)}"
        if draw.hard and hands.bother("is there room"):
            found = details(hands, "[see how much room there is|check the room left in the folder]", root, "usage")
            if found["usage"]["free_kb"] < need:
                root = f"/people/{found['signed_in']}"
        values: Row = {"title": title, "date": day.isoformat(), "present": ", ".join(present)}

        def landed() -> Row | None:
            there = [
                row["path"] for row in listing(hands, "[see whether it is there|check the folder]", root, match=name)
            ]
            return {"path": f"{root}/{name}"} if f"{root}/{name}" in there else None

        made = hands.call(
            "create_document",
            "[create the paper|start it from the template]",
            landed=landed,
            path=f"{root}/{name}",
            template={"name": template, "values": values},
        )
        if hands.bother("who was there could have it", "needless"):
            share(hands, "[share it with those who were there]", made["path"], grants=[{"with": mate, "role": "edit"}])
        told: list[Fact | str] = [
            fact(
                "new paper",
                made["path"],
                "[{value} is there, dated {day}.|I created {value}, dated {day}.|Your paper is {value}, with the date {day}.]",
                day=day,
            )
        ]
        if draw.hard:
            if not root.startswith("/clients/"):
                told.append(
                    "[The client's folder does not have that much room left, so it lies in your own folder.|There was too little room at the client's, hence your own folder.|As the client folder is short of space, I used your private one.]"
                )
            share(hands, "[let {path} be shared|give the access]", made["path"], grants=[{"with": mate, "role": role}])
            told.append(
                fact(
                    "access",
                    person(mate or ""),
                    "[{value} can {role} it.|Access to {role} it went to {value}.|I let {value} {role} it.]",
                    role=ROLE[role],
                )
            )
        hands.say(*told)

    root = client.path if room or not draw.hard else other
    lines = [
        line.format(title=title, date=day.isoformat(), present=", ".join(present)).rstrip()
        for line in TEMPLATES[template]
    ]
    wants: list[Want] = [
        Gains("documents", {"path": f"{root}/{name}"}),
        Holds(
            "the title and the date",
            lambda state: any(
                d.path == f"{root}/{name}" and d.lines[:2] == lines[:2] and all(p in " ".join(d.lines) for p in present)
                for d in state.documents.values()
            ),
            "title, date and people stand in it",
            lambda state: "title, date or people differ",
        ),
        OnlyChanges(("documents",)),
        Holds(
            "the other papers",
            lambda state: all(state.documents[k] == d for k, d in notebook.documents.items()),
            "the other papers are as they were",
            lambda state: "another paper is different",
        ),
    ]
    wanted = {mate: role} if draw.hard else {}
    wants.append(
        Holds(
            "who has it",
            lambda state: any(
                d.path == f"{root}/{name}" and {w: x.role for w, x in d.shares.items()} == wanted
                for d in state.documents.values()
            ),
            f"{mate} may {ROLE[role]} it" if draw.hard else "it is shared with nobody by itself",
            lambda state: "its shares are others",
        )
    )
    return Goal(
        (turn,),
        [client.path, template, name, day.isoformat(), title, mate if draw.hard else "", need if draw.hard else 0],
        (template, "date", *((("room" if room else "no room"), role) if draw.hard else ())),
        ("describe_item", "create_document", "share_item") if draw.hard else ("create_document",),
        solve,
        (*wants, Tells("its path", f"{root}/{name}")),
    )


@goal("single_easy")
def out_of_the_trash(draw: Draw) -> Goal | None:
    """Bring back the right one of two papers on a topic from the trash, to its place or another."""
    notebook: Notebook = draw.state
    paper = draw.one(d for d in notebook.documents.values() if d.trashed and d.path.startswith("/clients/"))
    if paper is None or paper.trashed is None:
        return None
    client = client_of(notebook, paper)
    twins = [d for d in notebook.documents.values() if d.trashed and d.folder == paper.folder and d is not paper]
    topic = paper.lines[0].lstrip("# ").split(",")[0].lower()
    method = paper.lines[0].rsplit(", ", 1)[1]
    if (
        not twins
        or any(d.trashed and d.trashed.at.date() == paper.trashed.at.date() for d in twins)
        or any(d.name == paper.name for d in twins)
    ):
        return None
    by_day = draw.chance(0.5)
    if not by_day and any(d.lines[0] == paper.lines[0] for d in twins):
        return None
    to = draw.rng.choice((paper.path, paper.path, f"{client.path}/archive/{paper.name}"))
    folder = notebook.quota_folder(paper.path)
    if folder is None or notebook.used(folder.path) + paper.size > (folder.quota or 0):
        return None
    until = draw.chance(0.3)
    turn = draw.ask(
        "[Please bring back the {topic} paper of {client} that {which}.|I need the {client} document on {topic} out of the trash again, the one that {which}.|A paper on {topic} for {client} is in the trash, or rather two are. Restore the one that {which}.|Can you get me back what we had on {topic} for {client}? I mean the one that {which}.]".replace("{which}", "[was thrown away on {gone}|went into the trash on {gone}|was trashed on {gone}]" if by_day else "[was about the {method}|covers the {method}|has {method} in its name]"),
        "[It should go back to where it was.|Same place as before, please.|Put it where it used to be.]" if to == paper.path else "[It belongs into the archive folder of that client now.|Put it into their archive, under the same name.|Not to its old place but into archive, name unchanged.]",
        *(["[And until what day would it have stayed in the trash?|Out of curiosity: when would it have been gone for good?|Tell me also when it would have been purged.]"] if until else []),
        because="[I need two of the figures after all.|That was hasty of me.|The client has come back to it.|Somebody tidied too eagerly.]",
        topic=topic, client=client.title, gone=paper.trashed.at.date(), method=method,
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        text = hands.call(
            "list_folder",
            "[look into the trash|see what was trashed there]",
            path=client.path,
            show="trash",
            match="*.md",
        )
        rows = [line.split() for line in text.splitlines()[1:] if "trash:D" in line]
        if by_day:
            assert paper.trashed is not None
            gone = paper.trashed.at.date().isoformat()
            rows = hands.keep(rows, "date", lambda row: row[0] == gone)
        else:
            rows = hands.keep(rows, "method", lambda row: method.replace(" ", "-") in row[8])
        row = hands.best(rows, lambda row: 0)
        target = row[8] if to == paper.path else f"{row[8].rsplit('/', 1)[0]}/archive/{row[8].rsplit('/', 1)[1]}"
        move(hands, "[bring it back|take it out of the trash]", (row[7], target))
        told: list[Fact | str] = [
            fact(
                "restored paper",
                target,
                "[{value} is back.|I brought it back as {value}.|It is out of the trash: {value}.]",
            )
        ]
        if until:
            told.append(
                fact(
                    "purge date",
                    date.fromisoformat(row[6]),
                    "[It would have been gone for good on {value}.|The trash would have kept it until {value}.|{value} was the day on which it would have been purged.]",
                )
            )
        hands.say(*told)

    wants: list[Want] = [
        Becomes(f"documents.{paper.id}.trashed", None),
        Becomes(f"documents.{paper.id}.path", to),
        OnlyChanges(tuple(f"documents.{paper.id}.{part}" for part in ("trashed", "path", "found", "shares"))),
        Tells("its path", to),
    ]
    if until:
        wants.append(Tells("the purge date", paper.trashed.purged_on))
    return Goal(
        (turn,),
        [paper.id, to, by_day, until],
        ("date" if by_day else "method", "trash", *(("other place",) if to != paper.path else ())),
        ("list_folder", "move_items"),
        solve,
        tuple(wants),
    )


@goal("single_hard")
def move_and_keep_access(draw: Draw) -> Goal | None:
    """Move a shared report to the delivered ones under a new name; who had access keeps it, but for some."""
    notebook: Notebook = draw.state
    today = draw.now.date()
    report = draw.one(
        d for d in reports(notebook) if len(d.shares) > 1 and not notebook.locked_against(d, notebook.me, today)
    )
    if report is None:
        return None
    client = client_of(notebook, report)
    new = f"{client.path}/final/{report.name.removesuffix('.md')}-{draw.rng.choice(('delivered', 'as-sent', 'signed-off', 'printed', 'v-final'))}.md"
    inside = [w for w in report.shares if not is_outside(w)]
    dropped = draw.one(inside) if inside and draw.chance(0.5) else None
    weaker = draw.chance(0.4)
    wanted = {
        who: ("view" if weaker else s.role) for who, s in report.shares.items() if s.holds(today) and who != dropped
    }
    if not wanted:
        return None
    phrase, known = named(draw, report)
    turn = draw.ask(
        "[Please move {paper} into final, as {new}.|{paper_up} is done: it goes to final under the name {new}.|Move {paper} to the final folder of that client and call it {new}.|Could you file {paper} under final as {new}?]",
        *(
            [
                "[{dropped} no longer needs access, everybody else keeps it.|Everyone who can open it now should still be able to, except {dropped}.|Take {dropped} off it; the rest stay on.]"
            ]
            if dropped
            else []
        ),
        *(
            [
                "[But from now on all of them only read, no edits and no comments.|Reading rights only, though, for everybody who is still on it.|For whoever has access it becomes read-only.]"
            ]
            if weaker
            else []
        ),
        because="[It went out this morning.|The partners gave it their blessing.|I'd like the folder tidy.|We are closing the engagement.]",
        paper=phrase,
        paper_up=phrase[:1].upper() + phrase[1:],
        new=new.rsplit("/", 1)[1],
        dropped=person(dropped or ""),
    )

    def solve(hands: Hands) -> None:
        path = locate(hands, report.name, client.title, known)
        target = f"{'/'.join(path.split('/')[:3])}/final/{new.rsplit('/', 1)[1]}"
        rows: list[Row] = []
        if hands.bother("a move drops the shares"):
            rows = list(
                details(hands, "[see who has access before it moves|note down its shares]", path, "shares")["shares"]
            )
        move(hands, "[move it|file it there]", (path, target))
        rows = hands.keep(rows, "still running", lambda row: running(row, today))
        if dropped:
            rows = hands.keep(rows, "exclusion", lambda row: row["with"] != dropped)
        grants = [
            {"with": row["with"], "role": "view" if weaker else row["role"]}
            | ({"expires": row["expires"]} if row["expires"] else {})
            for row in rows
        ]
        if grants:
            share(
                hands,
                "[give the same people access again|restore the access that the move dropped]",
                target,
                grants=grants,
            )
        hands.say(
            fact("new place", target, "[It is now {value}.|I moved it to {value}.|You find it at {value}.]"),
            *(
                fact(
                    f"access of {grant['with']}",
                    ROLE[grant["role"]],
                    "[{who} can {value} it, as agreed.|{who} may {value} it there.|Access again for {who}: {value}.]",
                    who=person(grant["with"]) if "@" not in grant["with"] else grant["with"],
                )
                for grant in grants
            ),
        )

    return Goal(
        (turn,),
        [report.id, new, dropped or "", weaker],
        (
            "still running",
            *(("exclusion",) if dropped else ()),
            *(("read only",) if weaker else ()),
            *(() if known else ("client",)),
        ),
        (*(() if known else ("list_folder",)), "describe_item", "move_items", "share_item"),
        solve,
        (
            Becomes(f"documents.{report.id}.path", new),
            shared_as(report, wanted),
            Holds(
                "the end dates",
                lambda state: all(
                    w not in state.documents[report.id].shares
                    or state.documents[report.id].shares[w].expires == report.shares[w].expires
                    for w in wanted
                ),
                "access ends when it ended before",
                lambda state: "an end date is another",
            ),
            OnlyChanges(tuple(f"documents.{report.id}.{part}" for part in ("path", "shares", "found"))),
            Tells("the new place", new),
        ),
        fallback=() if known else ("list_folder",),
    )


PAPERS = (lock_and_tag, from_a_template, out_of_the_trash, move_and_keep_access)
