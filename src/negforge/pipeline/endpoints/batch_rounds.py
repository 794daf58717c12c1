"""Rounds of batch files in a run folder: replies in, the stage runs, what is still to be asked out.

All state lies in the folder: request files, reply files, the tape. Killed anywhere, the same command comes to the same
bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from negforge.adapters.batch.chat import BatchChat
from negforge.adapters.batch.files import Limits, write_round
from negforge.adapters.batch.joining import Imported, import_replies, reply_files
from negforge.adapters.batch.notes import Notes
from negforge.adapters.batch.replies import Unreadable, read_replies
from negforge.adapters.batch.standing import RequestFile, Standing, standing
from negforge.adapters.batch.submitted import read_submitted
from negforge.core.errors import RunError, UsageError
from negforge.core.json_text import Json
from negforge.pipeline.running.run_files import sha256_of, whole_file, write_text

if TYPE_CHECKING:
    from negforge.adapters.tapes.tape import Tape

BATCH, UNFINISHED = "batch", "unfinished.json"
NAMED = 2  # request files that are named in a message; of the others, their number


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a stage waits for. ``files``: the request files in which it stands. ``sent``: all of them were submitted."""

    run: Path
    stage: str
    requests: int
    files: tuple[Path, ...]
    sent: bool = False


class BatchRounds:
    """One pass of one stage over the batch files of a run."""

    def __init__(self, run: Path, stage: str, tape: Tape, stand: Standing, imported: Imported, limits: Limits) -> None:
        self.imported = imported
        self._run, self._stage, self._tape, self._limits = run, stage, tape, limits
        self._stand = stand
        self._notes = Notes(run / BATCH)

    def chat(self, model: str, *, extra: Mapping[str, Json] | None = None, name: str | None = None) -> BatchChat:
        """The ``ChatModel`` for the stage. ``model``: as the server calls it; ``name``: as the recipe does."""
        return BatchChat(
            model,
            self._tape,
            self._notes,
            extra=extra,
            given_up=self.imported.given_up,
            limits=self._limits,
            name=name,
        )

    def settle(self) -> Waiting | None:
        """To be called when the stage has run over everything: what it waits for; None: all is answered.

        Questions that stand in a file for which nothing came back yet wait there; all others make the next round. The
        run is marked as unfinished, or no longer so.
        """
        waiting: dict[Path, int] = {}
        again: set[str] = set()
        still_open = {file.path for file in self._stand.files if _is_open(file)}
        for key in self._notes.all_keys():
            file = self._stand.latest(key)
            if file is None or file.path not in still_open:
                again.add(key)
            else:
                waiting[file.path] = waiting.get(file.path, 0) + 1
        if again:
            number = max((number for number, _ in self._stand.folders), default=0) + 1
            write_round(self._run / BATCH, number, self._notes.questions(again.__contains__), self._limits)
            self._stand = standing(self._run / BATCH)
            written = (file for file in self._stand.files if file.round == number)
            waiting |= {file.path: len(file.offsets) for file in written}
        return self._mark(waiting)

    def close(self) -> None:
        self._notes.close()

    def _mark(self, waiting: Mapping[Path, int]) -> Waiting | None:
        if not waiting:
            mark_finished(self._run)
            return None
        files = {path.relative_to(self._run).as_posix(): waiting[path] for path in sorted(waiting)}
        content = {"stage": self._stage, "requests": sum(waiting.values()), "files": files}
        write_text(self._run / UNFINISHED, json.dumps(content, indent=1) + "\n")
        sent = all(path.name in read_submitted(path.parent) for path in waiting)
        return Waiting(self._run, self._stage, sum(waiting.values()), tuple(sorted(waiting)), sent)


@contextmanager
def batch_rounds(
    run: Path, stage: str, tape: Tape, *, replies: Sequence[Path] = (), limits: Limits | None = None
) -> Iterator[BatchRounds]:
    """Reads all replies that have come, those in ``replies`` too (they are copied into the folder), and gives what the
    stage asks its models through. Raises NegforgeError.
    """
    stand = standing(run / BATCH)
    for path in replies:
        _take_in(path, stand)
    rounds = BatchRounds(run, stage, tape, stand, import_replies(stand, tape), limits or Limits())
    try:
        yield rounds
    finally:
        rounds.close()


def waiting_text(waiting: Waiting) -> str:
    """What to say when a stage stops for replies."""
    files, run = waiting.files, waiting.run
    named = ", ".join(str(path) for path in files[:NAMED])
    more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
    one = waiting.requests == 1
    count = "1 request waits for its reply" if one else f"{waiting.requests} requests wait for replies"
    if waiting.sent:
        return f"{count}: {named}{more}; submitted: `negforge batch fetch {run}`, and type the same command again"
    target = files[0].with_name(files[0].name.replace("requests", "replies"))
    return (
        f"{count}: {named}{more}; send them (`negforge batch submit {run}`, or `vllm run-batch -i {files[0]} -o "
        f"{target} --model ...`), put the replies beside them, and type the same command again"
    )


def mark_finished(run: Path) -> None:
    """Nothing waits any more; also to be called when a stage that waited once was finished by an endpoint."""
    (run / UNFINISHED).unlink(missing_ok=True)


def refuse_unfinished(run: Path) -> None:
    """Raises RunError where a stage of this run waits for replies."""
    path = run / UNFINISHED
    if not path.exists():
        return
    try:
        held = json.loads(path.read_bytes())
        told = f"its stage {held['stage']} waits for {held['requests']} replies to {next(iter(held['files']))}"
    except (OSError, ValueError, LookupError, TypeError, StopIteration, RecursionError):
        told = f"{path.name} says so"
    raise RunError(f"{run}: this run is not finished: {told}; put them there and type again the command that began it")


def _is_open(file: RequestFile) -> bool:
    """Nothing came back for it, and something may still come."""
    sent = read_submitted(file.path.parent).get(file.path.name)
    return not file.replied and not (sent is not None and sent.over)


def _take_in(path: Path, stand: Standing) -> None:
    """A copy of a reply file in the folder of the round that it answers: the folder tells all."""
    if path.resolve().parent in {folder.resolve() for _, folder in stand.folders}:
        return
    place = _round_of(path, stand)
    if place is None:
        raise UsageError(f"{path}: answers no request of this run; is it the right file?")
    target = place / f"replies-given-{sha256_of(path)[:12]}.jsonl"
    if target.name in {known.name for known in reply_files(place)}:
        return
    with path.open("rb") as source, whole_file(target) as out:
        while block := source.read(1 << 20):
            out.write(block)


def _round_of(path: Path, stand: Standing) -> Path | None:
    folders = dict(stand.folders)
    for line in read_replies(path):
        file = None if isinstance(line, Unreadable) else stand.latest(line.custom_id)
        if file is not None:
            return folders[file.round]
    return None


__all__ = [
    "BATCH", "UNFINISHED", "BatchRounds", "Imported", "Limits", "Waiting", "batch_rounds", "mark_finished",
    "refuse_unfinished", "waiting_text",
]  # fmt: skip
