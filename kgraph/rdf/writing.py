"""Writing quads to a file: sorted, so that the same graph gives the same bytes, and all or nothing."""

import errno
import gzip
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from pyoxigraph import DefaultGraph, Quad

from kgraph.config import BASE
from kgraph.errors import ExportError, UsageError
from kgraph.rdf.jsonld import jsonld
from kgraph.rdf.sorting import sorted_lines
from kgraph.rdf.turtle import Fields, turtle

# The formats by file name ending. Those that hold triples get the default graph, the merged view, alone.
FORMATS = ("ttl", "nt", "nq", "trig", "jsonld")
TRIPLES = ("ttl", "nt")


def export(quads: Iterable[Quad], path: Path, format: str | None = None, base: str = BASE) -> None:
    """Write `quads` to the file `path` in `format` (one of `FORMATS`, by default the file name's ending; `.gz` compresses).

    A file that is already there is replaced when the new one is complete, and else stays as it is. `base` only shortens IRIs.
    Raises `UsageError` for an unknown format, `ExportError` where the file cannot be written.
    """
    format = format or format_of(path)
    try:
        with _replacing(path) as file:
            if path.name.endswith(".gz"):
                # No name and no time in the header: the same graph, the same bytes.
                with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
                    write(quads, cast(BinaryIO, packed), format, base, path.resolve().parent)
            else:
                write(quads, file, format, base, path.resolve().parent)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise ExportError(f"{path}: {'the disk is full' if full else error.strerror or error}") from error


def format_of(path: Path) -> str:
    """The format that the ending of `path` names, before `.gz`. Raises `UsageError` for another ending."""
    ending = Path(path.name.removesuffix(".gz")).suffix.removeprefix(".").lower()
    if ending not in FORMATS:
        raise UsageError(f"{path}: kgraph writes RDF to files that end in .{', .'.join(FORMATS)}")
    return ending


def write(quads: Iterable[Quad], out: BinaryIO, format: str, base: str = BASE, folder: Path | None = None) -> None:
    """Write `quads` to `out` in `format`. What does not fit in memory is sorted in temporary files in `folder`."""
    if format not in FORMATS:
        raise UsageError(f"{format} is no format that kgraph writes: {', '.join(FORMATS)}")
    if format in TRIPLES:
        default = DefaultGraph()
        quads = (quad for quad in quads if quad.graph_name == default)
    if format in ("nt", "nq"):
        out.writelines(sorted_lines((f"{quad} .\n".encode() for quad in quads), folder))
        return
    writer: Callable[[Iterable[Fields], str], Iterator[str]] = jsonld if format == "jsonld" else turtle
    for piece in writer(_fields(quads, folder), base):
        out.write(piece.encode())


def _fields(quads: Iterable[Quad], folder: Path | None) -> Iterator[Fields]:
    """Graph, subject, predicate and object of each quad in the syntax of N-Quads, by graph, then by subject, its types first."""
    default = DefaultGraph()
    lines = (
        "\t".join(
            (
                "" if quad.graph_name == default else str(quad.graph_name),
                str(quad.subject)[1:-1],  # without its brackets, so that country/AM comes before country/AM#geometry
                f"{'0' if quad.predicate.value.endswith('#type') else '1'}{quad.predicate}",
                f"{quad.object}\n",
            )
        ).encode()
        for quad in quads
    )
    for line in sorted_lines(lines, folder):
        graph, subject, predicate, object = line.decode().rstrip("\n").split("\t", 3)
        yield Fields(graph, f"<{subject}>", predicate[1:], object)


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that becomes `path` when all went well, and vanishes otherwise."""
    if path.exists() and not path.is_file():
        with path.open("wb") as file:  # a pipe or a terminal; a folder gives its own error
            yield file
        return
    target = path.resolve()
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
