"""Requests about leave and presence: time off with a condition, the cheapest week, a team's requests, remote days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.people.rules import span
from negforge.worlds.people.steps import (
    Row,
    all_requests,
    ask_leave,
    busy,
    days,
    monday_after,
    only,
    portal,
)
from negforge.worlds.people.steps_leave import allowed, decided, free_period
from negforge.worlds.people.tools_look import WEEKDAYS
from negforge.worlds.wants import Becomes, Gains, Says, Tells, Want
from negforge.worlds.wording import Form
from negforge.worlds.world import Problem, copied


@goal("single_easy")
def days_off_if_enough_stay(draw: Draw) -> Goal | None:
    """Annual leave between two dates, but only where enough is left of the account afterwards."""
    state, today = portal(draw), draw.now.date()
    half = draw.chance(0.4)
    found = free_period(draw, half, draw.rng.randrange(1, 9))
    if found is None:
        return None
    first, last, cost = found
    left = state.left(state.me, today)
    rest = left - cost
    bar = max(1, int(rest) + draw.rng.choice((-3, -2, -1, 1, 2, 3)))
    fits = rest >= bar
    turn = draw.ask(
        "[I'd like to take annual leave from {first} to {last}.|Please put in annual leave for me, {first} until {last}.|Can you request time off for me: {first} through {last}, annual leave?|Annual leave for {first} to {last}, both included, please.|We found a cottage for {first} to {last}. Please ask for annual leave for that time.]",
        *(["[I leave at noon on the first day, so the first one is a half day.|The first day only from noon.|On the first day I work until noon.]"] if half else []),
        "[Only if at least {bar} of my leave are left after that. Otherwise leave it.|But I want {bar} or more left over afterwards, or else don't ask for it.|Check that {bar} remain of this year's leave once it is deducted; if it's less, don't file anything.|It must leave me {bar} or more for the rest of the year, or we drop it.]",
        "[How many remain?|What is left then, or would be?|Tell me the number that stays, or would have stayed.]",
        because="[My sister flies in from abroad.|The kids have their break then.|I promised it two summers ago.|Somebody has to be in for the plumber.|It's the only time the boat is free.]",
        first=first, last=last, bar=days(bar),
    )  # fmt: skip
    halves: dict[str, Any] = {"half_days": {"first_from_noon": True}} if half else {}

    def solve(hands: Hands) -> None:
        if hands.bother("whether enough stays"):
            account = hands.call("leave_account", "[see what is left of the account|look up the leave account|check how many days there are]", unit="days")  # fmt: skip
            tried = hands.call(
                "request_leave", "[see what this costs|have the days counted first|try it without filing]",
                leave_type="annual", first=first.isoformat(), last=last.isoformat(), dry_run=True, landed=lambda: None, **halves,
            )  # fmt: skip
            stays = account["left"]["value"] - tried["cost"]["value"]
            if stays < bar:
                hands.say(
                    "[I did not file it|Nothing was asked for|I left it]: [after {cost}|once {cost} are gone|with {cost} deducted], [only {rest} would stay|you would have {rest} left|{rest} would remain], [fewer than {bar}|which is below {bar}|short of {bar}].",
                    cost=days(tried["cost"]["value"]), rest=days(stays), bar=days(bar),
                )  # fmt: skip
                return
            done = ask_leave(hands, first, last, "[file the request|put the leave in|ask for the leave]", **halves)
        else:
            done = ask_leave(hands, first, last, "[file the request|put the leave in]", **halves)
            stays = hands.call("leave_account", "[see what is left now|read the account]", unit="days")["left"]["value"]
        hands.say(
            fact("request", done["request_id"], "[I asked for {cost}: {value}, pending with your manager.|{value} is filed for {cost} and waits for your manager.|Request {value} is in ({cost}); it is still pending.]", cost=days(done["cost"]["value"])),
            fact("left", days(stays), "[{value} stay.|That leaves {value}.|After that you have {value}.]"),
        )  # fmt: skip

    wants: list[Want] = [Tells("the days left", rest)]
    if fits:
        wants += [Gains("leaves", {"person": state.me, "type": "annual", "first": first, "last": last, "days": cost, "state": "pending"}), only("leaves")]  # fmt: skip
    else:
        wants.append(only())
    return Goal(
        (turn,), [first.isoformat(), last.isoformat(), half, bar],
        ("condition", "balance", *(("half_day",) if half else ())), ("leave_account", "request_leave"), solve, tuple(wants),
    )  # fmt: skip


@goal("single_easy")
def the_fullest_day(draw: Draw) -> Goal | None:
    """The day of a week on which most of the team are really at the site, some days left out."""
    state = portal(draw)
    team = state.team_of(state.me)
    monday = monday_after(draw.now.date(), draw.rng.randrange(1, 6))
    rules = draw.some(("on_site_day", "exclusion", "holiday"), draw.rng.choice((1, 2, 2)))
    banned = draw.rng.choice([n for n in range(5) if n != team.anchor])
    counts: dict[date, int] = {}
    for day in span(monday, monday + timedelta(days=4)):
        if "on_site_day" in rules and day.weekday() == team.anchor:
            continue
        if "exclusion" in rules and day.weekday() == banned:
            continue
        if "holiday" in rules and any(
            day.isoformat() in state.sites[p.site].holidays for p in state.members(team.name)
        ):
            continue
        people = [p for p in state.members(team.name) if state.works(p.id, day) and not state.away(p.id, day)]
        counts[day] = sum(not state.remote.get(f"{p.id}/{day.isoformat()}") for p in people)
    if not counts:
        return None
    most = max(counts.values())
    right = min(d for d, n in counts.items() if n == most)
    words: dict[str, Form] = {
        "on_site_day": "[Not our regular on-site day, that one is packed with meetings.|Leave out the fixed day on which everybody is in.|The usual on-site day doesn't count.]",
        "exclusion": "[{banned} won't do.|But not {banned}.|Any day but {banned}.]",
        "holiday": "[And no day that is a holiday for any of us.|Skip a day on which one of our sites has a holiday.|It can't be a public holiday anywhere in the team.]",
    }
    turn = draw.ask(
        "[On which day of the week of {monday} are most of my team physically at work?|I'm bringing cake in the week from {monday}. On which day are the most of us really on site?|In the week of {monday}, which day has the most of my people in the building?|Find the day in the week starting {monday} when most of my own team are there in person.]",
        "[Remote people can't eat cake, so they don't count.|Working from home doesn't count.|Somebody who is remote is not there for this.|Remote does not help me here.]",
        *(words[rule] for rule in rules),
        "[If it's a draw, the earlier day. And how many are we then?|With a tie take the earlier one, and tell me the number of people.|How many is that? Earliest day wins if several are equal.]",
        because="[We want the photo done.|The fire drill needs a full house.|I have presents from the fair.|The new label printer wants showing.]",
        monday=monday, banned=WEEKDAYS[banned],
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        found = hands.call(
            "team_days", "[look at the days of the team|see who is where that week|read the team's week]",
            period={"from": monday.isoformat(), "to": (monday + timedelta(days=4)).isoformat()},
        )  # fmt: skip
        rows = found["days"]
        if "on_site_day" in rules:
            rows = hands.keep(rows, "on_site_day", lambda r: r["weekday"] != found["on_site_day"])
        if "exclusion" in rules:
            rows = hands.keep(rows, "exclusion", lambda r: r["weekday"] != WEEKDAYS[banned])
        if "holiday" in rules:
            rows = hands.keep(rows, "holiday", lambda r: not r["holidays"])
        choice = hands.best(rows, lambda r: (-_in_person(r), r["date"]))
        hands.say(
            fact("day", date.fromisoformat(choice["date"]), "[The best day is {value}, a {weekday}.|{value} ({weekday}) it is.|Most are in on {weekday}, {value}.]", weekday=choice["weekday"]),
            fact("people on site", _in_person(choice), "[{value} of you are there in person.|That makes {value} at the site.|Head count: {value}.]"),
        )  # fmt: skip

    return Goal(
        (turn,), [monday.isoformat(), sorted(rules), banned if "exclusion" in rules else 0], (*rules, "remote"),
        ("team_days",), solve, (Tells("the day", right), Tells("the number of people", most), only()),
    )  # fmt: skip


def _in_person(row: Row) -> int:
    """There and not remote: who works remotely and is on leave that day is counted once."""
    away = {p["employee_id"] for p in row["on_leave"]}
    count: int = row["present"] - sum(p["employee_id"] not in away for p in row["remote"])
    return count


@goal("single_hard")
def the_cheapest_week(draw: Draw) -> Goal | None:
    """Of three weeks the one that costs the fewest leave days, with quorum, notice, and a colleague who must be there."""
    state, desk = portal(draw), draw.desk
    near = [monday_after(draw.now.date(), w) for w in range(1, 7)]
    mondays = sorted(draw.some([m for m in near if not busy(state, m, m + timedelta(days=4))], 3))
    friend = draw.one(state.reports())
    if friend is None or len(mondays) < 3:
        return None
    rules = draw.some(("colleague", "exclusion"), draw.rng.choice((0, 1, 1, 2)))
    banned = draw.rng.choice(mondays)
    fitting: dict[date, float] = {}
    for monday in mondays:
        cost = allowed(desk, monday, monday + timedelta(days=4))
        clash = any(
            state.away(friend.id, d) and state.works(friend.id, d) for d in span(monday, monday + timedelta(days=4))
        )
        if (
            cost is not None
            and not ("colleague" in rules and clash)
            and not ("exclusion" in rules and monday == banned)
        ):
            fitting[monday] = cost
    right = min(fitting, key=lambda m: (fitting[m], m)) if fitting else None
    if right is None and draw.chance(0.6):
        return None
    draw.rng.shuffle(mondays)
    words: dict[str, Form] = {
        "colleague": "[{friend} covers for me, so it has to be a week in which {friend} isn't away at all.|Not when {friend} is on leave, not even for a day.|{friend} must not be off in that week.]",
        "exclusion": "[On second thoughts, not the week of {banned}.|The week of {banned} is out after all, there's an audit.|Scrap the one from {banned}, my neighbour told me about the roadworks.]",
    }
    turn = draw.ask(
        "[I want one full week off, Monday to Friday. It can start on {a}, {b} or {c}: take the one that costs me the fewest days of leave.|Please ask for a week of annual leave, Monday to Friday, from {a}, {b} or {c}, whichever eats the fewest leave days.|A week off, please, Monday to Friday: {a}, {b} or {c} as the first day. Pick the cheapest in leave days.|Which of the weeks starting {a}, {b} and {c} costs me least of my annual leave? Request that one, Monday to Friday.]",
        "[Mind that our team must not fall below its quorum and that the notice is kept.|Quorum and notice have to be fine, naturally.|It must work with the notice period and with who has to be there.]",
        *(words[rule] for rule in rules),
        "[If two cost the same, the earlier. If none works, don't ask for any and say so.|Same cost: earlier week. None possible: tell me and leave it.|The earlier one in a draw; and if nothing fits, just say that.]",
        because="[Those public holidays should be good for something.|I'm saving days for the winter.|My partner is flexible for once.|The ferry is cheap in all three.]",
        a=mondays[0], b=mondays[1], c=mondays[2], friend=friend.name, banned=banned,
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        (me, handbook) = hands.calls(
            ("search_people", {"where": {"myself": True}}),
            ("read_document", {"kind": "handbook", "chapter": "leave"}),
            why="[get my bearings: your site and the rules of leave|look up your site and the notice|read the leave rules and your record]",
        )
        own = me["people"][0]
        notice = int(next(w for w in handbook.split() if w.isdigit()))
        found = hands.call(
            "team_days", "[see holidays and absences of the team|read the days of the team|look at who is there when]",
            period={"from": min(mondays).isoformat(), "to": (max(mondays) + timedelta(days=4)).isoformat()},
        )  # fmt: skip
        rows: list[Row] = []
        for monday in mondays:
            inside = [
                d for d in found["days"] if monday.isoformat() <= d["date"] <= (monday + timedelta(days=4)).isoformat()
            ]
            work = [d for d in inside if all(h["site"] != own["site"] for h in d["holidays"])]
            rows.append({"monday": monday, "cost": len(work), "days": inside, "work": work})
        rows = hands.keep(rows, "notice", lambda r: (r["monday"] - draw.now.date()).days >= notice)
        rows = hands.keep(rows, "quorum", lambda r: all(d["present"] - 1 >= found["quorum"] for d in r["work"]))
        if "colleague" in rules:
            rows = hands.keep(
                rows, "colleague", lambda r: all(p["name"] != friend.name for d in r["days"] for p in d["on_leave"])
            )
        if "exclusion" in rules:
            rows = hands.keep(rows, "exclusion", lambda r: r["monday"] != banned)
        if not rows:
            hands.say(
                "[None of the three weeks works|There is no week among them that fits|Not one of these weeks is possible][, so I asked for nothing.|; I filed no request.|. I did not request any.]"
            )
            return
        choice = hands.best(rows, lambda r: (r["cost"], r["monday"]))
        done = ask_leave(hands, choice["monday"], choice["monday"] + timedelta(days=4), "[ask for that week|file the request|put the week in]")  # fmt: skip
        hands.say(
            fact("week", choice["monday"], "[I asked for the week from {value}: {cost} ({id}).|The week of {value} is cheapest with {cost}; request {id} is filed.|{id} is in for the week that begins on {value}. It takes {cost}.]", cost=days(done["cost"]["value"]), id=done["request_id"])
        )  # fmt: skip

    wants: tuple[Want, ...] = (
        (
            Gains("leaves", {"person": state.me, "type": "annual", "first": right, "last": right + timedelta(days=4)}),
            Tells("the first day", right), Tells("the cost", fitting[right]), only("leaves"),
        )
        if right
        else (only(), Says("that none fits", r"none|no week|not one|nothing|no request"))
    )  # fmt: skip
    plan = ("search_people", "read_document", "team_days", *(("request_leave",) if right else ()))
    return Goal((turn,), [[m.isoformat() for m in sorted(mondays)], sorted(rules), friend.id if "colleague" in rules else "", banned.isoformat() if "exclusion" in rules else ""], ("notice", "quorum", "cost", *rules), plan, solve, wants)  # fmt: skip


@goal("single_hard")
def leave_of_my_people(draw: Draw) -> Goal | None:
    """Decide on the team's pending leave, oldest request first: what the quorum and the notice allow is approved."""
    state = portal(draw)
    mine = {p.id for p in state.reports()}
    pending = sorted(
        (x for x in state.leaves.values() if x.person in mine and x.state == "pending"), key=lambda x: (x.filed, x.id)
    )
    rules = draw.some(("type", "person", "date"), draw.rng.choice((0, 1, 1, 2)))
    spared = draw.one(state.reports())
    if len(pending) < 2 or spared is None:
        return None
    until = sorted(x.first for x in pending)[-1]
    tests: dict[str, Any] = {
        "type": lambda kind, who, first: kind == "annual",
        "person": lambda kind, who, first: who != spared.id,
        "date": lambda kind, who, first: first < until,
    }
    chosen = [x for x in pending if all(tests[r](x.type, x.person, x.first) for r in rules)]
    if not chosen:
        return None
    trial = copied(draw.desk)
    decide = draw.world.tool("decide_requests")
    assert decide is not None
    result: dict[str, str] = {}
    for leave in chosen:
        late = leave.type == "annual" and (leave.first - leave.filed.date()).days < state.notice
        try:
            verdict = "decline" if late else "approve"
            decide.handler(trial, decisions=[{"request_id": leave.id, "verdict": verdict}])
            result[leave.id] = "declined" if late else "approved"
        except Problem:
            result[leave.id] = "declined"
    approved = [i for i, s in result.items() if s == "approved"]
    words: dict[str, Form] = {
        "type": "[Annual leave only; the other sorts I do myself.|Just the annual leave, please.|Don't touch carer's, study or unpaid leave.]",
        "person": "[Leave {spared} out, we have to talk first.|Not {spared}'s; that stays open.|Keep {spared}'s request pending, though.]",
        "date": "[Only what begins before {until}.|Anything that starts on {until} or later can wait.|Skip requests from {until} onwards.]",
    }
    turn = draw.ask(
        "[Please go through the pending leave requests of my people, oldest request first, and decide on each.|Can you clear my queue of leave requests from the team? Take them in the order in which they were filed.|My team's leave requests have piled up. Decide on them one by one, the one filed first goes first.|Work off the pending leave of my reports in order of filing.]",
        "[Approve what our quorum allows. Annual leave that was filed later than the notice rules say is declined, and so is what breaks the quorum.|Decline annual leave filed with too little notice (see the handbook), and whatever would leave us below the quorum. The rest is approved.|Too short notice on annual leave: no. Below the quorum: no. Everything else: yes.]",
        *(words[rule] for rule in rules),
        "[Which ones were approved?|Give me the ids with the verdicts.|List what was approved and what wasn't.]",
        because="[I should have done this on Monday.|They keep asking me in the corridor.|I'm in a workshop all day.|Somebody wants to buy tickets tonight.]",
        spared=spared.name, until=until,
    )  # fmt: skip

    def meets(rule: str) -> Callable[[Row], bool]:
        test = tests[rule]
        return lambda r: bool(test(r["leave_type"], r["by"]["employee_id"], date.fromisoformat(r["first"])))

    def solve(hands: Hands) -> None:
        rows = all_requests(
            hands,
            "leave",
            "my_reports",
            ["pending"],
            "[get the pending leave of your people|list what is waiting for you|load the queue]",
        )
        rows.sort(key=lambda r: (r["filed_at"], r["id"]))
        for rule in rules:
            rows = hands.keep(rows, rule, meets(rule))
        book = hands.call("read_document", "[look up the notice|read the leave rules|check how much notice is needed]", kind="handbook", chapter="leave")  # fmt: skip
        notice = int(next(w for w in book.split() if w.isdigit()))
        timely = hands.keep(rows, "notice", lambda r: r["leave_type"] != "annual" or (date.fromisoformat(r["first"]) - date.fromisoformat(r["filed_at"][:10])).days >= notice)  # fmt: skip
        verdicts = []
        for row in rows:
            state_now = decided(hands, row["id"], "approve" if row in timely else "decline")
            verdicts.append(
                fact(
                    row["id"],
                    state_now,
                    "[{who}'s {Label} is {value}.|{Label} ({who}): {value}.|I {value2} {Label} of {who}.]",
                    who=row["by"]["name"],
                    value2=state_now,
                )
            )
        hands.say(*verdicts)

    wants: list[Want] = [Becomes(f"leaves.{i}.state", s) for i, s in result.items()]
    wants += [Tells(f"the verdict on {i}", i) for i in approved]
    wants.append(only(*(f"leaves.{i}.state" for i in result)))
    return Goal(
        (turn,), [sorted(result.items()), sorted(rules)], ("notice", "quorum", *rules), ("list_requests", "read_document", "decide_requests"),
        solve, tuple(wants),
    )  # fmt: skip


