"""What leaves a folder: a report for the client, records past their time, a bundle for print, studies into cold store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.notebook.state import Notebook
from negforge.worlds.notebook.steps import (
    Row,
    counted,
    details,
    entry,
    export,
    exported,
    listing,
    move,
    person,
    read,
    share,
    slug_of,
    trash,
)
from negforge.worlds.notebook.told import client_of, gone_to_trash, named_like
from negforge.worlds.notebook.tools_keep import export_pages
from negforge.worlds.wants import Becomes, Gains, Holds, OnlyChanges, Says, Tells, Want


@goal("single_hard")
def hand_to_the_client(draw: Draw) -> Goal | None:
    """Let the client's right contact read a delivered report, for as long as the rules allow; if confidential: a summary."""
    notebook: Notebook = draw.state
    paper = draw.one(d for d in named_like(notebook, "-report.md") if "/final/" in d.path)
    if paper is None:
        return None
    client = client_of(notebook, paper)
    summary = notebook.at(f"{client.path}/{paper.name.removesuffix('.md')}-summary.md")
    brief = notebook.at(f"{client.path}/brief.md")
    if summary is None or brief is None:
        return None
    main_name = next(line for line in brief.lines if line.startswith("Results go to "))[14:].split(" only")[0]
    contact = next(c for c in notebook.contacts.values() if c.name == main_name)
    today = draw.now.date()
    days = draw.rng.choice((None, None, 7, 10, 14, 21))
    end = today + timedelta(days=days or 30)
    what = paper if paper.marking != "confidential" else summary
    topic = paper.name.removesuffix("-report.md").replace("-", " ")
    turn = draw.ask(
        "[Please let {client} read the delivered {topic} report (the one in final).|The delivered {topic} report, in final, may go to our contact at {client}: read access, please.|Give the right person at {client} access to read the {topic} report under final.|{client} should get to see the final {topic} report. Share it with whoever gets results there.]",
        "[As long as the rules allow it.|For the longest time that we are allowed to.|Until the last day our rules permit.]"
        if days is None
        else "[Until {end}, no longer.|The access should end on {end}.|They have until {end}.]",
        "[If it turns out to be marked confidential, share the summary of it instead.|Should the report be confidential, give them its summary (report-summary) in its place.|In case it is confidential, take the matching report-summary instead.]",
        because="[They asked twice.|It was promised for today.|Their board meets soon.|I am on a train and cannot do it myself.]",
        client=client.title,
        topic=topic,
        end=end,
    )

    def solve(hands: Hands) -> None:
        root = f"/clients/{slug_of(client.title)}"
        lines = [
            text
            for _, text in read(
                hands, "[see in the brief who gets results|look up the right contact]", f"{root}/brief.md"
            )
        ]
        people = [line[2:].split(", ") for line in lines if line.startswith("- ")]
        rule = next((line for line in lines if line.startswith("Results go to ")), "")
        people = hands.keep(people, "contact", lambda one: f"to {one[0]} only" in rule)
        mail = hands.best(people, lambda one: 0)[-1]
        path = f"{root}/final/{paper.name}"
        if hands.bother("is it confidential"):
            marking = details(hands, "[see how it is marked|check its marking]", path)["marking"]
            if marking == "confidential":
                path = f"{root}/{paper.name.removesuffix('.md')}-summary.md"
        share(
            hands,
            "[share it with the contact|give the read access]",
            path,
            grants=[{"with": mail, "role": "view", "expires": end.isoformat()}],
        )
        told: list[Fact | str] = [
            fact(
                "contact",
                mail,
                "[{value} can read {path}.|I shared {path} with {value}, for reading.|{path} is open to {value}, to read.]",
                path=path,
            ),
            fact(
                "end of access", end, "[That lasts until {value}.|The access ends on {value}.|It runs out on {value}.]"
            ),
        ]
        if path.endswith("-summary.md"):
            told.append(
                "[The report itself is confidential, hence the summary.|I took the summary, since the report is marked confidential.|Confidential papers stay in the house, so it is the summary.]"
            )
        hands.say(*told)

    return Goal(
        (turn,),
        [paper.id, what.id, days or 0],
        ("contact", "date" if days else "longest allowed", "confidential" if what is summary else "not confidential"),
        ("read_lines", "describe_item", "share_item"),
        solve,
        (
            Holds(
                "the share",
                lambda state: (
                    (s := state.documents[what.id].shares.get(contact.email)) is not None
                    and (s.role, s.expires) == ("view", end)
                ),
                f"{contact.email} may read {what.path} until {end}",
                lambda state: "there is no such share",
            ),
            OnlyChanges((f"documents.{what.id}.shares.{contact.email}",)),
            Tells("the contact", contact.email),
            Tells("the end", end),
        ),
    )


