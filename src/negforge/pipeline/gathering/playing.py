"""Playing a world's task by hand, or by any agent that can type commands. The state between commands is the recording.

Nothing is kept but what was done: each command replays it, so that a play can be read, moved and taken up again.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from negforge.agents.episode import Episode
from negforge.agents.recording import Diverged, Recording, recording_json, recording_of, replayed
from negforge.core.errors import RunError, UsageError
from negforge.core.json_text import Json, parse
from negforge.core.message import text_of
from negforge.core.task import policy_text
from negforge.pipeline.running.ledger import lock_folder
from negforge.pipeline.running.run_files import make_folder, write_text
from negforge.worlds.tasks import WorldTask, task_named

OPEN = "open"
PATIENCE = 20.0  # seconds to wait for another command in the same folder


@dataclass(frozen=True, slots=True)
class Play:
    """A play as it lies on disk: the file, the episode so far, and the recording behind it."""

    file: Path
    episode: Episode
    recording: Recording


def start_play(task: str, folder: Path, maker: str, settings: dict[str, Json]) -> Play:
    """Begin. Raises UsageError where a play of this task is under way in the folder."""
    file = _file(task, folder)
    if file.exists():
        raise UsageError(f"{file}: this task is being played; go on with it, or choose another --in")
    name = task_name(task)
    task_named(name)
    recording = Recording(name, maker, settings, (), OPEN)
    _save(file, recording)
    return Play(file, replayed(recording), recording)


def open_play(task: str, folder: Path) -> Play:
    """Go on. Raises UsageError where nothing was begun, RunError where the world has changed since."""
    file = _file(task, folder)
    try:
        readable, line = parse(file.read_text("utf-8"))
        recording = recording_of(line) if readable and isinstance(line, dict) else None
    except FileNotFoundError:
        raise UsageError(f"{file}: not begun yet; `negforge world play {task} start` begins") from None
    except (OSError, ValueError, UsageError) as error:
        raise RunError(f"{file}: damaged ({error}); remove it and begin anew") from None
    if recording is None:
        raise RunError(f"{file}: damaged (no JSON object); remove it and begin anew")
    if recording.task != task_name(task):
        raise UsageError(f"{file}: holds a play of another task; choose another --in")
    try:
        return Play(file, replayed(recording), recording)
    except Diverged as error:
        raise RunError(f"{file}: the world has changed since this was played ({error}); begin anew") from None


def reply(play: Play, text: str, calls: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """One reply of the agent: the responses to its calls, or what the user says to its words."""
    if play.recording.stopped != OPEN:
        raise UsageError("this play is finished; begin another")
    seen = play.episode.perform(text, calls)
    _save(play.file, _so_far(play, OPEN))
    return seen


def finish_play(play: Play, stopped: str = "") -> Recording:
    """End it: ``stopped`` says why, where the conversation is not over of itself."""
    if play.recording.stopped != OPEN:
        return play.recording
    why = "finished" if play.episode.over else stopped or "ended by the agent"
    recording = _so_far(play, why)
    _save(play.file, recording)
    return recording


def briefing(task: WorldTask) -> Json:
    """What an agent sees at the start: rules, tools, and what the user said. Nothing else of the task."""
    return {
        "rules": policy_text(task.task),
        "tools": [
            {"name": tool.name, "description": tool.description, "parameters": parse(tool.parameters)[1]}
            for tool in task.task.tools
        ],
        "user": "\n".join(text_of(message) for message in task.task.opening),
    }


def call_of(text: str) -> tuple[str, str]:
    """A call as typed: ``{"name": ..., "arguments": {...}}``. Raises UsageError for anything else."""
    readable, value = parse(text)
    if not readable or not isinstance(value, dict) or not isinstance(value.get("name"), str):
        raise UsageError(f'{text[:80]}: no call; write \'{{"name": "tool", "arguments": {{...}}}}\'')
    unknown = set(value) - {"name", "arguments"}
    if unknown:
        raise UsageError(f"{text[:80]}: {min(unknown)} is no part of a call; it has name and arguments")
    arguments = value.get("arguments", {})
    return str(value["name"]), arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)


def task_name(task: str) -> str:
    """A task's name; ``FILE:N`` stands for line N of a file of names, so that a name need not be shown."""
    file, _, number = task.rpartition(":")
    if file and re.fullmatch(r"[0-9]{1,9}", number) and Path(file).is_file():
        lines = Path(file).read_text("utf-8", "replace").split()
        if not 1 <= int(number) <= len(lines):
            raise UsageError(f"{task}: {file} has {len(lines)} lines")
        return lines[int(number) - 1]
    return task


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else plays in this folder meanwhile: a command reads, acts and writes."""
    make_folder(folder)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            lock = lock_folder(folder)
            break
        except UsageError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    try:
        yield
    finally:
        del lock


def _so_far(play: Play, stopped: str) -> Recording:
    held = play.recording
    return Recording(held.task, held.maker, held.settings, tuple(play.episode.acts), stopped)


def _file(task: str, folder: Path) -> Path:
    return folder / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', Path(task).name)}.json"


def _save(file: Path, recording: Recording) -> None:
    write_text(file, json.dumps(recording_json(recording), ensure_ascii=False, indent=1) + "\n")
