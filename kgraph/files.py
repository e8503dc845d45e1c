"""The file or folder of an export: replaced when the new one is complete, compressed where its name says so, and errors in words."""

import errno
import gzip
import os
import shutil
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
    with _in_words(path), _replacing(path) as file:
        if path.name.endswith(".gz"):
            # No name and no time in the header: the same graph, the same bytes.
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
                yield cast(BinaryIO, packed)
        else:
            yield file


@contextmanager
def written_folder(path: Path) -> Iterator[Path]:
    """A folder that becomes `path`, in place of what is there, when all went well, and vanishes otherwise.

    Raises `ExportError` where it cannot be written.
    """
    target = path.resolve()
    unfinished, old = (target.with_name(f".{target.name}.{os.getpid()}.{state}") for state in ("unfinished", "old"))
    with _in_words(path):
        try:
            unfinished.mkdir()
            yield unfinished
            if target.exists():
                target.rename(old)
            unfinished.rename(target)
        finally:
            if old.exists() and not target.exists():
                old.rename(target)
            for folder in (unfinished, old):
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def lasting(path: Path) -> Iterator[BinaryIO]:
    """A new file, on the disk when the block ends well."""
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
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
        with lasting(unfinished) as file:
            yield file
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
