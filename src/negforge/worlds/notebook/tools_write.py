"""The notebook's tools that write papers: edits, new documents, tags, locks, markings, comments."""

from __future__ import annotations

import difflib
from itertools import pairwise
from typing import Any

from negforge.worlds.notebook.rules import (
    DAY,
    INDEX_MINUTES,
    LINES,
    PATH,
    add_version,
    check_free,
    check_lock,
    check_quota,
    day_of,
    document_at,
    notebook_of,
    searchable_from,
    size_of,
)
from negforge.worlds.notebook.state import MARKINGS, Comment, Document, Lock, Version
from negforge.worlds.world import Desk, Problem, tool

TEMPLATES: dict[str, tuple[str, ...]] = {
    "meeting-note": ("# Meeting note: {title}", "Date: {date}", "Present: {present}", "", "## Notes", ""),
    "interview-sheet": ("# Interview {title}", "Date: {date}", "Interviewer: {present}", "Consent: to be recorded", ""),
    "site-visit": ("# Site visit {title}", "Date: {date}", "Team: {present}", "Weather:", "## Seen", ""),
    "decision-sheet": ("# Decision: {title}", "Date: {date}", "Decided by: {present}", "Reason:", ""),
}


@tool(
    "Edit a document: a list of operations, made all or none, which becomes a new version. Anchors are lines of `base_version`, which has to be the present "
    "version. replace and delete need an anchor; insert_after goes after its last line; append needs none; restore brings back the text of `version`. A "
    "document locked by somebody else cannot be edited. The answer shows the diff; search finds the change some minutes later.",
    {
        "path": PATH,
        "base_version": {"type": "integer", "minimum": 1},
        "operations": {
            "type": "array",
            "minItems": 1,
            "maxItems": 12,
            "items": {
                "type": "object",
                "properties": {
                    "op": {"type": "string", "enum": ["replace", "delete", "insert_after", "append", "restore"]},
                    "anchor": LINES,
                    "text": {"type": "string", "maxLength": 4000},
                    "version": {"type": "integer", "minimum": 1},
                },
                "required": ["op"],
                "additionalProperties": False,
            },
        },
        "note": {"type": "string", "maxLength": 120, "description": "What the version history says of it."},
    },
    required=["path", "base_version", "operations"],
    writes=True,
)
def edit_document(desk: Desk, path: str, base_version: int, operations: list[dict[str, Any]], note: str = "") -> Any:
    document = document_at(desk, path)
    check_lock(desk, document)
    if base_version != document.now.number:
        raise Problem(
            409,
            "version_conflict",
            f"{path} is at version {document.now.number} by now.",
            at=path,
            version=document.now.number,
        )
    old = list(document.lines)
    new = _edited(document, operations)
    check_quota(desk, path, sum(len(x) + 1 for x in new) - sum(len(x) + 1 for x in old))
    add_version(desk, document, new, note)
    diff = difflib.unified_diff(old, new, f"v{base_version}", f"v{document.now.number}", lineterm="", n=0)
    return {
        "path": path,
        "version": document.now.number,
        "size": size_of(document),
        "diff": "\n".join(diff),
        "searchable_from": searchable_from(desk),
    }


def _edited(document: Document, operations: list[dict[str, Any]]) -> list[str]:
    lines: list[str] = list(document.lines)
    if any(step["op"] == "restore" for step in operations):
        wanted = next((v for v in document.versions if v.number == operations[0].get("version")), None)
        if len(operations) > 1 or wanted is None:
            raise Problem(
                422, "bad_operation", "restore stands alone and names a version that exists.", at=document.path
            )
        return list(wanted.lines)
    anchored = [step for step in operations if step["op"] != "append"]
    for step in anchored:
        anchor = step.get("anchor")
        if anchor is None or not 1 <= anchor["start_line"] <= anchor["end_line"] <= len(lines):
            raise Problem(
                422, "bad_anchor", f"{step['op']} needs an anchor within lines 1 to {len(lines)}.", at=document.path
            )
    anchored.sort(key=lambda step: -step["anchor"]["start_line"])
    for later, earlier in pairwise(anchored):
        if earlier["anchor"]["end_line"] >= later["anchor"]["start_line"]:
            raise Problem(422, "overlapping_anchors", "Anchors must not overlap.", at=document.path)
    for step in anchored:
        start, end = step["anchor"]["start_line"], step["anchor"]["end_line"]
        text = step.get("text", "").split("\n")
        if step["op"] == "insert_after":
            lines[end:end] = text
        else:
            lines[start - 1 : end] = text if step["op"] == "replace" else []
    for step in operations:
        if step["op"] == "append":
            lines += step.get("text", "").split("\n")
    return lines


