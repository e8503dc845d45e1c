"""Sorting more lines than fit in memory: sorted chunks in temporary files, merged."""

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryFile

CHUNK_BYTES = 64 * 1024 * 1024


def sorted_lines(lines: Iterable[bytes], folder: Path | None = None, chunk_bytes: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The lines (each ends in a line break) in bytewise order, each once.

    About `chunk_bytes` of them are in memory at a time; the rest lie in temporary files in `folder` that vanish at the end.
    """
    with ExitStack() as files:
        sorted_chunks: list[Iterable[bytes]] = []
        chunk: list[bytes] = []
        size = 0
        for line in lines:
            chunk.append(line)
            size += len(line)
            if size >= chunk_bytes:
                chunk.sort()
                file = files.enter_context(TemporaryFile(dir=folder))
                file.writelines(chunk)
                file.seek(0)
                sorted_chunks.append(file)
                chunk, size = [], 0
        chunk.sort()
        for line, _ in groupby(heapq.merge(*sorted_chunks, chunk)):
            yield line
