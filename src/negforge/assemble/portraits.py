"""Portraits: what is compared of a pair when duplicates are looked for, and nothing else of it."""

from __future__ import annotations

from dataclasses import dataclass

from negforge.assemble.splits import split_of
from negforge.core.json_text import digest
from negforge.core.message import Message
from negforge.core.pair import Drop, Pair
from negforge.core.transcript import render_messages
from negforge.similarity import task_text, transcript_text


@dataclass(frozen=True, slots=True)
class Portrait:
    """``task``: the source's own name of the task, where it has one. ``asked``: all that the user says. ``run``: the
    transcript of the chosen. ``apart``: a hash of what tells the sides apart."""

    pair_id: str
    split: str
    task: str
    asked: str
    run: str
    apart: str
    rule: str | None = None
    defect: str | None = None
    rollout: str | None = None


def portrait_of(pair: Pair) -> Portrait:
    """Read once a pair; the pair itself need not be kept."""
    return Portrait(
        pair.id,
        pair.split or split_of(pair),
        pair.task.parent or pair.task.id,
        task_text(pair.task, pair.chosen),
        transcript_text(pair.task, pair.chosen),
        _apart(pair.chosen.messages, pair.rejected.messages),
        pair.certificate.rule if pair.certificate else None,
        pair.defect,
        pair.rollout,
    )


def dropped(portrait: Portrait, check: str, reason: str) -> Drop:
    return Drop(portrait.pair_id, check, reason, portrait.rule, portrait.defect, portrait.rollout)


def _apart(chosen: tuple[Message, ...], rejected: tuple[Message, ...]) -> str:
    """The messages that only one side has, hashed."""
    ours, theirs = (dict.fromkeys(render_messages(side)) for side in (chosen, rejected))
    only = [[block for block in side if block not in other] for side, other in ((ours, theirs), (theirs, ours))]
    return digest([[block.encode("utf-8", "surrogatepass").hex() for block in blocks] for blocks in only])
