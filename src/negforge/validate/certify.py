"""Certify: the check that proves the defect finds nothing on the chosen and something, visibly, on the rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from negforge.core.certificate import Certificate, Evidence, Finding
from negforge.core.defect import find_defect
from negforge.core.message import Message, text_of
from negforge.core.pair import Candidate, Pair
from negforge.core.ports import Check
from negforge.core.trajectory import shown


def check_name(candidate: Candidate) -> str | None:
    """The name of the check that proves the candidate's defect; None where the taxonomy has no such defect."""
    defect = find_defect(candidate.pair.defect or "")
    return defect.check if defect else None


def certify(candidate: Candidate, check: Check) -> Pair | str:
    """The pair with its certificate, or why ``check``, the one that proves its defect, does not prove it here."""
    pair, name = candidate.pair, check_name(candidate)
    if name is None:
        return f"no check is named for the defect {pair.defect!r}"
    on_chosen = check(pair.task, pair.chosen)
    if on_chosen:
        return f"{name}: the chosen fails it too ({on_chosen[0].says})"
    on_rejected = tuple(check(pair.task, pair.rejected))
    if not on_rejected:
        return f"{name}: finds nothing on the rejected"
    hidden = _hidden(on_rejected, shown(pair.task, pair.rejected))
    if hidden:
        return f"{name}: evidence not visible ({hidden})"
    return replace(pair, certificate=Certificate(name, on_rejected, candidate.rule, candidate.parameters))


def _hidden(findings: Sequence[Finding], messages: Sequence[Message]) -> str | None:
    """The first evidence that a reader would look for in vain."""
    for finding in findings:
        if not finding.evidence:
            return f"none given for: {finding.says}"
        for evidence in finding.evidence:
            if not _visible(evidence, messages):
                return f"message {evidence.message} does not hold {evidence.quote[:80]!r}"
    return None


def _visible(evidence: Evidence, messages: Sequence[Message]) -> bool:
    if not 0 <= evidence.message < len(messages):
        return False
    text = text_of(messages[evidence.message])
    return evidence.quote in text if evidence.quote else not text  # an empty quote quotes an empty message
