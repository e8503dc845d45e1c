"""Look-ups in a large sorted table that stays compressed.

`X.tsv.gz` holds lines `key<TAB>rest`, sorted by key, as a row of gzip members of some hundred lines each, so `zcat` reads it
whole; `X.index` tells each member's offset and first key, so a look-up inflates one member only, once.
"""

import gzip
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path

_LINES = 200


class SortedTable:
    """A compressed table on disk; nothing is read before the first `get`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._first: list[str] = []
        self._offsets: list[int] = []
        self._data = b""
        self._blocks: dict[int, bytes] = {}

    def get(self, key: str) -> str | None:
        """What follows `key` on its line, or None where the table lacks it."""
        block, line = self._find(key), _bytes(f"\n{key}\t")
        start = block.find(line)
        return block[start + len(line) : block.index(b"\n", start + 1)].decode("utf-8") if start >= 0 else None

    def begins(self, start: str) -> bool:
        """Whether any key begins with `start`."""
        if _bytes(f"\n{start}") in self._find(start):
            return True
        following = bisect_right(self._first, start)
        return following < len(self._first) and self._first[following].startswith(start)

    def _find(self, key: str) -> bytes:
        """The lines among which that of `key` must be, each between line breaks. What was inflated is kept."""
        if not self._data:
            self._open()
        index = bisect_right(self._first, key) - 1
        if index < 0:
            return b""
        if index not in self._blocks:
            self._blocks[index] = self._inflate(index)
        return self._blocks[index]

    def _open(self) -> None:
        for line in self._path.with_name(f"{self._path.name}.index").read_text(encoding="utf-8").splitlines():
            offset, first = line.split("\t")
            self._first.append(first)
            self._offsets.append(int(offset))
        self._data = self._path.with_name(f"{self._path.name}.tsv.gz").read_bytes()
        self._offsets.append(len(self._data))

    def _inflate(self, index: int) -> bytes:
        return b"\n" + gzip.decompress(self._data[self._offsets[index] : self._offsets[index + 1]])


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # half a character is in no table, and no error


def write(path: Path, rows: Iterable[tuple[str, str]]) -> None:
    """Write `path`.tsv.gz and `path`.index; the same rows give the same bytes."""
    lines = [f"{key}\t{rest}" for key, rest in sorted(rows)]
    data, index = bytearray(), []
    for start in range(0, len(lines), _LINES):
        block = lines[start : start + _LINES]
        index.append(f"{len(data)}\t{block[0].split(chr(9), 1)[0]}")
        data += gzip.compress(("\n".join(block) + "\n").encode("utf-8"), 9, mtime=0)
    path.with_name(f"{path.name}.tsv.gz").write_bytes(bytes(data))
    path.with_name(f"{path.name}.index").write_text("\n".join(index) + "\n", encoding="utf-8")
