"""The HTTP side of files and batches."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from negforge.adapters.json_values import NotJson, decode, encode
from negforge.adapters.mock_server.answers import error_body
from negforge.adapters.mock_server.batches import Batches, NotFound, page
from negforge.adapters.mock_server.delivery import send_bytes
from negforge.adapters.mock_server.replies import BadRequest
from negforge.core.json_text import Json

if TYPE_CHECKING:
    from aiohttp import web

Handler: TypeAlias = "Callable[[web.Request], Awaitable[web.StreamResponse]]"
CHUNK = 1 << 20
MOST_WORD = 1000  # bytes of a form's plain field
PAGE, LARGEST_PAGE = 20, 100


class TooLarge(BadRequest):
    """The file has more bytes than a file may have."""


@dataclass(slots=True)
class BatchRoutes:
    """Long work (a batch of 50,000 lines) is done beside the event loop, one piece at a time."""

    batches: Batches
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def routes(self) -> list[tuple[str, str, Handler]]:
        """Method, path, handler."""
        return [
            ("POST", "/v1/files", self._told(self._upload)),
            ("GET", "/v1/files", self._told(self._files)),
            ("GET", "/v1/files/{id}", self._told(self._file)),
            ("DELETE", "/v1/files/{id}", self._told(self._remove)),
            ("GET", "/v1/files/{id}/content", self._told(self._content)),
            ("POST", "/v1/batches", self._told(self._create)),
            ("GET", "/v1/batches", self._told(self._list)),
            ("GET", "/v1/batches/{id}", self._told(self._poll)),
            ("POST", "/v1/batches/{id}/cancel", self._told(self._cancel)),
        ]

    def _told(self, work: Callable[[web.Request], Awaitable[Json | bytes]]) -> Handler:
        """The handler that sends what ``work`` gives, or the error that it raises."""

        async def handler(request: web.Request) -> web.StreamResponse:
            try:
                made = await work(request)
            except BadRequest as error:
                status = 404 if isinstance(error, NotFound) else 413 if isinstance(error, TooLarge) else 400
                body = error_body(str(error), "invalid_request_error", None, error.parameter)
                return await send_bytes(request, body, status)
            if isinstance(made, bytes):
                return await send_bytes(request, made, content_type="application/octet-stream")
            return await send_bytes(request, encode(made))

        return handler

    async def _upload(self, request: web.Request) -> Json:
        from aiohttp import BodyPartReader

        if not request.content_type.startswith("multipart/"):
            raise BadRequest("A file is sent as multipart/form-data")
        name, purpose = "", ""
        content: bytes | None = None
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            if part.name == "file":
                name = part.filename or "file"
                content = await _read(part, self.batches.settings.file_bytes_limit)
            elif part.name == "purpose":
                purpose = (await _read(part, MOST_WORD)).decode("utf-8", "replace")
        if content is None or not purpose:
            raise BadRequest("'file' and 'purpose' are both required", "purpose" if content is not None else "file")
        return self.batches.add_file(name, purpose, content).as_json()

    async def _files(self, request: web.Request) -> Json:
        return page([file.as_json() for file in self.batches.files.values()], *_page_asked(request))

    async def _file(self, request: web.Request) -> Json:
        return self.batches.file(request.match_info["id"]).as_json()

    async def _remove(self, request: web.Request) -> Json:
        file_id = request.match_info["id"]
        self.batches.remove_file(file_id)
        return {"id": file_id, "object": "file", "deleted": True}

    async def _content(self, request: web.Request) -> bytes:
        return self.batches.file(request.match_info["id"]).content

    async def _create(self, request: web.Request) -> Json:
        try:
            asked = decode(await request.read())
        except NotJson as error:
            raise BadRequest(f"We could not parse the JSON body of your request: {error}") from None
        if not isinstance(asked, dict):
            raise BadRequest("The body of your request must be a JSON object")
        async with self.lock:
            return (await asyncio.to_thread(self.batches.create, asked)).as_json()

    async def _list(self, request: web.Request) -> Json:
        return page([batch.as_json() for batch in self.batches.batches.values()], *_page_asked(request))

    async def _poll(self, request: web.Request) -> Json:
        async with self.lock:
            return (await asyncio.to_thread(self.batches.poll, request.match_info["id"])).as_json()

    async def _cancel(self, request: web.Request) -> Json:
        async with self.lock:
            return self.batches.cancel(request.match_info["id"]).as_json()


async def _read(part: object, most: int) -> bytes:
    """The part's bytes. Raises TooLarge as soon as there are more than ``most``."""
    from aiohttp import BodyPartReader

    assert isinstance(part, BodyPartReader)
    held = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        held += chunk
        if len(held) > most:
            raise TooLarge(f"The file is too large: {most} bytes is the maximum", "file")
    return bytes(held)


def _page_asked(request: web.Request) -> tuple[str | None, int]:
    told = request.query.get("limit", "")
    limit = int(told) if told.isascii() and told.isdigit() else PAGE
    return request.query.get("after"), max(1, min(limit, LARGEST_PAGE))
