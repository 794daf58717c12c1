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
    """One objection of one check: a sentence a reader can verify, and where to look. No finding: the check passes."""

    check: str
    says: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """``check`` finds nothing on the chosen and ``failed`` on the rejected. ``parameters``: JSON text of what the rule
    chose (values, places), so that the pair can be explained and made again."""

    check: str
    failed: tuple[Finding, ...]
    rule: str
    parameters: str
