"""Mail as the service writes it: what a query finds, rows of a list, cards, the raw source."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from negforge.worlds.mailroom.clock import stamp
from negforge.worlds.mailroom.rules import TRASH_DAYS
from negforge.worlds.mailroom.state import Card, Draft, Mailroom, Message
from negforge.worlds.mailroom.vocabulary import HOUSE
from negforge.worlds.world import Problem


def tests_of(q: str) -> list[Callable[[Message], bool]]:
    tests: list[Callable[[Message], bool]] = []
    for minus, operator, quoted, bare in re.findall(r'(-?)(?:([a-z]+):)?(?:"([^"]*)"|(\S+))', q):
        test = _test(operator, (quoted or bare).lower())
        tests.append((lambda m, t=test: not t(m)) if minus else test)  # type: ignore[misc]
    return tests


def _test(operator: str, value: str) -> Callable[[Message], bool]:
    if operator in ("after", "before"):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise Problem(400, "bad-query", f"{operator}: needs a date as YYYY-MM-DD, got {value}.") from None
        return (lambda m: m.at.date() >= day) if operator == "after" else (lambda m: m.at.date() < day)
    tests: dict[str, Callable[[Message], bool]] = {
        "from": lambda m: value in f"{m.names} {m.sender}".lower(),
        "to": lambda m: any(value in email for email in (*m.to, *m.cc)),
        "subject": lambda m: value in m.subject.lower(),
        "label": lambda m: value in m.labels,
        "has": lambda m: bool(m.attachments),
        "is": lambda m: {"unread": m.unread, "read": not m.unread, "starred": m.starred}.get(value, False),
        "": lambda m: value in f"{m.subject} {m.body}".lower(),
    }
    if operator not in tests:
        raise Problem(400, "bad-query", f"There is no operator {operator}:.")
    return tests[operator]


def row_of(m: Message) -> dict[str, Any]:
    text = " ".join(m.body.split("\n\n", 1)[-1].split()) if m.body.startswith(("Dear", "Hello", "Hi ")) else m.body
    return {
        "message_id": m.id,
        "thread_id": m.thread,
        "folder": m.folder,
        "from": {"name": m.names, "email": m.sender},
        "subject": m.subject,
        "snippet": " ".join(text.split())[:105],
        "received": stamp(m.at),
        "labels": list(m.labels),
        "unread": m.unread,
        "starred": m.starred,
        "attachments": len(m.attachments),
    } | ({"kept_until": m.trashed + timedelta(days=TRASH_DAYS)} if m.trashed else {})


def draft_row(draft: Draft) -> dict[str, Any]:
    return {
        "draft_id": draft.id,
        "to": list(draft.to),
        "cc": list(draft.cc),
        "subject": draft.subject,
        "text": draft.body,
        "scheduled_for": stamp(draft.send_at) if draft.send_at else None,
    }


def as_message(d: Draft) -> Message:
    return Message(d.id, "", "", "drafts", "", "", d.to, d.subject, d.body, d.send_at or datetime.min, cc=d.cc)


def card_of(card: Card) -> dict[str, Any]:
    body: dict[str, Any] = {
        "kind": card.kind,
        "number": card.number,
        "item": card.item,
        "total": card.total,
        "currency": "EUR",
    }
    if card.kind == "quote":
        body |= {"delivery_fee": card.delivery_fee, "delivery": card.delivery, "warranty_months": card.warranty}
    return body | ({"due": card.due} if card.due else {})


def source_of(state: Mailroom, m: Message) -> str:
    domain = (m.reply_to or m.sender).split("@")[1]
    verdict = "pass" if m.passes else "fail"
    lines = [
        f"Return-Path: <{'bounce@' + domain if not m.passes else m.sender}>",
        f"Received: from mx1.{domain} by mail.{HOUSE}; {m.at:%d %b %Y %H:%M:%S} +0100",
        f"Authentication-Results: mail.{HOUSE}; spf={verdict} smtp.mailfrom={domain}; dkim={verdict if m.passes else 'none'}",
        f"From: {m.names} <{m.sender}>",
        f"To: {', '.join(m.to)}",
        *([f"Reply-To: {m.names} <{m.reply_to}>"] if m.reply_to else []),
        f"Date: {m.at:%d %b %Y %H:%M:%S} +0100",
        f"Subject: {m.subject}",
        f"Message-ID: <{m.id[4:]}@{domain}>",
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        "",
        m.body,
    ]
    return "\n".join(lines)