@goal("single_hard")
def remote_days_of_a_month(draw: Draw) -> Goal | None:
    """All days of certain weekdays in the coming four weeks become remote days, as far as rules and quota go."""
    state, today = portal(draw), draw.now.date()
    begin = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    end = (begin + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    anchor = state.team_of(state.me).anchor
    picked = sorted(draw.rng.sample(range(5), draw.rng.choice((2, 2, 3))))
    mate = draw.one(state.reports())
    assert mate is not None
    rules = draw.some(("colleague", "date"), draw.rng.choice((0, 1, 1, 2)))
    start = begin + timedelta(days=draw.rng.randrange(4, 12))

    def possible(day: date) -> bool:
        free = state.works(state.me, day) and not state.away(state.me, day) and day.weekday() != anchor
        clash = "colleague" in rules and state.remote.get(f"{mate.id}/{day.isoformat()}", False)
        return free and not clash and not ("date" in rules and day < start)

    have = [d for d in span(begin, end) if state.remote.get(f"{state.me}/{d.isoformat()}")]
    wanted = [d for d in span(begin, end) if d.weekday() in picked and possible(d) and d not in have]
    right = wanted[: max(0, state.remote_quota - len(have))]
    if not right:
        return None
    words: dict[str, Form] = {
        "colleague": "[Not on days when {mate} works remotely, one of us has to be in.|If {mate} is remote on a day, I am not.|Skip days on which {mate} is remote already.]",
        "date": "[But only from {start} on.|Nothing before {start}, the builders are in until then.|Begin on {start}, not earlier.]",
    }
    turn = draw.ask(
        "[Please plan my remote days for {month}: every {weekdays}.|For {month} I'd like to work from home each {weekdays}. Enter that, please.|Put me down as remote on all {weekdays} in {month}.|In {month}, make every {weekdays} a remote day of mine.]",
        "[Leave out what isn't possible, that is holidays, my leave and our on-site day.|Skip the on-site day of the team, holidays and days when I'm off anyway.|Days on which I'm off, holidays and the team's on-site day are to be left out.]",
        *(words[rule] for rule in rules),
        "[Keep to the quota of the handbook, with what I have planned already; the earlier days go first.|If that's more than the monthly quota, take the earliest ones; days that I have planned count too.|The quota counts together with what is already in; fill it from the start of the month.]",
        because="[The commute is a nightmare with the bridge closed.|The dog had surgery.|Our office gets a new floor.|I concentrate better at home.]",
        month=f"{begin:%B}", weekdays=" and ".join(WEEKDAYS[n] for n in picked), mate=mate.name, start=start,
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        me, book, found = hands.calls(
            ("search_people", {"where": {"myself": True}}),
            ("read_document", {"kind": "handbook", "chapter": "remote_work"}),
            ("team_days", {"period": {"from": begin.isoformat(), "to": end.isoformat()}}),
            why="[look up the quota, your record and the team's month|read the rules and the month|see what the month looks like and what is allowed]",
        )
        own, quota = me["people"][0], int(next(w for w in book.split() if w.isdigit()))

        def mine(row: Row, layer: str, name: str) -> bool:
            return any(p["name"] == name for p in row[layer])

        rows = found["days"]
        there = [r for r in rows if mine(r, "remote", own["name"])]
        rows = [r for r in rows if r["weekday"] in {WEEKDAYS[n] for n in picked} and r not in there]
        rows = hands.keep(rows, "on_site_day", lambda r: r["weekday"] != found["on_site_day"])
        rows = hands.keep(
            rows,
            "absence",
            lambda r: not mine(r, "on_leave", own["name"]) and all(h["site"] != own["site"] for h in r["holidays"]),
        )
        if "colleague" in rules:
            rows = hands.keep(rows, "colleague", lambda r: not mine(r, "remote", mate.name))
        if "date" in rules:
            rows = hands.keep(rows, "date", lambda r: r["date"] >= start.isoformat())
        room = max(0, quota - len(there))
        chosen = [r["date"] for r in rows][:room] if hands.bother("the quota") else [r["date"] for r in rows]

        def landed() -> Row | None:
            again = hands.call("team_days", "[see whether the days are in|check if they were entered]", period={"from": begin.isoformat(), "to": end.isoformat()})  # fmt: skip
            return (
                {"remote_days": chosen}
                if all(mine(r, "remote", own["name"]) for r in again["days"] if r["date"] in chosen)
                else None
            )

        hands.call("plan_remote_days", "[enter the days|plan these days|put the days in]", landed=landed, add=chosen)
        hands.say(
            fact("days planned", len(chosen), "[{value} remote days are in: {list}.|I entered {value} new remote days: {list}.|New remote days, {value} in all: {list}.]" if len(chosen) > 1 else "[One remote day is in: {list}.|I entered a single remote day, {list}.]", list=", ".join(chosen))
        )  # fmt: skip

    return Goal(
        (turn,), [begin.isoformat(), picked, sorted(rules), mate.id if "colleague" in rules else "", start.isoformat() if "date" in rules else ""],
        ("on_site_day", "absence", "quota", *rules), ("search_people", "read_document", "team_days", "plan_remote_days"), solve,
        (*(Becomes(f"remote.{state.me}/{d.isoformat()}", True) for d in right), Tells("the last new day", right[-1]), only(*(f"remote.{state.me}/{d.isoformat()}" for d in right))),
    )  # fmt: skip
