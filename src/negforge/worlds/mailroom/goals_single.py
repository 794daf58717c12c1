"""Short requests about mail: what was quoted, whether a mail is genuine, putting one back."""

from __future__ import annotations

from datetime import date, timedelta

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, told_as
from negforge.worlds.mailroom.goals_common import (
    brand,
    day_of,
    newest,
    sort_landed,
)
from negforge.worlds.mailroom.rules import TRASH_DAYS
from negforge.worlds.mailroom.state import Mailroom
from negforge.worlds.wants import Becomes, OnlyChanges, Says, Tells, Want


@goal("single_easy")
def last_quote(draw: Draw) -> Goal | None:
    """What a supplier last asked for something; at times with delivery, which only the full text gives."""
    state: Mailroom = draw.state
    threads: dict[str, list[str]] = {}
    for m in state.messages.values():
        if m.card and m.card.kind == "quote":
            threads.setdefault(m.thread, []).append(m.id)
    thread = draw.one([ids for ids in threads.values() if len(ids) > 1])
    if thread is None:
        return None
    last = newest(state.messages[i] for i in thread)
    card, supplier = last.card, state.people[last.sender]
    assert card is not None
    gross = draw.chance(0.6) and card.delivery_fee > 0
    firm = draw.rng.choice((supplier.firm, supplier.firm, f"{supplier.name} of {supplier.firm}"))
    turn = draw.ask(
        "[How much does {firm} want for the {item}|What is the price of {firm} for the {item}|What did {firm} quote us for the {item}|The {item} from {firm}: what do they cost|And what was it that {firm} asks for the {item}][ these days| by now| as things stand|, going by the latest offer|]?",
        *(
            [
                "[With delivery, please.|Including what they charge for delivery.|I want the sum with delivery on top.|Delivery should be in the figure.]"
            ]
            if gross
            else ["[Without delivery.|The net price is enough.|Just the goods.|Leave delivery out of it.]"]
        ),
        because="[I have to put a number on a slide in ten minutes.|The budget form asks for it.|My boss is standing next to me.|I remember something lower, but I may be wrong.|I need it for the comparison that Finance wants.]",
        firm=firm,
        item=card.item,
    )
    wanted = round(card.total + card.delivery_fee, 2) if gross else card.total

    def solve(hands: Hands) -> None:
        found = hands.call(
            "search_messages",
            "[look for the offers of this supplier|find the quotes|search the mail from {q}]",
            q=f'from:{brand(supplier.firm)} subject:"{card.item}"',
        )
        row = hands.best(found["messages"], lambda row: -day_of(row).toordinal())
        price = _amount(row["snippet"])
        if hands.bother("the text in full", "more") or price is None:
            query = f'"{card.item}" from:{brand(supplier.firm)}'
            opened = hands.call(
                "open_message",
                "[read the latest one in full|open the newest quote|read what it says about delivery]",
                otherwise=None if gross else ("search_messages", {"q": query}),
                message_id=row["message_id"],
            )
            if "message" in opened:
                read = opened["message"]["card"]
                price = read["total"] + (read["delivery_fee"] if gross else 0)
        if hands.bother("tidy up while at it", "needless"):
            hands.call("sort_messages", message_ids=[row["message_id"]], move_to="archive")
        hands.say(
            fact(
                f"{supplier.firm}, {card.item}",
                f"EUR {price:,.2f}",
                "[{firm} asks {value} for the {item}{how}.|The {item} come to {value}{how}, says {firm}.|By the latest quote of {firm} it is {value}{how}.]",
                firm=supplier.firm,
                item=card.item,
                how=" with delivery" if gross else " before delivery",
            ),
            "[The mail is of {day}.|That is from the mail of {day}.|It stands in the message of {day}.]",
            day=day_of(row),
        )

    older = [m.card for i in thread if (m := state.messages[i]) is not last and m.card is not None]
    slips = {c.total for c in older} | {round(c.total + c.delivery_fee, 2) for c in older}
    slips.add(card.total if gross else round(card.total + card.delivery_fee, 2))
    return Goal(
        (turn,),
        [card.number, gross],
        ("revision", *(("with delivery",) if gross else ("without delivery",))),
        ("search_messages", "open_message"),
        solve,
        (
            Tells("the price", wanted, instead=tuple(sorted(slips - {wanted}))),
            OnlyChanges(),
        ),
        fallback=() if gross else ("open_message",),
    )


def _amount(text: str) -> float | None:
    word = text.split("EUR ")[-1].split(" ")[0].replace(",", "") if "EUR " in text else ""
    return float(word) if word.replace(".", "").isdigit() else None


