"""Conversations about a list of mails: the second one, the others, and back again."""

from __future__ import annotations

from datetime import datetime, timedelta

from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.mailroom.goals_common import (
    all_rows,
    brand,
    sort_landed,
)
from negforge.worlds.mailroom.rules import HELD, TRASH_DAYS
from negforge.worlds.mailroom.state import Mailroom
from negforge.worlds.wants import Becomes, OnlyChanges, Tells, Want


@goal("multi_easy", "multi_hard")
def pick_from_the_list(draw: Draw) -> Goal | None:
    """A list of mails, newest first, then "the second one"; hard: labels, a correction, and one under retention."""
    state: Mailroom = draw.state
    senders: dict[str, list[str]] = {}
    for m in state.messages.values():
        if m.folder == "inbox" and m.mailbox == state.me and m.card and m.card.kind != "quote":
            senders.setdefault(m.sender, []).append(m.id)
    sender = draw.one(sorted(senders))
    if sender is None:
        return None
    supplier = state.people[sender]
    ordered = sorted((state.messages[i] for i in senders[sender]), key=lambda m: m.at, reverse=True)
    count = draw.rng.choice((3, 4, 5))
    shown = ordered[:count]
    if (
        len({m.at.date() for m in shown}) < count
        or len(ordered) <= count
        or ordered[count].at.date() == shown[-1].at.date()
    ):
        return None
    which, other = draw.some(range(1, count), 2) if count > 2 else (1, 0)
    ordinals = ("first", "second", "third", "fourth", "fifth")
    label = draw.rng.choice(("to-pay", "checked", "ask-finance", "march-run", "urgent"))
    first = draw.ask(
        "[Show me the last {count} mails from {firm} about invoices, newest first|List the {count} most recent invoice mails of {firm}, the newest on top|I want to see the latest {count} messages on invoices from {firm}, in order from new to old|The newest {count} invoice mails from {firm}, please, latest first][.|, with date and subject.|; subject and date are enough.]",
        because="[I have lost track.|The accountant rings in an hour.|They say they wrote to me.|I want to tidy up a little.]",
        count=("three", "four", "five")[count - 3],
        firm=supplier.firm,
    )
    stars = draw.hard or draw.chance(0.5)
    second = draw.then(
        "[Archive the {which} one|The {which} of them can go to the archive|Please put the {which} one away, into the archive|Move number {number} to the archive][ and star the {other}.| and give the {other} a star.|; the {other} gets a star.]"
        if stars
        else '[The {other} one gets the label "{label}", and archive the {which}.|Label the {other} one "{label}" and move the {which} one to the archive.|Put the {which} one into the archive and the label "{label}" on the {other}.]',
        label=label,
        which=ordinals[which],
        number=which + 1,
        other=ordinals[other],
    )
    turns, held = [first, second], HELD in shown[0].labels
    if draw.hard:
        turns += [
            draw.then(
                '[Label the rest of the list "{label}"|Everything else on your list gets the label "{label}"|Put the label "{label}" on the others of the list], [not on those two.|the two from before excepted.|all but those two.]',
                label=label,
            ),
            draw.then(
                "[Sorry, I mixed that up: the {which} one should stay in the inbox after all|Wait, bring the {which} one back into the inbox|I need the {which} one in the inbox again, please undo that|Correction: not the {which} one, back to the inbox with it]. [The first one can be thrown away instead.|Put the first one into the trash instead.|Bin the first one in its place.]",
                which=ordinals[which],
            ),
            draw.then(
                "[Until when could I get something back from the trash, if you threw it away today?|How long would I find it in the trash?|If it went to the trash today, until which day is it there?|And how long is it kept there, until what date?]"
            ),
        ]

    def solve(hands: Hands) -> None:
        rows = all_rows(
            hands,
            f"from:{brand(supplier.firm)} subject:invoice",
            "[list their mails on invoices|search for the invoice mails|get their messages]",
            "inbox",
        )
        rows = (
            sorted(rows, key=lambda row: str(row["received"]), reverse=True)[:count]
            if hands.bother("by date", "check")
            else rows[:count]
        )
        hands.say(*(_listed(at, row) for at, row in enumerate(rows, 1)))
        one, star = rows[which], rows[other]
        hands.call(
            "sort_messages",
            "[put it into the archive|archive that one]",
            landed=sort_landed(hands, one["message_id"], lambda m: bool(m["folder"] == "archive")),
            message_ids=[one["message_id"]],
            move_to="archive",
        )
        hands.call(
            "sort_messages",
            "[put the star on|mark the other with a star]" if stars else "[put the label on|label the other]",
            landed=sort_landed(
                hands, star["message_id"], lambda m: bool(m["starred"]) if stars else label in m["labels"]
            ),
            message_ids=[star["message_id"]],
            mark=["starred"] if stars else None,
            labels=None if stars else {"add": [label]},
        )
        heard = hands.say(
            '[Archived: "{subject}". Labelled "{label}": "{star}".|"{subject}" is in the archive, and "{star}" has the label "{label}".|Done: "{subject}" archived, "{star}" labelled "{label}".]'
            if not stars
            else '[Archived: "{subject}". Starred: "{star}".|"{subject}" is in the archive, and "{star}" has a star.|Done: "{subject}" archived, "{star}" starred.]',
            subject=one["subject"],
            star=star["subject"],
            label=label,
        )
        if not heard:
            return
        rest = [
            row["message_id"] for row in hands.keep(rows, "exclusion", lambda row: row is not one and row is not star)
        ]
        hands.call(
            "sort_messages",
            "[label the others|put the label on the rest]",
            landed=sort_landed(hands, rest[0], lambda m: label in m["labels"]),
            message_ids=rest,
            labels={"add": [label]},
        )
        hands.say(
            '[{count} more now carry the label "{label}".|The label "{label}" is on the other {count}.|I have labelled the remaining {count} "{label}".]'
            if len(rest) != 1
            else '[One more now carries the label "{label}".|The label "{label}" is on the remaining one.]',
            count=len(rest),
            label=label,
        )
        hands.call(
            "sort_messages",
            "[bring it back|move it to the inbox again]",
            landed=sort_landed(hands, one["message_id"], lambda m: bool(m["folder"] == "inbox")),
            message_ids=[one["message_id"]],
            move_to="inbox",
        )
        first_one = rows[0]["message_id"]
        thrown = hands.attempt(
            "sort_messages",
            "[throw the first one away|move the first one to the trash]",
            landed=sort_landed(hands, first_one, lambda m: bool(m["folder"] == "trash")),
            message_ids=[first_one],
            move_to="trash",
        )
        if thrown.is_error and not hands.objects("retention"):
            hands.call("sort_messages", "take the label off", message_ids=[first_one], labels={"remove": [HELD]})
            thrown = hands.attempt("sort_messages", "throw it away now", message_ids=[first_one], move_to="trash")
        if thrown.is_error:
            hands.say(
                '["{subject}" is back in the inbox. "{gone}" could not be thrown away: it is under retention.|"{subject}" is in the inbox again, but "{gone}" is kept under retention and cannot go to the trash.]',
                subject=one["subject"],
                gone=rows[0]["subject"],
            )
        else:
            hands.say(
                '["{subject}" is back in the inbox, and "{gone}" is in the trash.|Done: "{subject}" in the inbox again, "{gone}" thrown away.]',
                subject=one["subject"],
                gone=rows[0]["subject"],
            )
        until = draw.now.date() + timedelta(days=TRASH_DAYS)
        hands.say(
            fact(
                "kept until",
                until,
                "[What goes to the trash today is kept until {value}.|Until {value}; the trash keeps things for 30 days.|It stays there until {value}.]",
            )
        )

    moved, starred = shown[which], shown[other]
    if draw.hard:
        rest = [m for m in shown if m not in (moved, starred)]
        wants: list[Want] = [
            Becomes(f"messages.{moved.id}.folder", "inbox"),
            Becomes(f"messages.{shown[0].id}.folder", "inbox" if held else "trash"),
            *(Becomes(f"messages.{m.id}.labels", tuple(sorted({*m.labels, label}))) for m in rest),
            Tells("the last day in the trash", draw.now.date() + timedelta(days=TRASH_DAYS)),
            OnlyChanges(tuple(f"messages.{m.id}" for m in (*rest, shown[0], moved, starred))),
        ]
    else:
        wants = [
            Becomes(f"messages.{moved.id}.folder", "archive"),
            OnlyChanges((f"messages.{moved.id}.folder", f"messages.{starred.id}")),
        ]
    if stars:
        wants.insert(0, Becomes(f"messages.{starred.id}.starred", True))
    else:
        wants.insert(0, Becomes(f"messages.{starred.id}.labels", tuple(sorted({*starred.labels, label}))))
    pages = (len(senders[sender]) - 1) // 8
    return Goal(
        tuple(turns),
        [[m.id for m in shown], which, other, label if draw.hard or not stars else ""],
        ("order", "reference", "star" if stars else "label", *(("exclusion", "correction", *(("retention",) if held else ())) if draw.hard else ())),
        ("search_messages", *("search_messages",) * pages, "sort_messages", *(("sort_messages",) * 3 if draw.hard else ())),
        solve,
        tuple(wants),
    )  # fmt: skip


def _listed(at: int, row: dict[str, object]) -> Fact:
    return fact(
        f"{at}.",
        f'"{row["subject"]}"',
        "[{Label} {value} of {day}.|{Label} {value}, received on {day}.]",
        day=datetime.fromisoformat(str(row["received"])).date(),
    )


LIST_GOALS = (pick_from_the_list,)
