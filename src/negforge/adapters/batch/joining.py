"""Reply files of all rounds onto the tape, each reply beside its question. Doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal, TypeAlias

from negforge.adapters.batch.replies import Answer, Failure, Unreadable, read_replies
from negforge.adapters.batch.standing import RequestFile, Standing
from negforge.adapters.chat.envelope import flaw_of, is_too_long, usage_of
from negforge.adapters.tapes.tape import Asked, Heard, Tape
from negforge.adapters.tapes.values import Entry
from negforge.core.chat import NoReply, Usage

PATTERNS = ("replies*.jsonl", "*.out.jsonl", "errors*.jsonl")
TRIES = 3  # rounds in which a request may fail before it ends as a failure
SHOWN = 20  # lines that are told with their place; of the others, their number
_LINES, _BYTES = 200, 8 << 20  # of one transaction
_FOR_GOOD = frozenset({400, 413, 422})  # asking again would bring the same
_NEVER_RUN = frozenset({"batch_expired", "batch_cancelled"})  # nobody tried: as if nothing had come

What: TypeAlias = Literal["stored", "known", "doubled", "failed", "malformed", "unknown", "broken"]
BAD: tuple[What, ...] = ("failed", "malformed", "unknown", "broken", "doubled")


@dataclass(slots=True)
class Imported:
    """How many lines were what. "known": the tape held a reply before; "doubled": the second one of this reading.

    ``told``: the first 20 odd lines with their places. ``given_up``: key → how it ended, after ``TRIES`` rounds or
    where another try has no hope. A reply that comes all the same counts for more.
    """

    counts: dict[What, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    given_up: dict[str, NoReply] = field(default_factory=dict)

    def count(self, what: What, place: str = "", reason: str = "") -> None:
        self.counts[what] = self.counts.get(what, 0) + 1
        if what in BAD and len(self.told) < SHOWN:
            self.told.append(f"{place}: {what}" + (f": {reason}" if reason else ""))

    def summary(self) -> str:
        """In one line; empty where no reply file held a line."""
        return ", ".join(f"{count} {what}" for what, count in self.counts.items() if count)


def reply_files(folder: Path) -> list[Path]:
    """The reply files of one round, by name."""
    names = (path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return [folder / name for name in sorted(names) if any(fnmatch(name, pattern) for pattern in PATTERNS)]


def import_replies(stand: Standing, tape: Tape, *, tries: int = TRIES) -> Imported:
    """Every reply file in every round's folder. The first well-formed reply of a question stays.

    Marks in ``stand`` which request files were answered at all. What failed is kept on the tape as an attempt.
    """
    imported = Imported(dict.fromkeys(("stored", "known", *BAD), 0))
    seen: set[str] = set()
    failures: dict[str, _Failed] = {}
    for number, folder in stand.folders:
        for path in reply_files(folder):
            lines = _judged(stand, number, path, imported, failures)
            for batch in _batches(lines):
                became = tape.adopt([Entry(0, tape.run, asked, heard) for asked, heard, _ in batch])
                for (asked, heard, place), what in zip(batch, became, strict=True):
                    if heard.flaw is not None:
                        continue
                    imported.count("doubled" if asked.key in seen else "stored" if what == "reply" else "known", place)
                    seen.add(asked.key)
    imported.given_up = {
        key: failed.outcome for key, failed in failures.items() if failed.for_good or len(failed.rounds) >= tries
    }
    return imported


def mark_replied(stand: Standing) -> None:
    """Marks the request files for which something came back, and puts nothing on a tape."""
    for number, folder in stand.folders:
        for path in reply_files(folder):
            for line in read_replies(path):
                file = None if isinstance(line, Unreadable) else stand.of_round(line.custom_id, number)
                if file is not None:
                    file.replied = True


@dataclass(slots=True)
class _Failed:
    outcome: NoReply
    rounds: set[int] = field(default_factory=set)
    for_good: bool = False


_Judged: TypeAlias = tuple[Asked, Heard, str]


def _judged(
    stand: Standing, number: int, path: Path, imported: Imported, failures: dict[str, _Failed]
) -> Iterator[_Judged]:
    """What of one reply file goes onto the tape; all else is counted."""
    for line in read_replies(path):
        place = f"{path}: {line.where}"
        if isinstance(line, Unreadable):
            imported.count("broken", place, line.reason)
            continue
        file = stand.of_round(line.custom_id, number)
        if file is None:
            imported.count("unknown", place, f"no request has the custom_id {line.custom_id[:80]!r}")
            continue
        asked = file.asked(line.custom_id)
        if asked is None:
            imported.count("unknown", place, f"its request in {file.path} was altered")
            continue
        file.replied = True
        heard = _heard(line, file)
        if heard.flaw is not None:
            what: What = "failed" if isinstance(line, Failure) else "malformed"
            imported.count(what, place, heard.flaw)
            _remember(failures.setdefault(asked.key, _Failed(NoReply("provider", ""))), line, heard.flaw, file)
        yield asked, heard, place


def _heard(line: Answer | Failure, file: RequestFile) -> Heard:
    if isinstance(line, Answer):
        flaw = flaw_of(line.raw, "json")
        return Heard(line.raw, "json", flaw, usage_of(line.raw, "json"), 0.0, "reply" if flaw is None else "malformed")
    kind = f"status {line.status}" if line.status is not None else "failed"
    return Heard(line.raw, "json", f"{file.path.parent.name}: {line.reason}", Usage(), 0.0, kind)


def _remember(failed: _Failed, line: Answer | Failure, reason: str, file: RequestFile) -> None:
    if isinstance(line, Answer):
        failed.outcome = NoReply("malformed", reason)
    elif line.code in _NEVER_RUN:
        return
    else:
        failed.outcome = NoReply("too_long" if is_too_long(line.status, reason) else "provider", reason)
        failed.for_good = failed.for_good or line.status in _FOR_GOOD
    failed.rounds.add(file.round)


def _batches(lines: Iterable[_Judged]) -> Iterator[list[_Judged]]:
    held: list[_Judged] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line[1].raw) + len(line[0].body)
        if len(held) >= _LINES or size >= _BYTES:
            yield held
            held, size = [], 0
    if held:
        yield held