@goal("single_easy")
def is_it_genuine(draw: Draw) -> Goal | None:
    """Whether a mail about new bank details comes from whom it says; only the headers tell."""
    state: Mailroom = draw.state
    mail = next(m for m in state.messages.values() if m.subject == "Change of our bank details")
    supplier = state.people[mail.sender]
    domain = (mail.reply_to or mail.sender).split("@")[1]
    then, label = (
        draw.rng.choice(("", "label", "star")),
        draw.rng.choice(("suspicious", "do-not-pay", "forged", "for-it")),
    )
    condition = {
        "": [],
        "label": [
            '[If it is not, label it "{label}"; if it is, leave it alone.|Should it be a fake, put the label "{label}" on it, else nothing.|A fake gets the label "{label}", a real one stays as it is.]'
        ],
        "star": [
            "[If it is theirs, give it a star, so that I deal with it; otherwise don't touch it.|A real one gets a star, a fake one nothing.|Star it if it is real, and only then.]"
        ],
    }[then]
    turn = draw.ask(
        "[There is a mail from {firm} about new bank details|{firm} writes that their bank account has changed|I got something from {firm} on a change of account|A message of {firm} asks us to pay to another account from now on]. [Does it really come from them|Is it genuine|Can you see whether it is really from them|Is that truly their mail or somebody else's], and [from which domain was it sent|which domain is behind it|what is the domain that sent it]?",
        *condition,
        because="[There were warnings about this on the intranet.|I would rather ask twice than pay twice.|It looks fine to me, but what do I know.|Accounts wants to change the master data today.]",
        firm=supplier.firm,
        label=label,
    )
    acts = (then == "label" and not mail.passes) or (then == "star" and mail.passes)

    def solve(hands: Hands) -> None:
        found = hands.call(
            "search_messages",
            "[find the message|look for that mail|search for the mail on bank details]",
            q=f'from:{brand(supplier.firm)} "bank details"',
        )
        row = hands.best(found["messages"], lambda row: row["subject"] != mail.subject)
        passed, sender = True, row["from"]["email"].split("@")[1]
        if hands.bother("the headers", "check"):
            source = hands.call(
                "open_message",
                "[read the headers|look at the raw message|see which server it came from]",
                message_id=row["message_id"],
                view="source",
            )
            passed = "spf=pass" in source
            sender = source.split("smtp.mailfrom=")[-1].split(";")[0]
        if hands.bother("put it away", "needless"):
            hands.call("sort_messages", message_ids=[row["message_id"]], move_to="archive")
        verdict = (
            "[It is genuine|The message is authentic|It does come from {firm}]: [sender check passed, sent from {domain}.|the sending domain is {domain}, and the sender check passes.]"
            if passed
            else "[It is not genuine|It does not come from {firm}|The sender is forged]: [it was sent from {domain}, and the sender check fails.|the headers name {domain} as the origin, and SPF fails.]"
        )
        done = "[I have changed nothing.|Nothing has been moved.|The mail is where it was.]"
        if then == "label" and not passed:
            hands.call(
                "sort_messages",
                "[put the label on|label it]",
                landed=sort_landed(hands, row["message_id"], lambda m: label in m["labels"]),
                message_ids=[row["message_id"]],
                labels={"add": [label]},
            )
        elif then == "star" and passed:
            hands.call(
                "sort_messages",
                "[give it a star|mark it with a star]",
                landed=sort_landed(hands, row["message_id"], lambda m: bool(m["starred"])),
                message_ids=[row["message_id"]],
                mark=["starred"],
            )
            done = "[It has a star now.|I have starred it.|You will find it with a star.]"
        advice = (
            done
            if passed
            else "[Do not use the new account; ask {firm} by a number you know.|Please do not pay to that account.|I would ring {firm} before anybody changes a thing.]"
            + (' [It carries the label "{label}" now.|I have labelled it "{label}".]' if then == "label" else "")
        )
        hands.say(verdict, advice, firm=supplier.firm, domain=sender, label=label)

    says = (
        r"(?<!not )(?:genuine|authentic)|does come from|really (?:is|comes)|check (?:passe[sd])"
        if mail.passes
        else r"\b(?:not|n.t) (?:genuine|authentic|really|come|from|sent by)|forged|fake|spoof|phish|fraud|fails"
    )
    return Goal(
        (turn,),
        [mail.id, mail.passes, domain, then],
        ("genuineness", *(("condition", then, "condition met" if acts else "condition not met") if then else ())),
        ("search_messages", "open_message", *(("sort_messages",) if acts else ())),
        solve,
        (
            Says("that it is genuine" if mail.passes else "that it is forged", says),
            Tells("the sending domain", domain),
            *((Becomes(f"messages.{mail.id}.labels", (label,)),) if acts and then == "label" else ()),
            *((Becomes(f"messages.{mail.id}.starred", True),) if acts and then == "star" else ()),
            OnlyChanges((f"messages.{mail.id}",) if acts else ()),
        ),
    )


