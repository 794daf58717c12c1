"""Rows into Parquet files: typed by declared columns, compressed, a row group at a time, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from negforge.adapters.columns import Column, arrow_schema
from negforge.adapters.files import readable
from negforge.core.errors import UsageError
from negforge.core.json_text import Json

GROUP_ROWS = 200
GROUP_BYTES = 8 << 20
"""A row group ends where either is reached; bytes as JSON text."""


class ParquetRows:
    """Takes one row at a time. The same rows give the same bytes (with the same pyarrow)."""

    def __init__(self, out: IO[bytes], columns: Sequence[Column]) -> None:
        from pyarrow import parquet

        self._schema = arrow_schema(columns)
        self._writer = parquet.ParquetWriter(out, self._schema, compression="zstd", compression_level=9)
        self._held: list[Mapping[str, Json]] = []
        self._bytes = 0

    def add(self, row: Mapping[str, Json], size: int) -> None:
        """``size``: the row's bytes as JSON text."""
        self._held.append(row)
        self._bytes += size
        if len(self._held) >= GROUP_ROWS or self._bytes >= GROUP_BYTES:
            self._flush()

    def close(self) -> None:
        """Writes what is held back, and the end of the file: without it, it is no Parquet file."""
        self._flush()
        self._writer.close()

    def give_up(self) -> None:
        """Where the file is not wanted any more: a writer left open would write when it is cleared away."""
        with suppress(Exception):
            self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._held:
            self._writer.write_batch(pa.RecordBatch.from_pylist(self._held, schema=self._schema))
        self._held, self._bytes = [], 0


@contextmanager
def parquet_rows(out: IO[bytes], columns: Sequence[Column]) -> Iterator[ParquetRows]:
    """A writer for a block. Where the block fails, ``out`` holds something that is of no use."""
    rows = ParquetRows(out, columns)
    try:
        yield rows
    except BaseException:
        rows.give_up()
        raise
    rows.close()


def read_parquet(path: Path) -> Iterator[dict[str, Json]]:
    """Every row, a small batch at a time. Raises UsageError where the file is no Parquet file."""
    import pyarrow as pa
    from pyarrow import parquet

    readable(path)
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=32):
                yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UsageError(f"{path}: cannot be read as Parquet: {reason}; is it whole?") from error
