"""Talks in which something shows only later: a paper that search finds, an export that is asked for anew."""

from __future__ import annotations

from datetime import date

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.notebook import vocabulary
from negforge.worlds.notebook.rules import INDEX_MINUTES
from negforge.worlds.notebook.state import Notebook
from negforge.worlds.notebook.steps import (
    Row,
    counted,
    export,
    exported,
    listing,
    slug_of,
)
from negforge.worlds.notebook.tools_keep import export_pages, export_size
from negforge.worlds.wants import Gains, Holds, OnlyChanges, Tells, Want


@goal("multi_easy")
def written_then_found(draw: Draw) -> Goal | None:
    """Write a short paper, then count by search what mentions a thing: the index lags behind."""
    notebook: Notebook = draw.state
    client = draw.one(notebook.clients)
    word = draw.one(vocabulary.ODD_WORDS)
    if client is None or word is None or notebook.used(client.path) + 2000 > (client.quota or 0):
        return None
    have = [d for d in notebook.inside(client.path) if any(word in line.lower() for line in d.lines)]
    if len(have) > 7:
        return None
    name = f"{draw.rng.choice(('call', 'visit', 'chat', 'walk-through', 'phone'))}-{draw.now:%m-%d}-{draw.rng.randrange(2, 40)}.md"
    secret = draw.chance(0.35)
    tag = draw.one(("by-phone", "to-check", "hearsay", "follow-up", "unconfirmed")) if draw.chance(0.5) else None
    lines = [
        draw.word(form, word=word, n=draw.rng.randrange(3, 90))
        for form in (
            "[Call with the site|Short visit|A word at the gate|Chat in the yard]",
            "[The {word} was moved after {n} complaints|{n} people asked about the {word}|Somebody counted {n} knocks against the {word}|The {word} is {n} years old]",
        )
    ]
    turns = (
        draw.ask(
            '[Write down for me, as {name} in the {client} folder: "{one}" and, on the next line, "{two}".|Please make a note {name} under {client} with two lines: "{one}" and "{two}".|New paper {name}, folder of {client}. First line "{one}", second line "{two}".|Put this into {client}\'s folder as {name}, two lines: "{one}" / "{two}".]',
            *(["[Mark it confidential.|It has to be confidential.|With the marking confidential, please.]"] if secret else []),
            *(['[Tag: {tag}.|It gets the tag "{tag}".|And tag it "{tag}".]'] if tag else []),
            because="[I am still on the stairs.|Before I forget it.|My hands are full.|It may matter later.]",
            tag=tag,
            name=name, client=client.title, one=lines[0], two=lines[1],
        ),
        draw.then(
            '[Now search that client\'s folder for "{word}": how many papers mention it, the new one included?|How many documents of that client have the word "{word}" in them now? Use the search, and make sure mine is among them.|And by the search, in how many papers of theirs does "{word}" come up? It should find the new one as well.]',
            word=word,
        ),
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        root = f"/clients/{slug_of(client.title)}"

        def landed() -> Row | None:
            there = [
                row["path"] for row in listing(hands, "[see whether it is there|check the folder]", root, match=name)
            ]
            return {"path": f"{root}/{name}"} if there else None

        made = hands.call(
            "create_document", "[write the note|create the paper]", landed=landed, path=f"{root}/{name}", lines=lines,
            marking="confidential" if secret else None, tags=[tag] if tag else None,
        )  # fmt: skip
        hands.say(fact("new paper", made["path"], "[{value} is written.|Noted as {value}.|It stands in {value} now.]"))
        if hands.bother("the index lags", "more"):
            hands.call("pause", "[let the search catch up|wait for the index]", length={"minutes": INDEX_MINUTES})
        found = hands.call("search_notes", "[search the folder|look for the word]", query={"all": [word]}, within=root)
        hands.say(
            fact(
                "papers that mention it",
                found["total"],
                "[The search finds {value} in that folder.|{value} papers mention it.|By the search it is {value}.]",
            )
        )

    return Goal(
        turns,
        [client.path, word, name, lines, secret, tag or ""],
        ("late index", "two lines", *(("marking",) if secret else ()), *(("tag",) if tag else ())),
        ("create_document", "pause", "search_notes"),
        solve,
        (
            Gains(
                "documents",
                {
                    "path": f"{client.path}/{name}",
                    "marking": "confidential" if secret else "internal",
                    "tags": [tag] if tag else [],
                },
            ),
            Holds(
                "its lines",
                lambda state: any(
                    d.path == f"{client.path}/{name}" and [x.rstrip(" .") for x in d.lines] == lines
                    for d in state.documents.values()
                ),
                "it has the two lines",
                lambda state: "its lines are others",
            ),
            Tells("how many", len(have) + 1),
            OnlyChanges(("documents",)),
        ),
    )


@goal("multi_easy", "multi_hard")
def export_asked_anew(draw: Draw) -> Goal | None:
    """Export a client's minutes and tell the pages; hard: again without the first, as another format, zip if too large."""
    notebook: Notebook = draw.state
    client = draw.one(notebook.clients)
    if client is None:
        return None
    papers = [d for d in notebook.inside(client.path) if d.name.startswith("minutes-")]
    if len(papers) != 3:
        return None
    first_format, second = draw.rng.choice((("pdf", "docx"), ("docx", "pdf")))
    cover = draw.chance(0.5)
    since = (
        draw.one(date.fromisoformat(d.name[8:18]) for d in papers[1:]) if not draw.hard and draw.chance(0.6) else None
    )
    wanted = [d for d in papers if since is None or d.name[8:18] >= since.isoformat()]
    rest = papers[1:]
    limit = draw.rng.randrange(20, 160)
    size = export_size(second, rest) / 1000
    if abs(size - limit) < 2:
        return None
    large = size > limit
    turns = [
        draw.ask(
            "[Export the minutes of {client} as one {format} file, please.|I need all our {client} minutes in a single {format}.|Make me a {format} of the minutes we have for {client}.|Put the {client} minutes together as {format}.]",
            *(["[Only the meetings from {since} on.|Starting with the meeting of {since}.|Nothing from before {since}.]"] if since else []),
            because="[For the binder.|A colleague comes back from leave.|I read better on the train.|The partners want them in one piece.]",
            client=client.title, format=first_format.upper() if first_format == "pdf" else "Word (docx)", since=since,
        ),
        draw.then("[Is it ready? How many pages?|Has it finished, and how many pages did it come to?|What's the page count, once it is there?|How many pages is it in the end?]"),
    ]  # fmt: skip
    if draw.hard:
        turns += [
            draw.then(
                "[I changed my mind: leave out the earliest meeting and make it {format}{cover}.|Once more, without the oldest minutes, as {format}{cover}.|Could I have it again as {format}{cover}, minus the first meeting?]",
                format="a PDF" if second == "pdf" else "a Word file (docx)",
                cover=" with a cover page" if cover else "",
            ),
            draw.then(
                "[And how large is that one?|How many kilobytes does the new one have?|What size did the second one come to?]"
            ),
            draw.then(
                "[My mail box takes {limit} kB at most. If it's larger than that, give me the same papers as a zip in addition, without any options.|If that is over {limit} kB, make an additional zip of the same minutes, plain. If not, we are done.|Should it be more than {limit} kB, I'd like the same selection as a zip, too, no extras. Otherwise leave it.]",
                limit=limit,
            ),
        ]

    def solve(hands: Hands) -> None:
        root = f"/clients/{slug_of(client.title)}"
        rows = listing(hands, "[find the minutes|see which minutes there are]", root, match="minutes-*")
        if since is not None:
            rows = hands.keep(rows, "date", lambda row: row["path"][-13:-3] >= since.isoformat())
        paths = [row["path"] for row in rows]
        identity = export(hands, "[start the export|ask for the file]", paths, first_format)
        hands.say(
            fact(
                "export",
                identity,
                "[The export is queued as {value}; it takes some minutes.|{value} is under way.|I asked for it: {value}, ready in about ten minutes.]",
            )
        )
        done = exported(hands, identity)
        if done is None:
            heard = hands.say(
                "[It is still in the queue, so the pages are not known yet.|Not finished yet; I cannot tell the pages.]"
            )
        else:
            heard = hands.say(
                fact(
                    "pages",
                    counted(done["pages"], "page"),
                    "[It is ready: {file}, {value}.|{file} is there and has {value}.|{value}, in {file}.]",
                    file=done["file"],
                )
            )
        if not heard:
            return
        chosen = [path for path in paths if path != min(paths)]
        again = export(
            hands, "[export it once more|start the new export]", chosen, second, {"cover_page": True} if cover else None
        )
        hands.say(
            fact(
                "new export",
                again,
                "[The new one is queued as {value}.|{value} is under way, without the earliest meeting.|I have asked for it again: {value}.]",
            )
        )
        done = exported(hands, again)
        kb = done["size"]["value"] if done else 0.0
        hands.say(
            fact("size", f"{kb:,.1f} kB", "[It has {value}.|The new file is {value}.|{value}, that is.]")
            if done
            else "[It has not finished yet.|It is still queued.]"
        )
        if hands.keep([kb], "condition", lambda kb: kb > limit):
            third = export(hands, "[make the zip|ask for the zip as well]", chosen, "zip")
            hands.say(
                fact(
                    "zip",
                    third,
                    "[That is above your limit, so a zip is on its way as {value}.|The zip is queued as {value}.|As it is larger, I asked for the zip: {value}.]",
                )
            )
        else:
            hands.say(
                "[It is within your limit, so no zip is needed.|That fits your mail box; I made no zip.|No zip, since it is small enough.]"
            )

    expected = [(first_format, tuple(d.path for d in wanted), False)]
    if draw.hard:
        expected.append((second, tuple(d.path for d in rest), cover))
        if large:
            expected.append(("zip", tuple(d.path for d in rest), False))

    def have(state: Notebook) -> list[tuple[str, tuple[str, ...], bool]]:
        return sorted(
            (x.format, tuple(sorted(x.sources)), bool(x.options.get("cover_page"))) for x in state.exports.values()
        )

    wants: list[Want] = [
        Holds(
            "the exports",
            lambda state: have(state) == sorted(expected),
            f"these exports were made: {expected}",
            lambda state: f"they are {have(state)}",
        ),
        Tells("the pages", export_pages(wanted), turn=1),
        OnlyChanges(("exports",)),
    ]
    if draw.hard:
        wants.append(Tells("the size", round(export_size(second, rest) / 1000, 1), turn=3))
    return Goal(
        tuple(turns),
        [client.path, first_format, since.isoformat() if since else "", *([cover, limit] if draw.hard else [])],
        (
            "late effect",
            *(("date",) if since else ()),
            *(
                ("exclusion", "condition", "zip" if large else "no zip", *(("cover",) if cover else ()))
                if draw.hard
                else ()
            ),
        ),
        ("list_folder", "start_export", "pause", "get_exports"),
        solve,
        tuple(wants),
    )


LATER = (written_then_found, export_asked_anew)
