"""How a notebook begins: people, client folders with their papers, records, a library, private notes, and the trash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from negforge.core.json_text import digest
from negforge.worlds.notebook import vocabulary as words
from negforge.worlds.notebook.filling_papers import costs, interview, library_note, minutes, report_versions
from negforge.worlds.notebook.state import Contact, Document, Folder, Lock, Notebook, Person, Share, Trashed, Version


def make(rng: Random) -> tuple[Notebook, datetime]:
    """A notebook on a working day between May and October 2026."""
    day = date(2026, 5, 4) + timedelta(days=rng.randrange(170))
    while day.weekday() > 4:
        day += timedelta(days=1)
    now = datetime(day.year, day.month, day.day, rng.randrange(9, 16), rng.randrange(60))
    people = _people(rng)
    handles = list(people)
    notebook = Notebook(handles[3], people, {}, {}, {})
    fill = _Filling(rng, now, notebook, handles)
    for path in ("/clients", "/internal", "/internal/records", "/internal/cold-store", "/library", "/people"):
        notebook.folders[path] = Folder(path)
    for slug, title in rng.sample(words.CLIENTS, 3):
        fill.client(slug, title)
    fill.records()
    fill.library()
    fill.private()
    fill.trash()
    return notebook, now


def _people(rng: Random) -> dict[str, Person]:
    given, family = rng.sample(words.GIVEN, 8), rng.sample(words.FAMILY, 7)
    family.insert(rng.randrange(1, 7), family[0])  # two people of one family name
    found = {}
    for number, (first, last) in enumerate(zip(given, family, strict=True)):
        handle = f"{first}.{last}".lower()
        found[handle] = Person(handle, f"{first} {last}", words.TEAMS[number % 3], number < 2)
    return found


class _Filling:
    def __init__(self, rng: Random, now: datetime, notebook: Notebook, handles: Sequence[str]) -> None:
        self.rng, self.now, self.notebook, self.handles = rng, now, notebook, handles
        self.me = notebook.me

    def moment(self, least: int, most: int) -> datetime:
        """A working moment so many days ago."""
        day = self.now.date() - timedelta(days=self.rng.randrange(least, most))
        while day.weekday() > 4:
            day -= timedelta(days=1)
        return datetime(day.year, day.month, day.day, self.rng.randrange(8, 18), self.rng.randrange(60))

    def add(
        self,
        path: str,
        owner: str,
        texts: Sequence[list[str]],
        ages: tuple[int, int],
        *,
        marking: str = "internal",
        attached: tuple[int, int] = (2, 60),
        **more: object,
    ) -> Document:
        rng = self.rng
        moments = sorted(self.moment(*ages) for _ in texts)
        authors = [owner] + [rng.choice((owner, *self.handles[:4])) for _ in texts[1:]]
        versions = [
            Version(n + 1, at, by, lines) for n, (at, by, lines) in enumerate(zip(moments, authors, texts, strict=True))
        ]
        identity = f"D{int(digest([path, str(moments[0])]), 16) % 90000 + 10000}"
        while identity in self.notebook.documents:
            identity = f"D{(int(identity[1:]) + 1) % 90000 + 10000}"
        document = Document(
            identity, path, owner, marking, rng.randrange(*attached) * 1000 + rng.randrange(1000), versions
        )
        document.found = (len(versions), path)
        for key, value in more.items():
            setattr(document, key, value)
        self.notebook.documents[identity] = document
        return document

    def client(self, slug: str, title: str) -> None:
        rng, me, today = self.rng, self.me, self.now.date()
        root = f"/clients/{slug}"
        lead, other = rng.sample([h for h in self.handles if h != me], 2)
        team = [me, lead, other]
        domain = f"{slug}.example"
        first, second = rng.sample(
            [n for n in words.GIVEN if n.lower() not in {h.split(".")[0] for h in self.handles}], 2
        )
        family = rng.sample([f for f in words.FAMILY if f.lower() not in {h.split(".")[1] for h in self.handles}], 2)
        titles = rng.sample(("operations", "finance", "site management", "customer care", "planning"), 2)
        contacts = []
        for given, last, post in zip((first, second), family, titles, strict=True):
            mail = f"{given[0]}.{last}@{domain}".lower()
            contacts.append(Contact(mail, f"{given} {last}", slug, post))
            self.notebook.contacts[mail] = contacts[-1]
        main = rng.choice(contacts)
        folder = Folder(root, title)
        self.notebook.folders[root] = folder
        for sub in ("interviews", "final", "archive"):
            self.notebook.folders[f"{root}/{sub}"] = Folder(f"{root}/{sub}")
        for handle in team[1:]:
            folder.shares[handle] = Share(rng.choice(("edit", "comment")), None, me)
        if rng.random() < 0.6:
            folder.shares[main.email] = Share("view", today + timedelta(days=rng.randrange(-20, 24)), lead)
        brief = [
            f"# {title}: brief", f"Engagement {rng.randrange(210, 980)}-{today.year}", f"Lead: {self.notebook.people[lead].name} ({lead})",
            f"Budget for expenses (EUR): {rng.randrange(40, 160) * 250:.2f}", "Contacts:",
            *(f"- {c.name}, {c.title}, {c.email}" for c in contacts),
            f"Results go to {main.name} only. {next(c.name for c in contacts if c is not main)} gets invoices, no results.",
        ]  # fmt: skip
        self.add(f"{root}/brief.md", lead, [brief], (90, 160))
        days = sorted({self.moment(8, 120).date() for _ in range(4)})[:3]
        for day in days:
            paper = self.add(
                f"{root}/minutes-{day.isoformat()}.md",
                rng.choice(team),
                [minutes(rng, title, day, [self.notebook.people[h].name for h in team])],
                (1, 8),
            )
            self.share(paper, team)
        topics = rng.sample(words.TOPICS, 2)
        for topic in topics:
            draft = self.add(
                f"{root}/{topic}-report.md",
                rng.choice((me, me, lead)),
                report_versions(rng, topic, title, rng.randrange(3, 6)),
                (1, 40),
                attached=(60, 900),
            )
            self.share(draft, team)
            if rng.random() < 0.75:
                draft.shares[main.email] = Share("comment", today + timedelta(days=rng.randrange(-8, 25)), me)
            if rng.random() < 0.4:
                draft.lock = Lock(
                    rng.choice((lead, other, me)),
                    today + timedelta(days=rng.randrange(-3, 9)),
                    rng.choice(("proofreading", "figures being checked", "layout", "rewriting section 2")),
                )
            self.add(
                f"{root}/{topic}-report-summary.md",
                lead,
                report_versions(rng, topic, title, 1),
                (2, 50),
                attached=(10, 200),
            )
        self.add(
            f"{root}/final/{topics[0]}-report.md",
            lead,
            report_versions(rng, topics[0], title, 2),
            (50, 90),
            marking=rng.choice(("internal", "confidential")),
            attached=(100, 700),
        )
        for quarter, start in (("q1", date(2026, 1, 5)), ("q2", date(2026, 4, 1))):
            table = self.add(
                f"{root}/costs-2026-{quarter}.csv",
                rng.choice(team),
                [costs(rng, start, min(start + timedelta(days=84), today), team)],
                (1, 20),
                attached=(1, 3),
            )
            table.remark = rng.choice(
                (
                    "Export of the expense cards, plus cash.",
                    "Void rows are kept for the auditors.",
                    "Entered once a week.",
                )
            )
        names = rng.sample(words.FAMILY, 5)
        for name in names[:3]:
            self.add(
                f"{root}/interviews/interview-{name.lower()}.md",
                rng.choice(team),
                [interview(rng, name)],
                (5, 90),
                marking="confidential",
                attached=(20, 400),
            )
        stem = rng.choice(("pricing", "sites", "route", "survey", "access", "sample"))
        for number, name in enumerate((f"{stem}-note", f"{stem}-notes")):
            text = [
                f"# {stem.title()} {'note' if number == 0 else 'notes'}",
                f"Sites covered: {rng.randrange(3, 30)}",
                f"Deadline: {today + timedelta(days=rng.randrange(6, 60))}",
                f"Contact on site: {names[3 + number]}",
            ]
            self.share(self.add(f"{root}/{name}.md", rng.choice(team), [text], (3, 70), attached=(5, 120)), team)
        old = rng.sample([t for t in words.TOPICS if t not in topics], 2)
        for topic in old:
            year = rng.choice((2023, 2024, 2025))
            self.add(
                f"{root}/archive/{topic}-{year}.md",
                rng.choice(team),
                report_versions(rng, topic, title, 1),
                (200, 420),
                attached=(80, 900),
            )
        used = self.notebook.used(root)
        folder.quota = (used // 1000 + rng.choice((25, 60, 140, 400, 900)) + rng.randrange(40)) * 1000

    def share(self, document: Document, team: Sequence[str]) -> None:
        for handle in team:
            if handle != document.owner and self.rng.random() < 0.7:
                document.shares[handle] = Share(self.rng.choice(("view", "comment", "edit")), None, document.owner)

    def records(self) -> None:
        rng, today = self.rng, self.now.date()
        for kind in words.RECORD_KINDS:
            year = rng.randrange(2015, 2025)
            closed = date(year + rng.choice((0, 1, 1, 2)), rng.randrange(1, 13), rng.randrange(1, 28))
            text = [
                f"# {kind.replace('-', ' ').title()} {year}",
                f"Covers: {year}",
                f"Closed on: {closed}",
                f"Pages on paper: {rng.randrange(3, 60)}",
            ]
            owner = rng.choice((self.me, self.me, self.me, *self.handles[:3]))
            self.add(
                f"/internal/records/{kind}-{year}.md",
                owner,
                [text],
                (300, 900),
                tags=["record"],
                record_date=min(closed, today - timedelta(days=30)),
                attached=(40, 800),
            )
        for name in ("meeting-room-plan", "old-phone-list", "coffee-rota", "desk-moves"):
            self.add(
                f"/internal/records/{name}-{rng.randrange(2016, 2024)}.md",
                rng.choice((self.me, self.me, self.handles[5])),
                [[f"# {name.replace('-', ' ').title()}", "Not a record."]],
                (300, 900),
                attached=(5, 90),
            )

    def library(self) -> None:
        rng = self.rng
        self.notebook.folders["/library"].quota = 30_000_000
        seen = set()
        for _ in range(16):
            topic, author, year = rng.choice(words.TOPICS), rng.choice(words.AUTHORS), rng.randrange(2012, 2026)
            name = f"{topic}-{author.lower()}-{year}.md"
            if name in seen:
                continue
            seen.add(name)
            method = rng.choice(words.METHODS)
            note = self.add(
                f"/library/{name}",
                rng.choice(self.handles),
                [library_note(rng, topic, author, year, method)],
                (20, 400),
                marking="open",
                attached=(10, 300),
            )
            note.tags = sorted(rng.sample(words.TAGS, rng.randrange(1, 4)))
            note.remark = rng.choice(
                (
                    "Scanned, so quotes need checking.",
                    "Read for the pilot.",
                    "A summary, not the paper.",
                    "Good tables.",
                )
            )

    def private(self) -> None:
        rng = self.rng
        for handle in (self.me, *rng.sample([h for h in self.handles if h != self.me], 3)):
            self.notebook.folders[f"/people/{handle}"] = Folder(f"/people/{handle}", quota=6_000_000)
            for name in rng.sample(words.SCRATCH, 7 if handle == self.me else 3):
                lines = [
                    f"# {name.replace('-', ' ').title()}",
                    *(
                        f"- {rng.choice(words.ACTIONS)} ({rng.choice(words.TOPICS)})"
                        for _ in range(rng.randrange(3, 9))
                    ),
                ]
                texts = [lines[: max(2, len(lines) - 4 + n)] for n in range(rng.randrange(2, 6))]
                self.add(f"/people/{handle}/{name}.md", handle, texts, (2, 260), attached=(1, 40))
            journal = [
                "# Journal",
                *(
                    f"{self.moment(1, 90).date()}: {rng.choice(words.FINDINGS).format(odd=rng.choice(words.ODD_WORDS))}"
                    for _ in range(4)
                ),
            ]
            self.add(f"/people/{handle}/journal.md", handle, [journal], (1, 30), attached=(1, 20))

    def trash(self) -> None:
        rng = self.rng
        for folder in self.notebook.clients:
            topic = rng.choice(words.TOPICS)
            for _ in range(2):
                method = rng.choice(words.METHODS)
                lines = [
                    f"# {topic.replace('-', ' ').title()}, {method}",
                    f"Respondents: {rng.randrange(8, 90)}",
                    f"Sites: {rng.randrange(2, 14)}",
                ]
                gone = self.add(
                    f"{folder.path}/{topic}-{method}.md",
                    rng.choice((self.me, *self.handles)),
                    [lines],
                    (40, 120),
                    attached=(5, 80),
                )
                at = self.moment(1, 28)
                gone.trashed = Trashed(
                    at,
                    rng.choice((self.me, gone.owner)),
                    rng.choice(("duplicate", "no longer needed", "by mistake?", "tidying up")),
                )
                gone.found = None
