"""Reading one source: its bytes, its format, and from the draft of its text the finished article."""

import hashlib
import io
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from kgraph.errors import DocumentError
from kgraph.read import decode, finish, plain
from kgraph.read.article import Article
from kgraph.read.draft import Draft
from kgraph.read.sources import FORMATS, STDIN, check, format_of, opened, unreadable
from kgraph.read.stretch import Stretch, within

if TYPE_CHECKING:
    from kgraph.read.records import Record

FIELDS = ("text", "title", "date", "url", "source")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. `fields` maps the JSON fields kgraph knows (`FIELDS`) to the user's names, dotted for nested ones.

    `max_bytes` is the size at which a document is refused, after decompression; in JSON Lines it counts for each record.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    max_bytes: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that was found; the work is still to be done, by `read`, here or in another process.

    `content` is what was found of it. A file that is one document is told by its path alone: `sha256` is None, as its bytes
    are not looked at yet. `size` counts bytes.
    """

    source: str
    sha256: str | None
    size: int
    options: ReadOptions
    content: "Record | Article | None" = None

    def length(self) -> int:
        """About how many characters there are to read."""
        return self.size if self.content is None else len(self.content.text)

    def read(self) -> Article | DocumentError:
        """The document, or why there is none."""
        try:
            if isinstance(self.content, Article):
                return self.content
            if self.content is not None:
                return finish.article(self.content.draft(), self.source, self.content.sha256)
            with opened(self.source) as raw:
                return _article(*_bytes(self.source, raw, self.options), self.source, format_of(self.source))
        except _FAULTS as error:
            return _in_words(self.source, error)


def read(source: str, options: ReadOptions | None = None, *, stdin: BinaryIO | None = None) -> Iterator[Article | DocumentError]:
    """Yield the documents of `source` (a path, an address, or `-` for standard input), and an error for each that cannot be read.

    Most files are one document; JSON may be a list of them, JSON Lines is one a line, Parquet one a row. Nothing is raised for a bad
    document, so that the others go on.
    """
    for item in unread(source, options, stdin=stdin):
        yield item.read() if isinstance(item, Unread) else item


def unread(
    source: str, options: ReadOptions | None = None, *, stdin: BinaryIO | None = None, stretch: Stretch | None = None
) -> Iterator[Unread | DocumentError]:
    """The same with most of the work left to `Unread.read`; of JSON Lines or Parquet, `stretch` may be the part that is wanted."""
    options = options or ReadOptions()
    decode.quiet()
    try:
        if source == STDIN:
            # Kept whole: a pipe cannot be read again for its hash.
            data = decode.read_limited(stdin or sys.stdin.buffer, options.max_bytes, source)
            yield from _several(source, None, io.BufferedReader(io.BytesIO(data)), options)
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
        if kind not in ("json", "jsonl", "parquet"):
            yield Unread(source, None, size, options)
            return
        with opened(source) as raw:
            yield from _several(source, kind, raw, options, stretch)
    except _FAULTS as error:
        yield _in_words(source, error)


_FAULTS = (DocumentError, *decode.BROKEN_GZIP, OSError, ValueError, RecursionError, MemoryError)


def _in_words(source: str, error: BaseException) -> DocumentError:
    if isinstance(error, DocumentError):
        return error
    if isinstance(error, decode.BROKEN_GZIP):
        return DocumentError(source, "damaged gzip file (cut short, or not gzip)")
    if isinstance(error, RecursionError | MemoryError):
        return DocumentError(source, "too deeply nested or too large to read")
    assert isinstance(error, Exception)
    return unreadable(source, error)


def _several(
    source: str, kind: str | None, raw: BinaryIO, options: ReadOptions, stretch: Stretch | None = None
) -> Iterator[Unread | DocumentError]:
    """What lies in a file that may hold several documents, or in one whose name tells no format."""
    if kind == "jsonl":
        yield from _records(decode.opened(raw), source, options, stretch=stretch)
        return
    if kind == "parquet":
        if (stream := decode.opened(raw)) is not raw:  # a table is read from its end
            stream = io.BytesIO(decode.read_limited(stream, options.max_bytes, source))
        yield from _table(stream, source, options, stretch)
        return
    data, digest = _bytes(source, raw, options)
    kind = _sniffed(data, kind)
    if kind == "json":
        yield from _records(data, source, options, digest)
    elif kind == "jsonl":
        yield from _records(io.BytesIO(data), source, options)
    else:
        article = _article(data, digest, source, kind)
        yield article if isinstance(article, DocumentError) else Unread(source, digest, len(data), options, article)


def _bytes(source: str, raw: BinaryIO, options: ReadOptions) -> tuple[bytes, str]:
    """What is in a file, and the hash of the file as it lies there, which for gzip is not that of what was read from it."""
    stream = decode.opened(raw)
    data = decode.read_limited(stream, options.max_bytes, source)
    if stream is raw:
        digest = hashlib.sha256(data).hexdigest()
    else:
        raw.seek(0)
        digest = hashlib.sha256(raw.read(options.max_bytes)).hexdigest()
    if not data.strip():
        raise DocumentError(source, "empty file" if not data else "nothing but white space")
    return data, digest


def _article(data: bytes, digest: str, source: str, kind: str | None) -> Article | DocumentError:
    return finish.article(_draft(data, _sniffed(data, kind), source), source, digest)


def _records(
    data: BinaryIO | bytes, source: str, options: ReadOptions, digest: str = "", stretch: Stretch | None = None
) -> Iterator[Unread | DocumentError]:
    """The records of JSON Lines (a stream, or a stretch of it), or of a JSON file with its `digest`."""
    from kgraph.read import records

    if isinstance(data, bytes):
        found = records.whole(data, source, digest, options.fields)
    else:
        lines = within(data, stretch) if stretch else data
        found = records.lines(lines, source, options.fields, options.max_bytes, stretch.first if stretch else None)
    for record in found:
        yield record if isinstance(record, DocumentError) else Unread(record.source, record.sha256, record.size, options, record)


def _table(file: BinaryIO, source: str, options: ReadOptions, stretch: Stretch | None) -> Iterator[Unread | DocumentError]:
    """The records of Parquet, or of a stretch of it."""
    from kgraph.read import parquet

    for record in parquet.rows(file, source, options.fields, options.max_bytes, stretch):
        yield record if isinstance(record, DocumentError) else Unread(record.source, record.sha256, record.size, options, record)


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