@tool(
    "Create a document, from lines of text or from a template with its values, not both. The folder must exist and have room within its quota. "
    "Search finds the document some minutes later; listings show it at once.",
    {
        "path": {"type": "string", "pattern": "^/[a-z0-9._/-]+\\.(md|txt|csv)$"},
        "lines": {"type": "array", "items": {"type": "string"}, "maxItems": 400},
        "template": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "enum": list(TEMPLATES)},
                "values": {
                    "type": "object",
                    "properties": {"title": {"type": "string"}, "date": DAY, "present": {"type": "string"}},
                    "required": ["title", "date"],
                    "additionalProperties": False,
                },
            },
            "required": ["name", "values"],
            "additionalProperties": False,
        },
        "marking": {"type": "string", "enum": list(MARKINGS), "default": "internal"},
        "tags": {"type": "array", "items": {"type": "string", "pattern": "^[a-z-]{2,30}$"}, "uniqueItems": True},
    },
    required=["path"],
    writes=True,
)
def create_document(
    desk: Desk,
    path: str,
    lines: list[str] | None = None,
    template: dict[str, Any] | None = None,
    marking: str = "internal",
    tags: list[str] | None = None,
) -> Any:
    notebook = notebook_of(desk)
    if (lines is None) == (template is None):
        raise Problem(422, "lines_or_template", "Give either lines or a template.", at=path)
    check_free(desk, path)
    if template is not None:
        values = {"present": "", **template["values"]}
        lines = [line.format(**values).rstrip() for line in TEMPLATES[template["name"]]]
    text = list(lines or [])
    check_quota(desk, path, sum(len(line) + 1 for line in text))
    identity = desk.id("D", path, desk.now.isoformat(), digits=7)
    version = Version(1, desk.now, notebook.me, text)
    document = Document(identity, path, notebook.me, marking, 0, [version], tags=sorted(tags or []))
    notebook.documents[identity] = document
    desk.later(INDEX_MINUTES, "reindex", document_id=identity)
    return {
        "path": path,
        "document_id": identity,
        "version": 1,
        "size": size_of(document),
        "searchable_from": searchable_from(desk),
    }


@tool(
    "Change what stands around a document's text: tags, lock, marking, record date, owner's history, or leave a comment (also on documents that somebody else "
    "has locked). A lock is released by its holder only. keep_versions drops all but the newest so many versions for good.",
    {
        "path": PATH,
        "tags": {
            "type": "object",
            "properties": {
                "add": {"type": "array", "items": {"type": "string", "pattern": "^[a-z-]{2,30}$"}},
                "remove": {"type": "array", "items": {"type": "string"}},
            },
            "additionalProperties": False,
        },
        "lock": {
            "type": "object",
            "properties": {
                "action": {"type": "string", "enum": ["take", "release"]},
                "until": DAY,
                "reason": {"type": "string", "maxLength": 80},
            },
            "required": ["action"],
            "additionalProperties": False,
        },
        "marking": {"type": "string", "enum": list(MARKINGS)},
        "record_date": DAY,
        "keep_versions": {"type": "integer", "minimum": 1, "maximum": 50},
        "comment": {
            "type": "object",
            "properties": {
                "text": {"type": "string", "minLength": 1, "maxLength": 500},
                "lines": LINES,
                "mention": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+\\.[a-z]+$"}},
            },
            "required": ["text"],
            "additionalProperties": False,
        },
    },
    required=["path"],
    writes=True,
)
def update_item(
    desk: Desk,
    path: str,
    tags: dict[str, list[str]] | None = None,
    lock: dict[str, str] | None = None,
    marking: str | None = None,
    record_date: str | None = None,
    keep_versions: int | None = None,
    comment: dict[str, Any] | None = None,
) -> Any:
    notebook, document = notebook_of(desk), document_at(desk, path)
    if (
        tags is None
        and comment is None
        and lock is None
        and marking is None
        and record_date is None
        and keep_versions is None
    ):
        raise Problem(422, "nothing_to_do", "Name at least one change.", at=path)
    if lock is not None or marking is not None or record_date is not None or keep_versions is not None:
        check_lock(desk, document)
    closing = day_of(record_date, "record_date")
    until = day_of((lock or {}).get("until"), "until")
    if lock is not None and lock["action"] == "take" and (until is None or until < desk.now.date()):
        raise Problem(422, "lock_needs_a_day", "A lock is taken until a day from today on.", at=path)
    unknown = [h for h in (comment or {}).get("mention", ()) if h not in notebook.people]
    if unknown:
        raise Problem(404, "no_such_person", f"{unknown[0]} does not work here.", at=path)
    if tags is not None:
        document.tags = sorted((set(document.tags) | set(tags.get("add", ()))) - set(tags.get("remove", ())))
    if lock is not None:
        document.lock = Lock(notebook.me, until, lock.get("reason", "")) if lock["action"] == "take" and until else None
    if marking is not None:
        document.marking = marking
    if closing is not None:
        document.record_date = closing
    if keep_versions is not None:
        document.versions = document.versions[-keep_versions:]
    body: dict[str, Any] = {
        "path": path,
        "tags": document.tags,
        "marking": document.marking,
        "versions_kept": len(document.versions),
    }
    if document.lock:
        body["lock"] = {"holder": document.lock.holder, "until": document.lock.until}
    if comment is not None:
        key = desk.id("C", document.id, comment["text"], desk.now.isoformat())
        lines = comment.get("lines")
        span = (lines["start_line"], lines["end_line"]) if lines else None
        document.comments[key] = Comment(
            notebook.me, desk.now, comment["text"], span, tuple(comment.get("mention", ()))
        )
        body["comment_id"] = key
    return body
