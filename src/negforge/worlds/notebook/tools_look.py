"""The notebook's tools that read: listings, search, details, lines, table rows, differences between versions."""

from __future__ import annotations

import difflib
from fnmatch import fnmatchcase
from typing import Any

from negforge.worlds.notebook.filling_papers import TABLE_COLUMNS
from negforge.worlds.notebook.rules import (
    DAYS,
    INDEX_MINUTES,
    LINES,
    PATH,
    day_of,
    document_at,
    flags,
    folder_at,
    notebook_of,
    size_of,
)
from negforge.worlds.notebook.state import Document, Share, kilobytes
from negforge.worlds.world import Desk, FaultHold, Problem, tool

PAGE_LINES = 60


@tool(
    "A folder as a plain-text table: last change, owner, size, version, flags, path; folders with their title. Flags: L locked, "
    "S shared with somebody by itself, C confidential, R record. `show: trash` lists what was trashed from there instead, with the "
    "day on which it is gone for good. The header names the signed-in person.",
    {
        "path": PATH,
        "depth": {"type": "integer", "minimum": 1, "maximum": 3, "default": 1, "description": "How many levels down."},
        "match": {"type": "string", "maxLength": 60, "description": "Only documents whose name fits, e.g. costs-*.csv"},
        "show": {"type": "string", "enum": ["all", "documents", "folders", "trash"], "default": "all"},
        "order": {
            "type": "object",
            "properties": {
                "by": {"type": "string", "enum": ["path", "modified", "size"]},
                "descending": {"type": "boolean"},
            },
            "required": ["by"],
            "additionalProperties": False,
        },
    },
    required=["path"],
)
def list_folder(
    desk: Desk, path: str, depth: int = 1, match: str = "*", show: str = "all", order: dict[str, Any] | None = None
) -> Any:
    notebook, today = notebook_of(desk), desk.now.date()
    if path not in notebook.folders:
        raise Problem(404, "no_such_folder", f"There is no folder {path}.", at=path)
    steps = path.count("/") + depth
    head = f"{path}   {desk.now:%Y-%m-%d %H:%M}   signed in: {notebook.me}"
    if show == "trash":
        gone = [
            d
            for d in notebook.documents.values()
            if d.trashed and d.path.startswith(f"{path}/") and fnmatchcase(d.name, match)
        ]
        rows = [
            f"{d.trashed.at:%Y-%m-%d %H:%M}  {d.trashed.by:<20} {kilobytes(d.size):>12}  until {d.trashed.purged_on}  trash:{d.id}  {d.path}  ({d.trashed.reason})"
            for d in sorted(gone, key=lambda d: d.path)
            if d.trashed
        ]
        return "\n".join([head + "   trash", *(rows or ["(nothing)"])])
    lines = []
    if show in ("all", "folders"):
        below = [f for f in notebook.folders.values() if f.path.startswith(f"{path}/") and f.path.count("/") <= steps]
        for folder in sorted(below, key=lambda f: f.path):
            lines.append(
                f"{'':16}  {'':20} {'folder':>12}            {folder.path}"
                + (f'  "{folder.title}"' if folder.title else "")
            )
    if show in ("all", "documents"):
        found = [d for d in notebook.inside(path) if d.path.count("/") <= steps and fnmatchcase(d.name, match)]
        by = (order or {}).get("by", "path")
        if by != "path":
            found.sort(key=lambda d: d.now.at.isoformat() if by == "modified" else f"{d.size:012d}")
        if (order or {}).get("descending"):
            found.reverse()
        lines += [
            f"{d.now.at:%Y-%m-%d %H:%M}  {d.owner:<20} {kilobytes(d.size):>12}  v{d.now.number:<3} {flags(d, today)}  {d.path}"
            for d in found
        ]
    return "\n".join([head, *(lines or ["(nothing)"])])


