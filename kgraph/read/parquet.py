"""Parquet: one document for each row that has a text, by the names that JSON fields have. Needs pyarrow, an optional extra."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from kgraph.arrow import MISSING
from kgraph.arrow.documents import NotParquet, table
from kgraph.errors import DocumentError, NotADocument
from kgraph.read import decode, records
from kgraph.read.reader import FIELDS
from kgraph.read.records import Record
from kgraph.read.stretch import Stretch

_MORE = ("id", "language", "lang")


def rows(
    file: BinaryIO, source: str, fields: Mapping[str, str], max_bytes: int, stretch: Stretch | None = None
) -> Iterator[Record | DocumentError]:
    """The documents of a Parquet file, or of a stretch of it, a few rows in memory at a time.

    `max_bytes` bounds the text of a row. A bad row is an error that names it; the rows after it are still read. Raises `DocumentError`
    for what is not Parquet, `NotADocument` for a table without a column of text.
    """
    try:
        found = table(file)
    except ImportError as error:
        raise DocumentError(source, f"Parquet {MISSING}") from error
    except NotParquet as error:
        raise DocumentError(source, str(error)) from error
    names = [fields.get(field, field) for field in FIELDS]
    wanted = {*names, *(name.partition(".")[0] for name in names), *_MORE}
    if not {names[0], names[0].partition(".")[0]} & set(found.columns):
        raise NotADocument(source, f"no column {names[0]!r}, so no documents")
    number = stretch.first - 1 if stretch else 0
    try:
        for value in found.rows(wanted, *((stretch.start, stretch.end) if stretch else ())):
            number += 1
            if sum(len(item) for item in value.values() if isinstance(item, str)) >= max_bytes:
                yield decode.too_large(f"{source}, row {number}", max_bytes)
            else:
                yield records.row(value, source, fields, f"row {number}: ")
    except NotParquet as error:
        yield DocumentError(source, f"row {number + 1}: {error}, the rest is lost")
        return
    if not number and not stretch:
        yield DocumentError(source, "no rows in it")
