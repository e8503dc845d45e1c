"""The folder of an export: there when all of it is, and errors in words."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kgraph.errors import ExportError


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A folder that becomes `path`, in place of what is there, when all went well, and vanishes otherwise.

    Raises `ExportError` where it cannot be written.
    """
    target = path.resolve()
    unfinished, old = (target.with_name(f".{target.name}.{os.getpid()}.{state}") for state in ("unfinished", "old"))
    try:
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
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise ExportError(f"{path}: {'the disk is full' if full else error.strerror or error}") from error


@contextmanager
def lasting(path: Path) -> Iterator[BinaryIO]:
    """A new file, on the disk when the block ends well."""
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
