"""What cost tables are asked for: sums under conditions, what is left of a budget, a figure put right in a report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.notebook.state import Document, Notebook
from negforge.worlds.notebook.steps import (
    Row,
    counted,
    details,
    edit,
    entry,
    equal,
    locate,
    person,
    read,
    replace,
    sum_of,
    table,
    update,
)
from negforge.worlds.notebook.told import (
    client_of,
    named,
    named_like,
    reads,
    reports,
    rewritten,
    tables,
    value_in,
    with_line,
)
from negforge.worlds.wants import Holds, OnlyChanges, Tells, Want

Cells = dict[str, str]


def cells_of(document: Document) -> list[Cells]:
    columns = document.lines[0].split(",")
    return [dict(zip(columns, line.split(","), strict=True)) for line in document.lines[1:]]


def net(rows: list[Cells]) -> float:
    return round(sum(float(row["net"]) for row in rows), 2)


def euros(amount: float) -> str:
    return f"EUR {amount:,.2f}"


@goal("single_easy", "single_hard")
def summed_costs(draw: Draw) -> Goal | None:
    """A sum over the rows of a cost table; hard: over both quarters, under more conditions, against the budget."""
    notebook: Notebook = draw.state
    first = draw.one(tables(notebook))
    if first is None:
        return None
    client = client_of(notebook, first)
    papers = [d for d in tables(notebook) if client_of(notebook, d) is client] if draw.hard else [first]
    papers.sort(key=lambda d: d.path)
    pool = ["category", "payer", "month", "least", "status"]
    if draw.hard:
        pool.remove("month")
    count = draw.rng.choice((2, 3)) if draw.hard else draw.rng.choice((1, 1, 2))
    kinds = sorted(draw.rng.sample(pool, count), key=pool.index)
    rows = [row for paper in papers for row in cells_of(paper)]
    category = draw.rng.choice(sorted({r["category"] for r in rows}))
    payer = draw.rng.choice(sorted({r["paid_by"] for r in rows}))
    month = draw.rng.choice(sorted({r["date"][5:7] for r in rows}))
    least = draw.rng.choice((50, 100, 150, 200))
    tests: dict[str, Callable[[Cells], bool]] = {
        "category": lambda r: r["category"] == category,
        "payer": lambda r: r["paid_by"] == payer,
        "month": lambda r: r["date"][5:7] == month,
        "least": lambda r: float(r["net"]) >= least,
        "status": lambda r: r["status"] == "approved",
    }
    fits = [r for r in rows if r["status"] != "void" and all(tests[k](r) for k in kinds)]
    if len(fits) < 2 or any(float(r["net"]) == least for r in rows):
        return None
    total = net(fits)
    brief = named_like(notebook, "brief.md")
    paper = next(d for d in brief if client_of(notebook, d) is client)
    budget = float(value_in(paper, "Budget for expenses (EUR)"))
    versus = draw.hard and "least" not in kinds and draw.chance(0.6)
    phrase, known = named(draw, first)
    where = (
        draw.word(
            "[both cost tables of {client}, first and second quarter together|the two quarterly cost tables of {client}, taken together|{client}'s cost tables, both quarters]",
            client=client.title,
        )
        if draw.hard
        else phrase
    )
    forms = {
        "category": "[Only {category} counts.|I mean {category} alone.|Just what is booked as {category}.|Take the {category} rows only.]",
        "payer": "[Only what {payer} paid.|I need it for {payer} alone.|Restrict it to {payer}'s expenses.|Count the rows paid by {payer} and no others.]",
        "month": "[Just {month}, please.|For {month} only.|Leave out everything that isn't dated in {month}.|Only rows of {month} count.]",
        "least": "[Skip everything under {least} euros.|Small stuff below EUR {least} stays out.|Only single amounts of at least EUR {least}.|Nothing under {least} euros a row.]",
        "status": "[What is still pending doesn't count.|Approved rows only.|Only what has been approved, please.|Leave the pending ones out.]",
    }
    turn = draw.ask(
        "[What do the expenses in {where} add up to?|Please sum up {where} for me.|I need a total out of {where}.|How much have we spent according to {where}?|Could you work out the net total from {where}?]",
        *(forms[kind] for kind in kinds),
        *(
            [
                "[And how much of the expenses budget in the brief would that leave?|Set it against the budget for expenses in the brief, too: what remains?|Tell me as well what is left of the expenses budget (it's in the client's brief.md) after that.]"
            ]
            if versus
            else []
        ),
        because="[The bookkeeper wants a figure by noon.|I have to sign it off.|My own sum does not agree with anyone else's.|It's for the steering meeting.|We were told to watch this.]",
        where=where,
        category=category,
        payer=person(payer),
        month=f"{date(2026, int(month), 1):%B}",
        least=least,
    )

    def solve(hands: Hands) -> None:
        conditions: list[Row] = []
        if "category" in kinds and hands.keep([1], "category", lambda _: False) == []:
            conditions.append(equal("category", category))
        if "payer" in kinds and hands.keep([1], "payer", lambda _: False) == []:
            conditions.append(equal("paid_by", payer))
        found: list[Row] = []
        path = locate(hands, first.name, client.title, None if draw.hard else known)
        paths = [path]
        if draw.hard:
            paths = [path.replace("-q2.", "-q1."), path.replace("-q1.", "-q2.")]
        for one in paths:
            found += table(hands, "[get the rows of {path}|read the cost table]", one, conditions)
        found = hands.keep(found, "void rows", lambda row: row["status"] != "void")
        if "month" in kinds:
            found = hands.keep(found, "month", lambda row: row["date"][5:7] == month)
        if "least" in kinds:
            found = hands.keep(found, "least", lambda row: row["net"] >= least)
        if "status" in kinds:
            found = hands.keep(found, "status", lambda row: row["status"] == "approved")
        told: list[Fact | str] = [
            fact(
                "total",
                euros(sum_of(found)),
                "[That comes to {value} net, over {rows}.|The total is {value} net ({rows}).|I counted {rows}; the sum is {value} net.]",
                rows=counted(len(found), "row"),
            )
        ]
        if versus:
            root = "/".join(path.split("/")[:3])
            limit = entry(
                read(hands, "[look up the budget|see what the brief says]", f"{root}/brief.md"),
                "Budget for expenses (EUR)",
            )[1]
            left = round(float(limit or 0) - sum_of(found), 2)
            told.append(
                fact(
                    "left of the budget",
                    euros(left),
                    "[Of the budget of {limit} that leaves {value}.|{value} of the {limit} would be left.|Against a budget of {limit}, {value} remains.]",
                    limit=euros(float(limit or 0)),
                )
            )
        hands.say(*told)

    wants: list[Want] = [Tells("the total", total)]
    if versus:
        wants.append(Tells("what is left of the budget", round(budget - total, 2)))
    asked = known is None or draw.hard
    return Goal(
        (turn,),
        [
            [p.id for p in papers],
            kinds,
            category if "category" in kinds else "",
            payer if "payer" in kinds else "",
            month if "month" in kinds else "",
            least if "least" in kinds else 0,
            versus,
        ],
        (*kinds, "void rows", *(("budget",) if versus else ()), *(("client",) if asked else ())),
        (*(("list_folder",) if asked else ()), "query_table", *(("read_lines",) if versus else ())),
        solve,
        (*wants, OnlyChanges()),
        fallback=("list_folder",) if asked else (),
    )


@goal("single_hard")
def expenses_put_right(draw: Draw) -> Goal | None:
    """Put the expenses of a report right by the tables; where it is locked, leave the holder a comment instead."""
    notebook: Notebook = draw.state
    report = draw.one(reports(notebook))
    if report is None:
        return None
    client = client_of(notebook, report)
    papers = sorted((d for d in tables(notebook) if client_of(notebook, d) is client), key=lambda d: d.path)
    only = draw.rng.choice((None, None, "q1", "q2"))
    used = [p for p in papers if only is None or only in p.name]
    approved = draw.chance(0.5)
    rows = [
        r for p in used for r in cells_of(p) if r["status"] == "approved" or (r["status"] == "pending" and not approved)
    ]
    total = net(rows)
    lock = notebook.locked_against(report, notebook.me, draw.now.date())
    key = "Expenses so far (EUR)"
    phrase, known = named(draw, report)
    span = draw.word(
        {
            None: "[both quarterly cost tables|the cost tables of both quarters|the two cost tables]",
            "q1": "[the first-quarter cost table|the cost table for the first quarter]",
            "q2": "[the second-quarter cost table|the cost table for the second quarter]",
        }[only]
    )
    counts = draw.word(
        "[approved rows only|only what is approved|approved items alone]"
        if approved
        else "[approved and pending ones|pending rows included|whatever is approved or pending]"
    )
    turn = draw.ask(
        '["{key}" in {paper} is wrong. Work it out from {span} ({counts}) and put the right sum in.|Please correct the line "{key}" in {paper}: it should be the sum over {span}, {counts}.|The figure behind "{key}" in {paper} has to match {span}, {counts}. Recalculate it and replace it.|Could you bring "{key}" in {paper} into line with {span}? Count {counts}.]',
        "[If somebody has the report locked, leave them a comment with the right figure instead.|Should it be locked by a colleague, comment on it with the correct sum and mention them.|In case it is locked by someone else: a comment to that person with the right amount will do.|If you can't edit it because of a lock, put the right sum in a comment that mentions whoever holds it.]",
        because="[The client adds everything up.|It goes out this week.|I found three different numbers this morning.|Nobody has touched it since the pilot.]",
        key=key,
        paper=phrase,
        span=span,
        counts=counts,
    )

    def solve(hands: Hands) -> None:
        path = locate(hands, report.name, client.title, known)
        root = "/".join(path.split("/")[:3])
        found: list[Row] = []
        for quarter in ("q1", "q2") if only is None else (only,):
            found += table(hands, "[get the rows of the table|read {path}]", f"{root}/costs-2026-{quarter}.csv", [])
        found = hands.keep(found, "void rows", lambda row: row["status"] != "void")
        if approved:
            found = hands.keep(found, "status", lambda row: row["status"] == "approved")
        amount = f"{sum_of(found):.2f}"
        now = details(hands, "[see whether it is locked, and its version|check the lock and the version]", path, "lock")
        held = now["lock"] if now["lock"] and not now["lock"]["yours"] else None
        if held is None:
            number, was = entry(read(hands, "[find the line|read the report]", path), key)
            edit(
                hands,
                "[put the right sum in|correct the line]",
                path,
                now["version"],
                replace(max(1, number), f"{key}: {amount}"),
            )
            hands.say(
                fact(
                    "new figure",
                    euros(float(amount)),
                    "[The line now says {value}; before, it was {was}.|I replaced {was} by {value}.|Corrected to {value} (it had {was}).]",
                    was=was,
                ),
            )
        else:
            text = f"{key} should read {amount}, by the rows of the cost tables."
            update(
                hands,
                "[leave the holder a comment|comment on it for whoever holds the lock]",
                path,
                comment={"text": text, "mention": [held["holder"]]},
            )
            hands.say(
                fact(
                    "right figure",
                    euros(float(amount)),
                    "[The right sum is {value}.|By the tables it is {value}.|It should be {value}.]",
                ),
                fact(
                    "lock holder",
                    person(held["holder"]),
                    "[The report is locked by {value} until {until}, so I left a comment that mentions them.|As {value} holds the lock until {until}, I commented instead of editing.|It could not be edited, {value} has it locked until {until}; a comment with the figure is waiting for them.]",
                    until=date.fromisoformat(str(held["until"])),
                ),
            )

    asked = () if known else ("list_folder",)
    wants: tuple[Want, ...]
    if lock is None:
        plan = (*asked, "query_table", "describe_item", "read_lines", "edit_document")
        wants = (
            reads(
                report,
                with_line(report, key, f"{total:.2f}"),
                "the report has the right sum and is otherwise unchanged",
            ),
            OnlyChanges(rewritten(report)),
        )
    else:
        plan = (*asked, "query_table", "describe_item", "update_item")
        spoken = (f"{total:.2f}", f"{total:,.2f}")
        wants = (
            Holds(
                "the comment",
                lambda state: any(
                    lock.holder in c.to and any(s in c.text for s in spoken)
                    for c in state.documents[report.id].comments.values()
                ),
                f"a comment to {lock.holder} gives {total:.2f}",
                lambda state: (
                    "no comment of the kind is there: "
                    + "; ".join(c.text for c in state.documents[report.id].comments.values())
                ),
            ),
            OnlyChanges((f"documents.{report.id}.comments",)),
        )
    return Goal(
        (turn,),
        [report.id, only or "", approved, lock.holder if lock else ""],
        (
            "void rows",
            *(("status",) if approved else ()),
            only or "both quarters",
            "locked" if lock else "free",
            *(() if known else ("client",)),
        ),
        plan,
        solve,
        (*wants, Tells("the sum", total)),
        fallback=asked,
    )


@goal("multi_hard")
def costs_talk(draw: Draw) -> Goal | None:
    """A talk about a table: a sum, the same for the other quarter, without one payer, the largest row, a comment on it."""
    notebook: Notebook = draw.state
    q1 = draw.one(d for d in tables(notebook) if "-q1" in d.name)
    if q1 is None:
        return None
    client = client_of(notebook, q1)
    q2 = next(d for d in tables(notebook) if "-q2" in d.name and client_of(notebook, d) is client)
    categories = sorted({r["category"] for r in cells_of(q1)} & {r["category"] for r in cells_of(q2)})
    category = draw.one(categories)
    fits = [[r for r in cells_of(p) if r["category"] == category and r["status"] != "void"] for p in (q1, q2)]
    payers = sorted({r["paid_by"] for r in fits[1]})
    payer = draw.one(payers)
    if payer is None or len(fits[0]) < 2 or len(payers) < 2:
        return None
    rest = [r for r in fits[1] if r["paid_by"] != payer]
    amounts = sorted((float(r["net"]) for r in rest), reverse=True)
    if len(amounts) < 2 or amounts[0] == amounts[1]:
        return None
    top = next(r for r in rest if float(r["net"]) == amounts[0])
    ask_for = draw.rng.choice(("approval", "receipt", "split"))
    words = {
        "approval": "please have this approved",
        "receipt": "please add the receipt",
        "split": "please split this by site",
    }[ask_for]
    limit = draw.rng.choice((150, 300, 450))
    phrase, known = named(draw, q1)
    turns = (
        draw.ask(
            "[What have we spent on {category} according to {paper}?|How much {category} is in {paper}, in total?|{category_up} in {paper}: what does it come to?|Please add up the {category} rows in {paper}.]",
            because="[I want to see where the money goes.|{client} has asked about it.|We're planning the autumn.]",
            category=category,
            category_up=str(category).capitalize(),
            paper=phrase,
            client=client.title,
        ),
        draw.then(
            "[And the same for the second quarter?|What about the quarter after that?|Now the same sum from the second-quarter table.|And how is it in the second quarter?]"
        ),
        draw.then(
            "[Leave out what {payer} paid in that second sum. What is it then?|{payer} gets that back from another project, so take {payer}'s rows out of the second figure.|Without the rows of {payer}, what would the second quarter be?|And the latter without {payer}'s expenses?]",
            payer=person(payer),
        ),
        draw.then(
            "[Which single row is the largest among those that remain? Its number, please, and who paid it.|Of what's left there, which item was the most expensive, and whose was it? I need the E number.|What is the biggest of the remaining rows (number and payer)?|Name me the largest row that is still in, with its number and who paid.]"
        ),
        draw.then(
            '[If it is over EUR {limit}, put a comment on that table for whoever paid it: "{number_word}: {words}". If not, never mind.|Should that one exceed {limit} euros, leave the payer a comment on the table, worded "{number_word}: {words}". Otherwise leave it.|In case that row is above EUR {limit}: comment on the table, mention the payer, text "{number_word}: {words}". Below that I don\'t care.]',
            limit=limit,
            words=words,
            number_word="<number>",
        ),
    )

    def solve(hands: Hands) -> None:
        path = locate(hands, q1.name, client.title, known)
        rows = table(hands, "[get the rows of the first quarter|read the rows]", path, [equal("category", category)])
        rows = hands.keep(rows, "void rows", lambda row: row["status"] != "void")
        sentence = "[{what} comes to {value}.|That is {value} for {what}.|{value} in all for {what}.]"
        hands.say(fact("first quarter", euros(sum_of(rows)), sentence, what=f"{category} in the first quarter"))
        other = path.replace("-q1.", "-q2.")
        rows = table(
            hands, "[get those of the second quarter|read the other table]", other, [equal("category", category)]
        )
        rows = hands.keep(rows, "void rows", lambda row: row["status"] != "void")
        hands.say(fact("second quarter", euros(sum_of(rows)), sentence, what=f"{category} in the second quarter"))
        rows = hands.keep(rows, "exclusion", lambda row: row["paid_by"] != payer)
        hands.say(
            fact(
                "second quarter without them",
                euros(sum_of(rows)),
                "[Without {payer} it is {value}.|{value} once {payer}'s rows are out.|Leaving {payer} out brings it to {value}.]",
                payer=person(payer),
            )
        )
        row = hands.best(rows, lambda row: -row["net"])
        hands.say(
            fact(
                "largest row",
                row["ref"],
                "[The largest is {value}, {amount}, on {day}.|{value} is the biggest: {amount} of {day}.|It is {value} with {amount}, dated {day}.]",
                amount=euros(row["net"]),
                day=date.fromisoformat(row["date"]),
            ),
            fact("payer", person(row["paid_by"]), "[{value} paid it.|It was paid by {value}.|The payer was {value}.]"),
        )
        if hands.keep([row], "condition", lambda row: row["net"] > limit):
            update(
                hands,
                "[leave the comment|comment on the table]",
                other,
                comment={"text": f"{row['ref']}: {words}", "mention": [row["paid_by"]]},
            )
            hands.say(
                fact(
                    "comment left on",
                    other,
                    "[The comment is on {value}, with {payer} mentioned.|I left it on {value} and mentioned {payer}.|Done: {payer} is mentioned in a comment on {value}.]",
                    payer=person(row["paid_by"]),
                )
            )
        else:
            hands.say(
                "[It is not above that, so I left no comment.|That row stays below your line; nothing was commented.|No comment, as the row is not over that amount.]"
            )

    over = float(top["net"]) > limit
    wants: list[Want] = [
        Tells("the first quarter", net(fits[0]), turn=0),
        Tells("the second quarter", net(fits[1]), turn=1),
        Tells("the rest", net(rest), turn=2),
        Tells("the largest row", top["ref"], turn=3),
        Tells("its payer", person(top["paid_by"]), turn=3),
    ]
    if over:
        wants.append(
            Holds(
                "the comment",
                lambda state: any(
                    top["ref"] in c.text and words in c.text.lower() and top["paid_by"] in c.to
                    for c in state.documents[q2.id].comments.values()
                ),
                f"a comment on {q2.path} asks {top['paid_by']} about {top['ref']}",
                lambda state: "there is no such comment",
            )
        )
    return Goal(
        turns,
        [q1.id, category, payer, limit, ask_for],
        ("void rows", "exclusion", "condition", "same for another", *(() if known else ("client",))),
        (*(() if known else ("list_folder",)), "query_table", "query_table", *(("update_item",) if over else ())),
        solve,
        (*wants, OnlyChanges((f"documents.{q2.id}.comments",) if over else ())),
        fallback=() if known else ("list_folder",),
    )


MONEY = (summed_costs, expenses_put_right, costs_talk)
