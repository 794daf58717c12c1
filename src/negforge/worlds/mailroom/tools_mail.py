"""Mail tools: search, read, draft, send, sort, rules."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.mailroom.clock import office, stamp
from negforge.worlds.mailroom.mail_rows import as_message, card_of, draft_row, row_of, source_of, tests_of
from negforge.worlds.mailroom.rules import HELD, TRASH_DAYS, outside
from negforge.worlds.mailroom.state import Draft, Mailroom, MailRule, Message
from negforge.worlds.mailroom.vocabulary import TEAM_BOX
from negforge.worlds.world import Desk, FaultHold, Problem, tool

ADDRESS = {"type": "string", "format": "email"}


RECIPIENTS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"email": ADDRESS, "name": {"type": "string", "maxLength": 80}},
        "required": ["email"],
        "additionalProperties": False,
    },
    "maxItems": 40,
}


FOLDERS = ("inbox", "archive", "sent", "drafts", "trash", "all")


@tool(
    "Search mail. Operators in q: from:, to:, subject:, label:, has:attachment, is:unread, is:starred, after:YYYY-MM-DD, "
    "before:YYYY-MM-DD (after includes that day, before does not); a minus sign in front excludes; "
    "quotes keep words together; other words must occur in subject or text. Best match first, not by date. The folder "
    "'all' leaves out drafts and trash. Drafts carry a draft_id and their full text.",
    {
        "q": {"type": "string", "maxLength": 300, "description": "e.g. from:anna subject:invoice after:2026-03-01"},
        "folder": {"type": "string", "enum": list(FOLDERS), "default": "all"},
        "mailbox": {**ADDRESS, "description": "Own mailbox if left out; else a shared or delegated one."},
        "page_size": {"type": "integer", "minimum": 1, "maximum": 20, "default": 8},
        "page_token": {"type": "string", "pattern": "^p[0-9]+$"},
    },
    required=["q"],
    faults=FaultHold(rows="messages", renames=(("messages.*.received", "internal_date"),), note="messages.*.snippet"),
)
def search_messages(
    desk: Desk, q: str, folder: str = "all", mailbox: str = "", page_size: int = 8, page_token: str = "p1"
) -> Any:
    state = _state(desk)
    box = _open_box(state, mailbox)
    tests = tests_of(q)
    page = int(page_token[1:])
    if folder == "drafts":
        drafts = [d for d in state.drafts.values() if box == state.me and all(test(as_message(d)) for test in tests)]
        return {"mailbox": box, "total": len(drafts), "messages": [draft_row(d) for d in drafts]}
    folders = ("inbox", "archive", "sent") if folder == "all" else (folder,)
    found = [
        m
        for m in state.messages.values()
        if m.mailbox == box and m.folder in folders and all(test(m) for test in tests)
    ]
    found.sort(key=lambda m: (m.rank, m.id))
    body: dict[str, Any] = {
        "mailbox": box,
        "total": len(found),
        "messages": [row_of(m) for m in found[(page - 1) * page_size : page * page_size]],
    }
    return body | ({"next_page_token": f"p{page + 1}"} if len(found) > page * page_size else {})


@tool(
    "Open one message. view 'parsed' gives text, attachment names and what was read out of a business mail (card); "
    "'thread' adds all other messages of the conversation, oldest first; 'source' gives the raw message with its headers "
    "as plain text. Opening does not mark as read. Attachments cannot be opened here.",
    {
        "message_id": {"type": "string", "pattern": "^msg_[0-9]{8}$"},
        "view": {"type": "string", "enum": ["parsed", "thread", "source"], "default": "parsed"},
        "text_limit": {"type": "integer", "minimum": 200, "maximum": 20000},
    },
    required=["message_id"],
    pretty=True,
    faults=FaultHold(
        echo=("message_id", "message.message_id"),
        renames=(("message.card.total", "net_amount"),),
        units=(
            ("message.card.total", 100, "message.card.currency", "EUR cents"),
            ("message.card.delivery_fee", 100, "message.card.currency", "EUR cents"),
        ),
        note="message.text",
    ),
)
def open_message(desk: Desk, message_id: str, view: str = "parsed", text_limit: int = 4000) -> Any:
    state = _state(desk)
    message = _message(state, message_id)
    if view == "source":
        return source_of(state, message)
    known = state.people.get(message.sender)
    body: dict[str, Any] = {
        "message": {
            "message_id": message.id,
            "thread_id": message.thread,
            "folder": message.folder,
            "from": {
                "name": message.names,
                "email": message.sender,
                "organisation": (known.firm or "Orrinvale Instruments") if known else None,
            },
            "to": list(message.to),
            "cc": list(message.cc),
            "received": stamp(message.at),
            "subject": message.subject,
            "text": message.body[:text_limit],
            "labels": list(message.labels),
            "unread": message.unread,
            "starred": message.starred,
            "attachments": [{"name": name, "opened": False} for name in message.attachments],
        }
        | ({"card": card_of(message.card)} if message.card else {})
    }
    if view == "thread":
        rest = [m for m in state.messages.values() if m.thread == message.thread and m.folder != "trash"]
        body["thread"] = [
            {"message_id": m.id, "from": m.sender, "received": stamp(m.at), "text": m.body[:text_limit]}
            for m in sorted(rest, key=lambda m: m.at)
        ]
    return body


@tool(
    "Write a draft, or overwrite one (draft_id). Nothing is sent. Overwriting a scheduled draft takes it off the schedule. "
    "The sender is the signed-in user; display_name changes how the sender's name is shown.",
    {
        "draft_id": {"type": "string", "pattern": "^dft_[0-9]{7}$"},
        "to": {**RECIPIENTS, "minItems": 1},
        "cc": RECIPIENTS,
        "subject": {"type": "string", "minLength": 1, "maxLength": 200},
        "text": {"type": "string", "minLength": 1, "maxLength": 10000},
        "in_reply_to": {"type": "string", "pattern": "^msg_[0-9]{8}$"},
        "display_name": {"type": "string", "maxLength": 80},
    },
    required=["to", "subject", "text"],
    writes=True,
)
def save_draft(
    desk: Desk,
    to: list[dict[str, str]],
    subject: str,
    text: str,
    draft_id: str = "",
    cc: list[dict[str, str]] | None = None,
    in_reply_to: str = "",
    display_name: str = "",
) -> Any:
    state = _state(desk)
    if draft_id and draft_id not in state.drafts:
        raise Problem(404, "no-such-draft", f"There is no draft {draft_id}; it may have been sent.")
    if in_reply_to:
        _message(state, in_reply_to)
    first, second = (tuple(dict.fromkeys(row["email"].lower() for row in rows)) for rows in (to, cc or []))
    draft_id = draft_id or desk.id("dft_", *first, subject, in_reply_to, digits=7)
    state.drafts[draft_id] = Draft(draft_id, first, second, subject, text, in_reply_to or None, None, display_name)
    return {
        "draft_id": draft_id,
        "state": "saved",
        "to": first,
        "cc": second,
        "subject": subject,
        "external_recipients": [email for email in (*first, *second) if outside(email)],
    }


@tool(
    "Send a draft now, or at a later moment of the next 14 days. Recipients outside orrinvale.example are refused unless "
    "confirmed_external lists each of them: set it only where the user has said yes to that recipient. What is sent "
    "cannot be called back.",
    {
        "draft_id": {"type": "string", "pattern": "^dft_[0-9]{7}$"},
        "confirmed_external": {"type": "array", "items": ADDRESS, "uniqueItems": True},
        "schedule": {
            "type": "object",
            "properties": {"at": {"type": "string", "format": "date-time"}},
            "required": ["at"],
            "additionalProperties": False,
        },
    },
    required=["draft_id"],
    writes=True,
)
def send_draft(
    desk: Desk, draft_id: str, confirmed_external: list[str] | None = None, schedule: dict[str, str] | None = None
) -> Any:
    state = _state(desk)
    draft = state.drafts.get(draft_id)
    if draft is None:
        raise Problem(404, "no-such-draft", f"There is no draft {draft_id}; it may have been sent.")
    open_ones = [e for e in (*draft.to, *draft.cc) if outside(e) and e not in (confirmed_external or ())]
    if open_ones:
        raise Problem(
            403, "external-recipient", "Recipients outside the house need a confirmation.", recipients=open_ones
        )
    if schedule is None:
        return {"state": "sent", "message_id": _sent(desk, draft), "recipients": [*draft.to, *draft.cc]}
    at = office(schedule["at"])
    if not desk.now < at <= desk.now + timedelta(days=14):
        raise Problem(422, "bad-moment", "The moment must lie within the next 14 days.", now=stamp(desk.now))
    draft.send_at = at
    desk.due.append((at, "deliver", {"draft_id": draft.id, "at": stamp(at)}))
    return {"state": "scheduled", "draft_id": draft.id, "goes_out": stamp(at)}


def deliver(desk: Desk, draft_id: str, at: str) -> None:
    """A scheduled draft goes out, if it is still there and still scheduled for this moment."""
    draft = _state(desk).drafts.get(draft_id)
    if draft is not None and draft.send_at == office(at):
        _sent(desk, draft)


def _sent(desk: Desk, draft: Draft) -> str:
    state = _state(desk)
    del state.drafts[draft.id]
    message_id = desk.id("msg_", draft.id, digits=8)
    replied = state.messages.get(draft.in_reply_to or "")
    state.messages[message_id] = Message(
        message_id,
        replied.thread if replied else desk.id("thr_", draft.id, digits=7),
        state.me,
        "sent",
        state.me,
        draft.names or state.myself.name,
        draft.to,
        draft.subject,
        draft.body,
        desk.now,
        cc=draft.cc,
    )
    return message_id


@tool(
    "Label, move or mark up to 50 messages of the own or the front desk's mailbox. All or nothing. The trash keeps a "
    "message for 30 days, then it is gone; messages labelled 'retention' cannot go to the trash. Moving out of the trash "
    "restores. A label that does not exist yet is made.",
    {
        "message_ids": {
            "type": "array",
            "items": {"type": "string", "pattern": "^msg_[0-9]{8}$"},
            "minItems": 1,
            "maxItems": 50,
            "uniqueItems": True,
        },
        "labels": {
            "type": "object",
            "properties": {
                "add": {"type": "array", "items": {"type": "string", "maxLength": 40}},
                "remove": {"type": "array", "items": {"type": "string"}},
            },
            "additionalProperties": False,
        },
        "move_to": {"type": "string", "enum": ["inbox", "archive", "trash"]},
        "mark": {"type": "array", "items": {"type": "string", "enum": ["read", "unread", "starred", "unstarred"]}},
    },
    required=["message_ids"],
    writes=True,
)
def sort_messages(
    desk: Desk,
    message_ids: list[str],
    labels: dict[str, list[str]] | None = None,
    move_to: str = "",
    mark: list[str] | None = None,
) -> Any:
    state = _state(desk)
    chosen = [_message(state, message_id) for message_id in message_ids]
    if any(m.mailbox not in (state.me, TEAM_BOX) for m in chosen):
        raise Problem(403, "read-only-mailbox", "Delegated mailboxes can be read, not sorted.")
    held = [m.id for m in chosen if HELD in m.labels]
    if move_to == "trash" and held:
        raise Problem(
            409, "under-retention", "Messages under retention cannot be trashed; none was moved.", messages=held
        )
    if not (labels or move_to or mark):
        raise Problem(422, "nothing-to-do", "Say what to do: labels, move_to or mark.")
    add, remove = (labels or {}).get("add", []), (labels or {}).get("remove", [])
    for message in chosen:
        message.labels = tuple(sorted((set(message.labels) | set(add)) - set(remove)))
        if move_to:
            message.trashed = (message.trashed or desk.now.date()) if move_to == "trash" else None
            message.folder = move_to
        for sign in mark or ():
            _mark(message, sign)
    answer: dict[str, Any] = {"changed": len(chosen)}
    if move_to == "trash":
        answer["kept_until"] = desk.now.date() + timedelta(days=TRASH_DAYS)
    return answer


def _mark(message: Message, sign: str) -> None:
    if sign in ("read", "unread"):
        message.unread = sign == "unread"
    else:
        message.starred = sign == "starred"


@tool(
    "Set a rule for incoming mail: what it looks at (any of the senders or domains, any of the words), what it does, and "
    "when it is active (for good if left out). Forwarding needs a target address. Setting the same rule again changes "
    "nothing.",
    {
        "name": {"type": "string", "minLength": 3, "maxLength": 60},
        "looks_at": {
            "type": "object",
            "properties": {
                "senders": {"type": "array", "items": {"type": "string"}},
                "words": {"type": "array", "items": {"type": "string"}},
            },
            "additionalProperties": False,
        },
        "action": {
            "type": "object",
            "properties": {
                "do": {"type": "string", "enum": ["label", "archive", "forward"]},
                "target": {"type": "string", "description": "The label, or the address to forward to."},
            },
            "required": ["do"],
            "additionalProperties": False,
        },
        "active": {
            "type": "object",
            "properties": {
                "first_day": {"type": "string", "format": "date"},
                "last_day": {"type": "string", "format": "date"},
            },
            "additionalProperties": False,
        },
        "replaces": {"type": "string", "pattern": "^rule_[0-9]{6}$", "description": "A rule that this one replaces."},
    },
    required=["name", "looks_at", "action"],
    writes=True,
)
def set_mail_rule(
    desk: Desk,
    name: str,
    looks_at: dict[str, list[str]],
    action: dict[str, str],
    active: dict[str, str] | None = None,
    replaces: str = "",
) -> Any:
    state = _state(desk)
    if action["do"] != "archive" and not action.get("target"):
        raise Problem(422, "target-missing", "Labelling needs a label, forwarding an address.")
    first, last = (
        date.fromisoformat(d) if d else None for d in ((active or {}).get(k) for k in ("first_day", "last_day"))
    )
    if first and last and last < first:
        raise Problem(422, "bad-span", "The last day lies before the first.")
    senders = tuple(sorted(s.lower().lstrip("@*") for s in looks_at.get("senders", [])))
    does = f"{action['do']} {action.get('target', '')}".strip()
    rule_id = desk.id("rule_", name, *senders, does)
    if replaces and replaces not in state.rules and rule_id not in state.rules:
        raise Problem(404, "no-such-rule", f"There is no rule {replaces}.")
    state.rules.pop(replaces, None)
    state.rules[rule_id] = MailRule(
        rule_id,
        name,
        senders,
        tuple(looks_at.get("words", [])),
        action["do"],
        action.get("target", "").lower(),
        first,
        last,
    )
    return {"rule_id": rule_id, "does": does, "active": True, "rules_in_all": len(state.rules)}


def _open_box(state: Mailroom, mailbox: str) -> str:
    box = mailbox.lower() or state.me
    if box not in (state.me, TEAM_BOX, state.boss):
        raise Problem(403, "no-access", f"The signed-in user has no access to the mailbox {box}.")
    return box


def _message(state: Mailroom, message_id: str) -> Message:
    message = state.messages.get(message_id)
    if message is None:
        raise Problem(404, "no-such-message", f"There is no message {message_id}.")
    return message


def _state(desk: Desk) -> Mailroom:
    state: Mailroom = desk.state
    return state


MAIL_TOOLS = (search_messages, open_message, save_draft, send_draft, sort_messages, set_mail_rule)
