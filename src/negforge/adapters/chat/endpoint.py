"""An endpoint: where a model is, how it may be asked, and what that costs. What must stay secret never shows itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from negforge.core.json_text import Json

SECRET_FROM = 8  # characters; what is shorter is a word that anybody may use


class Secret:
    """A text that no repr, format or pickle gives away. Only ``reveal`` does."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")


@dataclass(frozen=True, slots=True)
class Price:
    """Money per million tokens, in whatever currency the recipe thinks in. ``cached``: of prompt tokens that the
    provider had at hand; None: they cost what the others do."""

    prompt: float = 0.0
    completion: float = 0.0
    cached: float | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``name``: what the recipe calls it; ``model``: what the server calls it.

    ``deadline``: seconds for one call with all its attempts, from the moment it is first let out. ``silence``: seconds
    without a byte after which an attempt is given up. ``patience``: seconds for which refused connections are borne as
    long as nobody has answered there at all. ``attempts``: so many answers that are none are paid for, for one
    call. ``in_flight``: attempts at once. ``most_bytes``: of one answer. ``extra``: further fields of every body.
    ``ca_file``: certificates to trust beside the system's.
    """

    name: str
    model: str
    base_url: Secret
    api_key: Secret
    stream: bool = True
    in_flight: int = 16
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    deadline: float = 600.0
    silence: float = 120.0
    patience: float = 30.0
    attempts: int = 6
    most_bytes: int = 16 << 20
    price: Price = Price()
    extra: Mapping[str, Json] = field(default_factory=lambda: MappingProxyType({}))
    ca_file: Path | None = None

    def scrubbed(self, text: str) -> str:
        """The text without the key and the address, should a server or a library have put them in."""
        address = urlsplit(self.base_url.reveal())
        secrets = ((self.api_key.reveal(), "[key]"), (self.base_url.reveal(), "[base_url]"), (address.netloc, "[host]"))
        for secret, word in (*secrets, (address.hostname or "", "[host]")):
            if len(secret) >= SECRET_FROM:
                text = text.replace(secret, word)
        return text

    @property
    def place(self) -> str:
        """Host and port, for messages to the user only: what else an address has (path, query, user) may be secret."""
        address = urlsplit(self.base_url.reveal())
        host = address.hostname or "its address"
        host = f"[{host}]" if ":" in host else host
        return host if address.port is None else f"{host}:{address.port}"

    @property
    def secret_key(self) -> str | None:
        """The key, where it is one: servers of one's own take any word (``none``, ``EMPTY``), and no answer is altered
        for having such a word in it."""
        key = self.api_key.reveal()
        return key if len(key) >= SECRET_FROM else None
