"""Certificates: which check proves the defect, with evidence inside what a judge is shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place: ``message`` counts opening and trajectory in one row; ``quote`` stands in that message's text."""

    message: int
    quote: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One objection of one check: a sentence a reader can verify, and where to look. No finding: the check passes.

    The first evidence is the symptom, where the fault shows; the others are what proves it. ``arithmetic``: steps of
    reckoning that it takes to see it; ``constraints``: conditions to hold in mind at once.
    """

    check: str
    says: str
    evidence: tuple[Evidence, ...]
    arithmetic: int = 0
    constraints: int = 0


def quotes_of(finding: Finding) -> tuple[str, ...]:
    """What a finding objects to, wherever it stands."""
    return tuple(one.quote for one in finding.evidence) or (finding.says,)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the evidence lies from the symptom, and how much must be held in mind: what the level is computed from.

    ``hops``: messages between symptom and farthest evidence (0 where the fault is that something is nowhere said: to
    look it up is one search, however long the run); ``constraints``: conditions and what else is to be weighed at once;
    ``changes``: writes in between; ``neutral``: differences that do not matter, on both sides; ``tokens``: of query,
    tools and the longer side (bytes / 4).
    """

    hops: int
    arithmetic: int
    constraints: int
    changes: int
    neutral: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """``check`` finds nothing on the chosen and ``failed`` on the rejected, the root. ``passed``: all checks that find
    nothing on the chosen. ``consequences``: what other checks find on the rejected alone, because the defect implies
    it. ``outcomes``: how chosen and rejected ended in their world ("" where it is not known). ``depth``: early, middle
    or late third; ``similarity``: of the agents' parts, 0 to 1. ``warrant``: the sentence of query or policy that makes
    a mere waste wrong. ``parameters``: JSON text of what the rule chose (values, places), so that the pair can be
    explained and made again."""

    check: str
    failed: tuple[Finding, ...]
    rule: str
    parameters: str
    passed: tuple[str, ...] = ()
    consequences: tuple[Finding, ...] = ()
    outcomes: tuple[str, str] = ("", "")
    depth: str = ""
    similarity: float | None = None
    reach: Reach | None = None
    warrant: str = ""
