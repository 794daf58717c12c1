"""Why judges gave no verdict: for each that failed somewhere, kinds with counts, the first reason, a way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from negforge.cli.terminal import tell_text

if TYPE_CHECKING:
    from negforge.core.verdict import Failure, Judgement

LOCAL_REWARD = "rm:"
DECLINED = "abstained"  # no mishap: the tables count it in a column of its own


def tell_failures(judgements: Sequence[Judgement]) -> None:
    """A line on stderr for each judge that failed; failures are counted by judgement, each sample its own."""
    from negforge.core.verdict import Failure

    failed = ((one.evaluator, one.outcome) for one in judgements if isinstance(one.outcome, Failure))
    for line in failures_told(failed, Counter(one.evaluator for one in judgements)):
        tell_text(line)


def failures_told(failed: Iterable[tuple[str, Failure]], asked: Counter[str], unit: str = "judgements") -> list[str]:
    """A line a judge, in the order in which they first failed. ``asked``: how many ``unit`` each gave, failed or not.
    Who merely declined to decide is left out unless that judge decided nothing at all."""
    kinds: dict[str, Counter[str]] = {}
    first: dict[tuple[str, str], str] = {}
    for name, failure in failed:
        kinds.setdefault(name, Counter())[failure.kind] += 1
        first.setdefault((name, failure.kind), failure.reason)
    lines = []
    for name, found in kinds.items():
        total = found.total()
        counted = Counter({kind: count for kind, count in found.items() if kind != DECLINED or total == asked[name]})
        if not counted:
            continue
        most = counted.most_common()
        shown = ", ".join(f"{kind} {count}" for kind, count in most)
        reason = first[(name, most[0][0])]
        line = f"{name}: {counted.total()} of {asked[name]} {unit} failed ({shown}); the first: {reason}"
        lines.append(line + _way_out(name, most[0][0]))
    return lines


def _way_out(name: str, kind: str) -> str:
    if kind == "too_long" and name.startswith(LOCAL_REWARD):
        return "; --set rm.long=cut_middle cuts texts in their middle"
    if kind in ("provider", "timeout"):
        return "; the same command asks again"
    return ""
