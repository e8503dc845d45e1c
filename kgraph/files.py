"""The file of an export: replaced when the new one is complete, compressed where its name says so, and errors in words."""

import errno
import gzip
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from kgraph.errors import ExportError, UsageError


def format_of(path: Path, formats: Sequence[str]) -> str:
    """The format that the ending of `path` names, before `.gz`. Raises `UsageError` for another ending."""
    ending = Path(path.name.removesuffix(".gz")).suffix.removeprefix(".").lower()
    if ending not in formats:
        raise UsageError(f"{path}: kgraph writes files that end in .{', .'.join(formats)}, and each of them with .gz")
    return ending


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """The file `path` to write to. One that is already there is replaced when all is written, and else stays as it is.

    Raises `ExportError` where it cannot be written.
    """
    try:
        with _replacing(path) as file:
            if path.name.endswith(".gz"):
                # No name and no time in the header: the same graph, the same bytes.
                with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
                    yield cast(BinaryIO, packed)
            else:
                yield file
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise ExportError(f"{path}: {'the disk is full' if full else error.strerror or error}") from error


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
