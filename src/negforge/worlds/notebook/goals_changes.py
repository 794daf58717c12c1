"""Longer talks about one paper: its figures changed step by step, and who may do what with it."""

from __future__ import annotations

from datetime import date, timedelta

from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.notebook.goals_look import CALLED, plainly
from negforge.worlds.notebook.state import Notebook, is_outside
from negforge.worlds.notebook.steps import (
    Row,
    details,
    edit,
    entry,
    locate,
    move,
    person,
    read,
    replace,
    running,
    share,
)
from negforge.worlds.notebook.told import RIGHTS, client_of, named, reads, reports, rewritten, shared_as, value_in
from negforge.worlds.wants import Becomes, Holds, OnlyChanges, Tells, Want
from negforge.worlds.wording import listed

_NEW = ("Sites visited", "Interviews held", "Open questions", "Pilot ends on", "Estimated saving a year (EUR)")
_PLACE = ("first", "second", "third", "fourth")


def _another(draw: Draw, value: str) -> str:
    if value.count("-") == 2:
        return (date.fromisoformat(value) + timedelta(days=draw.rng.randrange(2, 20))).isoformat()
    number = int(value)
    return str(number + draw.rng.randrange(1, 6) * (100 if number > 300 else 1))


def _said(value: str) -> str:
    return f"{date.fromisoformat(value):%-d %B %Y}" if value.count("-") == 2 else value