@tool(
    "Full-text search over names, tags and text of documents (all words have to occur; part of a word is enough). Hits come by path, eight a "
    f"page. The index takes in changes about {INDEX_MINUTES} minutes late, so a fresh document or edit may be missing; other people's private "
    "folders and the trash are not searched.",
    {
        "query": {
            "type": "object",
            "properties": {
                "all": {"type": "array", "items": {"type": "string", "minLength": 2}, "minItems": 1, "maxItems": 6},
                "none": {"type": "array", "items": {"type": "string", "minLength": 2}, "maxItems": 6},
            },
            "required": ["all"],
            "additionalProperties": False,
        },
        "within": PATH,
        "tags": {"type": "array", "items": {"type": "string", "pattern": "^[a-z-]{2,30}$"}, "uniqueItems": True},
        "modified": DAYS,
        "cursor": {"type": "string", "pattern": "^from-[0-9]+$"},
    },
    required=["query"],
    faults=FaultHold(
        rows="hits",
        volatile=("hits.*.size.value",),
        renames=(("hits.*.path", "location"), ("hits.*.modified", "last_change")),
        units=(("hits.*.size.value", 1000, "hits.*.size.unit", "bytes"),),
        note="hits.*.remark",
    ),
)
def search_notes(
    desk: Desk,
    query: dict[str, list[str]],
    within: str = "",
    tags: list[str] | None = None,
    modified: dict[str, str] | None = None,
    cursor: str = "from-0",
) -> Any:
    notebook = notebook_of(desk)
    first, last = day_of((modified or {}).get("from"), "from"), day_of((modified or {}).get("to"), "to")
    hits = []
    for document in notebook.documents.values():
        if document.found is None or document.trashed is not None:
            continue
        number, path = document.found
        if path.startswith("/people/") and not path.startswith(f"/people/{notebook.me}/"):
            continue
        version = next((v for v in document.versions if v.number == number), document.now)
        text = " ".join([path, *document.tags, *version.lines]).lower()
        if within and not path.startswith(f"{within}/"):
            continue
        if not all(w.lower() in text for w in query["all"]) or any(w.lower() in text for w in query.get("none", ())):
            continue
        if tags and not set(tags) <= set(document.tags):
            continue
        if (first and version.at.date() < first) or (last and version.at.date() > last):
            continue
        hits.append((path, document, version))
    hits.sort(key=lambda hit: hit[0])
    at = int(cursor[5:])
    rows = [
        {
            "path": path,
            "title": version.lines[0].lstrip("# ") if version.lines else "",
            "owner": document.owner,
            "modified": version.at,
            "size": size_of(document),
            "tags": document.tags,
            "excerpt": next((x for x in version.lines[1:] if query["all"][0].lower() in x.lower()), "")[:120],
            "remark": document.remark,
        }
        for path, document, version in hits[at : at + 8]
    ]
    return {"total": len(hits), "hits": rows} | ({"next_cursor": f"from-{at + 8}"} if len(hits) > at + 8 else {})


@tool(
    "Details of a document or folder. Always: owner, marking, tags, size, version. Only if asked for in `include`: shares (its own ones; what a folder "
    "is shared with holds for everything in it and is listed at the folder), lock, comments, versions, retention (records only: record date and the "
    "first day on which it may be deleted), usage (folders with a quota).",
    {
        "path": PATH,
        "include": {
            "type": "array",
            "items": {"type": "string", "enum": ["shares", "lock", "comments", "versions", "retention", "usage"]},
            "uniqueItems": True,
        },
    },
    required=["path"],
    faults=FaultHold(
        volatile=("size.value", "usage.free_kb"),
        renames=(("shares.*.expires", "ends_on"), ("retention.delete_from", "may_go_on")),
        units=(("usage.free_kb", 0.001, "usage.unit", "MB"), ("size.value", 1000, "size.unit", "bytes")),
        echo=("path", "path"),
        note="remark",
    ),
)
def describe_item(desk: Desk, path: str, include: list[str] | None = None) -> Any:
    wanted = set(include or ())
    notebook, today = notebook_of(desk), desk.now.date()
    folder = folder_at(desk, path)
    if folder is not None:
        body: dict[str, Any] = {
            "path": path,
            "kind": "folder",
            "title": folder.title,
            "signed_in": notebook.me,
            "documents": len(notebook.inside(path)),
        }
        if "shares" in wanted:
            body["shares"] = [_share(who, share) for who, share in sorted(folder.shares.items())]
        if "usage" in wanted and folder.quota is not None:
            used = notebook.used(path)
            body["usage"] = {
                "quota_kb": round(folder.quota / 1000, 1),
                "used_kb": round(used / 1000, 1),
                "free_kb": round((folder.quota - used) / 1000, 1),
                "unit": "kB",
            }
        return body
    document = document_at(desk, path)
    body = {
        "path": path,
        "kind": document.kind,
        "owner": document.owner,
        "yours": document.owner == notebook.me,
        "marking": document.marking,
        "tags": document.tags,
        "size": size_of(document),
        "version": document.now.number,
        "modified": document.now.at,
        "modified_by": document.now.by,
        "remark": document.remark,
    }
    if "shares" in wanted:
        body["shares"] = [_share(who, share) for who, share in sorted(document.shares.items())]
    if "lock" in wanted:
        lock = document.lock
        body["lock"] = (
            {"holder": lock.holder, "yours": lock.holder == notebook.me, "until": lock.until, "reason": lock.reason}
            if lock and lock.until >= today
            else None
        )
    if "comments" in wanted:
        body["comments"] = [
            {"comment_id": key, "by": c.by, "at": c.at, "text": c.text, "mentions": list(c.to)}
            for key, c in sorted(document.comments.items())
        ]
    if "versions" in wanted:
        body["versions"] = [{"version": v.number, "at": v.at, "by": v.by, "note": v.note} for v in document.versions]
    if "retention" in wanted:
        body["retention"] = (
            {"record_date": document.record_date, "delete_from": document.kept_until} if document.record_date else None
        )
    return body


def _share(who: str, share: Share) -> dict[str, Any]:
    return {"with": who, "role": share.role, "expires": share.expires, "granted_by": share.by}


