"""How the work is cut: into shards that depend on the documents alone, not on who works on them, nor on how many do."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from kgraph import read
from kgraph.errors import DocumentError, NotADocument, UsageError
from kgraph.read import ReadOptions, Unread
from kgraph.read.sources import STDIN, check
from kgraph.read.stretch import Stretch, Survey, survey

Found = TypeVar("Found")

# A shard is what is lost where a worker dies, and what one worker may still be at when all others are done; each is a file.
_LEAST, _MOST, _SHARDS = 1 << 16, 1 << 23, 1000
# Files looked at side by side: those of an object store are far away.
_READERS, _BATCH = 16, 1000


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or a stretch of it. `size` is that of the file in bytes, None where it could not be read.

    `named`: a document is expected in it, while what is found in a folder may hold none.
    """

    source: str
    size: int | None
    named: bool
    stretch: Stretch | None = None


@dataclass(frozen=True, slots=True)
class Shard:
    """Work for one worker; its facts are one part of the output."""

    number: int
    pieces: tuple[Piece, ...]
    size: int  # in bytes, about


@dataclass(frozen=True, slots=True)
class Plan:
    """All shards, in the order of the documents. `digest` stands for what the documents are, where they lie, and how they are cut."""

    shards: tuple[Shard, ...]
    digest: str
    failures: tuple[DocumentError, ...]


class InputChanged(UsageError):
    """A file that is no longer what it was when the work was planned, or that another machine does not see."""


def plan(inputs: Sequence[str], options: ReadOptions) -> Plan:
    """Look through all that `inputs` (files, folders, globs, addresses) mean, and cut it into shards of about the same size.

    A large file of many records is cut as well. `failures` are inputs that mean nothing. Raises `UsageError` for standard input.
    """
    if STDIN in inputs:
        raise UsageError("standard input cannot be divided; write it to a file first")
    failures: list[DocumentError] = []
    sources: list[str] = []
    for source in read.sources(inputs):
        failures.append(source) if isinstance(source, DocumentError) else sources.append(source)
    with ThreadPoolExecutor(_READERS) as readers:
        total = sum(_mapped(readers, _size, sources))
        size = min(max(total // _SHARDS, _LEAST), _MOST)
        named = set(inputs)
        digest = hashlib.blake2b(digest_size=16)
        shards = tuple(_packed(_pieces(readers, sources, named, size, options, digest), size))
    return Plan(shards, digest.hexdigest(), tuple(failures))


def documents(shard: Shard, options: ReadOptions) -> Iterator[Unread | DocumentError]:
    """The documents of a shard, and an error for each that cannot be read. Raises `InputChanged`."""
    for piece in shard.pieces:
        if piece.size is not None:
            _unchanged(piece)
        first = True
        for item in read.unread(piece.source, options, stretch=piece.stretch):
            if first and not piece.named and _holds_none(item, piece.source):
                break
            first = False
            yield item


def _unchanged(piece: Piece) -> None:
    try:
        if check(piece.source) == piece.size:
            return
    except DocumentError as error:
        raise InputChanged(f"{error}; it was there a moment ago") from error
    raise InputChanged(f"{piece.source}: changed while it was worked on; start again")


def _holds_none(item: Unread | DocumentError, source: str) -> bool:
    return isinstance(item, NotADocument) and item.source == source


def _size(source: str) -> int:
    try:
        return check(source)
    except DocumentError:
        return 0


def _mapped(readers: ThreadPoolExecutor, function: Callable[[str], Found], sources: Iterable[str]) -> Iterator[Found]:
    # Some at a time: of a million files, each in waiting takes a kilobyte.
    waiting = iter(sources)
    while batch := list(islice(waiting, _BATCH)):
        yield from readers.map(function, batch)


def _pieces(
    readers: ThreadPoolExecutor, sources: Sequence[str], named: set[str], size: int, options: ReadOptions, digest: "hashlib.blake2b"
) -> Iterator[tuple[Piece, int]]:
    """The pieces, each with what it weighs in bytes; `digest` comes to know of each."""

    def look(source: str) -> Survey | DocumentError:
        try:
            return survey(source, size)
        except DocumentError as error:
            return error

    for source, found in zip(sources, _mapped(readers, look, sources), strict=True):
        known = None if isinstance(found, DocumentError) else found.digest
        stretches = () if isinstance(found, DocumentError) else found.stretches
        told = [source, source in named, known, [[s.start, s.end, s.first] for s in stretches]]
        digest.update(json.dumps(told).encode() + b"\n")
        if isinstance(found, DocumentError):
            yield Piece(source, None, source in named), 0
        elif not stretches:
            yield Piece(source, found.size, source in named), found.size
        elif source in named or not _holds_none(next(read.unread(source, options)), source):
            # The first record tells whether a file of a folder is meant; after that, each is expected to be a document.
            for stretch in stretches:
                yield Piece(source, found.size, True, stretch), size


def _packed(pieces: Iterable[tuple[Piece, int]], size: int) -> Iterator[Shard]:
    number = weight = 0
    together: list[Piece] = []
    for piece, its in pieces:
        if together and weight + its > size:
            yield Shard(number, tuple(together), weight)
            number, weight, together = number + 1, 0, []
        together.append(piece)
        weight += its
    if together:
        yield Shard(number, tuple(together), weight)
