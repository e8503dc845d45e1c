"""The documents of a Parquet file: its rows, as objects with the fields that JSON would have."""

import decimal
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

# Rows in memory at a time: their texts may be long.
_BATCH = 32


class NotParquet(ValueError):
    """The file is none, or is damaged; the text says how."""


@dataclass(frozen=True, slots=True)
class Table:
    """A Parquet file of documents; `columns` are the names of its columns at the top, `groups` the rows and bytes of its row groups."""

    file: Any
    columns: tuple[str, ...]
    groups: tuple[tuple[int, int], ...]

    def rows(self, wanted: Collection[str], start: int = 0, end: int | None = None) -> Iterator[dict[str, Any]]:
        """Each row of the row groups from `start` to before `end`, with the `wanted` columns; what is null is left out.

        Values are what JSON has: dates are text, as ISO 8601 writes them. Raises `NotParquet` where the file is damaged.
        """
        import pyarrow as pa

        groups = range(start, len(self.groups) if end is None else end)
        columns = [name for name in self.columns if name in wanted]
        try:
            for batch in self.file.iter_batches(_BATCH, row_groups=list(groups), columns=columns):
                yield from ({key: _plain(value) for key, value in row.items() if value is not None} for row in batch.to_pylist())
        except (pa.ArrowException, OSError, ValueError) as error:
            raise NotParquet(f"damaged Parquet ({_one_line(error)})") from error


def table(file: BinaryIO) -> Table:
    """Open a Parquet file. Raises `NotParquet`, and `ImportError` where pyarrow is missing."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        found = parquet.ParquetFile(file)
        groups = [found.metadata.row_group(number) for number in range(found.metadata.num_row_groups)]
    except (pa.ArrowException, OSError) as error:
        raise NotParquet(f"not a Parquet file, or a damaged one ({_one_line(error)})") from error
    return Table(found, tuple(found.schema_arrow.names), tuple((group.num_rows, group.total_byte_size) for group in groups))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):  # text is often kept in columns that do not say that it is text
        return value.decode("utf-8", "replace")
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return str(value) if isinstance(value, (decimal.Decimal, timedelta, uuid.UUID)) else value


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
