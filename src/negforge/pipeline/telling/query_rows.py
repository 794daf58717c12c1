"""Pairs, drops, judgements, scores and rollouts as rows of those tables; a column that is left out is null."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeAlias

from negforge.core.defect import Defect
from negforge.core.json_text import Json
from negforge.core.message import Message, Say, text_of
from negforge.core.pair import Drop, Pair
from negforge.core.task import Task
from negforge.core.trajectory import Rollout, shown, tool_calls, user_turns
from negforge.core.transcript import render_messages, tokens_in
from negforge.core.verdict import WORTH, Failure, Judgement
from negforge.pipeline.reading.published_split import world_of
from negforge.worlds.registry import world_names

Row: TypeAlias = dict[str, Json]
_SCORE = ("evaluator", "split", "value", "n", "failed", "low", "high", "clusters", "flip_rate")


def pair_row(pair: Pair, defect: Defect | None, *, texts: bool) -> Row:
    """``defect``: the declared one, where it is known."""
    task = pair.task
    chosen, rejected = (_text(side.messages) for side in (pair.chosen, pair.rejected))
    tokens = tokens_in(chosen), tokens_in(rejected)
    row: Row = {
        "pair_id": pair.id,
        "split": pair.split,
        "family": pair.family,
        "defect": pair.defect,
        "level": pair.level,
        "origin": pair.origin,
        "suffix": pair.suffix,
        "twin": pair.twin,
        "world": world_of(pair),
        "parent": task.parent,
        "task_id": task.id,
        "template_id": task.template_id,
        "rollout_id": pair.rollout,
        "label_by": pair.label.by,
        "label_strength": pair.label.strength,
        "edits": len(pair.edits),
        "roots": pair.roots,
        "neutral_edits": len(pair.neutral.chosen) + len(pair.neutral.rejected),
        "tools": len(task.tools),
        "user_turns": user_turns(shown(task, pair.chosen)),
        "chosen_messages": len(pair.chosen.messages),
        "rejected_messages": len(pair.rejected.messages),
        "chosen_calls": tool_calls(pair.chosen.messages),
        "rejected_calls": tool_calls(pair.rejected.messages),
        "chosen_tokens": tokens[0],
        "rejected_tokens": tokens[1],
        "tokens": _shared_tokens(task) + sum(tokens),
        **_of_certificate(pair),
    }
    if defect is not None:
        row |= {"claim": defect.claim, "severity": defect.severity, "mirror": defect.mirror}
    if texts:
        row |= {"query": _query(task), "policy": task.policy, "chosen_text": chosen, "rejected_text": rejected}
    return row


def drop_row(drop: Drop) -> Row:
    return {
        "pair_id": drop.pair_id,
        "check_name": drop.check,
        "reason": drop.reason,
        "rule": drop.rule,
        "defect": drop.defect,
        "rollout_id": drop.rollout,
    }


def judgement_row(one: Judgement, *, texts: bool) -> Row:
    failure = one.outcome if isinstance(one.outcome, Failure) else None
    verdict = None if isinstance(one.outcome, Failure) else one.outcome
    usage, scores = one.usage, one.scores
    row: Row = {
        "pair_id": one.pair_id,
        "evaluator": one.evaluator,
        "order_asked": one.order,
        "sample": one.sample,
        "verdict": verdict,
        "value": WORTH[verdict] if verdict else None,
        "failure_kind": failure.kind if failure else None,
        "failure_reason": failure.reason if failure else None,
        "probability": one.probability,
        "chosen_score": scores[0] if scores else None,
        "rejected_score": scores[1] if scores else None,
        "prompt_tokens": usage.prompt if usage else None,
        "completion_tokens": usage.completion if usage else None,
        "cached_tokens": usage.cached if usage else None,
        "reasoning_tokens": usage.reasoning if usage else None,
        "seconds": one.seconds,
        "cost": one.cost,
        "note": one.note,
    }
    return {**row, "raw": one.raw, "reasoning": one.reasoning} if texts else row


def score_row(metric: Json) -> Row | None:
    """None where it is no row of metrics.json."""
    if not isinstance(metric, dict) or not isinstance(metric.get("evaluator"), str):
        return None
    told: Row = {name: metric.get(name) for name in _SCORE}
    for name, held in told.items():
        text = name in ("evaluator", "split")
        told[name] = str(held) if text else _number(held, whole=name in ("n", "failed", "clusters"))
    rest = {name: held for name, held in metric.items() if name not in _SCORE}
    return {**told, "other": json.dumps(rest) if rest else None}


def rollout_row(rollout: Rollout, *, texts: bool) -> Row:
    task, messages = rollout.task, rollout.trajectory.messages
    world, colon, _ = (task.parent or "").partition(":")
    transcript = _text(messages)
    row: Row = {
        "rollout_id": rollout.id,
        "task_id": task.id,
        "template_id": task.template_id,
        "family": task.family,
        "world": world if colon and world in world_names() else None,
        "parent": task.parent,
        "maker": rollout.maker,
        "settings": rollout.settings,
        "outcome": rollout.outcome.value if rollout.outcome else None,
        "outcome_by": rollout.outcome.by if rollout.outcome else None,
        "faults": ",".join(rollout.faults_met),
        "tools": len(task.tools),
        "messages": len(messages),
        "calls": tool_calls(messages),
        "user_turns": user_turns(task.opening) + user_turns(messages),
        "tokens": tokens_in(transcript),
    }
    return {**row, "query": _query(task), "transcript": transcript} if texts else row


def _of_certificate(pair: Pair) -> Row:
    certificate = pair.certificate
    if certificate is None:
        return {}
    reach = certificate.reach
    row: Row = {
        "depth": certificate.depth or None,
        "similarity": certificate.similarity,
        "rule": certificate.rule,
        "check_name": certificate.check,
        "finding": certificate.failed[0].says if certificate.failed else None,
        "chosen_outcome": certificate.outcomes[0] or None,
        "rejected_outcome": certificate.outcomes[1] or None,
        "consequences": len(certificate.consequences),
    }
    if reach is None:
        return row
    weighed: Row = {
        "hops": reach.hops,
        "arithmetic": reach.arithmetic,
        "conditions": reach.constraints,
        "changes": reach.changes,
    }
    return {**row, **weighed}


def _text(messages: Sequence[Message]) -> str:
    return "\n\n".join(render_messages(messages))


def _query(task: Task) -> str:
    return "\n".join(text_of(one) for one in task.opening if isinstance(one, Say) and one.role == "user")


def _shared_tokens(task: Task) -> int:
    tools = sum(tokens_in(part) for tool in task.tools for part in (tool.name, tool.description, tool.parameters))
    return tools + tokens_in(_text(task.opening)) + tokens_in(task.policy or "")


def _number(held: Any, *, whole: bool) -> int | float | None:
    if not isinstance(held, (int, float)) or isinstance(held, bool) or held != held:
        return None
    return int(held) if whole else float(held)
