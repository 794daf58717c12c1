"""How the mailbox begins: quotes, invoices, threads that decide something, newsletters, notices, trash, drafts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from negforge.worlds.mailroom.clock import workdays
from negforge.worlds.mailroom.filling_house import number
from negforge.worlds.mailroom.rules import HELD, shuffled
from negforge.worlds.mailroom.state import Card, Draft, Mailroom, Message, Person
from negforge.worlds.mailroom.vocabulary import (
    CONFIDENTIAL,
    HOUSE,
    ITEMS,
    LETTER_LINES,
    LETTERS,
    NOTICES,
    PROJECTS,
    TEAM_BOX,
    TOPICS,
    VISITS,
)


def add(
    state: Mailroom,
    thread: str,
    sender: str,
    names: str,
    subject: str,
    body: str,
    at: datetime,
    *,
    folder: str = "inbox",
    mailbox: str = "",
    to: tuple[str, ...] = (),
    labels: tuple[str, ...] = (),
    unread: bool = False,
    starred: bool = False,
    attachments: tuple[str, ...] = (),
    card: Card | None = None,
    trashed: date | None = None,
    decides: str = "",
    passes: bool = True,
    reply_to: str = "",
) -> Message:
    """A message that lies in a mailbox from the start."""
    message_id = f"msg_{number('message', thread, sender, subject, at)}"
    message = Message(
        message_id,
        f"thr_{number('thread', thread, state.me, digits=7)}",
        mailbox or state.me,
        folder,
        sender,
        names,
        to or (mailbox or state.me,),
        subject,
        body,
        at,
        labels=labels,
        unread=unread,
        starred=starred,
        attachments=attachments,
        card=card,
        trashed=trashed,
        decides=decides,
        passes=passes,
        reply_to=reply_to,
    )
    state.messages[message_id] = message
    return message


def fill_mail(state: Mailroom, rng: Random, now: datetime) -> None:
    """Everything that lies in the mailboxes; then the order in which searches list it."""
    contacts = [p for p in state.people.values() if p.outside]
    _quotes(state, rng, now, contacts[:5])
    _invoices(state, rng, now, contacts[3:5])
    _bank_details(state, rng, now, contacts[rng.randrange(3, 7)])
    _threads(state, rng, now)
    _letters(state, rng, now)
    _small_things(state, rng, now)
    _other_mailboxes(state, rng, now)
    _drafts(state, rng, now, contacts)
    for message, rank in zip(state.messages.values(), shuffled(rng, len(state.messages)), strict=True):
        message.rank = rank
    _latest_not_first(state)


def _moment(rng: Random, now: datetime, least: float, most: float) -> datetime:
    """Some working minute that many days ago."""
    day = (now - timedelta(days=rng.uniform(least, most))).date()
    while day.weekday() > 4:
        day -= timedelta(days=1)
    moment = datetime.combine(day, time(rng.randrange(8, 18), rng.randrange(60)))
    return min(moment, now - timedelta(minutes=20))


def _quotes(state: Mailroom, rng: Random, now: datetime, contacts: list[Person]) -> None:
    first, second = rng.sample(ITEMS, 2)
    for item, firms in ((first, contacts[:4]), (second, [contacts[4], contacts[0]])):
        base = rng.randrange(60, 900) * 10
        for contact in firms:
            total = round(base * rng.uniform(0.8, 1.25), 2)
            fee, warranty = float(rng.randrange(0, 26) * 5), rng.choice((12, 24, 24, 36, 48))
            delivery = workdays(now.date() + timedelta(days=rng.randrange(7, 45)), 1)[0]
            reference = f"Q-{rng.randrange(3000, 9800)}"
            sent = _moment(rng, now, 12, 25)
            _quote(state, rng, contact, item, sent, Card("quote", reference, item, total, fee, delivery, warranty))
            if rng.random() < 0.55:
                better = round(total * rng.uniform(0.86, 1.09), 2)
                later = workdays(delivery + timedelta(days=rng.choice((-6, -3, 4, 9, 14))), 1)[0]
                fee = float(rng.randrange(0, 30) * 5)
                card = Card("quote", f"{reference}-R", item, better, fee, later, warranty)
                _quote(state, rng, contact, item, _moment(rng, now, 2, 10), card)


def _quote(state: Mailroom, rng: Random, contact: Person, item: str, at: datetime, card: Card) -> None:
    me = state.myself.name.split()[0]
    revised = card.number.endswith("-R")
    lead = (
        f"as discussed, this replaces our earlier offer: the {item} come to EUR {card.total:,.2f} net"
        if revised
        else f"thank you for your enquiry. We can offer the {item} at EUR {card.total:,.2f} net"
    )
    fee = f"Delivery adds EUR {card.delivery_fee:.2f}." if card.delivery_fee else "Delivery is free of charge."
    body = (
        f"Dear {me},\n\n{lead} (quote {card.number}, valid for six weeks).\n\n{fee} We would deliver on "
        f"{card.delivery}. The warranty runs for {card.warranty} months.\n\nKind regards\n{contact.name}\n{contact.firm}"
    )
    add(
        state,
        f"quote {item} {contact.email}",
        contact.email,
        contact.name,
        f"{'Re: ' if revised else ''}Quote for {item}",
        body,
        at,
        unread=rng.random() < 0.3,
        attachments=(f"{card.number}.pdf",),
        card=card,
    )


def _invoices(state: Mailroom, rng: Random, now: datetime, contacts: list[Person]) -> None:
    for contact in contacts:
        sent: list[tuple[Card, datetime]] = []
        for at in range(rng.randrange(6, 10)):
            when = _moment(rng, now, 1 + at * 8, 8 + at * 8)
            total = round(rng.uniform(80, 1900), 2)
            card = Card(
                "invoice",
                f"{rng.randrange(20000, 90000)}",
                rng.choice(ITEMS),
                total,
                due=when.date() + timedelta(days=30),
            )
            _invoice(state, rng, contact, card, when)
            sent.append((card, when))
        for card, when in rng.sample(sent, 2):
            reminder = Card("reminder", card.number, card.item, card.total, due=card.due)
            _invoice(state, rng, contact, reminder, min(when + timedelta(days=rng.randrange(1, 9)), now))
        card, when = rng.choice(sent)
        credit = Card("credit_note", f"C{rng.randrange(1000, 9000)}", card.item, round(card.total * 0.2, 2))
        _invoice(state, rng, contact, credit, min(when + timedelta(days=rng.randrange(1, 6)), now), card.number)


def _invoice(
    state: Mailroom, rng: Random, contact: Person, card: Card, at: datetime, corrected: str | None = None
) -> None:
    title = {
        "invoice": f"Invoice {card.number}",
        "reminder": f"Reminder: invoice {card.number}",
        "credit_note": f"Credit note {card.number} for invoice {corrected}",
    }[card.kind]
    text = {
        "invoice": f"please find attached our invoice {card.number} for {card.item}, payable by {card.due}.",
        "reminder": f"we have not seen a payment for invoice {card.number} yet. A copy is attached.",
        "credit_note": f"we credit part of invoice {corrected}. The note {card.number} is attached.",
    }[card.kind]
    add(
        state,
        f"invoice {card.number} {contact.email}",
        contact.email,
        contact.name,
        title,
        f"Hello,\n\n{text}\n\n{contact.name}\n{contact.firm}",
        at,
        unread=rng.random() < 0.25,
        attachments=(f"{card.kind}_{card.number}.pdf",),
        card=card,
        labels=(HELD,) if rng.random() < 0.15 else (),
    )


def _bank_details(state: Mailroom, rng: Random, now: datetime, contact: Person) -> None:
    """A mail about new bank details: as often as not it is not from whom it says."""
    genuine = rng.random() < 0.45
    domain = contact.email.split("@")[1]
    stem = domain.split(".")[0]
    twin = rng.choice((f"{stem}-billing.example", f"{stem}-accounts.example", f"{stem}pay.example"))
    local_part = contact.email.split("@")[0]
    add(
        state,
        f"bank {contact.email}",
        contact.email,
        contact.name,
        "Change of our bank details",
        f"Dear customer,\n\nplease note that our bank details have changed. All open invoices are to be paid to the new "
        f"account from today; the details are in the attachment.\n\n{contact.name}\n{contact.firm}",
        _moment(rng, now, 0.5, 4),
        unread=True,
        attachments=("bank_details.pdf",),
        passes=genuine,
        reply_to="" if genuine else f"{local_part}@{twin}",
    )


def _threads(state: Mailroom, rng: Random, now: datetime) -> None:
    colleagues = [p for p in state.people.values() if not p.outside and p.email != state.me]
    projects = rng.sample(PROJECTS, 4)
    plans = [(projects[0], 0), (projects[0], 1), (projects[1], 0), (projects[2], 1), (projects[3], 2)]
    for project, topic in plans:
        label, kind = TOPICS[topic]
        team = rng.sample(colleagues, 3)
        values = _values(rng, kind, now.date())
        lines = [
            f"Hi all,\n\nfor the {project} I suggest {values[0]} as {label}. Objections?",
            f"Not ideal. Could we make it {values[1]} instead?",
            f"Agreed, {values[1]} then. I will tell the others.",
            f"Correction, everybody: after talking to management, {label} is {values[2]}. Please use this from now on.",
            "Noted, thanks. Lunch list for the day is on the door, please sign up.",
        ]
        count = rng.choice((3, 5, 5))
        days = sorted((rng.uniform(1, 16) for _ in range(count)), reverse=True)
        for at, line in enumerate(lines[:count]):
            who = team[(0, 1, 0, 2, 1)[at]]
            value = {2: values[1], 3: values[2]}.get(at, "")
            add(
                state,
                f"project {project} {label}",
                who.email,
                who.name,
                f"{'Re: ' if at else ''}{project[:1].upper()}{project[1:]}: {label}",
                f"{line}\n\n{who.name.split()[0]}",
                now - timedelta(days=days[at], minutes=rng.randrange(5, 50)),
                to=(state.me, *(p.email for p in team if p is not who)),
                unread=rng.random() < 0.2,
                decides=value,
            )


def _values(rng: Random, kind: str, today: date) -> list[str]:
    if kind == "date":
        return [day.isoformat() for day in rng.sample(workdays(today + timedelta(days=20), 40), 3)]
    if kind == "budget":
        return [f"EUR {amount * 100:,}" for amount in rng.sample(range(31, 380), 3)]
    return [f"{count} people" for count in rng.sample(range(14, 95), 3)]


def _letters(state: Mailroom, rng: Random, now: datetime) -> None:
    for at, (name, address) in enumerate(rng.sample(LETTERS, 3)):
        lines = rng.sample(LETTER_LINES, rng.randrange(9, 13) if at == 0 else rng.randrange(4, 7))
        for issue, line in enumerate(lines):
            add(
                state,
                f"letter {address} {issue}",
                address,
                name,
                f"{name}: {line}",
                f"{line}, and more in this issue. Read it in your browser.\n\nYou receive this because you subscribed.",
                _moment(rng, now, 1 + issue * 6, 6 + issue * 6),
                labels=("newsletters",) if rng.random() < 0.4 else (),
                unread=rng.random() < 0.5,
                starred=rng.random() < 0.2,
                attachments=("issue.pdf",) if rng.random() < 0.2 else (),
            )


def _small_things(state: Mailroom, rng: Random, now: datetime) -> None:
    for name, local_part, subject in rng.sample(NOTICES, 4):
        add(
            state,
            f"notice {subject}",
            f"{local_part}@{HOUSE}",
            name,
            subject,
            f"{subject}. Details are on the notice board.",
            _moment(rng, now, 0.5, 9),
            unread=rng.random() < 0.5,
        )
    colleagues = [p for p in state.people.values() if not p.outside and p.email != state.me]
    for who in rng.sample(colleagues, 3):
        subject = f"{rng.choice(('Photos', 'Notes', 'Figures', 'Checklist'))} of the {rng.choice(PROJECTS)}"
        for again, ago in enumerate(sorted(rng.sample(range(2, 26), 2), reverse=True)):
            add(
                state,
                f"thrown {who.email} {ago}",
                who.email,
                who.name,
                subject,
                f"Here is {'the newer' if again else 'a first'} version.\n\n{who.name.split()[0]}",
                _moment(rng, now, ago, ago + 1),
                folder="trash",
                attachments=(f"version_{again + 1}.zip",),
                trashed=now.date() - timedelta(days=rng.randrange(0, min(ago, 20))),
            )
    for who in rng.sample(colleagues, 2):
        add(
            state,
            f"sent {who.email}",
            state.me,
            state.myself.name,
            f"Thanks for the {rng.choice(PROJECTS)}",
            "Just to say thank you, that went well.",
            _moment(rng, now, 1, 6),
            folder="sent",
            to=(who.email,),
        )


def _other_mailboxes(state: Mailroom, rng: Random, now: datetime) -> None:
    for subject in rng.sample(VISITS, 5):
        asks = f"{rng.choice(('info', 'office', 'hello'))}@{rng.choice(('stadtgarten', 'malerei-o', 'courierhof', 'lindenschule'))}.example"
        add(
            state,
            f"visit {subject}",
            asks,
            asks.split("@")[1].split(".")[0].title(),
            subject,
            f"Good day, a question about this: {subject.lower()}. Could you call me back on 0555 {rng.randrange(1000, 9999)}?",
            _moment(rng, now, 0.5, 6),
            mailbox=TEAM_BOX,
            unread=rng.random() < 0.5,
        )
    boss, others = state.people[state.boss], [p for p in state.people.values() if not p.outside]
    for subject in rng.sample(CONFIDENTIAL, 3):
        who = rng.choice(others)
        add(
            state,
            f"confidential {subject}",
            who.email,
            who.name,
            subject,
            f"Dear {boss.name.split()[0]}, as discussed, for your eyes only: {rng.randrange(11, 99)} points in the attachment.",
            _moment(rng, now, 1, 12),
            mailbox=boss.email,
        )
    pool = {p.name: p for p in others if p.email not in (state.me, boss.email)}
    askers = rng.sample(list(pool.values()), 2)
    for asker, day in zip(askers, rng.sample(workdays(now.date() + timedelta(days=2), 6), 2), strict=True):
        add(
            state,
            f"boss scheduling {asker.email}",
            asker.email,
            asker.name,
            f"Request for an appointment: {rng.choice(PROJECTS)}",
            f"Could I have half an hour with you on {day}, ideally at {rng.randrange(9, 17)}:30?\n\n{asker.name}",
            _moment(rng, now, 0.5, 3),
            mailbox=boss.email,
            decides=day.isoformat(),
            unread=True,
        )


def _drafts(state: Mailroom, rng: Random, now: datetime, contacts: list[Person]) -> None:
    colleagues = [p for p in state.people.values() if not p.outside and p.email != state.me]
    recipients = [*rng.sample(colleagues, 2), rng.choice(contacts)]
    for at, who in enumerate(recipients):
        subject = (
            f"{rng.choice(('Agenda', 'Numbers', 'Proposal', 'Invitation', 'Feedback'))} for the {rng.choice(PROJECTS)}"
        )
        draft_id = f"dft_{number('draft', who.email, subject, now, digits=7)}"
        send_at = now + timedelta(hours=rng.randrange(3, 40)) if at < 2 else None
        body = f"Dear {who.name.split()[0]},\n\nhere is what I promised. It is still a little rough.\n\n{state.myself.name}"
        state.drafts[draft_id] = Draft(draft_id, (who.email,), (), subject, body, None, send_at)


def _latest_not_first(state: Mailroom) -> None:
    """In each thread, and in each sender's mail, a search does not list the latest message first."""
    for key in ("thread", "sender"):
        groups: dict[str, list[Message]] = {}
        for message in state.messages.values():
            groups.setdefault(str(getattr(message, key)), []).append(message)
        for group in groups.values():
            latest = max(group, key=lambda m: m.at)
            first = min(group, key=lambda m: m.rank)
            if latest is first and len(group) > 1:
                other = max(group, key=lambda m: m.rank)
                latest.rank, other.rank = other.rank, latest.rank
