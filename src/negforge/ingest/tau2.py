"""tau2-bench results: one object with ``simulations``, and the policy, the agent and the tasks beside them."""

from __future__ import annotations

from collections.abc import Mapping

from negforge.core.json_text import Json
from negforge.ingest.reading import (
    Format,
    Reading,
    Refusal,
    Run,
    Source,
    finish,
    has_keys,
    label,
    leftovers,
    open_run,
    reward_is_one,
    text_or_none,
)

ENDED_BY_ITSELF = ("user_stop", "agent_stop")


def detect(keys: tuple[str, ...], first: Json | None) -> bool:
    in_results = "simulations" in keys
    return in_results or (not keys and has_keys((), first, "messages", "reward_info", "termination_reason"))


def read(record: Json, source: Source) -> Reading | Refusal:
    """Only a conversation that its speakers ended certifies anything: errors and step limits cut a run short."""
    run = open_run(record, "messages")
    if isinstance(run, Refusal):
        return run
    info = _object(source.beside, "info")
    environment = _object(info, "environment_info")
    domain = text_or_none(environment.get("domain_name")) or "unknown"
    task = text_or_none(run.fields.get("task_id")) or f"{source.file}#{source.record}"
    return finish(
        run,
        source,
        parent=f"tau2/{domain}/{task}",
        outcome=label(_success(run), "outcome"),
        policy=text_or_none(environment.get("policy")),
        maker=text_or_none(_object(info, "agent_info").get("llm")),
        settings=leftovers(run) | _how_it_was_made(info),
    )


def _success(run: Run) -> bool | None:
    if run.fields.get("termination_reason") not in ENDED_BY_ITSELF:
        return None
    return reward_is_one(_object(run.fields, "reward_info").get("reward"))


def _how_it_was_made(info: Mapping[str, Json]) -> dict[str, Json]:
    """Who acted and who played the user, with their settings; the long guidelines stay in the log."""
    made: dict[str, Json] = {}
    if "agent_info" in info:
        made["agent_info"] = info["agent_info"]
    user = _object(info, "user_info")
    if user:
        made["user_info"] = {key: value for key, value in user.items() if key != "global_simulation_guidelines"}
    if "git_commit" in info:
        made["git_commit"] = info["git_commit"]
    return made


def _object(fields: Mapping[str, Json], key: str) -> Mapping[str, Json]:
    value = fields.get(key)
    return value if isinstance(value, dict) else {}


FORMAT = Format(
    "tau2", 'tau2-bench results: {"simulations": [...], "info": ..., "tasks": ...}', "simulations", detect, read
)
