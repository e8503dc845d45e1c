"""Where a large file of many records may be cut: JSON Lines at line ends, Parquet between its row groups."""

import hashlib
from dataclasses import dataclass
from itertools import accumulate
from typing import BinaryIO

from kgraph.read.sources import check, format_of, opened, unreadable

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a file: of JSON Lines the bytes from `start` to before `end`, of Parquet the row groups.

    `first` is the number of its first line, or row.
    """

    start: int
    end: int
    first: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to know of a file before it is read: its size, the digest of its bytes, and where to cut it, if anywhere."""

    size: int
    digest: str
    stretches: tuple[Stretch, ...] = ()


def survey(source: str, size: int) -> Survey:
    """Look through a file, and cut it into stretches of at least `size` bytes where it is longer and can be cut.

    Where a file is cut depends on its content alone. Raises `DocumentError` where it cannot be read.
    """
    found = check(source)
    digest = hashlib.blake2b(digest_size=16)
    kind = format_of(source)
    cutter = _Lines(size)
    try:
        with opened(source) as file:
            packed = False
            for number, chunk in enumerate(iter(lambda: file.read(_CHUNK), b"")):
                packed = chunk.startswith(b"\x1f\x8b") if number == 0 else packed
                digest.update(chunk)
                if kind == "jsonl" and not packed:
                    cutter.take(chunk)
            stretches = cutter.stretches()
            if kind == "parquet" and not packed and found > size:
                stretches = _groups(file, size)
    except OSError as error:
        raise unreadable(source, error) from error
    return Survey(found, digest.hexdigest(), stretches if len(stretches) > 1 else ())


class _Lines:
    """Finds where JSON Lines can be cut, as their bytes come in."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._found: list[Stretch] = []
        self._start = self._at = self._lines = 0
        self._first = 1
        self._blank = True

    def take(self, chunk: bytes) -> None:
        self._blank = self._blank and chunk.isspace()
        done = 0
        while True:
            # The line that holds the last byte still wanted is the last one.
            wanted = max(self._start + self._size - 1 - self._at, done)
            end = chunk.find(b"\n", wanted) + 1 if wanted < len(chunk) else 0
            if not end:
                break
            self._lines += chunk.count(b"\n", done, end)
            self._end(self._at + end)
            done = end
        self._lines += chunk.count(b"\n", done)
        self._at += len(chunk)

    def _end(self, at: int) -> None:
        self._found.append(Stretch(self._start, at, self._first))
        self._start, self._first = at, self._lines + 1

    def stretches(self) -> tuple[Stretch, ...]:
        if self._start < self._at:
            self._end(self._at)
        return () if self._blank else tuple(self._found)  # that there is nothing in it can be told only of the whole


def _groups(file: BinaryIO, size: int) -> tuple[Stretch, ...]:
    from kgraph.arrow.documents import NotParquet, table

    try:
        groups = table(file).groups
    except (NotParquet, ImportError):  # told when it is read
        return ()
    out: list[Stretch] = []
    start = weight = 0
    rows = list(accumulate((rows for rows, _ in groups), initial=1))
    for number, (_, length) in enumerate(groups):
        weight += length
        if weight >= size or number == len(groups) - 1:
            out.append(Stretch(start, number + 1, rows[start]))
            start, weight = number + 1, 0
    return tuple(out)


def within(file: BinaryIO, stretch: Stretch) -> "Within":
    """The lines of a stretch of `file`."""
    file.seek(stretch.start)
    return Within(file, stretch.end - stretch.start)


class Within:
    """The bytes of one stretch of a file, to be read by lines."""

    def __init__(self, file: BinaryIO, left: int) -> None:
        self._file, self._left = file, left

    def readline(self, size: int, /) -> bytes:
        """The next line, or the next `size` bytes of it; empty at the end of the stretch."""
        line = self._file.readline(min(size, self._left))
        self._left -= len(line)
        return line
