"""Sides: the base and the edited trajectory of a pair, and the places of either that neutral differences may touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from negforge.core.edit import Edit
from negforge.core.message import Message, Say, Text, said_by, text_of
from negforge.core.pair import Pair
from negforge.perturb.neutral.row_order import speaks_of_places

_LONGEST = 20_000  # characters: longer words stay as they are


@dataclass(frozen=True, slots=True)
class Side:
    """One side's messages. ``shared``: places of the base, and where the same message stands here; ``parted``: places
    of words that the other side does not have. ``rows_stay``: the user asked for an order, or goes by one.
    ``across``: for each place a name that the place over against it on the other side has too."""

    messages: tuple[Message, ...]
    shared: dict[int, int]
    parted: tuple[int, ...]
    rows_stay: bool
    across: dict[int, str]


def sides_of(pair: Pair) -> tuple[Side, Side]:
    """Both sides of a pair without neutral differences."""
    moved = _moved(pair.chosen.messages, pair.edits)
    rows_stay = any(
        said_by(message, "user") and speaks_of_places(text_of(message))
        for message in (*pair.task.opening, *pair.chosen.messages, *pair.rejected.messages)
    )
    return (
        _side(pair.chosen.messages, {at: at for at in moved}, rows_stay),
        _side(pair.rejected.messages, moved, rows_stay),
    )


def words_at(messages: Sequence[Message], at: int) -> str | None:
    """The assistant's plain words at a place; None where there are none, or what is more than words."""
    message = messages[at]
    if not isinstance(message, Say) or message.role != "assistant":
        return None
    text = text_of(message)
    plain = all(isinstance(part, Text) for part in message.parts) and len(text) <= _LONGEST
    return text if plain and text.strip() and not text.lstrip().startswith(("{", "[")) else None


def _side(messages: tuple[Message, ...], shared: dict[int, int], rows_stay: bool) -> Side:
    common = set(shared.values())
    parted = tuple(at for at in range(len(messages)) if at not in common and words_at(messages, at) is not None)
    across = {place: f"shared {at}" for at, place in shared.items()}
    across |= {place: f"parted {number}" for number, place in enumerate(reversed(parted))}
    return Side(messages, shared, parted, rows_stay, across)


def _moved(base: Sequence[Message], edits: Sequence[Edit]) -> dict[int, int]:
    """For each message of the base that no edit touches: where it stands after the edits."""
    inserts = [edit.at for edit in edits if edit.before is None]
    changes = {edit.at: edit.after is not None for edit in edits if edit.before is not None}
    moved: dict[int, int] = {}
    place = 0
    for at in range(len(base)):
        place += inserts.count(at)
        if at not in changes:
            moved[at] = place
        place += changes.get(at, True)
    return moved
