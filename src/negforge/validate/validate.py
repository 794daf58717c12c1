"""Validation: every check in turn, cheapest first; the first objection drops the candidate."""

from __future__ import annotations

from collections.abc import Mapping

from negforge.core.pair import Candidate, Drop, Pair
from negforge.core.ports import Check
from negforge.validate.certify import certify, check_name
from negforge.validate.differs import differs
from negforge.validate.distance import Bounds, distance
from negforge.validate.faithful import faithful
from negforge.validate.pairing import pairing
from negforge.validate.schema import schema

__all__ = ["Bounds", "validate"]


def validate(candidate: Candidate, bounds: Bounds, checks: Mapping[str, Check]) -> Pair | Drop:
    """The pair with its certificate, or a drop that names the check and its reason. A crash in a check rises."""
    objection = _first_objection(candidate.pair, bounds)
    if objection:
        return _drop(candidate, *objection)
    name = check_name(candidate)
    check = checks.get(name or "")
    if check is None:
        return _drop(candidate, "certify", f"no check {name!r} at hand to prove the defect {candidate.pair.defect!r}")
    certified = certify(candidate, check)
    return _drop(candidate, "certify", certified) if isinstance(certified, str) else certified


def _first_objection(pair: Pair, bounds: Bounds) -> tuple[str, str] | None:
    for check in (faithful, differs, pairing, schema):
        reason = check(pair)
        if reason:
            return check.__name__, reason
    reason = distance(pair, bounds)
    return ("distance", reason) if reason else None


def _drop(candidate: Candidate, check: str, reason: str) -> Drop:
    pair = candidate.pair
    return Drop(pair.id, check, reason, candidate.rule, pair.defect, pair.rollout)
