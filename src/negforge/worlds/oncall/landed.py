"""Whether a write took effect although no answer came: each reads it back, and returns None where it did not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from negforge.worlds.goal import Hands


def release_there(hands: Hands, service: str, version: str) -> Any:
    got = hands.call(
        "release_registry",
        "[see whether it was accepted|check the registry|look for it in the registry]",
        service=service,
        environments=["production"],
    )
    row = next((r for r in got["releases"] if r["version"] == version and r["outcome"] == "rolling_out"), None)
    return {"release": {"release_id": row["release_id"], "version": version}} if row else None


def flag_there(hands: Hands, service: str, key: str, percent: int) -> Any:
    found = hands.call(
        "service_catalogue",
        "[see whether it took effect|check the flag|read the flag again]",
        services=[service],
        include=["flags"],
    )
    row = next((row for row in found["services"][0]["flags"] if row["flag"] == key), None)
    if row is None or row["production"]["percent"] != percent:
        return None
    return {"flag": key, "percent": percent}


def silence_there(hands: Hands, selector: Mapping[str, str], window: Mapping[str, str]) -> Any:
    found = hands.call(
        "ops_calendar",
        "[see whether it is in place|check the silences|look for the silence]",
        window=dict(window),
        layers=["silence"],
        services=[selector["service"]],
    )
    for row in found["entries"]:
        if row["selector"] == dict(selector) and (row["start"], row["end"]) == (window["start"], window["end"]):
            return {"silence_id": row["id"], "starts": row["start"], "ends": row["end"]}
    return None


def override_there(hands: Hands, team: str, role: str, person: str, window: Mapping[str, str]) -> Any:
    found = hands.call(
        "ops_calendar",
        "[see whether it was entered|check the overrides|look for the override]",
        window=dict(window),
        layers=["override"],
        teams=[team],
    )
    for row in found["entries"]:
        same = (row["role"], row["person"], row["start"], row["end"]) == (role, person, window["start"], window["end"])
        if same:
            return {"override_id": row["id"], "covers": row["covers"]}
    return None


def incident_there(hands: Hands, incident_id: str, changes: Sequence[Mapping[str, str]]) -> Any:
    found = hands.call(
        "incidents",
        "[see whether it was saved|check the incident|read the incident again]",
        incident_id=incident_id,
        include=["timeline"],
    )
    row = found["incidents"][0]
    texts = {entry["entry_id"]: entry["text"] for entry in row["timeline"]}
    stands: dict[str, Callable[[Mapping[str, str]], bool]] = {
        "note": lambda change: change["value"] in texts.values(),
        "redact": lambda change: texts.get(change["entry_id"], "").startswith("[redacted"),
        "severity": lambda change: row["severity"] == change["value"],
        "state": lambda change: row["state"] == change["value"],
        "commander": lambda change: row["commander"]["handle"] == change["value"],
        "add_service": lambda change: change["value"] in row["services"],
    }
    return row if all(stands[change["set"]](change) for change in changes) else None


def change_incident(hands: Hands, why: str, incident_id: str, changes: list[dict[str, str]]) -> Any:
    """Change an incident, and read it back where no answer comes."""
    return hands.call(
        "update_incident",
        why,
        landed=lambda: incident_there(hands, incident_id, changes),
        incident_id=incident_id,
        changes=changes,
    )


def set_share(hands: Hands, why: str, service: str, key: str, percent: int, reason: str) -> Any:
    """Set a flag's share of production, and read it back where no answer comes."""
    return hands.call(
        "set_flag_rollout",
        why,
        landed=lambda: flag_there(hands, service, key, percent),
        flag=key,
        rollout={"environment": "production", "percent": percent},
        reason=reason,
    )


def silence(hands: Hands, why: str, selector: dict[str, str], window: dict[str, str], comment: str, **more: Any) -> Any:
    """Set a silence, and read it back where no answer comes."""
    return hands.call(
        "create_silence",
        why,
        landed=lambda: silence_there(hands, selector, window),
        selector=selector,
        window=window,
        comment=comment,
        **more,
    )


def put_on_call(
    hands: Hands, why: str, team: str, role: str, person: str, window: dict[str, str], reason: str, **more: Any
) -> Any:
    """Enter an override, and read it back where no answer comes."""
    return hands.call(
        "override_shift",
        why,
        landed=lambda: override_there(hands, team, role, person, window),
        team=team,
        role=role,
        person=person,
        window=window,
        reason=reason,
        **more,
    )
