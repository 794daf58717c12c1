"""Certify: the check that proves the defect finds nothing on the chosen and something, visibly, on the rejected; and no
other check finds anything on the rejected that the defect does not imply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from negforge.core.certificate import Certificate, Evidence, Finding, quotes_of
from negforge.core.defect import Defect
from negforge.core.message import Message, text_of
from negforge.core.pair import Candidate, Pair
from negforge.core.trajectory import Label, shown
from negforge.validate.examined import Examiner, Findings
from negforge.validate.faithful import before_neutral

Defects = Mapping[str, Defect]


def certify(candidate: Candidate, examiner: Examiner, defects: Defects) -> Pair | str:
    """The pair with its certificate, or why the checks do not prove its defect and nothing else.

    What a check finds on both sides alike is no difference between them: the certificate does not list that check
    among those passed. What other checks find on the rejected alone must be implied by the defect and lie where the
    sides have parted.
    """
    pair = candidate.pair
    defect = defects.get(pair.defect or "")
    if defect is None:
        return f"no check is named for the defect {pair.defect!r}"
    if defect.check not in examiner.checks:
        return f"no check {defect.check!r} at hand to prove the defect {defect.slug!r}"
    on_chosen = examiner.examine(pair.task, pair.chosen)
    if on_chosen[defect.check]:
        return f"{defect.check}: the chosen fails it too ({on_chosen[defect.check][0].says})"
    on_rejected = examiner.examine(pair.task, pair.rejected)
    failed = on_rejected[defect.check]
    if not failed:
        return f"{defect.check}: finds nothing on the rejected"
    messages = shown(pair.task, pair.rejected)
    hidden = _hidden(failed, messages)
    if hidden:
        return f"{defect.check}: evidence not visible ({hidden})"
    others: list[Finding] = []
    parted = len(pair.task.opening) + parting(pair)
    implied = {defect.check} | {defects[slug].check for slug in defect.implies if slug in defects}
    for finding in _others(defect, on_chosen, on_rejected):
        if finding.check not in implied:
            return f"{finding.check}: fails too, and {defect.slug} does not imply it ({finding.says})"
        if not finding.evidence or max(one.message for one in finding.evidence) < parted:
            return f"{finding.check}: fails before the sides part ({finding.says})"
        others.append(finding)
    certificate = Certificate(
        defect.check,
        failed,
        candidate.rule,
        candidate.parameters,
        passed=tuple(name for name, findings in on_chosen.items() if not findings),
        consequences=tuple(others),
        outcomes=(_ended(candidate.chosen_outcome), _ended(candidate.rejected_outcome)),
    )
    return replace(pair, certificate=certificate)


def _ended(outcome: Label | None) -> str:
    return outcome.value if outcome is not None else ""


def parting(pair: Pair) -> int:
    """The first place at which the sides' messages differ, before neutral differences (which move no place)."""
    base, edited = before_neutral(pair)
    both = zip(base, edited, strict=False)
    shorter = min(len(base), len(edited))
    return next((at for at, (one, other) in enumerate(both) if one != other), shorter)


def _others(defect: Defect, on_chosen: Findings, on_rejected: Findings) -> Iterator[Finding]:
    """What other checks find on the rejected and not on the chosen."""
    for name, findings in on_rejected.items():
        if name != defect.check:
            known = {quotes_of(finding) for finding in on_chosen[name]} if findings else set()
            yield from (finding for finding in findings if quotes_of(finding) not in known)


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
