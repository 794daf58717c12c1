"""What platform operations keep: services, releases, flags, alerts, incidents, the rota, freezes, maintenance, silences."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

ENVIRONMENTS = ("staging", "production")
ROLES = ("primary", "secondary")
SEVERITIES = ("sev1", "sev2", "sev3", "sev4")


@dataclass(slots=True)
class Person:
    handle: str
    name: str
    team: str
    approver: bool  # may approve production releases while on call


@dataclass(slots=True)
class Service:
    """``tile_*``: what the dashboard shows, a snapshot that lags."""

    name: str
    tier: int
    team: str
    language: str
    regions: list[str]
    summary: str
    depends: list[str] = field(default_factory=list)
    queue_limit: int = 0
    error_limit: float = 0.0
    tile_version: str = ""
    tile_at: datetime | None = None


@dataclass(slots=True)
class Release:
    """``outcome``: rolling_out, then succeeded; or failed (the version before it stayed in place)."""

    id: str
    service: str
    environment: str
    kind: str  # deploy, rollback
    version: str
    author: str
    started: datetime
    finished: datetime | None
    outcome: str
    summary: str
    approver: str | None = None
    incident: str | None = None


@dataclass(slots=True)
class Flag:
    """``brittle``: from this share of production traffic on, the new path fails; nobody knows."""

    key: str
    service: str
    owner: str
    rollout: dict[str, int]
    before: dict[str, int]
    changed: dict[str, datetime]
    changed_by: str
    brittle: int | None = None


@dataclass(slots=True)
class Alert:
    """``trouble``: what it goes back to; ``metric`` is compared with ``threshold``."""

    id: str
    service: str
    rule: str
    severity: str  # page, ticket, info
    region: str
    environment: str
    metric: str
    threshold: float
    started: datetime
    resolved: datetime | None = None
    trouble: str | None = None


@dataclass(slots=True)
class Entry:
    id: str
    at: datetime
    author: str
    text: str
    redacted: bool = False


@dataclass(slots=True)
class Incident:
    id: str
    title: str
    severity: str
    state: str  # open, mitigated, resolved
    services: list[str]
    commander: str
    opened: datetime
    summary: str
    timeline: dict[str, Entry] = field(default_factory=dict)


@dataclass(slots=True)
class Shift:
    """Time on call; ``covers``: whose shift an override takes, None for the schedule itself."""

    id: str
    team: str
    role: str
    person: str
    start: datetime
    end: datetime
    covers: str | None = None
    reason: str = ""


@dataclass(slots=True)
class Freeze:
    id: str
    name: str
    tiers: list[int]
    start: datetime
    end: datetime


@dataclass(slots=True)
class Maintenance:
    id: str
    service: str
    region: str
    start: datetime
    end: datetime
    work: str


@dataclass(slots=True)
class Silence:
    id: str
    selector: dict[str, str]
    start: datetime
    end: datetime
    author: str
    comment: str
    incident: str | None = None


@dataclass(slots=True)
class Trouble:
    """Something that goes wrong, and why: not to be asked for, only to be seen in logs, metrics and alerts.

    ``cause``: release (``ref``: version), flag (``ref``: key) or upstream (``ref``: service).
    """

    id: str
    service: str
    cause: str
    ref: str
    code: str
    message: str
    errors: float  # percent of requests
    slower: float  # factor on latency
    onset: datetime
    ended: datetime | None = None


@dataclass(slots=True)
class Ops:
    me: str  # handle of the user
    people: dict[str, Person] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    releases: dict[str, Release] = field(default_factory=dict)
    flags: dict[str, Flag] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    overrides: dict[str, Shift] = field(default_factory=dict)
    freezes: dict[str, Freeze] = field(default_factory=dict)
    maintenance: dict[str, Maintenance] = field(default_factory=dict)
    silences: dict[str, Silence] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)
