"""Short requests that save something: a place on a list, an alert for a place."""

from __future__ import annotations

from typing import Any

from negforge.worlds.atlas.steps import a_place, find, island, lists_read, my_lists, named, only, place_kinds, put_on
from negforge.worlds.atlas.vocabulary import HAZARDS, NOTES, SPOKEN_HAZARDS
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.wants import Becomes, Called, Gains, Tells
from negforge.worlds.wording import listed


@goal("single_easy")
def a_note_on_a_list(draw: Draw) -> Goal | None:
    """Add a place to a list, with a note."""
    state = island(draw)
    place = a_place(draw, state.places.values(), 0.8)
    target = draw.one(x for x in my_lists(draw) if place and place.id not in x.entries)
    if place is None or target is None:
        return None
    if any(p.id in target.entries for p in state.places.values() if p.name == place.name):
        return None
    note = draw.rng.choice(NOTES)
    turn = draw.ask(
        '[Please put {place} on my list "{list}" with the note "{note}".|Add {place} to "{list}" for me, and note "{note}" next to it.|"{list}" should also have {place}. Note: "{note}".|Save {place} under "{list}". The remark to go with it: "{note}".]',
        because="[Someone at the bus stop recommended it.|I'd forget it by tonight.|We drove past it yesterday.|It was in the Sunday supplement.]",
        place=named(draw, place),
        list=target.name,
        note=note,
    )

    def solve(hands: Hands) -> None:
        row, saved = find(hands, place), lists_read(hands, target.name)
        put_on(hands, saved["list_id"], [{"do": "add", "place_id": row["place_id"], "note": note}])
        hands.say('[{name} in {district} is on "{list}" now, with your note.|I put {name} ({district}) on "{list}" and noted "{note}".|"{list}" has {name} ({district}) now, note included.]', name=row["name"], district=row["district"], list=target.name, note=note)  # fmt: skip

    return Goal(
        (turn,),
        [place.id, target.id, note],
        place_kinds(draw, place),
        ("find_places", "my_account", "edit_list"),
        solve,
        (Becomes(f"lists.{target.id}.entries.{place.id}", note), Tells("the place", place.name), only(f"lists.{target.id}.entries.{place.id}")),
    )  # fmt: skip


@goal("single_easy")
def an_alert(draw: Draw) -> Goal | None:
    """Subscribe to warnings at a place: hazards, level, channel, quiet hours."""
    state = island(draw)
    place = a_place(
        draw, (p for p in state.places.values() if all(a.place != p.id for a in state.alerts.values())), 0.8
    )
    if place is None:
        return None
    hazards = sorted(draw.some(HAZARDS, draw.rng.choice((1, 2))), key=HAZARDS.index)
    level, channel = draw.rng.choice((2, 3, 4)), draw.rng.choice(("push", "email", "sms"))
    quiet = draw.rng.choice((None, ("21:30", "06:00"), ("23:00", "07:30")))
    turn = draw.ask(
        "[Warn me about {hazards} at {place}, from level {level} up, {channel}.|I want an alert for {place}: {hazards}, level {level} or more, {channel}.|Please set up a warning for {hazards} at {place}; level {level} and above, {channel}.|Let me know {channel} whenever there's a warning of {hazards} at {place}, but only from level {level}.]",
        *(["[No messages between {a} and {b}.|Keep quiet from {a} to {b}, though.|Nothing between {a} and {b}, I sleep then.]"] if quiet else []),
        because="[Our caravan stands there.|My mother walks there each morning.|The boat is moored close by.|We rent a hut there from Friday.]",
        hazards=listed([SPOKEN_HAZARDS[h] for h in hazards]),
        place=named(draw, place),
        level=level,
        channel={"push": "as a push message", "email": "by email", "sms": "by text message"}[channel],
        a=quiet[0] if quiet else "",
        b=quiet[1] if quiet else "",
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        row = find(hands, place)

        def landed() -> Any:
            alerts = hands.call("my_account", "", sections=["alerts"])["alerts"]
            return next((a for a in alerts if a["place"]["place_id"] == row["place_id"]), None)

        hours = {"from": quiet[0], "to": quiet[1]} if quiet else None
        done = hands.call("set_alert", "[set up the alert|subscribe to the warnings|create the alert]", landed=landed, place_id=row["place_id"], hazards=hazards, at_least=level, channel=channel, quiet=hours)  # fmt: skip
        hands.say(
            fact(
                "alert",
                done["alert_id"],
                "[Your alert for {name} in {district} is set as {value}: {hazards}, from level {level}.|{value} is your alert for {name} ({district}): {hazards}, level {level} and up.|Done: alert {value} watches {name} ({district}) for {hazards} from level {level}.]",
                name=row["name"],
                district=row["district"],
                hazards=listed([SPOKEN_HAZARDS[h] for h in hazards]),
                level=level,
            )
        )

    return Goal(
        (turn,),
        [place.id, hazards, level, channel, quiet],
        (*(("quiet hours",) if quiet else ()), *place_kinds(draw, place)),
        ("find_places", "set_alert"),
        solve,
        (
            Gains("alerts", {"place": place.id, "hazards": tuple(hazards), "level": level, "channel": channel, "quiet": quiet}),
            Called("set_alert", most=1),
            only("alerts"),
        ),
    )  # fmt: skip


SAVED = (a_note_on_a_list, an_alert)
