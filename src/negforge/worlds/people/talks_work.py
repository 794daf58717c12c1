"""Conversations about claims and training: a claim that goes, another that comes; a seat that is swapped."""

from __future__ import annotations

from datetime import date, timedelta

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.people.goals_work import _book, ready, seats
from negforge.worlds.people.steps import (
    CATEGORY_WORDS,
    ORDINALS,
    Row,
    all_requests,
    cash,
    days,
    my_currency,
    only,
    portal,
    take_back,
)
from negforge.worlds.wants import Becomes, Gains, Holds, Says, Tells, Want
from negforge.worlds.wording import Form


@goal("multi_easy", "multi_hard")
def claims_in_and_out(draw: Draw) -> Goal | None:
    """Own pending claims by amount; one is withdrawn; (hard) another is filed corrected; what is pending in all."""
    state, today, currency = portal(draw), draw.now.date(), my_currency(portal(draw))
    rows = sorted(
        (c for c in state.claims.values() if c.person == state.me and c.state == "pending"),
        key=lambda c: (-c.amount, c.id),
    )
    spared = draw.rng.choice(rows).category if rows and draw.chance(0.7) else None
    rows = [c for c in rows if c.category != spared]
    if len(rows) < 2:
        return None
    at = draw.rng.randrange(min(4, len(rows)))
    gone = rows[at]
    listed_total = round(sum(c.amount for c in rows), 2)
    category = draw.rng.choice([c for c in state.limits if state.limits[c] > 35 and c != spared])
    said, meant = (round(state.limits[category] * draw.rng.uniform(0.4, 0.95), 2) for _ in range(2))
    spent, receipt = today - timedelta(days=draw.rng.randrange(1, 40)), f"RC{draw.rng.randrange(10000, 99999)}"
    turns = [
        draw.ask(
            "[Which of my expense claims are still pending? Biggest amount first, please.|List my pending claims, the largest on top, and what they add up to.|What claims of mine are still open? Sort by amount, highest first.|Show me my claims that nobody has decided on yet, biggest first.]",
            *(["[Skip {spared}, that's another story.|Without {spared}, please.|Leave {spared} out of it.]"] if spared else []),
            "[And the total.|What's the sum of them?|Add up the amounts for me too.]",
            because="[I want to know what I'm owed.|Something was entered twice.|I'm sorting out my wallet.|The bank card statement came today.]",
            spared=CATEGORY_WORDS[spared] if spared else "",
        ),
        draw.then(f"[Withdraw the {ORDINALS[at]} one.|The {ORDINALS[at]} one was a mistake, take it back.|Please withdraw number {at + 1} of the list.|Take back the {ORDINALS[at]}; the shop has refunded me.]"),
    ]  # fmt: skip
    if draw.hard:
        slots = {
            "category": CATEGORY_WORDS[category],
            "said": cash(said, currency),
            "meant": cash(meant, currency),
            "spent": spent,
            "receipt": receipt,
        }
        turns += [
            draw.then("[I have a new one: {category}, {said}, spent {spent}, receipt {receipt}. Don't file it yet, I'm checking the slip. Would it be all right by the rules?|New claim coming: {category}, {said}, {spent}, receipt {receipt}. Only check it against the rules for now, don't enter it.|Could I claim {category}, {said} on {spent}, receipt {receipt}? Just check, no filing yet.]", **slots),
            draw.then("[The slip says {meant}, not {said}. File it with that.|Correction: {meant} is what I paid. Now file it, please.|I misread it, it was {meant}. Enter it with that amount.]", **slots),
            draw.then("[What's the total of that list with these changes?|And what does it add up to now, the new one included?|So what's the sum now, with the one gone and the new one in?|Give me the new total, please, the new claim included.]"),
        ]  # fmt: skip
    final = round(listed_total - gone.amount + (meant if draw.hard else 0), 2)
    line: Row = {"category": category, "spent_on": spent.isoformat(), "receipt_id": receipt}

    def solve(hands: Hands) -> None:
        found = all_requests(
            hands, "expense", "mine", ["pending"], "[get your pending claims|list what is pending|see what is open]"
        )
        if spared:
            found = hands.keep(found, "category", lambda r: r["category"] != spared)
        found.sort(key=lambda r: (-r["money"]["amount"], r["id"]))
        total = round(sum(r["money"]["amount"] for r in found), 2)
        hands.say(
            *(fact(r["id"], f"{CATEGORY_WORDS[r['category']]}, {cash(r['money']['amount'], currency)}, {r['spent_on']}", "{Label}: {value}.") for r in found),
            fact("total", cash(total, currency), "[Together {value}.|That adds up to {value}.|The sum is {value}.]"),
        )  # fmt: skip
        row = found[at]
        take_back(hands, "expense", row["id"], "[withdraw the claim|take it back]")
        heard = hands.say(
            fact("withdrawn", row["id"], "[{value} is withdrawn.|I took {value} back.|Done, {value} no longer counts.]")
        )
        if not heard:
            return
        hands.call("file_expenses", "[check the new claim|try it without filing|see whether it would pass]", lines=[{**line, "money": {"amount": said, "currency": currency}}], dry_run=True, landed=lambda: None)  # fmt: skip
        hands.say(
            "[It would pass as it is. Nothing is filed yet.|Yes, that can be claimed; I have not filed it.|The rules allow it. It is not entered yet.]"
        )

        def landed() -> Row | None:
            again = all_requests(
                hands,
                "expense",
                "mine",
                ["pending", "approved"],
                "[see whether the claim is there|check if it was filed]",
            )
            hits = [r for r in again if r["receipt_id"] == receipt]
            return {"claims": hits} if hits else None

        amount = meant if hands.bother("the corrected amount") else said
        done = hands.call("file_expenses", "[file it with the right amount|enter the claim]", landed=landed, lines=[{**line, "money": {"amount": amount, "currency": currency}}])  # fmt: skip
        hands.say(
            fact(
                "claim",
                done["claims"][0]["id"],
                "[{value} is filed with {amount}.|I entered {value}, {amount}.|Filed as {value}: {amount}.]",
                amount=cash(amount, currency),
            )
        )
        rest = round(total - row["money"]["amount"] + amount, 2)
        hands.say(
            fact(
                "pending",
                cash(rest, currency),
                "[Pending now: {value}.|Altogether {value} are pending.|That makes {value}.]",
            )
        )

    wants: list[Want] = [
        Tells("the total", listed_total, 0),
        Becomes(f"claims.{gone.id}.state", "withdrawn"),
        only(*(["claims"] if draw.hard else [f"claims.{gone.id}.state"])),
    ]
    if draw.hard:
        others = [c.id for c in rows if c is not gone]
        wants += [
            Gains("claims", {"category": category, "amount": meant, "receipt": receipt}), Tells("the pending total", final),
            Holds("the other claims", lambda s: all(s.claims[i].state == "pending" for i in others), "the other claims are pending", lambda s: "one of them was changed"),
        ]  # fmt: skip
    return Goal(
        tuple(turns), [gone.id, spared or "", *([receipt, meant] if draw.hard else [])], ("order", "reference", *(("category",) if spared else ()), *(("correction", "sum") if draw.hard else ())),
        ("list_requests", "withdraw_requests", *(("file_expenses",) if draw.hard else ())), solve, tuple(wants),
    )  # fmt: skip


