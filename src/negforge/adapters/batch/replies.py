"""Reply files, line by line: those of the OpenAI Batch API and of ``vllm run-batch``. Every line is untrusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from negforge.adapters.chat.envelope import error_of
from negforge.adapters.files import opened
from negforge.adapters.json_scan import Scanner
from negforge.adapters.json_values import NotJson, decode, encode
from negforge.core.json_text import Json

LARGEST = 32 << 20  # bytes of one line
_OK = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """A body that came with status 200; what it is worth is not looked at here. ``where``: "line 7"."""

    custom_id: str
    raw: bytes
    where: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that failed. ``status``: the HTTP status, None where none is told. ``code``: the service's own word."""

    custom_id: str
    status: int | None
    code: str
    reason: str
    raw: bytes
    where: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is none of both, and why."""

    where: str
    reason: str


class _Response(msgspec.Struct):
    status_code: int | None = None
    body: msgspec.Raw = msgspec.Raw()  # with "| None" it would not keep its bytes


class _Line(msgspec.Struct):
    custom_id: str
    response: _Response | None = None
    error: msgspec.Raw = msgspec.Raw()


_decoder = msgspec.json.Decoder(_Line)


def read_replies(path: Path, *, largest: int = LARGEST) -> Iterator[Answer | Failure | Unreadable]:
    """Every line that is not blank, in order. Memory grows with the longest line, at most with ``largest``.

    Raises UsageError where the file cannot be opened, RunError where reading fails.
    """
    with opened(path) as file:
        scanner = Scanner(file, largest)
        while scanner.next_byte() is not None:
            piece = scanner.line()
            where = f"line {piece.line}"
            if not piece.whole or len(piece.raw) > largest:
                yield Unreadable(where, f"more than {largest} bytes")
            else:
                yield _read(piece.raw, where)


def _read(raw: bytes, where: str) -> Answer | Failure | Unreadable:
    try:
        line = _decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return _read_oddly(raw, where)
    response = line.response or _Response()
    return _told(line.custom_id, response.status_code, _there(response.body), _there(line.error), where)


def _read_oddly(raw: bytes, where: str) -> Answer | Failure | Unreadable:
    """The same for a line that is JSON only to a patient reader (lone surrogates), or that has another shape."""
    try:
        line = decode(raw)
        if not isinstance(line, dict) or not isinstance(custom_id := line.get("custom_id"), str):
            return Unreadable(where, "no object with a custom_id")
        response = line.get("response")
        if response is not None and not isinstance(response, dict):
            return Unreadable(where, "its response is no object")
        response = response or {}
        status = response.get("status_code")
        if status is not None and (not isinstance(status, int) or isinstance(status, bool)):
            return Unreadable(where, "its status_code is no number")
        return _told(custom_id, status, _encoded(response.get("body")), _encoded(line.get("error")), where)
    except NotJson as error:
        return Unreadable(where, str(error))


def _told(custom_id: str, status: int | None, body: bytes, error: bytes, where: str) -> Answer | Failure | Unreadable:
    if body and not error and status in (None, _OK):
        return Answer(custom_id, body, where)
    if not body and not error and status is None:
        return Unreadable(where, "neither a response nor an error")
    code, message = error_of(error or body) if error or body else ("", "no body")
    if status in (None, _OK) and code.isdigit() and len(code) == 3:
        status = int(code)  # vLLM puts the status there
    told = f"status {status}" if status not in (None, _OK) else "failed"
    reason = " ".join(part for part in (told, "" if code == str(status) else code, message) if part)
    return Failure(custom_id, status if status != _OK else None, code, reason, error or body, where)


def _there(raw: msgspec.Raw) -> bytes:
    text = bytes(raw)
    return b"" if text == b"null" else text


def _encoded(value: Json) -> bytes:
    return b"" if value is None else encode(value)
