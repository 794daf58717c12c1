"""How the island stands on the first day of a story."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from negforge.worlds.atlas.state import (
    Alert,
    Area,
    Atlas,
    District,
    Member,
    Permit,
    Place,
    Sailing,
    SavedList,
    Season,
    Station,
    Warned,
    Weather,
)
from negforge.worlds.atlas.vocabulary import (
    AREAS,
    DISTRICTS,
    FEATURES,
    FIRST,
    HAZARDS,
    KINDS,
    LAST,
    LISTS,
    MODELS,
    NOTES,
    NOTICES,
    NOUNS,
    ROADS,
    STEMS,
    VEHICLES,
)

DAYS_AHEAD = 7
SOLD_AHEAD = 14


def make(rng: Random) -> tuple[Atlas, datetime]:
    day = date(2026, 3, 2) + timedelta(days=rng.randrange(240))
    day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
    now = datetime(day.year, day.month, day.day, rng.randrange(9, 16), rng.randrange(60))
    districts = _districts(rng, now)
    areas = _areas(rng, list(districts))
    places = _places(rng, districts, areas, day)
    homes = list(places.values())
    names = rng.sample([f"{a} {b}" for a in FIRST for b in LAST], 6)
    number = rng.randrange(10**4, 9 * 10**4)
    me = Member(
        names[0],
        rng.choice(homes).id,
        f"R-{number}" if rng.random() < 0.7 else None,
        dict(zip(_plates(rng), rng.sample(VEHICLES, 3), strict=True)),
    )
    days, warnings = _weather(rng, districts, day), _warnings(rng, list(districts), now)
    people = tuple((name, f"R-{rng.randrange(10**4, 9 * 10**4)}") for name in names[1:])
    state = Atlas(
        me, districts, places, days, warnings, areas, _used(rng, areas, day), {}, _lists(rng, places, names),
        {}, _sailings(rng, places), people,
    )  # fmt: skip
    _permits(rng, state, names, day)
    for place in rng.sample(homes, rng.randrange(2, 5)):
        hazards = tuple(sorted(rng.sample(HAZARDS, rng.randrange(1, 4)), key=HAZARDS.index))
        quiet = ("22:00", "06:30") if rng.random() < 0.5 else None
        alert = Alert(f"AL{rng.randrange(10**4, 10**5)}", place.id, hazards, rng.randrange(1, 4), rng.choice(("push", "email")), quiet)  # fmt: skip
        state.alerts[alert.id] = alert
    return state, now


def _plates(rng: Random) -> list[str]:
    letters = "".join(rng.choice("ABDEHKLMNPRSTV") for _ in range(2))
    first = rng.randrange(200, 880)
    other = "".join(rng.choice("ABDEHKLMNPRSTV") for _ in range(2))
    plates = [f"{letters}-{first}", f"{letters}-{first + 9}", f"{other}-{rng.randrange(200, 900)}"]
    rng.shuffle(plates)
    return plates


def _districts(rng: Random, now: datetime) -> dict[str, District]:
    found = {}
    for at, name in enumerate(rng.sample(DISTRICTS, 5)):
        lat = 52.4 + 0.28 * (at // 3) + rng.uniform(-0.05, 0.05)
        lon = -31.2 + 0.42 * (at % 3) + rng.uniform(-0.06, 0.06)
        usual = _day(rng, rng.randrange(6, 17))
        station = Station(
            f"ST{rng.randrange(100, 999)}", f"{name} {rng.choice(('Airfield', 'Church Hill', 'Weir', 'School'))}",
            now - timedelta(minutes=rng.randrange(4, 25)), 0.0, 0.0, 0, 0.0,
        )  # fmt: skip
        found[name] = District(
            name, round(lat, 4), round(lon, 4), station, usual, (rng.randrange(1, 4), rng.randrange(2, 5)), rng.randrange(0, 720)
        )  # fmt: skip
    return found


def _day(rng: Random, high: int) -> Weather:
    wet = rng.random() < 0.55
    low = high - rng.randrange(3, 9)
    hours = rng.randrange(2, 9) if wet else 0
    rain = round(rng.uniform(0.3, 14), 1) if wet else 0.0
    chance = rng.randrange(45, 96) if wet else rng.randrange(0, 25)
    gust, sun = rng.randrange(14, 92), round(rng.uniform(0.2, 4) if wet else rng.uniform(3, 12), 1)
    return Weather(low, high, rain, chance, gust, sun, rng.randrange(5, 15) if wet else 0, hours)


def _weather(rng: Random, districts: dict[str, District], today: date) -> dict[str, Weather]:
    days = {}
    for district in districts.values():
        for offset in range(DAYS_AHEAD + 1):
            base = _day(rng, district.usual.high + rng.randrange(-4, 5))
            key = today + timedelta(days=offset)
            for model in MODELS:
                twist = base if model == MODELS[0] else _day(rng, base.high + rng.choice((-3, -2, -1, 1, 2, 3)))
                days[f"{district.name}|{model}|{key}"] = twist
        first = days[f"{district.name}|{MODELS[0]}|{today}"]
        station = district.station
        station.temperature = round(first.low + rng.uniform(1, 5), 1)
        station.highest = round(station.temperature + rng.uniform(0.1, 1.5), 1)
        station.gust = max(5, first.gust + rng.choice((-19, -13, -8, 9, 14, 22)))
        station.rain = round(first.rain + rng.uniform(0.4, 3.5), 1)
    return days


def _warnings(rng: Random, names: list[str], now: datetime) -> dict[str, Warned]:
    found = {}
    for _ in range(rng.randrange(7, 10)):
        begin = now.replace(minute=0) + timedelta(hours=rng.randrange(-6, 150))
        end = begin + timedelta(hours=rng.randrange(9, 34))
        hazard, level = rng.choice(_in_season(now)), rng.choice((1, 2, 2, 3, 3, 4))
        status = "withdrawn" if rng.random() < 0.25 else "in_force"
        name = rng.choice(names)
        warned = Warned(f"W{rng.randrange(10**4, 10**5)}", name, hazard, level, begin, end, status, f"Issued by the {name} desk.")  # fmt: skip
        found[warned.id] = warned
    return found


def _in_season(now: datetime) -> tuple[str, ...]:
    cold = now.month in (1, 2, 3, 4, 11, 12)
    return tuple(h for h in HAZARDS if h not in (("heat",) if cold else ("snow_ice", "avalanche")))


def _areas(rng: Random, names: list[str]) -> dict[str, Area]:
    found = {}
    stems, roads = rng.sample(STEMS, 4), rng.sample(ROADS, 4)
    for at, district in enumerate(rng.sample(names, 4)):
        slots = rng.choice(
            (
                (("06:00", "10:00"), ("10:00", "14:00"), ("14:00", "19:00")),
                (("07:30", "12:30"), ("12:30", "18:00")),
                (("05:30", "09:30"), ("09:30", "13:30"), ("13:30", "18:30")),
            )
        )
        area = Area(
            f"PA-{rng.randrange(100, 999)}", f"{stems[at]} {rng.choice(AREAS)}", district, slots, rng.randrange(20, 61),
            rng.randrange(6, 23), roads[at] if at < 2 else None, rng.randrange(4, 15) if at < 2 else 0, rng.randrange(6, 11),
        )  # fmt: skip
        found[area.id] = area
    return found


def _used(rng: Random, areas: dict[str, Area], today: date) -> dict[str, int]:
    used = {}
    for area in areas.values():
        for offset in range(SOLD_AHEAD + 1):
            for start, end in area.slots:
                left = rng.choice((0, 0, 1, 2, 3, 5, 8, 12))
                used[f"{area.id}|{today + timedelta(days=offset)}|{start}-{end}"] = area.quota - left
    return used


def _seasons(rng: Random, today: date) -> tuple[Season, ...]:
    turn = today + timedelta(days=rng.randrange(-6, 12))
    first = rng.choice(("07:00", "08:00", "08:30", "09:00"))
    last = rng.choice(("18:00", "18:30", "19:00", "20:00", "21:30"))
    off_first = rng.choice(("09:30", "10:00", "10:30", "11:00"))
    off_last = rng.choice(("14:30", "15:00", "16:00", "16:30", "17:00"))
    closed = tuple(sorted(rng.sample(range(7), rng.choice((0, 1, 1, 2)))))
    late = tuple(sorted(rng.sample(range(7), rng.choice((1, 2)))))
    main = Season(date(2026, 1, 1), turn - timedelta(days=1), first, last, closed)
    off = Season(turn, date(2026, 12, 31), off_first, off_last, late)
    if rng.random() < 0.5:
        main, off = Season(main.start, main.end, off_first, off_last, late), Season(off.start, off.end, first, last, closed)  # fmt: skip
    if rng.random() < 0.12:
        off = Season(off.start, off.end, "", "", ())
    return (main, off)


def _places(rng: Random, districts: dict[str, District], areas: dict[str, Area], today: date) -> dict[str, Place]:
    found: dict[str, Place] = {}
    names = list(districts)
    stems = rng.sample(STEMS, 30)
    plan = [(f"{stems[at]} {rng.choice(NOUNS[kind])}", kind, names[at % 5]) for at, kind in enumerate(KINDS * 3)]
    for at in rng.sample(range(len(plan)), 6):
        name, kind, district = plan[at]
        other = rng.choice([n for n in names if n != district])
        plan.append((name if at % 2 else f"{rng.choice(('Upper', 'Old', 'Little', 'Nether'))} {name}", kind, other))
    if not any(sum(p[0] == q[0] for q in plan) > 1 for p in plan):
        name, kind, district = plan[0]
        plan.append((name, kind, rng.choice([n for n in names if n != district])))
    rng.shuffle(plan)
    for name, kind, district in plan:
        home = districts[district]
        area = next((a.id for a in areas.values() if a.district == district), None)
        inside = area if kind in ("trailhead", "waterfall", "lake", "hut", "cave") and rng.random() < 0.6 else None
        free = kind in ("beach", "viewpoint", "harbour", "trailhead", "lake") and rng.random() < 0.7
        place = Place(
            f"pl_{rng.randrange(10**5, 10**6)}", name, kind, district,
            round(home.lat + rng.uniform(-0.08, 0.08), 4), round(home.lon + rng.uniform(-0.11, 0.11), 4),
            _height(rng, kind),
            tuple(f for f in FEATURES if rng.random() < (0.5 if f != "swimming" else 0.1)), _seasons(rng, today),
            0 if free else rng.randrange(3, 19), inside, f"+999 {rng.randrange(200, 800)} {rng.randrange(1000, 9999)}",
            rng.choice(NOTICES),
        )  # fmt: skip
        found[place.id] = place
    return found


def _height(rng: Random, kind: str) -> int:
    low, high = {"beach": (1, 9), "harbour": (1, 9), "garden": (8, 190), "museum": (8, 190)}.get(kind, (60, 900))
    return rng.randrange(low, high)


def _lists(rng: Random, places: dict[str, Place], names: list[str]) -> dict[str, SavedList]:
    found = {}
    titles = rng.sample(LISTS, 6)
    for at, title in enumerate(titles):
        owner = names[0] if at < 3 else names[at - 2]
        chosen = rng.sample(list(places), rng.randrange(3, 7))
        entries = {place: rng.choice(NOTES) if rng.random() < 0.5 else "" for place in chosen}
        saved = SavedList(f"LS-{rng.randrange(10**4, 10**5)}", title, owner, (names[0],) if at == 3 else (), entries)
        found[saved.id] = saved
    return found


def _sailings(rng: Random, places: dict[str, Place]) -> tuple[Sailing, ...]:
    harbours = [p for p in places.values() if p.kind == "harbour"]
    lines = []
    for number in range(3):
        one, other = rng.sample(harbours, 2)
        leaves = sorted(rng.sample([f"{h:02d}:{m:02d}" for h in range(6, 21) for m in (5, 20, 35, 50)], 6))
        sunday = tuple(x for x in leaves if rng.random() < 0.6) or (leaves[2],)
        lines.append(Sailing(f"F{number + 1}", one.id, other.id, tuple(leaves), sunday, rng.randrange(25, 95)))
    return tuple(lines)


def _permits(rng: Random, state: Atlas, names: list[str], today: date) -> None:
    for at in range(10):
        area = rng.choice(list(state.areas.values()))
        day = today + timedelta(days=1 + at if at < 6 else rng.randrange(1, 13))
        start, end = rng.choice(area.slots)
        adults, children = rng.randrange(1, 4), rng.choice((0, 0, 1, 2))
        plate = rng.choice(list(state.me.vehicles)) if area.road and at < 6 else None
        permit = Permit(
            f"PX{rng.randrange(10**5, 10**6)}", area.id, day, f"{start}-{end}", adults, children,
            names[0] if at < 6 else names[1 + at % 5], "standard", plate,
            adults * area.price + (area.road_fee if plate else 0), "cancelled" if at == 5 else "confirmed",
        )  # fmt: skip
        state.permits[permit.id] = permit
