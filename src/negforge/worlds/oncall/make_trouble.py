"""What is wrong when an on-call world begins: troubles with their alerts and incidents, and what only looks like trouble."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from negforge.worlds.oncall import vocabulary as words
from negforge.worlds.oncall.rules import ident, last_good, releases_of
from negforge.worlds.oncall.signals import base
from negforge.worlds.oncall.state import Alert, Entry, Incident, Ops, Release, Trouble

_GUESSES = (
    "Looks like the latest deploy to me, not checked yet.",
    "Might be the network again.",
    "Support reports a handful of calls.",
    "Paged, looking into it.",
    "Dashboard tile is green, odd.",
    "Not reproducible on staging so far.",
    "Asked the owners of the upstream, no answer yet.",
    "Customers in one region only, as far as I can see.",
)


def add_troubles(ops: Ops, now: datetime, rng: Random) -> None:
    """Six services in trouble, each with another cause; some quiet incidents; alerts that mean little."""
    ready = [s for s in ops.services.values() if _clean(ops, s.name)]
    first = [s.name for s in ready if s.tier == 1]
    rest = [s.name for s in ready if s.tier in (2, 3)]
    flagged = [f.service for f in ops.flags.values()]
    chosen: list[str] = []

    def take(pool: list[str]) -> str | None:
        free = [name for name in pool if name not in chosen]
        if not free:
            return None
        chosen.append(rng.choice(free))
        return chosen[-1]

    by_flag = take(sorted({n for n in flagged if n in [s.name for s in ready]}))
    newest, older = take(first or rest), take(first if rng.random() < 0.5 else rest)
    minor, second_flag = take(rest), take(sorted({n for n in flagged if n in [s.name for s in ready]}))
    if newest:
        _by_release(ops, newest, now, later=False, rng=rng)
    if older:
        _by_release(ops, older, now, later=True, rng=rng)
    if minor:
        _by_release(ops, minor, now, later=rng.random() < 0.5, rng=rng)
    for service in (by_flag, second_flag):
        if service:
            _by_flag(ops, service, now, rng)
    upstream = older or newest
    leaf = take([s.name for s in ready])
    if upstream and leaf:
        _by_upstream(ops, leaf, upstream, rng)
    quiet = [name for name in ops.services if name not in chosen]
    _add_quiet(ops, quiet, now, rng)
    _add_noise(ops, quiet, now, rng)
    _add_remarks(ops, now, rng)


def _add_remarks(ops: Ops, now: datetime, rng: Random) -> None:
    """Entries of another sort: one that names a mistake of the user's, one that holds what should not stand there."""
    me = ops.people[ops.me]
    for number, incident in enumerate(rng.sample(list(ops.incidents.values()), 2)):
        author = rng.choice([p.handle for p in ops.people.values() if p.handle != ops.me])
        if number == 0:
            text = f"{me.name} {rng.choice(words.MISTAKES)}."
        else:
            text = rng.choice(words.SPILLED).format(number=rng.randrange(1000, 9999), name=ops.people[author].name)
        at = min(incident.opened + timedelta(minutes=rng.randrange(3, 40)), now - timedelta(minutes=1))
        entry_id = ident("TE", incident.id, at, text)
        incident.timeline[entry_id] = Entry(entry_id, at, author, text)


def _clean(ops: Ops, service: str) -> bool:
    """Whether there are two production releases that succeeded, so that there is something to go back to."""
    rows = releases_of(ops, service, "production")
    return len([r for r in rows if r.outcome == "succeeded"]) >= 2


