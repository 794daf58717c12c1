"""Requests about the inbox: clearing out newsletters, and what a thread decided."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, told_as
from negforge.worlds.mailroom.goals_common import (
    all_rows,
    day_of,
    draft_landed,
    find,
    mail_written,
    named,
    newest,
    rule_landed,
    sort_landed,
    staff,
    twins_first,
)
from negforge.worlds.mailroom.state import Mailroom, Message
from negforge.worlds.mailroom.vocabulary import LETTERS
from negforge.worlds.wants import Becomes, Gains, Holds, OnlyChanges, Tells, Want

SPARED: dict[str, tuple[str, Callable[[Message], bool], Callable[[dict[str, Any]], bool]]] = {
    "starred": ("[what has a star|the starred ones|anything starred|those with a star]", lambda m: m.starred, lambda r: bool(r["starred"])),
    "unread": ("[what I have not read yet|unread ones|anything still unread|the unread issues]", lambda m: m.unread, lambda r: bool(r["unread"])),
    "attachment": (
        "[issues with an attachment|whatever has an attachment|the ones with a file attached|mails that carry an attachment]",
        lambda m: bool(m.attachments),
        lambda r: bool(r["attachments"]),
    ),
}  # fmt: skip


@goal("single_easy", "single_hard")
def clear_newsletters(draw: Draw) -> Goal | None:
    """Trash or archive a sender's old issues; hard: sparing some, labelling, and a rule for those to come."""
    state: Mailroom = draw.state
    letters: dict[str, list[Message]] = {}
    for m in state.messages.values():
        if m.sender in {address for _, address in LETTERS} and m.folder == "inbox":
            letters.setdefault(m.sender, []).append(m)
    by_size = sorted(letters.values(), key=len)
    issues = by_size[-1] if draw.chance(0.7) else draw.one(by_size)
    assert issues is not None
    sender, name = issues[0].sender, issues[0].names
    before = sorted(m.at for m in issues)[len(issues) * draw.rng.randrange(4, 9) // 10].date()
    trash = draw.chance(0.5)
    spared = draw.some(SPARED, draw.rng.choice((1, 2))) if draw.hard else []
    label = (
        draw.rng.choice(("old", "done", "reading-2026", "letters", "sorted")) if draw.hard and draw.chance(0.5) else ""
    )
    rule = draw.hard and draw.chance(0.5)
    wanted = [m for m in issues if m.at.date() < before and not any(SPARED[k][1](m) for k in spared)]
    if not wanted or (draw.hard and len(issues) < 5):
        return None
    pages = (len(issues) - 1) // 8
    clauses = (
        ["[Leave {spared} where they are.|But not {spared}.|Spare {spared}, please.|Hands off {spared}.]"]
        if spared
        else []
    )
    if label:
        clauses.append(
            '[Label what you move "{label}".|Whatever moves gets the label "{label}".|And the label "{label}" on those.]'
        )
    if rule:
        clauses.append(
            "[From now on, new issues should go straight to the archive.|And set a rule that archives whatever they send in future.|New ones: archive automatically, for good.|For the future, have a rule archive everything from them.]"
        )
    turn = draw.ask(
        "[Please move|It is time to move|Be so kind as to move|Kindly move] [everything|all mails|all issues|whatever there is] from {name} [older than {before}|from before {before}|that came before {before}|received earlier than {before}] [to|into] the {where}. [Tell me how many.|And give me the number.|How many were there?|How many does that make?]"
        if draw.chance(0.4)
        else "[Into the {where} with|The {where} is the place for|I want in the {where}] [all issues|everything|all mails] of {name} [older than {before}|from before {before}|that came in earlier than {before}]. [How many are that?|Count them for me.|Tell me how many it was.|The number would interest me.]",
        *clauses,
        because="[My inbox has become a landfill.|I never read them anyway.|Storage is at ninety percent, says the system.|New quarter, new order.|I get more of these than of real mail.]",
        name=name,
        before=before,
        where="trash" if trash else "archive",
        spared=" and ".join(draw.word(SPARED[k][0]) for k in spared),
        label=label,
    )

    def solve(hands: Hands) -> None:
        rows = all_rows(
            hands,
            f'from:"{name}"',
            "[list what they have sent|search for their issues|see what there is from them]",
            "inbox",
        )
        rows = hands.keep(rows, "date", lambda row: day_of(row) < before)
        for kind in spared:
            rows = hands.keep(rows, kind, lambda row, test=SPARED[kind][2]: not test(row))  # type: ignore[misc]
        ids = [row["message_id"] for row in rows]
        if not ids:
            hands.say()
            return
        answer = hands.call(
            "sort_messages",
            "[move them|do the move|put them away]",
            landed=sort_landed(hands, ids[0], lambda m: bool(m["folder"] == ("trash" if trash else "archive"))),
            message_ids=ids,
            move_to="trash" if trash else "archive",
            labels={"add": [label]} if label else None,
        )
        told = [
            fact(
                "moved",
                f"{len(ids)} {'issue' if len(ids) == 1 else 'issues'}",
                "[I have put {value} of {name} from before {before} into the {where}.|{value} of {name} went to the {where}, all from before {before}.|Moved to the {where}: {value} of {name}, the cut being {before}.]",
                name=name,
                before=before,
                where="trash" if trash else "archive",
            )
        ]
        if trash and "kept_until" in answer:
            told.append(
                fact(
                    "can be restored until",
                    datetime.fromisoformat(answer["kept_until"]).date(),
                    "[The trash keeps them until {value}.|You could get them back until {value}.|They are gone for good after {value}.]",
                )
            )
        if rule:
            made = hands.call(
                "set_mail_rule",
                "[set the rule for new issues|make the rule]",
                landed=rule_landed,
                name=f"Archive {name}",
                looks_at={"senders": [rows[0]["from"]["email"]]},
                action={"do": "archive"},
            )
            told.append(
                fact(
                    "rule",
                    made["rule_id"],
                    "[Rule {value} archives new ones.|New ones are archived by rule {value}.|The rule for new ones is {value}.]",
                )
            )
        hands.confirm("search_messages", "see what is left", q=f'from:"{name}" before:{before}', folder="inbox")
        hands.say(*told)

    wants: list[Want] = [Becomes(f"messages.{m.id}.folder", "trash" if trash else "archive") for m in wanted]
    if label:
        wants += [Holds("the label", lambda s: all(label in s.messages[m.id].labels for m in wanted), f"all moved ones are labelled {label}", lambda s: "some are not labelled")]  # fmt: skip
    if rule:
        wants.append(Gains("rules", {"senders": (sender,), "action": "archive", "first": None, "last": None}))
    wants.append(OnlyChanges((*(f"messages.{m.id}" for m in wanted), *(("rules",) if rule else ()))))
    wants.append(Tells("the number of mails moved", len(wanted)))
    return Goal(
        (turn,),
        [sorted(m.id for m in wanted), trash, label, rule],
        ("date", *spared, *(("label",) if label else ())),
        ("search_messages", *("search_messages",) * pages, "sort_messages", *(("set_mail_rule",) if rule else ())),
        solve,
        tuple(wants),
    )


@goal("single_easy", "multi_easy")
def what_was_decided(draw: Draw) -> Goal | None:
    """What a thread settled in the end, which is not what it first agreed on; then a draft that says so."""
    state: Mailroom = draw.state
    threads: dict[str, list[Message]] = {}
    for m in state.messages.values():
        if m.folder == "inbox" and m.decides and m.mailbox == state.me:
            threads.setdefault(m.thread, []).append(m)
    thread = draw.one([ms for ms in threads.values() if len(ms) > 1 or draw.chance(0.3)])
    if thread is None:
        return None
    last = newest(thread)
    project, topic = last.subject.removeprefix("Re: ").split(": ")
    spoken = f"{project[:1].lower()}{project[1:]}" if not project.startswith(("Heron", "Lyra", "Corvus")) else project
    value = datetime.fromisoformat(last.decides).date() if last.decides[:4].isdigit() else last.decides
    earlier = [
        datetime.fromisoformat(m.decides).date() if m.decides[:4].isdigit() else m.decides
        for m in thread
        if m is not last
    ]
    who = named(draw, next(iter(twins_first(draw, staff(state, *last.to)))))
    turns = [
        draw.ask(
            "[What did we settle on as {topic} for the {project}|In the mails about the {project}, what is {topic} in the end|Remind me, {topic} of the {project}: what was agreed|What is the latest on {topic} for the {project}]?",
            because="[There was so much back and forth.|I only remember the first half of it.|I was on leave when it was decided.|People keep telling me different things.]",
            topic=topic,
            project=spoken,
        )
    ]
    if draw.kind == "multi_easy":
        turns.append(
            draw.then(
                "[Then write a draft to {who} that says so|Good to know. Prepare a short draft to {who} with that|{Who} should know as well: a draft please, with what you just told me|Put that into a draft for {who}], [but don't send it yet.|to be sent by me later.|unsent.|I will send it myself.]",
                who=who.phrase,
                Who=who.phrase,
            )
        )

    def solve(hands: Hands) -> None:
        rows = all_rows(
            hands, f'subject:"{project}"', "[find the thread|search for the mails on it|look for that conversation]"
        )
        rows = hands.keep(rows, "topic", lambda row: row["subject"].endswith(topic))
        row = hands.best(rows, lambda row: row["message_id"])
        texts = [row["snippet"]]
        if hands.bother("the whole thread", "more"):
            opened = hands.call(
                "open_message",
                "[read the whole thread|read the conversation from the start|see how it ended]",
                otherwise=("search_messages", {"q": f'subject:"{project}: {topic}"'}),
                message_id=row["message_id"],
                view="thread",
            )
            if "thread" in opened:
                texts = [m["text"] for m in opened["thread"]]
            else:  # messages cannot be opened: what the list shows of each is enough
                texts = [m["snippet"] for m in sorted(opened["messages"], key=lambda m: str(m["received"]))]
        found = [
            (at, hit[1] or hit[2])
            for at, text in enumerate(texts)
            if (hit := re.search(r"Agreed, (.+?) then|is (.+?)\. Please", text))
        ]
        settled = hands.best(found, lambda pair: -pair[0])[1] if found else _first_value(texts[0])
        shown = told_as(datetime.fromisoformat(settled).date()) if settled[:4].isdigit() else settled
        heard = hands.say(
            fact(
                f"{topic} of the {spoken}",
                shown,
                "[{Label} is {value}.|{Label}: in the end it is {value}.|They settled on {value} as {label}.]",
            )
        )
        if not heard:
            return
        address = find(hands, who)["email"]
        text = f"Hello,\n\nfor the {spoken}, {topic} is {shown}. That is the latest state of the thread.\n\nRegards"
        draft = hands.call(
            "save_draft",
            "[write the draft|prepare the note|put it into a draft]",
            landed=draft_landed(hands, f"{project}: {topic}", text),
            to=[{"email": address}],
            subject=f"{project}: {topic}",
            text=text,
        )
        hands.say(
            fact(
                "draft",
                draft["draft_id"],
                "[The draft to {name} is {value}; it has not been sent.|Draft {value} for {name} is ready, unsent.|I have saved it as {value}, addressed to {name}.]",
                name=who.person.name,
            )
        )

    multi = draw.kind == "multi_easy"
    wants: list[Want] = [Tells(topic, value, turn=0, instead=tuple(earlier))]
    if multi:
        wants += [mail_written(draw, "the draft", (who.person.email,), (value,)), OnlyChanges(("drafts",))]
    else:
        wants.append(OnlyChanges())
    return Goal(
        tuple(turns),
        [last.id, who.person.email if multi else None],
        ("topic", topic, "revision", *(who.constraints if multi else ())),
        ("search_messages", "open_message", *(("search_directory", "save_draft") if multi else ())),
        solve,
        tuple(wants),
        fallback=("open_message",),
    )


def _first_value(text: str) -> str:
    hit = re.search(r"\d{4}-\d\d-\d\d|EUR [\d,]+|\d+ people", text)
    return hit[0] if hit else "not settled"


MAIL_GOALS = (clear_newsletters, what_was_decided)
