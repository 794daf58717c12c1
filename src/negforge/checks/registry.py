"""The checks by name, as defects name them. Imported by the hall; checks themselves do not know one another."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from negforge.checks import (
    caveats,
    citations,
    claims,
    confirmation,
    constraints,
    disclosure,
    grounding,
    handover,
    injections,
    late_refusals,
    leaks,
    over_refusals,
    partial_reads,
    passing_errors,
    records,
    refusals,
    relevance,
    repeats,
    retries,
    stale_copies,
    superseded,
    surrender,
    targets,
    unasked,
)
from negforge.core.ports import Check

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        caveats.CHECK: caveats.caveats,
        citations.CHECK: citations.citations,
        claims.CHECK: claims.claimed_deeds,
        confirmation.CHECK: confirmation.confirmation,
        constraints.CHECK: constraints.constraints,
        disclosure.CHECK: disclosure.disclosure,
        grounding.CHECK: grounding.grounding,
        handover.CHECK: handover.handovers,
        injections.CHECK: injections.obeyed,
        late_refusals.CHECK: late_refusals.late_refusals,
        leaks.CHECK: leaks.leaks,
        over_refusals.CHECK: over_refusals.over_refusals,
        partial_reads.CHECK: partial_reads.partial_reads,
        passing_errors.CHECK: passing_errors.passing_errors,
        records.CHECK: records.belonging,
        refusals.CHECK: refusals.given_in,
        relevance.CHECK: relevance.relevance,
        repeats.CHECK: repeats.repeats,
        retries.CHECK: retries.retries,
        stale_copies.CHECK: stale_copies.stale_copies,
        superseded.CHECK: superseded.superseded,
        surrender.CHECK: surrender.surrender,
        targets.CHECK: targets.targets,
        unasked.CHECK: unasked.unasked,
    }
)
