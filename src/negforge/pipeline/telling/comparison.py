"""What a comparison of two versions of a benchmark says, and which numbers of theirs compare."""

from __future__ import annotations

from dataclasses import dataclass, field

from negforge.core.json_text import Json


@dataclass(slots=True)
class SplitChange:
    """Pairs of one split. ``common``: the same words in both, of which ``retold`` have another proof. ``changed``: the
    same task with other words, the old pair and the new."""

    split: str
    before: int = 0
    after: int = 0
    common: list[str] = field(default_factory=list)
    retold: list[str] = field(default_factory=list)
    changed: list[tuple[str, str]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    @property
    def turnover(self) -> float:
        """The share of pairs, of the old or of the new ones, that the other version has not: the larger of the two."""
        gone, come = len(self.dropped) + len(self.changed), len(self.added) + len(self.changed)
        return max(gone / self.before if self.before else 1.0, come / self.after if self.after else 1.0)

    @property
    def retelling(self) -> float:
        """The share of common pairs whose defect, level or proof is another."""
        return len(self.retold) / len(self.common) if self.common else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """``moved``: the pairs (of the new version) that lie in another split than before; they count as dropped here and
    added there. ``remade``: what the two were made from that differs. ``texts``: of the common pairs."""

    splits: tuple[SplitChange, ...]
    moved: tuple[tuple[str, str, str], ...]
    remade: tuple[str, ...]
    tolerance: float
    texts: frozenset[str]

    def accuracy_compares(self, one: SplitChange) -> bool:
        return one.turnover <= self.tolerance

    def slices_compare(self, one: SplitChange) -> bool:
        return self.accuracy_compares(one) and one.retelling <= self.tolerance

    @property
    def macro_compares(self) -> bool:
        return all(map(self.accuracy_compares, self.splits))

    def as_json(self) -> dict[str, Json]:
        return {
            "tolerance": self.tolerance,
            "splits": [self._row(one) for one in self.splits],
            "common": sum(len(one.common) for one in self.splits),
            "macro_compares": self.macro_compares,
            "moved": [{"id": pair, "from": old, "to": new} for pair, old, new in self.moved],
            "remade": list(self.remade),
        }

    def _row(self, one: SplitChange) -> Json:
        lists: dict[str, Json] = {
            "retold": list(one.retold),
            "changed": [[old, new] for old, new in one.changed],
            "dropped": list(one.dropped),
            "added": list(one.added),
        }
        return {
            "split": one.split,
            "before": one.before,
            "after": one.after,
            "common": len(one.common),
            **lists,
            "turnover": round(one.turnover, 4),
            "accuracy_compares": self.accuracy_compares(one),
            "slices_compare": self.slices_compare(one),
        }
