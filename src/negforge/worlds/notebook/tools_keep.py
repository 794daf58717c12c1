"""The notebook's tools for where papers lie and who has them: sharing, moving, trash, exports, waiting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.notebook.rules import (
    DAY,
    DAYS,
    EXPORT_MINUTES,
    INDEX_MINUTES,
    LINES,
    PATH,
    check_free,
    check_lock,
    check_quota,
    day_of,
    document_at,
    folder_at,
    notebook_of,
)
from negforge.worlds.notebook.state import ROLES, Document, Export, Share, Trashed, Version, is_outside
from negforge.worlds.world import Desk, FaultHold, Problem, tool


@tool(
    "Share a document or folder with people of the firm (by handle) or from outside (by email), change their role or end date by granting again, or take access "
    "away. A link share works for whoever has it and is refused anywhere under /clients. A folder's shares hold for everything in it. An end date is "
    "optional here, whatever house rules ask for.",
    {
        "path": PATH,
        "grants": {
            "type": "array",
            "maxItems": 10,
            "items": {
                "type": "object",
                "properties": {
                    "with": {"type": "string", "pattern": "^[a-z]+\\.[a-z]+(@[a-z.-]+)?$"},
                    "role": {"type": "string", "enum": list(ROLES)},
                    "expires": DAY,
                },
                "required": ["with", "role"],
                "additionalProperties": False,
            },
        },
        "revoke": {"type": "array", "items": {"type": "string"}, "maxItems": 20, "uniqueItems": True},
        "link": {
            "type": "object",
            "properties": {"scope": {"type": "string", "enum": ["firm", "anyone"]}, "expires": DAY},
            "required": ["scope"],
            "additionalProperties": False,
        },
    },
    required=["path"],
    writes=True,
)
def share_item(
    desk: Desk,
    path: str,
    grants: list[dict[str, str]] | None = None,
    revoke: list[str] | None = None,
    link: dict[str, str] | None = None,
) -> Any:
    notebook = notebook_of(desk)
    item = folder_at(desk, path) or document_at(desk, path)
    if not grants and not revoke and link is None:
        raise Problem(422, "nothing_to_do", "Name a grant, a link or somebody to take access from.", at=path)
    if link is not None and path.startswith("/clients"):
        raise Problem(403, "no_links_here", "Client folders and what is in them are not shared by link.", at=path)
    for grant in grants or ():
        who, until = grant["with"], day_of(grant.get("expires"), "expires")
        if not is_outside(who) and who not in notebook.people:
            raise Problem(404, "no_such_person", f"{who} does not work here.", at=path)
        if until is not None and until < desk.now.date():
            raise Problem(422, "in_the_past", f"A share cannot end on {until}, which is past.", at=path)
    missing = [who for who in revoke or () if who not in item.shares]
    if missing:
        raise Problem(404, "not_shared", f"{path} is not shared with {missing[0]}.", at=path)
    for grant in grants or ():
        item.shares[grant["with"]] = Share(grant["role"], day_of(grant.get("expires"), "expires"), notebook.me)
    for who in revoke or ():
        item.shares.pop(who, None)
    if link is not None:
        item.shares[f"link:{link['scope']}"] = Share("view", day_of(link.get("expires"), "expires"), notebook.me)
    rows = [{"with": who, "role": s.role, "expires": s.expires} for who, s in sorted(item.shares.items())]
    return {"path": path, "shares": rows}


@tool(
    "Move or copy documents, or bring them back from the trash (`from`: trash:D12345, as the trash listing gives it); all or none. Where a document is moved or "
    "copied its own shares do not come along. The target folder needs room within its quota. Documents locked by others stay where they are.",
    {
        "moves": {
            "type": "array",
            "minItems": 1,
            "maxItems": 15,
            "items": {
                "type": "object",
                "properties": {
                    "from": {"type": "string", "pattern": "^(/[a-z0-9._/-]+|trash:D[0-9]{5,7})$"},
                    "to": {"type": "string", "pattern": "^/[a-z0-9._/-]+\\.(md|txt|csv)$"},
                },
                "required": ["from", "to"],
                "additionalProperties": False,
            },
        },
        "mode": {"type": "string", "enum": ["move", "copy"], "default": "move"},
        "reason": {"type": "string", "maxLength": 120},
    },
    required=["moves"],
    writes=True,
)
def move_items(desk: Desk, moves: list[dict[str, str]], mode: str = "move", reason: str = "") -> Any:
    pairs = []
    for move in moves:
        document = _source(desk, move["from"])
        check_free(desk, move["to"])
        if mode == "move":
            check_lock(desk, document)
        pairs.append((document, move["to"]))
    notebook = notebook_of(desk)
    for folder in {f.path for _, to in pairs if (f := notebook.quota_folder(to)) is not None}:
        coming = [
            d.size
            for d, to in pairs
            if to.startswith(f"{folder}/") and (mode == "copy" or d.trashed or not d.path.startswith(f"{folder}/"))
        ]
        check_quota(desk, f"{folder}/", sum(coming))
    rows = []
    for document, to in pairs:
        was = f"trash:{document.id}" if document.trashed else document.path
        if mode == "copy":
            identity = desk.id("D", to, document.id, desk.now.isoformat(), digits=7)
            version = Version(1, desk.now, notebook.me, list(document.lines), f"copy of {document.path}")
            made = Document(
                identity,
                to,
                notebook.me,
                document.marking,
                document.attached,
                [version],
                document.remark,
                list(document.tags),
            )
            made.record_date = document.record_date
            notebook.documents[identity] = made
        else:
            made = document
            made.path, made.trashed, made.shares = to, None, {}
        desk.later(INDEX_MINUTES, "reindex", document_id=made.id)
        rows.append({"from": was, "to": to, "document_id": made.id, "version": made.now.number, "shares": []})
    return {"done": mode, "items": rows}


def _source(desk: Desk, source: str) -> Document:
    if not source.startswith("trash:"):
        return document_at(desk, source)
    document = notebook_of(desk).documents.get(source[6:])
    if document is None or document.trashed is None:
        raise Problem(404, "not_in_trash", f"There is no {source}.", at=source)
    return document


@tool(
    "Put documents into the trash, all or none. They can be brought back for 30 days and are gone after that. Documents locked by others are refused. The "
    "service does not know about retention: whether a record may go is for you to check.",
    {
        "paths": {"type": "array", "items": PATH, "minItems": 1, "maxItems": 20, "uniqueItems": True},
        "reason": {"type": "string", "maxLength": 120},
    },
    required=["paths"],
    writes=True,
)
def trash_items(desk: Desk, paths: list[str], reason: str = "") -> Any:
    documents = [document_at(desk, path) for path in paths]
    for document in documents:
        check_lock(desk, document)
    for document in documents:
        document.trashed = Trashed(desk.now, notebook_of(desk).me, reason)
        document.found = None
    return {
        "trashed": [{"path": d.path, "trash_id": f"trash:{d.id}"} for d in documents],
        "gone_for_good_on": desk.now.date() + timedelta(days=30),
    }


@tool(
    f"Ask for an export of documents, or parts of them, as one file. It is queued and takes about {EXPORT_MINUTES} minutes; size and pages are known then (get_exports). "
    "zip keeps the documents as they are; the others join them.",
    {
        "sources": {
            "type": "array",
            "minItems": 1,
            "maxItems": 12,
            "items": {
                "type": "object",
                "properties": {"path": PATH, "lines": LINES},
                "required": ["path"],
                "additionalProperties": False,
            },
        },
        "format": {"type": "string", "enum": ["pdf", "docx", "zip"]},
        "options": {
            "type": "object",
            "properties": {
                "with_comments": {"type": "boolean"},
                "cover_page": {"type": "boolean"},
                "watermark": {"type": "string", "enum": ["draft", "confidential"]},
            },
            "additionalProperties": False,
        },
    },
    required=["sources", "format"],
    writes=True,
)
def start_export(desk: Desk, sources: list[dict[str, Any]], format: str, options: dict[str, Any] | None = None) -> Any:
    documents = [document_at(desk, source["path"]) for source in sources]
    identity = desk.id("X", format, desk.now.isoformat(), *[s["path"] for s in sources])
    paths = tuple(d.path for d in documents)
    notebook_of(desk).exports[identity] = Export(identity, format, paths, dict(options or {}), desk.now)
    ready = desk.later(EXPORT_MINUTES, "finish_export", export_id=identity)
    return {
        "export_id": identity,
        "status": "queued",
        "documents": len(documents),
        "ready_about": ready.strftime("%H:%M"),
    }


def finish_export(desk: Desk, export_id: str) -> None:
    """A queued export is written; it fails where one of its documents is gone."""
    export = notebook_of(desk).exports.get(export_id)
    if export is None or export.status != "queued":
        return
    documents = [notebook_of(desk).at(path) for path in export.sources]
    there = [d for d in documents if d is not None]
    if len(there) < len(documents):
        export.status = "failed"
        return
    export.status, export.file = "finished", f"export-{export.id[1:]}.{export.format}"
    export.size, export.pages = (
        export_size(export.format, there),
        export_pages(there) + int(bool(export.options.get("cover_page"))),
    )


def export_pages(documents: list[Document]) -> int:
    return sum(1 + len(d.lines) // 28 + d.attached // 90_000 for d in documents)


def export_size(format: str, documents: list[Document]) -> int:
    percent = {"pdf": 82, "docx": 96, "zip": 61}[format]
    return sum(d.size * percent // 100 for d in documents)


@tool(
    "Exports that were asked for, newest first, with file, size and pages of those that are finished.",
    {
        "ids": {"type": "array", "items": {"type": "string", "pattern": "^X[0-9]{6}$"}, "minItems": 1},
        "states": {"type": "array", "items": {"type": "string", "enum": ["queued", "finished", "failed"]}},
        "asked": DAYS,
    },
    faults=FaultHold(
        rows="exports",
        volatile=("exports.*.pages", "exports.*.size.value"),
        renames=(("exports.*.pages", "page_count"), ("exports.*.file", "file_name")),
        units=(("exports.*.size.value", 1000, "exports.*.size.unit", "bytes"),),
    ),
)
def get_exports(
    desk: Desk, ids: list[str] | None = None, states: list[str] | None = None, asked: dict[str, str] | None = None
) -> Any:
    first, last = day_of((asked or {}).get("from"), "from"), day_of((asked or {}).get("to"), "to")
    rows = [
        x
        for x in notebook_of(desk).exports.values()
        if (ids is None or x.id in ids)
        and (states is None or x.status in states)
        and (first is None or x.asked.date() >= first)
        and (last is None or x.asked.date() <= last)
    ]
    rows.sort(key=lambda x: x.asked, reverse=True)
    return {
        "exports": [
            {"export_id": x.id, "format": x.format, "status": x.status, "asked": x.asked, "sources": list(x.sources)}
            | (
                {"file": x.file, "size": {"value": round(x.size / 1000, 1), "unit": "kB"}, "pages": x.pages}
                if x.status == "finished"
                else {}
            )
            for x in rows
        ]
    }


@tool(
    "Let some minutes pass, e.g. until an export is finished or the search index has caught up.",
    {
        "length": {
            "type": "object",
            "properties": {"minutes": {"type": "integer", "minimum": 1, "maximum": 240}},
            "required": ["minutes"],
            "additionalProperties": False,
        },
    },
    required=["length"],
)
def pause(desk: Desk, length: dict[str, int]) -> Any:
    desk.advance(length["minutes"])
    return {"now": desk.now}
