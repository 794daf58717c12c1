"""Requests about money: a pile of receipts, two payslips, the claims of one's people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.people.rules import RECEIPT_ABOVE
from negforge.worlds.people.state import CLAIM_WINDOW, Portal
from negforge.worlds.people.steps import CATEGORY_WORDS, Row, all_requests, cash, my_currency, only, portal
from negforge.worlds.wants import Becomes, Fulfilment, Gains, Holds, Story, Tells, Want
from negforge.worlds.wording import Form, listed


def limits_in(handbook: str) -> dict[str, float]:
    """The limits of the categories, from the chapter on expenses."""
    limits: dict[str, float] = {}
    for line in handbook.split("Mileage by site")[0].splitlines()[2:]:
        parts = line.split()
        if len(parts) == 2 and parts[1].isdigit():
            limits[parts[0]] = float(parts[1])
    return limits


def _receipt(draw: Draw, state: Portal, sort: str) -> Row | None:
    """What the user spent: fine, too old, above the limit, or above it with a pre-approval."""
    today = draw.now.date()
    category = draw.rng.choice(list(state.limits))
    amount = round(state.limits[category] * draw.rng.uniform(0.3, 0.95), 2)
    age, approval = draw.rng.randrange(1, 80), None
    if sort == "age":
        age = CLAIM_WINDOW + draw.rng.randrange(1, 25)
    elif sort == "limit":
        amount = round(state.limits[category] * draw.rng.uniform(1.08, 1.5), 2)
    elif sort == "approved":
        mine = draw.one(a for a in state.approvals.values() if a.person == state.me)
        if mine is None or mine.up_to <= state.limits[mine.category] + 2:
            return None
        category, approval = mine.category, mine.id
        amount = round(draw.rng.uniform(state.limits[category] + 1, mine.up_to - 0.5), 2)
    return {
        "category": category, "amount": amount, "spent_on": today - timedelta(days=age), "approval": approval, "sort": sort,
        "receipt": f"RC{draw.rng.randrange(10000, 99999)}",
    }  # fmt: skip


@goal("single_easy", "single_hard")
def the_pile_of_receipts(draw: Draw) -> Goal | None:
    """Claim what may be claimed: what is too old or above its limit without a pre-approval stays out."""
    state, currency = portal(draw), my_currency(portal(draw))
    sorts = ["fine", draw.rng.choice(("age", "limit", "fine"))]
    if draw.hard:
        sorts = ["fine", "fine", *draw.some(("age", "limit", "approved", "limit"), draw.rng.choice((2, 3)))]
    draw.rng.shuffle(sorts)
    made = [_receipt(draw, state, sort) for sort in sorts]
    rows = [row for row in made if row is not None]
    gift = draw.hard and draw.chance(0.4)
    spared = draw.one([r["category"] for r in rows if r["sort"] == "fine"]) if gift else None
    if len({r["receipt"] for r in rows}) < len(sorts):
        return None
    right = [r for r in rows if r["sort"] not in ("age", "limit") and r["category"] != spared]
    if not right or len({(r["category"], r["amount"]) for r in rows}) < len(rows):
        return None
    total = round(sum(r["amount"] for r in right), 2)
    everything = round(sum(r["amount"] for r in rows), 2)
    items = [
        f"{CATEGORY_WORDS[r['category']]}, {cash(r['amount'], currency)}, {r['spent_on'].isoformat()}, receipt {r['receipt']}"
        + (f", pre-approval {r['approval']}" if r["approval"] else "")
        for r in rows
    ]
    later = draw.hard and draw.chance(0.5)
    turn = draw.ask(
        "[Please claim these for me: {items}.|I have receipts to hand in: {items}. Claim them, please.|Here are my expenses: {items}. Could you file them?|Can you get me my money back for the following? {items}.|These are out of my own pocket: {items}. Enter them for me.]",
        "[What the rules of the handbook don't allow, leave out; file the rest.|If something is too old or over its limit without a pre-approval, skip that one and file the others.|Leave out whatever cannot be claimed any more or lacks a pre-approval that it needs.|Check them against the rules first. What doesn't qualify stays out, the rest goes in.]",
        *(["[Skip anything filed under {spared}, my colleague hands that in.|But nothing in the category {spared}; that went on the company card after all.|Not the {spared} part, I was paid back for that.]"] if spared else []),
        *(["[Wait ten minutes for the automatic check, then tell me which ones it has approved.|Then wait for the automatic check (ten minutes should do) and say what it approved.|And after ten minutes or so look again: which are approved?]"] if later else []),
        "[What's the total that you filed?|Tell me the sum of what went in.|How much does that come to, what you file?|Give me the total filed.]",
        because="[My desk drawer is overflowing.|The card bill comes on the fifteenth.|I emptied my coat pockets.|I was on the road for weeks.|Accounting gave me a look today.]",
        items="; ".join(items), spared=CATEGORY_WORDS[spared] if spared else "",
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        book = hands.call("read_document", "[look up the limits|read the rules on expenses|check what may be claimed]", kind="handbook", chapter="expenses")  # fmt: skip
        limits = limits_in(book)
        today = draw.now.date()
        keep = hands.keep(rows, "age", lambda r: (today - r["spent_on"]).days <= CLAIM_WINDOW)
        keep = hands.keep(
            keep, "limit", lambda r: r["amount"] <= limits.get(r["category"], 1e9) or r["approval"] is not None
        )
        if spared:
            keep = hands.keep(keep, "category", lambda r: r["category"] != spared)
        lines = [
            {
                "category": r["category"], "money": {"amount": r["amount"], "currency": currency}, "spent_on": r["spent_on"].isoformat(),
                "receipt_id": r["receipt"], **({"pre_approval": r["approval"]} if r["approval"] else {}),
            }
            for r in keep
        ]  # fmt: skip

        def landed() -> Row | None:
            filed = all_requests(
                hands,
                "expense",
                "mine",
                ["pending", "approved"],
                "[see whether the claims are there|check if it was filed]",
            )
            hits = [f for f in filed if f["receipt_id"] in {r["receipt"] for r in keep}]
            amounts = [f["money"]["amount"] for f in hits]
            return {"claims": hits, "total": {"amount": round(sum(amounts), 2), "currency": currency}} if hits else None

        done = hands.call(
            "file_expenses", "[file what qualifies|hand in the claims|enter the expenses]", landed=landed, lines=lines
        )
        told = [
            fact("total filed", cash(done["total"]["amount"], currency), "[I filed {value} in all: {ids}.|{value} went in ({ids}).|Filed: {value}, as {ids}.]", ids=listed([c["id"] for c in done["claims"]]))
        ]  # fmt: skip
        out = [r for r in rows if r not in keep]
        if out:
            told.append(
                fact(
                    "left out",
                    listed([r["receipt"] for r in out]),
                    "[{value} stayed out.|I left out {value}.|Not filed: {value}.]",
                )
            )
        if later and hands.bother("the automatic check", "more"):
            news = hands.call("await_news", "[wait for the automatic check|see what the check says|wait ten minutes for news]", wait=10, ids=[c["id"] for c in done["claims"]])  # fmt: skip
            passed = [i["id"] for i in news["items"] if i["state"] == "approved"]
            told.append(
                fact(
                    "approved",
                    listed(passed) or "none so far",
                    "[Approved by the check: {value}.|The check has let through {value}.|After the check, approved: {value}.]",
                )
            )
        elif later:
            told.append(fact("approved", "none so far", "[Approved yet: {value}.|{value} is approved.]"))
        hands.say(*told)

    wants: list[Want] = [
        Holds(
            "the claims filed",
            lambda s: (
                sorted((c.category, c.amount, c.receipt) for i, c in s.claims.items() if i not in state.claims)
                == sorted((r["category"], r["amount"], r["receipt"]) for r in right)
            ),
            f"{len(right)} claims with {total:.2f} in all were added",
            lambda s: f"{sum(c.amount for i, c in s.claims.items() if i not in state.claims):.2f} were added",
        ),
        Tells("the total", total, instead=(everything,) if everything != total else ()),
        only("claims"),
    ]
    if later:
        wants.append(_ApprovedNamed(frozenset(state.claims), tuple(r["receipt"] for r in right if r["amount"] <= 60)))
    return Goal(
        (turn,), [[r["receipt"] for r in rows], spared or "", later],
        ("age", "limit", *(("category",) if spared else ()), *(("late",) if later else ())),
        ("read_document", "file_expenses", *(("await_news",) if later else ())), solve, tuple(wants),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _ApprovedNamed:
    """The last answer names the new claims that the automatic check approves."""

    before: frozenset[str]
    receipts: tuple[str, ...]
    name: str = "what was approved"

    def look(self, story: Story) -> Fulfilment:
        ids = [i for i, c in story.end.state.claims.items() if i not in self.before and c.receipt in self.receipts]
        missing = [i for i in ids if i not in story.answer]
        waited = any(done.name == "await_news" and not done.response.is_error for done in story.done)
        if missing or not waited:
            return Fulfilment(False, self.name, f"the answer does not tell what the automatic check approved ({', '.join(missing) or 'it was not awaited'})")  # fmt: skip
        return Fulfilment(True, self.name, f"the answer names {', '.join(ids) or 'no claim'}, which the check approved")


@goal("single_easy")
def two_payslips(draw: Draw) -> Goal | None:
    """By how much the net pay of two months differs, and which line moved most."""
    state = portal(draw)
    months = sorted(draw.some(state.payslips, 2))
    one, two = (state.payslips[m] for m in months)
    gap = round(two.net - one.net, 2)
    names = ("allowance", "bonus", "refunds", "tax", "pension")
    shifts = {n: abs(getattr(two, n) - getattr(one, n)) for n in names}
    top = max(shifts, key=lambda n: shifts[n])
    if sorted(shifts.values())[-1] - sorted(shifts.values())[-2] < 0.5 or abs(gap) < 1:
        return None
    label = {"refunds": "expense refunds"}.get(top, top)
    a, b = (date(int(m[:4]), int(m[5:]), 1) for m in months)
    turn = draw.ask(
        "[My pay in {b} was not the same as in {a}. How much is the difference in the net amount?|What's the difference in net pay between my payslips of {a} and {b}?|Compare my payslips of {a} and {b}: by how much does the net differ?|By how much did my take-home pay change from {a} to {b}?]",
        "[And which line of the payslip moved the most?|Which position changed most?|Tell me also which single line shifted the most.|Which item makes the biggest difference between the two?]",
        because="[The bank statement looked odd.|I'm doing my household book.|My landlord asks for it.|I thought there was a bonus in one of them.]",
        a=f"{a:%B %Y}", b=f"{b:%B %Y}",
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        first = _slip(hands.call("read_document", "[read the payslip of {month}|get the slip of {month}]", kind="payslip", month=months[0]))  # fmt: skip
        second = first
        if hands.bother("the second payslip", "more"):
            second = _slip(hands.call("read_document", "[read the payslip of {month}|get the other slip, {month}]", kind="payslip", month=months[1]))  # fmt: skip
        lines = [n for n in first if n != "NET"]
        moved = hands.best(lines, lambda n: -abs(second[n] - first[n]))
        change = round(second["NET"] - first["NET"], 2)
        hands.say(
            fact("difference", cash(abs(change), my_currency(state)), "[The net pay {way} by {value}.|Net, it {way} by {value}.|From the first to the second month it {way} by {value} net.]", way="rose" if change > 0 else "fell"),
            fact("biggest change", moved, "[The line that moved most is {value}, by {shift}.|{value} changed most ({shift}).|Most of a change is in {value}: {shift}.]", shift=cash(abs(second[moved] - first[moved]), my_currency(state))),
        )  # fmt: skip

    return Goal(
        (turn,), [*months, state.me], ("comparison",), ("read_document",), solve,
        (Tells("the difference", abs(gap)), Tells("the line that moved most", label), only()),
    )  # fmt: skip


def _slip(text: str) -> dict[str, float]:
    """The lines of a payslip by name."""
    rows = [line for line in text.splitlines() if line[:1].islower() or line.startswith("NET")]
    return {line[:18].strip(): float(line[18:].split()[0]) for line in rows if not line.startswith("paid to")}


@goal("single_hard")
def claims_of_two_people(draw: Draw) -> Goal | None:
    """Decide on the pending claims of two reports: receipts, limits and pre-approvals count."""
    state = portal(draw)
    pair = draw.some(state.reports(), 2)
    mine = [c for c in state.claims.values() if c.person in {p.id for p in pair} and c.state == "pending"]
    declines = draw.chance(0.6)
    rules = draw.some(("category", "date"), draw.rng.choice((0, 1, 1)))
    spared = draw.one(sorted({c.category for c in mine}))
    cut = draw.now.date() - timedelta(days=draw.rng.randrange(20, 45))
    considered = [
        c
        for c in mine
        if not ("category" in rules and c.category == spared) and not ("date" in rules and c.spent_on < cut)
    ]
    good = [
        c for c in considered
        if (c.amount <= RECEIPT_ABOVE or c.receipt) and (c.amount <= state.limits[c.category] or c.approval)
    ]  # fmt: skip
    bad = [c for c in considered if c not in good]
    if len(pair) < 2 or not good or not bad:
        return None
    total = round(sum(c.amount for c in good), 2)
    words: dict[str, Form] = {
        "category": "[Keep your hands off anything under {spared}, finance looks at these.|Nothing in the category {spared}: leave those open.|What is filed as {spared} stays open for now.]",
        "date": "[Only what was spent on {cut} or later; the older ones I look at myself.|Leave alone what was spent before {cut}.|Older than {cut}? Then don't touch it.]",
    }
    turn = draw.ask(
        "[Please look through the pending expense claims of {a} and {b} and approve what is in order.|Could you approve the pending claims of {a} and {b} that are fine?|{a} and {b} have handed in expenses. Approve those that are in order.|Go over what {a} and {b} claim and sign off on what is right.]",
        "[In order means: a receipt where the amount is above 25, and a pre-approval where it is above the limit of the handbook.|Above 25 there has to be a receipt, above the handbook's limit a pre-approval.|I want to see a receipt for all over 25, and a pre-approval for all above the handbook limit.]",
        "[Decline the others.|What is not in order gets declined.|The rest: decline.]" if declines else "[The others stay pending for now.|Don't decline the others, I'll ask about them.|Leave the rest as it is.]",
        *(words[rule] for rule in rules),
        "[What do the approved ones add up to?|How much is approved in total?|Tell me the sum you approved.|And the sum of the approved, please, amounts as they stand.]",
        because="[They wait for their money.|Month end is close.|I got a reminder from accounting.|I've been putting this off.]",
        a=pair[0].name, b=pair[1].name, spared=CATEGORY_WORDS[spared or "meals"], cut=cut,
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        rows = all_requests(
            hands,
            "expense",
            "my_reports",
            ["pending"],
            "[get the claims that wait for you|list the pending claims of your people|load the claims]",
        )
        rows = hands.keep(rows, "person", lambda r: r["by"]["name"] in {p.name for p in pair})
        if "category" in rules:
            rows = hands.keep(rows, "category", lambda r: r["category"] != spared)
        if "date" in rules:
            rows = hands.keep(rows, "date", lambda r: r["spent_on"] >= cut.isoformat())
        book = hands.call("read_document", "[look up the limits|read the rules on expenses|check the handbook]", kind="handbook", chapter="expenses")  # fmt: skip
        limits = limits_in(book)
        fine = hands.keep(
            rows, "receipt", lambda r: r["money"]["amount"] <= RECEIPT_ABOVE or r["receipt_id"] is not None
        )
        fine = hands.keep(
            fine, "limit", lambda r: r["money"]["amount"] <= limits[r["category"]] or r["pre_approval"] is not None
        )
        decisions = [{"request_id": r["id"], "verdict": "approve"} for r in fine]
        if declines:
            decisions += [
                {"request_id": r["id"], "verdict": "decline", "reason": "Receipt or pre-approval missing."}
                for r in rows
                if r not in fine
            ]
        hands.best(decisions, lambda d: d["request_id"])

        def landed() -> Row | None:
            again = all_requests(
                hands, "expense", "my_reports", ["pending"], "[see whether they are decided|check if that got through]"
            )
            return {"decided": []} if all(d["request_id"] not in {r["id"] for r in again} for d in decisions) else None

        for at in range(0, len(decisions), 6):
            hands.call(
                "decide_requests",
                "[enter the verdicts|settle them|decide]",
                landed=landed,
                decisions=decisions[at : at + 6],
            )
        hands.say(
            fact("approved", cash(round(sum(r["money"]["amount"] for r in fine), 2), "in all"), "[Approved: {ids}, {value}.|I approved {ids}, {value}.|{ids} are approved, {value}.]", ids=listed([r["id"] for r in fine])) if fine else "[None is approved.|I approved none.]",
            *([] if len(fine) == len(rows) else ["[Declined: {others}.|I declined {others}.|{others} got declined.]" if declines else "[Still pending: {others}.|{others} stay pending.|I left {others} as they are.]"]),
            others=listed([r["id"] for r in rows if r not in fine]),
        )  # fmt: skip

    wants: list[Want] = [Becomes(f"claims.{c.id}.state", "approved") for c in good]
    if declines:
        wants += [Becomes(f"claims.{c.id}.state", "declined") for c in bad]
    wants += [Tells("the total approved", total), only(*(f"claims.{c.id}.state" for c in considered))]
    if not declines:
        wants += [Becomes(f"claims.{c.id}.state", "pending") for c in bad]
    return Goal(
        (turn,), [sorted(p.id for p in pair), declines, sorted(rules), spared if "category" in rules else "", cut.isoformat() if "date" in rules else ""],
        ("person", "receipt", "limit", *rules, *(("otherwise",) if declines else ())),
        ("list_requests", "read_document", "decide_requests"), solve, tuple(wants),
    )  # fmt: skip


@goal("single_easy")
def kilometres(draw: Draw) -> Goal | None:
    """Claim mileage for several drives; short ones may stay out."""
    state, today = portal(draw), draw.now.date()
    drives = [
        (today - timedelta(days=d), draw.rng.randrange(18, 240))
        for d in draw.some(range(2, 70), draw.rng.choice((2, 3)))
    ]
    cap = draw.chance(0.5)
    floor = sorted(km for _, km in drives)[0] + draw.rng.randrange(1, 12)
    kept = [(d, km) for d, km in drives if not cap or km >= floor]
    if not kept or len({km for _, km in drives}) < len(drives):
        return None
    rate = state.sites[state.people[state.me].site].per_km
    total = round(sum(round(km * rate, 2) for _, km in kept), 2)
    turn = draw.ask(
        "[Please claim my mileage: {drives}.|I drove my own car: {drives}. Claim the kilometres for me.|Mileage to hand in: {drives}.|Put in my mileage, please: {drives}.]",
        *(["[Only drives of {floor} km or more, the short ones aren't worth it.|Leave out anything below {floor} km.|Drives under {floor} km I don't claim.]"] if cap else []),
        "[How much do I get?|What does that come to in money?|Tell me the amount.|What's it worth altogether?]",
        because="[Petrol has become dear.|The pool car was taken.|There's no train out there.|I nearly forgot.]",
        drives=listed([f"{km} km on {d.isoformat()}" for d, km in drives]), floor=floor,
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        rows = hands.keep(drives, "distance", lambda r: r[1] >= floor) if cap else drives
        lines = [{"category": "mileage", "km": km, "spent_on": d.isoformat()} for d, km in rows]

        def landed() -> Row | None:
            filed = all_requests(
                hands,
                "expense",
                "mine",
                ["pending", "approved"],
                "[see whether the claims are there|check if it was filed]",
            )
            hits = [f for f in filed if f["category"] == "mileage" and f["spent_on"] in {x["spent_on"] for x in lines}]
            return (
                {"claims": hits, "total": {"amount": round(sum(f["money"]["amount"] for f in hits), 2)}}
                if hits
                else None
            )

        done = hands.call(
            "file_expenses", "[claim the mileage|file the drives|enter the kilometres]", landed=landed, lines=lines
        )
        hands.say(
            fact("mileage", cash(done["total"]["amount"], my_currency(state)), "[I filed {value} of mileage ({ids}).|{value} of mileage is claimed: {ids}.|The drives come to {value}; the claims are {ids}.]", ids=listed([c["id"] for c in done["claims"]]))
        )  # fmt: skip

    return Goal(
        (turn,), [[d.isoformat() for d, _ in drives], [km for _, km in drives], floor if cap else 0], ("distance",) if cap else ("several",),
        ("file_expenses",), solve,
        (Gains("claims", {"person": state.me, "category": "mileage"}, len(kept)), Tells("the amount", total), only("claims")),
    )  # fmt: skip