def _ship(ops: Ops, service: str, at: datetime, summary: str, rng: Random) -> Release:
    """One more release of today: the version after the highest, by way of staging; what waited there is in it."""
    live = {r.version for r in releases_of(ops, service, "production")}
    for waiting in [r for r in releases_of(ops, service, "staging") if r.version not in live]:
        del ops.releases[waiting.id]
    highest = max(_numbers(r.version) for r in ops.releases.values() if r.service == service)
    version = f"{highest[0]}.{highest[1]}.{highest[2] + 1}"
    people = [p.handle for p in ops.people.values() if p.team == ops.services[service].team]
    author = rng.choice(people)
    for environment, start in (("staging", at - timedelta(hours=rng.randrange(5, 30))), ("production", at)):
        release_id = ident("RL", service, environment, version, start)
        took = timedelta(minutes=rng.randrange(6, 14))
        made = Release(
            release_id, service, environment, "deploy", version, author, start, start + took, "succeeded", summary
        )
        ops.releases[release_id] = made
    return made


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _by_release(ops: Ops, service: str, now: datetime, *, later: bool, rng: Random) -> None:
    """A release that breaks something. ``later``: another, harmless one came after the trouble had begun."""
    change, code, message = rng.choice(words.CHANGES)
    bad = _ship(
        ops, service, now - timedelta(minutes=rng.randrange(100, 200) if later else rng.randrange(40, 120)), change, rng
    )
    assert bad.finished is not None
    trouble = _trouble(
        ops, service, "release", bad.version, code, message, bad.finished + timedelta(minutes=rng.randrange(2, 6)), rng
    )
    if later:
        _ship(ops, service, now - timedelta(minutes=rng.randrange(25, 60)), rng.choice(words.HARMLESS), rng)
    _announce(ops, trouble, now, rng)


def _by_flag(ops: Ops, service: str, now: datetime, rng: Random) -> None:
    """A flag that was raised today and whose new path fails; a release near that time has nothing to do with it."""
    flag = rng.choice([f for f in ops.flags.values() if f.service == service])
    raised = now - timedelta(minutes=rng.randrange(50, 160))
    before = rng.choice((5, 10, 15, 20, 25, 30, 35, 40))
    flag.before["production"], flag.rollout["production"] = before, before + rng.choice((10, 15, 20, 25))
    flag.changed["production"], flag.brittle = raised, before + 1
    _ship(ops, service, raised + timedelta(minutes=rng.choice((-50, -30, 12, 20))), rng.choice(words.HARMLESS), rng)
    code, message = rng.choice(words.FLAG_FAILS)
    trouble = _trouble(
        ops, service, "flag", flag.key, code, message, raised + timedelta(minutes=rng.randrange(1, 4)), rng
    )
    _announce(ops, trouble, now, rng)


def _by_upstream(ops: Ops, service: str, upstream: str, rng: Random) -> None:
    """A service that fails only because one that it depends on fails. It shares that one's incident, or has none."""
    source = next(t for t in ops.troubles.values() if t.service == upstream)
    depends = ops.services[service].depends
    ops.services[service].depends = sorted({*depends, upstream})
    trouble = _trouble(
        ops, service, "upstream", upstream, "UPSTREAM_503", f"upstream {upstream} answered 503",
        source.onset + timedelta(minutes=rng.randrange(1, 5)), rng,
    )  # fmt: skip
    _alerts(ops, trouble, rng)
    if last_good(ops, source) is not None and rng.random() < 0.5:
        for incident in ops.incidents.values():
            if upstream in incident.services and incident.state == "open":
                incident.services.append(service)


def _trouble(
    ops: Ops, service: str, cause: str, ref: str, code: str, message: str, onset: datetime, rng: Random
) -> Trouble:
    trouble_id = ident("TR", service, cause, ref)
    grave = rng.random() < (0.55 if ops.services[service].tier == 1 else 0.25)
    errors = round(rng.uniform(26, 44) if grave else rng.uniform(5, 13), 1)
    ops.troubles[trouble_id] = Trouble(
        trouble_id, service, cause, ref, code, message, errors, round(rng.uniform(1.3, 4.2), 2), onset
    )
    return ops.troubles[trouble_id]


def _alerts(ops: Ops, trouble: Trouble, rng: Random) -> None:
    service = ops.services[trouble.service]
    rules = [("ErrorsHigh", "page", "error_rate", service.error_limit)]
    if rng.random() < 0.6:
        limit = float(round(base(service.name, "latency_p95") * 1.12))
        rules.append(("SlowResponses", rng.choice(("ticket", "page")), "latency_p95", limit))
    for place, (rule, severity, metric, limit) in enumerate(rules):
        region = service.regions[0]
        alert_id = ident("AL", service.name, rule, trouble.id)
        ops.alerts[alert_id] = Alert(
            alert_id, service.name, rule, severity, region, "production", metric, limit,
            trouble.onset + timedelta(minutes=6 + 3 * place), None, trouble.id,
        )  # fmt: skip