@goal("multi_easy", "multi_hard")
def report_step_by_step(draw: Draw) -> Goal | None:
    """Read a figure, change it; hard: correct that, drop a finding by its place, say what changed, take one step back."""
    notebook: Notebook = draw.state
    report = draw.one(d for d in reports(notebook) if not notebook.locked_against(d, notebook.me, draw.now.date()))
    if report is None:
        return None
    key, other = draw.some(_NEW, 2)
    was = value_in(report, key)
    new = _another(draw, was)
    final = _another(draw, new)
    nth = draw.rng.randrange(4)
    findings = [line for line in report.lines if line.startswith("- ")]
    back = draw.chance(0.5)
    phrase, known = named(draw, report)
    note = draw.rng.choice(("after the call", "as agreed", "by request of the lead")) if draw.chance(0.4) else None
    turns = [
        draw.ask(
            "[What does {paper} give as {figure}, and as {other}?|Could you tell me the {figure} and the {other} in {paper}?|I need two things out of {paper}: the {figure} and the {other}.|Look into {paper}, please: {figure} and {other}?]",
            because="[I have the site manager on the phone.|Something was off in the slides.|Before I make a fool of myself.|I am comparing it with my notes.]",
            paper=phrase,
            figure=CALLED[key],
            other=CALLED[other],
        ),
        draw.then(
            "[The first should be {new}. Please change it.|Make the first of these {new}.|Then correct the former: {new}.|The former is out of date, it's {new} by now. Put that in.]",
            *(['[As a note for the history: "{note}".|Put "{note}" into the version note.]'] if note else []),
            new=_said(new),
            note=note,
        ),
    ]
    if draw.hard:
        turns += [
            draw.then(
                "[Sorry, I misheard. It's {final}, not {new}.|No wait, make it {final}.|Correction: {final} is right, I got that wrong.|Oh dear, they now say {final}. Change it again, please.]",
                final=_said(final),
                new=_said(new),
            ),
            draw.then(
                "[And strike the {nth} of the findings, that turned out to be wrong.|Also delete the {nth} point in the list of findings.|The {nth} finding has to go; the others stay.|Remove the {nth} bullet under Findings, please.]",
                nth=_PLACE[nth],
            ),
            draw.then(
                "[Hm, no: the lead wants that finding back. Undo just the last step.|I was too quick, that finding stays. Take back the last change, not the ones before it.|Please undo the deletion, the figure keeps its new value.]"
                if back
                else "[Which version is it at now, and what was the {figure} before we started?|Remind me: what was the {figure} originally, and at which version are we?|What's the present version number, and from what did the {figure} start today?]",
                figure=CALLED[key],
            ),
        ]

    def solve(hands: Hands) -> None:
        path = locate(hands, report.name, client_of(notebook, report).title, known)
        found = hands.call("read_lines", "[read the report|look the figures up]", path=path)
        version = int(found["version"])
        lines = [
            (int(x.strip().partition("  ")[0]), x.strip().partition("  ")[2])
            for x in found["text"].split("\n")
            if x.strip()[:1].isdigit()
        ]
        number, old = entry(lines, key)
        second = entry(lines, other)[1]
        hands.say(
            fact(CALLED[key], _said(old), "[The {label} is {value}.|It gives {value} as {label}.|{Label}: {value}.]"),
            fact(
                CALLED[other], _said(second), "[The {label} is {value}.|As {label} it has {value}.|{Label}: {value}.]"
            ),
        )
        step = replace(max(1, number), f"{key}: {new}")
        if note:
            done = hands.call(
                "edit_document",
                "[change the line|put the new figure in]",
                landed=lambda: _now_at(hands, path, version),
                path=path,
                base_version=version,
                operations=[step],
                note=note,
            )
        else:
            done = edit(hands, "[change the line|put the new figure in]", path, version, step)
        heard = hands.say(
            fact(
                CALLED[key],
                _said(new),
                "[The {label} is {value} now, in version {version}.|Changed: {label} {value} (version {version}).|Version {version} says {value}.]",
                version=done["version"],
            )
        )
        if not heard:
            return
        done = edit(
            hands,
            "[correct it|change the line again]",
            path,
            done["version"],
            replace(max(1, number), f"{key}: {final}"),
        )
        hands.say(fact(CALLED[key], _said(final), "[Now it is {value}.|Corrected to {value}.|It says {value} now.]"))
        lines = read(hands, "[find the finding|look at the list of findings]", path)
        bullets = [at for at, text in lines if text.startswith("- ")]
        at = bullets[nth] if nth < len(bullets) else bullets[-1]
        before = done["version"]
        done = edit(
            hands,
            "[delete that finding|strike the line]",
            path,
            before,
            {"op": "delete", "anchor": {"start_line": at, "end_line": at}},
        )
        gone = next(text for line, text in lines if line == at)
        hands.say(fact("deleted finding", gone[2:], '[I deleted "{value}"|Gone: "{value}"|"{value}" is out.]'))
        if back:
            done = edit(
                hands,
                "[go back by one version|undo the deletion]",
                path,
                done["version"],
                {"op": "restore", "version": before},
            )
            hands.say(
                fact(
                    "version",
                    done["version"],
                    "[The finding is back, as version {value}; the {figure} is still {final}.|Version {value} has the finding again, and {final} as {figure}.]",
                    figure=CALLED[key],
                    final=_said(final),
                )
            )
        else:
            hands.say(
                fact(
                    "version",
                    done["version"],
                    "[We are at version {value}.|It is version {value} now.|The present version is {value}.]",
                ),
                fact(
                    f"{CALLED[key]} at the start",
                    _said(old),
                    "[Before today's changes it was {value}.|It started from {value}.|Originally it said {value}.]",
                ),
            )

    target = final if draw.hard else new
    lines = [f"{key}: {target}" if line.startswith(f"{key}:") else line for line in report.lines]
    if draw.hard and not back:
        lines = [line for line in lines if line != findings[nth]]
    wants: list[Want] = [
        Tells(f"the {CALLED[key]}", plainly(was), turn=0),
        Tells(f"the {CALLED[other]}", plainly(value_in(report, other)), turn=0),
        reads(report, lines, "the report has what was asked for in the end"),
        OnlyChanges(rewritten(report)),
    ]
    if draw.hard and not back:
        wants.append(Tells("the first value", plainly(was)))
    if note and not draw.hard:
        wants.append(_noted(report.id, note))
    return Goal(
        tuple(turns),
        [
            report.id,
            key,
            other,
            new,
            final if draw.hard else "",
            nth if draw.hard else 0,
            back if draw.hard else False,
            note or "",
        ],
        (
            "the former",
            *(("note",) if note else ()),
            *(("correction", "the nth", "undo" if back else "recall") if draw.hard else ()),
            *(() if known else ("client",)),
        ),
        (*(() if known else ("list_folder",)), "read_lines", "edit_document"),
        solve,
        tuple(wants),
        fallback=() if known else ("list_folder",),
    )


