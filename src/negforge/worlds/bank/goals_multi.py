"""Conversations about a card: a parcel that never came, a trip."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.bank.common import DISPUTE_DAYS
from negforge.worlds.bank.state import REGIONS, Bank
from negforge.worlds.bank.steps import (
    account_named,
    cards,
    day_of,
    dispute,
    money,
    set_card,
    settled_by,
    shop_of,
    the,
    transactions,
)
from negforge.worlds.bank.told import called, cash
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, with_replies
from negforge.worlds.wants import Asks, Becomes, Gains, Holds, OnlyChanges, Says, Tells, Want
from negforge.worlds.wording import listed

_PLACES = {
    "neighbours": "the neighbouring countries",
    "europe": "Europe",
    "north_america": "North America",
    "south_america": "South America",
    "asia_pacific": "Asia and the Pacific",
    "africa": "Africa",
    "home": "this country",
}


@goal("multi_easy", "multi_hard")
def parcel_never_came(draw: Draw) -> Goal | None:
    """A charge is found, then disputed; the merchant has to be asked first, and perhaps only a part is contested."""
    bank: Bank = draw.state
    today = draw.now.date()
    charge = draw.one(
        t for t in bank.transactions.values()
        if t.card and t.amount < -4000 and t.status == "booked" and t.category in ("household", "clothing", "leisure") and 12 < (today - t.day).days < DISPUTE_DAYS - 2
    )  # fmt: skip
    if charge is None or any(d.transaction == charge.id for d in bank.disputes.values()):
        return None
    account = bank.accounts[charge.account]
    first, last = charge.day - timedelta(days=5), min(charge.day + timedelta(days=5), today)
    same = [
        t
        for t in bank.transactions.values()
        if t.account == account.id and t.merchant == charge.merchant and first <= t.day <= last
    ]
    if len(same) > 1 and not (draw.hard and len({t.amount for t in same}) == len(same)):
        return None
    written = charge.day + timedelta(days=draw.rng.randrange(6, 11))
    part = -charge.amount // draw.rng.choice((2, 3, 4)) // 100 * 100 if draw.hard else -charge.amount
    phrase, number = called(draw, account)
    asks_date = draw.chance(0.5) or draw.hard
    when = draw.word(
        "[I wrote to them on {day}.|Yes, on {day}, by e-mail.|I did, that was on {day}.|On {day}; they never answered.]",
        day=written,
    )
    turns = [
        draw.ask(
            "[There's something from {shop} on {account}, around {day}: how much was it exactly, and when was it booked?|Find the charge by {shop} on {account} of about {day}, please: amount and date.|What did {shop} take from {account} around {day}?|Look up what {shop} charged to {account} near {day}.]",
            "[I mean the larger one, should there be several.|If there are several, I mean the biggest.|The largest, if it is more than one.]",
            because="[I ordered something there.|It was an online order.|I have been waiting for a parcel.]",
            shop=charge.merchant, account=phrase, day=charge.day,
        )
    ]  # fmt: skip
    if draw.hard:
        turns.append(
            draw.then(
                "[It has never arrived. Until when could I dispute that?|The parcel didn't come. How long do I have to contest it?|That never came. What is the last day for a dispute?]"
            )
        )
    contest = draw.then(
        "[Dispute it then{only}.|Please contest it{only}.|Then open a dispute{only}.|Go ahead and dispute it{only}.]"
        if draw.hard
        else "[It never arrived. Please dispute it.|The goods have not come to this day: contest it.|I never got any of it. Open a dispute, please.|Nothing was ever delivered; dispute that one.]",
        *(
            []
            if asks_date
            else [
                draw.word(
                    "[I wrote to the shop on {day}.|I complained to them on {day}.|The shop was told on {day}.]",
                    day=written,
                )
            ]
        ),
        only=draw.word(
            "[, but only {part} of it: the rest did come| for {part}, as some of the things were delivered|, though just over {part}, because one of the items is here]",
            part=cash(draw, part, account.currency),
        )
        if draw.hard
        else "",
    )
    turns.append(
        with_replies(contest, (r"contact|written|wrote|shop|merchant|told|complain", when)) if asks_date else contest
    )
    if draw.hard:
        turns.append(
            draw.then(
                "[Has anyone picked it up yet? Wait a quarter of an hour if you must.|Could you check in ten, fifteen minutes whether somebody is looking at it?|Please give it a quarter of an hour, then tell me where it stands.]"
            )
        )
    biggest = max(same, key=lambda t: -t.amount)
    if biggest is not charge:
        return None

    def solve(hands: Hands) -> None:
        account_id = account_named(hands, account.name, number)
        rows = transactions(
            hands,
            "[look for that charge|search the days around it]",
            account_id=account_id,
            period={"from": first.isoformat(), "to": last.isoformat()},
            direction="out",
        )
        rows = hands.keep(rows, "shop", lambda row: charge.merchant.lower() in shop_of(row["descriptor"]).lower())
        row = hands.best(rows, lambda row: row["amount_minor"])
        amount, day = -row["amount_minor"], day_of(row["date"])
        heard = hands.say(
            fact(
                "charge",
                money(amount, account.currency),
                "[{shop} took {value}, booked on {day}.|It was {value}, booked on {day}.|That is {value} for {shop}, booked on {day}.]",
                shop=shop_of(row["descriptor"]),
                day=day,
            )
        )
        if draw.hard and heard:
            heard = hands.say(
                fact(
                    "last day",
                    day + timedelta(days=DISPUTE_DAYS),
                    "[It can be disputed until {value}.|The last day for a dispute is {value}, 60 days after booking.|You have until {value}.]",
                )
            )
        if not heard:
            return
        contacted = written if asks_date else settled_by(hands, "date given", written, today)
        if asks_date and hands.bother("when the shop was told", "ask"):
            hands.say(
                ask="[Have you contacted the shop about it, and on which day?|When did you contact the merchant? That date has to go with it.|On which day did you write to the shop?]"
            )
        elif asks_date:
            contacted = today
        disputed = settled_by(hands, "part", part, amount)
        opened = dispute(
            hands, "[open the dispute|send the dispute]", transaction_id=row["transaction_id"],
            claim={"reason": "not_received", "statement": "The goods ordered were paid for and not all of them delivered." if draw.hard else "The goods were ordered and paid for, and never delivered.", "merchant_contacted": contacted},
            amount_minor=disputed if draw.hard else None,
        )  # fmt: skip
        heard = hands.say(
            fact(
                "dispute",
                opened["dispute_id"],
                "[The dispute over {amount} is in, number {value}.|I opened dispute {value} for {amount}.|{amount} is in dispute now: case {value}.]",
                amount=money(disputed, account.currency),
            )
        )
        if not heard:
            return
        if hands.bother("what became of it", "more"):
            hands.call(
                "wait_for_processing",
                "[wait a quarter of an hour|give it a quarter of an hour]",
                minutes=15,
                watching=[opened["dispute_id"]],
            )
        now = hands.call("get_overview", "[see where the dispute stands|check the case]", sections=["disputes"])[
            "disputes"
        ]
        case = the(hands, now, dispute_id=opened["dispute_id"])
        hands.say(
            fact(
                "state",
                case["status"].replace("_", " "),
                "[Case {number} is {value} now.|The state of {number}: {value}.|{number} stands at: {value}.]",
                number=case["dispute_id"],
            )
        )

    wants: list[Want] = [
        Tells("the amount", -charge.amount / 100, turn=0),
        Gains("disputes", {"transaction": charge.id, "reason": "not_received", "amount": part, "contacted": written}),
        OnlyChanges(("disputes",)),
    ]
    if asks_date:
        wants.append(Asks())
    if draw.hard:
        wants += [
            Tells("the last day", charge.day + timedelta(days=DISPUTE_DAYS), turn=1),
            Says("that it is under review", "under review"),
        ]
    return Goal(
        tuple(turns),
        [charge.id, written.isoformat(), part, asks_date],
        ("shop", *(("date asked for",) if asks_date else ("date given",)), *(("part", "late effect") if draw.hard else ()), *(("account",) if number is None else ())),
        (*(() if number else ("get_overview",)), "search_transactions", "open_dispute", *(("wait_for_processing", "get_overview") if draw.hard else ())),
        solve,
        tuple(wants),
        fallback=() if draw.hard else ("get_overview",),
    )  # fmt: skip


@goal("multi_easy", "multi_hard")
def card_for_a_trip(draw: Draw) -> Goal | None:
    """Regions and limits of a card before a trip; limits rise late, and the user changes their mind."""
    bank: Bank = draw.state
    card, other = draw.some(bank.cards.values(), 2)
    region = draw.rng.choice(
        [r for r in ("europe", "north_america", "south_america", "asia_pacific", "africa") if r not in card.regions]
    )
    atm, wrong = (
        card.limits["atm_daily"] + draw.rng.randrange(2, 9) * 50,
        card.limits["atm_daily"] + draw.rng.randrange(10, 14) * 50,
    )
    tap = draw.rng.choice((0, 20, 25, 30))
    both = draw.chance(0.5)
    regions = [r for r in REGIONS if r in (*card.regions, region)]
    other_regions = [r for r in REGIONS if r in (*other.regions, region)] if both else list(other.regions)
    online = draw.rng.randrange(1, 5) * 100
    first_atm = wrong if draw.hard else atm
    turns = [
        draw.ask(
            "[I'm going to {place} next month. Is my card ending in {ending} switched on for that, and what's the daily limit at machines?|Does the card {ending} work in {place} as it is set now? And how much cash per day does it allow?|Before I fly to {place}: which regions is the card ending {ending} open for, and what is its cash limit per day?|Trip to {place} coming up. Tell me whether {ending} is enabled there and what the ATM limit is.]",
            place=_PLACES[region], ending=card.ending,
        ),
        draw.then(
            "[Switch {place} on, keep the rest, and raise the cash limit to {atm} a day.|Then add {place} to it, without losing the others, and make the ATM limit {atm}.|Please open it for {place} as well, and put cash per day up to {atm}.]",
            *([] if draw.hard else ["[From when does the new limit hold?|When will the limit be in force?|And as of when can I use that?]"]),
            place=_PLACES[region], atm=first_atm,
        ),
    ]  # fmt: skip
    if draw.hard:
        turns += [
            draw.then("[No, make that {atm} rather than {wrong}. And bring contactless down to {tap}.|Sorry, {wrong} is too much: {atm} will do. Also contactless to {tap}, please.|Correction: {atm}, not {wrong}. And contactless payments only up to {tap}.]", atm=atm, wrong=wrong, tap=tap),
            draw.then(
                "[Do the same with the region for the card ending in {other}, and lower its online limit to {online}.|The card {other} should work in {place} too; and take its online limit down to {online}.|Also open {other} for {place}, keeping what it has, with no more than {online} a day online.]" if both else "[Leave the card ending {other} as to regions, but take its online limit down to {online}.|On {other} only lower the online limit, to {online} a day.|My other one, {other}: just the online limit down to {online}, nothing else.]",
                other=other.ending, place=_PLACES[region], online=online,
            ),
            draw.then("[Is the cash limit in force yet? If it takes a bit, wait for it.|Please wait till the new cash limit is really there and tell me.|Now check that the higher limit for cash has arrived; give it the time it needs.]"),
        ]  # fmt: skip
    if draw.hard and (
        other.limits["online_daily"] <= online
        or card.limits["contactless"] <= tap
        or atm == wrong
        or (both and region in other.regions)
    ):
        return None

    def solve(hands: Hands) -> None:
        rows = cards(hands)
        row = hands.best(hands.keep(rows, "card", lambda r: r["ends_in"] == card.ending), lambda r: 0)
        on = "is" if region in row["regions"] else "is not"
        heard = hands.say(
            fact(
                "cash limit",
                row["limits"]["atm_daily"],
                "[The card ending in {ending} {on} switched on for {place}; it allows {value} a day in cash.|{place} {on} on for {ending}, which is open for {open}. Cash: {value} a day.|{ending} is open for {open}, so {place} {on} included. The limit at machines is {value} a day.]",
                ending=row["ends_in"],
                on=on,
                place=_PLACES[region],
                open=listed([_PLACES[r] for r in row["regions"]]),
            )
        )
        if not heard:
            return
        wanted = settled_by(hands, "keep the rest", [*row["regions"], region], [region])
        after = set_card(
            hands,
            "[set region and limit|change the card]",
            card_id=row["card_id"],
            regions=wanted,
            limits={"atm_daily": first_atm},
        )
        at = after.get("limits_from", "")[11:16] or "half an hour from now"
        at = at if draw.hard else settled_by(hands, "late limit", at, "this moment")
        heard = hands.say(
            fact(
                "from when",
                at,
                "[{place} is on now; the cash limit of {limit} holds from {value}.|Switched on for {place}. The higher limit, {limit}, takes effect at {value}.|Done: {place} is included, and {limit} a day in cash is possible from {value}.]",
                place=_PLACES[region],
                limit=str(first_atm),
            )
        )
        if not heard:
            return
        after = set_card(
            hands,
            "[correct the limit|set the limits again]",
            card_id=row["card_id"],
            limits={"atm_daily": settled_by(hands, "correction", atm, wrong), "contactless": tap},
        )
        hands.say(
            fact(
                "contactless",
                after["limits"]["contactless"],
                "[Contactless is down to {value}, and {limit} in cash comes into force after half an hour.|{limit} a day is on its way instead, contactless is {value} from now on.|Changed: contactless {value} at once, cash {limit} in half an hour.]",
                limit=str(after["limits_waiting"].get("atm_daily", atm)),
            )
        )
        second = hands.best(hands.keep(rows, "card", lambda r: r["ends_in"] == other.ending), lambda r: 0)
        as_well = settled_by(hands, "both cards", True, False) if both else settled_by(hands, "one card", False, True)
        too = settled_by(hands, "keep the rest", [*second["regions"], region], [region]) if as_well else None
        done = set_card(
            hands,
            "[change the other card|set the other card]",
            card_id=second["card_id"],
            limits={"online_daily": online},
            regions=too,
        )
        hands.say(
            fact(
                "online limit",
                done["limits"]["online_daily"],
                "[{ending}: {value} a day online{extra}.|The card ending in {ending} now has {value} for online payments{extra}.|Online, {ending} is limited to {value}{extra}.]",
                ending=done["ends_in"],
                extra=f", and {_PLACES[region]} is on" if as_well else "",
            )
        )
        if hands.bother("when the limit is in force", "more"):
            hands.call(
                "wait_for_processing",
                "[wait until the limit is in force|let the half hour pass]",
                minutes=35,
                watching=[row["card_id"]],
            )
        now = hands.best(hands.keep(cards(hands), "card", lambda r: r["ends_in"] == card.ending), lambda r: 0)
        hands.say(
            fact(
                "cash limit",
                now["limits"]["atm_daily"],
                "[The cash limit is {value} a day as I look at it now.|It now stands at {value} a day.|{ending} has {value} a day at machines at this moment.]",
                ending=now["ends_in"],
            )
        )

    path = f"cards.{card.id}"
    wants: list[Want] = [
        Tells("the old cash limit", card.limits["atm_daily"], turn=0),
        Becomes(f"{path}.regions", regions),
    ]
    paths = [f"{path}.regions", f"{path}.limits.atm_daily", f"{path}.raised"]
    if draw.hard:
        wants += [
            Becomes(f"{path}.limits.atm_daily", atm),
            Becomes(f"{path}.limits.contactless", tap),
            Becomes(f"cards.{other.id}.limits.online_daily", online),
            Becomes(f"cards.{other.id}.regions", other_regions),
            Tells("the new cash limit", atm, instead=(card.limits["atm_daily"], wrong)),
        ]
        paths += [f"{path}.limits.contactless", f"cards.{other.id}.limits.online_daily", f"cards.{other.id}.regions"]
    else:
        wants += [
            Holds(
                "the raised limit",
                lambda s: (
                    s.cards[card.id].raised.get("atm_daily") == atm or s.cards[card.id].limits["atm_daily"] == atm
                ),
                f"a cash limit of {atm} is on its way",
                lambda s: "no such limit is",
            ),
            Says("from when the limit holds", r"\d\d:\d\d|\d{1,2}[.:]\d\d ?(?:am|pm)|half an hour|30 minutes"),
        ]
    return Goal(
        tuple(turns),
        [
            card.id,
            other.id if draw.hard else None,
            region,
            atm,
            tap if draw.hard else None,
            both,
            online if draw.hard else None,
        ],
        (
            "card",
            "keep the rest",
            *(("correction", "late effect", "both cards" if both else "one card") if draw.hard else ("late limit",)),
        ),
        (
            "get_overview",
            "update_card",
            *(("update_card", "update_card", "wait_for_processing", "get_overview") if draw.hard else ()),
        ),
        solve,
        (*wants, OnlyChanges(tuple(paths))),
    )


MULTI = (
    parcel_never_came,
    card_for_a_trip,
)