@goal("multi_easy", "multi_hard")
def a_seat_swapped(draw: Draw) -> Goal | None:
    """Sessions that fit; one is booked; (hard) another instead, a report joins, and what both seats cost."""
    state, today = portal(draw), draw.now.date()
    me = state.people[state.me]
    title = draw.rng.choice(sorted({c.title.split(",")[0] for c in state.courses.values()}))
    options = [s for s in seats(state, title, "basics", today) if ready(state, state.me, s)]
    rules = draw.some(("length", "site", "budget"), draw.rng.choice((0, 1)))
    site = draw.rng.choice(sorted(state.sites))
    cap = 10 * draw.rng.randrange(25, 60)
    if "length" in rules:
        options = [s for s in options if s.days == 1]
    if "site" in rules:
        options = [s for s in options if s.site != site]
    if "budget" in rules:
        options = [s for s in options if s.price <= cap]
    options.sort(key=lambda s: (s.first, s.id))
    if len(options) < 2:
        return None
    at, other_at = draw.some(range(min(4, len(options))), 2)
    first, second = options[at], options[other_at]
    right = second if draw.hard else first
    mate = draw.one(p for p in state.reports() if not state.away(p.id, right.first))
    if draw.hard and (mate is None or state.free(right.id) < 2):
        return None
    words: dict[str, Form] = {
        "length": "[One-day sessions only.|No two-day ones, please.|It mustn't take more than one day.]",
        "site": "[Not in {site}, that's too far.|Anywhere but {site}.|{site} is out for me.]",
        "budget": "[Up to {cap} EUR.|It mustn't cost more than {cap} EUR.|{cap} EUR at the most.]",
    }
    turns = [
        draw.ask(
            "[When is the basics course on {title}? Only sessions with a seat, and not while I'm on leave, soonest first.|Which sessions of {title}, basics, still have a seat on days when I'm not on leave? Earliest first.|I'd like to do {title}, the basics. List what has a free seat and doesn't fall into my leave, in order of date.|Find me {title} (basics): sessions with seats left, none during my leave, sorted by date.]",
            *(words[r] for r in rules),
            because="[It's in my yearly goals.|My boss keeps dropping hints.|I want to get out of the office for a bit.|A mate did it and loved it.]",
            title=title, site=site, cap=cap,
        ),
        draw.then(f"[Book me into the {ORDINALS[at]}.|I take the {ORDINALS[at]} one.|The {ORDINALS[at]} of these, please, for me.|Put me down for number {at + 1}.]"),
    ]  # fmt: skip
    if draw.hard and mate is not None:
        turns += [
            draw.then(f"[Hm, that clashes with the school play. The {ORDINALS[other_at]} one instead, please; give the other seat back.|Sorry, rather the {ORDINALS[other_at]} on your list. Cancel the one you booked.|Change of plan: swap it for the {ORDINALS[other_at]} of the list.]"),
            draw.then("[Get {mate} a seat in the same session.|{mate} comes along, same session please.|And book {mate} into it too.|Add {mate} to that session.]", mate=mate.name),
            draw.then("[What do our two seats cost together? And which session of your list is the cheapest, ours or another?|How much is it for the both of us? Also, which one on the list would have been the cheapest?|What's the price for both seats in total, and which session of the list costs least?]"),
        ]  # fmt: skip

    def solve(hands: Hands) -> None:
        rows = hands.call("find_training", "[find the sessions|list the dates of the course|see what is on offer]", words=title, level="basics")["sessions"]  # fmt: skip
        account = hands.call(
            "leave_account",
            "[see when you are on leave|check your own leave|look at your days off]",
            with_requests=True,
        )
        off = [x for x in account["requests"] if x["state"] == "approved"]
        rows = hands.keep(rows, "seats", lambda r: r["free_seats"] > 0)
        rows = hands.keep(rows, "absence", lambda r: not any(x["first"] <= r["first"] <= x["last"] for x in off))
        if "length" in rules:
            rows = hands.keep(rows, "length", lambda r: r["days"] == 1)
        if "site" in rules:
            rows = hands.keep(rows, "site", lambda r: r["site"] != site)
        if "budget" in rules:
            rows = hands.keep(rows, "budget", lambda r: r["price"]["amount"] <= cap)
        rows.sort(key=lambda r: (r["first"], r["session_id"]))
        hands.say(
            *(
                fact(
                    r["session_id"],
                    f"{r['first']}, {r['site']}, {days(r['days'])}, {r['price']['amount']} EUR",
                    "{Label}: {value}.",
                )
                for r in rows
            )
        )
        row = rows[at]
        done = _book(hands, row["session_id"], row["free_seats"], [me.id], "basics", title)
        heard = hands.say(
            fact(
                "booked",
                row["session_id"],
                "[You have a seat in {value}, {day}.|I booked {value} for you: {day}.|{value} on {day} is booked.]",
                day=date.fromisoformat(row["first"]),
            )
        )
        if not heard or mate is None:
            return
        booking = done["bookings"][0]["booking_id"] if done["bookings"] else _booking(hands, row["session_id"])
        new = rows[other_at]
        take_back(hands, "training", booking, "[give the first seat back|cancel the first booking]")
        _book(hands, new["session_id"], new["free_seats"], [me.id], "basics", title)
        hands.say(
            fact(
                "new session",
                new["session_id"],
                "[Swapped: {value}, {day}.|You are in {value} on {day} now, and the first seat is given back.|It is {value} now, {day}.]",
                day=date.fromisoformat(new["first"]),
            )
        )
        people = hands.call(
            "search_people",
            "[find the id of {name}|look {name} up]".replace("{name}", mate.name),
            where={"name": mate.name},
        )["people"]
        person = hands.best(hands.keep(people, "name", lambda p: p["name"] == mate.name), lambda p: p["employee_id"])
        _book(hands, new["session_id"], new["free_seats"] - 1, [person["employee_id"]], "basics", title)
        hands.say(
            "[{who} has a seat in {id} too.|{id} now has {who} as well.|I booked {who} into {id}.]",
            who=person["name"],
            id=new["session_id"],
        )
        least = hands.best(rows, lambda r: (r["price"]["amount"], r["first"]))
        hands.say(
            fact("price of both", 2 * new["price"]["amount"], "[Both seats cost {value} EUR.|Together {value} EUR.|For the two of you it is {value} EUR.]"),
            fact("cheapest", least["session_id"], "[The cheapest on the list is {value} ({price} EUR).|{value} costs least, {price} EUR a seat.|Least of all costs {value}: {price} EUR.]", price=least["price"]["amount"]),
        )  # fmt: skip

    wants: list[Want] = [only("bookings"), Says("the first on the list", options[0].id, 0)]
    if draw.hard and mate is not None:
        expected = sorted(
            [(first.id, me.id, "withdrawn"), (right.id, me.id, "confirmed"), (right.id, mate.id, "confirmed")]
        )
        wants += [
            Holds("the bookings", lambda s: sorted((b.session, b.person, b.state) for i, b in s.bookings.items() if i not in state.bookings) == expected, "the seats are as agreed", lambda s: "the seats are others"),
            Tells("the price of both", 2 * right.price), Tells("the cheapest", min(options, key=lambda s: (s.price, s.first)).id),
        ]  # fmt: skip
    else:
        wants.append(Gains("bookings", {"session": right.id, "person": me.id, "state": "confirmed"}))
    return Goal(
        tuple(turns), [first.id, right.id, mate.id if draw.hard and mate else "", sorted(rules)],
        ("seats", "absence", "order", *rules, *(("correction", "reference", "sum") if draw.hard else ())),
        ("find_training", "leave_account", "book_training", *(("withdraw_requests", "search_people") if draw.hard else ())), solve, tuple(wants),
    )  # fmt: skip


def _booking(hands: Hands, session: str) -> str:
    """The id of the user's booking in a session."""
    rows = all_requests(hands, "training", "mine", ["confirmed"], "[get the id of the booking|find the booking]")
    row = hands.best([r for r in rows if r["session_id"] == session], lambda r: r["id"])
    return str(row["id"])
