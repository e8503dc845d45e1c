"""Reading one source: its bytes, its format, and from the draft of its text the finished article."""

import hashlib
import io
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from kgraph.errors import DocumentError
from kgraph.read import decode, finish, plain
from kgraph.read.article import Article
from kgraph.read.draft import Draft
from kgraph.read.sources import FORMATS, STDIN, check, format_of, opened, unreadable
from kgraph.read.stretch import Stretch, within

FIELDS = ("text", "title", "date", "url", "source")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. `fields` maps the JSON fields kgraph knows (`FIELDS`) to the user's names, dotted for nested ones.

    `max_bytes` is the size at which a document is refused, after decompression; in JSON Lines it counts for each record.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    max_bytes: int = 50_000_000


def read(
    source: str, options: ReadOptions | None = None, *, stdin: BinaryIO | None = None, stretch: Stretch | None = None
) -> Iterator[Article | DocumentError]:
    """Yield the documents of `source` (a path, an address, or `-` for standard input), and an error for each that cannot be read.

    Most files are one document; JSON may be a list of them, JSON Lines is one a line, Parquet one a row; of those two, `stretch`
    is the part to read. Nothing is raised for a bad document, so that the others go on.
    """
    options = options or ReadOptions()
    decode.quiet()
    try:
        if source == STDIN:
            # Kept whole: a pipe cannot be read again for its hash.
            data = decode.read_limited(stdin or sys.stdin.buffer, options.max_bytes, source)
            yield from _read(source, None, io.BufferedReader(io.BytesIO(data)), options)
            return
        if not source.isprintable() and any("\ud800" <= c <= "\udfff" for c in source):
            # Such a name cannot be written to any output, so nothing from the file could be traced to it.
            raise DocumentError(source.encode("utf-8", "backslashreplace").decode(), "the file's name is not valid Unicode; rename it")
        size = check(source)
        kind = format_of(source)
        if kind is None:
            raise DocumentError(source, "unknown format; kgraph reads " + ", ".join(sorted(FORMATS)) + ", each also with .gz")
        if size == 0:
            raise DocumentError(source, "empty file")
        if kind not in ("jsonl", "parquet") and size >= options.max_bytes:
            raise decode.too_large(source, options.max_bytes, size)
        with opened(source) as raw:
            yield from _read(source, kind, raw, options, stretch)
    except DocumentError as error:
        yield error
    except decode.BROKEN_GZIP:
        yield DocumentError(source, "damaged gzip file (cut short, or not gzip)")
    except (OSError, ValueError) as error:
        yield unreadable(source, error)
    except (RecursionError, MemoryError):
        yield DocumentError(source, "too deeply nested or too large to read")


def _read(
    source: str, kind: str | None, raw: BinaryIO, options: ReadOptions, stretch: Stretch | None = None
) -> Iterator[Article | DocumentError]:
    stream = decode.opened(raw)
    if kind == "jsonl":
        yield from _records(stream, source, options, stretch=stretch)
        return
    if kind == "parquet":
        if stream is not raw:  # a table is read from its end
            stream = io.BytesIO(decode.read_limited(stream, options.max_bytes, source))
        yield from _table(stream, source, options, stretch)
        return
    data = decode.read_limited(stream, options.max_bytes, source)
    if stream is raw:
        digest = hashlib.sha256(data).hexdigest()
    else:
        # The hash is of the file as it lies there, which for gzip is not what was read from it.
        raw.seek(0)
        digest = hashlib.sha256(raw.read(options.max_bytes)).hexdigest()
    if not data.strip():
        raise DocumentError(source, "empty file" if not data else "nothing but white space")
    kind = _sniffed(data, kind)
    if kind == "json":
        yield from _records(data, source, options, digest)
    elif kind == "jsonl":
        yield from _records(io.BytesIO(data), source, options)
    else:
        yield finish.article(_draft(data, kind, source), source, digest)


def _records(
    data: BinaryIO | bytes, source: str, options: ReadOptions, digest: str = "", stretch: Stretch | None = None
) -> Iterator[Article | DocumentError]:
    """The records of JSON Lines (a stream, or a stretch of it), or of a JSON file with its `digest`."""
    from kgraph.read import records

    if isinstance(data, bytes):
        found = records.whole(data, source, digest, options.fields)
    else:
        lines = within(data, stretch) if stretch else data
        found = records.lines(lines, source, options.fields, options.max_bytes, stretch.first if stretch else None)
    for record in found:
        yield record if isinstance(record, DocumentError) else finish.article(record.draft, record.source, record.sha256)


def _table(file: BinaryIO, source: str, options: ReadOptions, stretch: Stretch | None) -> Iterator[Article | DocumentError]:
    """The records of Parquet, or of a stretch of it."""
    from kgraph.read import parquet

    for record in parquet.rows(file, source, options.fields, options.max_bytes, stretch):
        yield record if isinstance(record, DocumentError) else finish.article(record.draft, record.source, record.sha256)


def _sniffed(data: bytes, kind: str | None) -> str:
    """The format: the bytes' own word where it is certain, else the name's, else (standard input) a look at the text."""
    if decode.kind_of_bytes(data) == "PDF":
        return "pdf"
    if kind:
        return kind
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<?xml")):
        return "html"
    if head.startswith(b"["):
        return "json" if re.match(rb"\[\s*(\{|\])", head) else "text"
    if re.match(rb"\{\s*\"", head):
        return "jsonl" if re.match(rb"\{[^\n]*\}\s*\n\s*\{", data) else "json"
    return "text"


def _draft(data: bytes, kind: str, source: str) -> Draft:
    if kind == "html":
        from kgraph.read import html

        return html.draft(data, source)
    if kind == "pdf":
        from kgraph.read import pdf

        return pdf.draft(data, source)
    text = decode.mend(decode.decode(data, source))
    if kind == "markdown":
        from kgraph.read import markdown

        return markdown.draft(text)
    return plain.draft(text)
