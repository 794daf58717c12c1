"""An endpoint's own batch API, through the ``openai`` package: files up, batches made once, replies down.

A batch carries the sha256 of its request file and the round's name as metadata, so that one that was paid for is found
again whenever a process was killed between two steps.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from negforge.adapters.batch.files import URL
from negforge.adapters.batch.submitted import ENDED, Sent, read_submitted, write_submitted
from negforge.adapters.chat.endpoint import Secret
from negforge.core.errors import RunError

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types import Batch

TIMEOUT, RETRIES = 120.0, 2  # seconds without a byte; tries after the first
MOST_BYTES = 4 << 30  # of one download
MOST_SECONDS = 6 * 3600.0  # for one download
MOST_LISTED = 2000  # batches of the endpoint that are looked through for ours
CHUNK = 1 << 16
_NO_LIST = frozenset({404, 405, 501})  # an endpoint that cannot list its batches
_FAILED = frozenset({"failed", "expired", "cancelled", "cancelling"})

DOWNLOADING = ".download"  # no ".partial": a build that begins meanwhile clears those away
NOT_SUBMITTED = "not submitted"
_NO_API = "what answers there is no batch API (no id, no status); check the base URL: it ends in /v1, mostly"

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class State:
    """How far one request file is. ``status``: the service's word, NOT_SUBMITTED where it has none."""

    path: Path
    status: str
    done: int = 0
    failed: int = 0
    total: int = 0

    @property
    def ended(self) -> bool:
        return self.status in ENDED