@goal("single_hard")
def records_that_may_go(draw: Draw) -> Goal | None:
    """Of some records that are named, trash those whose retention is over and which are one's own."""
    notebook: Notebook = draw.state
    today = draw.now.date()
    records = [d for d in notebook.documents.values() if d.record_date]
    named_ones = sorted(draw.some(records, draw.rng.choice((3, 4, 5))), key=lambda d: draw.rng.random())
    free = [d for d in named_ones if d.kept_until and d.kept_until <= today]
    may = [d for d in free if d.owner == notebook.me]
    early = [d for d in named_ones if d not in free]
    if not may or not early or any(d.kept_until == today for d in named_ones):
        return None
    others = [d for d in free if d not in may]
    names = [d.name for d in named_ones]
    turn = draw.ask(
        "[In /internal/records there are {names}. Trash those that may go by now and tell me about the rest.|Please throw out {names} from /internal/records, as far as we are allowed to; for the others I need the day from which they may go.|These records can leave, if their time is up: {names}, all in /internal/records. What has to stay, and until when?|Look at {names} in /internal/records. Whatever is past its retention goes into the trash, the remainder stays; tell me until when.]",
        because="[The shelf is full and so is the quota.|Spring cleaning.|The auditors like it tidy.|I promised the office a shorter list.]",
        names=", ".join(names[:-1]) + " and " + names[-1],
    )

    def solve(hands: Hands) -> None:
        found = []
        for name in names:
            path = f"/internal/records/{name}"
            if hands.bother("how long it is kept"):
                found.append(
                    details(hands, "[see until when it is kept|check the retention of {path}]", path, "retention")
                )
            else:
                year = int(name.rsplit("-", 1)[1][:4])
                found.append({"path": path, "yours": True, "retention": {"delete_from": f"{year + 7}-12-31"}})
        rows = hands.keep(found, "retention", lambda row: row["retention"]["delete_from"] <= today.isoformat())
        rows = hands.keep(rows, "owner", lambda row: row["yours"])
        told: list[Fact | str] = []
        if rows:
            trash(hands, "[trash what may go|put those into the trash]", [row["path"] for row in rows])
        for row in found:
            name = row["path"].rsplit("/", 1)[1]
            day = date.fromisoformat(str(row["retention"]["delete_from"]))
            if row in rows:
                told.append(
                    fact(
                        f"state of {name}",
                        "in the trash",
                        "[The record {name} is {value}.|I trashed {name}, it is {value} now.|Now {value}: {name}.]",
                        name=name,
                    )
                )
            elif day > today:
                told.append(
                    fact(
                        f"first day on which {name} may go",
                        day,
                        "[The record {name} has to stay until {value}.|As for {name}, it may not go before {value}.|I kept {name}: its time is up on {value}.]",
                        name=name,
                    )
                )
            else:
                told.append(
                    fact(
                        f"owner of {name}, which stays",
                        person(row["owner"]),
                        "[The record {name} could go, but it belongs to {value}, who would have to trash it.|As for {name}, it is past its time, but it is {value}'s, so I left it.|For now {name} stays: it is {value}'s document.]",
                        name=name,
                    )
                )
        hands.say(*told)

    wants: list[Want] = [*gone_to_trash(may, [*early, *others])]
    wants += [Tells(f"from when {d.name} may go", d.kept_until) for d in early if d.kept_until]
    wants += [Says(f"that {d.name} stays", d.name.replace(".", r"\.")) for d in others]
    wants.append(OnlyChanges(tuple(f"documents.{d.id}.{part}" for d in may for part in ("trashed", "found"))))
    return Goal(
        (turn,),
        [sorted(d.id for d in named_ones)],
        ("retention", "owner", f"{len(names)} records"),
        ("describe_item",) * len(names) + ("trash_items",),
        solve,
        tuple(wants),
    )


