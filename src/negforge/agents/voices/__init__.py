"""Voices: how a scripted policy talks, whatever its skill. A voice words a narration, an answer, a question, a "
"report."""

from __future__ import annotations

from random import Random

from negforge.agents.voices.voice import VOICES, Voice, VoiceName
from negforge.worlds.wording import Form, word

__all__ = ["VOICES", "Voice", "VoiceName", "worded"]


def worded(form: Form, rng: Random, slots: dict[str, object]) -> str:
    return word(form, rng, slots)
