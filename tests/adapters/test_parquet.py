"""Parquet files: typed as declared, the same bytes each time, a row group at a time."""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from negforge.adapters import parquet as ours
from negforge.adapters.columns import Column, arrow_schema, described, features_json, names
from negforge.adapters.full_layout import Known, full_row, read_full
from negforge.adapters.json_values import decode, encode
from negforge.adapters.parquet import parquet_rows, read_parquet
from negforge.adapters.published_columns import FULL, PLAN_REWARDBENCH
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from tests.validate.examples import pair_of

WORDS = (
    Column("text", "string", "Words."),
    Column("parts", (Column("n", "int64", "A number."), Column("yes", "bool", "Or no.")), "Some.", many=True),
)
HOSTILE = ["", "\x00", "\u2028\u2029\x85", "é😀\u202e", '"\\\n', "NaN", "x" * 70_000]


def written(rows: list[dict[str, Json]], columns: tuple[Column, ...] = WORDS) -> bytes:
    out = io.BytesIO()
    with parquet_rows(out, columns) as table:
        for row in rows:
            table.add(row, len(encode(row)))
    return out.getvalue()


def row(text: str | None) -> dict[str, Json]:
    return {"text": text, "parts": [{"n": 2**62, "yes": True}, {"n": None, "yes": None}]}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    rows = [row(text) for text in (*HOSTILE, None)]
    (tmp_path / "x.parquet").write_bytes(written(rows))
    assert list(read_parquet(tmp_path / "x.parquet")) == rows


def test_no_rows_are_a_file_with_types(tmp_path: Path) -> None:
    from pyarrow import parquet

    (tmp_path / "x.parquet").write_bytes(written([], FULL))
    assert list(read_parquet(tmp_path / "x.parquet")) == []
    assert parquet.read_schema(tmp_path / "x.parquet") == arrow_schema(FULL)


def test_a_pair_survives_the_table(tmp_path: Path) -> None:
    own = full_row(pair_of(), Known("u"))
    (tmp_path / "x.parquet").write_bytes(written([own], FULL))
    (read,) = read_parquet(tmp_path / "x.parquet")
    assert read == decode(encode(own))
    assert read_full(read) == read_full(own)


def test_a_row_group_ends_where_rows_or_bytes_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from pyarrow import parquet

    monkeypatch.setattr(ours, "GROUP_ROWS", 3)
    assert parquet.ParquetFile(io.BytesIO(written([row("a")] * 7))).num_row_groups == 3
    monkeypatch.setattr(ours, "GROUP_BYTES", 10)
    assert parquet.ParquetFile(io.BytesIO(written([row("a")] * 7))).num_row_groups == 7


def test_it_is_compressed() -> None:
    from pyarrow import parquet

    file = parquet.ParquetFile(io.BytesIO(written([row("a")])))
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_a_block_that_fails_leaves_nothing_to_be_written_later(recwarn: pytest.WarningsRecorder) -> None:
    out = io.BytesIO()
    with pytest.raises(ZeroDivisionError), parquet_rows(out, WORDS) as table:
        table.add(row("a"), 10)
        out.close()
        raise ZeroDivisionError
    assert not recwarn.list


@pytest.mark.parametrize("content", [b"", b"PAR1", b"{}\n" * 100])
def test_what_is_no_parquet_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.parquet").write_bytes(content)
    with pytest.raises(UsageError, match=r"x\.parquet: cannot be read as Parquet"):
        list(read_parquet(tmp_path / "x.parquet"))


GROW = """
import sys, resource
from negforge.adapters.columns import Column
from negforge.adapters.parquet import parquet_rows
with open(sys.argv[1], "wb") as out, parquet_rows(out, (Column("t", "string", ""),)) as table:
    for n in range(int(sys.argv[2])):
        table.add({"t": f"{n} " * 5_000}, 40_000)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    peaks: list[int] = []
    for rows in ("400", "4000"):
        command = [sys.executable, "-c", GROW, str(tmp_path / "x"), rows]
        environment = {**os.environ, "ARROW_DEFAULT_MEMORY_POOL": "system"}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        peaks.append(int(done.stdout))
    assert peaks[1] < 1.2 * peaks[0] + resource.getpagesize()


def test_the_types_are_one_for_arrow_and_for_datasets() -> None:
    kinds: Any = features_json(WORDS)
    assert kinds["parts"]["feature"]["n"] == {"dtype": "int64", "_type": "Value"}
    assert names(FULL) == tuple(features_json(FULL)) == tuple(arrow_schema(FULL).names)


def test_every_column_is_described() -> None:
    for path, kind, says in (*described(FULL), *described(PLAN_REWARDBENCH)):
        assert path and kind and says.endswith("."), path