@goal("single_hard")
def bundle_for_print(draw: Draw) -> Goal | None:
    """Interviews with enough consent, and long enough, as one PDF with the watermark; how many pages it came to."""
    notebook: Notebook = draw.state
    client = draw.one(notebook.clients)
    if client is None:
        return None
    papers = list(notebook.inside(f"{client.path}/interviews"))
    least = draw.rng.choice((None, 30, 40, 45)) if draw.chance(0.7) else None

    def consent(paper_lines: list[str]) -> str:
        return next(x.partition(": ")[2] for x in paper_lines if x.startswith("Consent"))

    def length(paper_lines: list[str]) -> int:
        return int(next(x.split()[1] for x in paper_lines if x.startswith("Length")))

    fits = [d for d in papers if consent(d.lines) != "spoken only" and (least is None or length(d.lines) >= least)]
    if not fits or len(fits) == len(papers):
        return None
    cover = draw.chance(0.4)
    comments = draw.chance(0.3)
    turn = draw.ask(
        "[Make one PDF of the {client} interviews for printing, please, but only of those with written or recorded consent.|I need the interviews of {client} as a single PDF. Where consent was given by word of mouth only, leave the interview out.|Please export {client}'s interviews into one PDF; nothing with merely spoken consent.|Put together a PDF of the interviews we did for {client}. Spoken consent alone is not enough, those stay out.]",
        *(
            [
                "[Anything shorter than {least} minutes can be skipped.|Only conversations of at least {least} minutes.|Leave out what lasted less than {least} minutes.]"
            ]
            if least
            else []
        ),
        *(["[With a cover page.|Add a cover page.|It should have a cover page in front.]"] if cover else []),
        *(["[The comments should be in it, too.|Include the comments.|With comments, please.]"] if comments else []),
        "[How many pages will I have to print?|Tell me the number of pages once it's done.|I'd like to know the page count when it is ready.|And how many pages is that in the end?]",
        because="[The workshop is on paper.|The ethics board wants to leaf through them.|My eyes are done with screens.|The printer takes its time.]",
        client=client.title,
        least=least,
    )

    def solve(hands: Hands) -> None:
        root = f"/clients/{slug_of(client.title)}/interviews"
        rows = listing(hands, "[list the interviews|see which interviews there are]", root)
        found = []
        for row in rows:
            lines = read(
                hands,
                "[look at {path}|read length and consent of {path}]",
                row["path"],
                lines={"start_line": 1, "end_line": 3},
            )
            found.append(
                {
                    "path": row["path"],
                    "consent": entry(lines, "Consent")[1],
                    "minutes": int(entry(lines, "Length")[1].split()[0]),
                    "flags": row["flags"],
                }
            )
        found = hands.keep(found, "consent", lambda one: not one["consent"].startswith("spoken only"))
        if least is not None:
            found = hands.keep(found, "length", lambda one: one["minutes"] >= least)
        options: Row = {}
        if hands.bother("confidential papers carry a watermark") and any("C" in one["flags"] for one in found):
            options["watermark"] = "confidential"
        if cover:
            options["cover_page"] = True
        if comments:
            options["with_comments"] = True
        names = [one["path"] for one in found]
        identity = export(hands, "[start the export|ask for the PDF]", names, "pdf", options or None)
        done = exported(hands, identity)
        told: list[Fact | str] = [
            fact(
                "interviews in it",
                ", ".join(n.rsplit("/", 1)[1] for n in names),
                "[It holds {value}.|In it: {value}.|I took {value}.]",
            )
        ]
        if done is None:
            told.append(
                fact(
                    "export",
                    identity,
                    "[It is still in the queue as {value}, so I cannot give the pages yet.|{value} is not finished yet; the pages are not known.]",
                )
            )
        else:
            told.append(
                fact(
                    "pages",
                    counted(done["pages"], "page"),
                    "[{file} has {value}.|The file {file} came to {value}.|{value} in all, in {file}.]",
                    file=done["file"],
                )
            )
        hands.say(*told)

    wanted_options: dict[str, object] = {"watermark": "confidential"}
    wanted_options |= {"cover_page": True} if cover else {}
    wanted_options |= {"with_comments": True} if comments else {}
    return Goal(
        (turn,),
        [client.path, least or 0, cover, comments, sorted(d.id for d in fits)],
        (
            "consent",
            "watermark",
            *(("length",) if least else ()),
            *(("cover",) if cover else ()),
            *(("comments",) if comments else ()),
            "late effect",
        ),
        ("list_folder", *("read_lines",) * len(papers), "start_export", "pause", "get_exports"),
        solve,
        (
            Gains("exports", {"format": "pdf", "sources": tuple(d.path for d in fits)}),
            Holds(
                "the options",
                lambda state: all(_given(x.options) == wanted_options for x in state.exports.values()),
                "it has the watermark and what was asked for",
                lambda state: f"its options are {next((x.options for x in state.exports.values()), {})}",
            ),
            OnlyChanges(("exports",)),
            Tells("the pages", export_pages(fits) + cover),
        ),
    )


