"""Edits: one message replaced, inserted or deleted, so that every edited pair can be rebuilt from its record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from negforge.core.errors import StaleEdit
from negforge.core.message import Message


@dataclass(frozen=True, slots=True)
class Edit:
    """``at`` counts messages of the base, before any edit. ``before`` None: insert in front of ``at`` (or, at the
    length of the base, append); ``after`` None: delete; both: replace. Inserts at one place keep their order."""

    at: int
    before: Message | None
    after: Message | None


def apply(base: Sequence[Message], edits: Sequence[Edit]) -> tuple[Message, ...]:
    """The base with all edits made. Raises StaleEdit, saying where, when an edit does not fit the base."""
    inserts: dict[int, list[Message]] = {}
    changes: dict[int, Edit] = {}
    for edit in edits:
        if edit.before is None:
            if edit.after is None:
                raise StaleEdit(edit.at, "changes nothing (no before, no after)")
            if not 0 <= edit.at <= len(base):
                raise StaleEdit(edit.at, f"inserts outside the {len(base)} messages")
            inserts.setdefault(edit.at, []).append(edit.after)
            continue
        if not 0 <= edit.at < len(base):
            raise StaleEdit(edit.at, f"lies outside the {len(base)} messages")
        if base[edit.at] != edit.before:
            raise StaleEdit(edit.at, f"expects {_brief(edit.before)} but finds {_brief(base[edit.at])}")
        if edit.at in changes:
            raise StaleEdit(edit.at, "is changed by two edits")
        changes[edit.at] = edit
    result: list[Message] = []
    for index, message in enumerate(base):
        result.extend(inserts.get(index, ()))
        change = changes.get(index)
        if change is None:
            result.append(message)
        elif change.after is not None:
            result.append(change.after)
    result.extend(inserts.get(len(base), ()))
    return tuple(result)


def diff(base: Sequence[Message], other: Sequence[Message]) -> tuple[Edit, ...]:
    """Edits with ``apply(base, diff(base, other)) == other``; replaces where both sides have a message."""
    edits: list[Edit] = []
    matcher = SequenceMatcher(None, list(base), list(other), autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        both = min(i2 - i1, j2 - j1)
        edits.extend(Edit(i1 + k, base[i1 + k], other[j1 + k]) for k in range(both))
        edits.extend(Edit(i1 + k, base[i1 + k], None) for k in range(both, i2 - i1))
        edits.extend(Edit(i1 + both, None, other[j1 + k]) for k in range(both, j2 - j1))
    return tuple(edits)


def undone(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Edits with ``apply(apply(base, edits), undone(edits)) == base``, one for each of ``edits``."""
    back: list[Edit] = []
    shift = 0
    for edit in sorted(edits, key=lambda one: (one.at, one.before is not None)):
        back.append(Edit(edit.at + shift, edit.after, edit.before))
        shift += (edit.before is None) - (edit.after is None)
    return tuple(back)


def _brief(message: Message) -> str:
    text = repr(message)
    return text if len(text) <= 90 else text[:87] + "..."
