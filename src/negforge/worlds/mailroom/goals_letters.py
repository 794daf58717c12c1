"""Conversations about writing: a letter to the outside, and a name that fits two people."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, with_replies
from negforge.worlds.mailroom.clock import stamp, workdays
from negforge.worlds.mailroom.goals_common import (
    brand,
    day_of,
    draft_landed,
    find,
    mail_written,
    named,
    newest,
    schedule_landed,
    sent_landed,
    staff,
    twins_first,
    untouched,
)
from negforge.worlds.mailroom.state import Mailroom
from negforge.worlds.mailroom.vocabulary import DEPARTMENT_NAMES, PROJECTS
from negforge.worlds.wants import Asks, Holds, OnlyChanges, Tells, Want

_SEND_IT = "[It goes to {to}, which is outside the house: shall I send it?|The recipient, {to}, is outside: may I send it?|{to} is an outside address. Do you want me to send it?]"


@goal("multi_easy", "multi_hard")
def letter_to_supplier(draw: Draw) -> Goal | None:
    """A draft to a supplier about its latest quote, sent only after a yes; hard: corrections, a copy, a schedule undone."""
    state: Mailroom = draw.state
    quotes = [m for m in state.messages.values() if m.card and m.card.kind == "quote"]
    mine = draw.one(quotes)
    if mine is None or mine.card is None:
        return None
    last = newest(m for m in quotes if m.thread == mine.thread)
    card, contact = last.card, state.people[last.sender]
    assert card is not None
    others = [m.card.number for m in quotes if m.thread == last.thread and m is not last and m.card]
    gross = f"{card.total + card.delivery_fee:,.2f}"
    days = draw.rng.choice((10, 14, 20, 30, 45))
    copied = named(draw, next(iter(twins_first(draw, staff(state)))))
    adds = draw.kind == "multi_easy" and draw.chance(0.5)
    at = datetime.combine(
        workdays(draw.now.date() + timedelta(days=1), 1)[0],
        time(draw.rng.choice((7, 8, 9)), draw.rng.choice((0, 15, 30))),
    )
    hard = draw.kind == "multi_hard"
    ends = draw.rng.choice(("now", "stay")) if hard else "now"
    first = draw.ask(
        "[Please draft a mail to {name} at {firm}: we would like to take their latest offer for the {item}; name the quote number|Write to {name} of {firm}, as a draft for now, that we take the {item} by their most recent quote, number included|Prepare a letter to {name} ({firm}). We accept the {item} as quoted last; put the number of that quote in|I want to order the {item} from {firm}. Draft something to {name} with the number of their newest quote]. [Ask for {days} days to pay.|And ask whether {days} days for payment are fine.|We would need {days} days to pay, say so.]",
        because="[They have waited long enough.|The old ones broke down for good.|We got the money approved at last.|It has been on my desk for a week.]",
        name=contact.name,
        firm=contact.firm,
        item=card.item,
        days=days,
    )
    if not hard:
        second = (
            draw.then(
                "[Yes, send it to that address, but with a copy to {who}|You may send it there, yes. Copy {who} in first, though|Yes to {name}, only put {who} in copy as well before it goes|Go ahead and send it to {name}, with {who} in copy].",
                who=copied.phrase,
                name=contact.name,
            )
            if adds
            else draw.then(
                "[Yes, send it to {name}.|Reads well. Yes, off to {name} with it.|Yes, {name} is right, please send.|You may send it to {name}, yes.]",
                name=contact.name,
            )
        )
        turns = [first, second]
    else:
        turns = [
            first,
            draw.then(
                "[Don't send it yet. Put in what it comes to with delivery|Wait with sending. The sum with delivery should be in it as well|Not yet. Please add the total, delivery included|Hold it for the moment: the amount with delivery belongs in there]."
            ),
            draw.then(
                "[And a copy to {who}|{Who} ought to get a copy|Please put {who} in copy|Copy in {who}, would you], [still as a draft|without sending it yet|but keep it unsent].",
                who=copied.phrase,
                Who=copied.phrase,
            ),
            draw.then(
                "[Good. Yes, let it go out to {name}, on {at}.|Schedule it for {at}, please; {name} is the right one.|That can go to {name} now, or rather on {at}.|Fine with me: {name} may have it, sent on {at}.]",
                at=at,
                name=contact.name,
            ),
            draw.then(
                "[Change of plan: send it right away.|No, I don't want to wait, please send it at once.|Actually, let it go now.|Sooner is better after all: send it now.]"
                if ends == "now"
                else "[Stop, I have to think about it: take it off the schedule and keep it as a draft.|Actually, don't let it go out. Draft only, until I say so.|Wait, not so fast: it is to stay a draft, unscheduled.|Sorry, take that back. Keep the draft, but it must not go out by itself.]"
            ),
        ]
    to_copy = hard or adds

    def solve(hands: Hands) -> None:
        query = f'from:{brand(contact.firm)} subject:"{card.item}"'
        found = hands.call(
            "search_messages", "[find their latest quote|look up the quote|search for the quote]", q=query
        )
        row = hands.best(found["messages"], lambda row: -day_of(row).toordinal())
        opened = hands.call(
            "open_message",
            "[read the quote in full|open the latest offer|check the number of the quote]",
            message_id=row["message_id"],
        )["message"]["card"]
        listed = hands.call(
            "search_directory",
            "[get the address of {name}|look the contact up|find {name} among the contacts]",
            otherwise=("search_messages", {"q": query}),
            name=contact.name,
        )
        if "people" in listed:
            people = hands.keep(listed["people"], "firm", lambda p: p.get("firm") == contact.firm)
            address = hands.best(people, lambda p: p["email"])["email"]
        else:  # the directory is down: the quote itself shows where it came from
            address = listed["messages"][0]["from"]["email"]
        subject, draft_id = f"Order: {card.item}", ""

        def save(amount: bool, copy: str | None) -> str:
            sum_up = (
                f" With delivery that comes to EUR {opened['total'] + opened['delivery_fee']:,.2f}." if amount else ""
            )
            text = f"Dear {contact.name.split()[0]},\n\nwe take the {card.item} by your quote {opened['number']}.{sum_up} May we have {days} days to pay?\n\nKind regards"
            saved = hands.call(
                "save_draft",
                "[write the draft|save the draft|put it into the draft]",
                landed=draft_landed(hands, subject, text, [copy] if copy else ()),
                draft_id=draft_id or None,
                to=[{"email": address}],
                cc=[{"email": copy}] if copy else None,
                subject=subject,
                text=text,
            )
            return str(saved["draft_id"])

        def send(schedule: datetime | None = None) -> None:
            hands.call(
                "send_draft",
                "[send it|let it go out|hand it over for sending]"
                if schedule is None
                else "[schedule it|set the time for it]",
                landed=schedule_landed(hands, draft_id, subject) if schedule else sent_landed(hands, subject, address),
                draft_id=draft_id,
                confirmed_external=[address],
                schedule={"at": stamp(schedule)} if schedule else None,
            )

        draft_id = save(False, None)
        if not hands.bother("the user's yes", "check"):
            send()
            hands.say(
                "[Written and sent to {name}, quote {number}.|{name} has it: quote {number}, {days} days to pay.|The letter on quote {number} is out.]",
                name=contact.name,
                number=opened["number"],
                days=days,
            )
            if not hard and not to_copy:
                hands.say("[It went out already.|That has been done.|It is with {name} already.]", name=contact.name)
                return
        else:
            hands.say(
                fact(
                    "draft",
                    draft_id,
                    "[The draft ({value}) names quote {number} and asks for {days} days.|I have drafted it as {value}: quote {number}, {days} days to pay.|Draft {value} is ready; it refers to quote {number} and asks for {days} days.]",
                    number=opened["number"],
                    days=days,
                ),
                ask=_SEND_IT,
                to=f"{contact.name} ({address})",
            )
        if not hard:
            copy = find(hands, copied)["email"] if to_copy else None
            if to_copy:
                save(False, copy)
            send()
            hands.say(
                "[It is on its way to {name}{how}.|Sent to {name}{how}.|{name} has it now{how}.]",
                name=contact.name,
                how=f", copy to {copy}" if copy else "",
            )
            return
        save(True, None)
        hands.say(
            fact(
                "with delivery",
                f"EUR {opened['total'] + opened['delivery_fee']:,.2f}",
                "[The sum with delivery, {value}, is in it now.|It now gives the total with delivery: {value}.|Added: {value} with delivery.] [It has not been sent.|It is still a draft.]",
            )
        )
        copy = find(hands, copied)["email"]
        save(True, copy)
        hands.say(
            fact(
                "copy",
                copy,
                "[A copy will go to {value}.|{value} is in copy now.|In copy: {value}.] [Nothing has been sent.|It is still a draft.]",
            )
        )
        send(at)
        hands.say(
            fact(
                "goes out",
                f"{at.day} {at:%B} at {at:%H:%M}",
                "[It is scheduled for {value}.|It will go out on {value}.|Scheduled: {value}.]",
            )
        )
        if ends == "now":
            send()
            hands.say(
                "[It has gone out to {name} now, with the copy to {copy}.|Sent right away, to {name} and in copy to {copy}.|{name} and {copy} have it now.]",
                name=contact.name,
                copy=copy,
            )
        else:
            save(True, copy)
            hands.say(
                "[It is off the schedule and waits as a draft ({draft}).|Taken off the schedule; {draft} is only a draft again.|It stays a draft ({draft}) and will not go out by itself.]",
                draft=draft_id,
            )

    recipients = (contact.email, *((copied.person.email,) if to_copy else ()))
    values = (card.number, days, *((gross,) if hard else ()))
    wants: list[Want] = [
        mail_written(
            draw, "the letter", recipients, values, sent=ends == "now", never=[n for n in others if n.endswith("-R")]
        ),
        OnlyChanges(("drafts", "messages") if ends == "now" else ("drafts",)),
        untouched(draw, "drafts"),
        untouched(draw, "messages"),
        Asks(r"outside|send"),
        Tells("the quote number", card.number, turn=0),
    ]
    if ends == "stay":
        wants.append(
            Holds("not on the schedule", lambda s: all(d.send_at is None for k, d in s.drafts.items() if k not in state.drafts), "the draft is not scheduled", lambda s: "it is still scheduled")
        )  # fmt: skip
    plan = ["search_messages", "search_directory", "open_message", "save_draft"]
    return Goal(
        tuple(turns),
        [card.number, days, copied.person.email if to_copy else None, ends, at.isoformat() if hard else None],
        (
            "revision",
            "firm",
            "yes before sending",
            *(copied.constraints if to_copy else ()),
            *(("correction", "schedule", ends) if hard else ()),
        ),
        (*plan, *(("search_directory", "save_draft") if to_copy else ()), "send_draft"),
        solve,
        tuple(wants),
        fallback=() if to_copy else ("search_directory",),
    )


@goal("single_easy", "multi_easy")
def which_of_the_two(draw: Draw) -> Goal | None:
    """A message to somebody whose name two people have: ask, then write to the right one."""
    state: Mailroom = draw.state
    names = [p.name for p in staff(state)]
    pairs = sorted({n for n in names if names.count(n) > 1})
    name = draw.one(pairs)
    same = sorted(
        (p for p in staff(state) if p.name == name), key=lambda p: (p.name.split()[-1], p.department, p.email)
    )
    if name is None or len({p.department for p in same}) < len(same):
        return None
    right = draw.one(same[1:] if draw.chance(0.8) else same)
    assert right is not None
    number = draw.rng.randrange(110, 990)
    matter = draw.rng.choice(("badge", "locker", "parking space", "order", "ticket", "key"))
    project = draw.rng.choice(PROJECTS)
    reply = draw.word(
        "[The one in {department}.|{department}, I mean.|I mean the one from {department}.|Oh, there are two? The {department} one.]",
        department=DEPARTMENT_NAMES[right.department],
    )
    draft_first = draw.kind == "multi_easy"
    ends = draw.rng.choice(("send", "correction", "copy")) if draft_first else "send"
    other = draw.rng.randrange(110, 990)
    copied = named(draw, next(p for p in twins_first(draw, staff(state)) if p.name != name))
    if other == number:
        return None
    first = with_replies(
        draw.ask(
            "[Please let {name} know by mail that {matter} {number} is ready for the {project}|Write to {name}: {matter} {number} for the {project} can be picked up|Tell {name} by mail that it is {matter} {number} for the {project}|A short mail to {name}, please, saying that {matter} {number} is set aside for the {project}][, and send it.|; send it straight away.|. Send it, it's nothing delicate.]"
            if not draft_first
            else "[Draft a mail to {name} that {matter} {number} is ready for the {project}|Prepare a few lines to {name}: {matter} {number} for the {project} can be picked up|Please write a draft to {name} saying that it is {matter} {number} for the {project}|I'd like a draft to {name} about {matter} {number}, which is set aside for the {project}].",
            because="[I promised it yesterday.|They asked me twice in the canteen.|It has been lying here for days.|Reception won't stop calling me.]",
            name=name,
            matter=matter,
            number=number,
            project=project,
        ),
        (r"which|two|who|several|meant", reply),
    )
    turns = [first]
    if draft_first:
        turns.append(
            draw.then(
                {
                    "send": "[Fine, send it.|Good, off it goes.|You can send it now.|Yes, please send that.]",
                    "correction": "[Wait, the number is {other}. Correct that and send it.|Sorry, it should say {other}, not {number}. With that changed, send it.|I misread it: {other} is right. Put that in, then send.|Make it {other}, please, and off it goes.]",
                    "copy": "[Put {copied} in copy and send it.|With a copy to {copied} it can go.|Please send it, with {copied} in copy.|Good. {Copied} gets a copy, then send it.]",
                }[ends],
                other=other,
                number=number,
                copied=copied.phrase,
                Copied=copied.phrase,
            )
        )

    def solve(hands: Hands) -> None:
        found = hands.call("search_directory", "[look up {name}|find the address of {name}|see who that is]", name=name)
        rows = hands.keep(found["people"], "spelling", lambda row: row["name"] == name and row["kind"] == "staff")
        heard = ""
        if len(rows) > 1 and hands.bother("which of them", "ask"):
            heard = hands.say(
                "[There are {count} people of that name: {who}.|The directory has {count} of them: {who}.|That name is there {count} times: {who}.]",
                ask="[Which one do you mean?|Who of them is meant?|Which of them shall I write to?]",
                count=len(rows),
                who=" and ".join(
                    f"{row['name']} in {DEPARTMENT_NAMES[row['department']]} ({row['email']})" for row in rows
                ),
            )
        row = next((r for r in rows if DEPARTMENT_NAMES[r["department"]] in heard), rows[0])
        subject = f"{matter[:1].upper()}{matter[1:]} {number}"
        text = f"Hello {str(name).split()[0]},\n\n{matter} {number} is ready for the {project}.\n\nRegards"
        draft = hands.call(
            "save_draft", "[write the mail|prepare the message|draft it]", landed=draft_landed(hands, subject, text),
            to=[{"email": row["email"]}], subject=subject, text=text,
        )  # fmt: skip
        if draft_first:
            hands.say(
                fact(
                    "draft",
                    draft["draft_id"],
                    "[Draft {value} to {to} is ready.|I have written it as draft {value}, to {to}.|The draft is {value}, addressed to {to}.]",
                    to=row["email"],
                )
            )
        if ends != "send":
            copy = [find(hands, copied)["email"]] if ends == "copy" else []
            if ends == "correction":
                subject, text = (t.replace(str(number), str(other)) for t in (subject, text))
            hands.call(
                "save_draft", "[change the draft|put that in]", landed=draft_landed(hands, subject, text, copy), draft_id=draft["draft_id"],
                to=[{"email": row["email"]}], cc=[{"email": email} for email in copy] or None, subject=subject, text=text,
            )  # fmt: skip
        hands.call(
            "send_draft",
            "[send it|let it go out]",
            landed=sent_landed(hands, subject, row["email"]),
            draft_id=draft["draft_id"],
        )
        hands.say(fact("sent to", row["email"], "[It has gone to {value}.|Sent to {value}.|{value} has it now.]"))

    return Goal(
        tuple(turns),
        [right.email, matter, number, draft_first, ends],
        (
            "spelling",
            "namesake",
            *(("draft first", ends) if draft_first else ()),
            *(copied.constraints if ends == "copy" else ()),
        ),
        ("search_directory", "save_draft", "send_draft"),
        solve,
        (
            mail_written(
                draw,
                "the mail",
                (right.email, *((copied.person.email,) if ends == "copy" else ())),
                (other if ends == "correction" else number,),
                sent=True,
            ),
            Asks(r"which|who"),
            untouched(draw, "drafts"),
            untouched(draw, "messages"),
            OnlyChanges(("messages", "drafts")),
            Tells("who has it", right.email),
        ),
    )


LETTER_GOALS = (letter_to_supplier, which_of_the_two)
