"""How an answer reaches the wire: whole, in pieces, or in one of the ways in which answers go wrong."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from email.utils import formatdate
from typing import TYPE_CHECKING

from negforge.adapters.mock_server.answers import Answer, error_body
from negforge.adapters.mock_server.settings import MockSettings

if TYPE_CHECKING:
    from aiohttp import web

JSON_TYPE = "application/json"
STREAM_TYPE = "text/event-stream"
BLOCK = 1 << 20
INVALID = b"\xff\xfe\xc3("  # no UTF-8


async def send(request: web.Request, answer: Answer, *, seconds_per_event: float = 0.0) -> web.StreamResponse:
    """The whole answer; it returns when the last byte is written."""
    if not answer.events:
        return await send_bytes(request, answer.body, answer.status)
    if seconds_per_event:
        return await _stream(request, STREAM_TYPE, _paced(answer.events, seconds_per_event))
    whole = b"".join(answer.events)
    half = len(whole) // 2  # mostly inside an event: who reads must put it together
    return await _stream(request, STREAM_TYPE, _paced((whole[:half], whole[half:]), 0.0))


async def send_bytes(
    request: web.Request,
    body: bytes,
    status: int = 200,
    *,
    content_type: str = JSON_TYPE,
    headers: Mapping[str, str] | None = None,
) -> web.StreamResponse:
    """A body with its length, written to the end."""
    from aiohttp import web

    response = web.Response(body=body, status=status, content_type=content_type, headers=headers)
    await response.prepare(request)
    await response.write_eof()
    return response


async def send_fault(
    request: web.Request, kind: str, number: int, answer: Answer, settings: MockSettings, elsewhere: str
) -> web.StreamResponse:
    """The fault in place of the answer. ``number``: a seeded number for what there is still to choose. ``answer`` is
    already the one with null content, or with the header, where the fault is that. It may never return."""
    match kind:
        case "429":
            return await _too_many(request, number, settings.retry_after)
        case "500":
            return await send_bytes(request, error_body("The server had an error", "server_error"), 500)
        case "reset":
            return await _reset(request)
        case "hang":
            return await _until_gone()
        case "broken":
            return await _odd(request, answer, lambda source: source[: len(source) // 2])
        case "cut":
            return await _cut(request, answer, cleanly=number % 2 == 0)
        case "huge":
            return await _huge(request, answer, settings.huge_bytes)
        case "endless":
            return await _stream(request, STREAM_TYPE if answer.events else JSON_TYPE, _endless(answer))
        case "deep":
            levels = settings.deep_levels
            return await _odd(request, answer, lambda _: b'{"choices":' + b"[" * levels + b"]" * levels + b"}")
        case "latin":
            return await _odd(request, answer, _not_utf8)
        case "redirect":
            return await send_bytes(request, b"", 302, headers={"Location": elsewhere})
        case "slow":
            return await _slow(request, answer, settings.slow_ms / 1000)
        case _:  # null, echo
            return await send(request, answer)


async def _too_many(request: web.Request, number: int, longest: float) -> web.StreamResponse:
    """Half ask for a wait in seconds (half of these in milliseconds too), half until a date."""
    wait = longest * (0.25 + 0.75 * (number >> 8 & 0xFF) / 0xFF)
    headers = {"Retry-After": formatdate(int(time.time() + longest) + 1, usegmt=True)}
    if number % 2:
        headers = {"Retry-After": f"{wait:.3f}"}
        if number % 4 == 1:
            headers["retry-after-ms"] = f"{1000 * wait:.0f}"
    body = error_body("Rate limit reached", "requests", "rate_limit_exceeded")
    return await send_bytes(request, body, 429, headers=headers)


async def _reset(request: web.Request) -> web.StreamResponse:
    transport = request.transport
    if transport is not None:
        held = transport.get_extra_info("socket")
        if held is not None:  # closing then sends RST in place of FIN
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return await _until_gone()


async def _until_gone() -> web.StreamResponse:
    """Waits for the end of the connection, which cancels the handler."""
    await asyncio.Event().wait()
    raise AssertionError("nobody sets this event")


async def _odd(request: web.Request, answer: Answer, spoilt: Callable[[bytes], bytes]) -> web.StreamResponse:
    """Complete as HTTP goes, its JSON spoilt: the body, or of a stream the event with the first piece."""
    if not answer.events:
        return await send_bytes(request, spoilt(answer.body))
    first, second, *rest = answer.events
    piece = second.removeprefix(b"data: ").rstrip(b"\n")
    return await _stream(request, STREAM_TYPE, _paced((first, b"data: " + spoilt(piece) + b"\n\n", *rest), 0.0))


def _not_utf8(source: bytes) -> bytes:
    mark = b'"content":"' if b'"content":"' in source else b'":"'
    return source.replace(mark, mark + INVALID, 1)


async def _cut(request: web.Request, answer: Answer, *, cleanly: bool) -> web.StreamResponse:
    """Half of the answer. ``cleanly``: a stream ends as HTTP streams end, though its words do not say so."""
    from aiohttp import web

    if answer.events and cleanly:
        return await _stream(request, STREAM_TYPE, _paced(answer.events[: len(answer.events) // 2], 0.0))
    whole = b"".join(answer.events) or answer.body
    length = {} if answer.events else {"Content-Length": str(len(whole))}
    response = web.StreamResponse(headers={"Content-Type": STREAM_TYPE if answer.events else JSON_TYPE, **length})
    if answer.events:
        response.enable_chunked_encoding()
    await response.prepare(request)
    await response.write(whole[: len(whole) // 2])
    if request.transport is not None:
        request.transport.close()
    return await _until_gone()


async def _huge(request: web.Request, answer: Answer, size: int) -> web.StreamResponse:
    """A reply whose content is ``size`` bytes long, else well formed."""
    source = answer.events[1] if len(answer.events) > 2 else answer.body
    mark = b'"content":"' if b'"content":"' in source else b'"content":'
    at = source.find(mark) + len(mark)

    async def pieces() -> AsyncIterator[bytes]:
        yield b"".join(answer.events[:1]) + source[:at]
        for sent in range(0, size, BLOCK):
            yield b"x" * min(BLOCK, size - sent)
        yield source[at:] + b"".join(answer.events[2:])

    return await _stream(request, STREAM_TYPE if answer.events else JSON_TYPE, pieces())


async def _endless(answer: Answer) -> AsyncIterator[bytes]:
    """The beginning, and then the same again for ever, as fast as it is read."""
    yield answer.events[0] if answer.events else answer.body[:-1]
    more = answer.events[1] if answer.events else b" " * 64
    while True:
        yield more * 64
        await asyncio.sleep(0.001)


async def _slow(request: web.Request, answer: Answer, seconds: float) -> web.StreamResponse:
    whole = b"".join(answer.events) or answer.body
    pieces = _paced((whole[at : at + 1] for at in range(len(whole))), seconds)
    return await _stream(request, STREAM_TYPE if answer.events else JSON_TYPE, pieces)


async def _paced(pieces: Iterable[bytes], seconds: float) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
        await asyncio.sleep(seconds)


async def _stream(request: web.Request, content_type: str, pieces: AsyncIterator[bytes]) -> web.StreamResponse:
    from aiohttp import web

    response = web.StreamResponse(headers={"Content-Type": content_type, "Cache-Control": "no-cache"})
    await response.prepare(request)
    async for piece in pieces:
        await response.write(piece)
    await response.write_eof()
    return response
