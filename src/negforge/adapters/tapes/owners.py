"""Who still lives: every open tape that claims holds an operating system's lock on one byte of a side file.

The system drops the lock when the process ends, however it ends. Such locks belong to the process, not to the
descriptor, and closing any descriptor of the file drops all of them: so a process opens each side file once, and
answers for its own numbers out of its own memory.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass, field

_files: dict[tuple[int, int, int], SideFile] = {}  # by process (a fork inherits no locks), device and inode
_guard = threading.Lock()


@dataclass(slots=True)
class SideFile:
    """The side file of one tape in this process. ``ours``: the numbers that this process holds."""

    place: tuple[int, int, int]
    descriptor: int
    ours: set[int] = field(default_factory=set)
    users: int = 0

    def hold(self, number: int) -> None:
        """Hold ``number``, which nobody else may have, until it is dropped or the process ends."""
        with _guard:
            _lock(self.descriptor, number)
            self.ours.add(number)

    def lives(self, number: int) -> bool:
        """Whether some process holds ``number``. Where the file system has no locks, nobody but this process does:
        work may then be done twice, but none is left waiting for the dead."""
        with _guard:
            if number in self.ours:
                return True
            taken = _lock(self.descriptor, number)
            if taken:
                _unlock(self.descriptor, number)
            return taken is False

    def drop(self, number: int) -> None:
        with _guard:
            _unlock(self.descriptor, number)
            self.ours.discard(number)

    def close(self) -> None:
        with _guard:
            self.users -= 1
            if not self.users:
                _files.pop(self.place, None)
                os.close(self.descriptor)


def side_file(path: str) -> SideFile:
    """The side file at ``path``, made where there is none. Raises OSError where that cannot be."""
    with _guard:
        found = _known(path)
        if found is None:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
            status = os.fstat(descriptor)
            found = SideFile((os.getpid(), status.st_dev, status.st_ino), descriptor)
            _files[found.place] = found
        found.users += 1
        return found


def _known(path: str) -> SideFile | None:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return _files.get((os.getpid(), status.st_dev, status.st_ino))


def _lock(descriptor: int, number: int) -> bool | None:
    """True: locked. False: another process holds it. None: there are no locks here."""
    try:
        import fcntl
    except ImportError:
        return _lock_on_windows(descriptor, number)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return None
    return True


def _unlock(descriptor: int, number: int) -> None:
    with suppress(OSError):
        try:
            import fcntl
        except ImportError:
            _unlock_on_windows(descriptor, number)
        else:
            fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, number)


def _lock_on_windows(descriptor: int, number: int) -> bool | None:
    try:
        import msvcrt

        os.lseek(descriptor, number, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except PermissionError:
        return False
    except (ImportError, OSError):
        return None
    return True


def _unlock_on_windows(descriptor: int, number: int) -> None:
    import msvcrt

    os.lseek(descriptor, number, os.SEEK_SET)
    msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]
