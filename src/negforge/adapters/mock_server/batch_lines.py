"""The lines of a batch: which can be taken, and what becomes of each."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal, TypeAlias

from negforge.adapters.json_values import NotJson, decode, encode
from negforge.adapters.mock_server.replies import BadRequest, Replies, asked_bytes
from negforge.core.errors import UsageError
from negforge.core.json_text import Json

Fate: TypeAlias = Literal["done", "failed", "expired", "absent", "doubled"]
MOST_ERRORS = 100  # that are told of one file


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A line that can be asked."""

    custom_id: str
    body: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class LineError:
    """Why a file is refused. ``line`` counts from 1; None where it is about the whole file."""

    code: str
    message: str
    line: int | None = None
    parameter: str | None = None

    def as_json(self) -> dict[str, Json]:
        """As it stands among a batch's errors."""
        return {"code": self.code, "message": self.message, "line": self.line, "param": self.parameter}


@dataclass(slots=True)
class Fates:
    """What becomes of each line: a matter of the seed, its body and how often that was in a batch before, so that what
    failed comes through in the end."""

    rng_seed: int
    failed: float
    missing: float
    doubled: float
    asked: Counter[bytes] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        shares = (self.failed, self.missing, self.doubled)
        if min(shares) < 0 or sum(shares) > 1 + 1e-9:
            told = ", ".join(f"{share:g}" for share in shares)
            raise UsageError(f"of a batch's lines {told} fail, are missing, come twice; the shares sum to 1 at most")

    def draw(self, body: Mapping[str, Json]) -> Fate:
        """The fate of a line with this body. Of the missing ones, half are told in the error file, half are not."""
        key = hashlib.sha256(asked_bytes(body)).digest()[:16]
        digest = hashlib.sha256(b"line %d %d %b" % (self.rng_seed, self.asked[key], key)).digest()
        self.asked[key] += 1
        point = int.from_bytes(digest[:8], "big") / 2**64
        if point < self.failed:
            return "failed"
        if point < self.failed + self.missing:
            return "expired" if digest[8] % 2 else "absent"
        return "doubled" if point < self.failed + self.missing + self.doubled else "done"


@dataclass(slots=True)
class Results:
    """Lines of the output and error files, and how many fared how."""

    outputs: list[bytes] = field(default_factory=list)
    errors: list[bytes] = field(default_factory=list)
    done: int = 0
    failed: int = 0
    missing: int = 0
    doubled: int = 0


def lines_of(content: bytes, url: str, most: int) -> tuple[list[BatchLine], list[LineError]]:
    """The lines of an input file; no line where there is an error."""
    raw = [line for line in content.split(b"\n") if line.strip()]
    if not raw:
        return [], [LineError("empty_file", "The input file is empty; a batch needs at least one request.")]
    if len(raw) > most:
        told = f"The input file has {len(raw)} requests; the maximum for a batch is {most}."
        return [], [LineError("too_many_requests", told)]
    lines: list[BatchLine] = []
    errors: list[LineError] = []
    seen: set[str] = set()
    for number, line in enumerate(raw, 1):
        read = _line(line, url, number, seen)
        if isinstance(read, BatchLine):
            seen.add(read.custom_id)
            lines.append(read)
        elif len(errors) < MOST_ERRORS:
            errors.append(read)
    return ([], errors) if errors else (lines, [])


def results_of(batch_id: str, lines: Sequence[BatchLine], replies: Replies, fates: Fates) -> Results:
    """What became of the lines, in shuffled order."""
    results = Results()
    for line in lines:
        fate = fates.draw(line.body)
        request_id = f"batch_req_{hashlib.sha256(f'{batch_id} {line.custom_id}'.encode()).hexdigest()[:24]}"
        if fate == "failed":
            results.failed += 1
            error: Json = {"error": {"message": "The server had an error", "type": "server_error", "code": None}}
            results.errors.append(_told(request_id, line, 500, error))
        elif fate == "expired":
            results.missing += 1
            results.errors.append(_expired(request_id, line))
        elif fate == "absent":
            results.missing += 1
        else:
            _answer(results, request_id, line, replies, twice=fate == "doubled")
    rng = Random(f"{fates.rng_seed} {batch_id}")
    rng.shuffle(results.outputs)
    rng.shuffle(results.errors)
    return results


def _answer(results: Results, request_id: str, line: BatchLine, replies: Replies, *, twice: bool) -> None:
    try:
        completion = replies.completion(line.body)
    except BadRequest as error:
        refused: Json = {"message": str(error), "type": "invalid_request_error", "param": error.parameter, "code": None}
        results.failed += 1
        results.errors.append(_told(request_id, line, 400, {"error": refused}))
        return
    results.done += 1
    results.doubled += twice
    results.outputs += [_told(request_id, line, 200, completion)] * (2 if twice else 1)


def _line(raw: bytes, url: str, number: int, seen: set[str]) -> BatchLine | LineError:
    try:
        value = decode(raw)
    except NotJson:
        return LineError("invalid_json_line", "This line is not parseable as valid JSON.", number)
    if not isinstance(value, dict):
        return LineError("invalid_json_line", "This line is not a JSON object.", number)
    custom_id, body = value.get("custom_id"), value.get("body")
    if not isinstance(custom_id, str):
        return LineError("missing_required_parameter", "Missing required parameter: 'custom_id'.", number, "custom_id")
    if custom_id in seen:
        told = "The custom_id for this request is a duplicate of another request. It must be unique in a batch."
        return LineError("duplicate_custom_id", told, number, "custom_id")
    if value.get("method") != "POST":
        return LineError("invalid_method", "The method must be 'POST'.", number, "method")
    if value.get("url") != url:
        told = f"The URL provided for this request does not match the batch endpoint {url}."
        return LineError("mismatched_endpoint", told, number, "url")
    if not isinstance(body, dict):
        return LineError("missing_required_parameter", "Missing required parameter: 'body'.", number, "body")
    return BatchLine(custom_id, body)


def _told(request_id: str, line: BatchLine, status: int, body: Json) -> bytes:
    response: Json = {"status_code": status, "request_id": request_id.removeprefix("batch_"), "body": body}
    return encode({"id": request_id, "custom_id": line.custom_id, "response": response, "error": None}) + b"\n"


def _expired(request_id: str, line: BatchLine) -> bytes:
    told = "This request could not be executed before the completion window expired."
    error: Json = {"code": "batch_expired", "message": told}
    return encode({"id": request_id, "custom_id": line.custom_id, "response": None, "error": error}) + b"\n"