class BatchApi:
    """To be used in a ``with`` block. Whatever fails raises RunError, in words without address and key."""

    def __init__(
        self, base_url: Secret, api_key: Secret, *, timeout: float = TIMEOUT, most_bytes: int = MOST_BYTES
    ) -> None:
        self._secrets = (api_key, base_url)
        self._timeout = timeout
        self._most_bytes = most_bytes
        self._listed: dict[tuple[str, str], Batch] | None = None

    def __enter__(self) -> BatchApi:
        from openai import OpenAI

        key, address = (secret.reveal() for secret in self._secrets)
        with self._told("the endpoint"):
            self._client: OpenAI = OpenAI(base_url=address, api_key=key, timeout=self._timeout, max_retries=RETRIES)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def submit(self, folder: Path, paths: Sequence[Path], note: Note) -> int:
        """Those of the round's request files that were not sent before; how many batches were made now."""
        sent = read_submitted(folder)
        made = 0
        for path in paths:
            sha256 = _sha256(path)
            one = sent.setdefault(path.name, Sent(sha256))
            if one.sha256 != sha256:
                raise RunError(f"{path}: altered since it was sent; restore it, or remove {folder} and begin anew")
            if one.batch is not None:
                continue
            batch = self._made_before(sha256, folder.name)
            if batch is None:
                batch = self._send(path, one, lambda: write_submitted(folder, sent))
                made += 1
                note(f"{path}: submitted")
            else:
                note(f"{path}: submitted before; found among the endpoint's batches")
            one.batch, one.status = _id_of(batch, path), _status(batch, path)
            write_submitted(folder, sent)
        return made

    def poll(self, folder: Path) -> list[State]:
        """How far each submitted file of the round is."""
        states = []
        for name, one in sorted(read_submitted(folder).items()):
            path = folder / name
            if one.batch is None:
                states.append(State(path, NOT_SUBMITTED))
                continue
            with self._told(path):
                batch = self._client.batches.retrieve(one.batch)
            counts = getattr(batch, "request_counts", None)
            done, failed, total = (_count(getattr(counts, word, 0)) for word in ("completed", "failed", "total"))
            states.append(State(path, _status(batch, path), done, failed, total))
        return states

    def fetch(self, folder: Path, note: Note) -> int:
        """Downloads what has come for the round, outputs and errors; how many files. Each batch once, when it ended.

        A batch that expired or failed brings what it has; the rest is asked again in the next round.
        """
        sent = read_submitted(folder)
        fetched = 0
        for name, one in sorted(sent.items()):
            if one.batch is None or one.fetched:
                continue
            path = folder / name
            with self._told(path):
                batch = self._client.batches.retrieve(one.batch)
            status = _status(batch, path)
            if status not in ENDED:
                note(f"{path}: {status}; nothing to fetch yet")
                continue
            fetched += self._fetch_one(path, batch, note)
            one.status, one.fetched = status, True
            write_submitted(folder, sent)
        return fetched

    def _fetch_one(self, path: Path, batch: Batch, note: Note) -> int:
        ids = {"replies": getattr(batch, "output_file_id", None), "errors": getattr(batch, "error_file_id", None)}
        count = 0
        for word, file_id in ids.items():
            if isinstance(file_id, str) and file_id:
                target = path.with_name(path.name.replace("requests", word).replace(".jsonl", "-fetched.jsonl"))
                self._download(file_id, target)
                note(f"{target}: fetched")
                count += 1
        if batch.status != "completed":
            errors = getattr(getattr(batch, "errors", None), "data", None)
            first = getattr(errors[0], "message", "") if isinstance(errors, list) and errors else ""
            why = f" ({self._scrubbed(str(first))[:200]})" if first else ""
            note(f"{path}: the batch {batch.status}{why}; what it did not answer goes into the next round")
        return count

    def _send(self, path: Path, one: Sent, save: Callable[[], None]) -> Batch:
        """Upload (unless a killed process did) and create. The creation is not tried twice blindly: it costs."""
        with self._told(path):
            if one.file is None:
                with path.open("rb") as file:
                    uploaded = self._client.files.create(file=(path.name, file), purpose="batch")
                one.file = _id_of(uploaded, path)
                save()
            metadata = {"sha256": one.sha256, "round": path.parent.name}
            return self._client.with_options(max_retries=0).batches.create(
                input_file_id=one.file, endpoint=URL, completion_window="24h", metadata=metadata
            )

    def _made_before(self, sha256: str, round_name: str) -> Batch | None:
        """A batch of these very bytes that the endpoint has and that has not failed."""
        if self._listed is None:
            self._listed = dict(self._list())
        return self._listed.get((sha256, round_name))

    def _list(self) -> Iterator[tuple[tuple[str, str], Batch]]:
        from openai import APIStatusError

        with self._told("the endpoint's list of batches"):
            try:
                for number, batch in enumerate(self._client.batches.list(limit=100)):
                    held = getattr(batch, "metadata", None)
                    if isinstance(held, dict) and "sha256" in held and getattr(batch, "status", None) not in _FAILED:
                        yield (str(held["sha256"]), str(held.get("round"))), batch
                    if number >= MOST_LISTED:
                        return
            except APIStatusError as error:
                if error.status_code not in _NO_LIST:
                    raise
            except AttributeError:  # how the package meets a page that is none
                raise RunError(f"the endpoint's list of batches: {_NO_API}") from None

    def _download(self, file_id: str, target: Path) -> None:
        """Streamed to the disk, within bounds, then moved into place. The key is cut out, should a server echo it."""
        partial = target.with_name(f".{target.name}.{os.getpid()}{DOWNLOADING}")
        until = time.monotonic() + MOST_SECONDS
        try:
            with self._told(target), self._client.files.with_streaming_response.content(file_id) as response:
                with partial.open("wb") as out:
                    size = 0
                    for block in _without(self._secrets[0], response.iter_bytes(CHUNK)):
                        size += len(block)
                        if size > self._most_bytes or time.monotonic() > until:
                            raise RunError(
                                f"{target}: more than {self._most_bytes} bytes or {MOST_SECONDS:g} s; stopped. "
                                "Fetch it by other means and put it there"
                            )
                        out.write(block)
                    out.flush()
                    os.fsync(out.fileno())
                partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)

    @contextmanager
    def _told(self, what: object) -> Iterator[None]:
        """Errors of the package and of the way there, in our words."""
        from httpx2 import HTTPError, InvalidURL, StreamError
        from openai import OpenAIError

        try:
            yield
        except (OpenAIError, HTTPError, InvalidURL, StreamError) as error:
            reason = self._scrubbed(str(error) or type(error).__name__)[:300]
            raise RunError(f"{what}: the batch API failed ({reason}); nothing is paid twice: try again") from None
        except OSError as error:
            raise RunError(f"{what}: {error.strerror or type(error).__name__}; the same command goes on") from None
        except ValueError:  # what the package says of a body that is no JSON
            raise RunError(f"{what}: {_NO_API}") from None

    def _scrubbed(self, text: str) -> str:
        for secret, word in zip(self._secrets, ("[key]", "[base_url]"), strict=True):
            if len(secret.reveal()) >= 4:
                text = text.replace(secret.reveal(), word)
        return text


def _id_of(found: object, what: object) -> str:
    """The package takes any body for what was asked for; a web page is none."""
    value = getattr(found, "id", None)
    if not isinstance(value, str) or not value:
        raise RunError(f"{what}: {_NO_API}")
    return value


def _status(batch: object, what: object) -> str:
    value = getattr(batch, "status", None)
    if not isinstance(value, str):
        raise RunError(f"{what}: {_NO_API}")
    return value[:40]


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _without(secret: Secret, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks without the secret, also where it lies across two of them."""
    hidden = secret.reveal().encode("utf-8", "surrogatepass")
    if len(hidden) < 4:
        yield from blocks
        return
    held = b""
    for block in blocks:
        held = (held + block).replace(hidden, b"[key]")
        cut = max(0, len(held) - len(hidden) + 1)
        yield held[:cut]
        held = held[cut:]
    yield held


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
