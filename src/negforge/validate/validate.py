"""Validation: every check in turn, cheapest first; the first objection drops the candidate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from negforge.checks.readings.tools import is_write
from negforge.core.defect import DEFECTS, Defect
from negforge.core.message import ToolCall
from negforge.core.pair import Candidate, Drop, Pair
from negforge.core.ports import Check, Recollection
from negforge.core.trajectory import shown
from negforge.validate.certify import certify, parting
from negforge.validate.consistent import Happens, consistent
from negforge.validate.differs import differs
from negforge.validate.distance import Bounds, distance, similarity
from negforge.validate.examined import Examiner
from negforge.validate.faithful import faithful
from negforge.validate.pairing import pairing
from negforge.validate.reach import depth_of, level_of, reach_of
from negforge.validate.schema import schema
from negforge.validate.warranted import warrant_for

__all__ = ["Bounds", "Inspector"]

Publish = Callable[[Pair], Pair]


@dataclass(slots=True)
class Inspector:
    """What a candidate is held against. ``log``: what the logs remember of their tools. ``publish``: writes a pair as
    it is published and reads it again, for the second proof; None: no second proof. ``warrants``: whether a defect that
    only wastes needs a sentence that forbids the waste. ``defects``: by slug. ``examiner``: who asks the checks, and
    remembers what they said."""

    bounds: Bounds
    checks: Mapping[str, Check]
    log: Recollection | None = None
    publish: Publish | None = None
    warrants: bool = True
    defects: Mapping[str, Defect] = field(default_factory=lambda: {one.slug: one for one in DEFECTS})
    examiner: Examiner = field(init=False)

    def __post_init__(self) -> None:
        self.examiner = Examiner(self.checks)

    def validate(self, candidate: Candidate, world: Happens | None = None) -> Pair | Drop:
        """The pair with its certificate and level, or a drop that names the check and its reason. ``world``: where the
        rollout comes from one. A crash in a check rises."""
        objection = self._first_objection(candidate.pair, world)
        if objection:
            return _drop(candidate, *objection)
        defect = self.defects.get(candidate.pair.defect or "")
        warrant = warrant_for(candidate.pair, defect) if defect is not None and self.warrants else ""
        if warrant is None:
            reason = "no sentence of the query or the policy makes it wrong"
            return _drop(candidate, "warranted", reason)
        certified = certify(candidate, self.examiner, self.defects)
        if isinstance(certified, str):
            return _drop(candidate, "certify", certified)
        hidden = self._not_visible(certified)
        return (
            _drop(candidate, "not_visible", hidden)
            if hidden
            else graded(certified, defect.weighs if defect else 0, warrant)
        )

    def _first_objection(self, pair: Pair, world: Happens | None) -> tuple[str, str] | None:
        for check in (faithful, differs, pairing, schema):
            reason = check(pair)
            if reason:
                return check.__name__, reason
        reason = distance(pair, self.bounds)
        if reason:
            return "distance", reason
        reason = consistent(pair, self.log, world) if self.log is not None else None
        return ("consistent", reason) if reason else None

    def _not_visible(self, pair: Pair) -> str | None:
        """Why the published file alone does not prove the defect a second time: no world, no certificate, no ids."""
        assert pair.certificate is not None
        if self.publish is None:
            return None
        public, check = self.publish(pair), pair.certificate.check
        on_chosen = self.examiner.ask(check, public.task, public.chosen)
        if on_chosen:
            return f"{check}: on the published file the chosen fails it too ({on_chosen[0].says})"
        if not any(finding.evidence for finding in self.examiner.ask(check, public.task, public.rejected)):
            return f"{check}: finds nothing on the published file"
        return None


def graded(pair: Pair, weighs: int = 0, warrant: str = "") -> Pair:
    """The certified pair with its reach, its depth and its level, and the sentence that makes its defect one."""
    certificate = pair.certificate
    assert certificate is not None
    writes = [isinstance(one, ToolCall) and is_write(pair.task, one.name) for one in shown(pair.task, pair.rejected)]
    reach = reach_of(pair, certificate.failed, writes, weighs)
    told = replace(
        certificate, reach=reach, depth=depth_of(pair, parting(pair)), similarity=similarity(pair), warrant=warrant
    )
    return replace(pair, certificate=told, level=level_of(reach))


def _drop(candidate: Candidate, check: str, reason: str) -> Drop:
    pair = candidate.pair
    return Drop(pair.id, check, reason, candidate.rule, pair.defect, pair.rollout)
