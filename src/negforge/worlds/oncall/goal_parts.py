"""What this world's goals share: wants about timelines and silences, spans of time in words, services worth asking about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from negforge.worlds.goal import Draw
from negforge.worlds.oncall.rules import last_good
from negforge.worlds.oncall.state import Entry, Incident, Ops, Service, Silence, Trouble
from negforge.worlds.wants import Holds, Tells, Want

METRIC_WORDS = {
    "error_rate": "error rate",
    "latency_p95": "p95 latency",
    "saturation": "saturation",
    "queue_depth": "queue depth",
}


def ops_of(draw: Draw) -> Ops:
    state: Ops = draw.state
    return state


def hours_in_words(minutes: int) -> str:
    """``90`` as ``an hour and a half``, plainly: ``1 hour 30 minutes``."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'s' if hours != 1 else ''}"] if hours else []
    parts += [f"{rest} minute{'s' if rest != 1 else ''}"] if rest else []
    return " ".join(parts) or "no time"


def told_moment(name: str, moment: datetime, turn: int | None = -1) -> list[Want]:
    """The day and the hour of a moment are told."""
    return [
        Tells(f"{name} (day)", moment.date(), turn=turn),
        Tells(f"{name} (hour)", moment.time(), turn=turn),
    ]


def noted(ops: Ops, incident: Incident, words: Sequence[str], count: int = 1) -> Want:
    """The timeline gains ``count`` entries, and one of them holds all these words."""
    before = set(incident.timeline)
    where = incident.id

    def new(state: Any) -> list[Entry]:
        return [e for key, e in state.incidents[where].timeline.items() if key not in before]

    def test(state: Any) -> bool:
        return len(new(state)) == count and any(all(w.lower() in e.text.lower() for w in words) for e in new(state))

    return Holds(
        "the note",
        test,
        f"{where} has one new note that gives {', '.join(words)}" if count == 1 else f"{where} has {count} new notes",
        lambda state: "; ".join(e.text for e in new(state)) or f"{where} has no new note",
    )


def silenced(ops: Ops, selector: Mapping[str, str], start: datetime, end: datetime, among: int = 1) -> Want:
    """``among`` silences are new, one of them with this selector (the environment may be named too) and this span."""
    before = set(ops.silences)

    def new(state: Any) -> list[Silence]:
        return [s for key, s in state.silences.items() if key not in before]

    def fits(s: Silence) -> bool:
        named = {k: v for k, v in s.selector.items() if not (k == "environment" and v == "production")}
        return named == dict(selector) and s.start == start and s.end == end

    def brief(s: Silence) -> str:
        return f"{s.selector} from {s.start:%d %b %H:%M} to {s.end:%d %b %H:%M}"

    return Holds(
        f"the silence for {selector['service']}",
        lambda state: len(new(state)) == among and any(fits(s) for s in new(state)),
        f"alerts of {dict(selector)} are silenced from {start:%d %b %H:%M} to {end:%d %b %H:%M}, {among} new in all",
        lambda state: "; ".join(brief(s) for s in new(state)) or "nothing new is silenced",
    )


def troubled(draw: Draw, cause: str) -> list[tuple[Service, Trouble, Incident]]:
    """Services in trouble for this sort of cause, with their open incident, where the way back is plain."""
    ops = ops_of(draw)
    found = []
    for trouble in ops.troubles.values():
        incident = next(
            (i for i in ops.incidents.values() if i.state == "open" and i.services[0] == trouble.service), None
        )
        if trouble.cause != cause or incident is None or (cause == "release" and last_good(ops, trouble) is None):
            continue
        found.append((ops.services[trouble.service], trouble, incident))
    return found


def calm_services(draw: Draw) -> list[Service]:
    """Services that nothing is wrong with."""
    ops = ops_of(draw)
    ill = {t.service for t in ops.troubles.values()}
    return [s for s in ops.services.values() if s.name not in ill]