@tool(
    f"Lines of a document as plain text, at most {PAGE_LINES} a call; without `lines` from the first on. An older version by its number.",
    {
        "path": PATH,
        "lines": LINES,
        "version": {"type": "integer", "minimum": 1},
        "numbered": {"type": "boolean", "description": "Put the line number before each line.", "default": True},
    },
    required=["path"],
    faults=FaultHold(renames=(("text", "body"),), echo=("path", "path"), note="text"),
)
def read_lines(
    desk: Desk, path: str, lines: dict[str, int] | None = None, version: int | None = None, numbered: bool = True
) -> Any:
    document = document_at(desk, path)
    found = _version(document, version)
    start = (lines or {}).get("start_line", 1)
    end = min((lines or {}).get("end_line", start + PAGE_LINES - 1), start + PAGE_LINES - 1, len(found.lines))
    if start > max(1, len(found.lines)):
        raise Problem(416, "beyond_the_end", f"{path} has {len(found.lines)} lines.", at=path)
    text = [
        f"{number:>4}  {line}" if numbered else line for number, line in enumerate(found.lines[start - 1 : end], start)
    ]
    return {
        "path": path,
        "version": found.number,
        "lines": {"start_line": start, "end_line": end},
        "total_lines": len(found.lines),
        "text": "\n".join(text),
    }


@tool(
    "Rows of a CSV document, in the order in which they were entered, twelve a page; several conditions all have to hold. Gives the rows, not sums. Void "
    "rows are listed like the others unless a condition leaves them out.",
    {
        "path": {"type": "string", "pattern": "^/[a-z0-9._/-]+\\.csv$"},
        "where": {
            "type": "array",
            "maxItems": 6,
            "items": {
                "type": "object",
                "properties": {
                    "column": {"type": "string", "enum": list(TABLE_COLUMNS)},
                    "is": {"type": "string", "enum": ["=", "!=", ">=", "<="]},
                    "value": {"type": ["string", "number"]},
                },
                "required": ["column", "is", "value"],
                "additionalProperties": False,
            },
        },
        "page": {"type": "integer", "minimum": 1, "default": 1},
    },
    required=["path"],
    faults=FaultHold(
        rows="rows",
        volatile=("rows.*.net",),
        renames=(("rows.*.net", "amount_net"), ("rows.*.status", "state")),
        units=(("rows.*.net", 100, "amounts_in", "EUR cents"),),
        echo=("path", "path"),
        note="rows.*.remark",
    ),
)
def query_table(desk: Desk, path: str, where: list[dict[str, Any]] | None = None, page: int = 1) -> Any:
    document = document_at(desk, path)
    rows = []
    for line in document.lines[1:]:
        cells = dict(zip(TABLE_COLUMNS, line.split(","), strict=False))
        if len(cells) == len(TABLE_COLUMNS) and all(_fits(cells, condition) for condition in where or ()):
            rows.append({**cells, "net": float(cells["net"])})
    return {
        "path": path,
        "version": document.now.number,
        "amounts_in": "EUR",
        "matching_rows": len(rows),
        "page": page,
        "pages": max(1, -(-len(rows) // 12)),
        "rows": rows[(page - 1) * 12 : page * 12],
    }


def _fits(cells: dict[str, str], condition: dict[str, Any]) -> bool:
    cell: Any = cells[condition["column"]]
    value: Any = condition["value"]
    if condition["column"] == "net":
        try:
            cell, value = float(cell), float(value)
        except ValueError:
            raise Problem(422, "bad_condition", f"net is a number, and {value!r} is none.") from None
    else:
        value = str(value)
    return bool({"=": cell == value, "!=": cell != value, ">=": cell >= value, "<=": cell <= value}[condition["is"]])


@tool(
    "What changed between two versions of a document, as a unified diff with who changed it last and when. Without `to_version`: up to the present one.",
    {
        "path": PATH,
        "from_version": {"type": "integer", "minimum": 1},
        "to_version": {"type": "integer", "minimum": 2},
        "context": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9,
            "default": 0,
            "description": "Unchanged lines to show around a change.",
        },
    },
    required=["path", "from_version"],
)
def compare_versions(desk: Desk, path: str, from_version: int, to_version: int | None = None, context: int = 0) -> Any:
    document = document_at(desk, path)
    old, new = _version(document, from_version), _version(document, to_version)
    if old.number >= new.number:
        raise Problem(422, "bad_versions", "from_version has to be older than the other.", at=path)
    diff = difflib.unified_diff(
        old.lines, new.lines, f"{path} v{old.number}", f"{path} v{new.number}", lineterm="", n=context
    )
    return "\n".join(
        [
            f"v{new.number} by {new.by}, {new.at:%Y-%m-%d %H:%M}",
            *(diff if old.lines != new.lines else ["(no difference)"]),
        ]
    )


def _version(document: Document, number: int | None) -> Any:
    if number is None:
        return document.now
    found = next((v for v in document.versions if v.number == number), None)
    if found is None:
        raise Problem(
            404,
            "no_such_version",
            f"{document.path} has no version {number}; the newest is {document.now.number}.",
            at=document.path,
        )
    return found