@goal("single_easy")
def out_of_the_trash(draw: Draw) -> Goal | None:
    """Put the right one of two deleted mails back, and say how long the other stays."""
    state: Mailroom = draw.state
    trashed = [m for m in state.messages.values() if m.folder == "trash"]
    pairs = [
        sorted((m for m in trashed if (m.subject, m.sender) == key), key=lambda m: m.at)
        for key in dict.fromkeys((m.subject, m.sender) for m in trashed)
    ]
    pair = draw.one([p for p in pairs if len(p) == 2 and p[0].at.date() != p[1].at.date()])
    if pair is None:
        return None
    newer = draw.chance(0.5)
    left, wanted = pair if newer else reversed(pair)
    label = draw.rng.choice(("keep", "restored", "to-check", "found-again", "mine")) if draw.chance(0.6) else ""
    starred = draw.chance(0.3)
    clauses = [
        "[There are two, I mean the {which} one.|The {which} of the two, please.|Only the {which} one, not its twin.|Careful, there are two: the {which} it should be.]"
    ]
    if label:
        clauses.append(
            '[Give it the label "{label}"|Label it "{label}"|Put the label "{label}" on it] [as well|too|at the same time].'
        )
    if starred:
        clauses.append(
            "[Star it, so that I see it.|And a star on it.|It should have a star as well.|Put a star on it, please.]"
        )
    clauses.append(
        "[And until when can I still get the other one back?|How long does the other one stay in the trash?|Until which day does the trash keep the other?|By when would I have to rescue its twin, if ever?]"
    )
    turn = draw.ask(
        '[I deleted "{subject}" from {sender} by mistake, please put it back into the inbox|Please fetch "{subject}" from {sender} out of the trash again, back to the inbox|Something I threw away too early: "{subject}" from {sender}. Restore it to the inbox, please|"{subject}", sent by {sender}, landed in the trash; it belongs in my inbox, please move it back].',
        *clauses,
        because="[I was cleaning up on the train, never again.|It turns out that somebody still needs it.|My finger slipped, as it does.|I thought that was all done.]",
        subject=wanted.subject,
        sender=state.people[wanted.sender].name,
        which=draw.word("[newer|later|more recent]" if newer else "[older|earlier|first]"),
        label=label,
    )

    def solve(hands: Hands) -> None:
        found = hands.call(
            "search_messages",
            "[look in the trash|search the trash for it|see what lies in the trash]",
            q=f'from:"{wanted.names}" subject:"{wanted.subject}"',
            folder="trash",
        )
        sign = -1 if newer else 1
        row = hands.best(found["messages"], lambda row: sign * day_of(row).toordinal())
        hands.call(
            "sort_messages",
            "[move it back|restore it|put it into the inbox]",
            landed=sort_landed(hands, row["message_id"], lambda m: bool(m["folder"] == "inbox")),
            message_ids=[row["message_id"]],
            move_to="inbox",
            labels={"add": [label]} if label else None,
            mark=["starred"] if starred else None,
        )
        hands.confirm("search_messages", "make sure it is there", q=f'from:"{wanted.names}"', folder="inbox")
        others = [other for other in found["messages"] if other is not row]
        hands.say(
            '[Back in the inbox{how}: "{subject}" of {day}.|I have put "{subject}" of {day} back into the inbox{how}.|Restored to the inbox{how}: "{subject}" of {day}.]',
            *(
                fact(
                    f"the one of {told_as(day_of(other))}",
                    date.fromisoformat(other["kept_until"]),
                    "[{Label} stays in the trash until {value}.|The trash keeps {label} until {value}.|You can have {label} back until {value}.]",
                )
                for other in others
            ),
            how=_how(label, starred),
            subject=wanted.subject,
            day=day_of(row),
        )

    until = (left.trashed or draw.now.date()) + timedelta(days=TRASH_DAYS)
    changed: list[Want] = [
        Becomes(f"messages.{wanted.id}.folder", "inbox"),
        Becomes(f"messages.{wanted.id}.starred", starred),
    ]
    if label:
        changed.append(Becomes(f"messages.{wanted.id}.labels", (label,)))
    return Goal(
        (turn,),
        [wanted.id, label, starred],
        ("age", *(("label",) if label else ()), *(("star",) if starred else ())),
        ("search_messages", "sort_messages"),
        solve,
        (*changed, Tells("the last day of the other one", until), OnlyChanges((f"messages.{wanted.id}",))),
    )


def _how(label: str, starred: bool) -> str:
    parts = [f'the label "{label}"'] * bool(label) + ["a star"] * starred
    return f" with {' and '.join(parts)}" if parts else ""


SINGLE_GOALS = (last_quote, is_it_genuine, out_of_the_trash)
