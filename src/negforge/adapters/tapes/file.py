"""The sqlite file under a tape: opened, made, told apart from other files, and its errors put into words."""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from negforge.core.errors import NegforgeError, RunError, UsageError

FORMAT = 1
PATIENCE = 60.0  # seconds that one process waits while another writes
MAGIC = b"SQLite format 3\0"
BROKEN = {11, 26}  # sqlite's codes for a malformed file and for none of its own

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE entries (
  number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, sample INTEGER NOT NULL, model TEXT NOT NULL,
  run TEXT, media INTEGER, prompt INTEGER, completion INTEGER, cached INTEGER, reasoning INTEGER, seconds REAL,
  body_size INTEGER NOT NULL, raw_size INTEGER, body BLOB NOT NULL, raw BLOB);
CREATE TABLE attempts (
  number INTEGER PRIMARY KEY, asked INTEGER NOT NULL, kind TEXT NOT NULL, flaw TEXT NOT NULL,
  run TEXT, media INTEGER, prompt INTEGER, completion INTEGER, cached INTEGER, reasoning INTEGER, seconds REAL,
  raw_size INTEGER NOT NULL, raw BLOB NOT NULL);
CREATE INDEX attempts_of ON attempts (asked);
CREATE TABLE claims (key BLOB PRIMARY KEY, owner INTEGER NOT NULL) WITHOUT ROWID;
"""


def open_file(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """The tape at ``path``; a new one where there is no file, or an empty one. Raises UsageError: not a tape, of a
    newer format, broken, or not to be opened."""
    try:
        head = _head(path)
        if not head:
            return _new(path, readonly)
        connection = _connect(path, readonly)
        if readonly and not _tables(connection):  # its maker was killed before the first table stood
            connection.close()
            return _empty()
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be opened: {getattr(error, 'strerror', None) or error}") from None
    except sqlite3.Error as error:
        raise told(path, error, opening=True) from None
    try:
        _make(connection, path, readonly)
    except BaseException as error:
        connection.close()
        raise told(path, error, opening=True) if isinstance(error, sqlite3.Error) else error from None
    return connection


def told(path: Path, error: sqlite3.Error, *, opening: bool = False) -> NegforgeError:
    """sqlite's error in our words."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in BROKEN or "malformed" in str(error):
        return UsageError(f"{path}: broken ({error}); save what is left: negforge tape salvage {path} NEW")
    if code in (5, 6):  # busy, locked
        return RunError(f"{path}: another process held it for too long ({error}); try again when that one is done")
    if opening:
        return UsageError(f"{path}: cannot be opened as a tape: {error}; check its mode and its folder's")
    return RunError(f"{path}: the tape cannot be read or written: {error}; free some space or check its disk")


def is_sqlite(path: Path) -> bool:
    """Whether the file begins as every sqlite file does. Raises OSError."""
    with open(path, "rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _head(path: Path) -> bytes:
    """Its first bytes, none where there is no file. Raises UsageError where they are no tape's."""
    if not path.exists():
        return b""
    if not path.is_file():
        raise UsageError(f"{path}: no regular file; name a tape")
    with open(path, "rb") as file:
        head = file.read(len(MAGIC))
    if head and head != MAGIC:
        raise UsageError(
            f"{path}: not a tape (no sqlite file); name another, read JSON lines in with `negforge tape merge`, or try "
            f"`negforge tape salvage {path} NEW` if it was a tape once"
        )
    return head


def _new(path: Path, readonly: bool) -> sqlite3.Connection:
    if readonly:
        if not path.exists():
            raise UsageError(f"{path}: there is no such tape; check the path")
        return _empty()
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connect(path, readonly)
    try:
        _make(connection, path, readonly)
    except BaseException:
        connection.close()
        raise
    return connection


def _empty() -> sqlite3.Connection:
    """What a reader sees in a file of no bytes."""
    connection = _tuned(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))
    connection.executescript(SCHEMA)
    return connection


def _connect(path: Path, readonly: bool) -> sqlite3.Connection:
    """A reader opens for writing too where it may, and asks sqlite to refuse every write: only so does it clear away
    sqlite's side files when it was the last to close. Elsewhere (a read-only disk) nobody writes: no locks."""
    modes = ("mode=rw", "mode=ro", "immutable=1") if readonly else ("mode=rwc",)
    for last, mode in zip((False, False, True)[-len(modes) :], modes, strict=True):
        address = f"file:{quote(str(path.absolute()))}?{mode}"
        connection = None
        try:
            connection = sqlite3.connect(
                address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            if readonly:
                connection.execute("PRAGMA query_only=1")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return _tuned(connection)
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            if last or getattr(error, "sqlite_errorcode", 0) & 0xFF in BROKEN:
                raise
    raise AssertionError("one mode is the last")


def _tuned(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")  # one flipped bit must not stop a reading
    for pragma in ("synchronous=NORMAL", "wal_autocheckpoint=4000", "cache_size=-32000", "trusted_schema=0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _make(connection: sqlite3.Connection, path: Path, readonly: bool) -> None:
    """The tables of a new tape; an old one's format is looked at. A file that is none of ours stays as it is."""
    if not readonly and not _tables(connection):
        _into_wal(connection)
        connection.execute("BEGIN IMMEDIATE")
        if not _tables(connection):
            for statement in SCHEMA.split(";"):
                connection.execute(statement)
            connection.execute("INSERT INTO meta VALUES ('format', ?), ('owners', 0)", (FORMAT,))
        connection.execute("COMMIT")
    tables = _tables(connection)
    if not {"meta", "entries", "attempts", "claims"} <= tables:
        raise UsageError(f"{path}: not a tape, but another program's sqlite file; name another")
    row = connection.execute("SELECT value FROM meta WHERE name = 'format'").fetchone()
    if row is None or not isinstance(row[0], int):
        raise UsageError(f"{path}: broken (it names no format); save what is left: negforge tape salvage {path} NEW")
    if row[0] > FORMAT:
        raise UsageError(f"{path}: a tape of format {row[0]}; this negforge reads up to {FORMAT}: install a newer one")


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}


def _into_wal(connection: sqlite3.Connection) -> None:
    """Several processes may make the same tape at once; this one step does not wait by itself."""
    until = time.monotonic() + PATIENCE
    while True:
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA page_size=8192")
            connection.execute("PRAGMA journal_mode=WAL")
            return
        if time.monotonic() > until:
            connection.execute("PRAGMA journal_mode=WAL")
        time.sleep(0.01)
