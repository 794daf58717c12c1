"""What ingest tells of each file: what was read, what was refused and why, and which fields core has no word for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from negforge.adapters.json_records import Broken
from negforge.core.json_text import Json
from negforge.ingest.reading import Reading, Refusal
from negforge.pipeline.running.inputs import InputFile
from negforge.validate.schema import schema_problems

MOST_NAMES = 200  # different reasons or fields told of one file; a log cannot make the report grow without end
OTHERS = "(others)"


@dataclass(slots=True)
class FileReport:
    """Counts for one file. ``unplaced``: in how many rollouts a field occurred that is only kept in ``extra``.
    ``unusable_schemas``: in how many a tool was on offer whose schema cannot be used, so that all calls to it pass."""

    file: InputFile
    format: str | None = None
    records: int = 0
    rollouts: int = 0
    messages: int = 0
    broken: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unplaced: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    tools: Counter[str] = field(default_factory=Counter)
    unusable_schemas: Counter[str] = field(default_factory=Counter)

    def add_reading(self, reading: Reading) -> None:
        rollout = reading.rollout
        self.rollouts += 1
        self.messages += reading.messages
        self.outcomes[rollout.outcome.value if rollout.outcome else "unknown"] += 1
        self.tools["declared" if rollout.task.tools_declared else "inferred"] += 1
        for name in reading.unplaced:
            count(self.unplaced, name)
        for problem in schema_problems(rollout.task):
            count(self.unusable_schemas, problem)

    def add_refusal(self, what: Refusal | Broken) -> None:
        if isinstance(what, Broken):
            self.broken += 1
        else:
            count(self.refused, what.reason)

    def as_json(self) -> Json:
        return {
            "file": self.file.label,
            "sha256": self.file.sha256,
            "format": self.format,
            "records": self.records,
            "rollouts": self.rollouts,
            "messages": self.messages,
            "broken": self.broken,
            "refused": counts(self.refused),
            "outcomes": counts(self.outcomes),
            "tools": counts(self.tools),
            "unplaced": counts(self.unplaced),
            "unusable_schemas": counts(self.unusable_schemas),
        }


def count(counter: Counter[str], name: str) -> None:
    counter[name if name in counter or len(counter) < MOST_NAMES else OTHERS] += 1


def counts(counter: Counter[str]) -> Json:
    """Sorted by name, so that the bytes do not depend on the order of meeting."""
    return {name: counter[name] for name in sorted(counter)}
