"""Voices: how a scripted policy talks, whatever its skill. A voice words a narration, an answer, a question, a report."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias

from negforge.worlds.goal import Fact
from negforge.worlds.wording import Form, word

VoiceName: TypeAlias = Literal["terse", "formal", "bulleted", "chatty", "cautious", "narrating"]
VOICES: tuple[VoiceName, ...] = ("terse", "formal", "bulleted", "chatty", "cautious", "narrating")


@dataclass(frozen=True, slots=True)
class Voice:
    name: VoiceName

    def before(self, why: str, rng: Random) -> str:
        """What is said along with a call, "" for nothing."""
        return ""

    def tells(self, told: list[Fact | str], ask: str, rng: Random) -> str:
        rows = [item if isinstance(item, str) else word(item.sentence, rng, slots_of(item)) for item in told]
        return " ".join([*rows, ask] if ask else rows)


def slots_of(item: Fact) -> dict[str, object]:
    label = item.label
    named = {"value": item.value, "label": label[:1].lower() + label[1:], "Label": label[:1].upper() + label[1:]}
    return {**named, **dict(item.slots)}


def worded(form: Form, rng: Random, slots: dict[str, object]) -> str:
    return word(form, rng, slots)