def _now_at(hands: Hands, path: str, version: int) -> Row | None:
    now = details(hands, "[see whether the edit went through|check the version]", path)
    return {"version": now["version"]} if now["version"] > version else None


def _noted(document: str, note: str) -> Want:
    return Holds(
        "the note of the version",
        lambda state: note in state.documents[document].now.note,
        f'the history says "{note}"',
        lambda state: f"the history says {state.documents[document].now.note!r}",
    )


@goal("multi_easy", "multi_hard")
def access_talk(draw: Draw) -> Goal | None:
    """Who may do what with a report, taken away by place; hard: moved, all kept, one weakened, one given until a day."""
    notebook: Notebook = draw.state
    today = draw.now.date()
    report = draw.one(
        d
        for d in reports(notebook)
        if len(d.shares) > 1
        and all(s.holds(today) for s in d.shares.values())
        and not notebook.locked_against(d, notebook.me, today)
    )
    if report is None:
        return None
    client = client_of(notebook, report)
    order = sorted(report.shares)
    nth = draw.rng.randrange(len(order))
    last = nth == len(order) - 1 and draw.chance(0.5)
    dropped = order[nth]
    rest = {who: s.role for who, s in report.shares.items() if who != dropped}
    strong = [who for who, role in rest.items() if role != "view" and not is_outside(who)]
    weak = draw.one(strong)
    added = draw.one(h for h in notebook.people if h not in report.shares and h not in (report.owner, notebook.me))
    if added is None or (draw.hard and (weak is None or not rest)):
        return None
    end = today + timedelta(days=draw.rng.randrange(3, 29))
    cold = draw.chance(0.5)
    place = "/internal/cold-store" if cold else f"{client.path}/archive"
    phrase, known = named(draw, report)
    turns = [
        draw.ask(
            "[Who has {paper} shared with them, and with what rights? Just the paper's own shares.|List the shares of {paper} itself for me, with roles.|With whom is {paper} shared, not counting what comes from the folder?|Show me who was given {paper} and what each may do; the folder's shares I know.]",
            because="[There's been a change in the team.|Somebody left comments who shouldn't have.|I'm tidying up access.|The client has a new rule about it.]",
            paper=phrase,
        ),
        draw.then(
            "[Take it away from the {nth} of them.|The {nth} one no longer needs it, please remove that.|Remove the {nth} on your list.|The {nth} has left the project, so off with that access.]",
            nth="last" if last else _PLACE[nth],
        ),
    ]
    if draw.hard:
        turns += [
            draw.then(
                "[Then move the report to {place}, same name. Whoever still has it must keep it.|Now put it into {place} under its present name; nobody who is left should lose access.|Next, shift it to {place}. The remaining ones keep what they have.]",
                place="/internal/cold-store" if cold else "the archive folder of that client",
            ),
            draw.then(
                "[One thing: {weak} should only read from now on.|And {weak} gets reading rights only, the others as before.|Make {weak} a mere reader, please.]",
                weak=person(weak or ""),
            ),
            draw.then(
                "[Also let {added} comment on it until {end}.|Then give {added} the right to comment, until {end}.|{added} joins as well: may comment, ends {end}.]",
                added=person(added),
                end=end,
            ),
            draw.then(
                "[So who has it now, in the end?|Sum it up: who has access now, and how?|Read me the final list with the rights, please.]"
            ),
        ]

    def told(rows: list[Row]) -> list[Fact | str]:
        return [
            fact(
                f"rights of {_called(row['with'])}",
                RIGHTS[row["role"]]
                + (f" until {date.fromisoformat(str(row['expires'])):%-d %B %Y}" if row["expires"] else ""),
                "[{who} can {value}.|{who} may {value}.]",
                who=_called(row["with"]),
            )
            for row in rows
        ]

    def solve(hands: Hands) -> None:
        path = locate(hands, report.name, client.title, known)
        rows = details(hands, "[look at its shares|see who has it]", path, "shares")["shares"]
        hands.say(*told(rows))
        at = len(rows) - 1 if last else min(nth, len(rows) - 1)
        gone = rows[at]["with"]
        after = share(hands, "[take the access away|remove that share]", path, revoke=[gone])
        heard = hands.say(
            fact(
                "access removed",
                _called(gone),
                "[{value} no longer has it.|I removed {value}.|{value} is off the paper.]",
            )
        )
        if not heard:
            return
        target = f"{place if cold else '/'.join(path.split('/')[:3]) + '/archive'}/{path.rsplit('/', 1)[1]}"
        kept = [row for row in after["shares"] if running(row, today)]
        move(hands, "[move it|put it there]", (path, target))
        if hands.bother("a move drops the shares"):
            grants = [
                {"with": row["with"], "role": row["role"]} | ({"expires": row["expires"]} if row["expires"] else {})
                for row in kept
            ]
            share(
                hands,
                "[give those who are left their access again|restore the access that the move dropped]",
                target,
                grants=grants,
            )
        hands.say(
            fact(
                "new place",
                target,
                "[It lies at {value} now, for {who} as before.|Moved to {value}; {who} kept access.|{value} is its new place, with access for {who}.]",
                who=listed([_called(row["with"]) for row in kept]) or "nobody",
            )
        )
        share(hands, "[weaken that access|make it reading only]", target, grants=[{"with": weak, "role": "view"}])
        hands.say(
            fact(
                "reader",
                person(weak or ""),
                "[{value} can only read it now.|From now on {value} reads, no more.|Reading only for {value}.]",
            )
        )
        share(
            hands,
            "[give the new access|let them comment]",
            target,
            grants=[{"with": added, "role": "comment", "expires": end.isoformat()}],
        )
        hands.say(
            fact(
                "new access",
                person(added),
                "[{value} may comment on it until {end}.|Until {end}, {value} can comment.|{value} joins, to comment, until {end}.]",
                end=end,
            )
        )
        rows = details(hands, "[read the final list|look at the shares once more]", target, "shares")["shares"]
        hands.say(*told(rows))

    wanted = dict(rest)
    moved = f"{place}/{report.name}"
    wants: list[Want] = [Tells(f"that {who} had it", _called(who), turn=0) for who in order]
    paths = [f"documents.{report.id}.shares"]
    if draw.hard and weak:
        wanted |= {weak: "view", added: "comment"}
        wants += [
            Becomes(f"documents.{report.id}.path", moved),
            Becomes(f"documents.{report.id}.shares.{added}.expires", end),
            *(Tells(f"that {who} has it in the end", _called(who)) for who in wanted),
        ]
        paths += [f"documents.{report.id}.path", f"documents.{report.id}.found"]
    return Goal(
        tuple(turns),
        [report.id, dropped, *([weak, added, end.isoformat(), moved] if draw.hard else [])],
        (
            "the last" if last else "the nth",
            *(("move", "weaker", "date", "cold store" if cold else "archive") if draw.hard else ()),
            *(() if known else ("client",)),
        ),
        (*(() if known else ("list_folder",)), "describe_item", "share_item", *(("move_items",) if draw.hard else ())),
        solve,
        (*wants, shared_as(report, wanted), OnlyChanges(tuple(paths))),
        fallback=() if known else ("list_folder",),
    )


def _called(who: str) -> str:
    return who if is_outside(who) else person(who)


CHANGES = (report_step_by_step, access_talk)