def _announce(ops: Ops, trouble: Trouble, now: datetime, rng: Random) -> None:
    """Alerts and an open incident, with notes that are not all right."""
    _alerts(ops, trouble, rng)
    service = ops.services[trouble.service]
    severity = (
        rng.choice(("sev1", "sev2", "sev2", "sev3")) if service.tier == 1 else rng.choice(("sev2", "sev3", "sev3"))
    )
    title = f"{trouble.service} {rng.choice(('failing requests', 'elevated errors', 'errors and slow answers', 'requests rejected'))}"
    opened = trouble.onset + timedelta(minutes=rng.randrange(9, 16))
    add_incident(ops, title, severity, "open", [trouble.service], opened, now, rng)
    if rng.random() < 0.6:  # a second report of the same, closed as such
        again = (
            f"{trouble.service} {rng.choice(('reported by support', 'reported by a partner', 'seen by a customer'))}"
        )
        later = min(opened + timedelta(minutes=rng.randrange(8, 20)), now - timedelta(minutes=3))
        add_incident(ops, again, "sev4", "resolved", [trouble.service], later, now, rng)


def add_incident(
    ops: Ops, title: str, severity: str, state: str, services: list[str], opened: datetime, now: datetime, rng: Random
) -> Incident:
    people = [p.handle for p in ops.people.values() if p.team == ops.services[services[0]].team]
    incident_id = ident("INC", title, opened)
    commander = rng.choice(people)
    summary = f"{title[:1].upper()}{title[1:]}; first seen by {rng.choice(('the pager', 'support', 'a partner', 'the synthetic check'))}."
    incident = Incident(incident_id, title, severity, state, services, commander, opened, summary)
    at = opened + timedelta(minutes=2)
    for text in rng.sample(_GUESSES, rng.randrange(2, 4)):
        entry_id = ident("TE", incident_id, at, text)
        incident.timeline[entry_id] = Entry(entry_id, at, rng.choice(people), text)
        at = min(at + timedelta(minutes=rng.randrange(5, 15)), now - timedelta(minutes=1))
    ops.incidents[incident_id] = incident
    return incident


def _add_quiet(ops: Ops, quiet: list[str], now: datetime, rng: Random) -> None:
    """Incidents that are over or nearly so: one still has an alert that fires, the others have none."""
    for number, service in enumerate(rng.sample(quiet, min(4, len(quiet)))):
        state = ("mitigated", "mitigated", "resolved", "open")[number]
        opened = now - timedelta(hours=rng.randrange(5, 30))
        title = f"{service} {rng.choice(('slow answers', 'backlog', 'timeouts', 'stuck jobs'))}"
        incident = add_incident(ops, title, rng.choice(("sev2", "sev3", "sev3")), state, [service], opened, now, rng)
        ended = opened + timedelta(minutes=rng.randrange(40, 170))
        alert_id = ident("AL", service, "SlowResponses", incident.id)
        limit = base(service, "latency_p95")
        fires = number == 0
        ops.alerts[alert_id] = Alert(
            alert_id, service, "SlowResponses", "page", ops.services[service].regions[0], "production", "latency_p95",
            float(round(limit * (0.82 if fires else 1.4))), opened - timedelta(minutes=8), None if fires else ended,
        )  # fmt: skip


def _add_noise(ops: Ops, quiet: list[str], now: datetime, rng: Random) -> None:
    """Tickets and a few pages that belong to no incident, one of them on staging."""
    for number in range(7):
        service = ops.services[rng.choice(quiet)]
        rule, metric, _ = rng.choice(words.ALERT_RULES)
        alert_id = ident("AL", service.name, rule, number)
        started = now - timedelta(minutes=rng.randrange(20, 900))
        severity = ("ticket", "page", "page", "info", "ticket", "page", "ticket")[number]
        limit = base(service.name, metric) * 0.84
        ops.alerts[alert_id] = Alert(
            alert_id, service.name, rule, severity, rng.choice(service.regions),
            "staging" if number in (2, 4) else "production", metric, float(round(limit, 0)), started,
            now - timedelta(minutes=rng.randrange(5, 18)) if number == 4 else None,
        )  # fmt: skip