@goal("single_hard")
def make_room(draw: Draw) -> Goal | None:
    """Room for so many kilobytes in a client's folder: move the smallest archived study that makes enough, or none."""
    notebook: Notebook = draw.state
    client = draw.one(notebook.clients)
    if client is None or client.quota is None:
        return None
    free = client.quota - notebook.used(client.path)
    old = list(notebook.inside(f"{client.path}/archive"))
    need = draw.rng.choice((150, 240, 380, 520, 700)) * 1000 + draw.rng.randrange(0, 60) * 1000
    kept = draw.rng.choice(old) if draw.chance(0.3) and len(old) > 1 else None
    fits = sorted((d for d in old if d.size >= need - free and d is not kept), key=lambda d: d.size)
    if abs(free - need) < 2000 or (need > free and (not fits or any(abs(d.size - (need - free)) < 2000 for d in old))):
        return None
    moved = fits[0] if need > free else None
    topic = kept.name.removesuffix(".md") if kept else ""
    turn = draw.ask(
        "[I have a scan of {need} kB for the {client} folder. Is there room for it?|Tomorrow I upload {need} kB to {client}'s folder; will that fit within its quota?|Can the folder of {client} take another {need} kB?|How is the quota of {client}'s folder: do {need} kB still go in?]",
        "[If not, move one study out of its archive into /internal/cold-store, the smallest one that makes enough room.|Should it be too tight, put a single archived study into /internal/cold-store, and pick the smallest that does the trick.|Otherwise shift exactly one of the archived studies to /internal/cold-store: the smallest whose leaving is enough.]",
        *(["[But not {topic}, we are still using that.|{topic} has to stay in any case.|Leave {topic} where it is, though.]"] if kept else []),
        "[Keep the file name.|Under the same name, please.|The name stays as it is.]",
        because="[The scanner only makes huge files.|Last time the upload stopped halfway.|The plans are on A1 paper.|They've sent us their whole archive.]",
        need=need // 1000, client=client.title, topic=topic,
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        root = f"/clients/{slug_of(client.title)}"
        usage = details(hands, "[look at the quota|see how much is free]", root, "usage")["usage"]
        left = usage["free_kb"]
        told: list[Fact | str] = [
            fact(
                "free space",
                f"{left:,.1f} kB",
                "[There are {value} free.|{value} are left in the folder.|Free at present: {value}.]",
            )
        ]
        if left >= need / 1000:
            told.append(
                "[So it fits, and I moved nothing.|That is enough, nothing had to move.|It will go in as things are; I left the archive alone.]"
            )
            hands.say(*told)
            return
        rows = listing(
            hands, "[see what lies in the archive|list the archived studies with their sizes]", f"{root}/archive"
        )
        rows = hands.keep(rows, "enough room", lambda row: row["kb"] + left >= need / 1000)
        if kept is not None:
            rows = hands.keep(rows, "exclusion", lambda row: not row["path"].endswith(f"/{kept.name}"))
        row = hands.best(rows, lambda row: row["kb"])
        target = f"/internal/cold-store/{row['path'].rsplit('/', 1)[1]}"
        move(hands, "[move it to the cold store|make the room]", (row["path"], target))
        told.append(
            fact(
                "moved",
                target,
                "[That was too little, so I moved one study of {size} kB to {value}.|Not enough: {value} is where a study of {size} kB went.|To make room, a study of {size} kB now lies at {value}.]",
                size=f"{row['kb']:,.1f}",
            )
        )
        hands.say(*told)

    wants: tuple[Want, ...] = (OnlyChanges(),)
    if moved is not None:
        target = f"/internal/cold-store/{moved.name}"
        wants = (
            Becomes(f"documents.{moved.id}.path", target),
            OnlyChanges((f"documents.{moved.id}.path", f"documents.{moved.id}.found")),
            Tells("where it went", target),
        )
    return Goal(
        (turn,),
        [client.path, need, topic],
        ("condition", *(("enough room",) if moved else ("fits",)), *(("exclusion",) if kept else ())),
        ("describe_item", *(("list_folder", "move_items") if moved else ())),
        solve,
        (*wants, Tells("what is free", round(free / 1000, 1))),
    )


def _given(options: Mapping[str, object]) -> dict[str, object]:
    """The options that are on."""
    return {key: value for key, value in options.items() if value}


LEAVING = (hand_to_the_client, records_that_may_go, bundle_for_print, make_room)
