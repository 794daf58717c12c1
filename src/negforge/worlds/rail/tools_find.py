"""Tools that look things up: departures, fares, a station's board of today, and what there is at a station."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from negforge.worlds.rail import rules
from negforge.worlds.rail.state import FARES, KINDS, Rail, Station, Train
from negforge.worlds.world import Desk, FaultHold, Problem, Schema, tool

PAGE = 5
MOMENT: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$",
    "description": "Local time, e.g. 2026-05-04T09:30.",
}
CLOCK: Schema = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}
DEPARTURE_ID: Schema = {"type": "string", "pattern": "^D[0-9]{6}$"}
PARTY: Schema = {
    "type": "object",
    "description": "How many travel, by age on the day: adults (26 and over), youths (12-25), children (4-11), infants (under 4, free).",
    "properties": {
        "adults": {"type": "integer", "minimum": 0, "maximum": 8},
        "youths": {"type": "integer", "minimum": 0, "maximum": 8},
        "children": {"type": "integer", "minimum": 0, "maximum": 8},
        "infants": {"type": "integer", "minimum": 0, "maximum": 4},
    },
    "minProperties": 1,
    "additionalProperties": False,
}


@tool(
    "Direct departures between two places in a span of time, by departure, five a page unless `page_size` says otherwise. "
    "`from` and `to` take a station code, a station's name, or a town's name (all stations of the town). Trains that need "
    "a change do not show: search leg by leg. `lead_price` is the lowest fare for one adult without a discount card, and "
    "that fare may be one that cannot be refunded; see get_fares.",
    {
        "journey": {
            "type": "object",
            "properties": {
                "from": {"type": "string", "minLength": 2},
                "to": {"type": "string", "minLength": 2},
                "depart": {
                    "type": "object",
                    "properties": {"after": MOMENT, "before": MOMENT},
                    "required": ["after", "before"],
                    "additionalProperties": False,
                },
            },
            "required": ["from", "to", "depart"],
            "additionalProperties": False,
        },
        "kinds": {"type": "array", "items": {"type": "string", "enum": list(KINDS)}, "uniqueItems": True},
        "page_size": {"type": "integer", "minimum": 1, "maximum": 8},
        "cursor": {"type": "string", "description": "`next_cursor` of the page before."},
    },
    required=["journey"],
    pretty=True,
    faults=FaultHold(
        rows="departures",
        volatile=("departures.*.lead_price.amount",),
        renames=(("departures.*.departs", "departure_time"), ("departures.*.arrives", "arrival_time")),
        units=(("departures.*.lead_price.amount", 100, "departures.*.lead_price.currency", "EUR cents"),),
        note="departures.*.remark",
    ),
)
def search_departures(
    desk: Desk, journey: dict[str, Any], kinds: list[str] | None = None, page_size: int = PAGE, cursor: str = ""
) -> Any:
    rail = rail_of(desk)
    after, before = (moment(journey["depart"][end]) for end in ("after", "before"))
    for end in ("from", "to"):
        if not rules.at_place(rail, journey[end]):
            raise Problem(404, "unknown_place", f"No station or town is called {journey[end]!r}.", field=end)
    found = [
        train
        for train in rules.between(rail, journey["from"], journey["to"], max(after, desk.now), before)
        if not kinds or train.kind in kinds
    ]
    at = next((n for n, train in enumerate(found) if train.id == cursor.removeprefix("c-")), None) if cursor else 0
    if at is None:
        raise Problem(400, "bad_cursor", "This cursor does not belong to this search.")
    rows = [_departure(rail, train) for train in found[at : at + page_size]]
    more = {"next_cursor": f"c-{found[at + page_size].id}"} if len(found) > at + page_size else {}
    return {"departures": rows, "returned": len(rows), **more}


def _departure(rail: Rail, train: Train) -> dict[str, Any]:
    lead = "saver" if train.saver_left else "semiflex"
    return {
        "departure_id": train.id,
        "train": train.name,
        "kind": train.kind,
        "from": place(rail, train.origin),
        "to": place(rail, train.destination),
        "departs": train.departs,
        "arrives": train.arrives,
        "minutes": int((train.arrives - train.departs).total_seconds() // 60),
        "lead_price": {"amount": rules.price(train, lead, {"adults": 1}), "currency": "EUR"},
        "on_board": {
            "bikes": "not carried" if train.bikes is None else "with reservation",
            "bistro": train.bistro,
            "quiet_coach": train.quiet,
            "reservation": "required" if train.kind == "night" else "optional",
        },
        "remark": train.remark,
    }


@tool(
    "All fares of one departure for a party, with their conditions, and what can be reserved: berths on night trains "
    "(supplement a head), bike places. `with_card` prices one adult with the account's discount card; whether the card "
    "is valid on the day of travel is not looked at here.",
    {
        "departure_id": DEPARTURE_ID,
        "party": PARTY,
        "with_card": {"type": "boolean", "default": False},
    },
    required=["departure_id", "party"],
    faults=FaultHold(
        rows="fares",
        volatile=("fares.*.total",),
        renames=(("fares.*.total", "price_all_travellers"),),
        units=(("fares.*.total", 100, "currency", "EUR cents"),),
        echo=("departure_id", "departure_id"),
        note="notice",
    ),
)
def get_fares(desk: Desk, departure_id: str, party: dict[str, int], with_card: bool = False) -> Any:
    rail = rail_of(desk)
    train = train_of(rail, departure_id)
    percent = rail.account.card.percent if with_card else 0
    rows = [
        {
            "fare": fare,
            "total": rules.price(train, fare, party, percent),
            "available": train.saver_left if fare == "saver" else 40,
            "conditions": conditions(train, fare),
        }
        for fare in reversed(FARES)
        if fare != "saver" or train.saver_left >= rules.travellers(party)
    ]
    body = {
        "departure_id": train.id,
        "train": train.name,
        "departs": train.departs,
        "currency": "EUR",
        "fares": rows,
        "bikes": {"carried": train.bikes is not None}
        | ({"free": rules.bikes_free(rail, train), "each": train.bike_price} if train.bikes is not None else {}),
        "notice": "Prices hold until booked by someone else.",
    }
    if train.berths:
        body["berths"] = [{"place": kind, "supplement": extra, "free": free} for kind, extra, free in train.berths]
    return body


def conditions(train: Train, fare: str) -> dict[str, Any]:
    hours = rules.window(train, fare)
    return {
        "refund_percent": round(rules.REFUND_SHARE[fare] * 100),
        "refund_until_hours_before": hours,
        "exchange_fee": rules.exchange_fee(train, fare),
    }


@tool(
    "The board of a station as it hangs there now, as plain text: today's trains only, with the platform and the expected "
    "time. On the day of travel the board is right where it differs from timetable or booking.",
    {
        "station": {"type": "string", "minLength": 2, "description": "Code or name of one station."},
        "show": {"type": "string", "enum": ["departures", "arrivals"]},
        "from_time": CLOCK | {"description": "Scheduled at this time or later; now if left out."},
        "lines": {"type": "integer", "minimum": 1, "maximum": 20, "default": 10},
    },
    required=["station", "show"],
)
def station_board(desk: Desk, station: str, show: str, from_time: str = "", lines: int = 10) -> Any:
    rail = rail_of(desk)
    here = station_of(rail, station)
    leaves = show == "departures"
    start = from_time or desk.now.strftime("%H:%M")
    rows: list[tuple[datetime, Train]] = []
    for train in rail.trains.values():
        when = train.departs if leaves else train.arrives
        if (train.origin if leaves else train.destination) == here.code and when.date() == desk.now.date():
            rows.append((when, train))
    rows = sorted((row for row in rows if row[0].strftime("%H:%M") >= start), key=lambda row: (row[0], row[1].id))
    board = [
        f"{here.name.upper()}  {show}  {desk.now:%a} {desk.now.day} {desk.now:%b %Y}, from {start}",
        f"{'time':<7}{'train':<14}{'to' if leaves else 'from':<26}{'platform':<10}remarks",
    ]
    for when, train in rows[:lines]:
        other = rail.stations[train.destination if leaves else train.origin].name
        late = f"expected {when + timedelta(minutes=train.delay):%H:%M}" if train.delay else "on time"
        board.append(f"{when:%H:%M}  {train.name:<14}{other:<26}{train.platform_now if leaves else '-':<10}{late}")
    if not rows:
        board.append("-- no more trains today --")
    return "\n".join(board)


@tool(
    "What there is at a station. Without `include` only its code, name and town. `changing` gives the minimum time to "
    "change trains, also to the other station of the town; `stays` names the hotels with check-in hours and rates from.",
    {
        "station": {"type": "string", "minLength": 2, "description": "Code or name of one station."},
        "include": {
            "type": "array",
            "items": {"type": "string", "enum": ["changing", "lockers", "access", "onward", "lost_property", "stays"]},
            "uniqueItems": True,
        },
    },
    required=["station"],
    faults=FaultHold(
        rows="stays",
        volatile=("lockers.per_day", "changing.minimum_minutes"),
        renames=(("changing.minimum_minutes", "min_change"), ("lockers.per_day", "daily_rate")),
        units=(("lockers.per_day", 100, "lockers.currency", "EUR cents"),),
    ),
)
def station_info(desk: Desk, station: str, include: list[str] | None = None) -> Any:
    rail = rail_of(desk)
    here = station_of(rail, station)
    asked = set(include or ())
    body: dict[str, Any] = {"code": here.code, "name": here.name, "town": here.town}
    if "changing" in asked:
        across = dict(here.across)
        body["changing"] = {"minimum_minutes": here.minimum, "to_other_stations": across}
    if "lockers" in asked:
        body["lockers"] = {"per_day": here.locker, "currency": "EUR", "open": "05:00-00:30"}
    if "access" in asked:
        body["access"] = {"lift_to_platforms": here.lift, "assistance_phone": here.desk_phone}
    if "onward" in asked:
        body["onward"] = {"taxi_rank": here.taxis, "bus_lines": list(here.bus_lines)}
    if "lost_property" in asked:
        body["lost_property"] = {"desk_hours": f"{here.desk_from}-{here.desk_until}", "phone": here.desk_phone}
    if "stays" in asked:
        body["stays"] = [
            {
                "hotel_id": hotel.id,
                "name": hotel.name,
                "check_in": {"from": hotel.opens, "until": hotel.closes, "night_desk": hotel.night_desk},
                "rates_from": min(room.rate for room in hotel.rooms),
            }
            for hotel in sorted(rail.hotels.values(), key=lambda h: h.name)
            if hotel.station == here.code
        ]
    return body


def rail_of(desk: Desk) -> Rail:
    state: Rail = desk.state
    return state


def moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M")
    except ValueError:
        raise Problem(422, "bad_time", f"{text} is no point in time.") from None


def place(rail: Rail, code: str) -> dict[str, str]:
    return {"code": code, "name": rail.stations[code].name}


def train_of(rail: Rail, departure_id: str) -> Train:
    train = rail.trains.get(departure_id)
    if train is None:
        raise Problem(404, "unknown_departure", f"No departure {departure_id}.")
    return train


def station_of(rail: Rail, name: str) -> Station:
    codes = rules.at_place(rail, name)
    if not codes:
        raise Problem(404, "unknown_place", f"No station is called {name!r}.")
    if len(codes) > 1:
        raise Problem(409, "more_than_one", f"{name} has more than one station.", stations=sorted(codes))
    return rail.stations[next(iter(codes))]
