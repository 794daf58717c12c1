"""Our full layout, a pair a row: flat and typed, with what is known of the making of a pair beside it.

Read again, a row gives the pair as it is published: without pointers into the files that it came from, and with ids of
calls that are hashed anew, alike on both sides and in the edits, because their spelling might tell who wrote a call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from negforge.adapters.columns import names
from negforge.adapters.full_messages import Renamed, message_row, message_wire
from negforge.adapters.json_values import encode
from negforge.adapters.published_columns import FULL
from negforge.adapters.wire import decode_pair
from negforge.core.canary import CANARY
from negforge.core.certificate import Certificate
from negforge.core.defect import Defect
from negforge.core.edit import Edit
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.pair import Pair
from negforge.core.task import Tool

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a pair from beside it."""

    uuid: str
    world: str | None = None
    maker: str | None = None
    rejected_maker: str | None = None
    settings: str | None = None
    defect: Defect | None = None


def full_row(pair: Pair, known: Known) -> dict[str, Json]:
    """Every column of ``FULL``, in its order."""
    ids = Renamed()
    certificate, task, defect = pair.certificate, pair.task, known.defect
    made: Row = {
        "world": known.world,
        "uuid": known.uuid,
        "claim": defect.claim if defect else None,
        "severity": defect.severity if defect else None,
        "mirror": defect.mirror if defect else None,
        "depth": (certificate.depth if certificate else "") or None,
        "similarity": certificate.similarity if certificate else None,
        "maker": known.maker,
        "rejected_maker": known.rejected_maker,
        "settings": known.settings,
        "task_id": task.id,
        "tools": [_tool_row(tool) for tool in task.tools],
        "opening": [message_row(one, ids) for one in task.opening],
        "chosen": [message_row(one, ids) for one in pair.chosen.messages],
        "rejected": [message_row(one, ids) for one in pair.rejected.messages],
        "edits": [_edit_row(one, ids) for one in pair.edits],
        "neutral_chosen": [_edit_row(one, ids) for one in pair.neutral.chosen],
        "neutral_rejected": [_edit_row(one, ids) for one in pair.neutral.rejected],
        "label": msgspec.to_builtins(pair.label),
        "certificate": _certificate_row(certificate) if certificate else None,
        "canary": CANARY,
    }
    plain = {name: getattr(task if name in _OF_TASK else pair, name) for name in _NAMES if name not in made}
    return {name: made[name] if name in made else plain[name] for name in _NAMES}


def detect_full(first: Json | None) -> bool:
    """Whether a record is a row of this layout."""
    return isinstance(first, dict) and {"id", "uuid", "task_id", "opening", "chosen", "rejected"} <= first.keys()


def read_full(row: Json) -> Pair:
    """The pair of a row. Raises UsageError, saying where, when it is none."""
    if not isinstance(row, dict) or not detect_full(row):
        raise UsageError("no row of the full layout: it lacks one of id, uuid, task_id, opening, chosen, rejected")
    try:
        return decode_pair(encode(_wire(row)))
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"no row of the full layout: {type(error).__name__} {error}; was it edited?") from error


def _wire(row: Row) -> Row:
    """The row in the form of our own lines, which says what may stand where."""
    task = {
        "id": row["task_id"],
        "opening": [message_wire(one) for one in row["opening"]],
        "tools": [{"extra" if name == "other" else name: one for name, one in tool.items()} for tool in row["tools"]],
        **{name: row[name] for name in (*_OF_TASK, "family")},
    }
    return {
        **{name: row[name] for name in _AS_IT_IS},
        "task": task,
        "chosen": {"messages": [message_wire(one) for one in row["chosen"]]},
        "rejected": {"messages": [message_wire(one) for one in row["rejected"]]},
        "edits": _edits_wire(row["edits"]),
        "neutral": {side: _edits_wire(row[f"neutral_{side}"]) for side in ("chosen", "rejected")},
        "certificate": _certificate_wire(row["certificate"]) if row["certificate"] is not None else None,
    }


_NAMES = names(FULL)
_OF_TASK = ("template_id", "parent", "policy", "tools_declared")
_OF_CERTIFICATE = next(names(one.kind) for one in FULL if one.name == "certificate" and isinstance(one.kind, tuple))
_AS_IT_IS = ("id", "defect", "family", "origin", "label", "roots", "suffix", "level", "split", "rollout", "twin")


def _tool_row(tool: Tool) -> Row:
    return {"name": tool.name, "description": tool.description, "parameters": tool.parameters, "other": tool.extra}


def _edit_row(edit: Edit, ids: Renamed) -> Row:
    before, after = (message_row(one, ids) if one is not None else None for one in (edit.before, edit.after))
    return {"at": edit.at, "before": before, "after": after}


def _edits_wire(rows: list[Row]) -> list[Row]:
    return [
        {"at": one["at"], **{side: message_wire(one[side]) for side in ("before", "after") if one[side] is not None}}
        for one in rows
    ]


def _certificate_row(certificate: Certificate) -> Row:
    row: Row = msgspec.to_builtins(certificate)
    chosen, rejected = row.pop("outcomes")
    made = {**row, "chosen_outcome": chosen, "rejected_outcome": rejected}
    return {name: made[name] for name in _OF_CERTIFICATE}


def _certificate_wire(row: Row) -> Row:
    rest = {name: value for name, value in row.items() if name not in ("chosen_outcome", "rejected_outcome")}
    return {**rest, "outcomes": [row["chosen_outcome"], row["rejected_outcome"]]}
