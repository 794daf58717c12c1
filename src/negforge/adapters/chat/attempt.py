"""One attempt: bytes out, bytes back, within bounds. Whatever goes wrong on the way is a value.

Address, headers and authentication are the ``openai`` package's; the bytes go through aiohttp itself. Measured on one
core with 256 in flight: ``AsyncOpenAI.post`` costs 0.46 ms a call even when it is given ready bytes, aiohttp 0.09 ms,
and a body can be bounded while it comes in.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from negforge.adapters.chat.clean import without_key
from negforge.adapters.chat.endpoint import Endpoint
from negforge.adapters.chat.events import is_finished
from negforge.adapters.tapes.values import Media
from negforge.core.errors import UsageError

if TYPE_CHECKING:
    import aiohttp

Trouble: TypeAlias = Literal["connect", "tls", "reset", "silence", "deadline", "cut", "too_large"]
LONGEST_ERROR = 64 << 10  # bytes of an error's body that are read


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body. ``retry_after``: seconds that the server asks to be left alone; ``retry``: whether it says
    itself that another attempt makes sense, None where it does not say. ``trouble``: the body is not whole, and why."""

    status: int
    raw: bytes
    media: Media
    retry_after: float | None = None
    retry: bool | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Not even a status."""

    trouble: Trouble
    reason: str


class Line:
    """The connections to one endpoint. Opened by the first attempt, inside the running loop."""

    def __init__(self, endpoint: Endpoint, path: str = "chat/completions") -> None:
        """``path``: what is asked for, below the endpoint's address."""
        self._endpoint = endpoint
        self._path = path
        self._session: aiohttp.ClientSession | None = None
        self._url = ""
        self._headers: Mapping[str, str] = {}
        self._proxy: str | None = None

    async def attempt(self, body: bytes, seconds: float) -> Answer | NoAnswer:
        """Send one body and take what comes within so many seconds. Never raises but for a bug, or when cancelled."""
        import aiohttp

        if self._session is None:
            self._open()
            assert self._session is not None
        status, raw = 0, bytearray()
        media: Media = "json"
        retry_after: float | None = None
        retry: bool | None = None
        trouble: Trouble | None = None
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.post(
                    self._url, data=body, headers=self._headers, proxy=self._proxy, allow_redirects=False
                ) as response,
            ):
                status = response.status
                media = "sse" if response.content_type == "text/event-stream" else "json"
                if status != 200:
                    retry_after, retry = _retry_after(response.headers), _retry(response.headers)
                trouble = await self._read(response, raw, LONGEST_ERROR if status != 200 else None, media)
        except ssl.SSLError as error:
            return NoAnswer("tls", self._endpoint.scrubbed(f"{type(error).__name__}: {error}"))
        except aiohttp.ClientPayloadError:
            trouble = "cut"
        except TimeoutError as error:
            trouble = "silence" if isinstance(error, aiohttp.ServerTimeoutError) else "deadline"
            if not status:
                return NoAnswer(trouble, "the server said nothing")
        except (aiohttp.ClientError, OSError) as error:
            if not status:
                return self._no_answer(error)
            trouble = "reset"
        clean, kind = bytes(raw), media
        if (key := self._endpoint.secret_key) is not None:
            clean, kind = without_key(clean, media, key)
        return Answer(status, clean, kind, retry_after, retry, trouble)

    async def knock(self, seconds: float) -> NoAnswer | None:
        """Whether anybody is there: a HEAD request without the key, whatever its status. None: somebody is."""
        import aiohttp

        if self._session is None:
            self._open()
            assert self._session is not None
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.head(self._url, proxy=self._proxy, allow_redirects=False),
            ):
                return None
        except ssl.SSLError as error:
            return NoAnswer("tls", self._endpoint.scrubbed(f"{type(error).__name__}: {error}"))
        except TimeoutError:
            return NoAnswer("deadline", f"no answer within {seconds:g} s")
        except (aiohttp.ClientError, OSError) as error:
            return self._no_answer(error)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _read(
        self, response: aiohttp.ClientResponse, raw: bytearray, longest: int | None, media: str
    ) -> Trouble | None:
        """Fills ``raw`` up to the bound. A stream is whole with its last word, whatever the connection does then."""
        bound = self._endpoint.most_bytes if longest is None else longest
        async for chunk in response.content.iter_any():
            raw += chunk
            if media == "sse" and is_finished(raw):
                break
            if len(raw) > bound:
                response.close()
                del raw[bound:]
                return "too_large" if longest is None else None
        return None

    def _no_answer(self, error: Exception) -> NoAnswer:
        import aiohttp

        if isinstance(error, (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError)):
            return NoAnswer("tls", self._endpoint.scrubbed(str(error)))
        if isinstance(error, aiohttp.ClientConnectorDNSError):
            return NoAnswer("connect", "the host's name cannot be resolved")
        number = getattr(error, "errno", None)
        reason = os.strerror(number) if isinstance(number, int) and number > 0 else type(error).__name__
        return NoAnswer("connect" if isinstance(error, aiohttp.ClientConnectorError) else "reset", reason)

    def _open(self) -> None:
        import aiohttp
        from openai import AsyncOpenAI, OpenAIError

        endpoint = self._endpoint
        try:
            client = AsyncOpenAI(api_key=endpoint.api_key.reveal(), base_url=endpoint.base_url.reveal(), max_retries=0)
            self._url = f"{str(client.base_url).rstrip('/')}/{self._path}"
            headers = {**client.default_headers, **client.auth_headers}
        except (OpenAIError, ValueError) as error:
            raise UsageError(endpoint.scrubbed(f"endpoint {endpoint.name}: {error}")) from None
        self._headers = {name: value for name, value in headers.items() if isinstance(value, str)}
        self._proxy = _proxy_for(self._url)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=endpoint.in_flight, ssl=self._trust(), ttl_dns_cache=300),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=30, sock_read=endpoint.silence),
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=64 << 10,
            max_field_size=64 << 10,
        )

    def _trust(self) -> ssl.SSLContext | bool:
        if self._endpoint.ca_file is None:
            return True
        try:
            return ssl.create_default_context(cafile=str(self._endpoint.ca_file))
        except (OSError, ssl.SSLError) as error:
            raise UsageError(f"{self._endpoint.ca_file}: no certificates could be read there ({error})") from None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, from ``retry-after-ms`` or ``Retry-After`` (seconds or an HTTP date, RFC 9110 section 10.2.3)."""
    for name, unit in (("retry-after-ms", 0.001), ("Retry-After", 1.0)):
        text = headers.get(name)
        if text is None:
            continue
        try:
            seconds = float(text) * unit
        except ValueError:
            seconds = _until(text)
        if 0 <= seconds < float("inf"):
            return seconds
    return None


def _until(date: str) -> float:
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return -1.0


def _retry(headers: Mapping[str, str]) -> bool | None:
    return {"true": True, "false": False}.get(headers.get("x-should-retry", ""))


def _proxy_for(url: str) -> str | None:
    """The proxy that the environment names for this address, if any."""
    from urllib.parse import urlsplit
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    proxy = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
    if proxy is not None and not proxy.lower().startswith(("http://", "https://")):
        raise UsageError("the environment names a proxy that is none of HTTP; unset it, or add the host to no_proxy")
    return proxy
