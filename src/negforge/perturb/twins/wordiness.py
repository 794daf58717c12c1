"""Wordiness: sentences that assert no call and no fact, around answers or at the end of one side."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random

from negforge.core.message import Message, Say, Text, text_of, with_text
from negforge.core.pair import Pair
from negforge.perturb.twins.twin import Material, answers, on_sides

_BEFORE = (
    "Thanks for your patience; let me set this out for you step by step.",
    "Of course, and I appreciate the clear way in which you put it.",
    "Very well, let us go through this calmly and in plain words.",
    "Good question to raise, and it deserves a proper reply.",
)
_AFTER = (
    "As always, I am here whenever something else comes to mind, be it large or small.",
    "Please take all the time that you like to go over this at your own pace.",
    "I hope that this way of putting it is clear and pleasant to read.",
    "Should anything about the wording be unclear, I will gladly put it in another way.",
)
_PRAISE = (
    "I take great care with every detail, so you can rely on this answer.",
    "Accuracy matters to me above everything else, and I stand by this.",
    "I approach every request with the utmost diligence and attention to detail.",
    "You are in the best of hands: thoroughness is what I am known for.",
)


def verbose(pair: Pair, rng: Random, _material: Material) -> Pair | None:
    """Every answer of either side with a sentence more before it and, if it does not end in a question, two behind."""
    salt = str(rng.random())
    new = [_padded(side.messages, salt) for side in (pair.chosen, pair.rejected)]
    return on_sides(pair, *new) if all(new) else None


def praise_on_chosen(pair: Pair, rng: Random, _material: Material) -> Pair | None:
    """The last answer of the chosen praises its own care."""
    praised = _praised(pair.chosen.messages, rng)
    return on_sides(pair, praised, {}) if praised else None


def praise_on_rejected(pair: Pair, rng: Random, _material: Material) -> Pair | None:
    """The last answer of the rejected praises its own care."""
    praised = _praised(pair.rejected.messages, rng)
    return on_sides(pair, {}, praised) if praised else None


def _padded(messages: Sequence[Message], salt: str) -> dict[int, Message]:
    found: dict[int, Message] = {}
    for number, at in enumerate(_plain_answers(messages)):
        text = text_of(messages[at])
        draw = int.from_bytes(hashlib.sha256(f"{salt}{number}".encode()).digest()[:4], "big")
        before = _BEFORE[draw % len(_BEFORE)]
        after = [_AFTER[(draw + step) % len(_AFTER)] for step in (1, 2)]
        behind = "" if text.rstrip().endswith("?") else "\n\n" + " ".join(after)
        found[at] = _said(messages[at], f"{before}\n\n{text.rstrip()}{behind}")
    return found


def _praised(messages: Sequence[Message], rng: Random) -> dict[int, Message]:
    spoken = _plain_answers(messages)
    if not spoken:
        return {}
    text = text_of(messages[spoken[-1]]).rstrip()
    one, other = rng.sample(_PRAISE, 2)
    praised = f"{one} {other}\n\n{text}" if text.endswith("?") else f"{text}\n\n{one} {other}"
    return {spoken[-1]: _said(messages[spoken[-1]], praised)}


def _plain_answers(messages: Sequence[Message]) -> list[int]:
    """Answers in words; one that is JSON would no longer be, and one with other parts would lose them."""
    return [
        at
        for at in answers(messages)
        if isinstance(message := messages[at], Say)
        and all(isinstance(part, Text) for part in message.parts)
        and not text_of(message).lstrip().startswith(("{", "["))
    ]


def _said(message: Message, text: str) -> Message:
    assert isinstance(message, Say)
    return with_text(message, text)
