"""Writing a graph to a file: in one order, so that the same graph gives the same bytes, and all or nothing.

The default graph comes first: what belongs to one document alone, document by document, and then what documents share, by subject. The
named graphs follow, document by document. Within a document nothing has to be sorted that does not fit in memory; what documents
share is sorted on disk.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from kgraph.config import BASE
from kgraph.elements import Edge, Node
from kgraph.graph import DocumentGraph
from kgraph.rdf.counts import Counts
from kgraph.rdf.keeping import Keeper, Kept, Readers
from kgraph.rdf.mapping import each_told
from kgraph.rdf.rendering import Rendered, Renderer, record, recorded
from kgraph.rdf.sorting import sorted_lines
from kgraph.rdf.syntax import Subject, in_order

_TOGETHER = 20_000  # triples that are written at a time


def write(
    documents: Iterable[DocumentGraph], shared: Iterable[Node | Edge], out: BinaryIO, format: str, base: str = BASE, rdf12: bool = False
) -> Counts:
    """Write a graph to `out` in `format`. `documents` come in the order in which they are written, `shared` in any; it is read last.

    `base` only shortens IRIs. Raises `UsageError` for an unknown format, `GraphError` for what cannot be written.
    """
    renderer = Renderer(format, base, rdf12)
    with TemporaryDirectory(prefix="kgraph-") as folder:
        return assemble(map(renderer.render, documents), shared, renderer, out, Path(folder))


def assemble(documents: Iterable[Rendered], shared: Iterable[Node | Edge], renderer: Renderer, out: BinaryIO, folder: Path) -> Counts:
    """Write documents that `renderer` rendered, and what they share. What does not fit in memory waits in `folder`."""
    total, syntax, keeper = Counts(), renderer.syntax, Keeper(folder)
    with Readers() as readers:
        pieces = _Pieces(out, syntax.between, readers)
        later: list[Kept] = []
        out.write(syntax.start)

        def records() -> Iterator[bytes]:
            for document in documents:
                pieces.write(document.own)
                if document.named:
                    later.append(document.named if isinstance(document.named, Kept) else keeper.keep(document.named))
                total.add(document.counts)
                yield from document.records
            for said in each_told(shared, renderer.rdf12):
                yield from (record(subject, in_order(told)) for subject, told in said.items())

        for subjects in _batches(_subjects(sorted_lines(records(), folder))):
            total.of_default(subjects)
            pieces.write(syntax.default(subjects))
        for graph in later:
            pieces.write(graph)
        out.write(syntax.end)
    return total


@dataclass(slots=True)
class _Pieces:
    """A file that is written in pieces, with something between them."""

    out: BinaryIO
    between: bytes
    readers: Readers
    begun: bool = field(default=False, init=False)

    def write(self, piece: bytes | Kept) -> None:
        if not piece:
            return
        if self.begun and self.between:
            self.out.write(self.between)
        if isinstance(piece, Kept):
            self.readers.copy(piece, self.out)
        else:
            self.out.write(piece)
        self.begun = True


def _subjects(lines: Iterable[bytes]) -> Iterator[Subject]:
    """Sorted records, with those of one subject made one."""
    for subject, same in groupby(map(recorded, lines), key=lambda one: one[0]):
        first, *others = (told for _, told in same)
        yield subject, in_order([*first, *chain.from_iterable(others)]) if others else first


def _batches(subjects: Iterator[Subject]) -> Iterator[list[Subject]]:
    """Some subjects at a time. Thousands may speak of one thing: what is said of it need not fit in memory together."""
    batch: list[Subject] = []
    size = 0
    for subject in subjects:
        batch.append(subject)
        size += len(subject[1])
        if size >= _TOGETHER:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
