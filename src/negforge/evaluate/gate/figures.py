"""What conditions are decided on: the figures of an evaluation, and, where they are kept, its judgements by pair."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.verdict import Failure, Judgement, Order, Verdict
from negforge.stats.voting import most_votes, worth_of

MACRO = "macro"
Row: TypeAlias = Mapping[str, float | None]
Values: TypeAlias = Mapping[str, Mapping[str, float | None]]
"""By evaluator and pair: the mean over the orders; None where every answer was a failure."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pair counts: its split, and its task's template, the unit of tests."""

    split: str
    template: str


@dataclass(frozen=True, slots=True)
class Figures:
    """``rows``: by evaluator and split (``macro`` among them) every number that metrics.json has of it, None where it
    is none. ``values``: empty where no judgements are kept."""

    rows: Mapping[tuple[str, str], Row]
    values: Values = field(default_factory=dict)

    def judges(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(judge for judge, _ in self.rows))

    def splits(self, judge: str | None = None) -> tuple[str, ...]:
        """Of all judges or of one, in order, without the macro average."""
        names = (split for one, split in self.rows if judge in (None, one))
        return tuple(dict.fromkeys(name for name in names if name != MACRO))

    def names(self) -> frozenset[str]:
        """Of all figures that any row has."""
        return frozenset(name for row in self.rows.values() for name in row)


def rows_of(metrics: Json, where: str) -> dict[tuple[str, str], Row]:
    """The rows of a metrics.json, or of what `evaluate --json` prints. Raises UsageError, naming ``where``."""
    rows = metrics.get("metrics") if isinstance(metrics, dict) else metrics
    found: dict[tuple[str, str], Row] = {}
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict) or not isinstance(row.get("evaluator"), str):
            raise UsageError(f"{where}: holds rows that name no evaluator; give a metrics.json of `negforge evaluate`")
        numbers = {name: _plain(held) for name, held in row.items() if _is_figure(name, held)}
        found[str(row["evaluator"]), str(row.get("split"))] = numbers
    if not found:
        raise UsageError(f"{where}: holds no figures; give a metrics.json or judgements.jsonl of `negforge evaluate`")
    return found


class PairValues:
    """Judgements, one at a time, as a value a pair, as ``rates`` has it: samples vote, orders are averaged."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[str, dict[Order, list[Verdict]]]] = {}

    def add(self, judgement: Judgement) -> None:
        pair = self._seen.setdefault(judgement.evaluator, {}).setdefault(judgement.pair_id, {})
        if not isinstance(judgement.outcome, Failure):
            pair.setdefault(judgement.order, []).append(judgement.outcome)

    def values(self) -> dict[str, dict[str, float | None]]:
        return {
            judge: {pair: worth_of(map(most_votes, orders.values())) for pair, orders in pairs.items()}
            for judge, pairs in self._seen.items()
        }


def _is_figure(name: str, held: Any) -> bool:
    number = held is None or (isinstance(held, (int, float)) and not isinstance(held, bool))
    return number and name not in ("evaluator", "split")


def _plain(held: Any) -> float | None:
    return None if held is None or math.isnan(held) else float(held)
