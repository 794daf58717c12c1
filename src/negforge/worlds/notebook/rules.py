"""What the notebook's tools have in common: schema parts, lookups, checks before a write, how things are shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.notebook.state import Document, Folder, Notebook, Version, kilobytes
from negforge.worlds.world import Desk, Problem

INDEX_MINUTES = 6
EXPORT_MINUTES = 9
PATH: dict[str, Any] = {"type": "string", "pattern": "^/[a-z0-9._/-]*[a-z0-9]$", "maxLength": 160}
DAY: dict[str, Any] = {"type": "string", "format": "date"}
LINES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "start_line": {"type": "integer", "minimum": 1},
        "end_line": {"type": "integer", "minimum": 1},
    },
    "required": ["start_line", "end_line"],
    "additionalProperties": False,
}
DAYS: dict[str, Any] = {
    "type": "object",
    "properties": {"from": DAY, "to": DAY},
    "additionalProperties": False,
}


def notebook_of(desk: Desk) -> Notebook:
    notebook: Notebook = desk.state
    return notebook


def document_at(desk: Desk, path: str) -> Document:
    document = notebook_of(desk).at(path)
    if document is None:
        raise Problem(404, "no_such_document", f"There is no document at {path}.", at=path)
    return document


def folder_at(desk: Desk, path: str) -> Folder | None:
    return notebook_of(desk).folders.get(path)


def check_lock(desk: Desk, document: Document) -> None:
    notebook = notebook_of(desk)
    lock = notebook.locked_against(document, notebook.me, desk.now.date())
    if lock is not None:
        raise Problem(
            423,
            "locked",
            f"{document.path} is locked by {lock.holder} until {lock.until}.",
            at=document.path,
            holder=lock.holder,
            until=lock.until.isoformat(),
            lock_note=lock.reason,
        )


def check_free(desk: Desk, path: str) -> None:
    """A new document may stand at this path: the folder is there and the name is free. Raises Problem."""
    if notebook_of(desk).at(path) is not None:
        raise Problem(409, "path_taken", f"There is a document at {path} already.", at=path)
    folder = path.rsplit("/", 1)[0]
    if folder not in notebook_of(desk).folders:
        raise Problem(404, "no_such_folder", f"There is no folder {folder}.", at=folder)
    if "." not in path.rsplit("/", 1)[-1] or path.rsplit(".", 1)[-1] not in ("md", "txt", "csv"):
        raise Problem(422, "bad_name", "A document's name ends in .md, .txt or .csv.", at=path)


def check_quota(desk: Desk, path: str, more: int) -> None:
    notebook = notebook_of(desk)
    folder = notebook.quota_folder(path)
    if folder is not None and folder.quota is not None and notebook.used(folder.path) + more > folder.quota:
        free = folder.quota - notebook.used(folder.path)
        raise Problem(
            507,
            "quota_exceeded",
            f"{folder.path} has {kilobytes(free)} left; this needs {kilobytes(more)}.",
            at=folder.path,
            free_kb=round(free / 1000, 1),
            needed_kb=round(more / 1000, 1),
        )


def add_version(desk: Desk, document: Document, lines: list[str], note: str) -> None:
    notebook = notebook_of(desk)
    document.versions.append(Version(document.now.number + 1, desk.now, notebook.me, lines, note))
    desk.later(INDEX_MINUTES, "reindex", document_id=document.id)


def reindex(desk: Desk, document_id: str) -> None:
    """The search index takes in a document as it is by now."""
    document = notebook_of(desk).documents.get(document_id)
    if document is not None:
        document.found = None if document.trashed else (document.now.number, document.path)


def searchable_from(desk: Desk) -> str:
    return (desk.now + timedelta(minutes=INDEX_MINUTES)).strftime("%H:%M")


def size_of(document: Document) -> dict[str, Any]:
    return {"value": round(document.size / 1000, 1), "unit": "kB"}


def day_of(text: str | None, name: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(422, "bad_date", f"{name} is no date: {text}.") from None


def flags(document: Document, today: date) -> str:
    locked = document.lock is not None and document.lock.until >= today
    return "".join(
        (
            "L" if locked else "-",
            "S" if document.shares else "-",
            "C" if document.marking == "confidential" else "-",
            "R" if document.record_date else "-",
        )
    )
