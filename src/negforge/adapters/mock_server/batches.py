"""Files and batches, as the endpoint's own batch API keeps them: what was handed in, how far it is, what came of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from negforge.adapters.mock_server.batch_lines import BatchLine, Fates, LineError, lines_of, results_of
from negforge.adapters.mock_server.replies import BadRequest, Replies
from negforge.adapters.mock_server.settings import MockSettings
from negforge.core.json_text import Json

Status: TypeAlias = Literal[
    "validating", "failed", "in_progress", "completed", "expired", "cancelling", "cancelled",
]  # fmt: skip
ENDED = ("failed", "completed", "expired", "cancelled")
ENDPOINTS = ("/v1/chat/completions",)
EPOCH = 1_700_000_000  # the clock of files and batches: one second for each that was made before


class NotFound(BadRequest):
    """No file or batch has this id."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was sent, or as a batch left it."""

    id: str
    name: str
    purpose: str
    content: bytes
    created: int

    def as_json(self) -> dict[str, Json]:
        """The file object of the API."""
        return {
            "id": self.id,
            "object": "file",
            "bytes": len(self.content),
            "created_at": self.created,
            "filename": self.name,
            "purpose": self.purpose,
            "status": "processed",
        }


@dataclass(slots=True)
class Batch:
    """One batch. ``polls``: how often it was asked after."""

    id: str
    input_file: str
    metadata: Json
    created: int
    lines: Sequence[BatchLine]
    errors: Sequence[LineError]
    status: Status = "validating"
    polls: int = 0
    done: int = 0
    failed: int = 0
    output_file: str | None = None
    error_file: str | None = None

    def as_json(self) -> dict[str, Json]:
        """The batch object of the API."""
        errors: list[Json] = [error.as_json() for error in self.errors]
        stamps: dict[str, Json] = {f"{word}_at": self.created + 1 for word in ENDED if word == self.status}
        return {
            "id": self.id,
            "object": "batch",
            "endpoint": ENDPOINTS[0],
            "errors": {"object": "list", "data": errors} if self.status == "failed" else None,
            "input_file_id": self.input_file,
            "completion_window": "24h",
            "status": self.status,
            "output_file_id": self.output_file,
            "error_file_id": self.error_file,
            "created_at": self.created,
            "expires_at": self.created + 86_400,
            "request_counts": {"total": len(self.lines), "completed": self.done, "failed": self.failed},
            "metadata": self.metadata,
            **stamps,
        }


@dataclass(slots=True)
class Batches:
    """Everything that was handed in. Methods raise BadRequest or NotFound; none of them waits for anything."""

    settings: MockSettings
    replies: Replies
    counts: Counter[str]
    files: dict[str, StoredFile] = field(default_factory=dict)
    batches: dict[str, Batch] = field(default_factory=dict)
    fates: Fates = field(init=False)

    def __post_init__(self) -> None:
        shares = self.settings.batch_failed, self.settings.batch_missing, self.settings.batch_doubled
        self.fates = Fates(self.settings.rng_seed, *shares)

    def add_file(self, name: str, purpose: str, content: bytes) -> StoredFile:
        """Keep a file under a new id."""
        number = len(self.files)
        file_id = f"file-{hashlib.sha256(b'%d %b' % (number, content)).hexdigest()[:24]}"
        made = StoredFile(file_id, name, purpose, content, EPOCH + number)
        self.files[file_id] = made
        self.counts["files"] += 1
        return made

    def file(self, file_id: str) -> StoredFile:
        """The file of this id."""
        if file_id not in self.files:
            raise NotFound(f"No such File object: {file_id}", "id")
        return self.files[file_id]

    def remove_file(self, file_id: str) -> None:
        """Forget the file."""
        del self.files[self.file(file_id).id]

    def create(self, asked: Mapping[str, Json]) -> Batch:
        """A new batch. What is wrong with its lines is found now, and told when it is asked after."""
        if asked.get("endpoint") not in ENDPOINTS:
            raise BadRequest(f"Invalid value: '{asked.get('endpoint')}'. Supported is: '{ENDPOINTS[0]}'", "endpoint")
        if asked.get("completion_window") != "24h":
            raise BadRequest("Invalid value for 'completion_window'. Supported is: '24h'", "completion_window")
        source = self.file(str(asked.get("input_file_id")))
        if source.purpose != "batch":
            raise BadRequest(f"The file {source.id} has purpose '{source.purpose}', not 'batch'", "input_file_id")
        lines, errors = lines_of(source.content, ENDPOINTS[0], self.settings.batch_lines_limit)
        number = len(self.batches)
        batch_id = f"batch_{hashlib.sha256(f'{number} {source.id}'.encode()).hexdigest()[:24]}"
        made = Batch(batch_id, source.id, asked.get("metadata"), EPOCH + number, lines, errors)
        self.batches[batch_id] = made
        self.counts["batches"] += 1
        return made

    def batch(self, batch_id: str) -> Batch:
        """The batch of this id, as it stands."""
        if batch_id not in self.batches:
            raise NotFound(f"No batch found with id '{batch_id}'.", "id")
        return self.batches[batch_id]

    def poll(self, batch_id: str) -> Batch:
        """The batch, one step further on."""
        batch = self.batch(batch_id)
        if batch.status in ENDED:
            return batch
        batch.polls += 1
        if batch.errors:
            batch.status = "failed"
        elif batch.status == "cancelling":
            self._finish(batch, "cancelled", len(batch.lines) * (batch.polls - 1) // (self.settings.batch_polls + 1))
        elif batch.polls > self.settings.batch_polls:
            self._finish(batch, "completed", len(batch.lines))
        else:
            batch.status = "in_progress"
            batch.done = len(batch.lines) * batch.polls // (self.settings.batch_polls + 1)
        return batch

    def cancel(self, batch_id: str) -> Batch:
        """Stop the batch: the next poll finds it cancelled, with what was done by then."""
        batch = self.batch(batch_id)
        if batch.status in ENDED:
            raise BadRequest(f"Cannot cancel a batch with status '{batch.status}'.")
        batch.status = "cancelling"
        return batch

    def _finish(self, batch: Batch, status: Status, done: int) -> None:
        results = results_of(batch.id, batch.lines[:done], self.replies, self.fates)
        if results.outputs:
            batch.output_file = self._result(batch, "output", results.outputs)
        if results.errors:
            batch.error_file = self._result(batch, "error", results.errors)
        batch.done, batch.failed = results.done, results.failed
        batch.status = "expired" if results.missing and status == "completed" else status
        self.counts["ended"] += 1
        self.counts.update(
            lines_done=results.done,
            lines_failed=results.failed,
            lines_missing=results.missing,
            lines_doubled=results.doubled,
        )

    def _result(self, batch: Batch, word: str, lines: Sequence[bytes]) -> str:
        return self.add_file(f"{batch.id}_{word}.jsonl", "batch_output", b"".join(lines)).id


def page(items: Sequence[dict[str, Json]], after: str | None, limit: int) -> dict[str, Any]:
    """A page of a list, newest first, from behind the item with the id ``after``."""
    newest = list(reversed(items))
    ids = [item["id"] for item in newest]
    start = ids.index(after) + 1 if after in ids else 0
    data = newest[start : start + limit]
    ends = {"first_id": data[0]["id"] if data else None, "last_id": data[-1]["id"] if data else None}
    return {"object": "list", "data": data, **ends, "has_more": start + limit < len(newest)}
