"""Short requests about one place: hours, weather, measurements, ferries, a list, an alert."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from negforge.worlds.atlas.start import DAYS_AHEAD
from negforge.worlds.atlas.steps import (
    a_place,
    ahead,
    crowns,
    day_figures,
    find,
    hazard_words,
    hours_on,
    island,
    lists_read,
    minutes,
    model_of,
    my_lists,
    named,
    only,
    place_kinds,
    put_on,
    shuts,
    warned,
)
from negforge.worlds.atlas.tools_places import MODES, journey
from negforge.worlds.atlas.vocabulary import SPOKEN_KINDS
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.wants import Becomes, Says, Tells, Want
from negforge.worlds.wording import Form, listed


@goal("single_easy")
def open_on_a_day(draw: Draw) -> Goal | None:
    """When a place opens and closes on a day: by season, closing day and warnings."""
    state, day = island(draw), ahead(draw, 1, 12)
    place = a_place(draw, state.places.values())
    assert place is not None
    hours = place.hours(day)
    stop = state.closed(place.district, day, *hours) if hours else None
    turn = draw.ask(
        "[When is {place} open on {day}?|Opening hours of {place} for {day}, please.|From when until when can one get into {place} on {day}?|Is {place} open on {day}, and until when?|What time does {place} open and close on {day}?]",
        because="[We come with the late bus.|My brother is bringing his new camera.|The leaflet in the hotel is from another year.|Last time we stood in front of a locked gate.|It's a detour of an hour for us.|The class trip depends on it.]",
        place=named(draw, place),
        day=day,
    )

    def solve(hands: Hands) -> None:
        row = find(hands, place)
        read = hands.call("place_details", "[read the opening hours|look up the hours|see the seasons]", place_ids=[row["place_id"]], include=["hours"])  # fmt: skip
        times = hours_on(hands, read["places"][0], day)
        if times is None:
            hands.say("[{name} is closed on {day}.|On {day}, {name} stays closed.|{name} does not open on {day}: it is closed that day.]", name=place.name, day=day)  # fmt: skip
            return
        told = [
            fact("opens", times[0], "[{name} opens at {value} on {day}.|On {day} {name} is open from {value}.|From {value}, that is {name} on {day}.]", name=place.name, day=day),
            fact("closes", times[1], "[It closes at {value}.|It stays open until {value}.|Closing time is {value}.]"),
        ]  # fmt: skip
        stops = warned(hands, row["district"], day, *times)
        if stops:
            hands.say(
                *told,
                "[But a {what} closes the gates in {district} that day, from {start} to {end}.|However, {district} is under a {what} from {start} to {end}, and while it lasts everything there is closed.|Those are the regular hours; a {what} ({start} to {end}) shuts the gates in {district}.]",
                what=hazard_words(stops[0]),
                district=row["district"],
                start=datetime.fromisoformat(stops[0]["from"]),
                end=datetime.fromisoformat(stops[0]["to"]),
            )
        else:
            hands.say(*told)

    wants: list[Want] = [only()]
    if hours is None:
        wants += [Says("it is closed", r"\b(?:closed|not open|shut)\b")]
    else:
        wants += [Tells("when it opens", hours[0]), Tells("when it closes", hours[1])]
        wants += [Says("the warning", r"warning|level [34]")] if stop else []
    return Goal(
        (turn,),
        [place.id, day.isoformat()],
        ("season", "weekday", *place_kinds(draw, place)),
        ("find_places", "place_details", *(("warnings",) if hours else ())),
        solve,
        tuple(wants),
    )


_ASKED: dict[str, tuple[str, Form]] = {
    "rain": ("mm", "[how much rain is expected|how many millimetres of rain|how wet it gets]"),
    "gust": ("km/h", "[how strong the gusts get|how hard it will blow|what gusts to expect]"),
    "temperature_max": ("°C", "[how warm it gets|the highest temperature|what the maximum temperature is]"),
    "sun_hours": ("hours of sun", "[how many hours of sun there are|how much sunshine|how long the sun is out]"),
}


@goal("single_easy", "single_hard")
def what_weather(draw: Draw) -> Goal | None:
    """Two figures for a place on a day, beyond a week only as climatology; hard: for two places, and which is better."""
    state, day = island(draw), ahead(draw, 1, 13)
    places = draw.some(state.places.values(), 3 if draw.hard else 1)
    if len({p.district for p in places}) < len(places):
        return None
    asked = sorted(draw.some(_ASKED, 1 if draw.hard else 2), key=list(_ASKED).index)
    beyond = (day - draw.now.date()).days > DAYS_AHEAD

    def true(place: Any, variable: str) -> float:
        weather = None if beyond else state.weather(place.district, "blend", day)
        weather = weather or state.districts[place.district].usual
        value: float = getattr(weather, {"temperature_max": "high", "sun_hours": "sun"}.get(variable, variable))
        return value

    least = asked[0] in ("rain", "gust")
    values = [true(p, asked[0]) for p in places]
    if len(set(values)) < len(values):
        return None
    better = (min if least else max)(places, key=lambda p: true(p, asked[0]))
    turn = draw.ask(
        "[Please find out {what} at {places} on {day}.|For {day} at {places} I'd like to know {what}.|Can you tell me {what} on {day} at {places}?|{day}, {places}: {what}, please.]"
        if not draw.hard
        else "[{places}: please compare them for {day}. I want to know {what} at each, and {best}.|We can't decide between {places} for {day}. Tell me {what} at each of them and {best}.|Put these side by side for {day}: {places}. I need {what}, and then {best}.|For {day}, {what} at {places}? And tell me {best}.]",
        because="[The boat is small.|My knees don't like the damp.|I want to hang out the washing at the cottage first.|We have a picnic for twenty.|There's a kite in the boot.|I promised to bring the right jackets.]",
        what=listed([draw.word(_ASKED[v][1]) for v in asked]),
        places=listed([named(draw, p, among=True) for p in places]),
        day=day,
        best=draw.word("[where the figure is lowest|which one has the lowest figure]" if least else "[where the figure is highest|which one has the highest figure]"),
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        rows = [find(hands, p) for p in places]
        model = model_of(hands)
        found = [day_figures(hands, row, day, asked, model) for row in rows]
        told = [
            fact(
                f"{place.name}, {variable.replace('_', ' ')}",
                f"{data[variable]:g}",
                "[{name}: {value} {unit} on {day}.|For {name} on {day} it says {value} {unit}.|At {name}, expect {value} {unit} on {day}.]",
                name=place.name,
                unit=_ASKED[variable][0],
                day=day,
            )
            for place, data in zip(places, found, strict=True)
            for variable in asked
        ]
        words: list[Form] = []
        choice = places[0]
        if draw.hard:
            pairs = [(p, d[asked[0]]) for p, d in zip(places, found, strict=True)]
            choice, _ = hands.best(pairs, lambda pair: pair[1] if least else -pair[1])
            words.append("[By that, {best} is the one.|{best} has the {end} figure.|So {best} comes out {end}.]")
        if any(d["basis"] == "climatology" for d in found) and hands.bother("what the figures rest on"):
            words.append(
                "[That is too far ahead for a forecast: these are long-term means (climatology).|Please note that this is climatology, the mean of past years, not a forecast; forecasts reach seven days.|Forecasts end after seven days, so this is only climatology.]"
            )
        hands.say(*told, *words, best=f"{choice.name} ({choice.district})", end="lowest" if least else "highest")

    wants: list[Want] = [Tells(f"{v} at {p.name}", true(p, v)) for p in places for v in asked]
    wants += [Says("that it is no forecast", r"climatolog|long-term|not a forecast|past years")] if beyond else []
    if draw.hard:
        wants.append(Says("the best place", rf"{better.name} \({better.district}\)|{better.name}[^.]{{0,40}}(?:lowest|highest|the one)|(?:lowest|highest)[^.]{{0,40}}{better.name}"))  # fmt: skip
    return Goal(
        (turn,),
        [[p.id for p in places], asked, day.isoformat()],
        ("model", *(("horizon",) if beyond else ()), *(("comparison",) if draw.hard else ()), *place_kinds(draw, *places)),
        ("find_places",) * len(places) + ("forecast",) * len(places),
        solve,
        (*wants, only()),
        fallback=() if beyond else ("forecast",),
    )  # fmt: skip


@goal("single_easy")
def measured_today(draw: Draw) -> Goal | None:
    """What today has really brought so far: the station, not the forecast."""
    state = island(draw)
    place = a_place(draw, state.places.values())
    assert place is not None
    station = state.districts[place.district].station
    asked = draw.rng.choice(("strongest_gust", "rain_sum"))
    predicted = state.weather(place.district, "blend", draw.now.date())
    assert predicted is not None
    value, other = (station.gust, predicted.gust) if asked == "strongest_gust" else (station.rain, predicted.rain)
    what = {
        "strongest_gust": "[what has the strongest gust been|how hard has it blown at most|what was the top gust]",
        "rain_sum": "[how much rain has come down|how many millimetres have fallen|how much has it rained]",
    }[asked]
    turn = draw.ask(
        "[Around {place}, {what} today so far?|{place}: {what} since this morning?|Near {place}, {what} today up to now?|I'd like to know for {place}: {what} so far today?]",
        because="[The tarpaulin on the boat worries me.|The path turns to mud quickly.|I'm writing it in the hut log.|My rain gauge fell over.|We had a bet about it at breakfast.]",
        place=named(draw, place),
        what=draw.word(what),
    )

    def solve(hands: Hands) -> None:
        row = find(hands, place)
        if hands.bother("what was measured"):
            read = hands.call("observations", "[read the station|see what was measured|get today's measurements]", where=row["place_id"], quantities=[asked])  # fmt: skip
            hands.say(
                fact(
                    "measured today",
                    f"{read['measured'][asked]:g}",
                    "[{station} has measured {value} {unit} today, as of {at}.|So far today: {value} {unit}, measured at {station} (report of {at}).|The station {station} reports {value} {unit} up to {at}.]",
                    station=read["station"]["name"],
                    unit="km/h" if asked == "strongest_gust" else "mm",
                    at=read["reported"][11:],
                )
            )
            return
        key = "gust" if asked == "strongest_gust" else "rain"
        today = draw.now.date()
        read = hands.call("forecast", "look at the weather there", where=row["place_id"], window={"from": today, "to": today}, variables=[key], model="blend")  # fmt: skip
        hands.say(fact("today", f"{read['rows'][0][key]:g}", "[Today it has been {value} {unit}.|{value} {unit} so far today.]", unit="km/h" if key == "gust" else "mm"))  # fmt: skip

    return Goal(
        (turn,),
        [place.id, asked],
        ("source", *place_kinds(draw, place)),
        ("find_places", "observations"),
        solve,
        (Tells("what was measured", value, instead=(other,)), only()),
    )


@goal("single_easy")
def next_ferry(draw: Draw) -> Goal | None:
    """The first ferry after a time on a day, from the plain-text timetable, and when it arrives."""
    state = island(draw)
    lines = [s for s in state.sailings if sum((s.start, s.goal) == (x.start, x.goal) for x in state.sailings) == 1]
    line = draw.one(lines)
    if line is None:
        return None
    day = ahead(draw, 1, 10)
    if draw.chance(0.5):
        day += timedelta(days=6 - day.weekday())
    start, end = state.places[line.start], state.places[line.goal]
    if start.name == end.name:
        return None
    runs = line.sunday if day.weekday() == 6 else line.leaves
    after = draw.rng.choice([t for t in line.leaves if t < max(runs)] or [""])
    if not after:
        return None
    after = f"{(datetime(2026, 1, 1, int(after[:2]), int(after[3:])) + timedelta(minutes=2)):%H:%M}"
    leaves = next(t for t in runs if t >= after)
    arrives = f"{datetime.fromisoformat(f'{day}T{leaves}') + timedelta(minutes=line.minutes):%H:%M}"
    turn = draw.ask(
        "[Which is the first ferry from {start} to {end} on {day} after {after}, and when is it over there?|I need a ferry from {start} across to {end} on {day}, not before {after}. When does it leave, when does it land?|{start} to {end} by ferry on {day}: the next one after {after}, with arrival time, please.|On {day} I'm at the quay of {start} by {after}. When does the next boat to {end} go and when does it arrive?]",
        because="[The bus drops me there.|My cousin waits on the other side.|I've got a bicycle and a tent with me.|The shop over there shuts early.|The last time I waited for two hours.]",
        start=f"{start.name} ({start.district})",
        end=f"{end.name} ({end.district})",
        day=day,
        after=after,
    )

    def solve(hands: Hands) -> None:
        text = hands.call("bulletin", "[read the ferry timetable|look at the ferries of that day|get the ferry bulletin]", topic="ferries", day=day)  # fmt: skip
        ends = f"{start.name} ({start.district}) - {end.name} ({end.district})"
        row = next(x for x in text.splitlines() if ends in x)
        times, crossing = row.split(ends)[1].split("crossing")
        boats = times.split()
        if day.weekday() == 6:
            boats = hands.keep(boats, "weekday", lambda t: not t.endswith("*"))
        boats = hands.keep([t.rstrip("*") for t in boats], "time", lambda t: t >= after)
        boat = hands.best(boats, lambda t: t)
        lands = datetime.fromisoformat(f"{day}T{boat}") + timedelta(minutes=int(crossing.split()[0]))
        hands.say(
            fact("departure", boat, "[The ferry leaves {start} at {value}.|There is one at {value} from {start}.|Your boat from {start} goes at {value}.]", start=start.name),
            fact("arrival", f"{lands:%H:%M}", "[It is at {end} by {value}.|It arrives at {end} at {value}.|Arrival at {end}: {value}.]", end=end.name),
        )  # fmt: skip

    return Goal(
        (turn,),
        [line.start, line.goal, day.isoformat(), after],
        ("time", *(("weekday",) if day.weekday() == 6 else ())),
        ("bulletin",),
        solve,
        (Tells("the departure", leaves), Tells("the arrival", arrives), only()),
    )


@goal("single_easy", "single_hard")
def quickest_there(draw: Draw) -> Goal | None:
    """The quickest place of a kind from another by a mode; hard: also by fee and open on a day, and put on a list."""
    state, mode = island(draw), draw.rng.choice(MODES[:3])
    origin = a_place(draw, state.places.values(), 0.3)
    assert origin is not None
    kind = draw.rng.choice([k for k in SPOKEN_KINDS if k != origin.kind])
    feature = draw.rng.choice((None, "dogs_welcome", "parking", "toilets"))
    rows = [p for p in state.places.values() if p.kind == kind and (feature is None or feature in p.features)]
    times = {p.id: journey((origin.lat, origin.lon), (p.lat, p.lon), mode)[1] for p in rows}
    day, limit = ahead(draw, 1, 8), draw.rng.randrange(4, 16)
    good = rows
    by_fee = draw.hard and (kind in ("hut", "garden", "museum", "cave", "waterfall"))
    if draw.hard:
        good = [p for p in rows if p.hours(day) and not (by_fee and p.fee > limit)]
        good = [p for p in good if not state.closed(p.district, day, *(p.hours(day) or ("", "")))]
    if not good or len(rows) < 2 or len(rows) > 6 or len(set(times.values())) < len(times):
        return None
    choice = min(good, key=lambda p: times[p.id])
    target = draw.one(x for x in my_lists(draw) if choice.id not in x.entries)
    if target is None:
        return None
    words = {
        None: "",
        "dogs_welcome": "[that take dogs|where dogs are welcome]",
        "parking": "[with parking|that have a car park]",
        "toilets": "[with toilets|that have toilets]",
    }
    clauses: list[Form] = []
    if by_fee:
        clauses.append("[Admission {fee} at most per adult.|It must not cost more than {fee} a head for adults.|Not above {fee} for a grown-up.]")  # fmt: skip
    if draw.hard:
        clauses += [
            "[It has to be open on {day}.|We go on {day}, so it must be open then.|The day is {day}; nothing that is closed then.]",
            '[Save it on my list "{list}" and tell me the minutes.|Put the winner on "{list}", and how long does it take?|Then add it to the list "{list}" for me and say how many minutes it is.]',
        ]
    turn = draw.ask(
        "[Of the {kinds} on the island {feature}, which is the quickest to reach from {origin} {mode}?|From {origin} {mode}: which of the {kinds} {feature} gets me there in the least time?|Which of the {kinds} {feature} is closest in travel time from {origin}, going {mode}?|I'm at {origin} and want to go to one of the {kinds} {feature}, {mode}. Which one is quickest?]",
        *clauses,
        because="[The children won't sit still for long.|We only have the afternoon.|My leg is still in plaster.|I don't know this side of the island.]",
        kinds=SPOKEN_KINDS[kind],
        feature=draw.word(words[feature]),
        origin=named(draw, origin),
        mode=draw.word({"car": "[by car|with the car]", "bus": "[by bus|on the bus]", "bicycle": "[by bicycle|by bike]"}[mode]),
        fee=crowns(limit),
        day=day,
        list=target.name,
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        here = find(hands, origin)
        found = hands.call("find_places", f"[look for {SPOKEN_KINDS[kind]}|find the {SPOKEN_KINDS[kind]}|list the {SPOKEN_KINDS[kind]}]", kinds=[kind])  # fmt: skip
        options = found["places"]
        if feature:
            options = hands.keep(options, "feature", lambda r: feature in r["features"])
        if draw.hard:
            ids = [r["place_id"] for r in options][:6]
            read = hands.call("place_details", "[check hours and fees|read hours and fees of these|see which are open]", place_ids=ids, include=["hours", "fees"])  # fmt: skip
            fine = [(d, times) for d in read["places"] if (times := hours_on(hands, d, day))]
            if by_fee:
                fine = hands.keep(fine, "budget", lambda pair: pair[0]["fees"]["adult"] <= limit)
            stops = warned(hands, None, day)
            ids = [d["place_id"] for d, times in fine if not shuts(stops, d["district"], day, *times)]
            options = [r for r in options if r["place_id"] in ids]
        routes = hands.call("travel_times", "[compare the travel times|get the travel times|see how long each takes]", origin=here["place_id"], targets=[r["place_id"] for r in options][:8], mode=mode)  # fmt: skip
        best = hands.best(routes["routes"], lambda r: r["minutes"])
        row = next(r for r in options if r["place_id"] == best["target"])
        told = fact(
            row["name"],
            minutes(best["minutes"]),
            "[{Label} in {district} is the quickest: {value}.|It is {Label} ({district}), {value} from there.|The quickest is {Label} in {district}, at {value}.]",
            district=row["district"],
        )
        if draw.hard:
            saved = lists_read(hands, target.name)
            put_on(hands, saved["list_id"], [{"do": "add", "place_id": row["place_id"]}])
            hands.say(told, '[It is on your list "{list}" now.|I saved it on "{list}".|"{list}" has it now.]', list=target.name)  # fmt: skip
        else:
            hands.say(told)

    plan = ("find_places", "find_places", "travel_times")
    if draw.hard:
        plan = ("find_places", "find_places", "place_details", "warnings", "travel_times", "my_account", "edit_list")  # type: ignore[assignment]  # fmt: skip
    kinds = place_kinds(draw, origin) + (("feature",) if feature else ())
    kinds += (("season", "weekday") if draw.hard else ()) + (("budget",) if by_fee else ())
    wants: list[Want] = [Tells("the place", choice.name), Tells("the travel time", times[choice.id])]
    wants += [Becomes(f"lists.{target.id}.entries.{choice.id}", "")] if draw.hard else []
    wants.append(only(*([f"lists.{target.id}.entries.{choice.id}"] if draw.hard else [])))
    return Goal(
        (turn,),
        [origin.id, kind, mode, feature, day.isoformat() if draw.hard else None, limit if by_fee else None, target.id if draw.hard else None],
        kinds, plan, solve, tuple(wants),
    )  # fmt: skip


EASY = (
    open_on_a_day, what_weather, measured_today, next_ferry, quickest_there, 
)  # fmt: skip
