"""What the mailroom's goals share: people as users name them, looking them up, reading tables, checks of the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from negforge.worlds.goal import Draw, Hands
from negforge.worlds.mailroom.clock import office, stamp
from negforge.worlds.mailroom.rules import fits_name
from negforge.worlds.mailroom.state import Mailroom, Message, Person
from negforge.worlds.mailroom.vocabulary import DEPARTMENT_NAMES, SITE_NAMES
from negforge.worlds.spoken import spoken_forms
from negforge.worlds.wants import Holds
from negforge.worlds.wording import Form

SEARCH_WHY = "[look up {name}|find {name} in the directory|get the right address for {name}]"


@dataclass(frozen=True, slots=True)
class Named:
    """A colleague as the user names them: with the department or the site where the name alone could mislead."""

    person: Person
    phrase: str
    department: str | None = None
    site: str | None = None

    @property
    def constraints(self) -> tuple[str, ...]:
        return ("spelling", *(("department",) if self.department else ()), *(("site",) if self.site else ()))


def staff(state: Mailroom, *without: str) -> list[Person]:
    return [p for p in state.people.values() if not p.outside and p.email != state.me and p.email not in without]


def contacts(state: Mailroom) -> list[Person]:
    return [p for p in state.people.values() if p.outside]


def alike(state: Mailroom, person: Person) -> list[Person]:
    """Other people whom the directory lists for this person's name."""
    return [p for p in state.people.values() if p.email != person.email and fits_name(person.name, p.name)]


def named(draw: Draw, person: Person, *, bare: bool = False) -> Named:
    """How the user names this person: enough to tell them from everybody else (``bare``: if the name does that)."""
    same = [p for p in alike(draw.state, person) if p.name == person.name]
    department = person.department if same or (not bare and draw.chance(0.4)) else None
    site = None
    if not bare and not department and draw.chance(0.3):
        site = person.site
    if department:
        form = "[{name} from {department}|{name} in {department}|{name} ({department})|{owning} {name}]"
    elif site:
        form = "[{name} at {site}|{name} in {site}|{name} ({site})|{name} from the {site} office]"
    else:
        form = "{name}"
    phrase = draw.word(
        form,
        name=person.name,
        department=DEPARTMENT_NAMES.get(department or "", ""),
        owning=_owning(DEPARTMENT_NAMES.get(department or "", "")),
        site=SITE_NAMES.get(site or "", ""),
    )
    return Named(person, phrase, department, site)


