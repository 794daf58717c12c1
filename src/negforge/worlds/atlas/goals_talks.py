"""Long conversations: choosing an outing, a day and an alert, and a list that is turned over; with corrections."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.atlas.state import apart
from negforge.worlds.atlas.steps import (
    Row,
    a_place,
    ahead,
    crowns,
    find,
    hours_on,
    island,
    lists_read,
    minutes,
    model_of,
    my_lists,
    named,
    only,
    people,
    place_kinds,
    put_on,
    warned,
)
from negforge.worlds.atlas.tools_places import journey
from negforge.worlds.atlas.vocabulary import LISTS, NOTES, SPOKEN_KINDS
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, told_as
from negforge.worlds.paths import GONE
from negforge.worlds.wants import Becomes, Gains, Holds, Says, Tells, Want
from negforge.worlds.wording import listed

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def nth(rows: list[Any], at: int) -> Any:
    """The one the user means by its place in the list; where the list is too short, the last."""
    return rows[min(at, len(rows) - 1)]


@goal("multi_hard")
def outing_talk(draw: Draw) -> Goal | None:
    """What is near, what of it is open, one goes on a list, another instead, and out again if it takes too long."""
    state, day = island(draw), ahead(draw, 1, 9)
    origin = a_place(draw, state.places.values(), 0.3)
    assert origin is not None
    kinds = draw.some([k for k in SPOKEN_KINDS if k != origin.kind], 3)
    near = {
        p.id: round(apart((origin.lat, origin.lon), (p.lat, p.lon)), 1)
        for p in state.places.values()
        if p.kind in kinds
    }
    radius = draw.one(r for r in (15, 20, 25, 30, 35, 40, 50) if 3 <= sum(n <= r for n in near.values()) <= 6)
    if radius is None:
        return None
    rows = sorted((p for p in state.places.values() if near.get(p.id, 999) <= radius), key=lambda p: near[p.id])
    fine = [p for p in rows if (h := p.hours(day)) and not state.closed(p.district, day, *h)]
    if not 2 <= len(fine) < len(rows) or len({near[p.id] for p in rows}) < len(rows):
        return None
    one_at, other_at = draw.some(range(len(fine)), 2)
    one, other = fine[one_at], fine[other_at]
    target = draw.one(x for x in my_lists(draw) if one.id not in x.entries and other.id not in x.entries)
    if target is None:
        return None
    mode, note = draw.rng.choice(("bus", "car", "bicycle")), draw.rng.choice(NOTES)
    takes = journey((origin.lat, origin.lon), (other.lat, other.lon), mode)[1]
    limit = draw.rng.choice([n for n in (25, 35, 45, 60, 75, 90, 120, 150) if abs(n - takes) > 4])
    out = takes > limit
    late_note = draw.chance(0.5)
    turns = [
        draw.ask(
            "[Which {kinds} are there within {radius} km of {origin}? Nearest first.|We stay near {origin}. Please list the {kinds} up to {radius} km away, by distance.|List the {kinds} no more than {radius} km from {origin} for me, the nearest at the top.|What {kinds} lie within {radius} km of {origin}, sorted by distance?]",
            because="[It's our first time over there.|The landlady knows nothing.|I have a map, but it's from 1988.|We have four days and no plan.]",
            kinds=listed([SPOKEN_KINDS[k] for k in kinds], "or"), radius=radius, origin=named(draw, origin),
        ),
        draw.then("[Which of these are open on {day}?|And which of them can one visit on {day}? Mind warnings, too.|We'd go on {day}. Which are open then, with warnings taken into account?|Leave only those that are open on {day}.]", day=day),
        draw.then(f'[Save the {ORDINALS[one_at]} of those on "{{list}}".|The {ORDINALS[one_at]} one that is open goes on my list "{{list}}".|Put number {one_at + 1} of the open ones on "{{list}}".]', list=target.name),
        draw.then(f"[Sorry, I meant the {ORDINALS[other_at]} one. Swap them, please.|No wait, the {ORDINALS[other_at]} one instead; take the other off again.|Hm, rather the {ORDINALS[other_at]} one. The other comes off.]"),
        draw.then(
            "[How long does it take from {origin} {mode}? If it's more than {limit}, take it off the list as well.|What's the travel time to it {mode} from {origin}? Above {limit} we drop it from the list, too.|And how many minutes is that from {origin} {mode}? More than {limit} is too far, then remove it.]",
            origin=origin.name, mode={"bus": "by bus", "car": "by car", "bicycle": "by bicycle"}[mode], limit=minutes(limit),
        ),
    ]  # fmt: skip
    if late_note and not out:
        turns.append(draw.then('[Note "{note}" with it.|And add the note "{note}" to it.|It needs the remark "{note}".]', note=note))  # fmt: skip

    def solve(hands: Hands) -> None:
        here = find(hands, origin)
        found = hands.call("find_places", "[search around it|look what lies around|search within that distance]", kinds=kinds, around={"centre": here["place_id"], "radius": {"value": radius, "unit": "km"}})  # fmt: skip
        listing = sorted(found["places"], key=lambda r: r["km_away"])
        hands.say(*(fact(r["name"], f"{r['km_away']:g} km", "{Label} ({district}), {value}.", district=r["district"]) for r in listing))  # fmt: skip
        read = hands.call("place_details", "[check their hours|read the hours of all of them|see which are open]", place_ids=[r["place_id"] for r in listing][:6], include=["hours"])  # fmt: skip
        stops = warned(hands, None, day)
        open_then = []
        for detail in read["places"]:
            times = hours_on(hands, detail, day)
            if times and not any(w["district"] == detail["district"] and w["from"] < f"{day}T{times[1]}" and w["to"] > f"{day}T{times[0]}" for w in stops):  # fmt: skip
                open_then.append((detail, times))
        hands.say(*(fact(d["name"], f"{t[0]} to {t[1]}", "{Label} ({district}): [open from {value}|{value}].", district=d["district"]) for d, t in open_then))  # fmt: skip
        first, _ = nth(open_then, one_at)
        second, _ = nth(open_then, other_at)
        saved = lists_read(hands, target.name)
        put_on(hands, saved["list_id"], [{"do": "add", "place_id": first["place_id"]}])
        hands.say('[{name} is on "{list}".|I saved {name} on "{list}".|"{list}" has {name} now.]', name=first["name"], list=target.name)  # fmt: skip
        put_on(hands, saved["list_id"], [{"do": "remove", "place_id": first["place_id"]}, {"do": "add", "place_id": second["place_id"]}])  # fmt: skip
        hands.say("[Swapped: {name} is on the list, {other} is off.|Now it is {name} instead of {other}.|{other} is off again and {name} is on.]", name=second["name"], other=first["name"])  # fmt: skip
        route = hands.call("travel_times", "[get the travel time|see how long it takes|look up the way there]", origin=here["place_id"], targets=[second["place_id"]], mode=mode)["routes"][0]  # fmt: skip
        far = not hands.keep([route["minutes"]], "travel time", lambda n: n <= limit)
        told = fact(
            "travel time", minutes(route["minutes"]), "[It takes {value}.|{value} it is.|The way takes {value}.]"
        )
        if far:
            put_on(hands, saved["list_id"], [{"do": "remove", "place_id": second["place_id"]}])
            hands.say(told, "[That is too long, so {name} is off the list.|So I took {name} off again.|{name} is removed, as agreed.]", name=second["name"])  # fmt: skip
            return
        heard = hands.say(told, "[So {name} stays on the list.|That is within your limit, and {name} stays.|{name} remains on the list.]", name=second["name"])  # fmt: skip
        if heard:
            put_on(hands, saved["list_id"], [{"do": "note", "place_id": second["place_id"], "note": note}])
            hands.say('[Noted with {name}: "{note}".|The note "{note}" is with {name} now.|{name} carries your note now: "{note}".]', name=second["name"], note=note)  # fmt: skip

    path = f"lists.{target.id}.entries"
    noted = note if late_note and not out else ""
    wants: list[Want] = [Tells("a place nearby", p.name, 0) for p in rows]
    wants += [Tells("a place that is open", p.name, 1) for p in fine]
    wants += [Becomes(f"{path}.{one.id}", GONE), Becomes(f"{path}.{other.id}", GONE if out else noted)]
    return Goal(
        tuple(turns),
        [origin.id, sorted(kinds), radius, day.isoformat(), one.id, other.id, mode, limit, noted],
        ("season", "weekday", "travel time", "correction", *(("note",) if noted else ()), *place_kinds(draw, origin)),
        ("find_places", "find_places", "place_details", "warnings", "my_account", "edit_list", "edit_list", "travel_times", *(("edit_list",) if out or noted else ())),
        solve,
        (*wants, Tells("the travel time", takes, 4), only(f"{path}.{one.id}", f"{path}.{other.id}")),
    )  # fmt: skip


@goal("multi_hard")
def day_talk(draw: Draw) -> Goal | None:
    """Wind by day, the days under a limit, is one closed by a warning, its hours, then an alert that is corrected."""
    state, today = island(draw), draw.now.date()
    place = a_place(
        draw, (p for p in state.places.values() if all(a.place != p.id for a in state.alerts.values())), 0.4
    )
    if place is None:
        return None
    first = today + timedelta(days=1)
    last = first + timedelta(days=draw.rng.randrange(3, 7))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    gust, rain = draw.rng.choice((45, 55, 60, 70)), draw.rng.choice((1, 3, 5))
    weather = {d: state.weather(place.district, "blend", d) for d in days}
    calm = [d for d in days if (w := weather[d]) and w.gust <= gust and w.rain <= rain]
    if not 2 <= len(calm) < len(days):
        return None
    at = draw.rng.randrange(len(calm))
    chosen = calm[at]
    hours, stop = place.hours(chosen), state.closed(place.district, chosen)
    during = bool(hours and state.closed(place.district, chosen, *hours))
    if during != bool(stop):
        return None
    level, other_level, channel = *draw.some((2, 3, 4), 2), draw.rng.choice(("push", "email", "sms"))
    spoken_channel = {"push": "as a push message", "email": "by email", "sms": "by text message"}[channel]
    turns = (
        draw.ask(
            "[How strong are the gusts at {place} from {first} to {last}, and how much rain is forecast?|Gusts and rain for {place}, day by day, {first} to {last}, please.|What do wind gusts and rain look like at {place} between {first} and {last}?|Day by day from {first} to {last}: gusts and rain at {place}?]",
            because="[We fly model gliders.|It's for the drawing class outdoors.|My boat cover is in for repair.|My mother gets blown over.]",
            place=named(draw, place), first=first, last=last,
        ),
        draw.then("[Which days have gusts of {gust} km/h or less and no more than {rain} mm?|Only days with at most {gust} km/h and {rain} mm, please.|So which of them stay within {gust} km/h and {rain} mm of rain?]", gust=gust, rain=rain),
        draw.then(f"[The {ORDINALS[at]} of those then. Which date is that, and does any warning close the place that day?|Let's take the {ORDINALS[at]} one. Tell me the date again, and is there a warning that closes things there on that day?|I take the {ORDINALS[at]} of these days. What date is it, and is any warning in the way?]"),
        draw.then("[And from when until when is it open that day?|What are the opening hours then?|When does it open and close that day?]"),
        draw.then("[Set an alert for wind there, level {level} and up, {channel}.|And warn me about wind at that place from level {level}, {channel}.|I want a wind alert for it, {channel}, level {level} or more.]", level=level, channel=spoken_channel),
        draw.then("[Make that level {level}, sorry.|Hm, level {level} is better. Please change it.|Actually from level {level}, please, in the same alert.]", level=other_level),
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        row = find(hands, place)
        found = hands.call("forecast", "[get the forecast for these days|look at wind and rain|see the days]", where=row["place_id"], window={"from": first, "to": last}, variables=["gust", "rain"], model=model_of(hands))  # fmt: skip
        hands.say(*(fact(told_as(date.fromisoformat(r["day"])), f"{r['gust']:g} km/h, {r['rain']:g} mm", "[{Label}: {value}.|On {Label}, {value}.]") for r in found["rows"]))  # fmt: skip
        rows = hands.keep(found["rows"], "wind", lambda r: r["gust"] <= gust)
        rows = hands.keep(rows, "rain", lambda r: r["rain"] <= rain)
        hands.say(*(fact("fits", date.fromisoformat(r["day"]), "[{value} fits.|{value}.|{value} stays within it.]") for r in rows))  # fmt: skip
        day = date.fromisoformat(nth(rows, at)["day"])
        stops = warned(hands, row["district"], day)
        hands.say(
            f"[Yes: a level {stops[0]['level']} warning is in force on {{day}}, so it is closed while that lasts.|There is: a warning of level {stops[0]['level']} closes it for a time on {{day}}.|A level {stops[0]['level']} warning closes things there on {{day}}.]"
            if stops
            else "[No warning closes anything there on {day}.|Nothing is closed by a warning on {day}.|On {day}, no warning stands in the way.]",
            day=day,
        )  # fmt: skip
        read = hands.call("place_details", "[read the opening hours|look up the hours|check the seasons]", place_ids=[row["place_id"]], include=["hours"])  # fmt: skip
        times = hours_on(hands, read["places"][0], day)
        hands.say(
            "[{name} is open from {a} to {b} that day.|On {day} it opens at {a} and closes at {b}.|Hours on {day}: {a} to {b}.]"
            if times
            else "[By its opening hours it is closed on {day}.|It is not open on {day} at all: closed.|{name} stays closed on {day}.]",
            name=place.name, day=day, a=times[0] if times else "", b=times[1] if times else "",
        )  # fmt: skip

        def landed(wanted: int) -> Any:
            alerts = hands.call("my_account", "", sections=["alerts"])["alerts"]
            return next((a for a in alerts if a["place"]["place_id"] == row["place_id"] and a["at_least"] == wanted), None)  # fmt: skip

        done = hands.call("set_alert", "[set up the alert|create the alert|subscribe to it]", landed=lambda: landed(level), place_id=row["place_id"], hazards=["wind"], at_least=level, channel=channel)  # fmt: skip
        hands.say(fact("alert", done["alert_id"], "[The alert is {value}, from level {level}.|{value} will warn you of wind from level {level}.|Set: {value}, level {level} and up.]", level=level))  # fmt: skip
        hands.call("set_alert", "[change the level|correct the level|set the new level]", landed=lambda: landed(other_level), alert_id=done["alert_id"], at_least=other_level)  # fmt: skip
        hands.say("[{id} starts at level {level} now.|Changed: {id}, level {level} and up.|It is level {level} now, for {id}.]", id=done["alert_id"], level=other_level)  # fmt: skip

    wants: list[Want] = [Tells("a day that fits", d, 1) for d in calm]
    wants.append(Tells("the day", chosen, 2))
    wants += [
        Says("the warning", r"level [34]", 2)
        if stop
        else Says("that nothing is closed", r"\b(?:no|nothing|none|not)\b|n['’]t\b", 2)
    ]
    wants += [Tells("opening", hours[0], 3), Tells("closing", hours[1], 3)] if hours else [Says("closed", "closed", 3)]
    wants += [Gains("alerts", {"place": place.id, "hazards": ("wind",), "level": other_level, "channel": channel}), only("alerts")]  # fmt: skip
    return Goal(
        turns,
        [place.id, last.isoformat(), gust, rain, at, level, other_level, channel],
        ("wind", "rain", "season", "weekday", "correction", *place_kinds(draw, place)),
        ("find_places", "forecast", "warnings", "place_details", "set_alert", "set_alert"),
        solve, tuple(wants),
    )  # fmt: skip


@goal("multi_hard")
def list_talk(draw: Draw) -> Goal | None:
    """What is on a list, what it costs, one comes off, no, the dearest instead, and the cheap rest as a new list."""
    state = island(draw)
    options = [x for x in my_lists(draw) if 4 <= len(x.entries) <= 6]
    saved = draw.one(options)
    if saved is None:
        return None
    rows = [state.places[i] for i in saved.entries]
    fees = sorted(p.fee for p in rows)
    if fees[-1] == fees[-2] or fees[1] == fees[2] or len({p.name for p in rows}) < len(rows):
        return None
    dear = max(rows, key=lambda p: p.fee)
    at = draw.rng.choice([n for n, p in enumerate(rows) if p is not dear])
    adults, children = draw.rng.randrange(2, 5), draw.rng.choice((1, 2, 3))
    rest = [p for p in rows if p is not dear]
    cheap = sorted(rest, key=lambda p: p.fee)[:2]
    name = draw.rng.choice([x for x in LISTS if all(y.name != x for y in state.lists.values())]) + draw.rng.choice((" 2", " light", ", cheap", " II"))  # fmt: skip
    sums = draw.chance(0.5)
    turns = [
        draw.ask('[What is on my list "{list}"?|Read me my list "{list}", please.|Which places did I save under "{list}"?|"{list}": what have I put there?]', because="[I made it in spring.|We want to get going at last.|I forgot what's on it.]", list=saved.name),
        draw.then("[What would all of it cost for {party}, admissions only?|And the admissions for {party}, if we do the lot?|How much is admission to all of them together for {party}?]", party=people(adults, children)),
        draw.then(f"[Too much. Take the {ORDINALS[at]} one off.|Hm. Then strike the {ORDINALS[at]} place from the list.|That's a lot. Remove number {at + 1} from it.]"),
        draw.then("[No, put that one back. Take the most expensive one off instead.|Sorry, undo that, and remove the dearest one instead.|Wait, bring it back; it's the one with the highest fee that should go.]"),
        draw.then('[Now make a new list "{name}" with the two cheapest of what is left.|And the two cheapest that remain: put them on a new list called "{name}".|Start a list "{name}" and put the two with the lowest fees of the rest on it.]', name=name),
    ]  # fmt: skip
    if sums:
        turns.append(draw.then("[What do these two come to for all of us?|And what do we pay for the two together, the same people?|Those two, for the same party: how much in all?]"))  # fmt: skip

    def solve(hands: Hands) -> None:
        there = lists_read(hands, saved.name, full=True)
        entries = there["entries"]
        hands.say(*(fact(e["name"], e["district"], "[{Label} in {value}.|{Label} ({value}).]") for e in entries))
        read = hands.call("place_details", "[read the fees|look up the admissions|see what each costs]", place_ids=[e["place_id"] for e in entries], include=["fees"])  # fmt: skip
        heads = adults if hands.bother("children go free") else adults + children
        fee = {d["place_id"]: d["fees"]["adult"] for d in read["places"]}
        hands.say(fact("admissions", crowns(heads * sum(fee.values())), "[All of it comes to {value}; children go free.|Together that is {value}, the children being free.|{value} in all, since children under 12 do not pay.]"))  # fmt: skip
        one = nth(entries, at)
        put_on(hands, there["list_id"], [{"do": "remove", "place_id": one["place_id"]}])
        hands.say("[{name} is off the list.|I removed {name}.|{name} is gone from it.]", name=one["name"])
        back: Row = {"do": "add", "place_id": one["place_id"]} | ({"note": one["note"]} if one["note"] else {})
        most = hands.best(entries, lambda e: -fee[e["place_id"]])
        changes: list[Row] = [back, {"do": "remove", "place_id": most["place_id"]}]
        put_on(hands, there["list_id"], changes if most is not one else [])
        hands.say("[{name} is back, and {dear} is off instead.|Undone; {dear} is the one that went, {name} is on it again.|{dear} is off now and {name} back on.]", name=one["name"], dear=most["name"])  # fmt: skip
        left = sorted((e for e in entries if e is not most), key=lambda e: fee[e["place_id"]])[:2]

        def landed() -> Any:
            lists = hands.call("my_account", "", sections=["lists"])["lists"]
            return next((x for x in lists if x["name"] == name), None)

        made = hands.call("edit_list", "[create the new list|begin the new list|make the list]", landed=landed, list={"new_name": name}, changes=[{"do": "add", "place_id": e["place_id"]} for e in left])  # fmt: skip
        heard = hands.say(fact(made["name"], listed([e["name"] for e in left]), '["{Label}" has {value}.|The new list "{Label}" holds {value}.|I made "{Label}" with {value}.]'))  # fmt: skip
        if heard:
            hands.say(fact("the two", crowns(heads * sum(fee[e["place_id"]] for e in left)), "[These two come to {value}.|You pay {value} for the two.|That makes {value}.]"))  # fmt: skip

    path = f"lists.{saved.id}.entries"

    def new(end: Any) -> list[Any]:
        return [x for x in end.lists.values() if x.name == name and set(x.entries) == {p.id for p in cheap}]

    wants: list[Want] = [Tells("an entry", p.name, 0) for p in rows]
    wants += [Tells("the admissions", adults * sum(fees), 1), Becomes(f"{path}.{dear.id}", GONE)]
    wants += [Becomes(f"{path}.{p.id}", saved.entries[p.id]) for p in rest]
    wants.append(Holds("the new list", lambda end: len(new(end)) == 1, f"{name} holds the two cheapest", lambda end: "it does not"))  # fmt: skip
    wants += [Tells("the sum of the two", adults * sum(p.fee for p in cheap))] if sums else []
    return Goal(
        tuple(turns),
        [saved.id, adults, children, at, name, sums],
        ("children free", "correction", "reference", *(("sum",) if sums else ())),
        ("my_account", "my_account", "place_details", *("edit_list",) * 3),
        solve,
        (*wants, only("lists")),
    )


TALKS = (outing_talk, day_talk, list_talk)
