"""Our own rollouts as a format among the others: what one build read, another may take as its input."""

from __future__ import annotations

from dataclasses import replace

from negforge.adapters.json_records import encode
from negforge.adapters.wire import decode_rollout
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.task import Tool, new_task
from negforge.core.trajectory import Rollout, new_rollout
from negforge.ingest.formats import FORMATS
from negforge.ingest.formats import find_format as find_foreign_format
from negforge.ingest.reading import Format, Reading, Refusal, Source
from negforge.pipeline.gathering import recorded_rollouts
from negforge.pipeline.gathering.recorded_rollouts import RECORDED


def detect(keys: tuple[str, ...], first: Json | None) -> bool:
    record = set(keys) or (set(first) if isinstance(first, dict) else set())
    return {"id", "task", "trajectory"} <= record


def read(record: Json, source: Source) -> Reading | Refusal:
    """The rollout, with the user's tools and policy where given; ids are made anew, not believed."""
    try:
        rollout = decode_rollout(encode(record))
    except (UsageError, ValueError) as error:
        return Refusal(str(error))
    if source.policy is not None:
        rollout = replace(rollout, task=replace(rollout.task, policy=source.policy))
    declared = source.tools is not None or rollout.task.tools_declared
    tools = source.tools if source.tools is not None else rollout.task.tools
    own = with_tools(rollout, tools, declared=declared)
    return Reading(own, len(own.task.opening) + len(own.trajectory.messages), ())


def with_tools(rollout: Rollout, tools: tuple[Tool, ...], *, declared: bool) -> Rollout:
    """The rollout with these tools on offer; its ids change with what is on offer."""
    task = rollout.task
    own = new_task(
        task.opening, tools, tools_declared=declared, policy=task.policy, parent=task.parent, family=task.family
    )
    messages = rollout.trajectory.messages
    again = new_rollout(own, messages, maker=rollout.maker, settings=rollout.settings, outcome=rollout.outcome)
    return replace(again, faults_met=rollout.faults_met)


def find_format(keys: tuple[str, ...], first: Json | None) -> Format | None:
    if detect(keys, first):
        return OWN
    return RECORDED if recorded_rollouts.detect(keys, first) else find_foreign_format(keys, first)


OWN = Format("negforge", "rollouts.jsonl of a run folder: {id, task, trajectory, outcome}", None, detect, read)
ALL_FORMATS: tuple[Format, ...] = (*FORMATS, OWN, RECORDED)