def _owning(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def twins_first(draw: Draw, people: Iterable[Person]) -> list[Person]:
    """People in random order, no name twice, most often those first whose name is like another's."""
    pool = list({p.name: p for p in draw.some(people, 99)}.values())
    if draw.chance(0.85):
        pool.sort(key=lambda p: not alike(draw.state, p))
    return pool


def pick(hands: Hands, found: Any, who: Named) -> dict[str, Any]:
    """The row of the directory that is meant."""
    rows = [row for row in found["people"] if row["kind"] == "staff"] or found["people"]
    rows = hands.keep(rows, "spelling", lambda row: row["name"] == who.person.name)
    if who.department:
        rows = hands.keep(rows, "department", lambda row: row.get("department") == who.department)
    if who.site:
        rows = hands.keep(rows, "site", lambda row: row.get("site") == who.site)
    row: dict[str, Any] = hands.best(rows, lambda row: row["email"])
    return row


def find(hands: Hands, who: Named, include: Sequence[str] | None = None) -> dict[str, Any]:
    found = hands.call("search_directory", SEARCH_WHY, name=who.person.name, include=include)
    return pick(hands, found, who)


def find_all(hands: Hands, people: Sequence[Named]) -> list[str]:
    """The addresses of several people, looked up side by side."""
    requests = [("search_directory", {"name": who.person.name}) for who in people]
    found = hands.calls(*requests, why="[look up everybody|find their addresses|look the people up in the directory]")
    return [pick(hands, answer, who)["email"] for answer, who in zip(found, people, strict=True)]


def kinds_of(people: Iterable[Named]) -> tuple[str, ...]:
    """The constraints that naming these people brings, each once."""
    return tuple(dict.fromkeys(kind for who in people for kind in who.constraints))


def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of an agenda table."""
    lines = [line for line in table.splitlines() if " | " in line]
    if not lines:
        return []
    names = [cell.strip() for cell in lines[0].split(" | ")]
    return [dict(zip(names, (cell.strip() for cell in line.split(" | ")), strict=False)) for line in lines[1:]]


def starts(row: dict[str, Any]) -> datetime:
    """When a row of an agenda, a slot or an event begins."""
    if "date" in row:
        return datetime.fromisoformat(f"{row['date']}T{row['from']}")
    return office(row["start"])


def all_rows(hands: Hands, q: str, why: Form, folder: str = "all") -> list[dict[str, Any]]:
    """Every hit of a search, page by page."""
    page = hands.call("search_messages", why, q=q, folder=folder)
    rows = list(page["messages"])
    while "next_page_token" in page and hands.bother("the further pages", "more"):
        page = hands.call(
            "search_messages",
            "[fetch the next page|get the rest of the list|turn the page]",
            q=q,
            folder=folder,
            page_token=page["next_page_token"],
        )
        rows += page["messages"]
    return rows


def day_of(row: dict[str, Any]) -> date:
    """The day on which a message came in."""
    return office(row["received"]).date()


# what is true in the end


def untouched(draw: Draw, path: str, *excepted: str) -> Holds:
    """What was there at the start is there in the end, as it was."""
    before: dict[str, Any] = getattr(draw.state, path)

    def strays(state: Mailroom) -> list[str]:
        now = getattr(state, path)
        return [key for key, value in before.items() if key not in excepted and now.get(key) != value]

    return Holds(
        f"the other {path}",
        lambda state: not strays(state),
        f"the {path} that were there before are as they were",
        lambda state: f"{', '.join(strays(state)[:3])} changed",
    )


def mail_written(
    draw: Draw, name: str, to: Sequence[str], values: Sequence[object] = (), *, sent: bool = False, never: Sequence[object] = ()
) -> Holds:  # fmt: skip
    """One new draft (or one sent message) goes to exactly these people and gives these values."""
    before = draw.state

    def new(state: Mailroom) -> list[Any]:
        if sent:
            return [m for key, m in state.messages.items() if key not in before.messages and m.folder == "sent"]
        return [d for key, d in state.drafts.items() if key not in before.drafts or d != before.drafts[key]]

    def fits(state: Mailroom) -> bool:
        found = new(state)
        if len(found) != 1:
            return False
        words = f"{found[0].subject}\n{found[0].body}".lower()
        given = all(any(form.lower() in words for form in spoken_forms(value)) for value in values)
        slipped = any(str(value).lower() in words for value in never)
        return set(found[0].to) | set(found[0].cc) == set(to) and given and not slipped

    def described(state: Mailroom) -> str:
        found = new(state)
        if len(found) != 1:
            return f"there are {len(found)} new ones"
        return f"it goes to {', '.join((*found[0].to, *found[0].cc))} and reads {found[0].body[:160]!r}"

    kind = "message is sent" if sent else "draft is there"
    wanted = f"one new {kind} for {', '.join(to)}" + (f" with {', '.join(map(str, values))}" if values else "")
    return Holds(name, fits, wanted, described)


# whether a write took effect although no answer came


def draft_landed(hands: Hands, subject: str, text: str, cc: Sequence[str] = ()) -> Callable[[], Any]:
    def look() -> Any:
        found = hands.call("search_messages", q=f'subject:"{subject}"', folder="drafts")
        rows = [row for row in found["messages"] if row["cc"] == list(cc) and row["scheduled_for"] is None]
        hit = [row for row in rows if row["text"] == text]
        return {"draft_id": hit[0]["draft_id"], "to": hit[0]["to"]} if hit else None

    return look


def sent_landed(hands: Hands, subject: str, to: str) -> Callable[[], Any]:
    def look() -> Any:
        found = hands.call("search_messages", q=f'subject:"{subject}" to:{to}', folder="sent")
        hit = [row for row in found["messages"] if row["subject"] == subject]
        return {"state": "sent", "message_id": hit[0]["message_id"]} if hit else None

    return look


def schedule_landed(hands: Hands, draft_id: str, subject: str) -> Callable[[], Any]:
    def look() -> Any:
        found = hands.call("search_messages", q=f'subject:"{subject}"', folder="drafts")
        hit = [row for row in found["messages"] if row["draft_id"] == draft_id and row["scheduled_for"]]
        return {"state": "scheduled", "draft_id": draft_id} if hit else None

    return look


def rule_landed() -> None:
    """Rules cannot be read, and setting one again changes nothing: so it is simply set again."""


def sort_landed(hands: Hands, message_id: str, test: Callable[[dict[str, Any]], bool]) -> Callable[[], Any]:
    def look() -> Any:
        message = hands.call("open_message", message_id=message_id)["message"]
        return {"changed": 1} if test(message) else None

    return look


def event_landed(hands: Hands, title: str, start: datetime) -> Callable[[], Any]:
    def look() -> Any:
        table = hands.call("agenda", start_day=start.date(), columns=["room"])
        hit = [row for row in rows_of(table) if row["title"] == title and starts(row) == start]
        return {"event_id": hit[0]["event"], "room": hit[0]["room"], "invited": None} if hit else None

    return look


def change_landed(hands: Hands, event_id: str, test: Callable[[dict[str, Any]], bool]) -> Callable[[], Any]:
    def look() -> Any:
        found = hands.call("get_event", event_id=event_id, include=["replies", "series", "room"])
        return {"event_id": event_id, **found["event"]} if test(found) else None

    return look


def brand(firm: str) -> str:
    """What to look for in addresses when only the name of the firm is known."""
    return firm.split()[0].lower()


def newest(messages: Iterable[Message]) -> Message:
    return max(messages, key=lambda m: m.at)


_NOT_WORKING = {
    "screen is out of order": "screen",
    "camera was taken away": "video",
    "whiteboard has been removed": "whiteboard",
    "conference phone does not work": "phone",
    "hearing loop is switched off": "hearing_loop",
    "no step-free access": "step_free",
}


def works_now(row: dict[str, Any], needed: Iterable[str]) -> bool:
    """Whether a room's notice leaves what is needed in working order."""
    broken = {thing for words, thing in _NOT_WORKING.items() if words in row["notice"]}
    return not broken & set(needed)


def fitting_rooms(
    hands: Hands, rows: Iterable[dict[str, Any]], heads: int, needed: Iterable[str]
) -> list[dict[str, Any]]:
    """The rooms that so many may take and that have what they need, the notice read."""
    kept = hands.keep(rows, "seats", lambda row: row["seats"] >= heads)
    kept = hands.keep(kept, "minimum attendance", lambda row: row["min_attendance"] <= heads)
    kept = hands.keep(kept, "equipment", lambda row: set(needed) <= set(row["equipment"]))
    if hands.bother("the notices of the rooms", "check"):
        kept = [row for row in kept if works_now(row, needed)]
    return kept


def all_slots(
    hands: Hands, people: Sequence[dict[str, Any]], first: datetime, last: datetime, minutes: int
) -> list[dict[str, Any]]:
    """Every slot that free/busy knows of, page by page."""
    arguments: dict[str, Any] = {
        "attendees": list(people),
        "window": {"start": stamp(first), "end": stamp(last)},
        "meeting_minutes": minutes,
    }
    page = hands.call(
        "free_busy",
        "[see when everybody is free|compare the calendars|look for slots that all can make]",
        **arguments,
    )
    rows = list(page["slots"])
    while "next_slots_page" in page and hands.bother("the further slots", "more"):
        page = hands.call(
            "free_busy",
            "[see the remaining slots|get the next page of slots|fetch further slots]",
            **arguments,
            slots_page=page["next_slots_page"],
        )
        rows += page["slots"]
    return rows
