"""Columns of published files: their types and what they mean, as Arrow, as `datasets` and a page of documentation need
them. One declaration for all, so that no form of a file can drift from another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from negforge.core.json_text import Json

if TYPE_CHECKING:
    import pyarrow as pa

Plain: TypeAlias = Literal["string", "int64", "float64", "bool", "json"]
"""``json``: any JSON value. It stands as it is in JSON lines; `datasets` holds it as text, and gives back the value."""


@dataclass(frozen=True, slots=True)
class Column:
    """``says``: what it means. ``gaps``: what null stands for, "" where there is none. ``many``: a list of these."""

    name: str
    kind: Plain | tuple[Column, ...]
    says: str
    gaps: str = ""
    many: bool = False


def arrow_schema(columns: Sequence[Column]) -> pa.Schema:
    import pyarrow as pa

    return pa.schema([pa.field(one.name, _arrow(one), nullable=True) for one in columns])


def features_json(columns: Sequence[Column]) -> dict[str, Json]:
    """The argument of ``datasets.Features.from_dict``."""
    return {one.name: _feature(one) for one in columns}


def described(columns: Sequence[Column], above: str = "") -> Iterator[tuple[str, str, str]]:
    """(path, type, meaning) of every column, those inside of others behind them."""
    for one in columns:
        path = f"{above}{one.name}{'[]' if one.many else ''}"
        inside = isinstance(one.kind, tuple)
        kind = "object" if inside else str(one.kind)
        yield path, f"list of {kind}s" if one.many else kind, f"{one.says} Null: {one.gaps}." if one.gaps else one.says
        if isinstance(one.kind, tuple):
            yield from described(one.kind, f"{path}.")


def names(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(one.name for one in columns)


def _arrow(column: Column) -> pa.DataType:
    import pyarrow as pa

    if isinstance(column.kind, tuple):
        kind: pa.DataType = pa.struct([pa.field(one.name, _arrow(one)) for one in column.kind])
    else:
        kind = {
            "string": pa.string(),
            "int64": pa.int64(),
            "float64": pa.float64(),
            "bool": pa.bool_(),
            "json": pa.string(),
        }[column.kind]
    return pa.list_(kind) if column.many else kind


def _feature(column: Column) -> Json:
    kind: Json
    if isinstance(column.kind, tuple):
        kind = {one.name: _feature(one) for one in column.kind}
    elif column.kind == "json":
        kind = {"_type": "Json"}
    else:
        kind = {"dtype": column.kind, "_type": "Value"}
    return {"feature": kind, "_type": "List"} if column.many else kind
