"""Talks of several turns in which the agent asks: which note is meant, and whether the scratch notes may go."""

from __future__ import annotations

from datetime import date, timedelta

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, with_replies
from negforge.worlds.notebook.state import Notebook
from negforge.worlds.notebook.steps import (
    details,
    edit,
    entry,
    listing,
    move,
    person,
    read,
    replace,
    slug_of,
    trash,
)
from negforge.worlds.notebook.told import (
    RIGHTS,
    client_of,
    gone_to_trash,
    named_like,
    reads,
    rewritten,
    value_in,
    with_line,
)
from negforge.worlds.wants import Asks, OnlyChanges, Says, Tells, Want


@goal("multi_easy")
def which_note(draw: Draw) -> Goal | None:
    """A change to what was written on a matter, where two papers have nearly the same name: ask. Then who can see it."""
    notebook: Notebook = draw.state
    paper = draw.one(
        d
        for d in [*named_like(notebook, "-note.md"), *named_like(notebook, "-notes.md")]
        if d.path.startswith("/clients/")
    )
    if paper is None:
        return None
    client = client_of(notebook, paper)
    stem = paper.name.split("-note")[0]
    twins = [
        d
        for d in notebook.inside(client.path)
        if d.folder == client.path and d.name in (f"{stem}-note.md", f"{stem}-notes.md")
    ]
    if len(twins) != 2:
        return None
    new = draw.now.date() + timedelta(days=draw.rng.randrange(8, 70))
    sites = draw.chance(0.4)
    key = "Sites covered" if sites else "Deadline"
    value = str(int(value_in(paper, key)) + draw.rng.randrange(1, 5)) if sites else new.isoformat()
    told_value: object = value if sites else new
    if value == value_in(paper, key):
        return None
    mine = next(d for d in twins if d is not paper)
    by_contact = draw.chance(0.5)
    turn = draw.ask(
        "[In what we wrote on {stem} for {client}, the {key} has to become {value}.|Please change the {key} to {value} in our short {stem} paper for {client}.|The {key} in the {stem} jottings of {client} is now {value}; could you put that in?|{client}, our paper on {stem}: set the {key} to {value}, please.]",
        because="[They called just now.|It came up in the corridor.|I only noticed on the way home.|We agreed on it at lunch.]",
        stem=stem,
        client=client.title,
        key="number of sites covered" if sites else "deadline",
        value=told_value,
    )
    contact = value_in(paper, "Contact on site")
    answer = draw.word(
        "[The one that names {contact} as contact on site.|I mean the paper with {contact} as the contact.|{contact} is the contact in it, that one.]"
        if by_contact
        else "[{name}, please.|The file called {name}.|{name} is the one I mean.]",
        contact=contact,
        name=paper.name,
    )
    turns = (
        with_replies(turn, (r"which|do you mean|\bor\b", answer)),
        draw.then(
            "[Thanks. Who else can open that one, by its own sharing, and what may they do?|And with whom is it shared, in which role?|Who has been given access to that paper, and what can they do?|Apart from its owner, who has it shared with them, and with what rights?]"
        ),
    )

    def solve(hands: Hands) -> None:
        root = f"/clients/{slug_of(client.title)}"
        rows = [
            row
            for row in listing(hands, "[look for what there is on it|find the paper]", root, match=f"{stem}-*")
            if row["path"].endswith((f"{stem}-note.md", f"{stem}-notes.md"))
        ]
        chosen = rows[0]["path"]
        if hands.bother("two papers fit", "ask"):
            reads_of: dict[str, str] = {}
            if by_contact:
                for row in rows:
                    reads_of[row["path"]] = entry(
                        read(hands, "[look into {path}|read {path}]", row["path"]), "Contact on site"
                    )[1]
            heard = hands.say(
                *(
                    fact(
                        f"{'contact in' if by_contact else 'last change of'} {row['path'].rsplit('/', 1)[1]}",
                        reads_of.get(row["path"], "") if by_contact else date.fromisoformat(row["modified"]),
                        "[There is {name}, with {value} as contact on site.|The contact in {name} is {value}.|One of them, {name}, names {value} as contact.]"
                        if by_contact
                        else "[There is {name}, last changed on {value}.|The file {name} was last changed on {value}.|One is {name}, of {value}.]",
                        name=row["path"].rsplit("/", 1)[1],
                    )
                    for row in rows
                ),
                ask="[Which of the two do you mean?|Which one is it?|Do you mean the first or the second?]",
            )
            chosen = next(
                (row["path"] for row in rows if row["path"].endswith(f"/{heard.strip('.').split()[0].strip(',')}")),
                chosen,
            )
            for row in rows:
                name = row["path"].rsplit("/", 1)[1]
                if name in heard or (by_contact and reads_of[row["path"]] in heard):
                    chosen = row["path"]
        lines = read(hands, "[read it|find the line]", chosen)
        number, was = entry(lines, key)
        now = details(hands, "[get its version|see which version it is at]", chosen, "lock")
        edit(
            hands,
            "[change the line|put the new value in]",
            chosen,
            now["version"],
            replace(max(1, number), f"{key}: {value}"),
        )
        hands.say(
            fact(
                "changed paper",
                chosen,
                "[In {value} it now says {new}, instead of {was}.|{value} has {new} now; it was {was}.|I changed {was} to {new} in {value}.]",
                new=value if sites else new,
                was=was if sites else date.fromisoformat(was or value),
            )
        )
        shares = details(hands, "[see who it is shared with|look at its shares]", chosen, "shares")["shares"]
        if shares:
            hands.say(
                *(
                    fact(
                        f"rights of {person(row['with'])}",
                        RIGHTS[row["role"]],
                        "[{who} may {value}.|{who} can {value}.]",
                        who=person(row["with"]),
                    )
                    for row in shares
                )
            )
        else:
            hands.say(
                "[It is shared with nobody by itself.|Nobody has it shared with them.|There is no share on that paper itself.]"
            )

    wants: list[Want] = [Asks(), reads(paper, with_line(paper, key, value), f"{paper.name} has the new value")]
    wants += [Tells(f"that {who} has it", person(who)) for who in paper.shares]
    if not paper.shares:
        wants.append(Says("that nobody has", r"\b(?:nobody|no one|not shared|no share|none)\b"))
    return Goal(
        turns,
        [paper.id, key, value, by_contact],
        ("two names", "by contact" if by_contact else "by name", key),
        ("list_folder", *(("read_lines",)), "describe_item", "edit_document"),
        solve,
        (*wants, OnlyChanges(rewritten(paper))),
        note=mine.path,
    )


