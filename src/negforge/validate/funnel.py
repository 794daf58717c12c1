"""The funnel: of what each rule proposed, how much was kept, and which check dropped the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from negforge.core.pair import Drop, Pair

NO_RULE = "(no rule)"
_CHECKS = (
    "faithful",
    "differs",
    "pairing",
    "schema",
    "distance",
    "consistent",
    "certify",
    "not_visible",
    "aim",
    "duplicates",
)


@dataclass(frozen=True, slots=True)
class Funnel:
    """Pairs kept by rule, and dropped by (rule, check). What was proposed is their sum: nothing vanishes."""

    kept: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One rule. ``dropped`` holds (check, number) for every check that dropped something of any rule."""

    rule: str
    proposed: int
    kept: int
    dropped: tuple[tuple[str, int], ...]


def funnel_of(outcomes: Iterable[Pair | Drop]) -> Funnel:
    """Count what validate (or, afterwards, assemble) made of each candidate; give each candidate once."""
    kept: Counter[str] = Counter()
    dropped: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        if isinstance(outcome, Drop):
            dropped[outcome.rule or NO_RULE, outcome.check] += 1
        else:
            kept[outcome.certificate.rule if outcome.certificate else NO_RULE] += 1
    return Funnel(dict(kept), dict(dropped))


def merge(funnels: Iterable[Funnel]) -> Funnel:
    """The sum, in whatever order the parts come."""
    kept: Counter[str] = Counter()
    dropped: Counter[tuple[str, str]] = Counter()
    for funnel in funnels:
        kept.update(funnel.kept)
        dropped.update(funnel.dropped)
    return Funnel(dict(kept), dict(dropped))


def rows(funnel: Funnel) -> tuple[FunnelRow, ...]:
    """A row a rule, by name, and a last row ``all``; the checks in the order in which they are asked."""
    checks = sorted({check for _, check in funnel.dropped}, key=lambda check: (_place(check), check))
    rules = sorted(set(funnel.kept) | {rule for rule, _ in funnel.dropped})
    return (*(_row(funnel, rule, [rule], checks) for rule in rules), _row(funnel, "all", rules, checks))


def _place(check: str) -> int:
    return _CHECKS.index(check) if check in _CHECKS else len(_CHECKS)


def _row(funnel: Funnel, name: str, rules: list[str], checks: list[str]) -> FunnelRow:
    kept = sum(funnel.kept.get(rule, 0) for rule in rules)
    dropped = tuple((check, sum(funnel.dropped.get((rule, check), 0) for rule in rules)) for check in checks)
    return FunnelRow(name, kept + sum(number for _, number in dropped), kept, dropped)
