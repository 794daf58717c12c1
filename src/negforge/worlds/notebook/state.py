"""The notebook's state: people, folders with quotas and shares, documents with versions, locks, comments, and exports."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

RETENTION_YEARS = 7
TRASH_DAYS = 30
ROLES = ("view", "comment", "edit")
MARKINGS = ("open", "internal", "confidential")


@dataclass(slots=True)
class Person:
    handle: str
    name: str
    team: str
    partner: bool = False


@dataclass(slots=True)
class Contact:
    """Somebody outside the firm."""

    email: str
    name: str
    client: str
    title: str


@dataclass(slots=True)
class Share:
    role: str
    expires: date | None
    by: str

    def holds(self, today: date) -> bool:
        return self.expires is None or self.expires >= today


@dataclass(slots=True)
class Lock:
    holder: str
    until: date
    reason: str


@dataclass(slots=True)
class Version:
    number: int
    at: datetime
    by: str
    lines: list[str]
    note: str = ""


@dataclass(slots=True)
class Comment:
    by: str
    at: datetime
    text: str
    lines: tuple[int, int] | None = None
    to: tuple[str, ...] = ()


@dataclass(slots=True)
class Trashed:
    at: datetime
    by: str
    reason: str

    @property
    def purged_on(self) -> date:
        return self.at.date() + timedelta(days=TRASH_DAYS)


@dataclass(slots=True)
class Document:
    """``attached``: bytes of embedded pictures and files. ``found``: (version, path) that the search index knows, None
    where it does not know the document yet. ``record_date``: where it is a record, the day from which retention counts."""

    id: str
    path: str
    owner: str
    marking: str
    attached: int
    versions: list[Version]
    remark: str = ""
    tags: list[str] = field(default_factory=list)
    shares: dict[str, Share] = field(default_factory=dict)
    lock: Lock | None = None
    comments: dict[str, Comment] = field(default_factory=dict)
    record_date: date | None = None
    trashed: Trashed | None = None
    found: tuple[int, str] | None = None

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def folder(self) -> str:
        return self.path.rsplit("/", 1)[0]

    @property
    def kind(self) -> str:
        return self.path.rsplit(".", 1)[-1]

    @property
    def now(self) -> Version:
        return self.versions[-1]

    @property
    def lines(self) -> list[str]:
        return self.versions[-1].lines

    @property
    def size(self) -> int:
        return self.attached + sum(len(line) + 1 for line in self.lines)

    @property
    def kept_until(self) -> date | None:
        """The first day on which a record may be deleted."""
        if self.record_date is None:
            return None
        return self.record_date.replace(year=self.record_date.year + RETENTION_YEARS)


@dataclass(slots=True)
class Folder:
    path: str
    title: str = ""
    quota: int | None = None
    shares: dict[str, Share] = field(default_factory=dict)


@dataclass(slots=True)
class Export:
    """``pages``: what it came to, once it is finished."""

    id: str
    format: str
    sources: tuple[str, ...]
    options: dict[str, bool | str]
    asked: datetime
    status: str = "queued"
    file: str = ""
    size: int = 0
    pages: int = 0


@dataclass(slots=True)
class Notebook:
    """``me``: the handle of the person for whom the agent works."""

    me: str
    people: dict[str, Person]
    contacts: dict[str, Contact]
    folders: dict[str, Folder]
    documents: dict[str, Document]
    exports: dict[str, Export] = field(default_factory=dict)

    def at(self, path: str) -> Document | None:
        return next((d for d in self.documents.values() if d.path == path and d.trashed is None), None)

    def inside(self, folder: str) -> list[Document]:
        """Documents in a folder and below it, trash left out, by path."""
        below = folder.rstrip("/") + "/"
        found = [d for d in self.documents.values() if d.path.startswith(below) and d.trashed is None]
        return sorted(found, key=lambda d: d.path)

    def used(self, folder: str) -> int:
        return sum(d.size for d in self.inside(folder))

    def quota_folder(self, path: str) -> Folder | None:
        """The folder with a quota under which a path lies."""
        return next(
            (f for f in self.folders.values() if f.quota is not None and path.startswith(f.path.rstrip("/") + "/")),
            None,
        )

    def locked_against(self, document: Document, handle: str, today: date) -> Lock | None:
        lock = document.lock
        return lock if lock is not None and lock.until >= today and lock.holder != handle else None

    @property
    def clients(self) -> list[Folder]:
        return [f for f in self.folders.values() if f.path.startswith("/clients/") and f.title]


def is_outside(who: str) -> bool:
    return "@" in who


def kilobytes(size: int) -> str:
    return f"{size / 1000:,.1f} kB"
