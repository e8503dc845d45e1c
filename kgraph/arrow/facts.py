"""Facts as Parquet: a row for each document, with what is known of it in columns of its own and its facts as one line of JSON."""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from kgraph.arrow.documents import NotParquet

COLUMNS = ("id", "source", "sha256", "version", "title", "published", "publisher", "url", "language", "facts")
Row = tuple[str | None, ...]
"""One document's values in the order of `COLUMNS`."""

Failure = tuple[str, str, bool]
"""A document that gave no facts: its source, the reason, and whether the process that worked on it died."""

# A row group is what a reader has to keep in memory.
_GROUP_ROWS, _GROUP_BYTES = 1000, 16_000_000
_FAILURES = b"kgraph.failures"


def row(line: bytes) -> Row:
    """The row of a document whose facts are `line`, as `kgraph.facts.dump` writes them."""
    facts = json.loads(line)
    known = {**facts["document"], "version": facts["version"], "facts": line.decode()}
    return tuple(known[name] for name in COLUMNS)


class Writer:
    """Writes rows to an open file as Parquet: the same bytes for the same rows, whatever the pace. Close it at the end.

    Raises `ImportError` where pyarrow is missing.
    """

    def __init__(self, file: BinaryIO, failures: Sequence[Failure] = ()) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        # What failed lies with what did not: so it is known when the rest is not read again.
        metadata = {_FAILURES: json.dumps(failures, ensure_ascii=False).encode("utf-8", "backslashreplace")} if failures else None
        self._schema = pa.schema([(name, pa.string()) for name in COLUMNS], metadata)
        self._writer = parquet.ParquetWriter(
            file,
            self._schema,
            compression="zstd",
            use_dictionary=["version", "publisher", "language"],
            write_statistics=["id", "source", "published"],
        )
        self._rows: list[Row] = []
        self._bytes = 0

    def write(self, row: Row) -> None:
        """Add a row."""
        self._rows.append(row)
        self._bytes += len(row[-1] or "")
        if len(self._rows) >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
            self._flush()

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        if self._rows:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        columns = zip(*self._rows, strict=True)
        self._writer.write_table(pa.table([pa.array(column, pa.string()) for column in columns], schema=self._schema))
        self._rows, self._bytes = [], 0


def part(rows: Iterable[Row], failures: Sequence[Failure]) -> bytes:
    """A whole Parquet file of these rows, which remembers the failures."""
    out = io.BytesIO()
    writer = Writer(out, failures)
    for row in rows:
        writer.write(row)
    writer.close()
    return out.getvalue()


def failures(file: BinaryIO) -> list[Failure]:
    """The failures that a part remembers. Raises `NotParquet`."""
    metadata = _opened(file).schema_arrow.metadata or {}
    with suppress(ValueError, TypeError):
        return [(str(source), str(reason), bool(died)) for source, reason, died in json.loads(metadata.get(_FAILURES, b"[]"))]
    raise NotParquet("its note of failures cannot be read")


def lines(file: BinaryIO) -> Iterator[bytes]:
    """The facts in a Parquet file, one line of JSON for each row, a few of them in memory at a time.

    Raises `NotParquet` for another file, one without a column `facts`, and where it turns out damaged; `ImportError`
    where pyarrow is missing.
    """
    import pyarrow as pa

    found = _opened(file)
    if "facts" not in found.schema_arrow.names:
        raise NotParquet("not written by kgraph extract: it has no column 'facts'")
    try:
        for batch in found.iter_batches(64, columns=["facts"]):
            for value in batch.column(0).to_pylist():
                yield value if isinstance(value, bytes) else json.dumps(value).encode() if not isinstance(value, str) else value.encode()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise NotParquet(f"damaged Parquet ({' '.join(str(error).split())[:200]})") from error


def _opened(file: BinaryIO) -> Any:
    from kgraph.arrow.documents import table

    return table(file).file
