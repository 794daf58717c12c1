"""Long requests in one turn: the best day, a permit under conditions, refunds, tidying lists and alerts, sums."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.atlas.state import Area
from negforge.worlds.atlas.steps import (
    DAILY,
    Row,
    a_place,
    crowns,
    find,
    hours_on,
    island,
    lists_read,
    model_of,
    my_lists,
    named,
    only,
    people,
    place_kinds,
    put_on,
    shuts,
    warned,
)
from negforge.worlds.atlas.tools_permits import refundable
from negforge.worlds.atlas.vocabulary import SPOKEN_HAZARDS, SPOKEN_KINDS
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, told_as
from negforge.worlds.paths import GONE
from negforge.worlds.wants import Becomes, Gains, Tells, Want
from negforge.worlds.wording import listed


@goal("single_hard")
def best_day(draw: Draw) -> Goal | None:
    """The sunniest day for a place within limits of rain and wind, on which it is open and nothing is closed."""
    state, today = island(draw), draw.now.date()
    place = a_place(draw, state.places.values(), 0.5)
    assert place is not None
    first, last = today + timedelta(days=draw.rng.choice((1, 1, 2))), today + timedelta(days=draw.rng.choice((6, 7)))
    rain, gust = draw.rng.choice((1, 2, 4, 6)), draw.rng.choice((45, 55, 65, 75))
    warm = draw.rng.choice((None, None, 9, 12))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    good = []
    for day in days:
        weather, hours = state.weather(place.district, "blend", day), place.hours(day)
        if weather and hours and weather.rain <= rain and weather.gust <= gust and weather.high >= (warm or -99):
            good += [] if state.closed(place.district, day, *hours) else [(weather.sun, day)]
    if not good or len(good) == len(days) or sum(s == max(good)[0] for s, _ in good) > 1:
        return None
    _, chosen = max(good)
    hours = place.hours(chosen)
    assert hours is not None
    target = draw.one(x for x in my_lists(draw) if place.id not in x.entries) if draw.chance(0.4) else None
    turn = draw.ask(
        "[Which day between {first} and {last} is best for {place}?|Find me the best day for {place}, anything from {first} to {last}.|We want to go to {place} between {first} and {last}. Which day should it be?|Please pick a day for {place}: {first} to {last}, both included.]",
        "[It should rain {rain} mm at most, with gusts of {gust} km/h or less.|At most {rain} mm of rain and no gusts above {gust} km/h.|My limits are {rain} mm of rain and gusts of {gust} km/h.]",
        "[It has to be open, of course; if several fit, take the sunniest.|Only when it's open. Of those, the one with the most sun.|If more than one day is left, I want most hours of sun, and it must be open.]",
        *(["[And a maximum below {warm} degrees is too cold for us.|It should get {warm} degrees or warmer.|At least {warm} degrees, please.]"] if warm else []),
        '[Tell me the opening hours of that day, too.|And from when until when is it open then?|With opening and closing time, please.]',
        *(['[Save the place on "{list}" as well.|Please also put it on my list "{list}".|And add the place to "{list}".]'] if target else []),
        because="[Half of us hate wind.|My father is eighty-one.|We can only take one day off.|The dog dislikes puddles.|It's our anniversary.|We're bringing the pushchair.]",
        place=named(draw, place), first=first, last=last, rain=rain, gust=gust, warm=warm or 0, list=target.name if target else "",
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        row = find(hands, place)
        read = hands.call("place_details", "[read the opening hours|look up the hours|check the seasons]", place_ids=[row["place_id"]], include=["hours"])  # fmt: skip
        found = hands.call("forecast", "[get the forecast for these days|see the weather day by day|look at the days]", where=row["place_id"], window={"from": first, "to": last}, variables=DAILY, model=model_of(hands))  # fmt: skip
        rows = hands.keep(found["rows"], "rain", lambda r: r["rain"] <= rain)
        rows = hands.keep(rows, "wind", lambda r: r["gust"] <= gust)
        if warm:
            rows = hands.keep(rows, "warmth", lambda r: r["temperature_max"] >= warm)
        stops = warned(hands, row["district"], first, last=last)
        fine = []
        for one in rows:
            day = date.fromisoformat(one["day"])
            times = hours_on(hands, read["places"][0], day)
            if times and not shuts(stops, row["district"], day, *times):
                fine.append((one, day, times))
        best, day, times = hands.best(fine, lambda x: -x[0]["sun_hours"])
        if target:
            saved = lists_read(hands, target.name)
            put_on(hands, saved["list_id"], [{"do": "add", "place_id": row["place_id"]}])
        hands.say(
            fact("best day", day, "[The best day for {name} is {value}.|I would take {value} for {name}.|{value} it is, for {name}.]", name=place.name),
            fact("weather", f"{best['rain']:g} mm of rain, gusts of {best['gust']} km/h, {best['sun_hours']:g} h of sun", "[Expected: {value}.|The forecast has {value}.|It looks like {value}.]"),
            fact("open", f"{times[0]} to {times[1]}", "[It is open from {value} then.|Hours that day: {value}.|Open {value}.]"),
            *(['[It is saved on "{list}".|I put it on "{list}", too.|"{list}" has it now.]'] if target else []),
            list=target.name if target else "",
        )  # fmt: skip

    path = [f"lists.{target.id}.entries.{place.id}"] if target else []
    others = tuple(d for d in days if d != chosen)
    return Goal(
        (turn,),
        [place.id, first.isoformat(), last.isoformat(), rain, gust, warm, target.id if target else None],
        ("rain", "wind", "season", "weekday", *(("warmth",) if warm else ()), *place_kinds(draw, place)),
        ("find_places", "place_details", "forecast", "warnings", *(("my_account", "my_account", "edit_list") if target else ())),
        solve,
        (Tells("the day", chosen, instead=others), Tells("opening time", hours[0]), Tells("closing time", hours[1]), *(Becomes(p, "") for p in path), only(*path)),
    )  # fmt: skip


def car_of(draw: Draw, area: Area) -> tuple[str, str] | None:
    """The vehicle with which the user comes, where a road leads in."""
    return draw.one(island(draw).me.vehicles.items()) if area.road else None


def area_row(hands: Hands, row: Row) -> Row:
    read = hands.call("place_details", "[see which protected area that is|read the access rules|find the protected area]", place_ids=[row["place_id"]], include=["access"])  # fmt: skip
    found: Row = read["places"][0]["access"]["protected_area"]
    return found


def book(hands: Hands, area_id: str, day: Any, slot: str, party: Row, plate: str | None = None) -> Row:
    """Request a permit; where no answer came, read whether it is there."""

    def landed() -> Any:
        rows = hands.call("my_account", "", sections=["permits"], permits={"days": {"from": day, "to": day}})["permits"]
        return next((p for p in rows if p["slot"] == slot and p["area"]["area_id"] == area_id and p["status"] != "cancelled" and p["party"] == party), None)  # fmt: skip

    done: Row = hands.call("request_permit", "[request the permit|send the request|ask the rangers for it]", landed=landed, area_id=area_id, day=day, slot=slot, party=party, vehicle_plate=plate)  # fmt: skip
    return done


def answered(hands: Hands, permit_id: str) -> Row:
    """What became of a request: wait for the rangers and look at the permit."""
    if not hands.bother("the rangers' answer", kind="more"):
        return {"status": "confirmed"}
    half = {"value": 30, "unit": "minutes"}
    hands.call("pause", "[wait for the rangers|give the rangers time to answer|wait half an hour]", span=half)
    rows = hands.call("my_account", "[see what the rangers said|read the permit again|check the request]", sections=["permits"])["permits"]  # fmt: skip
    return next((p for p in rows if p["permit_id"] == permit_id), {"status": "requested"})


@goal("single_hard")
def permit_for_us(draw: Draw) -> Goal | None:
    """The earliest window that fits a party: hours, weekdays, warnings, budget, vehicle; request it and see it confirmed."""
    state, today = island(draw), draw.now.date()
    inside = [p for p in state.places.values() if p.area]
    place = a_place(draw, inside, 0.5)
    if place is None:
        return None
    area = state.areas[place.area or ""]
    adults, children = draw.rng.randrange(1, 4), draw.rng.choice((0, 1, 2))
    first = today + timedelta(days=draw.rng.randrange(1, 4))
    last = first + timedelta(days=draw.rng.randrange(5, 9))
    car = car_of(draw, area)
    not_before = draw.rng.choice((None, "08:00", "09:30"))
    spare = draw.rng.choice((None, "weekend", "monday"))
    rows: list[tuple[date, str]] = []
    shut: list[tuple[date, str]] = []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        for start, end in area.slots:
            if state.free(area, day, f"{start}-{end}") < adults + children:
                continue
            if (not_before and start < not_before) or (spare == "weekend" and day.weekday() > 4) or (spare == "monday" and day.weekday() == 0):  # fmt: skip
                continue
            (shut if state.closed(area.district, day, start, end) else rows).append((day, f"{start}-{end}"))
    if not rows or (not shut and draw.chance(0.5)):
        return None
    day, slot = min(rows)
    total = adults * area.price + (area.road_fee if car else 0)
    turn = draw.ask(
        "[Please get us a permit for {place}: {party}, the earliest free window between {first} and {last}.|We need a permit to go to {place}, {party}. Take the first window that is free from {first} to {last}.|Book the permit for {place} for {party}, as early as possible between {first} and {last}.|{party} want to see {place}. Get the permit for the earliest window from {first} to {last}, please.]",
        *(["[We can't start before {clock}.|Nothing that begins before {clock}.|The window must not open before {clock}.]"] if not_before else []),
        *(["[Weekdays only, no Saturday or Sunday.|Not on the weekend, though.|It has to be Monday to Friday.]"] if spare == "weekend" else []),
        *(["[Mondays are out.|Any day but a Monday.|Not on a Monday, please.]"] if spare == "monday" else []),
        *(["[We come in my {car}.|We drive in with the {car}.|The {car} is the one we drive in.]"] if car else []),
        "[Up to {budget} is fine without asking again.|You can go up to {budget} without checking with me.|If it's {budget} or less in all, just do it.]",
        "[Then see whether it gets confirmed and tell me the number and the price.|I need the permit number, the price, and, once they have answered, whether the rangers confirm it.|Tell me number and total, once the rangers have answered.]",
        because="[The grandparents are visiting.|My niece studies lichens.|We missed it two years in a row.|It's for a birthday.|The bird guide said now or never.]",
        place=named(draw, place), party=people(adults, children), first=first, last=last, clock=not_before or "",
        car=car[1] if car else "", budget=crowns(total + draw.rng.randrange(0, 15)),
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        row = find(hands, place)
        zone = area_row(hands, row)
        party = {"adults": adults, "children": children}
        found = hands.call("permit_windows", "[see which windows are free|look for free windows|check the quota]", area_id=zone["area_id"], window={"from": first, "to": last}, party=party)  # fmt: skip
        free = found["free"]
        if not_before:
            free = hands.keep(free, "hour", lambda r: r["slot"] >= not_before)
        if spare:
            bad = (5, 6) if spare == "weekend" else (0,)
            free = hands.keep(free, "weekday", lambda r: date.fromisoformat(r["day"]).weekday() not in bad)
        stops = warned(hands, row["district"], first, last=last)
        free = [r for r in free if not shuts(stops, row["district"], date.fromisoformat(r["day"]), *r["slot"].split("-"))]  # fmt: skip
        best = hands.best(free, lambda r: (r["day"], r["slot"]))
        plate = None
        if car and hands.bother("the vehicle road"):
            cars = hands.call("my_account", "[look up the plate|find the vehicle|see which vehicles are registered]", sections=["vehicles"])  # fmt: skip
            plate = hands.best([c for c in cars["vehicles"] if c["vehicle"] == car[1]], lambda c: c["plate"])["plate"]
        done = book(hands, zone["area_id"], best["day"], best["slot"], party, plate)
        status = answered(hands, done["permit_id"])["status"]
        hands.say(
            fact("permit", done["permit_id"], "[Your permit for {name} is {value}.|The permit for {name} has the number {value}.|{value} is the permit for {name}.]", name=zone["name"]),
            fact("window", f"{told_as(date.fromisoformat(best['day']))}, {best['slot']}", "[It is for {value}.|The window: {value}.|Valid: {value}.]"),
            fact("price", crowns(done["total"]), "[It came to {value}.|You paid {value}.|The price was {value}.]"),
            "[It is confirmed.|The rangers have confirmed it.|Confirmed by the rangers.]" if status == "confirmed" else "[The rangers have not confirmed it: {status}.|Its status is {status}.]",
            status=status,
        )  # fmt: skip

    constraints = (*(("hour",) if not_before else ()), *(("weekday",) if spare else ()), *(("vehicle",) if car else ()))  # fmt: skip
    wanted = {"area": area.id, "day": day, "slot": slot, "adults": adults, "children": children, "plate": car[0] if car else None, "status": "confirmed"}  # fmt: skip
    return Goal(
        (turn,),
        [place.id, first.isoformat(), last.isoformat(), adults, children, not_before, spare, car],
        (*constraints, *place_kinds(draw, place)),
        ("find_places", "place_details", "permit_windows", "warnings", *(("my_account",) if car else ()), "request_permit", "pause", "my_account"),
        solve,
        (Gains("permits", wanted), Tells("the price", total), only("permits", f"used.{area.id}|{day}|{slot}")),
    )  # fmt: skip


@goal("single_hard")
def call_it_off(draw: Draw) -> Goal | None:
    """Cancel the permits of some days that are paid back; name those that would be lost; say what comes back."""
    state, today = island(draw), draw.now.date()
    mine = [p for p in state.permits.values() if p.holder == state.me.name and p.status == "confirmed"]
    last = today + timedelta(days=draw.rng.randrange(5, 11))
    rows = [p for p in mine if p.day <= last]
    spared = draw.one(sorted({p.area for p in rows if refundable(p, draw.now)})) if draw.chance(0.5) else None
    fine = [p for p in rows if p.area != spared]
    back = [p for p in fine if refundable(p, draw.now)]
    lost = [p for p in fine if p not in back]
    if not back or not lost or len(back) > 5:
        return None
    total = sum(p.total for p in back)
    area = state.areas[spared] if spared else None
    turn = draw.ask(
        "[Please cancel all my permits up to {last} for which I get the money back.|I have to call off everything until {last}. Cancel each permit that is still paid back in full.|Cancel my permits up to and including {last}, but only where nothing is lost.|Whatever permits I hold up to {last}: cancel those that are refunded.]",
        *(["[Keep the ones for {area}.|Not {area}, though, that one stays.|Anything for {area} I still want.]"] if area else []),
        "[The others stay; tell me which these are, and how much I get back in all.|Leave the rest, give me their numbers, and the sum that comes back.|What would be lost stays untouched: tell me the numbers, and what I get back altogether.]",
        because="[My ankle is the size of a melon.|We have to go home early.|The friend I wanted to go with has fallen ill.|Work is calling me back.|The ferry company is on strike.]",
        last=last, area=area.name if area else "",
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        found = hands.call("my_account", "[read your permits|look up the permits|see which permits there are]", sections=["permits"])  # fmt: skip
        own = [p for p in found["permits"] if p["status"] in ("confirmed", "requested")]
        own = hands.keep(own, "date", lambda p: p["day"] <= last.isoformat())
        if area:
            own = hands.keep(own, "exclusion", lambda p: p["area"]["name"] != area.name)
        gone = hands.keep(own, "refund", lambda p: p["refundable_now"])
        back_now = 0
        for permit in gone:
            done = cancel(hands, permit["permit_id"])
            back_now += done["paid_back"]
        hands.say(
            fact("cancelled", listed([p["permit_id"] for p in gone]), "[I cancelled {value}.|Cancelled: {value}.|{value} {are} cancelled.]", are="are" if len(gone) > 1 else "is"),
            fact("paid back", crowns(back_now), "[{value} come back to you.|You get {value} back.|That brings back {value}.]"),
            *(
                fact(p["permit_id"], p["area"]["name"], "[{Label} ({value}) stays: less than 48 hours ahead, it would be lost.|I left {Label} for {value} alone, as nothing would be paid back.|{Label} for {value} is kept, since it is too late for a refund.]")
                for p in own if p not in gone
            ),
        )  # fmt: skip

    wants: list[Want] = [Becomes(f"permits.{p.id}.status", "cancelled") for p in back]
    wants += [Tells("a permit that stays", p.id) for p in lost]
    touched = [f"permits.{p.id}" for p in back] + [f"used.{p.area}|{p.day}|{p.slot}" for p in back]
    return Goal(
        (turn,),
        [last.isoformat(), spared, sorted(p.id for p in back)],
        ("date", "refund", *(("exclusion",) if area else ())),
        ("my_account", *("change_permit",) * len(back)),
        solve,
        (*wants, Tells("what comes back", total), only(*touched)),
    )  # fmt: skip


def cancel(hands: Hands, permit_id: str) -> Row:
    """Cancel a permit; where no answer came, read whether it is done."""

    def landed() -> Any:
        rows = hands.call("my_account", "", sections=["permits"])["permits"]
        return next((p for p in rows if p["permit_id"] == permit_id and p["status"] == "cancelled"), None)

    done: Row = hands.call("change_permit", f"[cancel {permit_id}|call off {permit_id}|take back {permit_id}]", landed=landed, permit_id=permit_id, change={"cancel": True})  # fmt: skip
    return done


@goal("single_hard")
def prune_a_list(draw: Draw) -> Goal | None:
    """Take off a list what is closed on a day, costs too much or lacks something; say what a party pays for the rest."""
    state = island(draw)
    saved = draw.one(my_lists(draw))
    assert saved is not None
    day = draw.now.date() + timedelta(days=draw.rng.randrange(1, 12))
    limit, adults = draw.rng.choice((None, 8, 10, 12)), draw.rng.randrange(2, 6)
    kind = draw.one(sorted({state.places[i].kind for i in saved.entries})) if draw.chance(0.4) else None
    off = []
    for identity in saved.entries:
        p = state.places[identity]
        hours = p.hours(day)
        if not hours or (limit and p.fee > limit) or p.kind == kind or state.closed(p.district, day, *hours):
            off.append(p)
    rest = [state.places[i] for i in saved.entries if state.places[i] not in off]
    if not off or not rest or not any(p.fee for p in rest):
        return None
    total = adults * sum(p.fee for p in rest)
    children = draw.rng.choice((0, 1, 2, 3))
    turn = draw.ask(
        '[Clean up my list "{list}" for {day}: take off whatever is closed that day.|We use "{list}" on {day}. Remove everything from it that is not open then.|Please go through "{list}" and strike what is closed on {day}.|On {day} we do the places on "{list}". Throw out those that are closed that day.]',
        *(["[Likewise anything above {limit} a head for adults.|And what costs an adult more than {limit} goes, too.|Also remove places that charge adults more than {limit}.]"] if limit else []),
        *([f"[And no {SPOKEN_KINDS[kind]}, take them off as well.|The {SPOKEN_KINDS[kind]} can go as well.|Strike the {SPOKEN_KINDS[kind]} on top of that.]"] if kind else []),
        "[Then tell me what is gone and what all the remaining ones cost together for {party}.|What does admission come to for {party} at all that remain? And name what you removed.|I also need the sum of the admissions for {party} at the rest, and the names of what went.]",
        because="[My mother-in-law pays, and she wants a figure.|The list has grown wild.|It's a round trip with the minibus.|We drew lots and this list won.]",
        list=saved.name, day=day, limit=crowns(limit or 0), party=people(adults, children),
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        there = lists_read(hands, saved.name, full=True)
        read = hands.call("place_details", "[read hours and fees|check hours and fees of each|see which are open and what they cost]", place_ids=[e["place_id"] for e in there["entries"]], include=["hours", "fees"])  # fmt: skip
        kinds = {e["place_id"]: e["kind"] for e in there["entries"]}
        stays = [(d, times) for d in read["places"] if (times := hours_on(hands, d, day))]
        if limit:
            stays = hands.keep(stays, "budget", lambda x: x[0]["fees"]["adult"] <= limit)
        if kind:
            stays = hands.keep(stays, "exclusion", lambda x: kinds[x[0]["place_id"]] != kind)
        stops = warned(hands, None, day)
        stays = [x for x in stays if not shuts(stops, x[0]["district"], day, *x[1])]
        ids = [d["place_id"] for d, _ in stays]
        gone = [d for d in read["places"] if d["place_id"] not in ids]
        if gone:
            put_on(hands, there["list_id"], [{"do": "remove", "place_id": d["place_id"]} for d in gone])
        free = ["[The children go in free.|Children under 12 pay nothing.|The little ones cost nothing.]"] if children else []  # fmt: skip
        hands.say(
            fact("removed", listed([d["name"] for d in gone]) or "nothing", '[Off the list: {value}.|I took {value} off "{list}".|"{list}" no longer has {value}.]', list=saved.name),
            fact("admissions", crowns(adults * sum(d["fees"]["adult"] for d, _ in stays)), "[The rest comes to {value} for all of you.|For the remaining ones you pay {value} together.|Admissions for what is left: {value} in all.]"),
            *free,
        )  # fmt: skip

    return Goal(
        (turn,),
        [saved.id, day.isoformat(), limit, adults, children, kind],
        ("season", "weekday", *(("budget",) if limit else ()), *(("exclusion",) if kind else ())),
        ("my_account", "my_account", "place_details", "warnings", "edit_list"),
        solve,
        (
            *(Becomes(f"lists.{saved.id}.entries.{p.id}", GONE) for p in off),
            *(Tells("what was removed", p.name) for p in off),
            Tells("the admissions", total),
            only(*(f"lists.{saved.id}.entries.{p.id}" for p in off)),
        ),
    )  # fmt: skip


@goal("single_hard")
def sort_out_alerts(draw: Draw) -> Goal | None:
    """End the alerts for a hazard, change the level of the others, all by one rule with an exception."""
    state = island(draw)
    alerts = list(state.alerts.values())
    hazard = draw.one(sorted({h for a in alerts for h in a.hazards}))
    level, channel = draw.rng.choice((2, 3, 4)), draw.rng.choice((None, "push", "email"))
    quiet = draw.chance(0.4)
    ended = [a for a in alerts if hazard in a.hazards]
    if quiet:
        ended = [a for a in ended if a.quiet is None]
    rest = [a for a in alerts if a not in ended and a.level < level and (channel is None or a.channel == channel)]
    if not ended or not rest or hazard is None:
        return None
    turn = draw.ask(
        "[Please sort out my alerts. Those that cover {hazard} can go{quiet}.|Too many messages! End each alert of mine that includes {hazard}{quiet}.|Let's thin out my warnings: end all alerts with {hazard} in them{quiet}.|I want fewer alerts. First, drop whatever covers {hazard}{quiet}.]",
        "[Of the rest, raise {which} to level {level} if they are below it.|Then set {which} that are left to level {level}, unless they are there already or above.|{Which} that remain should come from level {level} up only; leave those that are at it or higher.]",
        "[Tell me what is gone and what was changed, by number.|List the numbers of the ended ones and of the changed ones.|I'd like the alert numbers for both.]",
        because="[My phone buzzes all night.|I unsubscribed half my life yesterday, this is the rest.|The season for that is over for us.|My wife threatens to throw the phone in the sea.]",
        hazard=SPOKEN_HAZARDS[hazard],
        quiet=" " + draw.word("[where no quiet hours are set|except where quiet hours are set|unless there are quiet hours]") if quiet else "",
        which={None: "all", "push": "the push ones", "email": "the email ones"}[channel],
        Which={None: "All", "push": "The push ones", "email": "The email ones"}[channel],
        level=level,
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        own = hands.call("my_account", "[read your alerts|look up the alerts|see which alerts there are]", sections=["alerts"])["alerts"]  # fmt: skip
        out = hands.keep(own, "hazard", lambda a: hazard in a["hazards"])
        if quiet:
            out = hands.keep(out, "quiet hours", lambda a: a["quiet"] is None)
        left = [a for a in own if a not in out]
        left = hands.keep(left, "level", lambda a: a["at_least"] < level)
        if channel:
            left = hands.keep(left, "channel", lambda a: a["channel"] == channel)
        for alert in out:
            _set(hands, alert["alert_id"], None)
        for alert in left:
            _set(hands, alert["alert_id"], level)
        hands.say(
            fact("ended", listed([a["alert_id"] for a in out]) or "none", "[Ended: {value}.|Gone: {value}.|I ended {value}.]"),
            fact("changed", listed([a["alert_id"] for a in left]) or "none", "[From level {level} now: {value}.|Set to level {level}: {value}.|Changed to level {level}: {value}.]", level=level),
        )  # fmt: skip

    return Goal(
        (turn,),
        [hazard, quiet, level, channel, sorted(state.alerts)],
        ("hazard", "level", *(("quiet hours",) if quiet else ()), *(("channel",) if channel else ())),
        ("my_account", *("set_alert",) * (len(ended) + len(rest))),
        solve,
        (
            *(Becomes(f"alerts.{a.id}", GONE) for a in ended),
            *(Becomes(f"alerts.{a.id}.level", level) for a in rest),
            *(Tells("an alert", a.id) for a in [*ended, *rest]),
            only(*(f"alerts.{a.id}" for a in ended), *(f"alerts.{a.id}.level" for a in rest)),
        ),
    )  # fmt: skip


def _set(hands: Hands, alert_id: str, level: int | None) -> None:
    def landed() -> Any:
        rows = hands.call("my_account", "", sections=["alerts"])["alerts"]
        there = next((a for a in rows if a["alert_id"] == alert_id), None)
        if level is None:
            return {"ended": True} if there is None else None
        return there if there and there["at_least"] == level else None

    how: Row = {"end": True} if level is None else {"at_least": level}
    why = f"[end {alert_id}|drop {alert_id}]" if level is None else f"[change {alert_id}|raise the level of {alert_id}]"
    hands.call("set_alert", why, landed=landed, alert_id=alert_id, **how)


HARD = (best_day, permit_for_us, call_it_off, prune_a_list, sort_out_alerts)
