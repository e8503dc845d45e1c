"""Which documents are meant: files, folders, globs and standard input, as a flat list in a fixed order."""

import glob
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kgraph.arrow import is_address
from kgraph.errors import DocumentError, UsageError

if TYPE_CHECKING:
    from kgraph.arrow.places import Place

STDIN = "-"
FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".pdf": "pdf",
    ".parquet": "parquet",
}


def format_of(source: str) -> str | None:
    """The format a file's name tells ("news.html.gz" is "html"), or None."""
    name = (source.partition("?")[0] if is_address(source) else source).lower().removesuffix(".gz")
    return FORMATS.get(os.path.splitext(name)[1])


def sources(inputs: Sequence[str]) -> Iterator[str | DocumentError]:
    """Expand what the user named into single sources, in the order given, each once.

    A folder gives the files below it whose format is known, sorted by path; hidden files and folders are left out and
    links to folders are not followed. A glob gives its matches, sorted. A file named directly is given whatever its
    name, so that reading it tells what is wrong. A folder or glob that gives nothing is a `DocumentError`, yielded in
    its place.
    """
    seen: set[str] = set()
    for name in inputs:
        for source in _expand(name):
            if isinstance(source, DocumentError):
                yield source
                continue
            key = source if source == STDIN or is_address(source) else os.path.realpath(source)
            if key not in seen:
                seen.add(key)
                yield source


def fingerprint(source: str) -> str | None:
    """The SHA-256 of a file's bytes, the same as `Article.sha256` of a file that is one document; None for standard input.

    Streams the file. Raises `DocumentError` where it cannot be read.
    """
    if source == STDIN:
        return None
    check(source)
    digest = hashlib.sha256()
    try:
        with opened(source) as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except OSError as error:
        raise unreadable(source, error) from error
    return digest.hexdigest()


def check(source: str) -> int:
    """The size of a regular file in bytes. Raises `DocumentError` for what is missing or no regular file."""
    try:
        if is_address(source):
            return _place(source).size()
        found = os.stat(source)
    except (OSError, ValueError) as error:
        raise unreadable(source, error) from error
    if stat.S_ISDIR(found.st_mode):
        raise DocumentError(source, "is a folder, not a document")
    if not stat.S_ISREG(found.st_mode):
        # A pipe could keep us waiting for ever, a device could have no end.
        raise DocumentError(source, "is not a regular file (use - to read standard input)")
    return found.st_size


def opened(source: str) -> BinaryIO:
    """A file by path or address, to be read. Raises `OSError`, and `DocumentError` for an address that leads nowhere."""
    return _place(source).open() if is_address(source) else open(source, "rb")


def unreadable(source: str, error: Exception) -> DocumentError:
    """The clear line for a file that the system does not let us read."""
    if isinstance(error, FileNotFoundError):
        return DocumentError(source, "no such file")
    if isinstance(error, IsADirectoryError):
        return DocumentError(source, "is a folder, not a document")
    if isinstance(error, PermissionError):
        return DocumentError(source, "no permission to read it")
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return DocumentError(source, f"cannot be read ({' '.join(reason.split())})")


def _expand(name: str) -> Iterator[str | DocumentError]:
    if name == STDIN:
        yield name
    elif is_address(name):
        yield from _address(name)
    elif os.path.isdir(name):
        yield from _folder(name)
    elif not os.path.lexists(name) and glob.has_magic(name):
        matches = sorted(glob.glob(name, recursive=True))
        found = False
        for match in matches:
            if os.path.isdir(match):
                continue
            found = True
            yield match
        if not found:
            yield DocumentError(name, "no file matches")
    else:
        yield name


def _address(address: str) -> Iterator[str | DocumentError]:
    from kgraph.arrow.places import expand

    found = False
    try:
        for source in expand(address):
            # As in a folder of this machine: what has no ending that we know is not meant, unless it was named.
            if source == address or format_of(source):
                found = True
                yield source
    except UsageError as error:
        yield DocumentError(address, str(error).removeprefix(f"{address}: "))
    except OSError as error:
        yield unreadable(address, error)
    else:
        if not found:
            yield DocumentError(address, "no documents there")


def _place(address: str) -> "Place":
    from kgraph.arrow.places import place

    try:
        return place(address)
    except UsageError as error:
        raise DocumentError(address, str(error).removeprefix(f"{address}: ")) from error


def _folder(folder: str) -> Iterator[str | DocumentError]:
    errors: list[OSError] = []
    found: list[str] = []
    for root, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in files:
            path = os.path.join(root, file)
            # Only regular files: nobody who names a folder means the pipes and sockets in it.
            if not file.startswith(".") and format_of(file) and os.path.isfile(path):
                found.append(path)
    yield from sorted(found, key=lambda path: Path(path).parts)
    for error in errors:
        yield unreadable(str(error.filename or folder), error)
    if not found and not errors:
        yield DocumentError(folder, "the folder holds no documents (" + ", ".join(sorted(FORMATS)) + ", each also with .gz)")
