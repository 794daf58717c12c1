"""What goals of the atlas share: how places are named and found, hours read, warnings minded, money told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, TypeAlias

from negforge.worlds.atlas.state import Atlas, Place, SavedList
from negforge.worlds.atlas.vocabulary import SPOKEN_HAZARDS, WEEKDAYS
from negforge.worlds.goal import Draw, Hands
from negforge.worlds.wants import OnlyChanges
from negforge.worlds.wording import Form

Row: TypeAlias = dict[str, Any]
DAILY = ["rain", "rain_chance", "gust", "temperature_max", "sun_hours"]


def island(draw: Draw) -> Atlas:
    state: Atlas = draw.state
    return state


def only(*paths: str) -> OnlyChanges:
    return OnlyChanges(paths)


def ahead(draw: Draw, first: int, last: int) -> date:
    return draw.now.date() + timedelta(days=draw.rng.randrange(first, last + 1))


def twins(state: Atlas, place: Place) -> list[Place]:
    return [p for p in state.places.values() if p.name == place.name and p is not place]


def a_place(draw: Draw, places: Iterable[Place], share: float = 0.6) -> Place | None:
    """One of the places, more often one that shares its name with another."""
    state, pool = island(draw), list(places)
    order = list(state.places)
    shared = [p for p in pool if any(order.index(t.id) < order.index(p.id) for t in twins(state, p))]
    return draw.one(shared if shared and draw.chance(share) else pool)


def named(draw: Draw, place: Place, among: bool = False) -> str:
    """The place as the user names it: with its district where the name alone would not do; ``among``: in a list."""
    if twins(island(draw), place) and among:
        return draw.word("[{n} in {d}|{n} ({d})]", n=place.name, d=place.district)
    if among:
        return place.name
    if twins(island(draw), place) or draw.chance(0.25):
        return draw.word("[{n} in {d}|{n} ({d})|{n}, the one in {d}|{n}, {d}]", n=place.name, d=place.district)
    return place.name


def place_kinds(draw: Draw, *places: Place) -> tuple[str, ...]:
    return ("district",) if any(twins(island(draw), p) for p in places) else ()


def find(hands: Hands, place: Place, why: Form = "") -> Row:
    """The place the user named, found by its name and, where they said it, its district."""
    why = why or "[find {words}|look up {words}|search for {words}|get the id of {words}]"
    found = hands.call("find_places", why, words=place.name)
    rows = [row for row in found["places"] if row["name"] == place.name]
    rows = hands.keep(rows, "district", lambda row: row["district"] == place.district)
    chosen: Row = hands.best(rows, lambda row: 0)
    return chosen


def hours_on(hands: Hands, detail: Row, day: date) -> tuple[str, str] | None:
    """Opening hours on a day from a detail's seasons, None where it is closed."""
    rows = hands.keep(detail["seasons"], "season", lambda s: s["valid_from"] <= day.isoformat() <= s["valid_to"])
    open_then = hands.keep(rows[:1], "weekday", lambda s: WEEKDAYS[day.weekday()] not in s["closed_on"])
    return next(((s["opens"], s["closes"]) for s in open_then if s["opens"]), None)


def warned(hands: Hands, district: str | None, day: date, opens: str = "00:00", ends: str = "23:59", last: date | None = None) -> list[Row]:  # fmt: skip
    """The warnings that close a district within a window of a day (or over days)."""
    if not hands.bother("warnings"):
        return []
    until = last or day
    found = hands.call(
        "warnings",
        "[check the warnings|see whether a warning closes anything|look at the warnings in force]",
        districts=[district] if district else None,
        during={"from": day, "to": until},
    )
    return [
        w for w in found["warnings"]
        if w["status"] == "in_force" and w["level"] >= 3 and w["from"] < f"{until}T{ends}" and w["to"] > f"{day}T{opens}"
    ]  # fmt: skip


def shuts(rows: list[Row], district: str, day: date, opens: str, ends: str) -> bool:
    """Whether one of the warnings closes a district in a window of a day."""
    begin, end = f"{day}T{opens}", f"{day}T{ends}"
    return any(w["district"] == district and w["from"] < end and w["to"] > begin for w in rows)


def hazard_words(row: Row) -> str:
    return f"level {row['level']} warning of {SPOKEN_HAZARDS[row['hazard']]}"


def model_of(hands: Hands) -> str | None:
    """The model that governs; who does not check takes the service's default."""
    return "blend" if hands.bother("which model governs") else None


def day_figures(hands: Hands, row: Row, day: date, variables: list[str], model: str | None) -> Row:
    """The forecast of one day at a place; where the forecast is not to be had (fresh), from the weather bulletin."""
    window = {"from": day, "to": day}
    text: Row = {"topic": "weather", "day": day, "district": row["district"]}
    why = f"[get the forecast for {row['name']}|look at the weather at {row['name']}|see what is expected at {row['name']}]"
    found = hands.call("forecast", why, otherwise=("bulletin", text), where=row["place_id"], window=window, variables=variables, model=model)  # fmt: skip
    doubtful = isinstance(found, dict) and ("served_from" in found or not found["rows"])
    if doubtful and hands.bother("figures that are fresh"):
        found = hands.call("bulletin", "[read the weather bulletin|take the bulletin instead|look it up in the bulletin]", **text)  # fmt: skip
    if isinstance(found, dict):
        chosen: Row = found["rows"][0]
        return chosen
    line = found.splitlines()[-1]
    words = {"rain": "rain ", "gust": "gust ", "temperature_max": "max ", "sun_hours": "sun "}
    return {"basis": "model"} | {v: float(line.split(words[v])[1].split()[0]) for v in variables}


def crowns(amount: float) -> str:
    return f"{amount:g} crown{'' if amount == 1 else 's'}"


def minutes(count: int) -> str:
    return f"{count} minute{'' if count == 1 else 's'}"


def people(adults: int, children: int) -> str:
    grown = f"{adults} adult{'' if adults == 1 else 's'}"
    small = f" and {children} child{'' if children == 1 else 'ren'} under 12"
    return grown + (small if children else "")


def my_lists(draw: Draw) -> list[SavedList]:
    state = island(draw)
    return [x for x in state.lists.values() if x.owner == state.me.name]


def lists_read(hands: Hands, name: str, full: bool = False) -> Row:
    """The user's list of that name, with its entries if asked."""
    found = hands.call(
        "my_account", "[look up the saved lists|see which lists there are|find the list]", sections=["lists"]
    )
    rows = [x for x in found["lists"] if x["name"] == name]
    chosen: Row = hands.best(rows, lambda x: x["name"])
    if full:
        found = hands.call(
            "my_account",
            "[read what is on it|open the list|see the entries]",
            sections=["lists"],
            entries_of=[chosen["list_id"]],
        )
        chosen = next(x for x in found["lists"] if x["list_id"] == chosen["list_id"])
    return chosen


def put_on(hands: Hands, list_id: str, changes: list[Row], why: Form = "[change the list|save it on the list|update the list]") -> None:  # fmt: skip
    """Change a list; where no answer came, read whether it took effect."""

    def landed() -> Any:
        found = hands.call("my_account", "", sections=["lists"], entries_of=[list_id])
        there = next(x for x in found["lists"] if x["list_id"] == list_id)
        notes = {e["place_id"]: e["note"] for e in there["entries"]}
        wanted = {c["place_id"]: None if c["do"] == "remove" else c.get("note", "") for c in changes}
        return there if all(notes.get(place) == note for place, note in wanted.items()) else None

    hands.call("edit_list", why, landed=landed, list=list_id, changes=changes)
