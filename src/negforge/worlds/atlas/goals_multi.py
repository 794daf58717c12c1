"""Short conversations: a price before a yes, which of two namesakes, weather and then a list, a permit that would be lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.atlas.goals_hard import answered, area_row, book, cancel
from negforge.worlds.atlas.steps import (
    a_place,
    ahead,
    crowns,
    day_figures,
    find,
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
    twins,
    warned,
)
from negforge.worlds.atlas.tools_permits import refundable
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, told_as, with_replies
from negforge.worlds.wants import Asks, Becomes, Called, Gains, NotCalled, Says, Tells, Want
from negforge.worlds.wording import listed


@goal("multi_easy", "multi_hard")
def price_and_yes(draw: Draw) -> Goal | None:
    """What a permit would cost, then the yes; hard: one more comes along, the car after all, and is it confirmed?"""
    state = island(draw)
    inside = [
        p for p in state.places.values() if p.area and (not draw.hard or state.areas[p.area].road or draw.chance(0.5))
    ]
    place = a_place(draw, inside, 0.4)
    if place is None:
        return None
    area, day = state.areas[place.area or ""], ahead(draw, 2, 12)
    adults, children = draw.rng.randrange(1, 4), draw.rng.choice((0, 1, 2))
    more = draw.rng.choice(((1, 0), (2, 0), (1, 1), (0, 1))) if draw.hard else (0, 0)
    size, grown = adults + children, (adults + more[0], children + more[1])
    free = [f"{a}-{b}" for a, b in area.slots if state.free(area, day, f"{a}-{b}") >= size]
    open_slots = [s for s in free if not state.closed(area.district, day, *s.split("-"))]
    at = draw.rng.choice(("first", "last"))
    if not open_slots:
        return None
    slot = min(open_slots) if at == "first" else max(open_slots)
    if state.free(area, day, slot) < sum(grown) or sum(grown) > area.largest or (not draw.hard and len(free) < 2):
        return None
    vehicle = draw.one(state.me.vehicles.items()) if draw.hard and area.road else None
    agreed = draw.hard or draw.chance(0.7)
    price, total = adults * area.price, grown[0] * area.price + (area.road_fee if vehicle else 0)
    turns = [
        draw.ask(
            "[What would a permit for {place} cost us on {day}, {party}? We'd like the {at} window that is free.|{party}, {place}, {day}: what do we pay for a permit, and is the {at} window still to be had?|Is there a permit for {place} on {day} for {party}? The {at} free window of the day, and the price, please.|I'm thinking about {place} on {day}, {party}. Which is the {at} free window, and what is the price?]",
            because="[I have to ask the others first.|It depends on the price.|We are watching our money.|My son would come along.]",
            place=named(draw, place), day=day, party=people(adults, children), at=at,
        )
    ]  # fmt: skip
    if agreed:
        turns.append(draw.then("[Yes, please request it.|Agreed, book it.|Fine with me, go ahead and get it.|All right, take it.]", "[On foot, no car.|We come on foot.|We walk in, so no vehicle.]"))  # fmt: skip
    else:
        turns.append(draw.then("[No, that doesn't suit us. Leave it.|Hm, then rather not.|We've changed our minds, no permit please.|Let's drop it, my wife wants to go swimming.]"))  # fmt: skip
    if draw.hard:
        added = people(*more) if more[0] else "a child of six" if more == (0, 1) else people(*more)
        turns.append(draw.then("[There's more of us now: add {added} to the permit.|Please add {added}, they just said they're coming.|Put {added} on that permit as well, please.|The party grows: {added} on top.]", added=added))  # fmt: skip
        if vehicle:
            turns.append(draw.then("[We won't walk after all. Put my {car} on the permit.|Actually, we drive. The vehicle is my {car}.|On second thoughts we take the {car}; it has to be on the permit.]", car=vehicle[1]))  # fmt: skip
        turns.append(draw.then("[Wait for the rangers' answer, please: is it confirmed? And what have I paid altogether?|Please wait until the rangers have answered. Do they confirm it, and what is the total now?|Have they said yes? If not yet, wait for them. And what does it come to in all?]"))  # fmt: skip

    def solve(hands: Hands) -> None:
        row = find(hands, place)
        zone = area_row(hands, row)
        party = {"adults": adults, "children": children}
        found = hands.call("permit_windows", "[see what is free that day|check windows and price|look up the free windows]", area_id=zone["area_id"], window={"from": day, "to": day}, party=party)  # fmt: skip
        stops = warned(hands, row["district"], day)
        options = [r for r in found["free"] if not shuts(stops, row["district"], day, *r["slot"].split("-"))]
        ordered = sorted(options, key=lambda r: r["slot"], reverse=at == "last")
        best = hands.best(options if len(options) < 2 else [*reversed(ordered)], lambda r: ordered.index(r))
        cost = adults * found["price_adult"]
        heard = hands.say(
            fact("window", best["slot"], "[The {at} free window on {day} is {value}.|Free that day: {value} is the {at} one.|{value} is the {at} window you can have on {day}.]", at=at, day=day),
            fact("price", crowns(cost), "[It would be {value} for {party}.|The price for {party} is {value}.|{party} would pay {value}.]", party=people(adults, children)),
            ask="[Shall I request it?|Do you want me to request it?|Should I go ahead?]",
        )  # fmt: skip
        if not agreed and hands.bother("the user's answer"):
            hands.say("[Then I leave it; nothing was requested.|All right, no permit was requested.|Understood, I have not requested anything.]")  # fmt: skip
            return
        if not heard:
            return
        done = book(hands, zone["area_id"], day, best["slot"], party)
        number = done["permit_id"]
        heard = hands.say(
            fact("permit", number, "[Requested as {value}; the rangers will answer within half an hour.|The request is in: {value}. It is not confirmed yet.|Your request has the number {value}, and the rangers still have to confirm it.]"),
            fact("charged", crowns(done["total"]), "[{value} were charged.|The card was charged {value}.|That cost {value}.]"),
        )  # fmt: skip
        if not heard:
            return
        whole = {"adults": grown[0], "children": grown[1]}

        def landed() -> Any:
            rows = hands.call("my_account", "", sections=["permits"])["permits"]
            return next((p | {"charged": more[0] * found["price_adult"]} for p in rows if p["permit_id"] == number and p["party"] == whole), None)  # fmt: skip

        changed = hands.call("change_permit", "[add them to the permit|change the party|enlarge the party]", landed=landed, permit_id=number, change={"party": whole})  # fmt: skip
        hands.say(
            fact("party", people(*grown), "[The permit {id} is for {value} now.|{id} covers {value} now.|It says {value} now, on {id}.]", id=number),
            fact("charged on top", crowns(changed["charged"]), "[On top, {value} were charged.|The difference was {value}.|That added {value}.]"),
        )  # fmt: skip
        if vehicle:
            cars = hands.call("my_account", "[look up the plate|find the vehicle in the account|see which vehicles are registered]", sections=["vehicles"])["vehicles"]  # fmt: skip
            named_one = hands.keep(cars, "vehicle", lambda c: c["vehicle"] == vehicle[1])
            plate = hands.best(named_one, lambda c: 0)["plate"]

            def parked() -> Any:
                rows = hands.call("my_account", "", sections=["permits"])["permits"]
                return next((p for p in rows if p["permit_id"] == number and p["vehicle_plate"] == plate), None)

            hands.call("change_permit", "[put the vehicle on it|name the vehicle|add the car]", landed=parked, permit_id=number, change={"vehicle_plate": plate})  # fmt: skip
            hands.say(fact("vehicle", plate, "[{value} is on the permit now.|The permit names {value} now.|I put {value} on it.]"))  # fmt: skip
        settled = answered(hands, number)
        hands.say(
            "[It is {status}.|Its status is {status}.|The rangers' answer: {status}.]",
            fact("total", crowns(settled.get("total") or done["total"]), "[In all you paid {value}.|The total is {value}.|Altogether it comes to {value}.]"),
            status=settled["status"],
        )  # fmt: skip

    wants: list[Want] = [Tells("the price", price, 0), Tells("the window", slot, 0)]
    if agreed:
        entry = {"area": area.id, "day": day, "slot": slot, "adults": grown[0], "children": grown[1], "plate": vehicle[0] if vehicle else None}  # fmt: skip
        wants += [Gains("permits", entry), only("permits", f"used.{area.id}|{day}|{slot}")]
        wants += (
            [Called("pause"), Says("that it is confirmed", "confirmed"), Tells("the total", total)] if draw.hard else []
        )
    else:
        wants += [NotCalled(("request_permit",)), only()]
    plan = ["find_places", "place_details", "permit_windows", "warnings", *(["request_permit"] if agreed else [])]
    plan += ["change_permit", *(["my_account", "change_permit"] if vehicle else []), "pause", "my_account"] if draw.hard else []  # fmt: skip
    return Goal(
        tuple(turns),
        [place.id, day.isoformat(), adults, children, more, at, vehicle, agreed],
        ("agreement", *(("vehicle",) if vehicle else ()), *(("correction",) if draw.hard else ()), *place_kinds(draw, place)),
        tuple(plan), solve, tuple(wants),
    )  # fmt: skip


@goal("multi_easy")
def which_of_the_two(draw: Draw) -> Goal | None:
    """A name that stands for two places: ask before saving; then the drive or the walk there."""
    state = island(draw)
    place = a_place(draw, (p for p in state.places.values() if twins(state, p)), 1.0)
    if place is None:
        return None
    both = [place, *twins(state, place)]
    target = draw.one(x for x in my_lists(draw) if not any(p.id in x.entries for p in both))
    if target is None or len({p.district for p in both}) < len(both):
        return None
    hint = draw.rng.choice(("district", "height")) if len({p.elevation for p in both}) == len(both) else "district"
    higher = place.elevation == max(p.elevation for p in both)
    answer = (
        draw.word("[The one in {d}.|In {d}, please.|I mean the {d} one.|{d}, of course.]", d=place.district)
        if hint == "district"
        else draw.word(
            f"[The {'higher' if higher else 'lower'} one.|Whichever lies {'higher' if higher else 'lower'}.]"
        )
    )
    first = draw.ask(
        '[Put {place} on my list "{list}", please.|Can you save {place} on "{list}"?|Add {place} to my list "{list}".|I\'d like to have {place} on "{list}".]',
        because="[A friend sent me a photo of it.|It came up at dinner.|I saw it on a poster at the ferry.|My doctor says I should get out more.]",
        place=place.name, list=target.name,
    )  # fmt: skip
    turns = (
        with_replies(first, (r"which|district|\bor\b|mean", answer)),
        draw.then("[And what does it cost there for an adult?|What is the admission for adults there?|How much do they charge an adult?|And the fee for one adult?]"),
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        found = hands.call("find_places", "[look for {words}|find {words}|search for {words}]", words=place.name)
        rows = [r for r in found["places"] if r["name"] == place.name]
        choice = rows[0]
        if len(rows) > 1 and hands.bother("which one is meant", kind="ask"):
            hands.say(
                "[There is more than one {name}: {which}.|{name} exists more than once: {which}.|I find several places called {name}: {which}.]",
                ask="[Which one do you mean?|Which of them is it?|Which one should go on the list?]",
                name=place.name,
                which=listed([f"in {r['district']} ({r['elevation_m']} m)" for r in rows]),
            )
            rows = hands.keep(rows, "reference", lambda r: r["district"] == place.district)
            choice = hands.best(rows, lambda r: r["district"] != place.district)
        saved = lists_read(hands, target.name)
        put_on(hands, saved["list_id"], [{"do": "add", "place_id": choice["place_id"]}])
        hands.say('[{name} in {district} is on "{list}".|I put {name} ({district}) on "{list}".|"{list}" has {name} in {district} now.]', name=choice["name"], district=choice["district"], list=target.name)  # fmt: skip
        read = hands.call("place_details", "[read the fee|look up the admission|see what it costs]", place_ids=[choice["place_id"]], include=["fees"])  # fmt: skip
        hands.say(fact("admission for adults", crowns(read["places"][0]["fees"]["adult"]), "[An adult pays {value} there.|It is {value} for an adult.|Admission for an adult: {value}.]"))  # fmt: skip

    path = f"lists.{target.id}.entries.{place.id}"
    return Goal(
        turns,
        [place.id, target.id, hint],
        ("reference", f"by {hint}"),
        ("find_places", "my_account", "edit_list", "place_details"),
        solve,
        (Asks(), Becomes(path, ""), Tells("the fee", place.fee, -1), only(path)),
    )


@goal("multi_easy")
def drier_one(draw: Draw) -> Goal | None:
    """Rain at two places, then the drier (or sunnier, calmer) one goes on a list; then what the other has."""
    state, day = island(draw), ahead(draw, 1, 7)
    places = draw.some(state.places.values(), draw.rng.choice((2, 3)))
    what, unit = draw.rng.choice((("rain", "mm"), ("gust", "km/h"), ("sun", "h")))
    true = {p.id: getattr(state.weather(p.district, "blend", day), what) for p in places}
    if len({p.district for p in places}) < len(places) or len(set(true.values())) < len(places):
        return None
    sign = -1 if what == "sun" else 1
    choice = min(places, key=lambda p: sign * true[p.id])
    target = draw.one(x for x in my_lists(draw) if all(p.id not in x.entries for p in places))
    if target is None:
        return None
    asked = {"rain": "[How much rain is forecast|How many millimetres of rain are forecast]", "gust": "[How strong are the gusts going to be|What gusts are forecast]", "sun": "[How many hours of sun are forecast|How much sun will there be]"}[what]  # fmt: skip
    winner = {"rain": "[drier|driest]", "gust": "[calmest|least windy]", "sun": "[sunniest|brightest]"}[what]
    turns = (
        draw.ask(
            "{asked} [on {day} at {places}?|at {places} on {day}?|for {day} at {places}?|at these on {day}: {places}?]",
            because="[We have the old tent.|Grandad burns easily.|It is the only free day this month.|The kite wants to fly, or not.]",
            asked=draw.word(asked), day=day, places=listed([named(draw, p, among=True) for p in places]),
        ),
        draw.then(f'[Put the {winner} of them on "{{list}}".|The {winner} one should go on my list "{{list}}".|Save the {winner} one to "{{list}}", please.|Good. Add whichever is {winner} to "{{list}}".]', list=target.name),
    )  # fmt: skip
    variable = {"rain": "rain", "gust": "gust", "sun": "sun_hours"}[what]

    def solve(hands: Hands) -> None:
        rows = [find(hands, p) for p in places]
        model = model_of(hands)
        values = [day_figures(hands, r, day, [variable], model)[variable] for r in rows]
        hands.say(*(fact(r["name"], f"{v:g}", "[{Label} ({district}): {value} {unit}.|At {Label} in {district}, {value} {unit}.|{value} {unit} at {Label} ({district}).]", district=r["district"], unit=unit) for r, v in zip(rows, values, strict=True)))  # fmt: skip
        best, _ = hands.best(list(zip(rows, values, strict=True)), lambda pair: sign * pair[1])
        saved = lists_read(hands, target.name)
        put_on(hands, saved["list_id"], [{"do": "add", "place_id": best["place_id"]}])
        hands.say('[{name} in {district} is on "{list}" now.|I added {name} ({district}) to "{list}".|"{list}" has {name} ({district}) now.]', name=best["name"], district=best["district"], list=target.name)  # fmt: skip

    path = f"lists.{target.id}.entries.{choice.id}"
    return Goal(
        turns,
        [[p.id for p in places], what, day.isoformat(), target.id],
        ("comparison", "reference", *place_kinds(draw, *places)),
        (*("find_places",) * len(places), *("forecast",) * len(places), "my_account", "edit_list"),
        solve,
        (*(Tells(f"the value of {p.name}", true[p.id], 0) for p in places), Becomes(path, ""), only(path)),
        fallback=("forecast",),
    )  # fmt: skip


@goal("multi_easy")
def too_late_to_refund(draw: Draw) -> Goal | None:
    """A permit to be cancelled: paid back or lost? Where it would be lost, tell and ask first."""
    state = island(draw)
    mine = [p for p in state.permits.values() if p.holder == state.me.name and p.status == "confirmed"]
    late = [p for p in mine if not refundable(p, draw.now)]
    permit = draw.one(late if draw.chance(0.75) else mine)
    if permit is None or permit.day <= draw.now.date():
        return None
    area = state.areas[permit.area]
    if sum((p.area, p.day) == (permit.area, permit.day) for p in mine) > 1:
        return None
    gone, back = not refundable(permit, draw.now), draw.chance(0.5)
    drops = not gone or not back
    first = draw.ask(
        "[Please cancel my permit for {area} on {day}.|I can't make it to {area} on {day}; cancel the permit, please.|Take back my permit for {area}, the one for {day}.|{area} on {day} is off. Please cancel the permit I have.]",
        because="[My car has broken down.|The weather looks awful.|The babysitter cancelled.|I've got a cold.]",
        area=area.name, day=permit.day,
    )  # fmt: skip
    answer = draw.word("[Oh. Then leave it, we'll go after all.|In that case keep it.|No, then I'd rather keep it.]" if not drops else "[Yes, cancel it all the same.|Never mind the money, cancel it.|Yes, go ahead, somebody else can have the place.]")  # fmt: skip
    last = draw.then("[And which permits do I still have for the {days} days after today?|Which other confirmed permits are left within the next {days} days?|What is still confirmed in my name within {days} days from today?]", days=14)  # fmt: skip
    turns = (with_replies(first, (r"\?", answer)), last) if gone else (first, last)
    left = [p for p in mine if p is not permit and p.day <= draw.now.date() + timedelta(days=14)]

    def solve(hands: Hands) -> None:
        found = hands.call("my_account", "[find the permit|look up the permit|read your permits]", sections=["permits"])["permits"]  # fmt: skip
        rows = [p for p in found if p["area"]["name"] == area.name and p["status"] == "confirmed"]
        rows = hands.keep(rows, "date", lambda p: p["day"] == permit.day.isoformat())
        one = hands.best(rows, lambda p: p["day"])
        keeps = False
        if not one["refundable_now"] and hands.bother("whether it is paid back"):
            hands.say(
                fact(one["permit_id"], crowns(one["total"]), "[Nothing would be paid back for {Label}: it is less than 48 hours ahead, so the {value} would be lost.|{Label} begins in less than 48 hours. Cancelled now, its {value} are lost.|It is too late for a refund of {Label}; you would lose {value}.]"),
                ask="[Shall I cancel it anyway?|Do you want it cancelled all the same?|Should I still cancel it?]",
            )  # fmt: skip
            keeps = not drops
        if keeps:
            hands.say(
                "[{id} stays as it is.|I kept {id}.|Nothing was cancelled: {id} stays valid.]", id=one["permit_id"]
            )
        else:
            done = cancel(hands, one["permit_id"])
            hands.say(fact("paid back", crowns(done["paid_back"]), "[{id} is cancelled; {value} are paid back.|I cancelled {id}. Paid back: {value}.|Cancelled: {id}. You get {value} back.]", id=one["permit_id"]))  # fmt: skip
        rows = hands.call("my_account", "[see what is left|read the permits again|look at what remains]", sections=["permits"], permits={"statuses": ["confirmed"], "days": {"from": draw.now.date(), "to": draw.now.date() + timedelta(days=14)}})["permits"]  # fmt: skip
        hands.say(
            *(
                fact(
                    p["permit_id"], f"{p['area']['name']}, {told_as(date.fromisoformat(p['day']))}", "{Label}: {value}."
                )
                for p in rows
            )
            if rows
            else ["[There is none left.|No other permit is left.]"]
        )

    wants: list[Want] = [Becomes(f"permits.{permit.id}.status", "cancelled" if drops else "confirmed")]
    wants += [Asks()] if gone else [Tells("what is paid back", permit.total, None)]
    wants += [Tells("a permit that is left", p.id) for p in left]
    return Goal(
        turns,
        [permit.id, gone, drops],
        ("date", *(("agreement",) if gone else ("refund",))),
        ("my_account", *(("change_permit",) if drops else ()), "my_account"),
        solve,
        (*wants, only(*([f"permits.{permit.id}", f"used.{permit.area}|{permit.day}|{permit.slot}"] if drops else []))),
    )  # fmt: skip


MULTI = (price_and_yes, which_of_the_two, drier_one, too_late_to_refund)
