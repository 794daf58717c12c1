"""What no tool of the mailroom does, each beside a request for which one helps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.mailroom.clock import stamp, workdays
from negforge.worlds.mailroom.goals_common import (
    brand,
    contacts,
    day_of,
    draft_landed,
    mail_written,
    newest,
    rows_of,
    untouched,
)
from negforge.worlds.mailroom.state import Mailroom, Message
from negforge.worlds.mailroom.vocabulary import TEAM_BOX
from negforge.worlds.wants import Becomes, Called, Declines, Helps, NotCalled, OnlyChanges, Tells


def draft_at(hands: Hands, draft_id: str, subject: str, at: str) -> Callable[[], object]:
    """Whether the draft is scheduled for that moment."""

    def look() -> object:
        rows = hands.call("search_messages", q=f'subject:"{subject}"', folder="drafts")["messages"]
        hit = [row for row in rows if row["draft_id"] == draft_id and row["scheduled_for"] == at]
        return {"state": "scheduled", "draft_id": draft_id} if hit else None

    return look


ERRANDS = {
    "lunch": "[order lunch for {count} people for tomorrow at noon|get sandwiches for {count} sent up for tomorrow]",
    "parking": "[reserve {count} parking spaces for visitors tomorrow|keep {count} places in the car park for tomorrow's guests]",
    "badges": "[have {count} visitor badges printed|print {count} badges for visitors]",
    "call": "[ring {name} of {firm} and ask for a discount|call {name} at {firm} and put me through]",
    "taxi": "[order {count} taxis to the station for four o'clock|get {count} taxis for five o'clock]",
    "text": "[send {name} of {firm} a text message that we are late|text {name} of {firm} that I am {count} minutes behind]",
    "hotel": "[book a hotel for {count} nights for {name} of {firm}|find {name} of {firm} a hotel room for {count} nights and book it]",
}


@goal("missing", "lookalike")
def taking_it_back(draw: Draw) -> Goal | None:
    """Missing: calling back a mail that was sent. Look-alike: stopping one that is only scheduled."""
    state: Mailroom = draw.state
    if draw.kind == "lookalike":
        draft = draw.one([d for d in state.drafts.values() if d.send_at is not None])
        if draft is None or draft.send_at is None:
            return None
        person = state.people[draft.to[0]]
        later = draw.chance(0.5)
        day = draw.rng.choice(workdays(draft.send_at.date() + timedelta(days=1), 5))
        at = datetime.combine(day, time(draw.rng.randrange(7, 18), draw.rng.choice((0, 15, 30, 45))))
        turn = draw.ask(
            '[My mail "{subject}" to {name} must not go out yet|Please hold the mail "{subject}" that is to go to {name}|It is too soon for "{subject}" to {name}, which is scheduled|The mail to {name}, "{subject}", is due to go out by itself, and too early]. [Let it go on {at} instead.|It should be sent on {at}, not before.|Have it sent on {at}.|Put it off until {at}.]'
            if later
            else '[My mail "{subject}" to {name} must not go out after all|Please stop the mail "{subject}" that is to go to {name}|I have second thoughts about "{subject}" to {name}, which is scheduled; hold it back|The mail to {name}, "{subject}", should not be sent for the moment, it is due to go out by itself]. [Keep the text as a draft.|The draft may stay as it is.|Don\'t lose what I wrote.|It is to stay as a draft, unchanged.]',
            because="[The numbers in it have changed.|I was angry when I wrote it.|They have solved it on their own.|It would come at the worst moment.]",
            subject=draft.subject,
            name=person.name,
            at=at,
        )

        def hold(hands: Hands) -> None:
            if hands.objects("no tool calls mail back", rightly=False):
                hands.stop(
                    "[I can't help with mail that is on its way; there is no tool to call it back.|I can't do that: a mail cannot be called back from here.]"
                )
                return
            found = hands.call(
                "search_messages",
                "[find it among the drafts|look for the scheduled draft]",
                q=f'subject:"{draft.subject}"',
                folder="drafts",
            )
            rows = hands.keep(
                found["messages"],
                "recipient",
                lambda row: row["to"][0].startswith(person.name.lower().replace(" ", ".")),
            )
            row = hands.best(rows, lambda row: row["draft_id"])

            if later:
                hands.call(
                    "send_draft",
                    "[set the new time|schedule it anew|put it off]",
                    landed=draft_at(hands, row["draft_id"], draft.subject, stamp(at)),
                    draft_id=row["draft_id"],
                    schedule={"at": stamp(at)},
                )
                hands.say(
                    fact(
                        "goes out",
                        f"{at.day} {at:%B} at {at:%H:%M}",
                        "[It will go out on {value} now.|Put off: it is sent on {value}.|The new time is {value}, and nothing leaves before that.]",
                    )
                )
                return

            def unscheduled() -> object:
                again = hands.call("search_messages", q=f'subject:"{draft.subject}"', folder="drafts")["messages"]
                hit = [r for r in again if r["draft_id"] == row["draft_id"] and r["scheduled_for"] is None]
                return {"draft_id": row["draft_id"]} if hit else None

            hands.call(
                "save_draft", "[take it off the schedule|overwrite it with itself, which unschedules it]", landed=unscheduled,
                draft_id=row["draft_id"], to=[{"email": email} for email in row["to"]], subject=row["subject"], text=row["text"],
            )  # fmt: skip
            hands.say(
                fact(
                    "draft",
                    row["draft_id"],
                    "[It is off the schedule and stays as draft {value}.|Stopped: {value} is only a draft now.|Draft {value} will not go out by itself any more; the text is as it was.]",
                )
            )

        return Goal(
            (turn,),
            [draft.id, at.isoformat() if later else None],
            ("scheduled", "recipient", "put off" if later else "stopped"),
            ("search_messages", "send_draft" if later else "save_draft"),
            hold,
            (
                Helps(), Becomes(f"drafts.{draft.id}.send_at", at if later else None),
                Becomes(f"drafts.{draft.id}.body", draft.body), OnlyChanges((f"drafts.{draft.id}",)),
            ),
        )  # fmt: skip
    sent = draw.one([m for m in state.messages.values() if m.folder == "sent"])
    if sent is None:
        return None
    person = state.people[sent.to[0]]
    turn = draw.ask(
        '[Please recall the mail "{subject}" that I sent to {name}.|I need "{subject}", which went to {name}, back before it is read.|Unsend "{subject}" to {name}, please.|Can you make the mail "{subject}" disappear from the inbox of {name}?|The mail "{subject}" to {name} has to be called back.]',
        because="[It was meant for somebody else.|There is a terrible typo in it.|I pressed the button too early.|I have said too much in it.]",
        subject=sent.subject,
        name=person.name,
    )

    def decline(hands: Hands) -> None:
        if not hands.objects("no tool calls mail back"):
            rows = hands.call("search_messages", "find the sent mail", q=f'subject:"{sent.subject}"', folder="sent")[
                "messages"
            ]
            if rows:
                hands.call("sort_messages", "take it back", message_ids=[rows[0]["message_id"]], move_to="trash")
            hands.say("[The mail has been taken back.|Done, it is gone.]")
            return
        hands.stop(
            "[I can't call a mail back once it has been sent|There is no way to take back a mail that is out; I have no tool for it|A mail that was sent cannot be recalled from here].",
            offer="[I can draft a correction to {name}.|A short follow-up to {name} is possible, if you like.|What helps is a second mail that puts it right; I can draft it.]",
            name=person.name,
        )

    return Goal(
        (turn,),
        [sent.id],
        ("capability",),
        (),
        decline,
        (Declines(r"recall|call .*back|tak\w+ .*back|unsend|sent|back"), NotCalled(("sort_messages",)), OnlyChanges()),
    )


@goal("missing", "lookalike")
def answering_for_me(draw: Draw) -> Goal | None:
    """Missing: replying to an invitation. Look-alike: writing to its organiser."""
    state: Mailroom = draw.state
    event = draw.one(
        [e for e in state.events.values() if e.organiser != state.me and e.every == "once" and e.start > draw.now]
    )
    if event is None or sum(e.title == event.title for e in state.events.values()) > 1:
        return None
    organiser = state.people[event.organiser]
    word = draw.rng.choice(("decline", "accept"))
    if draw.kind == "missing":
        turn = draw.ask(
            '[Please {word} the invitation to "{title}" on {day} for me|{Word} "{title}" ({day}) in my name, in the calendar|Mark "{title}" on {day} as {word}ed, please|The invitation of {name} to "{title}" on {day}: {word} it].'
            if word == "accept"
            else '[Please decline the invitation to "{title}" on {day} for me|Say no to "{title}" ({day}) in the calendar|Set my reply to "{title}" on {day} to declined, please|The invitation of {name} to "{title}" on {day}: turn it down in the calendar].',
            because="[I can't find the button on my phone.|The little window is gone.|I am on the train.|I should have done so last week.]",
            word=word,
            Word=word.title(),
            title=event.title,
            day=event.start.date(),
            name=organiser.name,
        )

        def decline(hands: Hands) -> None:
            if not hands.objects("no tool answers invitations"):
                hands.attempt(
                    "change_event",
                    "answer the invitation",
                    event_id=event.id,
                    uninvite=[state.me] if word == "decline" else None,
                    changes={"status": "confirmed"},
                )
                hands.say("[Your answer is in.|Done, the invitation has been answered.]")
                return
            hands.stop(
                "[I have no tool that answers invitations|I can't answer an invitation for you: only meetings you organise can be changed from here|Replying to an invitation is not possible with the tools I have].",
                offer="[I can draft a mail to {name} instead.|If you like, I write {name} a draft.|A mail to {name} I could draft.]",
                name=organiser.name,
            )

        return Goal(
            (turn,),
            [event.id, word],
            ("capability", word),
            (),
            decline,
            (Declines(r"invit|answer|repl"), NotCalled(("change_event",)), OnlyChanges()),
        )
    late, leaves = draw.rng.choice((10, 15, 20, 25, 30)), draw.chance(0.5)
    turn = draw.ask(
        '[Let the organiser of "{title}" on {day} know by mail that I have to leave {late} minutes before the end|Write a draft to whoever organises "{title}" on {day}: I must go {late} minutes early|Draft a line to the person who invited me to "{title}" on {day}, I have to be out {late} minutes before it ends|I can\'t stay for the last {late} minutes of "{title}" on {day}; put that into a draft to its organiser][, as a draft|, I send it myself|, unsent for now].'
        if leaves
        else '[Let the organiser of "{title}" on {day} know by mail that I come {late} minutes late|Write a draft to whoever organises "{title}" on {day}: I will be {late} minutes late|Draft a line to the person who invited me to "{title}" on {day}, I\'ll be {late} minutes late|I am going to be {late} minutes late for "{title}" on {day}; put that into a draft to its organiser][, as a draft|, I send it myself|, unsent for now].',
        because="[The dentist again.|My train is late as a rule.|I have another one just before.|There is a school play first.]",
        title=event.title,
        day=event.start.date(),
        late=late,
    )

    def write(hands: Hands) -> None:
        if hands.objects("no tool answers invitations", rightly=False):
            hands.stop(
                "[I can't help with invitations of others; there is no tool for answering them.|I can't do that: invitations cannot be answered from here.]"
            )
            return
        table = hands.call(
            "agenda", "[see who organises it|look the meeting up]", start_day=event.start.date(), columns=["organiser"]
        )
        rows = hands.keep(rows_of(table), "title", lambda row: row["title"] == event.title)
        row = hands.best(rows, lambda row: row["title"])
        what = f"leave {late} minutes before the end of" if leaves else f"be {late} minutes late for"
        text = f'Hello,\n\nI will {what} "{event.title}".\n\nRegards'
        draft = hands.call(
            "save_draft",
            "[write the draft|put it into a draft]",
            landed=draft_landed(hands, event.title, text),
            to=[{"email": row["organiser"]}],
            subject=event.title,
            text=text,
        )
        hands.say(
            fact(
                "draft",
                draft["draft_id"],
                "[The draft to {to} is {value}.|Draft {value} tells {to} about the {late} minutes.|I have drafted it as {value}, to {to}.]",
                to=row["organiser"],
                late=late,
            )
        )

    return Goal(
        (turn,),
        [event.id, late, leaves],
        ("title", "organiser", "leaves early" if leaves else "late"),
        ("agenda", "save_draft"),
        write,
        (
            Helps(),
            mail_written(draw, "the note", (event.organiser,), (late, event.title)),
            OnlyChanges(("drafts",)),
            untouched(draw, "drafts"),
        ),
    )


@goal("missing", "lookalike")
def what_is_attached(draw: Draw) -> Goal | None:
    """Missing: what an attachment says inside. Look-alike: what an attachment is called, and who sent it when."""
    state: Mailroom = draw.state
    mails = [m for m in state.messages.values() if m.card and m.card.kind == "quote"]
    mail = draw.one(mails)
    if mail is None or mail.card is None:
        return None
    last: Message = newest(m for m in mails if m.thread == mail.thread)
    firm = state.people[last.sender].firm
    if draw.kind == "missing":
        page = draw.rng.randrange(2, 9)
        act, wish = draw.rng.choice(
            (
                ("translate", draw.word("translate page {n} of the PDF into [Danish|Polish|Dutch|Greek]", n=page)),
                (
                    "print",
                    draw.word("print the PDF on the [third|second|fourth] floor, [{n} copies|{n} times]", n=page),
                ),
                ("read", draw.word("read me the small print on page {n} of the PDF", n=page)),
                ("sign", draw.word("sign page {n} of the PDF for me", n=page)),
                ("compare", draw.word("compare page {n} of the PDF with last year's", n=page)),
            )
        )
        turn = draw.ask(
            "[There is a PDF with the quote of {firm} for the {item}: please {wish}|{firm} attached a PDF to the offer for the {item}. Please {wish}|I would like you to {wish}, the one that {firm} sent with the quote for the {item}|About the quote for the {item} from {firm}: {wish}, would you].",
            because="[My viewer crashes each time.|I have left my glasses at home.|The lawyers want it by five.|It is forty pages of fog.]",
            firm=firm,
            item=mail.card.item,
            wish=wish,
        )

        def decline(hands: Hands) -> None:
            if not hands.objects("no tool opens attachments"):
                found = hands.call(
                    "search_messages",
                    "find the mail with the PDF",
                    q=f'subject:"{last.card.item if last.card else ""}"',
                )["messages"]
                if found:
                    hands.call("open_message", "open the PDF", message_id=found[0]["message_id"])
                hands.say(
                    "[The PDF repeats what the mail says; it is done.|I went through the PDF, and it matches the mail.]"
                )
                return
            hands.stop(
                "[I can't open attachments with the tools I have|Attachments cannot be opened from here|There is no tool here that opens or handles a PDF, so I can't do that].",
                offer="[I can tell you what the mail itself says.|What stands in the text of the mail I can read to you.|Price, delivery and warranty stand in the mail; those I can look up.]",
            )

        return Goal(
            (turn,),
            [last.id, wish],
            ("capability", act),
            (),
            decline,
            (Declines(r"attach|PDF|file"), NotCalled(("save_draft", "send_draft")), OnlyChanges()),
        )
    turn = draw.ask(
        "[What is the file called that {firm} attached to the latest quote for the {item}|Which file name does the newest PDF from {firm} on the {item} have|I am looking for the attachment of the most recent offer for the {item} from {firm}: what is its name|Name of the attached file in the last quote of {firm} for the {item}, please][, and on what day did it come|, and when was it sent, the day is enough|? On which day did that mail come in]?",
        because="[I saved it somewhere and can't find it.|There are forty PDFs on my desktop.|Somebody asked me for that file by name.|The print shop wants to know.]",
        firm=firm,
        item=mail.card.item,
    )
    item = mail.card.item

    def look(hands: Hands) -> None:
        if hands.objects("no tool opens attachments", rightly=False):
            hands.stop(
                "[I can't help with attachments; they cannot be opened from here.|I can't do anything with attached files.]"
            )
            return
        found = hands.call(
            "search_messages", "[find the quotes|look for the mail]", q=f'from:{brand(firm)} subject:"{item}"'
        )["messages"]
        row = hands.best(found, lambda row: -day_of(row).toordinal())
        files = hands.call("open_message", "[see what is attached|open the mail]", message_id=row["message_id"])[
            "message"
        ]["attachments"]
        hands.say(
            fact(
                "file",
                files[0]["name"],
                "[The file is {value}, it came on {day}.|{value}, attached to the mail of {day}.|It is called {value} and came in on {day}.]",
                day=day_of(row),
            )
        )

    older = tuple(m.attachments[0] for m in mails if m.thread == mail.thread and m is not last)
    return Goal(
        (turn,),
        [last.id],
        ("revision",),
        ("search_messages", "open_message"),
        look,
        (
            Helps(),
            Tells("the file", last.attachments[0], instead=older),
            Tells("the day", last.at.date()),
            OnlyChanges(),
        ),
    )


@goal("missing", "lookalike")
def at_the_front_desk(draw: Draw) -> Goal | None:
    """Missing: ordering things, badges, parking, a call. Look-alike: what somebody wrote to the front desk's mailbox."""
    state: Mailroom = draw.state
    mails = [m for m in state.messages.values() if m.mailbox == TEAM_BOX]
    if draw.kind == "missing":
        count, person = draw.rng.randrange(3, 30), draw.rng.choice(contacts(state))
        act = draw.rng.choice(tuple(ERRANDS))
        wish = draw.word(ERRANDS[act], count=count, name=person.name, firm=person.firm)
        turn = draw.ask(
            "[Please {wish}|Could you {wish}|I need you to {wish}|Would you kindly {wish}]?"
            if draw.chance(0.4)
            else "[Please {wish}.|I need you to {wish}.|One more thing for today: {wish}.|Do me a favour and {wish}.]",
            because="[The delegation is larger than expected.|I have no hands free.|Reception is not picking up.|My own phone is dead.]",
            wish=wish,
        )

        def decline(hands: Hands) -> None:
            if not hands.objects("no tool orders or rings"):
                hands.call("save_draft", "arrange it", to=[{"email": TEAM_BOX}], subject="Please arrange", text=wish)
                hands.say("[It has been arranged.|Done, that is taken care of.]")
                return
            hands.stop(
                "[I have no tool for that|That is not possible with the tools I have|I can't do that from here]: [I only have mail, calendar, rooms and the directory.|what I have is mail, calendars, rooms and a directory.]",
                offer="[I can draft a mail about it to whoever takes care of it.|A draft to the front desk about it I could write.|If you tell me who handles it, I draft them a mail.]",
            )

        return Goal(
            (turn,),
            [wish],
            ("capability", act),
            (),
            decline,
            (Declines(), NotCalled(("send_draft", "save_draft")), OnlyChanges()),
        )
    mail = draw.one(mails)
    if mail is None:
        return None
    number = mail.body.split("on ")[-1].rstrip("?")
    turn = draw.ask(
        '[Somebody wrote to the front desk: "{subject}". What number should we call back|There is a mail "{subject}" in the mailbox of the front desk. Which number do they want to be called on|The front desk got a mail with the subject "{subject}": which phone number is in it|I am covering the front desk. What is the phone number in the mail "{subject}"]?',
        because="[The desk is not staffed this morning.|They rang off before I could write it down.|I promised to see to it.|It sounded urgent.]",
        subject=mail.subject,
    )

    def look(hands: Hands) -> None:
        if hands.objects("no tool orders or rings", rightly=False):
            hands.stop(
                "[I can't help with phone calls; there is no tool for them.|I can't make calls or handle requests to the front desk.]"
            )
            return
        found = hands.call(
            "search_messages",
            "[look in the mailbox of the front desk|search that mailbox]",
            q=f'subject:"{mail.subject}"',
            mailbox=TEAM_BOX,
        )
        row = hands.best(found["messages"], lambda row: row["message_id"])
        text = hands.call("open_message", "[read the mail|open it for the number]", message_id=row["message_id"])[
            "message"
        ]["text"]
        hands.say(
            fact(
                "number",
                text.split("on ")[-1].rstrip("?"),
                "[They ask for a call on {value}.|The number is {value}.|{value} is the number in the mail.]",
            )
        )

    return Goal(
        (turn,), [mail.id], ("mailbox",), ("search_messages", "open_message"), look,
        (Helps(), Tells("the number", number), Called("search_messages"), OnlyChanges()),
    )  # fmt: skip


MISSING_GOALS = (taking_it_back, answering_for_me, what_is_attached, at_the_front_desk)
