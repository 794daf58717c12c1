"""Reroll: after a slip a model goes on. What it says and does from there is its own, and the world executes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from negforge.agents.counterfactual import WorldRun
from negforge.agents.loop import Bounds, HowToAsk, Run, run_model
from negforge.agents.recording import rollout_of
from negforge.core.json_text import Json, canonical, parse_object
from negforge.core.message import Message, Say, ToolCall, ToolResponse
from negforge.core.pair import Candidate
from negforge.core.ports import ChatModel, Recollection
from negforge.core.trajectory import Rollout, published_trajectory
from negforge.perturb.otherwise import as_proposal
from negforge.perturb.rule import Rule, pair_of, perturb, unit_rng


@dataclass(frozen=True, slots=True)
class Start:
    """Where a model takes over: the messages of a rollout up to the reply in which it goes wrong, executed."""

    rollout: str
    rule: str
    parameters: str
    messages: tuple[Message, ...]


def starts(
    rollout: Rollout, rules: Sequence[Rule], log: Recollection, run: WorldRun, *, rng_seed: int, most: int
) -> Iterator[Start]:
    """Up to ``most`` places of one rollout, by rules that let the world execute again."""
    replaying = [one for one in rules if one.suffix == "replay" and one.needs_world]
    unit_rng(rng_seed, "reroll", rollout.id).shuffle(replaying)
    made = 0
    for candidate in perturb(rollout, replaying, log, rng_seed=rng_seed, per_rule=1, run=run):
        cut = _end_of_reply(candidate.pair.chosen.messages, candidate.pair.rejected.messages)
        if cut is None:
            continue
        yield Start(rollout.id, candidate.rule, candidate.parameters, candidate.pair.rejected.messages[:cut])
        made += 1
        if made == most:
            return


async def go_on(
    run: WorldRun, start: Start, model: ChatModel, how: HowToAsk, bounds: Bounds, maker: str
) -> tuple[Rollout, Run]:
    """The model's run from there, as a rollout of ``maker`` whose settings say what it goes on from."""
    episode = run.episode_at(start.messages)
    ended = await run_model(episode, model, how, bounds)
    settings: Mapping[str, Json] = {
        "rerolled": start.rollout,
        "rule": start.rule,
        "parameters": start.parameters,
        "own_messages": len(start.messages),
    }
    return rollout_of(episode, maker, settings, ended.stopped), ended


def rerolled(rollout: Rollout, other: Rollout, rules: Mapping[str, Rule]) -> Candidate | None:
    """The candidate of a chosen and the run of a model that went on after a slip in it; None where the rule is gone."""
    settings = parse_object(other.settings or "") or {}
    one = rules.get(str(settings.get("rule")))
    if one is None:
        return None
    chosen, rejected = (published_trajectory(side.trajectory) for side in (rollout, other))
    proposal = as_proposal(chosen, rejected, ())
    edits, roots = proposal.edits, proposal.roots or len(proposal.edits)
    pair = pair_of(rollout, chosen, rejected, one.defect, edits=edits, roots=roots, suffix="reroll")
    told = parse_object(str(settings.get("parameters"))) or {}
    return Candidate(pair, one.name, canonical({**told, "model": other.maker}), rollout.outcome, other.outcome)


def base_of(other: Rollout) -> str:
    """The id of the rollout that a rerolled one goes on from."""
    return str((parse_object(other.settings or "") or {}).get("rerolled", ""))


def _end_of_reply(chosen: Sequence[Message], other: Sequence[Message]) -> int | None:
    """The place after the reply in which the runs part and what was heard in answer; None where nothing is left to be
    done from there."""
    parted = next((at for at, (a, b) in enumerate(zip(chosen, other, strict=False)) if a != b), len(chosen))
    at = parted
    while at < len(other) and not _heard(other[at]):
        at += 1
    while at < len(other) and _heard(other[at]):
        at += 1
    calls_left = any(isinstance(message, ToolCall | Say) for message in other[at:])
    return at if calls_left else None


def _heard(message: Message) -> bool:
    return isinstance(message, ToolResponse) or (isinstance(message, Say) and message.role == "user")
