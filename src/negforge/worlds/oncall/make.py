"""An on-call world as it begins: teams with a rota, services with releases and flags, and what is wrong right now."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from negforge.worlds.oncall import vocabulary as words
from negforge.worlds.oncall.make_trouble import add_troubles
from negforge.worlds.oncall.rules import holder, ident
from negforge.worlds.oncall.signals import base
from negforge.worlds.oncall.state import Flag, Freeze, Maintenance, Ops, Person, Release, Service, Shift, Silence


def make(rng: Random) -> tuple[Ops, datetime]:
    """Operations and the clock as they begin: a weekday of 2026, in working hours."""
    day = date(2026, 1, 12) + timedelta(days=rng.randrange(335))
    while day.weekday() > 4:
        day += timedelta(days=1)
    now = datetime(day.year, day.month, day.day, rng.randrange(10, 16), rng.randrange(60))
    teams = rng.sample(words.TEAMS, 5)
    ops = Ops("")
    _add_people(ops, teams, rng)
    ops.me = rng.choice([p.handle for p in ops.people.values() if p.team == teams[0]])
    _add_services(ops, teams, rng)
    _add_rota(ops, teams, now, rng)
    for service in ops.services.values():
        _add_releases(ops, service, now, rng)
    _add_flags(ops, now, rng)
    _add_plans(ops, now, rng)
    add_troubles(ops, now, rng)
    return ops, now


def _add_people(ops: Ops, teams: list[str], rng: Random) -> None:
    families = rng.sample(words.FAMILY, 22)
    given = rng.sample(words.GIVEN, 28)
    for number in range(27):
        family = families[number % len(families)]
        name = f"{given[number]} {family}"
        handle = f"{given[number][0].lower()}{family.lower()}"
        if handle in ops.people:
            handle = f"{given[number][:3].lower()}{family.lower()}"
        ops.people[handle] = Person(handle, name, teams[number % 5], rng.random() < 0.55)


def _add_services(ops: Ops, teams: list[str], rng: Random) -> None:
    names: list[str] = []
    for number, stem in enumerate(rng.sample(words.STEMS, 10)):
        names += [f"{stem}-{suffix}" for suffix in rng.sample(words.SUFFIXES, 2 if number < 4 else 1)]
    tiers = [1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, rng.choice((2, 3))]
    rng.shuffle(tiers)
    for number, name in enumerate(names):
        what = name.replace("-", " ")
        queue = base(name, "queue_depth") * rng.choice((0.72, 0.8, 1.25, 1.5))
        ops.services[name] = Service(
            name,
            tiers[number],
            teams[number * 3 % 5],
            rng.choice(words.LANGUAGES),
            rng.sample(words.REGIONS, rng.randrange(1, 4)),
            f"{what.capitalize()} for parcels and pallets.",
            [],
            int(round(queue, -1)),
            rng.choice((1.5, 2.0, 2.5, 3.0, 4.0)),
        )
    for name in names:
        others = [n for n in names if n != name]
        ops.services[name].depends = sorted(rng.sample(others, rng.randrange(1, 4)))


def _add_rota(ops: Ops, teams: list[str], now: datetime, rng: Random) -> None:
    for team in teams:
        people = [p.handle for p in ops.people.values() if p.team == team]
        rng.shuffle(people)
        turn = datetime(now.year, now.month, now.day, rng.choice((9, 10)))
        turn -= timedelta(days=(turn.weekday() - rng.choice((0, 0, 1, 2))) % 7 + 7)
        for week in range(4):
            start, end = turn + timedelta(days=7 * week), turn + timedelta(days=7 * week + 7)
            for place, role in enumerate(("primary", "secondary")):
                person = people[(week + 2 * place) % len(people)]
                shift_id = ident("SH", team, role, start)
                ops.shifts[shift_id] = Shift(shift_id, team, role, person, start, end)
    for number, team in enumerate([teams[1], teams[2], teams[0], teams[3], teams[1], teams[4]]):
        _add_override(ops, team, now, number, rng)


def _add_override(ops: Ops, team: str, now: datetime, number: int, rng: Random) -> None:
    """An override by somebody of the team: the first two are in force now, the others in the days to come."""
    role = rng.choice(("primary", "primary", "secondary"))
    start = datetime(now.year, now.month, now.day, rng.randrange(6, 10))
    start += timedelta(days=0 if number < 2 else number - 1, hours=0 if number < 2 else rng.randrange(2, 9))
    end = start + timedelta(hours=rng.choice((10, 12, 12, 14)))
    covered = holder(ops, team, role, start)
    after = holder(ops, team, role, end)
    busy = {s.person for s in ops.shifts.values() if s.start < end and start < s.end}
    free = [p.handle for p in ops.people.values() if p.team == team and p.handle not in busy]
    if covered is None or after is not covered or not free:
        return
    override_id = ident("OV", team, role, start)
    ops.overrides[override_id] = Shift(
        override_id, team, role, rng.choice(free), start, end, covered.person,
        rng.choice(("dentist", "swap", "travel", "school concert", "training day", "moving house")),
    )  # fmt: skip


def _add_releases(ops: Ops, service: Service, now: datetime, rng: Random) -> None:
    """Past releases; the newest production one is sometimes a failed one, staging is one to three versions ahead."""
    major, minor, patch = rng.randrange(1, 9), rng.randrange(2, 30), rng.randrange(0, 6)
    people = [p.handle for p in ops.people.values() if p.team == service.team]
    hours = sorted((rng.randrange(64, 330) for _ in range(3)), reverse=True)
    ahead = sorted(rng.sample(range(3, 58), rng.randrange(1, 4)), reverse=True)
    fails_last = rng.random() < 0.35
    for number, back in enumerate([*hours, *ahead]):
        minor, patch = (minor, patch + 1) if rng.random() < 0.6 else (minor + 1, 0)
        version = f"{major}.{minor}.{patch}"
        summary = rng.choice(words.HARMLESS) if rng.random() < 0.5 else rng.choice(words.CHANGES)[0]
        who, at = rng.choice(people), now - timedelta(hours=back, minutes=rng.randrange(60))
        if number < len(hours):
            failed = fails_last and number == len(hours) - 1
            outcome = "failed" if failed else "succeeded"
            add_release(ops, service.name, "production", version, at, outcome, who, summary, rng)
            at -= timedelta(hours=rng.randrange(2, 8))
        if number >= len(hours) - 1:
            outcome = "failed" if number >= len(hours) and rng.random() < 0.25 else "succeeded"
            add_release(ops, service.name, "staging", version, at, outcome, who, summary, rng)
    good = [
        r.version
        for r in ops.releases.values()
        if r.service == service.name and r.environment == "production" and r.outcome == "succeeded"
    ]
    service.tile_version = good[-2 if rng.random() < 0.6 and len(good) > 1 else -1]
    service.tile_at = now - timedelta(minutes=rng.randrange(20, 600))


def add_release(
    ops: Ops, service: str, environment: str, version: str, at: datetime, outcome: str, author: str, summary: str,
    rng: Random,
) -> Release:  # fmt: skip
    release_id = ident("RL", service, environment, version, at)
    took = timedelta(minutes=rng.randrange(6, 14))
    made = Release(release_id, service, environment, "deploy", version, author, at, at + took, outcome, summary)
    ops.releases[release_id] = made
    return made


def _add_flags(ops: Ops, now: datetime, rng: Random) -> None:
    pool = rng.sample(words.FLAG_WORDS, 12)
    for number, name in enumerate(list(ops.services)[:9]):
        people = [p.handle for p in ops.people.values() if p.team == ops.services[name].team]
        keys = [pool[(number + step * 4) % 12] for step in range(2 + number % 2)]
        if rng.random() < 0.4:
            keys.append(f"{keys[0]}-v2")
        for word in keys:
            key = f"{name.split('-')[0]}.{word}" if number % 2 else f"{name}.{word}"
            if key in ops.flags:
                continue
            level = rng.randrange(0, 17) * 5
            ops.flags[key] = Flag(
                key, name, rng.choice(people),
                {"staging": rng.choice((50, 100, 100)), "production": level},
                {"staging": 0, "production": max(0, level - rng.choice((5, 10, 15)))},
                {"staging": now - timedelta(days=rng.randrange(4, 20)), "production": now - timedelta(hours=rng.randrange(5, 90), minutes=rng.randrange(60))},
                rng.choice(people),
                level + rng.randrange(16, 60) if rng.random() < 0.5 else None,
            )  # fmt: skip


def _add_plans(ops: Ops, now: datetime, rng: Random) -> None:
    """Freezes, maintenance windows and silences: some in force, most to come."""
    names = list(ops.services)
    for number, name in enumerate(rng.sample(words.FREEZES, 3)):
        tiers = rng.choice(([1], [1, 2], [1, 2, 3], [2, 3], [1, 2]))
        if number == 0 and rng.random() < 0.5:
            start = now - timedelta(hours=rng.randrange(3, 40))
        else:
            start = now + timedelta(days=2 + number * 5, hours=rng.randrange(1, 30))
        start = start.replace(minute=0)
        freeze_id = ident("FZ", name, start)
        ops.freezes[freeze_id] = Freeze(freeze_id, name, tiers, start, start + timedelta(hours=rng.randrange(44, 90)))
    for number in range(11):
        service = ops.services[names[number % 7] if number < 8 else rng.choice(names)]
        start = now.replace(minute=rng.choice((0, 15, 30))) + timedelta(hours=4 + number * 7 + rng.randrange(0, 6))
        end = start + timedelta(minutes=rng.choice((60, 90, 120, 150, 180, 210, 270, 300, 330, 390)))
        work = rng.choice(words.MAINTENANCE)
        window_id = ident("MW", service.name, start)
        ops.maintenance[window_id] = Maintenance(window_id, service.name, rng.choice(service.regions), start, end, work)
    for number in range(2):
        service = ops.services[names[9 + number]]
        start = now.replace(minute=0) - timedelta(hours=number)
        author = rng.choice([p.handle for p in ops.people.values() if p.team == service.team])
        silence_id = ident("SL", service.name, start)
        selector = {"service": service.name, "severity": "ticket"}
        ops.silences[silence_id] = Silence(
            silence_id, selector, start, start + timedelta(hours=3), author, "noisy while the disk is being replaced"
        )