@goal("multi_easy", "multi_hard")
def tidy_after_a_yes(draw: Draw) -> Goal | None:
    """Tidy one's scratch notes: name what would go, wait for the yes. Hard: one is spared, another comes back later."""
    notebook: Notebook = draw.state
    root = f"/people/{notebook.me}"
    today = draw.now.date()
    mine = notebook.inside(root)
    days = sorted(d.now.at.date() for d in mine if d.name != "journal.md")
    before = days[min(len(days) - 1, draw.rng.randrange(2 + draw.hard, 5))] - timedelta(days=draw.rng.randrange(1, 4))
    least = draw.rng.choice((None, None, 6, 12))
    old = [
        d
        for d in mine
        if d.now.at.date() < before and d.name != "journal.md" and (least is None or d.size >= least * 1000)
    ]
    if not 2 + draw.hard <= len(old) <= 5 or any(d.now.at.date() == before for d in mine):
        return None
    if any(abs(d.size - (least or 0) * 1000) < 200 for d in mine):
        return None
    spared, back = (draw.some(old, 2)) if draw.hard else (None, None)
    place = {0: "first", 1: "second", 2: "third", 3: "fourth", 4: "fifth"}
    gone = [d for d in old if d is not spared]
    turns = [
        draw.ask(
            "[Please tidy my folder under /people: scratch notes that I haven't touched since before {before} can go.|My private folder is a mess. Anything last changed before {before} may be thrown out.|Throw out the notes in my own folder that were last changed before {before}.|Could you clear my personal folder of whatever has not been changed since {before} or later?]",
            "[The journal stays, whatever its age.|Never touch journal.md, though.|Not the journal, of course.]",
            *(
                [
                    "[And leave the small ones under {least} kB, they don't hurt.|Only those of {least} kB and more, though.|Anything smaller than {least} kB may stay.]"
                ]
                if least
                else []
            ),
            because="[I can't find a thing in there.|New quarter, new order.|My quota is shrinking.|Half of it makes no sense to me any more.]",
            before=before,
            least=least,
        ),
        draw.then(
            "[Yes, but keep {spared}. The rest can go.|All right, except {spared}, that one I want to keep.|Go ahead, only {spared} stays.|Yes please; leave {spared} out of it.]"
            if spared
            else "[Yes, all of them.|Yes, go ahead.|Yes, away with them.|That's right, throw them out.]",
            spared=spared.name if spared else "",
        ),
    ]
    if back and spared:
        order = sorted(gone, key=lambda d: d.path)
        nth = order.index(back)
        turns += [
            draw.then(
                "[Until when could I still get those back?|How long do they stay in the trash?|By which day are they gone for good?]"
            ),
            draw.then(
                "[Hm, then bring {nth_word} of those you threw out back, please, to where it was.|Actually I do need one again: {nth_word} in your list of what went. Same place as before.|On second thoughts, restore {nth_word} of the notes that went, in its old place.]",
                nth_word=f"the {place[nth]}",
            ),
            draw.then(
                "[How much space does my folder take up now?|What does my folder add up to at this point?|And how much of my quota do I use now?]"
            ),
        ]

    def solve(hands: Hands) -> None:
        head = hands.call("list_folder", "[see who is signed in|find your folder]", path="/people")
        folder = f"/people/{head.splitlines()[0].rsplit(' ', 1)[1]}"
        rows = listing(hands, "[list your folder|see what lies there]", folder, show="documents")
        rows = hands.keep(rows, "date", lambda row: row["modified"] < before.isoformat())
        rows = hands.keep(rows, "exclusion", lambda row: not row["path"].endswith("/journal.md"))
        if least is not None:
            rows = hands.keep(rows, "size", lambda row: row["kb"] >= least)
        paths = [row["path"] for row in rows]
        heard = ""
        if hands.bother("the yes before anything goes", "ask"):
            heard = hands.say(
                *(
                    fact(
                        f"last change of {row['path'].rsplit('/', 1)[1]}",
                        date.fromisoformat(row["modified"]),
                        "[There is {name}, last changed on {value}.|The note {name} was last changed on {value}.|Then {name}, of {value}.]",
                        name=row["path"].rsplit("/", 1)[1],
                    )
                    for row in rows
                ),
                ask="[Shall I trash these?|May these go into the trash?|Do you want me to throw these out?]",
            )
            if spared:
                paths = hands.keep(paths, "spared", lambda path: path.rsplit("/", 1)[1] not in heard)
        done = trash(hands, "[put them into the trash|throw them out]", paths)
        heard = hands.say(
            *(
                fact("in the trash", path.rsplit("/", 1)[1], "[{value} is in the trash.|{value} went.|Gone: {value}.]")
                for path in paths
            )
        )
        if not heard or not spared:
            return
        until = done.get("gone_for_good_on", (today + timedelta(days=30)).isoformat())
        heard = hands.say(
            fact(
                "gone for good on",
                date.fromisoformat(until),
                "[They can be brought back until {value}.|On {value} they are gone for good.|The trash keeps them until {value}.]",
            )
        )
        if not heard:
            return
        chosen = next((paths[n] for n in range(len(paths)) if f"the {place[n]}" in heard), paths[0])
        ids = {item["path"]: item["trash_id"] for item in done["trashed"]}
        if not ids[chosen]:
            text = hands.call("list_folder", "[find it in the trash|look into the trash]", path=folder, show="trash")
            ids[chosen] = next(
                word
                for line in text.splitlines()
                if chosen in line
                for word in line.split()
                if word.startswith("trash:")
            )
        move(hands, "[bring it back|restore it]", (ids[chosen], chosen))
        hands.say(fact("restored", chosen, "[{value} is back.|I restored {value}.|Back in its place: {value}.]"))
        usage = details(hands, "[see how full the folder is|look at the usage]", folder, "usage")["usage"]
        hands.say(
            fact(
                "used space",
                f"{usage['used_kb']:,.1f} kB",
                "[It takes up {value} now.|Your folder is at {value}.|{value} are in use.]",
            )
        )

    final = [d for d in gone if d is not back]
    wants: list[Want] = [
        *gone_to_trash(final, [d for d in mine if d not in final]),
        Asks(name="asks before anything goes"),
    ]
    wants += [Tells(f"that {d.name} would go", d.name, turn=0) for d in old]
    paths = tuple(f"documents.{d.id}.{part}" for d in final for part in ("trashed", "found"))
    if back:
        used = sum(d.size for d in mine if d not in final)
        wants += [
            Tells("the last day", today + timedelta(days=30), turn=2),
            Tells("the space in use", round(used / 1000, 1)),
        ]
        paths += (f"documents.{back.id}.found", f"documents.{back.id}.trashed")
    plan = ("list_folder", "list_folder", "trash_items", *(("move_items", "describe_item") if draw.hard else ()))
    return Goal(
        tuple(turns),
        [
            sorted(d.id for d in gone),
            spared.id if spared else "",
            back.id if back else "",
            before.isoformat(),
            least or 0,
        ],
        (
            "date",
            "exclusion",
            "yes first",
            *(("size",) if least else ()),
            *(("spared", "the nth", "brought back") if draw.hard else ()),
        ),
        plan,
        solve,
        (*wants, OnlyChanges(paths)),
    )


TALKS = (which_note, tidy_after_a_yes)
