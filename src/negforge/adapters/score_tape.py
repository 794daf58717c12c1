"""Scores on a tape: a number once made is kept under the hash of what was scored, by whom and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from negforge.adapters.chat.body import bytes_of, key_of
from negforge.adapters.chat.score_reply import reading_of, reply_of
from negforge.adapters.tapes.tape import Asked, Heard, Tape
from negforge.core.chat import Usage
from negforge.core.json_text import Json
from negforge.core.ports import Reading


def question_of(body: Mapping[str, Json], model: str) -> Asked:
    """What goes by one key: ``body`` names the model, the settings that decide, and what is scored."""
    raw = bytes_of(body)
    return Asked(key_of(raw, 0), model, 0, raw)


class ScoreTape:
    """The part of a tape that holds scores. None in place of a tape: nothing is kept."""

    def __init__(self, tape: Tape | None) -> None:
        self._tape = tape

    def known(self, asked: Iterable[Asked]) -> dict[str, Reading]:
        """By key, what was scored before."""
        found: dict[str, Reading] = {}
        if self._tape is None:
            return found
        for one in asked:
            stored = self._tape.get(one.key)
            if stored is not None and isinstance(reading := reading_of(stored.raw), Reading):
                found[one.key] = reading
        return found

    def keep(self, made: Sequence[tuple[Asked, Reading]]) -> None:
        """Returns when it is written."""
        if self._tape is not None and made:
            heard = [
                (asked, Heard(reply_of(one), "json", None, Usage(prompt=one.tokens), one.seconds or 0.0))
                for asked, one in made
            ]
            self._tape.write(heard)
